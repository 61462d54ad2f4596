//! The ministry with parts of the reform switched off or on: what the best plan becomes, what that costs, and whether simulation agrees; writes
//! `docs/switches.md`. Each plan is also played in the other's world, where it must not be better than the plan that was chosen there.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, clippy::print_stderr, reason = "a program for developers")]

#[path = "../tests/all/common/mod.rs"]
mod common;

use std::fmt::Write;

use common::shipped;
use houqin::outcome::{Comparison, ContractLine, Estimate, Summary};
use houqin::plan::{self, Plan, Route};
use houqin::planning::path::{Path, paths};
use houqin::planning::{Menu, not_kept};
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::run::optimise;
use houqin::scenario::{Direct, Scenario};
use houqin::supply::Supply;

/// A change a year, in yuan, from the scenario, its best plan and that plan's simulation.
type Formula = fn(&Scenario, &Plan, &Summary) -> f64;

/// What is switched.
struct Switch {
    part: &'static str,
    what: &'static str,
    settings: &'static [&'static str],
    /// What that should change a year, from the plan and its simulation as the scenario stands.
    formula: Option<(&'static str, Formula)>,
}

const SWITCHES: &[Switch] = &[
    Switch {
        part: "1 services, energy",
        what: "the energy contract keeps all that it saves",
        settings: &["offer.合同能源管理.shared_savings=\"100%\""],
        formula: Some(("30 % of a tenth of 1,800 heads × 2,600 kWh × .86, less 40,000 and 50,000", |_, _, _| {
            0.3 * 0.1 * 1800.0 * 2600.0 * 0.86 - 90_000.0
        })),
    },
    Switch {
        part: "2 people",
        what: "a place elsewhere costs nothing (60,000 in the scenario)",
        settings: &["policy.cost_per_redeployment=0"],
        formula: Some(("−60,000 for each person who goes (more, if more go)", |scenario, plan, _| {
            let today: u32 = scenario.teams.iter().map(|team| team.people).sum();
            -60_000.0 * f64::from(today - plan.people())
        })),
    },
    Switch { part: "2 people", what: "only 20 can be placed elsewhere", settings: &["policy.redeployed_at_most=20"], formula: None },
    Switch {
        part: "3 contracts",
        what: "the repairs framework asks for 300,000 a year at least",
        settings: &["offer.华建维保框架.minimum_per_year=300000"],
        formula: None,
    },
    Switch {
        part: "3 contracts",
        what: "the repairs framework gives no discount by volume",
        settings: &["offer.华建维保框架.tiers=[]"],
        formula: Some(("what the plan's statement of contracts has as rebates", |_, _, summary| {
            -summary.contracts.iter().map(|contract| contract.line(ContractLine::Rebates).mean).sum::<f64>()
        })),
    },
    Switch {
        part: "3 contracts",
        what: "nothing is held back from the repairs framework",
        settings: &["offer.华建维保框架.retention=0"],
        formula: Some(("what the plan's statement of contracts has as retention kept", |_, _, summary| {
            -summary.contracts.iter().map(|contract| contract.line(ContractLine::Retention).mean).sum::<f64>()
        })),
    },
    Switch {
        part: "3 contracts",
        what: "the repairs framework at a fixed price: 200,000 a year and nothing for a job",
        settings: &[
            "offer.华建维保框架.price_per_job=0",
            "offer.华建维保框架.fee_per_year=200000",
            "offer.华建维保框架.minimum_per_year=0",
        ],
        formula: None,
    },
    Switch {
        part: "4 providers",
        what: "one in four who bid for the repairs framework is a poor one, and nobody can screen",
        settings: &["offer.华建维保框架.poor={ share = \"25%\", in_time = \"50%\" }"],
        formula: None,
    },
    Switch {
        part: "4 providers",
        what: "a plan for handing the repairs framework back costs nothing, and it is taken over in one month instead of two",
        settings: &["offer.华建维保框架.hand_back={ cost_per_year = 0, takeover_months = 1 }"],
        formula: None,
    },
    Switch {
        part: "4 providers",
        what: "nobody may check the repairs framework's work",
        settings: &["offer.华建维保框架.supervision=[]"],
        formula: None,
    },
    Switch {
        part: "4 providers",
        what: "the repairs framework fails every other year",
        settings: &["offer.华建维保框架.failure.per_year=0.5"],
        formula: None,
    },
    Switch {
        part: "5 security",
        what: "nobody need be escorted",
        settings: &["policy.escort_cost_per_hour=0"],
        formula: Some(("−85 an hour for the escorted jobs of the plan", |scenario, _, summary| {
            -scenario.lots.iter().zip(&summary.lots).map(|(lot, done)| lot.escort * (done.contract.mean + done.spot.mean)).sum::<f64>()
        })),
    },
    Switch {
        part: "5 security",
        what: "the mechanical and electrical firm is cleared for secret work",
        settings: &["offer.明远机电维保.clearance.cost=0", "offer.明远机电维保.clearance.months=0"],
        formula: None,
    },
    Switch {
        part: "6 centralisation",
        what: "one repairs team for all sites costs 10,000 a year to coordinate",
        settings: &["service.维修.coordination_per_year={ \"one team\" = 10000 }"],
        formula: Some(("10,000, as long as that is less than what one team saves", |_, _, _| 10_000.0)),
    },
    Switch {
        part: "6 centralisation",
        what: "each site has repairs of its own",
        settings: &["service.维修.arrangements=[\"each site\"]", "status_quo.arrangement.维修=\"each site\""],
        formula: None,
    },
    Switch {
        part: "6 centralisation",
        what: "each department keeps to a share of its own (60, 27, 5 and 8 % of the budget; the scenario's leave one too little for any plan)",
        settings: &[
            "budget.departments_bind=true",
            "budget.department_share={ \"办公厅\" = \"60%\", \"业务司\" = \"27%\", \"信息中心\" = \"5%\", \"研究院\" = \"8%\" }",
        ],
        formula: None,
    },
    Switch {
        part: "7 results",
        what: "users mark the repairs framework half a mark lower, and a mark is worth 5 % of what going without costs",
        settings: &["offer.华建维保框架.satisfaction=-0.5", "policy.mark_cost=\"5%\""],
        formula: Some(("5 % of half of what going without costs, for each of its jobs", |scenario, plan, summary| {
            let framework = scenario.offers.iter().position(|offer| offer.name.starts_with("华建维保框架")).unwrap();
            let is_its = |outlet: Direct| matches!(outlet, Direct::Offer(offer) if scenario.offers[offer].family == framework);
            let of_lot = |(lot, done): (usize, &houqin::outcome::LotSummary)| {
                let outlet = if let Route::Direct(outlet) = plan.route[lot] { outlet } else { plan.overflow[lot] };
                if is_its(outlet) { 0.05 * 0.5 * scenario.lots[lot].unserved_cost * done.contract.mean } else { 0.0 }
            };
            summary.lots.iter().enumerate().map(of_lot).sum()
        })),
    },
    Switch { part: "7 results", what: "work done late costs nothing", settings: &["policy.late_cost=0"], formula: None },
    Switch { part: "7 results", what: "no standard need be kept", settings: &["policy.standards_bind=false"], formula: None },
];

