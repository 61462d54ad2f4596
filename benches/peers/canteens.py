"""Canteens beside houqin: what cooks can serve who are absent, on leave or off shift against exact weighting with SciPy, and the
meal itself (arrivals, counters, patience, tills, seats, menus) against a SimPy model. Usage: canteens.py, from the project's folder.

The models are made from docs/scenario-file.md; the figures of the cases were chosen knowing where houqin differs (the page that this prints says so). Prints a section of docs/peer-agreement.md; fails if anything differs by more than three standard errors."""

import calendar
import datetime
import math
import random
import sys

import numpy as np
import simpy
from scipy import stats

import table

ALWAYS = "Mon-Sun 06:00-20:00"
MEAL = {
    "name": "lunch", "registered": 100, "attendance": "100%", "attendance_sd": "0%", "window": "11:30-12:30", "counters": 100,
    "people_per_counter": 0.01, "meals_per_person": 100, "service_seconds": {"distribution": "constant", "mean": 1}, "seats": 10000,
    "eating_minutes": {"distribution": "constant", "mean": 20}, "production_quantile": "99.9%", "ingredients_per_meal": 1,
    "unserved_cost_per_meal": 1, "wait_within": "10 hours",
}  # fmt: skip
TEAM = {"people": 2, "shift": "Mon-Sun 06:00-20:00", "absence": 0.0}
DAYS = [datetime.date(2027, 1, 1) + datetime.timedelta(days=day) for day in range(365)]


# Exact weighting -------------------------------------------------------------------------------------------------------------------


def served(diners, cooks, each):
    """E[min(diners, each × cooks)], both given as probabilities of 0, 1, 2, …"""
    able = np.floor(each * np.arange(len(cooks)) + 1e-9)
    return float(cooks @ np.minimum(np.arange(len(diners))[None, :], able[:, None]) @ diners)


def constant(number):
    return np.eye(number + 1)[number]


def binomial(number, share):
    return stats.binom.pmf(np.arange(number + 1), number, share)


def cut(diners, quantile):
    """Diners who find a portion if portions are cooked for a quantile of the diners."""
    portions = int(np.searchsorted(np.cumsum(diners), quantile - 1e-12))
    return np.append(diners[:portions], diners[portions:].sum())


def on_leave(first, last, share):
    """Chance that a person is on leave on each day of the year: one piece of the season, each start within the season alike."""
    days = [index for index, day in enumerate(DAYS) if first <= (day.month, day.day) <= last]
    length = round(share * len(days))
    starts = len(days) - length + 1
    away = np.zeros(len(DAYS))
    for start in range(starts):
        away[days[start : start + length]] += 1 / starts
    return away


