# shellcheck shell=sh disable=SC2154
# Sourced by bench. The embedded frontier alone: ten million URLs of 100,000 hosts taken in (16 callers, links of 50 pages a call, on disk when
# answered), a million of them leased and settled, then started again. CELL_BENCH_URLS, CELL_BENCH_HOSTS: others. Under the JIT, inside the test host:
# resident_mb has its 100 MB or so.
need_dotnet
dotnet build Cell.Tests/Cell.Tests.csproj -c Release --nologo -v quiet >"$work/build" || { cat "$work/build" >&2; exit 1; }
for _ in $(seq "$rounds"); do
    CELL_BENCH_SAMPLES="$work/samples" dotnet test Cell.Tests/Cell.Tests.csproj -c Release --no-build --nologo -v quiet --filter 'FullyQualifiedName~FrontierBench' >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
done
report
