#!/usr/bin/env python3
"""Writes vectors.json: what independent implementations of the mathematics in Cell/Vitals and Cell/Health/Arrivals.cs give.

cusum      one-sided tabular CUSUM (Montgomery, Introduction to Statistical Quality Control, 9.1), k = 0.5
gradient2  Netflix concurrency-limits, Gradient2Limit and ExpAvgMeasurement as its Java has them
aimd       Netflix concurrency-limits, AIMDLimit
phi        -log10 of the exact upper tail of the normal distribution (Hayashibara et al., 2004), by erfc
Run: python3 Cell.Tests/Vitals/vectors.py
"""
import json
import math
import os
import random

chance = random.Random(2004)


def cusum():
    readings = [chance.gauss(100, 10) for _ in range(40)] + [chance.gauss(115, 10) for _ in range(40)]
    sums, s = [], 0.0
    for x in readings:
        s = max(0.0, (x - 100) / 10 - 0.5 + s)
        sums.append(s)
    return {"readings": readings, "sums": sums}


class ExpAvgMeasurement:
    def __init__(self, window, warmup):
        self.window, self.warmup, self.value, self.sum, self.count = window, warmup, 0.0, 0.0, 0

    def add(self, sample):
        if self.count < self.warmup:
            self.count += 1
            self.sum += sample
            self.value = self.sum / self.count
        else:
            factor = 2.0 / (self.window + 1)
            self.value = self.value * (1 - factor) + sample * factor
        return self.value


def gradient2():
    limit, long = 20.0, ExpAvgMeasurement(600, 10)
    answers, flights, limits = [], [], []
    for step in range(400):
        base = 10.0 if step < 200 or step >= 300 else 40.0
        rtt = base * (1 + chance.random() * 0.2)
        inflight = int(limit) if step % 7 else int(limit) // 3
        long_rtt = long.add(rtt)
        if long_rtt / rtt > 2:
            long.value = long.value * 0.95
        if inflight >= limit / 2:
            gradient = max(0.5, min(1.0, 1.5 * long_rtt / rtt))
            wanted = limit * gradient + 4
            wanted = limit * (1 - 0.2) + wanted * 0.2
            limit = max(20, min(200, wanted))
        answers.append(rtt)
        flights.append(inflight)
        limits.append(limit)
    return {"answers": answers, "inFlight": flights, "limits": limits}


def aimd():
    limit, flights, drops, limits = 8, [], [], []
    for _ in range(200):
        inflight, drop = chance.randint(0, 40), chance.random() < 0.1
        if drop:
            limit = int(limit * 0.9)
        elif inflight * 2 >= limit:
            limit += 1
        limit = max(2, min(30, limit))
        flights.append(inflight)
        drops.append(drop)
        limits.append(limit)
    return {"inFlight": flights, "drops": drops, "limits": limits}


def phi():
    rows = []
    for mean, deviation in ((1.0, 0.25), (1.0, 0.5), (2.0, 0.3)):
        for silence in (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0):
            tail = 0.5 * math.erfc((silence - mean) / deviation / math.sqrt(2))
            if tail > 1e-12:
                rows.append([mean, deviation, silence, -math.log10(tail)])
    return rows


where = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vectors.json")
with open(where, "w", encoding="utf-8") as file:
    json.dump({"cusum": cusum(), "gradient2": gradient2(), "aimd": aimd(), "phi": phi()}, file, indent=None, separators=(",", ":"))
    file.write("\n")