def exact_cases():
    """Name, changes of meal and team, and the share of diners served (or how many there are)."""
    for people, each, absence in [(2, 100, 0.4), (5, 30, 0.2), (8, 15, 0.1), (3, 33.4, 0.5), (1, 70, 0.08)]:
        share = served(constant(100), binomial(people, 1 - absence), each) / 100
        yield f"{people} cooks of {each} meals, absence {absence:.0%}", {"meals_per_person": each}, {"people": people, "absence": absence}, share
    share = served(constant(100), binomial(4, 0.75), 30) / 100
    yield "4 cooks of 30 meals, absence 25% in spells of 5 days", {"meals_per_person": 30}, {"people": 4, "absence": 0.25, "absence_days": 5}, share
    # Diners who come each by themselves.
    diners = binomial(192, 0.6)
    share = served(cut(diners, 0.999), binomial(4, 0.8), 40) / 115.2
    yield "192 registered of whom 60% come, 4 cooks of 40, absence 20%", {"registered": 192, "attendance": "60%", "meals_per_person": 40}, {"people": 4, "absence": 0.2}, share
    diners = np.convolve(binomial(100, 0.6), stats.poisson.pmf(np.arange(120), 30))
    share = served(cut(diners, 0.999), binomial(4, 0.8), 30) / 90
    yield "100 registered of whom 60% come, 30 guests, 4 cooks of 30, absence 20%", {"attendance": "60%", "guests": 30, "meals_per_person": 30}, {"people": 4, "absence": 0.2}, share
    # Counters bind instead of the kitchen: a counter needs two people, and without one nobody is served.
    share = stats.binom.sf(1, 3, 0.7)
    yield "3 cooks, absence 30%, a counter needs two", {"counters": 1, "people_per_counter": 2, "meals_per_person": 1000}, {"people": 3, "absence": 0.3}, share
    # Shifts: who is not there through the whole window does not cook.
    covers = [("06:00-12:00", 0), ("12:00-20:00", 0), ("11:30-12:30", 1), ("11:35-20:00", 0)]
    for hours, works in covers:
        share = works * served(constant(100), binomial(2, 0.6), 100) / 100
        yield f"shift {hours}, lunch 11:30-12:30", {}, {"absence": 0.4, "shift": f"Mon-Sun {hours}"}, share
    mondays = sum(day.weekday() <= 2 for day in DAYS) / 365
    share = mondays * served(constant(100), binomial(2, 0.6), 100) / 100
    yield "shift Mon-Wed, and Thu-Sun until noon", {}, {"absence": 0.4, "shift": "Mon-Wed 06:00-20:00; Thu-Sun 06:00-12:00"}, share
    for window, people in [("09:00-09:45", 3), ("11:30-12:30", 5), ("15:00-16:00", 2), ("13:30-14:30", 2)]:
        share = served(constant(100), binomial(people, 0.7), 25) / 100
        shifts = {"people": 5, "absence": 0.3, "shift": ["Mon-Sun 06:00-14:00", "Mon-Sun 10:00-20:00"]}
        yield f"5 cooks dealt to 06-14 and 10-20, meal {window}", {"window": window, "meals_per_person": 25}, shifts, share
    # Leave, on top of absence.
    for people, share, absence, season in [(3, 0.25, 0.0, ((6, 1), (8, 31))), (4, 0.5, 0.1, ((7, 1), (8, 31))), (1, 0.2, 0.2, ((2, 1), (2, 28)))]:
        (first, last), each = season, 40
        away = on_leave(first, last, share)
        mean = np.mean([served(constant(100), binomial(people, (1 - absence) * (1 - chance)), each) for chance in away]) / 100
        leave = [{"between": "%02d-%02d to %02d-%02d" % (*first, *last), "share": share}]
        name = f"{people} cooks of 40, leave {share:.0%} of {calendar.month_abbr[first[0]]}-{calendar.month_abbr[last[0]]}, absence {absence:.0%}"
        yield name, {"meals_per_person": each}, {"people": people, "absence": absence, "leave": leave}, float(mean)


def exact(out):
    # Nobody waits, so that the share in time is the share served; its interval is that of a ratio.
    for number, (name, meal, team, share) in enumerate(exact_cases(), 1):
        text = table.scenario(f"exact-{number}", number, ALWAYS, 100, "sittings", [MEAL | meal], TEAM | team)
        lot = table.houqin("canteens", f"exact-{number}", text)["lots"]["W/S/lunch"]
        out.row(name, "share served", table.estimate(lot["in_time"]), share)
    # Meals are served when the office is open: weekdays less two holidays and with one Saturday, and no weekday of weight 0.
    (table.FOLDER / "canteens").mkdir(parents=True, exist_ok=True)
    (table.FOLDER / "canteens/days.csv").write_text("date,kind,name\n2027-03-03,holiday,A\n2027-05-03,holiday,B\n2027-05-08,workday,C\n")
    open_days = sum(day.weekday() < 5 for day in DAYS) - 2 + 1
    text = table.scenario("days", 50, "Mon-Fri 08:00-18:00", 100, "sittings", [MEAL], TEAM | {"shift": "Mon-Fri 08:00-18:00", "absence": 0.4}, calendar="days.csv")
    lot = table.houqin("canteens", "days", text)["lots"]["W/S/lunch"]
    out.row("office Mon-Fri, two holidays, one Saturday worked", "diners a year", table.estimate(lot["demand"]), 100 * open_days)
    out.row("the same, absence 40%", "share served", table.estimate(lot["in_time"]), 0.84)