/// A world with its best plan.
struct World {
    scenario: Scenario,
    predicted: f64,
    text: String,
    plan: Plan,
}

fn load(settings: &[&str]) -> Scenario {
    let settings: Vec<String> =
        ["run.planning_samples=100", "run.replications=400"].iter().chain(settings).map(|text| (*text).into()).collect();
    houqin::scenario::load(&shipped("ministry.toml"), &settings).unwrap_or_else(|problems| panic!("{problems}")).0
}

fn world(settings: &[&str]) -> World {
    let scenario = load(settings);
    let supply = Supply::new(&scenario);
    let found = optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{settings:?}: {error}")).0.prediction;
    let text = plan::write(&found.plan, &supply);
    World { predicted: found.cash + found.unserved_cost, plan: found.plan, text, scenario: scenario.clone() }
}

/// Plans in a world, on fresh replications that all worlds share.
fn played(world: &World, plans: &[&Plan]) -> Vec<Summary> {
    let supply = Supply::new(&world.scenario);
    let outcomes = play(&supply, plans, Phase::Evaluation, world.scenario.run.replications, &Silent);
    plans.iter().zip(&outcomes).map(|(plan, outcomes)| Summary::of(&supply, plan, outcomes)).collect()
}

/// The difference of two summaries on the same replications, cash and going without.
fn difference(a: &Summary, b: &Summary) -> Estimate {
    Comparison::of(a, b).objective
}

