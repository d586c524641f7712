# shellcheck shell=sh
# Sourced by nursery: the Debian root that all machines share, made once. The name carries this file's checksum, so a
# changed recipe makes a new root.
RECIPE=$(cksum <scripts/nursery.d/root.sh | cut -d ' ' -f 1)
ROOT=$CACHE/nursery/root-$RECIPE
PACKAGES=systemd,systemd-sysv,dbus,libpam-systemd,libnss-systemd,openssh-server,openssh-client,ca-certificates,sudo,iproute2,iputils-ping,procps,nftables,libfaketime

# Debian's mirror as the box's own apt knows it, whichever way its sources are written.
mirror() {
    uri=$(apt-get indextargets --format "\$(ORIGIN) \$(RELEASE) \$(COMPONENT) \$(SITE)" 'Identifier: Packages' |
        awk -v suite="$1" '$1 == "Debian" && $2 == suite && $3 == "main" { print $4; exit }')
    case $uri in
        # Cloud images: mirror+file:///etc/apt/mirrors/debian.list
        mirror+file:*) file=${uri#mirror+file:}; awk '!/^#/ && NF { print $1; exit }' "/${file#"${file%%[!/]*}"}" ;;
        *) echo "$uri" ;;
    esac
}

make_root() {
    [ ! -d "$ROOT" ] || return 0
    suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    from=$(mirror "$suite")
    [ -n "$from" ] || { apt-get update -q >/dev/null && from=$(mirror "$suite"); }
    [ -n "$from" ] || die "apt knows no Debian mirror for '$suite': the nursery needs a Debian box with '$suite main' in its apt sources."
    echo "Making the machines' Debian ($suite) once, in $ROOT" >&2
    mkdir -p "$CACHE/nursery"
    # No machine runs from the roots of older recipes when there are no machines.
    [ -n "$(machines)" ] || rm -rf --one-file-system "$CACHE"/nursery/root-*
    new=$CACHE/nursery/new-root
    rm -rf --one-file-system "$new"
    # In a mount namespace of its own, what debootstrap mounts goes when it is killed.
    unshare --mount --propagation private \
        debootstrap --variant=minbase --include="$PACKAGES" "$suite" "$new" "$from" >"$CACHE/nursery/debootstrap.log" 2>&1 ||
        die "debootstrap failed: $(tail -n 1 "$CACHE/nursery/debootstrap.log") (all of it: $CACHE/nursery/debootstrap.log)"
    strip_root "$new"
    sync -f "$new"
    mv "$new" "$ROOT"
}

# strip_root DIRECTORY: takes away what must differ between machines, what needs a network, and what only slows the start.
strip_root() {
    rm -f "$1"/etc/ssh/ssh_host_* "$1"/etc/hostname "$1"/etc/machine-id "$1"/var/lib/dbus/machine-id "$1"/etc/resolv.conf
    rm -rf "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/var/log/*.log
    : >"$1/etc/apt/sources.list"
    printf '127.0.0.1 localhost\n::1 localhost\n' >"$1/etc/hosts"
    systemctl --root="$1" mask --quiet apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
        e2scrub_reap.service fstrim.timer console-getty.service getty@.service systemd-pstore.service \
        systemd-networkd-wait-online.service systemd-timesyncd.service
}