def portions(out):
    """What is cooked for a quantile, and menus and deliveries that should make no difference."""
    numbers = np.arange(400)
    cases = [
        ("192 registered, 60%, cooked for 90%", {"registered": 192, "attendance": "60%", "production_quantile": "90%"}, stats.binom(192, 0.6)),
        ("192 registered, 60%, cooked for 50%", {"registered": 192, "attendance": "60%", "production_quantile": "50%"}, stats.binom(192, 0.6)),
        ("192 registered, 60% with a spread of 10%, cooked for 90%", {"registered": 192, "attendance": "60%", "attendance_sd": "10%", "production_quantile": "90%"}, stats.betabinom(192, 13.8, 9.2)),
        ("48 registered, 6.25%, cooked for 99%", {"registered": 48, "attendance": "6.25%", "production_quantile": "99%"}, stats.binom(48, 0.0625)),
        ("48 registered, 6.25%, cooked for 99.9%", {"registered": 48, "attendance": "6.25%", "production_quantile": "99.9%"}, stats.binom(48, 0.0625)),
        ("200 registered, 60%, cooked for 90%", {"registered": 200, "attendance": "60%", "production_quantile": "90%"}, stats.binom(200, 0.6)),
        ("250 registered, 60%, cooked for 90%", {"registered": 250, "attendance": "60%", "production_quantile": "90%"}, stats.binom(250, 0.6)),
    ]  # fmt: skip
    for number, (name, meal, diners) in enumerate(cases, 1):
        cooked = diners.ppf(float(meal["production_quantile"].rstrip("%")) / 100)
        text = table.scenario(f"portions-{number}", 200 + number, ALWAYS, 100, "sittings", [MEAL | meal], TEAM)
        lot = table.houqin("canteens", f"portions-{number}", text)["lots"]["W/S/lunch"]
        weights = diners.pmf(numbers)
        out.row(name, "share served", table.estimate(lot["in_time"]), float(weights @ np.minimum(numbers, cooked)) / diners.mean())
        out.row(name, "portions wasted a day", table.estimate(lot["meals_wasted"], 1 / 365), float(weights @ np.maximum(cooked - numbers, 0)))
    # Nothing is short, so that nobody goes without, however many are registered.
    for number, (registered, attendance) in enumerate([(48, "6.25%"), (60, "5%"), (96, "50%"), (70, "50%")], 1):
        meal = {"registered": registered, "attendance": attendance, "production_quantile": "99.99%"}
        text = table.scenario(f"plenty-{number}", 400 + number, ALWAYS, 100, "sittings", [MEAL | meal], TEAM)
        lot = table.houqin("canteens", f"plenty-{number}", text)["lots"]["W/S/lunch"]
        out.row(f"{registered} registered, {attendance}, nothing short", "share served, ± 0.0002", table.about(table.estimate(lot["in_time"]), 0.0002), 1.0)
    # Two cooks, each for one of two lunches at the same time: whoever is there cooks for one.
    for number, window in enumerate(["17:30-18:30", "11:30-12:30"], 1):
        lots = [MEAL | {"name": name, "trade": "x", "registered": 96, "meals_per_person": 96, "window": at} for name, at in [("one", "11:30-12:30"), ("other", window)]]
        text = table.scenario(f"two-{number}", 500 + number, ALWAYS, 100, "sittings", lots, TEAM | {"absence": 0.4})
        answers = table.houqin("canteens", f"two-{number}", text)["lots"].values()
        ours = [table.estimate(lot["in_time"]) for lot in answers]
        both = (sum(share for share, _ in ours) / 2, sum(error for _, error in ours) / 2)
        share = 0.84 if number == 1 else float(binomial(2, 0.6) @ [0, 1, 2]) / 2
        out.row(f"two canteens, 11:30-12:30 and {window}, two cooks for one each, absence 40%", "share served of both", both, share)
    kitchen = {"registered": 192, "attendance": "50%", "meals_per_person": 96}
    share = served(binomial(192, 0.5), constant(1), 96) / 96
    same = [
        ("a kitchen of 96 for 96 diners in the mean", {}),
        ("the same, one delivery in time", {"deliveries": [{"minutes_after_opening": 0, "share": 1.0}]}),
        ("the same, two menus of which all take either", {"menus": [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}], "substitution": "100%"}),
    ]
    for number, (name, meal) in enumerate(same, 1):
        text = table.scenario(f"kitchen-{number}", 300 + number, ALWAYS, 100, "sittings", [MEAL | kitchen | meal], TEAM | {"people": 1})
        lot = table.houqin("canteens", f"kitchen-{number}", text)["lots"]["W/S/lunch"]
        out.row(name, "share served", table.estimate(lot["in_time"]), share)