/// Part 8: the path with its targets and without, and at another pace; discounted, going without included.
fn pace(page: &mut String) -> bool {
    page.push_str(
        "\n## Pace\n\nThe ministry's path over five years, discounted, going without included: the best as the scenario stands, against the best of another. Predicted is the program's, simulated what the years come to on fresh replications; both paths together are proved best to within the last column.\n\n| part | switched | predicted | simulated | proved to |\n|---|---|---|---|---|\n",
    );
    let solved = |settings: &[&str]| {
        let scenario = load(&[&["run.planning_samples=60"], settings].concat());
        let supply = Supply::new(&scenario);
        let staging = scenario.path.as_ref().unwrap();
        let mut menu = Menu::build(&supply, 60, &Silent);
        let found = paths(&mut menu, staging, None, &Silent).unwrap_or_else(|error| panic!("{settings:?}: {error}"));
        let simulated = |path: &Path| -> f64 {
            let years = path.years.iter().enumerate();
            years
                .map(|(year, of)| {
                    let played = of.simulated.unwrap();
                    staging.discount(year + 1) * (played.running + played.unserved) + staging.discount(year) * of.once.total()
                })
                .sum()
        };
        let told = |path: Path| (path.total(), simulated(&path), path.proof.gap.unwrap_or(2e-3));
        (told(found.best), found.free.map(told))
    };
    let ((predicted, simulated, gap), free) = solved(&[]);
    let free = free.unwrap();
    let ((at_pace, played_at_pace, gap_at_pace), _) = solved(&["path.lots_moved_per_year=4"]);
    let rows = [
        ("no outsourced share is asked for", free.0 - predicted, free.1 - simulated, -1.0, free.2),
        ("four lots may move in a year (ten in the scenario)", at_pace - predicted, played_at_pace - simulated, 1.0, gap_at_pace),
    ];
    let cost = predicted;
    let mut all_well = true;
    for (what, predicted, simulated, sign, other) in rows {
        // What each path is proved to, and what the verification of its years allows.
        let room = (gap + other) * cost;
        all_well &= (predicted - simulated).abs() < 0.01 * cost && sign * predicted > -room;
        let _ = writeln!(page, "| 8 pace | {what} | {predicted:+.0} | {simulated:+.0} | {room:.0} |");
        eprintln!("{what}: {predicted:+.0} predicted, {simulated:+.0} simulated");
    }
    all_well
}

