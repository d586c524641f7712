# shellcheck shell=sh disable=SC2034,SC2154
# Sourced by bench. The whole cycle on this box over all local sites without delay: frontier, robots.txt, fetch, read, store
# on disk, index until searches find all, links out. Beside it `wget -r -np` of the same sites, which only fetches and follows links, host after host.
# rss_mb: resident while crawling (median of a reading a second); rss_peak_mb: its highest.
need_packages wget
made=yes
scripts/sites up >"$work/sites"
seeds=$(awk '{ print $3 }' "$work/sites")

# watch PID: notes its memory each second until it ends, or until this is ended.
watch() {
    while kill -0 "$1" 2>/dev/null; do
        memory "$1" VmRSS >>"$work/rss" 2>/dev/null && echo >>"$work/rss"
        memory "$1" VmHWM >"$work/peak.new" 2>/dev/null && [ -s "$work/peak.new" ] && mv "$work/peak.new" "$work/peak"
        sleep 1
    done
}

# figures CONTESTANT PAGES SECONDS
figures() {
    sample "$1" pages "$2"
    sample "$1" seconds "$3"
    sample "$1" pages_per_second "$(echo "$2 $3" | awk '{ printf "%.2f", $1 / $2 }')"
    sample "$1" rss_mb "$(grep . "$work/rss" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')"
    sample "$1" rss_peak_mb "$(cat "$work/peak")"
}

crawl_cell() {
    data=$work/cell
    found "$data" 10.77.0.1
    launch "$data"
    : >"$work/rss"
    watch "$pid" &
    watching=$!
    begin=$(now)
    # shellcheck disable=SC2086
    "$cell" crawl --data "$data" $seeds >/dev/null
    "$cell" crawl --data "$data" --wait >/dev/null
    until wget -q --no-proxy -O - http://127.0.0.1:7070/metrics | grep -q '^cell_pages_unindexed 0$'; do sleep 0.1; done
    seconds=$(seconds_since "$begin")
    pages=$("$cell" status --data "$data" --json | jq .vitals.pages)
    end "$watching"
    figures cell "$pages" "$seconds"
    end "$pid"
}

crawl_wget() {
    mkdir "$work/wget"
    : >"$work/rss"
    begin=$(now)
    # shellcheck disable=SC2086
    (cd "$work/wget" && exec wget -r -l inf -np -S --no-proxy -o "$work/wget.log" $seeds) &
    pid=$!
    pids="$pids $pid"
    watch "$pid" &
    watching=$!
    # 8: some server answered an error, as for a dead link.
    wait "$pid" || [ $? = 8 ]
    seconds=$(seconds_since "$begin")
    end "$watching"
    figures wget "$(grep -c '^  Content-Type: text/html' "$work/wget.log")" "$seconds"
    rm -rf "$work/wget"
}

for _ in $(seq "$rounds"); do
    crawl_cell
    crawl_wget
done
report cell wget pages_per_second
