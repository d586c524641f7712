# shellcheck shell=sh
# Sourced by nursery: one machine. Its folder, $MACHINES/NAME, is its hardware:
# upper and work (the disk), root (the disk mounted over the shared root), lower (which root that is),
# quota (percent of a core, or full), link (what is cut), console (what nspawn and the boot said),
# saved-NAME (snapshots of the disk).

# create NAME QUOTA: a machine that was never started, with an identity of its own. Complete or not there at all.
create() {
    [ ! -e "/run/netns/cell-$1" ] || die "a network namespace cell-$1 is there and is not the nursery's: ip netns del cell-$1"
    new=$STATE/new
    rm -rf --one-file-system "$new"
    mkdir -p "$MACHINES" "$new/work" "$new/root"
    echo "$2" >"$new/quota"
    echo "$ROOT" >"$new/lower"
    install -d "$new/upper/etc/ssh" "$new/upper/var/lib/dbus"
    home=$new/upper$(awk -F: '$1 == "root" { print $6 }' "$ROOT/etc/passwd")
    install -d -m 700 "$home" "$home/.ssh"
    echo "$1" >"$new/upper/etc/hostname"
    tr -d - </proc/sys/kernel/random/uuid | tee "$new/upper/etc/machine-id" >"$new/upper/var/lib/dbus/machine-id"
    ssh-keygen -q -t ed25519 -N '' -C "root@$1" -f "$new/upper/etc/ssh/ssh_host_ed25519_key"
    install -m 600 "$STATE/operator_key.pub" "$home/.ssh/authorized_keys"
    mv "$new" "$MACHINES/$1"
}

# start NAME: power-on; a machine that runs is left alone. Returns before it has booted.
start() {
    [ -z "$(leader "$1")" ] || [ ! -e "/run/netns/cell-$1" ] || return 0
    stop "$1"
    dir=$MACHINES/$1
    mountpoint -q "$dir/root" ||
        mount -t overlay "cell-$1" -o "lowerdir=$(cat "$dir/lower"),upperdir=$dir/upper,workdir=$dir/work" "$dir/root" ||
        die "the kernel refuses an overlay in $dir: set CELL_NURSERY to a folder on ext4, xfs or tmpfs."
    make_groups "$1"
    set_quota "$1" "$(cat "$dir/quota")"
    plug "$1"
    # shellcheck disable=SC2046
    setsid scripts/nursery.d/boot "$1" "$dir/root" $(hierarchies | sed "s|\$|/cell-nursery/$1|") </dev/null >"$dir/console" 2>&1 9<&- &
}

# stop NAME: the power goes. The cable first: a dead machine is silent, it does not close its connections.
stop() {
    unplug "$1"
    kill_all "$1"
    remove_groups "$1"
}

# remove NAME: the machine is thrown away.
remove() {
    stop "$1"
    release_disk "$1"
    rmdir "/run/systemd/nspawn/propagate/cell-$1" 2>/dev/null || true
    rm -rf --one-file-system "$STATE/old"
    [ ! -d "$MACHINES/$1" ] || mv "$MACHINES/$1" "$STATE/old"
    rm -rf --one-file-system "$STATE/old"
}

# release_disk NAME: of a machine that is off.
release_disk() {
    disk=$MACHINES/$1/root
    if mountpoint -q "$disk"; then
        rm -f "/run/systemd/nspawn/locks/$(stat -c 'inode-%d:%i' "$disk")"
        umount "$disk" 2>/dev/null || umount --lazy "$disk"
    fi
}

# make_faults: the library of faults.c, once for each of its versions.
make_faults() {
    library=$STATE/faults-$(cksum <scripts/nursery.d/faults.c | cut -d ' ' -f 1).so
    [ ! -f "$library" ] || return 0
    need_packages clang 9<&-
    clang -shared -fPIC -O1 -Wall -Wextra -o "$library.new" scripts/nursery.d/faults.c
    mv "$library.new" "$library"
}

# arm NAME: what sshd and the guard start is loaded with the library. Harmless until there is a plan, which a power cut takes away.
arm() {
    disk=$MACHINES/$1/root
    cp "$library" "$disk/usr/lib/cell-faults.so"
    mkdir -p "$disk/etc/systemd/system/cell-guard.service.d"
    echo 'SetEnv LD_PRELOAD=/usr/lib/cell-faults.so' >"$disk/etc/ssh/sshd_config.d/faults.conf"
    printf '[Service]\nEnvironment=LD_PRELOAD=/usr/lib/cell-faults.so\n' >"$disk/etc/systemd/system/cell-guard.service.d/faults.conf"
    inside "$1" systemctl reload ssh
}

answers() {
    ssh-keyscan -T 2 -t ed25519 "$(address "$1")" 2>/dev/null | grep -qF "$(cut -d ' ' -f 2 "$MACHINES/$1/upper/etc/ssh/ssh_host_ed25519_key.pub")"
}

# await NAME: until its sshd answers with the key that the machine was made with.
await() {
    deadline=$(($(date +%s) + 60))
    until answers "$1"; do
        if [ "$(date +%s)" -ge "$deadline" ]; then
            tail -n 15 "$MACHINES/$1/console" >&2
            die "the sshd of $1 ($(address "$1")) did not answer in 60 s: above are the last lines of $MACHINES/$1/console."
        fi
        sleep 0.1
    done
}

# state NAME: on, paused or off.
state() {
    if [ -z "$(leader "$1")" ]; then echo off; elif frozen "$1"; then echo paused; else echo on; fi
}

# link NAME: whole, or what its cable loses: "both 100" (cut), "in 30".
link() { if [ -s "$MACHINES/$1/link" ]; then cat "$MACHINES/$1/link"; else echo whole; fi; }
