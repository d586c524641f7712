# shellcheck shell=sh disable=SC2034,SC2154
# Sourced by bench. `cell divide` onto a blank machine without CPU quota, until its access is given up and proved, beside
#   scp      the same binary copied: what the copying alone costs;
#   ansible  a playbook that does the same job as far as it can (bench.d/division.yml), with pipelining, its machines known to it.
# Each machine is used by all three, in turns: whoever comes second finds it warm; scp before ansible, which takes its key away.
# Before the clock starts the machines get Python (Ansible needs it), a key to be given up, and what the copied executable needs to start.
# four_seconds: four machines at once, one mother each. slow_*: a machine behind 20 Mbit/s, with the bytes that its cable carried.
need_packages openssh-client ansible-core iproute2 tar
"$cell" divide --help >/dev/null 2>&1 || { note "This executable does not divide yet."; exit 1; }
rounds=${CELL_BENCH_ROUNDS:-10}
made=yes
total=$((rounds + 9))
scripts/nursery up "$total" --full >/dev/null
nursery_key=$(scripts/nursery key)

# For the contestants a key of their own: it is given up.
key=$work/key
ssh-keygen -q -t ed25519 -N '' -C bench -f "$key"
known=$work/known_hosts
options="-q -F none -o IdentitiesOnly=yes -o BatchMode=yes -o UserKnownHostsFile=$known"

# python_for_machines: the files of Debian's python3 and what it needs beyond a machine's own packages, in $work/python.
python_for_machines() {
    mkdir -p "$work/python" "$work/debs/partial"
    scripts/nursery exec stem1 cat /var/lib/dpkg/status >"$work/status"
    apt-get install -y -q --no-install-recommends --download-only -o Dir::State::status="$work/status" -o Dir::Cache::archives="$work/debs/" python3 >"$work/apt.log" 2>&1 ||
        { cat "$work/apt.log" >&2; exit 6; }
    for package in "$work"/debs/*.deb; do dpkg-deb -x "$package" "$work/python"; done
}

# prepare NAME: the key, Python, and for the copied executable an organism whose founder's box is this machine.
prepare() {
    printf '%s %s\n' "$1" "$(scripts/nursery exec "$1" cat /etc/ssh/ssh_host_ed25519_key.pub | cut -d ' ' -f 1,2)" >>"$known"
    scripts/nursery exec "$1" sh -c 'cat >>~root/.ssh/authorized_keys' <"$key.pub"
    tar -C "$work/python" -c . | scripts/nursery exec "$1" tar -C / -x --keep-directory-symlink
    (
        CELL_OPERATOR=$work/copied-$1
        export CELL_OPERATOR
        "$cell" init copied --host "$(getent hosts "$1" | cut -d ' ' -f 1)" --address 127.0.0.1/32 >/dev/null
        tar -C "$CELL_OPERATOR" -c . | scripts/nursery exec "$1" sh -c 'mkdir -p ~root/copied && tar -C ~root/copied -x'
    )
}

cat >"$work/unit" <<'EOF'
[Unit]
Description=The copied executable

[Service]
Type=notify
Environment=CELL_OPERATOR=%h/copied
ExecStart=/usr/local/bin/copied start --data /var/lib/copied --public 7170 --tissue 7171
WorkingDirectory=%h

[Install]
WantedBy=multi-user.target
EOF
cat >"$work/ansible.cfg" <<EOF
[defaults]
host_key_checking = True
interpreter_python = /usr/bin/python3
forks = 4
[ssh_connection]
pipelining = True
ssh_args = -F none -o ControlMaster=auto -o ControlPersist=60s -o IdentitiesOnly=yes -o UserKnownHostsFile=$known
EOF
export ANSIBLE_CONFIG="$work/ansible.cfg" ANSIBLE_HOME="$work/ansible" ANSIBLE_LOCAL_TEMP="$work/ansible/tmp"

divide() {
    "$cell" divide --data "$1" --target "$2" >"$work/divide-$2.log" 2>&1 || { cat "$work/divide-$2.log" >&2; exit 1; }
}
copy() {
    # shellcheck disable=SC2086
    scp $options -i "$key" "$cell" "root@$1:/usr/local/bin/copied.scp"
}
play() {
    ansible-playbook -i "$1," -u root --private-key "$key" scripts/bench.d/division.yml \
        -e "binary=$cell unit=$work/unit key=$key known_hosts=$known" -e "{\"public_key\": \"$(cat "$key.pub")\"}" >"$work/play-$1.log" 2>&1 ||
        { tail -n 30 "$work/play-$1.log" >&2; exit 1; }
}

# clock CONTESTANT METRIC COMMAND…
clock() {
    contestant=$1 metric=$2
    shift 2
    begin=$(now)
    "$@"
    sample "$contestant" "$metric" "$(seconds_since "$begin")"
}

# four COMMAND: onto the next four machines at once.
four() {
    jobs=''
    for n in 1 2 3 4; do
        if [ "$1" = divide ]; then divide "$work/mother$n" "stem$((rounds + n))" & else "$1" "stem$((rounds + n))" & fi
        jobs="$jobs $!"
    done
    for job in $jobs; do wait "$job" || exit 1; done
}

# carried NAME: bytes that its cable brought it.
carried() { ip netns exec cell-switch cat "/sys/class/net/$1/statistics/tx_bytes"; }

# slow CONTESTANT MACHINE COMMAND…
slow() {
    contestant=$1 machine=$2
    shift 2
    tc -n cell-switch qdisc replace dev "$machine" root tbf rate 20mbit burst 32kbit latency 50ms
    before=$(carried "$machine")
    clock "$contestant" slow_seconds "$@"
    sample "$contestant" slow_mb "$(echo "$before $(carried "$machine")" | awk '{ printf "%.2f", ($2 - $1) / 1e6 }')"
    tc -n cell-switch qdisc del dev "$machine" root
}

python_for_machines
data=$work/cell
found "$data" 10.77.0.1
sed -i 's|"health":|"limits": { "birthsPerHour": 1000 },\n  "health":|' "$CELL_OPERATOR"/*/cell.json
"$cell" init --resign >/dev/null
for n in $(seq "$total"); do
    "$cell" pool add "stem$n" --fingerprint "$(scripts/nursery fingerprint "stem$n")" --identity "$nursery_key" >&2
    prepare "stem$n"
done
launch "$data"
for n in 1 2 3 4; do
    "$cell" start --role crawler --data "$work/mother$n" >"$work/mother$n.log" 2>&1 &
    pids="$pids $!"
    "$cell" status --wait 20 --data "$work/mother$n" >/dev/null
done

for n in $(seq "$rounds"); do
    machine=stem$n
    case $((n % 3)) in
        0) order='copy play divide' ;;
        1) order='divide copy play' ;;
        2) order='copy divide play' ;;
    esac
    for contestant in $order; do
        case $contestant in
            copy) clock scp seconds copy "$machine" ;;
            play) clock ansible seconds play "$machine" ;;
            divide) clock cell seconds divide "$data" "$machine" ;;
        esac
    done
done

clock cell four_seconds four divide
clock scp four_seconds four copy
clock ansible four_seconds four play

for n in 5 6 7 8 9; do
    machine=stem$((rounds + n))
    slow cell "$machine" divide "$data" "$machine"
    slow scp "$machine" copy "$machine"
done
report cell scp seconds ansible cell seconds
