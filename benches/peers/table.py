"""What the peers of canteens and meetings share: scenario files, houqin's answers, and a table that says where the two differ."""

import json
import math
import pathlib
import statistics
import subprocess
import sys

BOUND = 3.0
FOLDER = pathlib.Path("target/peers")
HOUQIN = "target/release/houqin"


def value(thing):
    """A value as TOML."""
    if isinstance(thing, bool):
        return str(thing).lower()
    if isinstance(thing, dict):
        return "{ " + ", ".join(f'"{key}" = {value(part)}' for key, part in thing.items()) + " }"
    if isinstance(thing, (list, tuple)):
        return "[" + ", ".join(value(part) for part in thing) + "]"
    return json.dumps(thing, ensure_ascii=False) if isinstance(thing, str) else repr(thing)


def section(head, keys):
    return head + "\n" + "".join(f"{key} = {value(thing)}\n" for key, thing in keys.items()) + "\n"


def scenario(name, seed, office, replications, kind, lots, team, rooms=(), calendar=None, profile=None, site="S"):
    """A scenario of one site, one service and one team as TOML."""
    about = {"name": name, "language": "en", "currency": "USD", "office_hours": office}
    text = section("[scenario]", about | ({"calendar": calendar} if calendar else {})).rstrip() + "\nstart = 2027-01-01\n\n"
    text += section("[run]", {"seed": seed, "replications": replications, "planning_samples": 2})
    text += section("[[department]]", {"name": "D", "headcount": 1}) + section("[[site]]", {"name": site, "department": "D"})
    text += section("[[profile]]", profile) if profile else ""
    text += section("[[service]]", {"name": "W", "arrangements": ["one team"]})
    text += "".join(section(f"[[service.{kind}]]", {"site": site, "standard": "0%"} | lot) for lot in lots)
    fixed = {"name": "T", "skills": sorted({lot.get("trade", lot["name"]) for lot in lots}), "base": site, "cost_per_person_year": {"personnel": 1}}
    text += section("[[team]]", fixed | team)
    text += "".join(section("[[room]]", {"service": "W", "site": site, "cost_per_room_year": 1} | room) for room in rooms)
    return text + section("[policy]", {"new_hires": False, "cost_per_redeployment": 0, "spot_in_time": "0%", "standards_bind": False}) + "[status_quo]\n"


def houqin(folder, name, text, *options):
    """What houqin says of today's plan."""
    path = FOLDER / folder / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([HOUQIN, "simulate", str(path), "--json", *options], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{path}: {done.stderr}")
    return json.loads(done.stdout)["strategies"][0]


def estimate(answer, scale=1.0):
    """Mean and standard error of one of houqin's figures, whose interval is of 95 %, of a hundred replications or so."""
    return answer["mean"] * scale, (answer["upper"] - answer["lower"]) / 2 / 1.96 * scale


def about(figure, allowance):
    """A figure that may be off by an allowance (of quantiles that are not of 100 %) besides its error."""
    return figure[0], math.hypot(figure[1], allowance)


def over(values):
    """Mean and standard error of independent values."""
    return statistics.fmean(values), statistics.stdev(values) / math.sqrt(len(values))


def honesty(answers):
    """Spread of a figure over seeds over the standard error that houqin reports for it, which should be 1, and the error of that."""
    spread = statistics.stdev([answer["mean"] for answer in answers])
    told = math.sqrt(statistics.fmean([estimate(answer)[1] ** 2 for answer in answers]))
    return (spread / told, 1 / math.sqrt(2 * (len(answers) - 1))) if told > 0 else (1.0, 0.0)


def ratio(tops, bottoms):
    """Mean and standard error of a ratio of sums over independent pieces."""
    share = sum(tops) / sum(bottoms)
    residuals = [top - share * bottom for top, bottom in zip(tops, bottoms)]
    return share, statistics.stdev(residuals) / math.sqrt(len(tops)) / statistics.fmean(bottoms)


def difference(ours, theirs):
    """In standard errors of both; nothing differs by nothing, and figures without error must be equal."""
    joint, gap = math.hypot(ours[1], theirs[1]), ours[0] - theirs[0]
    return 0.0 if abs(gap) < 1e-9 else gap / joint if joint > 0 else math.inf


class Table:
    def __init__(self):
        self.failed = 0
        self.rows = 0
        print("| case | quantity | houqin | peer | difference in standard errors | agrees |\n|---|---|---|---|---|---|")

    def row(self, case, quantity, ours, theirs):
        """One comparison."""
        theirs = theirs if isinstance(theirs, tuple) else (theirs, 0.0)
        errors = difference(ours, theirs)
        agrees = abs(errors) <= BOUND
        self.rows += 1
        self.failed += not agrees
        error = "exact" if theirs[1] == 0 else f"± {theirs[1]:.5f}"
        print(f"| {case} | {quantity} | {ours[0]:.5f} ± {ours[1]:.5f} | {theirs[0]:.5f} {error} | {errors:+.1f} | {'yes' if agrees else '**no**'} |", flush=True)

    def finish(self):
        """Say how many there were; the exit code."""
        print(f"\n{self.rows} comparisons, {self.failed} beyond {BOUND:g} standard errors.")
        return int(self.failed > 0)
