//! The way from today to the plan, as text; beside it its tables and its charts.

mod charts;
mod contracts;
mod departments;
mod headline;
mod lots;
mod points;
mod reconciliation;
mod rooms;
mod schedule;
mod tables;

use std::fmt::Write;

use super::table::{Table, layout};
use super::theme::fitted;
use super::words::Words;
use crate::plan::{Plan, Route};
use crate::planning::path::{Path, PathYear, Paths, PeopleYear};
use crate::run::RunResult;
use crate::scenario::file::Language;
use crate::scenario::{Direct, Offer, Scenario, Staging};
use crate::supply::Supply;

pub(super) use lots::ALIKE;

/// Paths with what they are of.
pub struct PathReport<'a> {
    /// The scenario's units.
    pub supply: &'a Supply,
    /// The terms of the path.
    pub staging: &'a Staging,
    /// The paths.
    pub paths: &'a Paths,
    /// The words.
    pub words: Words,
}

/// Where people are or have gone, in the order in which charts stack them.
const PLACES: [(&str, &str); 7] = [
    ("在岗", "In teams"),
    ("待岗", "Waiting"),
    ("分流安置", "Redeployed"),
    ("由承接单位接收", "Taken on by providers"),
    ("退休和自然离职", "Retired or left"),
    ("提前退休", "Retired early"),
    ("解除合同（有补偿）", "Paid to leave"),
];

impl<'a> PathReport<'a> {
    fn scenario(&self) -> &Scenario {
        &self.supply.scenario
    }

    pub(super) fn year_name(&self, year: usize) -> String {
        let first = self.scenario().calendar.days.first().map_or(0, |day| i32::from(day.date.year()));
        format!("{}", first + year as i32)
    }

    /// People by place in a year: those there, and all who have gone until then.
    fn places(path: &Path, year: usize) -> [u32; 7] {
        let sum = |of: &dyn Fn(&PeopleYear) -> u32| path.years[..=year].iter().flat_map(|year| &year.people).map(of).sum::<u32>();
        let now = &path.years[year].people;
        let working: u32 = now.iter().map(|people| people.working).sum();
        let employed: u32 = now.iter().map(|people| people.employed).sum();
        [
            working,
            employed.saturating_sub(working),
            sum(&|people| people.redeployed),
            sum(&|people| people.taken_on),
            sum(&|people| people.left),
            sum(&|people| people.early),
            sum(&|people| people.severed),
        ]
    }

    /// For people.
    pub fn text(&self) -> String {
        let words = self.words;
        let mut text = format!("{}\n\n", self.against_left_alone());
        let tables = [
            Some(self.years_table()),
            Some(self.people_table()),
            self.grades_table(),
            self.rooms_table(),
            self.contracts_table(),
            self.departments_table(),
            self.limits_used(),
        ];
        let texts: Vec<String> = tables.into_iter().flatten().map(|table| layout(&table.headers, &table.rows)).collect();
        text.push_str(&texts.join("\n"));
        let _ = writeln!(text, "\n{}{}", words.how_shares_count(&self.supply.scenario), words.pick("。", "."));
        for line in self.agenda() {
            let _ = write!(text, "\n{line}");
        }
        text.push('\n');
        for table in [self.lots_table(), self.gone_table(), self.bridge_table(), self.differences_table()].into_iter().flatten() {
            let _ = write!(text, "\n{}", layout(&table.headers, &table.rows));
        }
        if let Some(line) = self.cost_of_targets() {
            let _ = writeln!(text, "\n{line}");
        }
        text.push_str(&self.standing());
        text
    }

    /// What happens at the beginning of each year, a sentence a year.
    pub fn agenda(&self) -> Vec<String> {
        let of_year = |(year, of_year): (usize, &PathYear)| {
            let sentence = self.events(&self.paths.best, year, of_year)?;
            Some(format!("{}{}{sentence}", self.year_name(year), self.words.pick("：", ": ")))
        };
        self.paths.best.years.iter().enumerate().filter_map(of_year).collect()
    }

