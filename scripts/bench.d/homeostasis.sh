# shellcheck shell=sh disable=SC2034,SC2154
# Sourced by bench. Our own rules beside Kubernetes' autoscaler (HPA v2) and KEDA's queue length, all in the simulator of `cell simulate`: the same
# births, limits, noise and age of readings. Eight days of clients, made by a seeded generator: half of them choose each policy's knob (the fewest
# machine hours with at most 1 % of the time strained), the other half are reported; each day is played with three seeds. Curves: machine hours against time strained, a point a knob.
# Then what load traces do not show: faults, a shared bottleneck, polite hosts; and our rules left out one by one.
play=$work/play
mkdir "$play"

# trace SEED: a day in minutes, a wave with its own height, drift, and some sudden peaks.
trace() {
    awk -v seed="$1" 'BEGIN {
        srand(seed); base = 80 + 120 * rand(); height = 200 + 500 * rand(); top = 600 + 400 * rand(); peaks = int(1 + 4 * rand())
        for (p = 0; p < peaks; p++) { at[p] = int(1300 * rand()); long[p] = 5 + int(40 * rand()); much[p] = (0.5 + rand()) * (base + height / 2) }
        print "seconds,clients"
        for (m = 0; m < 1440; m++) {
            drift = 0.95 * drift + (rand() + rand() + rand() - 1.5) * base * 0.06
            v = base + height * (1 + cos(6.28318 * (m - top) / 1440)) / 2 + drift
            for (p = 0; p < peaks; p++) if (m >= at[p] && m < at[p] + long[p]) v += much[p]
            printf "%d,%.1f\n", m * 60, (v > 5 ? v : 5)
        }
    }' >"$play/trace$1.csv"
}

# run POLICY KNOB WITHOUT NAME BODY: plays it; the result is $out.
run() {
    printf '{ "policy": { "kind": "%s", "knob": %s, "without": [%s] }, %s }\n' "$1" "$2" "$3" "$5" >"$play/$4.json"
    "$cell" simulate --json "$play/$4.json" >"$play/$4.out"
    out=$(jq -c '{births, left, reversals, most, strained: (100 * .strained / .seconds), overloaded: (100 * .overloaded / .seconds),
        hours: .bill.machineHours, fixed: .bill.fixedHours, clairvoyant: .bill.clairvoyant, alerts: (.alerts | length)}' "$play/$4.out")
}
points=$work/points
day='"role": "api", "duration": "1d", "cells": 6, "pool": 60, "population": { "min": 2 }, "noise": 0.1, "heartbeat": { "delay": "2s", "loss": 0.02 }, "cell": { "capacity": 50, "birth": "15s" }'
for seed in 1 2 3 4 5 6 7 8; do
    trace "$seed"
    for policy in cell:0.45 cell:0.5 cell:0.52 cell:0.54 cell:0.56 cell:0.58 hpa:0.45 hpa:0.5 hpa:0.52 hpa:0.54 hpa:0.56 hpa:0.58 hpa:0.6 keda:10 keda:100 keda:1000; do
        for luck in 1 2 3; do
            run "${policy%:*}" "${policy#*:}" '' day "$day, \"seed\": $luck, \"load\": { \"trace\": \"trace$seed.csv\" }"
            echo "$out" | jq -r --arg policy "${policy%:*}" --arg knob "${policy#*:}" --arg seed "$seed" '[$policy, $knob, $seed, .hours, .strained, .reversals, .fixed, .clairvoyant] | join(" ")' >>"$points"
        done
    done
    note "homeostasis: day $seed of 8"
done

