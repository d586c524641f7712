# shellcheck shell=sh disable=SC2034,SC2154
# Sourced by bench. One health cell on one core hears cells that each send a heartbeat with changed vitals once a second over a TLS connection
# of their own (none is shared, none is closed between); the driver has the other core. Beside it Debian's etcd with the same vitals as values
# under leases, which are kept alive as often, over as many TLS connections: two calls a second, for etcd has none that does both.
# etcd does more: it writes each value to its log on disk. CELL_BENCH_CELLS: how many, in turn (default "10 100 1000 4000 10000"); one round of each.
# growth_seconds: all handshakes and first heartbeats. sent_late: the driver's own lateness. cpu: cores used.
need_packages openssl util-linux etcd-server
need_dotnet
seconds=20
rounds=${CELL_BENCH_ROUNDS:-1}
tissue=scripts/bench.d/tissue
dotnet build "$tissue/Tissue.csproj" -c Release --nologo -v quiet >"$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
ulimit -n "$(ulimit -Hn)"
port=7071

# drive CONTESTANT PID KIND FOLDER CELLS
drive() {
    cpu_before=$(awk '{ print $14 + $15 }' "/proc/$2/stat")
    begin=$(now)
    taskset -c 1 dotnet "$tissue/bin/Release/net10.0/Cell.Bench.Tissue.dll" "$3" "$4" "$port" 0 "$5" "$seconds" >"$work/drive" || { note "$1 does not carry $5 cells."; return 0; }
    elapsed=$(seconds_since "$begin")
    used=$(awk '{ print $14 + $15 }' "/proc/$2/stat")
    while read -r metric value; do [ "$metric" = cells ] || sample "$1" "$5_$metric" "$value"; done <"$work/drive"
    sample "$1" "$5_cpu" "$(echo "$cpu_before $used $elapsed $(getconf CLK_TCK)" | awk '{ printf "%.3f", ($2 - $1) / $4 / $3 }')"
    sample "$1" "$5_rss_mb" "$(memory "$2" VmRSS)"
}

# A health cell of a pool with as many founder machines as it takes for ten cells each.
hear_cell() {
    data=$work/cell
    rm -rf "$CELL_OPERATOR" "$data"
    "$cell" init bench --host 127.0.0.1 --address 127.0.0.1/32 >"$work/init.log"
    machines=$(seq 0 $((($1 - 1) / 10)) | sed 's|.*|{ "host": "box&", "founder": true, "addresses": ["127.0.0.1/32"] },|' | tr -d '\n')
    sed -i -e "s|\"machines\": \[|&$machines|" -e 's|"crawler": {|"limits": { "cells": 100000 }, "population": { "api": { "min": 0 }, "crawler": { "min": 0 } }, &|' "$CELL_OPERATOR"/*/cell.json
    "$cell" init --resign >>"$work/init.log" || { cat "$work/init.log" >&2; exit 1; }
    taskset -c 0 "$cell" start --role health --machine 127.0.0.1 --data "$data" >"$work/cell.log" 2>&1 &
    pid=$!
    pids="$pids $pid"
    "$cell" status --wait 20 --data "$data" >/dev/null || { tail -n 5 "$work/cell.log" >&2; exit 1; }
    drive cell "$pid" cell "$(echo "$CELL_OPERATOR"/*)" "$1"
    [ "$("$cell" status --data "$data" --json | jq '[.roster.cells[] | select(.state == "alive")] | length')" -gt "$1" ] || note "Not all were alive at the end: $("$cell" events --data "$data" | tail -n 3)"
    end "$pid"
}

keys=$work/keys
mkdir "$keys"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench-ca -keyout "$keys/ca.key" -out "$keys/ca.pem" 2>/dev/null
for name in server client; do
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -addext 'extendedKeyUsage=serverAuth,clientAuth' -keyout "$keys/$name.key" 2>/dev/null |
        openssl x509 -req -days 2 -CA "$keys/ca.pem" -CAkey "$keys/ca.key" -CAcreateserial -copy_extensions copy -out "$keys/$name.crt" 2>/dev/null
done
cat "$keys/client.crt" "$keys/client.key" >"$keys/client.pem"

hear_etcd() {
    rm -rf "$work/etcd"
    taskset -c 0 env GOMAXPROCS=1 etcd --data-dir "$work/etcd" --listen-client-urls "https://127.0.0.1:$port" --advertise-client-urls "https://127.0.0.1:$port" \
        --listen-peer-urls http://127.0.0.1:0 --cert-file "$keys/server.crt" --key-file "$keys/server.key" --client-cert-auth --trusted-ca-file "$keys/ca.pem" >"$work/etcd.log" 2>&1 &
    pid=$!
    pids="$pids $pid"
    for _ in $(seq 100); do
        curl -fs --cacert "$keys/ca.pem" --cert "$keys/client.crt" --key "$keys/client.key" "https://localhost:$port/health" >/dev/null && break
        sleep 0.1
    done
    drive etcd "$pid" etcd "$keys" "$1"
    end "$pid"
}

need_packages curl
for cells in ${CELL_BENCH_CELLS:-10 100 1000 4000 10000}; do
    for _ in $(seq "$rounds"); do
        hear_cell "$cells"
        hear_etcd "$cells"
    done
    largest=$cells
done
report cell etcd "${largest}_answer_p99_ms"
