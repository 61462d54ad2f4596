//! A path as tables, and for programs.

use serde_json::{Value as Json, json};

use super::{Count, PathReport};
use crate::planning::path::{GradeYear, Path, PathYear, Paths, PeopleYear, Simulated};
use crate::report::ReportError;
use crate::report::csv::{csv, number};
use crate::report::plan::plan_json;
use crate::report::reasons;
use crate::supply::SkillSet;

impl PathReport<'_> {
    /// All tables, by name.
    pub fn csvs(&self) -> Vec<(&'static str, Result<Vec<u8>, ReportError>)> {
        let mut tables = vec![
            ("people", self.people_csv()),
            ("cost", self.csv()),
            ("total", self.totals_csv()),
            ("schedule", self.schedule_csv()),
            ("gone", self.gone_csv()),
            ("lots", self.lots_csv()),
        ];
        if self.has_grades() {
            tables.push(("grades", self.grades_csv()));
        }
        if self.paths.best.years.iter().any(|year| !year.contracts.is_empty()) {
            tables.push(("contracts", self.contracts_csv()));
        }
        if self.scenario().departments.len() > 1 {
            tables.push(("departments", self.departments_csv()));
        }
        if let Some(bridge) = self.bridge() {
            let rows = bridge.into_iter().map(|(key, _, _, amount)| vec![key.to_owned(), number(amount)]);
            tables.push(("bridge", csv(&["step", "amount"], rows)));
            let rows = self.differences().into_iter().map(|row| vec![row.of, row.plan, row.last, row.why]);
            tables.push(("differences", csv(&["of", "plan", "last_year", "why"], rows)));
        }
        tables
    }

    /// All charts, by the name of the table that they show.
    pub fn charts(&self) -> Vec<(&'static str, Result<String, ReportError>)> {
        let mut charts = vec![("schedule", self.schedule_chart()), ("people", self.people_chart()), ("cost", self.cost_chart())];
        if self.has_grades() {
            charts.push(("grades", self.grades_chart()));
        }
        charts
    }

    /// One row a year and skill set, for each path.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub fn people_csv(&self) -> Result<Vec<u8>, ReportError> {
        let header: Vec<&str> = ["path", "year", "team", "employed", "working"].into_iter().chain(MOVES.map(|(name, _)| name)).collect();
        let rows = self.named().into_iter().flat_map(|(name, path)| {
            let of_year = move |(year, of_year): (usize, &PathYear)| -> Vec<Vec<String>> {
                let row = |(people, set): (&PeopleYear, &SkillSet)| {
                    let head = [name.to_owned(), (year + 1).to_string(), set.name.clone()];
                    let there = [people.employed.to_string(), people.working.to_string()];
                    head.into_iter().chain(there).chain(MOVES.map(|(_, of)| of(people).to_string())).collect()
                };
                of_year.people.iter().zip(&self.supply.skill_sets).map(row).collect()
            };
            path.years.iter().enumerate().flat_map(of_year).collect::<Vec<_>>()
        });
        csv(&header, rows)
    }

    /// One row a year, for each path.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub fn csv(&self) -> Result<Vec<u8>, ReportError> {
        let header = [
            "path",
            "year",
            "cash",
            "running",
            "waiting",
            "pensions",
            "transition",
            "exit",
            "extension",
            "redeployment",
            "retraining",
            "early_retirement",
            "severance",
            "taken_on",
            "hiring",
            "unserved_cost",
            "way_cost",
            "outsourced",
            "simulated_running",
            "simulated_unserved_cost",
            "simulated_way_cost",
            "half_width",
            "simulated_outsourced",
            "in_time",
        ];
        let rows = self.named().into_iter().flat_map(|(name, path)| {
            let row = move |(year, of_year): (usize, &PathYear)| {
                let once = &of_year.once;
                let mut row = vec![name.to_owned(), (year + 1).to_string()];
                let amounts = [
                    of_year.cash(),
                    of_year.running,
                    of_year.waiting,
                    of_year.pensions,
                    once.transition,
                    once.exit,
                    once.extension,
                    once.redeployment,
                    once.retraining,
                    once.early_retirement,
                    once.severance,
                    once.taken_on,
                    once.hiring,
                    of_year.unserved,
                    of_year.ways,
                    of_year.outsourced,
                ];
                row.extend(amounts.map(number));
                let simulated = of_year.simulated;
                let of = |figure: fn(&Simulated) -> Option<f64>| simulated.as_ref().and_then(figure).map(number).unwrap_or_default();
                row.extend([
                    of(|played| Some(played.running)),
                    of(|played| Some(played.unserved)),
                    of(|played| Some(played.ways)),
                    of(|played| Some(played.half_width)),
                    of(|played| Some(played.outsourced)),
                    of(|played| played.in_time),
                ]);
                row
            };
            path.years.iter().enumerate().map(row).collect::<Vec<_>>()
        });
        csv(&header, rows)
    }

    /// One row for each path, discounted: cash and going without as planned and as simulated, and what the targets for the outsourced share cost.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub fn totals_csv(&self) -> Result<Vec<u8>, ReportError> {
        let header = [
            "path",
            "discounted_cash",
            "discounted_unserved_cost",
            "discounted_way_cost",
            "discounted_total",
            "discounted_cash_simulated",
            "discounted_unserved_cost_simulated",
            "cost_of_targets",
        ];
        let rows = self.named().into_iter().map(|(name, path)| {
            let targets = self.paths.cost_of_targets().filter(|_| name == "best");
            let played = [path.cash_played(self.staging), path.unserved_played(self.staging)];
            let totals = [path.cash, path.unserved, path.ways, path.total()].into_iter().chain(played).map(number);
            std::iter::once(name.to_owned()).chain(totals).chain([targets.map_or_else(String::new, number)]).collect()
        });
        csv(&header, rows)
    }

    pub(super) fn named(&self) -> Vec<(&'static str, &Path)> {
        let Paths { best, free, today, .. } = self.paths;
        let mut named = vec![("best", best)];
        named.extend(free.as_ref().map(|free| ("without-targets", free)));
        named.push(("left-alone", today));
        named
    }

    /// For programs.
    pub fn document(&self) -> Json {
        let path = |path: &Path| {
            let years: Vec<Json> = path
                .years
                .iter()
                .enumerate()
                .map(|(year, of_year)| {
                    let people: serde_json::Map<String, Json> = of_year
                        .people
                        .iter()
                        .zip(&self.supply.skill_sets)
                        .map(|(people, set)| (set.name.clone(), json!(people)))
                        .collect();
                    let of_grade = |grade: &GradeYear| {
                        json!({
                            "team": self.supply.skill_sets[grade.set].name, "grade": grade.title, "pay": grade.pay,
                            "employed": grade.people.employed, "left": grade.people.left, "redeployed": grade.people.redeployed,
                            "taken_on": grade.people.taken_on, "early": grade.people.early, "severed": grade.people.severed,
                            "retrained_out": grade.people.retrained_out, "retrained_in": grade.people.retrained_in, "hired": grade.people.hired,
                        })
                    };
                    let grades: Vec<Json> = of_year.grades.iter().map(of_grade).collect();
                    json!({
                        "year": year + 1, "cash": of_year.cash(), "running": of_year.running, "waiting": of_year.waiting, "pensions": of_year.pensions, "once": of_year.once,
                        "unserved_cost": of_year.unserved, "way_cost": of_year.ways, "outsourced": of_year.outsourced, "people": people, "grades": grades,
                        "begun": of_year.begun.iter().map(|offer| self.scenario().offers[*offer].name.clone()).collect::<Vec<_>>(),
                        "tendered_anew": of_year.renewed.iter().map(|offer| self.scenario().offers[*offer].name.clone()).collect::<Vec<_>>(),
                        "ended": self.ended(path, year).iter().map(|offer| self.scenario().offers[*offer].name.clone()).collect::<Vec<_>>(),
                        "gone": of_year.gone.iter().map(|gone| json!({
                            "team": self.supply.skill_sets[gone.set].name, "grade": gone.grade, "how": gone.how.key(), "age": gone.age, "people": gone.people,
                        })).collect::<Vec<_>>(),
                        "plan": plan_json(self.supply, &of_year.plan),
                        "simulated": of_year.simulated.map(|played| json!({
                            "running": played.running, "unserved_cost": played.unserved, "way_cost": played.ways, "half_width": played.half_width, "outsourced": played.outsourced, "in_time": played.in_time,
                        })),
                    })
                })
                .collect();
            json!({
                "discounted_cash": path.cash, "discounted_cash_simulated": path.cash_played(self.staging), "discounted_unserved_cost": path.unserved, "discounted_unserved_cost_simulated": path.unserved_played(self.staging), "discounted_way_cost": path.ways, "proved": path.proof.reached, "relative_gap": path.proof.gap,
                "disagreements": path.disagreements.iter().map(|what| reasons::in_year(what, &self.supply.scenario, self.words)).collect::<Vec<_>>(), "years": years,
            })
        };
        let mut document = serde_json::Map::new();
        document.insert("scenario".into(), json!(self.scenario().name));
        document.insert("cost_of_targets".into(), json!(self.paths.cost_of_targets()));
        if let Some(bridge) = self.bridge() {
            let steps: serde_json::Map<String, Json> =
                bridge.into_iter().map(|(key, _, _, amount)| (key.to_owned(), json!(amount))).collect();
            document.insert("from_the_plan_to_the_last_year".into(), Json::Object(steps));
        }
        document.extend(self.named().into_iter().map(|(name, of)| (name.replace('-', "_"), path(of))));
        Json::Object(document)
    }

    /// One row a year, skill set and grade, for each path: pay in the year's money, and who came and went.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub fn grades_csv(&self) -> Result<Vec<u8>, ReportError> {
        let header: Vec<&str> =
            ["path", "year", "team", "grade", "pay", "employed"].into_iter().chain(MOVES.map(|(name, _)| name)).collect();
        let rows = self.named().into_iter().flat_map(|(name, path)| {
            let of_year = move |(year, of_year): (usize, &PathYear)| -> Vec<Vec<String>> {
                let row = |grade: &GradeYear| {
                    let team = self.supply.skill_sets[grade.set].name.clone();
                    let employed = grade.people.employed.to_string();
                    let head = [name.to_owned(), (year + 1).to_string(), team, grade.title.clone(), number(grade.pay), employed];
                    head.into_iter().chain(MOVES.map(|(_, of)| of(&grade.people).to_string())).collect()
                };
                of_year.grades.iter().map(row).collect()
            };
            path.years.iter().enumerate().flat_map(of_year).collect::<Vec<_>>()
        });
        csv(&header, rows)
    }
}

/// What people do before a year, as tables name it.
const MOVES: [(&str, Count); 8] = [
    ("left", |people| people.left),
    ("redeployed", |people| people.redeployed),
    ("taken_on", |people| people.taken_on),
    ("retired_early", |people| people.early),
    ("paid_to_leave", |people| people.severed),
    ("retrained_out", |people| people.retrained_out),
    ("retrained_in", |people| people.retrained_in),
    ("hired", |people| people.hired),
];
