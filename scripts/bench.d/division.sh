# shellcheck shell=sh disable=SC2034,SC2154
# Sourced by bench. `cell divide` onto a blank machine without CPU quota, until its access is given up and proved, beside
# `scp` of the same binary plus an `ssh` that starts it. scp signs nothing, proves nothing, gives the copy no identity and
# leaves the key on the machine: it is what the copying alone costs.
need_packages openssh-client
"$cell" divide --help >/dev/null 2>&1 || { note "This executable does not divide yet."; exit 1; }
made=yes
scripts/nursery up "$rounds" --full >/dev/null
key=$(scripts/nursery key)

data=$work/cell
found "$data" 10.77.0.1
for n in $(seq "$rounds"); do
    "$cell" pool add "stem$n" --fingerprint "$(scripts/nursery fingerprint "stem$n")" --identity "$key" >&2
done
launch "$data"

options="-q -F none -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
divide() {
    begin=$(now)
    "$cell" divide --data "$data" --target "$1" >"$work/divide.log" 2>&1 || { cat "$work/divide.log" >&2; exit 1; }
    sample cell seconds "$(seconds_since "$begin")"
}
copy() {
    begin=$(now)
    # shellcheck disable=SC2086
    scp $options -i "$key" "$cell" "root@$1:/usr/local/bin/copied"
    # shellcheck disable=SC2086
    ssh $options -i "$key" "root@$1" systemd-run --quiet --wait /usr/local/bin/copied --version
    sample scp seconds "$(seconds_since "$begin")"
}

for n in $(seq "$rounds"); do
    # Whoever comes second finds the machine warm: each is second in turn.
    if [ $((n % 2)) = 0 ]; then copy "stem$n"; divide "stem$n"; else divide "stem$n"; copy "stem$n"; fi
done
report cell scp seconds
