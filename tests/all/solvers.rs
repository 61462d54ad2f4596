//! The doors to the solvers: another solver finds the same plan, and the program written down is the program solved.

use std::collections::HashMap;

use crate::common::{load, load_with, small};
use houqin::planning::{Menu, Rules, mps};
use houqin::replicate::Silent;
use houqin::stochastic::{Column, LinearProgram, Row};
use houqin::supply::Supply;

/// Two lots that share a team or are bought, under a budget and a standard, with a discount from a volume on: binaries, amounts and both
/// kinds of row.
fn scenario() -> String {
    small("solvers", 3, 40)
        + r#"
[[service.work_orders]]
name = "A"
site = "S"
trade = "X"
jobs_per_month = 20
labour_hours = { distribution = "exponential", mean = 3 }
response_within = "8 working hours"
overflow = "at-deadline"
spot_price_per_job = 420
unserved_cost_per_job = 1500
standard = "90%"
[[service.work_orders]]
name = "B"
site = "S"
trade = "X"
jobs_per_month = 30
labour_hours = { distribution = "exponential", mean = 2 }
response_within = "2 working days"
overflow = "at-deadline"
spot_price_per_job = 500
unserved_cost_per_job = 1500
standard = "0%"
[[team]]
name = "T"
skills = ["X"]
base = "S"
people = 2
people_at_most = 4
cost_per_person_year = { personnel = 60000 }
shift = "Mon-Fri 08:00-16:00"
absence = "0%"
[[offer]]
name = "O"
provider = "P"
lots = ["W/*"]
price_per_job = 380
fee_per_year = 3000
administration_per_year = 1000
tiers = [{ above = 90000, discount = "30%" }]
tiers_apply = "to-all"
[budget]
total_per_year = 400000
[policy]
new_hires = true
cost_per_redeployment = 5000
spot_in_time = "80%"
standards_bind = true
[status_quo]
"#
}

#[test]
fn another_solver_finds_as_good_a_plan() {
    let objective = |solver: &str| {
        let scenario = load_with(&scenario(), &[&format!("run.solver=\"{solver}\""), "run.gap=\"0.0001%\""]);
        let supply = Supply::new(&scenario);
        let menu = Menu::build(&supply, 40, &Silent);
        let best = houqin::planning::choose(&menu, &Rules::of(&menu)).unwrap();
        assert!(best.proof.reached);
        best.cash + best.unserved_cost
    };
    let (highs, microlp) = (objective("highs"), objective("microlp"));
    assert!((highs - microlp).abs() < 1e-5 * highs, "{highs} {microlp}");
}

#[test]
fn the_program_written_down_is_the_program_solved() {
    let scenario = load(&scenario());
    let supply = Supply::new(&scenario);
    let menu = Menu::build(&supply, 40, &Silent);
    let rules = Rules::of(&menu);
    let best = houqin::planning::choose(&menu, &rules).unwrap();
    let text = mps(&menu, &rules).unwrap();
    for name in ["contract.O.0", "arrangement.W.0", "size.T.2", "route.W/S/A.T.2.then.O", ".budget"] {
        assert!(text.contains(name), "{name} is not in\n{text}");
    }
    let answer = read(&text).solve(Default::default()).unwrap();
    let objective = (best.cash + best.unserved_cost) / 1e3;
    assert!((answer.objective - objective).abs() < 2e-4 * objective, "{} {objective}", answer.objective);
}

/// A reader of free MPS with the sections that houqin writes.
fn read(text: &str) -> LinearProgram {
    let mut program = LinearProgram::default();
    let (mut rows, mut columns) = (HashMap::<String, usize>::new(), HashMap::<String, usize>::new());
    let (mut section, mut integer) = (String::new(), false);
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if !line.starts_with(' ') {
            section = words[0].to_owned();
            continue;
        }
        match (section.as_str(), words.as_slice()) {
            ("ROWS", ["N", _]) => {}
            ("ROWS", [kind, name]) => {
                rows.insert((*name).to_owned(), program.rows.len());
                let lower = if *kind == "E" { 0.0 } else { f64::NEG_INFINITY };
                program.rows.push(Row { lower, upper: 0.0, terms: Vec::new() });
            }
            ("COLUMNS", ["MARKER", _, kind]) => integer = kind.contains("ORG"),
            ("COLUMNS", [column, row, value]) => {
                let index = *columns.entry((*column).to_owned()).or_insert_with(|| {
                    program.columns.push(Column { cost: 0.0, lower: 0.0, upper: f64::INFINITY, integer });
                    program.columns.len() - 1
                });
                let value: f64 = value.parse().unwrap();
                match rows.get(*row) {
                    Some(row) => program.rows[*row].terms.push((index, value)),
                    None => program.columns[index].cost += value,
                }
            }
            ("RHS", [_, row, value]) => {
                let row = &mut program.rows[rows[*row]];
                let value: f64 = value.parse().unwrap();
                row.upper = value;
                if row.lower.is_finite() {
                    row.lower = value;
                }
            }
            ("BOUNDS", [kind, _, column, value @ ..]) => {
                let column = &mut program.columns[columns[*column]];
                let value = value.first().map(|value| value.parse().unwrap());
                match (*kind, value) {
                    ("LO", Some(value)) => column.lower = value,
                    ("UP", Some(value)) => column.upper = value,
                    ("MI", None) => column.lower = f64::NEG_INFINITY,
                    ("PL", None) => {}
                    other => panic!("{other:?}"),
                }
            }
            other => panic!("{other:?}"),
        }
    }
    program
}
