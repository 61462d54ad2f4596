"""The sourcing instance in one program of all replications, for HiGHS and Clarabel.

    sourcing.py highs|clarabel REPLICATIONS [integer] [seconds]

The last line is a JSON object as that of the example `sourcing_instance`.
"""

import json
import math
import resource
import sys
import time

import numpy as np
import scipy.sparse as sparse

SERVICES, CONTRACTS, MONTHS, STRETCH, BUDGET = 12, 4, 12, 3, 2.9e6
STRETCHES = MONTHS // STRETCH
MASK = (1 << 64) - 1


class Splitmix:
    def __init__(self, state):
        self.state = state

    def unit(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return ((z ^ (z >> 31)) >> 11) / float(1 << 53)

    def many(self, count, low, width):
        return np.array([low + width * self.unit() for _ in range(count)])


def program(replications, seed=42):
    """Costs, bounds, rows (lower ≤ A x ≤ upper) and the number of columns that are whole."""
    random, contracts = Splitmix(seed), SERVICES * CONTRACTS
    base = random.many(SERVICES, 200, 100)
    output, wage, variable = random.many(SERVICES, 40, 20), random.many(SERVICES, 2500, 1000), random.many(SERVICES, 3, 4)
    fee, price, reserve, capacity = (random.many(contracts, a, b) for a, b in [(4000, 12000), (50, 25), (3, 5), (60, 120)])
    minimum = np.array([4 * c * (0.5 + 0.5 * random.unit()) for c in capacity])
    spot, unserved = random.many(SERVICES, 110, 30), random.many(SERVICES, 250, 100)
    demand = np.empty((replications, SERVICES, MONTHS))
    for s in range(replications):
        level = 0.8 + 0.4 * random.unit()
        for i in range(SERVICES):
            for t in range(MONTHS):
                demand[s, i, t] = base[i] * (1 + 0.3 * math.sin(2 * math.pi * (t + i) / 12)) * level * (0.6 + 0.8 * random.unit())
    # First stage: people by service and stretch, contracts taken, capacity reserved.
    taken, reserved = SERVICES * STRETCHES, SERVICES * STRETCHES + contracts
    first = reserved + contracts
    first_cost = np.concatenate([np.repeat(3 * wage, STRETCHES), fee, MONTHS * reserve])
    cells = SERVICES * MONTHS
    cell = np.arange(cells)
    bought = np.arange(contracts * MONTHS)
    contract, month = bought // MONTHS, bought % MONTHS
    own, on_spot, without, buys, short = 0, cells, 2 * cells, 3 * cells, 3 * cells + contracts * MONTHS
    second = short + contracts
    second_cost = np.concatenate([variable[cell // MONTHS], spot[cell // MONTHS], unserved[cell // MONTHS], price[contract], 0.5 * price])
    rows_own, rows_buy = cell, cells + bought
    rows_demand = cells + contracts * MONTHS + cell
    rows_minimum = 2 * cells + contracts * MONTHS + np.arange(contracts)
    row_cash = rows_minimum[-1] + 1
    height = row_cash + 1
    of_first = sparse.coo_matrix(
        (
            np.concatenate([-output[cell // MONTHS], -np.ones(contracts * MONTHS), -minimum, first_cost]),
            (
                np.concatenate([rows_own, rows_buy, rows_minimum, np.full(first, row_cash)]),
                np.concatenate([(cell // MONTHS) * STRETCHES + (cell % MONTHS) // STRETCH, reserved + contract, taken + np.arange(contracts), np.arange(first)]),
            ),
        ),
        (height, first),
    )
    paid = np.concatenate([np.arange(2 * cells), np.arange(buys, second)])
    of_second = sparse.coo_matrix(
        (
            np.concatenate([np.ones(cells), np.ones(contracts * MONTHS), np.ones(3 * cells + contracts * MONTHS), np.ones(contracts * MONTHS + contracts), second_cost[paid]]),
            (
                np.concatenate([rows_own, rows_buy, rows_demand, rows_demand, rows_demand, rows_demand[(contract // CONTRACTS) * MONTHS + month], rows_minimum[contract], rows_minimum, np.full(len(paid), row_cash)]),
                np.concatenate([own + cell, buys + bought, own + cell, on_spot + cell, without + cell, buys + bought, buys + bought, short + np.arange(contracts), paid]),
            ),
        ),
        (height, second),
    )
    awards = sparse.coo_matrix(
        (np.concatenate([np.ones(contracts), -capacity]), (np.tile(np.arange(contracts), 2), np.concatenate([reserved + np.arange(contracts), taken + np.arange(contracts)]))),
        (contracts, first),
    )
    matrix = sparse.bmat(
        [[awards, None], [sparse.vstack([of_first] * replications), sparse.kron(sparse.eye(replications), of_second)]], format="csc"
    )
    lower = np.full((replications, height), -np.inf)
    upper = np.zeros((replications, height))
    lower[:, rows_demand] = upper[:, rows_demand] = demand.reshape(replications, -1)
    lower[:, rows_minimum], upper[:, rows_minimum] = 0, np.inf
    upper[:, row_cash] = BUDGET
    cost = np.concatenate([first_cost, np.tile(second_cost / replications, replications)])
    most = np.concatenate([np.full(taken, 20.0), np.ones(contracts), capacity, np.full(second * replications, np.inf)])
    return cost, most, matrix, np.concatenate([np.full(contracts, -np.inf), lower.ravel()]), np.concatenate([np.zeros(contracts), upper.ravel()]), reserved


def highs(data, integer, seconds):
    import highspy

    cost, most, matrix, lower, upper, whole = data
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_, lp.row_lower_, lp.row_upper_ = cost, np.zeros(len(cost)), most, lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    if integer:
        kind = highspy.HighsVarType
        lp.integrality_ = [kind.kInteger] * whole + [kind.kContinuous] * (len(cost) - whole)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 1e-3)
    solver.setOptionValue("time_limit", seconds)
    solver.passModel(lp)
    solver.run()
    objective = solver.getObjectiveValue()
    bound = solver.getInfo().mip_dual_bound if integer else objective
    return objective, bound, str(solver.getModelStatus())


def clarabel(data, seconds):
    import clarabel

    cost, most, matrix, lower, upper, _ = data
    rows = matrix.tocsr()
    equal = lower == upper
    over, under = (upper < np.inf) & ~equal, (lower > -np.inf) & ~equal
    bounded = most < np.inf
    eye = sparse.eye(len(cost), format="csr")
    stacked = sparse.vstack([rows[equal], rows[over], -rows[under], eye[bounded], -eye], format="csc")
    right = np.concatenate([upper[equal], upper[over], -lower[under], most[bounded], np.zeros(len(cost))])
    settings = clarabel.DefaultSettings()
    settings.verbose, settings.time_limit = False, seconds
    settings.tol_gap_rel = 1e-4
    cones = [clarabel.ZeroConeT(int(equal.sum())), clarabel.NonnegativeConeT(len(right) - int(equal.sum()))]
    solution = clarabel.DefaultSolver(sparse.csc_matrix((len(cost), len(cost))), cost, stacked, right, cones, settings).solve()
    return solution.obj_val, solution.obj_val_dual, str(solution.status)


if __name__ == "__main__":
    solver, replications = sys.argv[1], int(sys.argv[2])
    integer = "integer" in sys.argv
    seconds = float(sys.argv[-1]) if sys.argv[-1].isdigit() and len(sys.argv) > 3 else 600.0
    data = program(replications)
    start = time.time()
    objective, bound, status = highs(data, integer, seconds) if solver == "highs" else clarabel(data, seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report = {"objective": objective, "bound": bound, "gap": (objective - bound) / max(abs(objective), 1e-9), "seconds": time.time() - start, "peak_mb": peak, "status": status}
    print(json.dumps(report))