    /// A row a year: cash and going without, of the path and of today's plan left alone; service, people.
    pub fn years_table(&self) -> Table {
        let words = self.words;
        let (best, today) = (&self.paths.best, &self.paths.today);
        let headers = [
            ("年度", "Year"),
            ("现金支出", "Cash"),
            ("其中一次性", "spent once"),
            ("无人服务代价", "Going without"),
            ("维持现状：现金", "Left alone: cash"),
            ("无人服务代价", "going without"),
            ("社会化比例", "Outsourced"),
            ("按时完成", "In time"),
            ("在岗", "In teams"),
            ("待岗", "Waiting"),
            ("当年离开", "Gone"),
            ("转移的项目", "Lots moved"),
        ];
        let row = |(year, of_year): (usize, &PathYear)| {
            let places = Self::places(best, year);
            let gone: u32 = of_year.people.iter().map(gone_in).sum();
            vec![
                self.year_name(year),
                words.money(of_year.cash_played()),
                words.money(of_year.once.total()),
                words.money(of_year.unserved_played()),
                words.money(today.years[year].cash_played()),
                words.money(today.years[year].unserved_played()),
                words.percent(of_year.outsourced_played()),
                of_year.simulated.and_then(|simulated| simulated.in_time).map_or_else(|| "–".into(), |share| words.percent(share)),
                places[0].to_string(),
                places[1].to_string(),
                gone.to_string(),
                self.moved(best, year).len().to_string(),
            ]
        };
        Table {
            headers: headers.map(|(zh, en)| words.pick(zh, en).to_owned()).to_vec(),
            rows: best.years.iter().enumerate().map(row).collect(),
        }
    }

    /// Teams, year by year.
    pub fn people_table(&self) -> Table {
        let words = self.words;
        let best = &self.paths.best;
        let mut headers =
            vec![words.pick("人员（在岗＋待岗）", "People (in teams + waiting)").to_owned(), words.pick("现有", "Today").to_owned()];
        headers.extend((0..best.years.len()).map(|year| self.year_name(year)));
        let there =
            |index: &usize| self.supply.skill_sets[*index].today > 0 || best.years.iter().any(|year| year.people[*index].employed > 0);
        let row = |index: usize| {
            let set = &self.supply.skill_sets[index];
            let mut row = vec![fitted(&set.title, 1.0, 24.0), set.today.to_string()];
            row.extend(best.years.iter().map(|year| {
                let people = &year.people[index];
                match people.employed - people.working.min(people.employed) {
                    0 => people.working.to_string(),
                    waiting => format!("{}+{waiting}", people.working),
                }
            }));
            row
        };
        Table { headers, rows: (0..self.supply.skill_sets.len()).filter(there).map(row).collect() }
    }

    /// People of each grade, year by year; nothing where no team declares grades.
    fn grades_table(&self) -> Option<Table> {
        let grades = self.by_grade(&self.paths.best);
        let mut headers = self.people_table().headers;
        self.words.pick("按等级（含待岗）", "By grade (waiting included)").clone_into(&mut headers[0]);
        let rows: Vec<Vec<String>> =
            grades.into_iter().map(|(title, counts)| [title].into_iter().chain(counts.iter().map(u32::to_string)).collect()).collect();
        (!rows.is_empty()).then_some(Table { headers, rows })
    }

    /// What a briefing shows: years, teams, who leaves, limits, and what tells the last year from the plan.
    pub fn briefing_tables(&self) -> Vec<Table> {
        let tables = [
            Some(self.years_table()),
            Some(self.people_table()),
            self.rooms_table(),
            self.contracts_table(),
            self.departments_table(),
            self.lots_table(),
            self.gone_table(),
            self.limits_used(),
            self.bridge_table(),
            self.differences_table(),
        ];
        tables.into_iter().flatten().collect()
    }

