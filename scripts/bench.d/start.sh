# shellcheck shell=sh disable=SC2034,SC2154
# Sourced by bench. From the command to "ready" of a founder with data (a crawled site), beside nginx with one page (ready
# when its command returns); the same inside the hardened unit on a machine without CPU quota, beside sshd's unit.
# Memory is resident, idle, two seconds after; nginx's is that of both its processes.
# nginx does far less: it has no database, no index, no keys. It is the scale, not a rival.
need_packages curl
made=yes
scripts/sites up >/dev/null
nginx=$(command -v nginx || echo "${CELL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cell}/sites/nginx/usr/sbin/nginx")

data=$work/cell
found "$data" 10.77.0.1
launch "$data"
"$cell" crawl --data "$data" http://policy.docs.test/ >/dev/null
"$cell" crawl --data "$data" --wait >/dev/null
end "$pid"
sample cell binary_mb "$(wc -c <"$cell" | awk '{ printf "%.2f", $1 / 1048576 }')"

mkfifo "$work/log"
# Held open, so that the cell never waits for a reader.
exec 3<>"$work/log"
start_cell() {
    begin=$(now)
    "$cell" start --data "$data" >&3 2>&1 &
    pid=$!
    pids="$pids $pid"
    while read -r line <&3; do
        case $line in *' is ready after '*) break ;; esac
    done
    sample cell ready_ms "$(seconds_since "$begin" | awk '{ print $1 * 1000 }')"
    curl -fsS -o /dev/null http://10.77.0.1:7070/healthz
    sleep 2
    sample cell idle_rss_mb "$(memory "$pid" VmRSS)"
    end "$pid"
}

temporary=$(for kind in client_body proxy fastcgi uwsgi scgi; do printf '%s_temp_path %s; ' "$kind" "$work/temp"; done)
echo "events {} pid $work/nginx.pid; error_log $work/nginx.log; http { $temporary access_log off; server { listen 127.0.0.1:7079; location / { return 200; } } }" >"$work/nginx.conf"
start_nginx() {
    begin=$(now)
    "$nginx" -e "$work/nginx.log" -c "$work/nginx.conf"
    sample nginx ready_ms "$(seconds_since "$begin" | awk '{ print $1 * 1000 }')"
    curl -fsS -o /dev/null http://127.0.0.1:7079/
    sleep 2
    master=$(cat "$work/nginx.pid")
    sample nginx idle_rss_mb "$(for process in "$master" $(pgrep -P "$master"); do memory "$process" VmRSS; echo; done | awk '{ sum += $1 } END { print sum }')"
    kill -QUIT "$master"
    while kill -0 "$master" 2>/dev/null; do sleep 0.1; done
}

for _ in $(seq "$rounds"); do
    start_cell
    start_nginx
done

# in_unit CONTESTANT UNIT: stopped, then started until systemd holds it for active (Type=notify).
in_unit() {
    # shellcheck disable=SC2016
    scripts/nursery exec stem1 sh -c 'systemctl stop "$1"; begin=$(date +%s%N); systemctl start "$1"; end=$(date +%s%N)
        sleep 2; pid=$(systemctl show -P MainPID "$1"); echo "$(((end - begin) / 1000)) $(awk "/^VmRSS/ { print \$2 }" "/proc/$pid/status")"' sh "$2" >"$work/unit"
    sample "$1" ready_ms "$(awk '{ print $1 / 1000 }' "$work/unit")"
    sample "$1" idle_rss_mb "$(awk '{ print $2 / 1024 }' "$work/unit")"
}

if "$cell" divide --help >/dev/null 2>&1; then
    scripts/nursery up 1 --full >/dev/null
    launch "$data"
    "$cell" pool add stem1 --fingerprint "$(scripts/nursery fingerprint stem1)" --identity "$(scripts/nursery key)" >&2
    "$cell" divide --data "$data" --target stem1 >&2
    for _ in $(seq "$rounds"); do
        in_unit cell_unit cell.service
        in_unit sshd_unit ssh.service
    done
else
    note "This executable does not divide yet: the figures of the hardened unit are left out."
fi
report cell nginx ready_ms
