# shellcheck shell=sh
# Sourced by nursery: a control group a machine, /cell-nursery/NAME in the unified hierarchy (v2) or in every one of v1.
# It gives the machine its share of the CPU, and it is the truth about which processes are the machine's.
CG=/sys/fs/cgroup
if [ -f "$CG/cgroup.controllers" ]; then V2=yes TREE=$CG/cell-nursery; else V2='' TREE=$CG/freezer/cell-nursery; fi

hierarchies() {
    [ -z "$V2" ] || { echo "$CG"; return; }
    for hierarchy in "$CG"/*/; do
        # Some are links to others: cpu -> cpu,cpuacct.
        [ -L "${hierarchy%/}" ] || [ ! -f "$hierarchy/cgroup.procs" ] || echo "${hierarchy%/}"
    done
}

# make_groups NAME: fresh ones.
make_groups() {
    remove_groups "$1"
    for hierarchy in $(hierarchies); do
        parent=$hierarchy
        for group in "$hierarchy/cell-nursery" "$hierarchy/cell-nursery/$1"; do
            [ -z "$V2" ] || hand_down "$parent"
            mkdir -p "$group" 2>/dev/null || die "cannot make the control group $group: is this a container without its own cgroups?"
            if [ -z "$V2" ] && [ -f "$group/cpuset.cpus" ]; then
                grep -q . "$group/cpuset.cpus" || cat "$parent/cpuset.cpus" >"$group/cpuset.cpus"
                grep -q . "$group/cpuset.mems" || cat "$parent/cpuset.mems" >"$group/cpuset.mems"
            fi
            parent=$group
        done
    done
    [ -z "$V2" ] || { hand_down "$parent"; mkdir "$parent/runner"; }
}

# hand_down GROUP: gives its children those controllers that it has itself (v2).
hand_down() {
    for controller in cpu memory pids io; do
        echo "+$controller" >"$1/cgroup.subtree_control" 2>/dev/null || true
    done
}

# remove_groups NAME: with all groups that the machine's own systemd made in them.
remove_groups() {
    for hierarchy in $(hierarchies); do
        group=$hierarchy/cell-nursery/$1
        tries=0
        # The last of the dead may still be leaving.
        until [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null; do
            [ "$tries" -lt 50 ] || die "the control group $group is still in use by: $(cat "$group/cgroup.procs")"
            tries=$((tries + 1))
            sleep 0.1
        done
    done
}

remove_tree() {
    for hierarchy in $(hierarchies); do
        [ ! -d "$hierarchy/cell-nursery" ] || rmdir "$hierarchy/cell-nursery"
    done
}

# processes NAME: all of the machine's, however deep.
processes() { find "$TREE/$1" -name cgroup.procs -exec cat {} + 2>/dev/null || true; }

# leader NAME: the box's number of the machine's process 1; nothing when the machine is off.
leader() {
    for process in $(processes "$1"); do
        # NSpid:  4711  1
        awk '/^NSpid:/ && NF == 3 && $3 == 1 { print $2 }' "/proc/$process/status" 2>/dev/null || true
    done | head -n 1
}

# join_leader PID: puts this shell into the control groups of that process.
join_leader() {
    # 4:memory:/cell-nursery/stem1 (v1), 1:name=systemd:/… (v1), 0::/cell-nursery/stem1/payload/init.scope (v2)
    while IFS=: read -r _ controllers path; do
        case $controllers in
            '') hierarchy=$CG; [ -n "$V2" ] || hierarchy=$CG/unified ;;
            *) hierarchy=$CG/${controllers#name=} ;;
        esac
        [ ! -d "$hierarchy$path" ] || echo $$ >"$hierarchy$path/cgroup.procs"
    done <"/proc/$1/cgroup"
}

# set_quota NAME PERCENT|full: of one core. Short periods make a slow machine of it, rather than a fast one that pauses; a thousandth of a second is the
# shortest turn that the kernel gives.
set_quota() {
    period=20000
    if [ "$2" = full ]; then limit=max
    else
        [ "$2" -ge 20 ] || period=$(((100000 + $2 - 1) / $2))
        limit=$(($2 * period / 100))
    fi
    if [ -n "$V2" ]; then
        [ -f "$TREE/$1/cpu.max" ] || [ "$limit" = max ] || die "this box gives no CPU quota (no cpu controller in $TREE): use --full."
        [ ! -f "$TREE/$1/cpu.max" ] || echo "$limit $period" >"$TREE/$1/cpu.max"
    else
        group=$CG/cpu/cell-nursery/$1
        [ -f "$group/cpu.cfs_quota_us" ] || [ "$limit" = max ] || die "this box gives no CPU quota (no $group/cpu.cfs_quota_us): use --full."
        [ "$limit" != max ] || limit=-1
        [ ! -f "$group/cpu.cfs_quota_us" ] || { echo -1 >"$group/cpu.cfs_quota_us"; echo "$period" >"$group/cpu.cfs_period_us"; echo "$limit" >"$group/cpu.cfs_quota_us"; }
    fi
}

# freeze NAME yes|no
freeze() {
    if [ -n "$V2" ]; then
        if [ "$2" = yes ]; then echo 1; else echo 0; fi >"$TREE/$1/cgroup.freeze"
    else
        if [ "$2" = yes ]; then echo FROZEN; else echo THAWED; fi >"$TREE/$1/freezer.state"
    fi
}

frozen() {
    if [ -n "$V2" ]; then grep -q 1 "$TREE/$1/cgroup.freeze"; else ! grep -q THAWED "$TREE/$1/freezer.state"; fi 2>/dev/null
}

# kill_all NAME: none of them sees another die, as when the power goes.
kill_all() {
    tries=0
    while [ -n "$(processes "$1")" ]; do
        [ "$tries" -lt 100 ] || die "processes of $1 do not die: $(processes "$1" | tr '\n' ' ')"
        [ "$tries" = 0 ] || sleep 0.1
        tries=$((tries + 1))
        freeze "$1" yes
        # shellcheck disable=SC2046
        kill -KILL $(processes "$1") 2>/dev/null || true
        freeze "$1" no
    done
}
