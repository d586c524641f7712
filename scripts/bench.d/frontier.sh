# shellcheck shell=sh disable=SC2154
# Sourced by bench. The embedded frontier alone: ten million URLs of 100,000 hosts taken in (16 callers, links of 50 pages a call, on disk when
# answered), a million of them leased and settled, then started again by another process. CELL_BENCH_URLS, CELL_BENCH_HOSTS: others. Under the JIT,
# inside the test host: resident_mb has its 100 MB or so. As rabbitmq: one API's shared frontier, 300,000 URLs of 1,000 hosts, 60,000 of them leased
# and settled; broker and database on this box.
need_packages rabbitmq-server postgresql
need_dotnet
dotnet build Cell.Tests/Cell.Tests.csproj -c Release --nologo -v quiet >"$work/build" || { cat "$work/build" >&2; exit 1; }

# measure TEST
measure() {
    CELL_BENCH_SAMPLES="$work/samples" CELL_BENCH_FOLDER="$work/frontier" \
        dotnet test Cell.Tests/Cell.Tests.csproj -c Release --no-build --nologo -v quiet --filter "FullyQualifiedName~$1" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
}

for _ in $(seq "$rounds"); do
    measure .FrontierBench.Fill
    measure .FrontierBench.Start
    measure .SharedFrontierBench.Measure
    rm -rf "$work/frontier"
done
report frontier rabbitmq new_urls_per_second