# The meal in SimPy -----------------------------------------------------------------------------------------------------------------


def draw(rng, what):
    family, mean = what["distribution"], what.get("mean")
    if family == "constant":
        return mean
    if family == "uniform":
        return rng.uniform(what["from"], what["to"])
    if family == "exponential":
        return rng.expovariate(1 / mean)
    variance = math.log(1 + what["cv"] ** 2)
    return rng.lognormvariate(math.log(mean) - variance / 2, math.sqrt(variance))


def clock(text):
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


class Meal:
    """One meal of one day, in minutes from the opening of the counters."""

    def __init__(self, rng, meal, team, portions):
        self.rng, self.meal, self.env = rng, meal, simpy.Environment()
        env = self.env
        self.length = clock(meal["window"].split("-")[1]) - clock(meal["window"].split("-")[0])
        present = sum(rng.random() >= team["absence"] for _ in range(team["people"]))
        self.open = min(meal["counters"], math.floor(present / meal["people_per_counter"] + 1e-9))
        self.cooked = min(portions, math.floor(present * meal["meals_per_person"] + 1e-9))
        menus = meal.get("menus", [{"name": "all", "share": 1.0}])
        self.shares = [menu["share"] for menu in menus]
        self.portions = self.split(self.cooked)
        self.handed_out = 0
        self.lines = self.split(self.open) if meal.get("lines") == "line-for-each-menu" else [self.open]
        self.counters = [simpy.Resource(env, many) if many else None for many in self.lines]
        payment = meal.get("payment")
        self.tills = simpy.Resource(env, payment["tills"]) if payment else None
        self.seats = simpy.Resource(env, meal["seats"])
        self.late = 0.0
        if "late_kitchen" in meal and rng.random() < meal["late_kitchen"]["share"]:
            self.late = draw(rng, meal["late_kitchen"]["minutes"])
        self.begins = env.event()
        env.process(self.kitchen())
        attendance = float(meal["attendance"].rstrip("%")) / 100
        self.diners = sum(rng.random() < attendance for _ in range(meal["registered"]))
        self.served, self.in_time, self.waits = 0, 0, 0.0
        for _ in range(self.diners):
            env.process(self.diner(self.arrival(), rng.choices(range(len(menus)), self.shares)[0]))
        env.run()

    def split(self, number):
        """A whole number by the menus' shares, largest remainders first."""
        parts = [number * share for share in self.shares]
        whole = [math.floor(part + 1e-9) for part in parts]
        for index in sorted(range(len(parts)), key=lambda at: whole[at] - parts[at])[: number - sum(whole)]:
            whole[index] += 1
        return whole

    def kitchen(self):
        yield self.env.timeout(self.late)
        self.begins.succeed()

    def delivered(self, share):
        """When so large a share of the portions is there."""
        come = 0.0
        for delivery in self.meal.get("deliveries", []):
            come += delivery["share"]
            if come >= share - 1e-9:
                return delivery["minutes_after_opening"]
        return 0.0

    def arrival(self):
        slices = self.meal.get("arrivals", [1.0])
        at = self.rng.choices(range(len(slices)), slices)[0]
        return (at + self.rng.random()) * self.length / len(slices)

    def diner(self, arrival, menu):
        env, meal = self.env, self.meal
        yield env.timeout(arrival)
        line = menu if len(self.counters) > 1 else 0
        counter = self.counters[line]
        if counter is None:
            return
        if "balk_at" in meal and len(counter.queue) >= meal["balk_at"] * self.lines[line]:
            return
        with counter.request() as turn:
            ready = turn & self.begins if not self.begins.triggered else turn
            if "patience_minutes" in meal:
                gone = env.timeout(meal["patience_minutes"])
                yield ready | gone
                if not (turn.triggered and self.begins.triggered):
                    return
            else:
                yield ready
            if self.portions[menu] == 0:
                others = [other for other, left in enumerate(self.portions) if left > 0]
                if not others or self.rng.random() >= meal.get("substitution", 0.0):
                    return
                menu = self.rng.choices(others, [self.shares[other] for other in others])[0]
            self.portions[menu] -= 1
            self.handed_out += 1
            yield env.timeout(max(0.0, self.delivered(self.handed_out / self.cooked) - env.now))
            waited = env.now - arrival
            yield env.timeout(draw(self.rng, meal["service_seconds"]) / 60)
        if self.tills:
            since = env.now
            with self.tills.request() as turn:
                yield turn
                waited += env.now - since
                yield env.timeout(draw(self.rng, meal["payment"]["seconds"]) / 60)
        since = env.now
        with self.seats.request() as seat:
            yield seat
            waited += env.now - since
            self.served += 1
            self.waits += waited
            self.in_time += waited <= meal["minutes_in_time"] + 1e-9
            yield env.timeout(draw(self.rng, meal["eating_minutes"]))


