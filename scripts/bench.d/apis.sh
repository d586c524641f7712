# shellcheck shell=sh disable=SC2034,SC2154
# Sourced by bench. Searches a second that one, two and three APIs answer, each with a copy of its own on a machine with a fifth of a core
# (the PostgreSQL documentation): wrk asks all of them at once, four connections each, two words at random, ten seconds at a time after five that warm
# up. Only what was answered there counts, not who was sent on. CELL_BENCH_ROUNDS: turns (default 3).
need_packages wrk
rounds=${CELL_BENCH_ROUNDS:-3}
quota=20
made=yes
scripts/nursery up 3 --full >/dev/null
scripts/sites up >/dev/null
data=$work/cell
found "$data" 10.77.0.1
key=$(scripts/nursery key)
for n in 1 2 3; do "$cell" pool add "stem$n" --fingerprint "$(scripts/nursery fingerprint "stem$n")" --identity "$key" >&2; done
sed -i -e 's|"frontier": .*|"frontier": { "hosts": ["stem1"] }, "api": { "rate": 0 }, "division": "advise", "population": { "api": { "max": 3 } },|' "$CELL_OPERATOR"/*/cell.json
"$cell" init --resign >/dev/null
launch "$data" --role health --role crawler

cat >"$work/ask.lua" <<'EOL'
local words = { "table", "index", "vacuum", "freeze", "trigger", "function", "query", "plan", "lock", "transaction", "isolation", "backup", "replication", "slot",
    "stream", "role", "grant", "schema", "view", "rule", "cursor", "array", "json", "range", "type", "cast", "operator", "class", "partition", "inherit" }
local threads = {}
answered = 0 -- one of each thread, which only finds what is global
setup = function(thread) table.insert(threads, thread) end
init = function(args) math.randomseed(tonumber(args[1])) answered = 0 end
request = function() return wrk.format("GET", "/search?q=" .. words[math.random(#words)] .. "+" .. words[math.random(#words)]) end
response = function(status) if status == 200 then answered = answered + 1 end end
done = function(summary)
    local all = 0
    for _, thread in ipairs(threads) do all = all + thread:get("answered") end
    print("answered " .. all / summary.duration * 1e6)
end
EOL

# ask SECONDS N: searches a second that the first N of them answer together.
ask() {
    jobs=''
    for n in $(seq "$2"); do
        wrk -t1 -c4 "-d${1}s" -s "$work/ask.lua" "http://$(getent hosts "stem$n" | cut -d ' ' -f 1):7070" -- "$n" >"$work/asked$n" &
        jobs="$jobs $!"
    done
    for job in $jobs; do wait "$job" || exit 1; done
    for n in $(seq "$2"); do cat "$work/asked$n"; done | awk '$1 == "answered" { all += $2 } END { printf "%.1f", all }'
}

# One after the other: one that is there and not asked would be sent a part of the clients. Each has all pages and its index at rest before it is slowed.
for apis in 1 2 3; do
    "$cell" divide --data "$data" --role api --target "stem$apis" >&2
    if [ "$apis" = 1 ]; then
        scripts/nursery exec stem1 /usr/local/lib/cell/cell crawl --data /var/lib/cell http://postgresql.docs.test/index.html >&2
        scripts/nursery exec stem1 /usr/local/lib/cell/cell crawl --data /var/lib/cell --wait >&2
    fi
    until "$cell" status --json --data "$data" | jq -e --argjson apis "$apis" '[.roster.cells[] | select(.vitals.caughtUp == true)] | length == $apis' >/dev/null; do sleep 1; done
    for n in $(seq "$apis"); do until [ "$(scripts/nursery exec "stem$n" sh -c 'ls /var/lib/cell/index/*.si' | wc -l)" = 1 ]; do sleep 1; done; done
    for n in $(seq "$apis"); do scripts/nursery slow "stem$n" "$quota"; done
    ask 5 "$apis" >/dev/null
    for _ in $(seq "$rounds"); do sample "$apis" searches_per_second "$(ask 10 "$apis")"; done
    for n in $(seq "$apis"); do scripts/nursery slow "stem$n" full; done
done
report 2 1 searches_per_second 3 1 searches_per_second
