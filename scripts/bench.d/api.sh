# shellcheck shell=sh disable=SC2154
# Sourced by bench. An API on one core, clients and a crawler on the other: wrk searches two words at random over eight connections, ten seconds at a
# time, in turn without (quiet) and with (ingesting) sixteen batches of sixteen pages under way at any time; between them the index catches up.
# Pages of some 4 KB of words by Zipf's law. CELL_BENCH_PAGES: how many are there first (default 20000). CELL_BENCH_ROUNDS: turns (default 5).
need_packages wrk util-linux
need_dotnet
dotnet build Cell.Tests/Cell.Tests.csproj -c Release --nologo -v quiet >"$work/build" || { cat "$work/build" >&2; exit 1; }
CELL_BINARY="$cell" CELL_BENCH_ROUNDS="$rounds" CELL_BENCH_SAMPLES="$work/samples" nice -n 19 taskset -c 1 \
    dotnet test Cell.Tests/Cell.Tests.csproj -c Release --no-build --nologo -v quiet --filter 'FullyQualifiedName~ApiBench' >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
report ingesting quiet p99_ms