fn main() {
    let mut page = String::from(
        "# The reform switched off and on\n\nMade by `make validation`. Each row changes one part of the ministry (100 planning samples), chooses the best plan anew, and plays both plans on the same 400 \
         fresh replications. Yuan a year, going without included; ± is half the 95 % interval. The last two columns play each plan in the other's world: no plan that keeps \
         the limits may do better there than the one that was chosen for it (– where the other's plan cannot be carried out at all).\n\n\
         | part | switched | by formula | predicted | simulated | people | contracts | old plan in the new world | new plan in the old world |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    let base = world(&[]);
    let as_it_stands = played(&base, &[&base.plan]).remove(0);
    let mut all_well = true;
    let mut notes = String::new();
    for switch in SWITCHES {
        let other = world(switch.settings);
        let (base_supply, other_supply) = (Supply::new(&base.scenario), Supply::new(&other.scenario));
        // A plan for which there are too few places elsewhere cannot be carried out either.
        let placed = |plan: &Plan, supply: &Supply| {
            let gone = Plan::status_quo(supply).people().saturating_sub(plan.people());
            supply.scenario.policy.redeployed_at_most.is_none_or(|most| gone <= most)
        };
        let carried = |text: &str, supply: &Supply| plan::read(text, supply).ok().filter(|plan| placed(plan, supply));
        let (old, new) = (carried(&base.text, &other_supply), carried(&other.text, &base_supply));
        let there = played(&other, &[&other.plan].into_iter().chain(&old).collect::<Vec<_>>());
        let here = played(&base, &[&base.plan].into_iter().chain(&new).collect::<Vec<_>>());
        let simulated = difference(&there[0], &as_it_stands);
        let predicted = other.predicted - base.predicted;
        // What the optimiser may miss: its gap and the tolerance of the verification, of the cost.
        let room = 0.002 * as_it_stands.objective.mean;
        // A plan that breaks a limit of the other world may be better there.
        let worse = |of: &[Summary], plan: &Option<Plan>, supply: &Supply| {
            let (summary, plan) = of.get(1).zip(plan.as_ref())?;
            Some((difference(summary, &of[0]), not_kept(supply, plan, summary, &of[0]).is_empty()))
        };
        let (old_there, new_here) = (worse(&there, &old, &other_supply), worse(&here, &new, &base_supply));
        let not_better =
            |found: &Option<(Estimate, bool)>| found.is_none_or(|(found, kept)| !kept || found.mean + found.half_width() > -room);
        let agrees = (predicted - simulated.mean).abs() <= simulated.half_width() + 0.01 * as_it_stands.objective.mean;
        let formula = switch.formula.map(|(words, of)| (words, of(&base.scenario, &base.plan, &as_it_stands)));
        // A formula holds for the plan as it stands; choosing anew can only do better.
        let as_asked = formula.is_none_or(|(_, value)| simulated.mean <= value + simulated.half_width() + 0.01 * value.abs());
        all_well &= agrees && as_asked && not_better(&old_there) && not_better(&new_here);
        let contracts = |world: &World| {
            let won = world.scenario.offers.iter().zip(&world.plan.awarded).filter(|(_, awarded)| **awarded);
            won.map(|(offer, _)| offer.title.clone()).collect::<Vec<_>>()
        };
        let (before, after) = (contracts(&base), contracts(&other));
        let changes: Vec<String> = before
            .iter()
            .filter(|name| !after.contains(name))
            .map(|name| format!("− {name}"))
            .chain(after.iter().filter(|name| !before.contains(name)).map(|name| format!("+ {name}")))
            .collect();
        let shown =
            |found: Option<Estimate>| found.map_or_else(|| "–".into(), |found| format!("{:+.0} ± {:.0}", found.mean, found.half_width()));
        let tried = |found: Option<(Estimate, bool)>| {
            let text = shown(found.map(|(found, _)| found));
            if found.is_some_and(|(_, kept)| !kept) { format!("{text}, breaking a limit") } else { text }
        };
        let _ = writeln!(
            page,
            "| {} | {} | {} | {predicted:+.0} | {} | {} → {} | {} | {} | {} |",
            switch.part,
            switch.what,
            formula.map_or_else(|| "–".into(), |(_, value)| format!("{value:+.0}")),
            shown(Some(simulated)),
            base.plan.people(),
            other.plan.people(),
            if changes.is_empty() { "the same".into() } else { changes.join(", ") },
            tried(old_there),
            tried(new_here),
        );
        if let Some((words, _)) = formula {
            let _ = writeln!(notes, "- {}: {words}.", switch.what);
        }
        eprintln!("{}: {:+.0} predicted, {:+.0} simulated", switch.what, predicted, simulated.mean);
    }
    let _ = write!(page, "\nBy formula:\n\n{notes}\n");
    page.push_str(
        "Published results (part 7) change no plan by themselves: targets and weights are read from the same simulation (`evaluation.csv`). What late, repeated or disliked work costs (`policy.late_cost`, `rework_cost`, `mark_cost`) is how they enter a plan, and how much it then costs is what the rows say.\n",
    );
    all_well &= pace(&mut page);
    std::fs::write("docs/switches.md", page).unwrap();
    println!("docs/switches.md written: {}", if all_well { "all agrees" } else { "NOT all agrees" });
    std::process::exit(i32::from(!all_well));
}
