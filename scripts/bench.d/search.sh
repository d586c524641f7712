# shellcheck shell=sh disable=SC2034,SC2046,SC2154
# Sourced by bench. Searches in 100,000 pages (search/MadePage.cs: as long as pages are, words by Zipf's law) by questions as people ask them
# (search/Question.cs), two clients that ask as soon as they are answered, eight seconds at a time in turn: cell, by HTTP, with snippets, folding, its five
# fields and other spellings (two clients that ask it take their part of the processors); Lucene.NET alone in the driver's own process, title and text,
# address and title of ten hits; the same with its highlighter's snippets; PostgreSQL by plain SQL (a table, weights, GIN, ts_rank), address and title of
# ten; the same with ts_headline. Both indexes are one segment, as the cell's is when nothing has come for a while. bytes_per_page: all that lies on the
# disk; rss_mb: after the last round, the index's files that the kernel has mapped with it, own_mb without (Lucene.NET: its driver's highest; of PostgreSQL
# no such figure: its memory is shared). CELL_BENCH_PAGES: another number of pages. CELL_BENCH_ROUNDS: turns (default 3).
need_packages postgresql time
need_dotnet
rounds=${CELL_BENCH_ROUNDS:-3}
amount=${CELL_BENCH_PAGES:-100000}
clients=2
seconds=8
dotnet build scripts/bench.d/search/searchbench.csproj -c Release --nologo -v quiet >"$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
searchbench() { dotnet "$TOP/scripts/bench.d/search/bin/Release/net10.0/searchbench.dll" "$@"; }
# disk CONTESTANT FOLDER…
disk() {
    contestant=$1
    shift
    sample "$contestant" bytes_per_page "$(du -sb "$@" | awk -v pages="$amount" '{ all += $1 } END { printf "%.0f", all / pages }')"
}

data=$work/cell
found "$data" 127.0.0.1
launch "$data"
begin=$(now)
searchbench backup "$work/pages.gz" "$("$cell" status --json --data "$data" | jq -r .organism)" "$amount"
note "search: pages made in $(seconds_since "$begin") s"
begin=$(now)
"$cell" restore "$work/pages.gz" --data "$data" >&2
until [ "$("$cell" check --data "$data" --json | jq .behind)" = 0 ]; do sleep 3; done
sample cell filled_seconds "$(seconds_since "$begin")"
rm "$work/pages.gz"

begin=$(now)
searchbench fill lucene "$work/lucene" "$amount"
sample lucene filled_seconds "$(seconds_since "$begin")"

bin=$(echo /usr/lib/postgresql/*/bin)
chmod 711 "$work"
mkdir "$work/pg"
chown postgres "$work/pg"
as_postgres() { (cd / && runuser -u postgres -- "$@"); }
as_postgres "$bin/initdb" -A trust -E UTF8 --no-locale -D "$work/pg/data" >/dev/null
as_postgres "$bin/postgres" -D "$work/pg/data" -k "$work/pg" -h '' -c shared_buffers=512MB -c maintenance_work_mem=512MB -c max_wal_size=4GB -c jit=off >"$work/pg.log" 2>&1 &
pids="$pids $!"
export PGHOST="$work/pg"
until psql -U postgres -qc 'select 1' postgres >/dev/null 2>&1; do sleep 0.2; done
begin=$(now)
searchbench fill postgresql "$amount"
sample postgresql filled_seconds "$(seconds_since "$begin")"

# ask CONTESTANT [PLACE]
ask() {
    /usr/bin/time -o "$work/time" -f %M dotnet "$TOP/scripts/bench.d/search/bin/Release/net10.0/searchbench.dll" ask "$@" "$amount" "$turn" "$clients" "$seconds" >"$work/asked"
    while read -r metric value; do sample "$1" "$metric" "$value"; done <"$work/asked"
}

until [ "$(find "$data/index" -name '*.si' | wc -l)" = 1 ]; do sleep 3; done
for turn in $(seq "$rounds"); do
    ask cell http://127.0.0.1:7070
    ask lucene "$work/lucene"
    lucene_peak=$(awk '{ printf "%.1f", $1 / 1024 }' "$work/time")
    ask lucene+snippets "$work/lucene"
    ask postgresql
    ask postgresql+snippets
done
sample cell rss_mb "$(memory "$pid" VmRSS)"
sample cell own_mb "$(memory "$pid" RssAnon)"
sample lucene rss_mb "$lucene_peak"
disk cell "$data/pages.db" "$data/pages-log.db" "$data/index"
disk lucene "$work/lucene"
sample postgresql bytes_per_page "$(psql -U postgres -AtXc "select pg_total_relation_size('page')" postgres | awk -v pages="$amount" '{ printf "%.0f", $1 / pages }')"
end "$pid"
report $(for other in lucene lucene+snippets postgresql postgresql+snippets; do echo "cell $other queries_per_second cell $other p99_ms"; done)