    fn contracts_that_run(&self, year: usize) -> usize {
        let scenario = self.scenario();
        let plan = &self.paths.best.years[year].plan;
        (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].family == *offer && plan.has_family(scenario, *offer)).count()
    }

    /// The path of a run, where it has one.
    #[must_use]
    pub fn of(supply: &'a Supply, run: &'a RunResult, words: Words) -> Option<Self> {
        let paths = run.path.as_ref()?.as_ref().ok()?;
        Some(Self { supply, staging: supply.scenario.path.as_ref()?, paths, words })
    }

    /// The plan of the year before; before the first, today's.
    fn before(&self, path: &Path, year: usize) -> Plan {
        year.checked_sub(1).map_or_else(|| Plan::status_quo(self.supply), |before| path.years[before].plan.clone())
    }

    /// Offers that were under contract the year before, and are in a year in no way.
    fn ended(&self, path: &Path, year: usize) -> Vec<usize> {
        let scenario = self.scenario();
        let (before, now) = (self.before(path, year), &path.years[year].plan);
        let held = (0..scenario.offers.len()).filter(|offer| before.awarded[*offer]);
        held.filter(|offer| !now.has_family(scenario, scenario.offers[*offer].family)).collect()
    }

    /// Lots that change between own people and others before a year.
    fn moved(&self, path: &Path, year: usize) -> Vec<usize> {
        let before = self.before(path, year);
        let inside = |route: Route| matches!(route, Route::Unit(_));
        // A lot is with own people as long as they do some of it, which today is the playing's to tell.
        let today = self.paths.today.years.first().filter(|_| year == 0);
        let done = |lot: &usize| {
            let of_lot = today.and_then(|today| today.lots.get(*lot));
            of_lot.is_none_or(|of| of.in_house.mean > 0.0 || of.demand.mean <= 0.0)
        };
        let was = |lot: &usize| inside(before.route[*lot]) && done(lot);
        let now = &path.years[year].plan;
        (0..self.scenario().lots.len()).filter(|lot| was(lot) != inside(now.route[*lot])).collect()
    }

    /// What happens at the beginning of a year, in a sentence.
    fn events(&self, path: &Path, year: usize, of_year: &PathYear) -> Option<String> {
        let words = self.words;
        let scenario = self.scenario();
        let mut parts = Vec::new();
        let names = |list: Vec<&str>| list.join(words.pick("、", ", "));
        if !of_year.begun.is_empty() {
            let begun = of_year.begun.iter().map(|offer| scenario.offers[*offer].title.as_str()).collect();
            parts.push(format!("{}{}", words.pick("签订", "contracts begin: "), names(begun)));
        }
        if !of_year.renewed.is_empty() {
            let renewed = of_year.renewed.iter().map(|offer| scenario.offers[*offer].title.as_str()).collect();
            parts.push(format!("{}{}", words.pick("重新招标并续签", "tendered anew, same provider: "), names(renewed)));
        }
        let planned = self.plans_taken_on(path, year, of_year);
        if !planned.is_empty() {
            parts.push(format!("{}{}", words.pick("备好接管预案", "plans for handing back are kept: "), names(planned)));
        }
        let ended = self.ended(path, year);
        if !ended.is_empty() {
            let ended = ended.iter().map(|offer| scenario.offers[*offer].title.as_str()).collect();
            parts.push(format!("{}{}", words.pick("终止", "contracts end: "), names(ended)));
        }
        let (out, back): (Vec<usize>, Vec<usize>) =
            self.moved(path, year).into_iter().partition(|lot| matches!(of_year.plan.route[*lot], Route::Direct(_)));
        for (lots, zh, en) in [(out, "转出", "lots go out: "), (back, "收回", "lots come back: ")] {
            if !lots.is_empty() {
                let shown: Vec<&str> = lots.iter().take(6).map(|lot| scenario.lots[*lot].title.as_str()).collect();
                let rest = lots.len() - shown.len();
                let more = match (rest, words.language) {
                    (0, _) => String::new(),
                    (_, Language::Zh) => format!(" 等 {} 项", lots.len()),
                    (_, Language::En) => format!(" and {rest} more"),
                };
                parts.push(format!("{}{}{more}", words.pick(zh, en), names(shown)));
            }
        }
        parts.extend(self.rearranged(&self.before(path, year), &of_year.plan));
        let ways: [Leaving; 7] = [
            ("退休或离职", "retire or leave", |people| people.left),
            ("分流", "redeployed", |people| people.redeployed),
            ("由承接单位接收", "taken on by providers", |people| people.taken_on),
            ("提前退休", "retire early", |people| people.early),
            ("补偿解除", "paid to leave", |people| people.severed),
            ("转岗培训", "retrained", |people| people.retrained_out),
            ("招录", "hired", |people| people.hired),
        ];
        for (zh, en, of) in ways {
            let count: u32 = of_year.people.iter().map(of).sum();
            if count > 0 {
                parts.push(match words.language {
                    Language::Zh => format!("{zh} {count} 人"),
                    Language::En => format!("{count} {en}"),
                });
            }
        }
        (!parts.is_empty()).then(|| parts.join(words.pick("；", "; ")))
    }

    /// Contracts that run and from this year on have a plan for handing back.
    fn plans_taken_on(&self, path: &Path, year: usize, of_year: &PathYear) -> Vec<&str> {
        let scenario = self.scenario();
        let before = year.checked_sub(1).map_or(&scenario.status_quo.awarded, |before| &path.years[before].plan.awarded);
        // Of two ways that differ in the plan only, the one with it stands behind the other.
        let taken_on = |(offer, spec): &(usize, &Offer)| {
            of_year.plan.awarded[*offer] && !of_year.begun.contains(offer) && spec.twin.is_some_and(|twin| twin < *offer && before[twin])
        };
        scenario.offers.iter().enumerate().filter(taken_on).map(|(_, spec)| scenario.offers[spec.family].title.as_str()).collect()
    }

    /// Whether any team declares grades.
    pub fn has_grades(&self) -> bool {
        self.scenario().teams.iter().flat_map(|team| &team.grades).any(|grade| !grade.name.is_empty())
    }

    /// People of each grade today and in each year, the best paid first and those without a grade last; nothing where no team declares grades.
    fn by_grade(&self, path: &Path) -> Vec<(String, Vec<u32>)> {
        if !self.has_grades() {
            return Vec::new();
        }
        let teams = &self.scenario().teams;
        let other = self.words.pick("未分等级", "without a grade");
        let name = |title: &str| if title.is_empty() { other.to_owned() } else { title.to_owned() };
        // Grade, its pay in all and its people, today's and each year's.
        let mut grades: Vec<(String, f64, Vec<u32>)> = Vec::new();
        let mut add = |title: String, at: usize, people: u32, pay: f64| {
            let position = grades.iter().position(|(other, ..)| *other == title).unwrap_or_else(|| {
                grades.push((title, 0.0, vec![0; path.years.len() + 1]));
                grades.len() - 1
            });
            grades[position].1 = grades[position].1.max(pay);
            grades[position].2[at] += people;
        };
        for team in teams {
            for (grade, spec) in team.grades.iter().enumerate() {
                add(name(&spec.title), 0, spec.people, team.personnel_of(grade));
            }
        }
        for (year, of_year) in path.years.iter().enumerate() {
            of_year.grades.iter().for_each(|grade| add(name(&grade.title), year + 1, grade.people.employed, 0.0));
        }
        grades.sort_by(|one, two| (one.0 == other).cmp(&(two.0 == other)).then(two.1.total_cmp(&one.1)));
        grades.into_iter().map(|(title, _, counts)| (title, counts)).collect()
    }
}

/// A way of leaving or coming: its name in both languages, and who takes it.
type Leaving = (&'static str, &'static str, Count);

/// Some of the people of a year.
type Count = fn(&PeopleYear) -> u32;

/// People of a skill set who are gone in a year, whatever the way.
fn gone_in(people: &PeopleYear) -> u32 {
    people.left + people.redeployed + people.early + people.severed + people.taken_on
}

/// Who does a lot first under a plan; ways to have an offer are one provider.
pub(super) fn first_of(supply: &Supply, plan: &Plan, lot: usize, words: Words) -> String {
    let scenario = &*supply.scenario;
    match plan.route[lot] {
        Route::Unit(unit) => supply.units[unit].title.clone(),
        Route::Direct(Direct::Offer(offer)) => scenario.offers[scenario.offers[offer].family].title.clone(),
        Route::Direct(Direct::Spot) => words.supplier(2).to_owned(),
        Route::Direct(Direct::Nobody) => words.supplier(3).to_owned(),
    }
}
