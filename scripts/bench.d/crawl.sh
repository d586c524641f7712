# shellcheck shell=sh disable=SC2034,SC2154
# Sourced by bench. 5,000 pages of 20 KB with 30 links each (scripts/bench.d/crawl/PageMaker.cs) from an nginx with one worker on this box, without
# delay, sixteen connections: the crawler role alone, between a frontier and a page sink in memory (cell); HttpClient and AngleSharp in a loop that
# stores nothing, as anybody writes it (bare) and with the parser's tracking off and comments, script and style skipped (tuned); `wget -r`, one
# connection; Scrapy (Debian's) and Crawlee's CheerioCrawler (npm's), each with the text and the links of each page.
# cpu_ms: CPU time a page, user and system. rss_peak_mb: highest. CELL_BENCH_PAGES: another number of pages. CELL_BENCH_SLOW=0 leaves Scrapy and Crawlee out.
need_packages time wget clang zlib1g-dev
need_dotnet
amount=${CELL_BENCH_PAGES:-5000}
slow=${CELL_BENCH_SLOW:-1}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/cell/bench
mkdir -p "$cache/crawlee"
dotnet publish scripts/bench.d/crawl/crawlbench.csproj -c Release -r "$RID" -o artifacts/crawlbench --nologo -v quiet >&2
crawlbench=$TOP/artifacts/crawlbench/crawlbench
"$crawlbench" make "$work/site" "$amount"

nginx=$(command -v nginx || find "${XDG_CACHE_HOME:-$HOME/.cache}/cell" -path '*/usr/sbin/nginx' -type f | head -n 1)
[ -n "$nginx" ] || { need_packages nginx-light; nginx=$(command -v nginx); }
port=18070
cat >"$work/nginx.conf" <<EOF
user root;
worker_processes 1;
daemon off;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 1024; }
http {
    types { text/html html; text/css css; }
    keepalive_requests 1000000;
    log_format short '\$status \$uri';
    access_log $work/access.log short;
$(for kind in client_body proxy fastcgi uwsgi scgi; do echo "    ${kind}_temp_path $work/temp;"; done)
    server { listen 127.0.0.1:$port; root $work/site; }
}
EOF
mkdir -p "$work/temp"
"$nginx" -e "$work/error.log" -c "$work/nginx.conf" &
server=$!
pids="$pids $server"
until wget -q --no-proxy -O /dev/null "http://127.0.0.1:$port/style.css" || [ $? = 8 ]; do sleep 0.1; done

if [ "$slow" = 1 ]; then
    need_packages python3-scrapy
    command -v npm >/dev/null || need_packages nodejs npm
    [ -d "$cache/crawlee/node_modules/@crawlee/cheerio" ] || (cd "$cache/crawlee" && npm install --silent --no-fund --no-audit @crawlee/cheerio@3 >&2)
    cp scripts/bench.d/crawl/crawlee.mjs "$cache/crawlee/"
fi

# run CONTESTANT COMMAND…: from here to its end, by the clock, by the kernel's account, and by the server's log.
run() {
    contestant=$1
    shift
    : >"$work/access.log"
    kill -USR1 "$server" # opens its log anew
    mkdir -p "$work/run"
    (cd "$work/run" && /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@" >"$work/out" 2>&1) || [ "$contestant" = wget ] ||
        { tail -n 5 "$work/out" >&2; exit 1; }
    rm -rf "$work/run"
    pages=$(grep -c '^200 /[0-9]*\.html' "$work/access.log")
    [ "$pages" -ge "$amount" ] || note "crawl $contestant: only $pages of $amount pages"
    # wget tells of dead links by its exit code, and time tells of that in a line of its own.
    figures=$(tail -n 1 "$work/time")
    sample "$contestant" pages_per_second "$(echo "$pages $figures" | awk '{ printf "%.1f", $1 / $2 }')"
    sample "$contestant" cpu_ms "$(echo "$pages $figures" | awk '{ printf "%.3f", ($3 + $4) * 1000 / $1 }')"
    sample "$contestant" rss_peak_mb "$(echo "$figures" | awk '{ printf "%.1f", $4 / 1024 }')"
}

start=http://127.0.0.1:$port/0.html
for _ in $(seq "$rounds"); do
    run cell "$crawlbench" cell "$start"
    run bare "$crawlbench" bare "$start"
    run tuned "$crawlbench" tuned "$start"
    run wget wget -r -l inf -np -q --no-proxy "$start"
    [ "$slow" = 1 ] || continue
    run scrapy /usr/bin/python3 -m scrapy runspider "$TOP/scripts/bench.d/crawl/scrapy_spider.py" -a "start_url=$start"
    run crawlee node "$cache/crawlee/crawlee.mjs" "$start"
done
report cell bare pages_per_second cell tuned pages_per_second cell wget pages_per_second cell scrapy pages_per_second cell crawlee pages_per_second
