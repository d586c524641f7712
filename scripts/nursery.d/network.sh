# shellcheck shell=sh
# Sourced by nursery and sites: one switch (a bridge in a namespace of its own, so that no firewall of the box reads
# the machines' traffic and everything goes with it), the box's cable to it (br-cell), a cable and a namespace a machine.
SWITCH=cell-switch
BOX=br-cell
# The hardware address is the mark by which the nursery knows its own interface.
MARK=02:ce:11:4d:00:01

ours() { [ "$(cat "/sys/class/net/$BOX/address" 2>/dev/null)" = "$MARK" ]; }

switch_on() {
    if [ -e "/sys/class/net/$BOX" ]; then
        ours || die "an interface $BOX is there and is not the nursery's: remove or rename it."
    else
        other=$(ip -o route show root 10.77.0.0/24 | head -n 1)
        [ -z "$other" ] || die "the network 10.77.0.0/24 is in use here ($other): the nursery needs it."
    fi
    [ -e "/run/netns/$SWITCH" ] || ip netns add "$SWITCH"
    ip -n "$SWITCH" link show bridge >/dev/null 2>&1 || ip -n "$SWITCH" link add bridge type bridge
    ip -n "$SWITCH" link set bridge up
    ours || ip link add name "$BOX" address "$MARK" type veth peer name box netns "$SWITCH"
    ip -n "$SWITCH" link set box master bridge up
    ip addr replace 10.77.0.1/24 dev "$BOX"
    ip link set "$BOX" up
}

switch_off() {
    ! ours || ip link del "$BOX"
    remove_namespace "$SWITCH"
    if mountpoint -q /run/netns && [ -z "$(ls /run/netns)" ]; then umount /run/netns && rmdir /run/netns; fi
}

remove_namespace() { [ ! -e "/run/netns/$1" ] || ip netns del "$1"; }

# plug NAME: a fresh namespace with a cable to the switch, as a machine finds it at power-on.
plug() {
    unplug "$1"
    ip netns add "cell-$1"
    ip -n "cell-$1" link set lo up
    ip -n "$SWITCH" link add name "$1" type veth peer name eth0 netns "cell-$1" \
        address "$(printf '%s:%02x' "${MARK%:*}" "$((${1#stem} + 9))")"
    ip -n "cell-$1" addr add "$(address "$1")/24" dev eth0
    ip -n "cell-$1" link set eth0 up
    apply_link "$1"
    ip -n "$SWITCH" link set "$1" master bridge up
}

# unplug NAME: first the cable, so that no packet of dying processes leaves a machine that lost its power.
unplug() {
    ip -n "$SWITCH" link del "$1" 2>/dev/null || true
    remove_namespace "cell-$1"
}

# apply_link NAME: drops at the switch's port what the machine's link file says: "in|out|both PERCENT", or nothing.
# (At the port, not in the machine: the sender sees no error, ARP is lost too, and the machine's root cannot undo it.)
apply_link() {
    { [ -e "/run/netns/$SWITCH" ] && ip -n "$SWITCH" link show "$1" >/dev/null 2>&1; } || return 0
    way=none percent=0
    [ ! -s "$MACHINES/$1/link" ] || read -r way percent <"$MACHINES/$1/link"
    drop="numgen random mod 100 < $percent drop"
    [ "$percent" != 100 ] || drop=drop
    from=''
    to=''
    case $way in both) from=$drop to=$drop ;; in) to=$drop ;; out) from=$drop ;; esac
    nsenter --net="/run/netns/$SWITCH" nft -f - <<EOF || die "nftables could not set the link of $1: it needs kernel 5.16 or later with CONFIG_NETFILTER_EGRESS."
table netdev $1
delete table netdev $1
table netdev $1 {
    chain from { type filter hook ingress device "$1" priority 0; $from; }
    chain to { type filter hook egress device "$1" priority 0; $to; }
}
EOF
}
