# shellcheck shell=sh disable=SC2034,SC2154
# Sourced by bench. How far up a page is found that a question was made of: by the words of its title, by a sentence of its text, by a
# paraphrase (relevance/paraphrases: written by hand for sixty pages before anything was tuned). Mean reciprocal rank of the first ten
# (mrr), of the half of the questions that nothing was tuned by; mrr alone: the mean of the three kinds. PostgreSQL has the same pages in
# one table, weighted by title, headings and text, and ranks by ts_rank.
need_packages python3 postgresql
made=yes
scripts/sites up >"$work/sites"
data=$work/cell
found "$data" 10.77.0.1
launch "$data"
# shellcheck disable=SC2046
"$cell" crawl --data "$data" $(awk '{ print $3 }' "$work/sites") >/dev/null
"$cell" crawl --data "$data" --wait >/dev/null
awk '$3 == 200 { print "http://" $2 $5 }' "${CELL_NURSERY:-/var/lib/cell-nursery}/sites/access.log" | sort -u >"$work/urls"

# The texts of links become a part of their pages when the log is done: not yet right after it.
sleep 30

bin=$(echo /usr/lib/postgresql/*/bin)
chmod 711 "$work"
mkdir "$work/pg"
chown postgres "$work/pg"
as_postgres() { (cd / && runuser -u postgres -- "$@"); }
as_postgres "$bin/initdb" -A trust -E UTF8 --no-locale -D "$work/pg/data" >/dev/null
as_postgres "$bin/postgres" -D "$work/pg/data" -k "$work/pg" -h '' -c fsync=off >"$work/pg.log" 2>&1 &
pids="$pids $!"
export PGHOST="$work/pg" PGUSER=postgres PGDATABASE=postgres
until psql -qc 'select 1' >/dev/null 2>&1; do sleep 0.2; done

python3 scripts/bench.d/relevance/measure.py "http://127.0.0.1:7070" "$work/urls" scripts/bench.d/relevance/paraphrases >"$work/ranks"
while read -r contestant metric value; do sample "$contestant" "$metric" "$value"; done <"$work/ranks"
end "$pid"
report cell postgresql mrr cell postgresql mrr_title cell postgresql mrr_sentence cell postgresql mrr_paraphrase