# Points of the curves over the reported days, then each policy at its tuned knob and at its default.
awk '
    !(($1, $2) in kind) { kind[$1, $2]; order[++points] = $1 SUBSEP $2 }
    { n[$1, $2, $3 % 2]++; hours[$1, $2, $3 % 2] += $4; strained[$1, $2, $3 % 2] += $5; taken[$1, $2, $3 % 2] += $6; fixed[$1, $2] += $3 % 2 ? 0 : $7; future += $3 % 2 ? 0 : $8; days += $3 % 2 ? 0 : 1 }
    function mean(sum, p, k, half) { return sum[p, k, half] / n[p, k, half] }
    function line(name, p, k) {
        printf "{\"bench\":\"homeostasis\",\"%s\":\"%s\",\"knob\":%s,\"hours\":%.1f,\"strained_percent\":%.2f,\"reversals\":%.1f,\"fixed_fleet_hours\":%.1f}\n", name, p, k, mean(hours, p, k, 0), mean(strained, p, k, 0), mean(taken, p, k, 0), fixed[p, k] / n[p, k, 0]
    }
    # Machine hours of a curve where it is strained for so long; beyond its ends the nearest point counts.
    function at(p, share,    i, m, key, lo, hi, x) {
        lo = hi = ""
        for (key in kind) { split(key, part, SUBSEP); if (part[1] != p) continue
            x = mean(strained, p, part[2], 0)
            if (x <= share && (lo == "" || x > mean(strained, p, lo, 0))) lo = part[2]
            if (x >= share && (hi == "" || x < mean(strained, p, hi, 0))) hi = part[2] }
        if (lo == "") return mean(hours, p, hi, 0)
        if (hi == "" || hi == lo) return mean(hours, p, lo, 0)
        x = (share - mean(strained, p, lo, 0)) / (mean(strained, p, hi, 0) - mean(strained, p, lo, 0))
        return mean(hours, p, lo, 0) + x * (mean(hours, p, hi, 0) - mean(hours, p, lo, 0))
    }
    function tuned(p,    key, best) {
        for (key in kind) { split(key, part, SUBSEP); if (part[1] == p && mean(strained, p, part[2], 1) <= 1 && (best == "" || mean(hours, p, part[2], 1) < mean(hours, p, best, 1))) best = part[2] }
        if (best == "") for (key in kind) { split(key, part, SUBSEP); if (part[1] == p && (best == "" || mean(strained, p, part[2], 1) < mean(strained, p, best, 1))) best = part[2] }
        return best
    }
    END {
        for (i = 1; i <= points; i++) { split(order[i], part, SUBSEP); line("curve", part[1], part[2]) }
        for (i = split("cell hpa keda", policy, " "); i > 0; i--) { line("default", policy[i], policy[i] == "keda" ? 100 : 0.5); line("tuned", policy[i], tuned(policy[i])) }
        printf "{\"bench\":\"homeostasis\",\"bound\":\"knows the future\",\"hours\":%.1f}\n", future / days
        ours = tuned("cell"); theirs = tuned("hpa")
        printf "{\"bench\":\"homeostasis\",\"ratio\":\"cell/hpa machine hours at the same time strained\",\"median\":%.4g}\n", mean(hours, "cell", ours, 0) / at("hpa", mean(strained, "cell", ours, 0))
        printf "{\"bench\":\"homeostasis\",\"ratio\":\"cell/hpa reversals, both tuned\",\"median\":%.4g}\n", mean(taken, "cell", ours, 0) / (mean(taken, "hpa", theirs, 0) + 1e-9)
    }' "$points"

# special NAME BODY: every policy at its default, then ours without one rule.
special() {
    for policy in cell hpa keda; do
        run "$policy" 0 '' "$1" "$2"
        echo "$out" | jq -c --arg name "$1" --arg policy "$policy" '{bench: "homeostasis", situation: $name, contestant: $policy} + .'
    done
    for rule in shared useful inhibition windows pending; do
        run cell 0 "\"$rule\"" "$1" "$2"
        echo "$out" | jq -c --arg name "$1" --arg policy "cell without $rule" '{bench: "homeostasis", situation: $name, contestant: $policy} + .'
    done
}
special bottleneck '"duration": "4h", "cells": 10, "pool": 200, "load": { "points": [{ "value": 100 }, { "at": "10m", "value": 1000 }] }, "bottleneck": { "name": "store", "capacity": 130 }'
special hidden '"duration": "4h", "cells": 10, "pool": 200, "load": { "points": [{ "value": 100 }, { "at": "10m", "value": 1000 }] }, "bottleneck": { "name": "store", "capacity": 130, "seen": false }'
special hosts '"duration": "4h", "cells": 1, "pool": 50, "cell": { "capacity": 0.05 }, "hosts": { "count": 3, "delay": "10s", "urls": 1000000 }'
special deaths '"role": "api", "duration": "4h", "cells": 20, "pool": 60, "load": { "points": [{ "value": 100 }] }, "incidents": [{ "at": "1h", "what": "kill", "cells": 0.3 }, { "at": "2h", "what": "hang", "cells": 0.3, "lasts": "20m" }]'
special slow '"role": "api", "duration": "8h", "cells": 10, "pool": 30, "load": { "points": [{ "value": 56 }] }, "incidents": [{ "at": "1h", "what": "slow", "cells": 0.2, "factor": 3 }]'
special noise '"role": "api", "duration": "1d", "cells": 10, "pool": 30, "noise": 0.4, "load": { "points": [{ "value": 55 }] }'
special step '"role": "api", "duration": "1h", "cells": 10, "pool": 300, "load": { "points": [{ "value": 50 }, { "at": "10m", "value": 500 }] }'
