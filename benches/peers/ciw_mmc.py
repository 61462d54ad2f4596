"""M/M/10 (arrivals 9, service 1) in Ciw: customers a second of CPU time. Usage: ciw_mmc.py CUSTOMERS REPETITIONS"""
import statistics
import sys
import time

import ciw


def one(customers, seed):
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=9.0)],
        service_distributions=[ciw.dists.Exponential(rate=1.0)],
        number_of_servers=[10],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    started = time.process_time()
    simulation.simulate_until_max_customers(customers, method="Finish")
    elapsed = time.process_time() - started
    return customers / elapsed, statistics.fmean(record.waiting_time for record in simulation.get_all_records())


count, repetitions = int(sys.argv[1]), int(sys.argv[2])
runs = [one(count, seed) for seed in range(1, repetitions + 1)]
print(f"ciw MEDIAN {statistics.median(speed for speed, _ in runs):.0f} cust/s, mean wait {statistics.fmean(wait for _, wait in runs):.4f}")
