"""A team with two priorities, a day shift and impatient requesters, in SimPy, beside houqin's answer (agreement.toml) as JSON on
standard input. Prints a table with 95 % intervals and whether they agree. Usage: agreement.py YEARS < houqin.json"""

import heapq
import json
import math
import random
import statistics
import sys

import simpy

HOURS = 8760.0
OPEN, CLOSE = 8.0, 18.0
PEOPLE = 3


def lognormal(rng, mean, cv):
    variance = math.log(1 + cv * cv)
    return rng.lognormvariate(math.log(mean) - variance / 2, math.sqrt(variance))


def gamma(rng, mean, cv):
    shape = 1 / (cv * cv)
    return rng.gammavariate(shape, mean / shape)


class Year:
    """One year of one team. A job put down at closing time is taken up by the same person in the morning."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.env = simpy.Environment()
        self.queue = []
        self.news = self.env.event()
        self.count = {0: 0, 1: 0}
        self.waits = {0: [], 1: []}
        self.left = 0
        self.busy = 0.0
        self.env.process(self.arrivals(0, 0.3, lambda: lognormal(self.rng, 0.8, 1.2), None))
        self.env.process(self.arrivals(1, 0.7, lambda: gamma(self.rng, 1.25, 0.7), 14.0))
        for _ in range(PEOPLE):
            self.env.process(self.person())
        # The year's jobs are followed to their end, as houqin does.
        self.env.run(until=HOURS + 24 * 60)

    def arrivals(self, priority, rate, labour, patience):
        number = 0
        while True:
            yield self.env.timeout(self.rng.expovariate(rate))
            if self.env.now >= HOURS:
                return
            number += 1
            self.count[priority] += 1
            leaves = math.inf if patience is None else self.env.now + self.rng.expovariate(1 / patience)
            heapq.heappush(self.queue, (priority, self.env.now, number, labour(), leaves))
            self.news.succeed()
            self.news = self.env.event()

    def person(self):
        env = self.env
        while True:
            clock = env.now % 24
            if not OPEN - 1e-9 <= clock < CLOSE - 1e-9:
                yield env.timeout((OPEN - clock) % 24)
                continue
            while self.queue and self.queue[0][4] < env.now:
                heapq.heappop(self.queue)
                self.left += 1
            if not self.queue:
                yield self.news | env.timeout(CLOSE - clock)
                continue
            priority, arrival, _, remaining, _ = heapq.heappop(self.queue)
            self.waits[priority].append(env.now - arrival)
            while remaining > 1e-12:
                today = CLOSE - env.now % 24
                if today <= 1e-9 or today > CLOSE - OPEN + 1e-9:
                    yield env.timeout((OPEN - env.now % 24) % 24)
                    continue
                spell = min(remaining, today)
                before = min(env.now, HOURS)
                yield env.timeout(spell)
                self.busy += min(env.now, HOURS) - before
                remaining -= spell


def interval(values):
    mean = statistics.fmean(values)
    return mean, 1.96 * statistics.stdev(values) / math.sqrt(len(values))


def ratio(tops, bottoms):
    share = sum(tops) / sum(bottoms)
    residuals = [top - share * bottom for top, bottom in zip(tops, bottoms)]
    return share, 1.96 * statistics.stdev(residuals) / math.sqrt(len(tops)) / statistics.fmean(bottoms)


years = [Year(seed) for seed in range(int(sys.argv[1]))]
simpy_rows = {
    "mean wait of emergencies, h": ratio([sum(y.waits[0]) for y in years], [len(y.waits[0]) for y in years]),
    "mean wait of ordinary jobs served, h": ratio([sum(y.waits[1]) for y in years], [len(y.waits[1]) for y in years]),
    "share of ordinary jobs that leave": ratio([y.left for y in years], [y.count[1] for y in years]),
    "ordinary jobs a year": interval([y.count[1] for y in years]),
    "busy share of paid time": interval([y.busy / (PEOPLE * 365 * (CLOSE - OPEN)) for y in years]),
}

answer = json.load(sys.stdin)
today = answer["strategies"][0]
emergencies, ordinary = today["lots"]["W/S/emergencies"], today["lots"]["W/S/ordinary"]


def estimate(value, scale=1.0):
    return value["mean"] * scale, (value["upper"] - value["lower"]) / 2 * scale


houqin_rows = {
    "mean wait of emergencies, h": estimate(emergencies["mean_wait_minutes"], 1 / 60),
    "mean wait of ordinary jobs served, h": estimate(ordinary["mean_wait_minutes"], 1 / 60),
    # Everything served is in time here, so the share in time is the share that stays.
    "share of ordinary jobs that leave": (1 - ordinary["in_time"]["mean"], estimate(ordinary["in_time"])[1]),
    "ordinary jobs a year": estimate(ordinary["demand"]),
    "busy share of paid time": estimate(today["utilisation"]["T"]),
}

print("# Agreement with peers\n")
print("Made by `sh benches/peers/agreement.sh`.\n\n## Work orders\n")
print("A team of three with two priorities, a day shift (work is put down overnight) and impatient")
print(f"requesters, as a houqin scenario (`benches/peers/agreement.toml`) and as a SimPy program of its own (`agreement.py`, SimPy {simpy.__version__}),")
print(f"{len(years)} simulated years in SimPy, {answer['replications']} in houqin. They agree if the difference is within the joint 95 % half-width × 1.5.\n")
print("| measure | SimPy | houqin | difference | joint 95 % half-width | agrees |")
print("|---|---|---|---|---|---|")
failed = False
for name, (theirs, half) in simpy_rows.items():
    ours, own_half = houqin_rows[name]
    joint = math.hypot(half, own_half)
    agrees = abs(ours - theirs) <= 1.5 * joint
    failed |= not agrees
    print(f"| {name} | {theirs:.4f} ± {half:.4f} | {ours:.4f} ± {own_half:.4f} | {ours - theirs:+.4f} | {joint:.4f} | {'yes' if agrees else '**no**'} |")
sys.exit(failed)
