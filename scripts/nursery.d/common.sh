# shellcheck shell=sh
# Sourced by nursery and sites: where things lie, root, the lock, the hosts files.
umask 022
PATH=$PATH:/usr/sbin:/sbin
STATE=${CELL_NURSERY:-/var/lib/cell-nursery}
CACHE=${CELL_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/cell}
MACHINES=$STATE/machines
BEGIN="# cell-nursery begin"
END="# cell-nursery end"

die() { echo "$(basename "$0"): $*" >&2; exit 1; }
misused() { echo "$(basename "$0"): $*" >&2; exit 2; }

# need_root ARGUMENTS…: goes on as root, through sudo where there is one.
need_root() {
    [ "$(uname -s)" = Linux ] || misused "needs Linux: this is $(uname -s)."
    case $STATE$CACHE in *[!A-Za-z0-9/._+@-]*) misused "CELL_NURSERY and CELL_CACHE must be plain paths (letters, digits, / . _ + @ -)." ;; esac
    case $STATE in /*) ;; *) misused "CELL_NURSERY must be an absolute path, not $STATE." ;; esac
    case $CACHE in /*) ;; *) misused "CELL_CACHE must be an absolute path, not $CACHE." ;; esac
    [ "$(id -u)" != 0 ] || return 0
    { command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; } ||
        misused "needs root: run it as root, or let $(id -un) use sudo."
    exec sudo -- env "CELL_NURSERY=$STATE" "CELL_CACHE=$CACHE" "$0" "$@"
}

# One command at a time. /run/lock is there on every Debian and stays, so the lock itself leaves nothing behind.
lock() {
    [ "${CELL_NURSERY_LOCKED:-}" != yes ] || return 0
    exec 9</run/lock
    flock -w 600 9 || die "another nursery or sites command has been running for ten minutes: 'lslocks' shows which."
    export CELL_NURSERY_LOCKED=yes
}

# The state folder carries a mark, and only a folder with the mark is ever removed.
open_state() {
    [ ! -e "$STATE/.cell-nursery" ] || return 0
    [ -z "$(ls -A "$STATE" 2>/dev/null)" ] || die "$STATE is there and is not the nursery's: set CELL_NURSERY to another folder."
    mkdir -p "$STATE"
    : >"$STATE/.cell-nursery"
}

# close_state: when neither machines nor sites are left, so that nothing is.
close_state() {
    [ -z "$(machines)" ] || return 0
    [ ! -e "$STATE/sites" ] || return 0
    switch_off
    [ ! -e "$STATE/inotify" ] || cat "$STATE/inotify" >/proc/sys/fs/inotify/max_user_instances
    [ ! -e "$STATE/.cell-nursery" ] || rm -rf --one-file-system "$STATE"
}

machines() { find "$MACHINES" -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | sort -V; }
address() { echo "10.77.0.$((${1#stem} + 9))"; }

# write_hosts: the names of all machines and sites, in the box's hosts file and in each machine's.
write_hosts() {
    names=$(for name in $(machines); do echo "$(address "$name") $name"; done; cat "$STATE/sites/hosts" 2>/dev/null || true)
    [ -e /etc/hosts ] || [ -z "$names" ] || : >/etc/hosts
    write_block /etc/hosts
    for name in $(machines); do
        tree=$MACHINES/$name/root
        ! mountpoint -q "$tree" || write_block "$tree/etc/hosts"
    done
}

# write_block FILE: replaces the marked block by $names. The file of a machine is the machine's: no link is followed.
write_block() {
    { [ -f "$1" ] && [ ! -L "$1" ]; } || return 0
    new=$1.cell-nursery
    rm -f "$new"
    cp -p "$1" "$new"
    awk -v begin="$BEGIN" -v end="$END" '
        $0 == begin { inside = 1; next }
        inside && $0 == end { inside = 0; next }
        !inside { print }
        END { exit inside }' "$1" >"$new" ||
        { rm -f "$new"; die "$1 has '$BEGIN' without '$END': mend it by hand."; }
    [ -z "$names" ] || printf '%s\n' "$BEGIN" "$names" "$END" >>"$new"
    # In a container the hosts file is a mount, which cannot be renamed over.
    if cmp -s "$new" "$1"; then rm -f "$new"
    else mv -T "$new" "$1" 2>/dev/null || { cat "$new" >"$1" && rm -f "$new"; }
    fi
}