BUSY = MEAL | {
    "registered": 192, "attendance": "75%", "counters": 2, "people_per_counter": 1, "meals_per_person": 1000, "production_quantile": "99.99%",
    "service_seconds": {"distribution": "exponential", "mean": 45}, "wait_within": "5 minutes", "minutes_in_time": 5,
}  # fmt: skip
NOON = [0.1, 0.5, 0.3, 0.1]
STEADY = {"distribution": "constant", "mean": 20}
MENUS = [{"name": "a", "share": 0.7}, {"name": "b", "share": 0.3}]
SIMULATED = [
    ("two counters, exponential service", {}, {}),
    ("patience of 4 minutes", {"patience_minutes": 4, "arrivals": NOON}, {}),
    ("nobody joins more than 5 a counter", {"balk_at": 5, "arrivals": NOON}, {}),
    ("patience, 3 cooks of whom 25% are absent", {"patience_minutes": 6, "counters": 3}, {"people": 3, "absence": 0.25}),
    ("40 seats, 20 minutes lognormal", {"seats": 40, "eating_minutes": {"distribution": "lognormal", "mean": 20, "cv": 0.4}, "service_seconds": {"distribution": "lognormal", "mean": 30, "cv": 0.5}}, {}),
    ("one till of 20 seconds", {"payment": {"tills": 1, "seconds": {"distribution": "exponential", "mean": 20}}}, {}),
    ("half of the days 10 minutes late", {"late_kitchen": {"share": 0.5, "minutes": {"distribution": "constant", "mean": 10}}, "patience_minutes": 8}, {}),
    ("two menus, a line for each", {"menus": [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}], "lines": "line-for-each-menu"}, {}),
    ("a line each for 70% and 30%, 3 counters", {"menus": MENUS, "lines": "line-for-each-menu", "counters": 3}, {"people": 3}),
    ("no queue, cooks of 60 meals, absence 30%", {"counters": 100, "people_per_counter": 0.01, "meals_per_person": 60, "service_seconds": STEADY}, {"people": 3, "absence": 0.3}),
    ("a queue, and portions for half", {"attendance": "100%", "registered": 120, "counters": 1, "meals_per_person": 60, "service_seconds": {"distribution": "constant", "mean": 45}}, {"people": 1}),
    ("patience, cooks of 60 meals, absence 30%", {"meals_per_person": 60, "patience_minutes": 5, "arrivals": NOON}, {"people": 3, "absence": 0.3}),
    ("two menus, 140 portions, 60% take the other", {"menus": MENUS, "lines": "one-line", "substitution": 0.6, "meals_per_person": 70, "service_seconds": STEADY}, {}),
    ("two menus, 140 portions, nobody takes the other", {"menus": MENUS, "lines": "one-line", "meals_per_person": 70, "service_seconds": STEADY}, {}),
    ("half of 140 portions after 20 minutes", {"deliveries": [{"minutes_after_opening": 0, "share": 0.5}, {"minutes_after_opening": 20, "share": 0.5}], "meals_per_person": 70, "arrivals": NOON}, {}),
]  # fmt: skip
SEEDS, DAYS_PLAYED = 25, 400


