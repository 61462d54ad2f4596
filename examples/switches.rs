//! The ministry with parts of the reform switched off or on: what the best plan becomes, what that costs, and whether simulation agrees; writes
//! `docs/switches.md`. Each plan is also played in the other's world, where it must not be better than the plan that was chosen there.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, clippy::print_stderr, reason = "a program for developers")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::fmt::Write;

use common::shipped;
use houqin::outcome::{Comparison, Estimate, Summary};
use houqin::plan::{self, Plan};
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::run::optimise;
use houqin::scenario::Scenario;
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
        formula: Some(("−60,000 for each person who goes (more, if more go)", |_, plan, _| -60_000.0 * f64::from(66 - plan.people()))),
    },
    Switch { part: "2 people", what: "only 20 can be placed elsewhere", settings: &["policy.redeployed_at_most=20"], formula: None },
    Switch {
        part: "3 contracts",
        what: "the repairs framework asks for 300,000 a year at least",
        settings: &["offer.华建维保框架.minimum_per_year=300000"],
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

fn main() {
    let mut page = String::from(
        "# The reform switched off and on\n\nMade by `make validation`. Each row changes one part of the ministry (100 planning samples), chooses the best plan anew, and plays both plans on the same 400 \
         fresh replications. Yuan a year, going without included; ± is half the 95 % interval. The last two columns play each plan in the other's world: no plan may do \
         better there than the one that was chosen for it (– where the other's plan cannot be carried out at all).\n\n\
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
        let placed = |plan: &Plan, supply: &Supply<'_>| {
            let gone = Plan::status_quo(supply).people().saturating_sub(plan.people());
            supply.scenario.policy.redeployed_at_most.is_none_or(|most| gone <= most)
        };
        let carried = |text: &str, supply: &Supply<'_>| plan::read(text, supply).ok().filter(|plan| placed(plan, supply));
        let (old, new) = (carried(&base.text, &other_supply), carried(&other.text, &base_supply));
        let there = played(&other, &[&other.plan].into_iter().chain(&old).collect::<Vec<_>>());
        let here = played(&base, &[&base.plan].into_iter().chain(&new).collect::<Vec<_>>());
        let simulated = difference(&there[0], &as_it_stands);
        let predicted = other.predicted - base.predicted;
        // What the optimiser may miss: its gap and the tolerance of the verification, of the cost.
        let room = 0.002 * as_it_stands.objective.mean;
        let worse = |of: &[Summary]| of.get(1).map(|summary| difference(summary, &of[0]));
        let (old_there, new_here) = (worse(&there), worse(&here));
        let not_better = |found: &Option<Estimate>| found.is_none_or(|found| found.mean + found.half_width() > -room);
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
            shown(old_there),
            shown(new_here),
        );
        if let Some((words, _)) = formula {
            let _ = writeln!(notes, "- {}: {words}.", switch.what);
        }
        eprintln!("{}: {:+.0} predicted, {:+.0} simulated", switch.what, predicted, simulated.mean);
    }
    let _ = write!(page, "\nBy formula:\n\n{notes}\n");
    page.push_str(
        "Published results (part 7) change no plan by themselves: targets and weights are read from the same simulation (`evaluation.csv`); what late work costs (`policy.late_cost`) is how they enter a plan. What a pace and its targets cost (part 8), `houqin path` says.\n",
    );
    std::fs::write("docs/switches.md", page).unwrap();
    println!("docs/switches.md written: {}", if all_well { "all agrees" } else { "NOT all agrees" });
    std::process::exit(i32::from(!all_well));
}
