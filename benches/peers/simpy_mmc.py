"""M/M/10 (arrivals 9, service 1) in SimPy: customers a second of CPU time. Usage: simpy_mmc.py CUSTOMERS REPETITIONS"""
import random
import statistics
import sys
import time

import simpy


def one(customers, seed):
    draw = random.Random(seed).expovariate
    env = simpy.Environment()
    servers = simpy.Resource(env, capacity=10)
    waits = []

    def customer():
        arrived = env.now
        with servers.request() as turn:
            yield turn
            waits.append(env.now - arrived)
            yield env.timeout(draw(1.0))

    def arrivals():
        for _ in range(customers):
            yield env.timeout(draw(9.0))
            env.process(customer())

    env.process(arrivals())
    started = time.process_time()
    env.run()
    return customers / (time.process_time() - started), statistics.fmean(waits)


count, repetitions = int(sys.argv[1]), int(sys.argv[2])
runs = [one(count, seed) for seed in range(repetitions)]
print(f"simpy MEDIAN {statistics.median(speed for speed, _ in runs):.0f} cust/s, mean wait {statistics.fmean(wait for _, wait in runs):.4f}")