def percent(text):
    return float(text.rstrip("%")) / 100


def simulated(out, days):
    for number, (name, change, of_team) in enumerate(SIMULATED, 1):
        meal, team = BUSY | change, TEAM | of_team
        text = table.scenario(f"meal-{number}", 1, ALWAYS, 100 if number in (1, 6) else 10, "sittings", [{key: thing for key, thing in meal.items() if key != "minutes_in_time"}], team)
        lots = [table.houqin("canteens", f"meal-{number}", text, "--seed", str(100 * number + seed))["lots"]["W/S/lunch"] for seed in range(SEEDS)]
        portions = int(stats.binom.ppf(percent(meal["production_quantile"]), meal["registered"], percent(meal["attendance"])))
        rng = random.Random(number)
        meals = [Meal(rng, meal, team, portions) for _ in range(days)]
        diners = [one.diners for one in meals]
        ours = [lot["in_house"]["mean"] / lot["demand"]["mean"] for lot in lots]
        out.row(name, "share served", table.about(table.over(ours), 0.0002), table.ratio([one.served for one in meals], diners))
        out.row(name, "share in time", table.over([lot["in_time"]["mean"] for lot in lots]), table.ratio([one.in_time for one in meals], diners))
        waits = table.over([lot["mean_wait_minutes"]["mean"] for lot in lots])
        out.row(name, "mean wait, minutes", waits, table.ratio([one.waits for one in meals], [one.served for one in meals]))
        if number in (1, 6):
            out.row(name, "spread of the share in time over seeds, in reported errors", table.honesty([lot["in_time"] for lot in lots]), 1.0)


INTRO = """
## Canteens

What cooks can serve who are absent, on leave or off shift, against exact weighting with SciPy (`canteens.py`), and the meal itself
(arrivals, counters, patience, tills, seats, menus, deliveries) against a SimPy model, made from [scenario-file.md](scenario-file.md) and what is said below where that leaves something open.
Figures are means ± standard errors. Where the meal is simulated houqin's are over {seeds} seeds; SimPy plays {days} meals. They agree if they differ
by at most {bound:g} standard errors of both together. In rows on the simulated meal and with nothing short the share served is allowed .0002 more in error, as portions
are for a quantile that is not of 100 %. How far figures spread over seeds is compared with the error that houqin reports for one of them.

Where the page on the scenario file leaves it open, the model has it so: given the day's share diners come each by themselves, guests as a
Poisson number; a spread of the share is beta-distributed; portions are the least number that suffices with the quantile's probability;
a piece of leave begins on any day alike on which it ends within the season; whoever is in the line when the window ends is served;
counters of a menu are the menus' shares of those open, by largest remainders; who comes too late for the portions goes without;
the mean wait is that of diners served; a cook serves one of two meals whose windows overlap.
"""


def main():
    print(INTRO.format(seeds=SEEDS, days=DAYS_PLAYED, bound=table.BOUND))
    out = table.Table()
    exact(out)
    portions(out)
    simulated(out, DAYS_PLAYED)
    sys.exit(out.finish())


main()
