//! Limits that a planner has set and could take back. Each has a file that answers all that is asked of a limit: its key, its words, whether rules have it and what
//! they are without it, how little of it can do, whether a played plan keeps it, and what it would have to be where none can. The table of all is in `limit.rs`;
//! whoever adds a limit adds a file and a line, and the compiler asks for the answers.

mod budget;
mod contracted;
mod department_shares;
mod early;
mod giving;
mod lots_moved;
mod new_hires;
mod one_off;
mod outsourced;
mod per_month;
mod provider_share;
mod providers;
mod quota;
mod redeployed;
mod redeployed_per_year;
mod resources;
mod retrained;
mod secrecy;
mod set_aside;
mod severed;
mod standards;

use std::cmp::Ordering;

pub(super) use budget::not_held as budget_not_held;
pub use giving::Change;
pub(super) use giving::Giving;
pub(super) use provider_share::too_much;
pub(super) use set_aside::too_little;

use super::limit::{Limit, table};
use super::menu::Menu;
use super::prediction::Prediction;
use super::program::Program;
use super::rules::{Goal, Rules};
use super::year::Year;
use crate::outcome::{Estimate, Summary};
use crate::plan::Plan;
use crate::scenario::file::Language;
use crate::scenario::{Scenario, Staging};
use crate::supply::Supply;

/// Who answers for each.
macro_rules! kinds {
    (of a year: { $($(#[$year_doc:meta])* $year:ident => $of_year:path,)+ } of a path: { $($(#[$path_doc:meta])* $path:ident => $of_path:path,)+ }) => {
        impl Limit {
            /// Who answers for it.
            fn kind(self) -> &'static dyn Kind {
                match self {
                    $(Self::$year => &$of_year,)+
                    $(Self::$path => &$of_path,)+
                }
            }
        }
    };
}
table!(kinds);

impl Limit {
    /// Those on what is done in a year and by whom: each year of a path has them in its rows. The others are written where money and people are counted.
    pub(super) const OF_WORK: [Self; 6] =
        [Self::Standards, Self::Outsourced, Self::Resources, Self::ProviderShare, Self::SetAside, Self::Providers];

    /// What it is called.
    #[must_use]
    pub fn title(self) -> InBoth {
        self.kind().title()
    }

    /// What is said of a plan that does not keep it.
    #[must_use]
    pub fn broken(self) -> InBoth {
        self.kind().broken()
    }

    /// Its key in the scenario; along a path where its terms are given.
    #[must_use]
    pub fn key(self, scenario: &Scenario, path: Option<&Staging>) -> &'static str {
        self.kind().key(scenario, path)
    }

    /// Whether a year's rules have it.
    pub fn is_set(self, rules: &Rules) -> bool {
        self.kind().is_set(rules)
    }

    /// Whether a path has it, in some year at least, whose other years have these rules.
    pub(super) fn is_set_along(self, scenario: &Scenario, staging: &Staging, rules: &Rules) -> bool {
        self.kind().is_set_along(scenario, staging, rules)
    }

    /// A year's rules without it.
    pub fn dropped(self, rules: &Rules) -> Rules {
        let mut rules = rules.clone();
        self.kind().drop_from(&mut rules);
        rules
    }

    /// Write its rows.
    pub(super) fn write(self, program: &mut Program<'_>, year: &Year) {
        self.kind().rows(program, year);
    }

    /// Whether it is of money.
    #[must_use]
    pub fn is_money(self) -> bool {
        self.kind().is_money()
    }

    /// Whether it is a least: looser is lower.
    pub(super) fn is_least(self) -> bool {
        self.kind().is_least()
    }

    /// Where it stands in a year's rules, one after the other where each department has its own. Nothing where no figure of it can be moved.
    pub(super) fn stands(self, rules: &Rules) -> Vec<Stand> {
        self.kind().stands(rules)
    }

    /// A year's rules with it elsewhere, of one department where each has its own; nothing to lift it.
    pub(super) fn moved(self, rules: &Rules, department: usize, to: Option<f64>) -> Rules {
        let mut rules = rules.clone();
        self.kind().put(&mut rules, department, to);
        rules
    }

    /// The goal by which least is taken of it, and how much of it a plan takes. Nothing where no goal asks for that.
    pub(super) fn extent(self) -> Option<Extent> {
        self.kind().extent()
    }

    /// Whether it is told of a plan whether it keeps the limit by how much it takes.
    pub(super) fn is_told(self, menu: &Menu, rules: &Rules) -> bool {
        self.kind().is_told(menu, rules)
    }

    /// How little of it can do, as a question of its own. Nothing where none can be asked.
    pub(super) fn question(self, menu: &Menu, rules: &Rules) -> Option<Question> {
        let extent = self.extent().filter(|_| self.is_told(menu, rules))?;
        let asked = self.stands(rules).first()?.at;
        let sign = if self.is_least() { -1.0 } else { 1.0 };
        Some(Question { goal: extent.goal, asked: sign * asked, sign, used: extent.used })
    }
}

/// Words in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InBoth {
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

/// Where a limit stands, and by how much it is moved to see what it is worth: to the looser side.
#[derive(Clone, Copy)]
pub(super) struct Stand {
    pub at: f64,
    pub step: f64,
}

impl Stand {
    /// A sum of money.
    fn of_cash(cap: f64) -> Self {
        Self { at: cap, step: cap * 0.01 }
    }

    /// A number of people.
    fn of_people(count: u32) -> Self {
        Self { at: f64::from(count), step: 1.0 }
    }
}

/// The goal by which least is taken of a limit, and how much of it a plan takes.
pub(super) struct Extent {
    pub goal: Goal,
    pub used: fn(&Menu, &Prediction) -> f64,
}

/// The goal by which least is taken of a limit, and what is asked for.
pub(super) struct Question {
    pub goal: Goal,
    /// So that less is better.
    pub asked: f64,
    sign: f64,
    used: fn(&Menu, &Prediction) -> f64,
}

impl Question {
    /// How much of the limit a plan takes, so that less is better.
    pub fn taken(&self, menu: &Menu, plan: &Prediction) -> f64 {
        self.sign * (self.used)(menu, plan)
    }
}

/// A plan that was played, what today's plan does on the same replications, and the scenario whose limits are asked for.
struct Played<'a> {
    supply: &'a Supply,
    scenario: &'a Scenario,
    plan: &'a Plan,
    summary: &'a Summary,
    today: &'a Summary,
}

impl Played<'_> {
    /// Whether an estimate is above a limit by more than the tolerance and chance explain.
    fn is_above(&self, of: &Estimate, most: f64) -> bool {
        of.lower > most && of.mean > most * (1.0 + self.scenario.run.tolerance.0)
    }
}

/// A scenario, the path whose terms are given in the place of its own, and in which language they are told.
struct Terms<'a> {
    scenario: &'a Scenario,
    path: Option<&'a Staging>,
    language: Language,
}

impl Terms<'_> {
    /// One of two, by the language.
    fn pick<T>(&self, zh: T, en: T) -> T {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }
}

/// All that is asked of a limit.
trait Kind: Sync {
    /// Its key in the scenario; along a path where its terms are given.
    fn key(&self, scenario: &Scenario, path: Option<&Staging>) -> &'static str;

    /// What it is called.
    fn title(&self) -> InBoth;

    /// What is said of a plan that does not keep it.
    fn broken(&self) -> InBoth;

    /// Whether a year's rules have it.
    fn is_set(&self, rules: &Rules) -> bool;

    /// Whether a path has it, whose years have these rules where it says nothing of its own.
    fn is_set_along(&self, _: &Scenario, _: &Staging, rules: &Rules) -> bool {
        self.is_set(rules)
    }

    /// Take it out of a year's rules.
    fn drop_from(&self, rules: &mut Rules);

    /// Its rows in a year's program, if that has it.
    fn rows(&self, program: &mut Program<'_>, year: &Year);

    /// Whether a played plan breaks it.
    fn is_broken(&self, played: &Played<'_>) -> bool;

    /// Where it stands.
    fn stands(&self, _: &Rules) -> Vec<Stand> {
        Vec::new()
    }

    /// Put it elsewhere; nothing lifts it. One that stands nowhere cannot be moved.
    fn put(&self, _: &mut Rules, _: usize, _: Option<f64>) {}

    /// The goal by which least is taken of it, and how much of it a plan takes.
    fn extent(&self) -> Option<Extent> {
        None
    }

    /// Whether it is told of a plan whether it keeps the limit by how much it takes.
    fn is_told(&self, _: &Menu, _: &Rules) -> bool {
        true
    }

    /// Whether it is of money.
    fn is_money(&self) -> bool {
        false
    }

    /// Whether it is a least: looser is lower.
    fn is_least(&self) -> bool {
        false
    }

    /// Whether each year of a path has its own.
    fn is_by_year(&self) -> bool {
        false
    }

    /// Whether one figure is the limit of all that it is of.
    fn is_one_for_all(&self) -> bool {
        false
    }

    /// What is enough where it changes.
    fn figure(&self, change: &Change, _: &Terms<'_>) -> String {
        more(change.needed)
    }

    /// What it would have to be.
    fn sentence(&self, figures: &str, terms: &Terms<'_>) -> String {
        let key = self.key(terms.scenario, terms.path);
        match (terms.language, self.is_least()) {
            (Language::Zh, true) => format!("{key} 至多为 {figures}"),
            (Language::Zh, false) => format!("{key} 至少为 {figures}"),
            (Language::En, true) => format!("{key} of at most {figures}"),
            (Language::En, false) => format!("{key} of at least {figures}"),
        }
    }

    /// Changes of it in words.
    fn asked(&self, mut changes: Vec<Change>, terms: &Terms<'_>) -> String {
        if !self.is_by_year() {
            // One figure for all years: the one that is enough for every one of them.
            for change in &mut changes {
                change.year = None;
                change.at = if self.is_one_for_all() { 0 } else { change.at };
            }
            changes.sort_by(|one, two| one.at.cmp(&two.at).then(self.enough_first(one, two)));
            changes.dedup_by_key(|change| change.at);
        }
        let in_year = |year: usize| terms.pick(format!("（第 {} 年）", year + 1), format!(" in year {}", year + 1));
        let figures: Vec<String> =
            changes.iter().map(|change| self.figure(change, terms) + &change.year.map_or_else(String::new, in_year)).collect();
        self.sentence(&figures.join(terms.pick("、", ", ")), terms)
    }

    /// Of two changes that which is enough for both first.
    fn enough_first(&self, one: &Change, two: &Change) -> Ordering {
        if self.is_least() { one.needed.total_cmp(&two.needed) } else { two.needed.total_cmp(&one.needed) }
    }
}

impl Rules {
    /// Without any limit that a planner has set.
    pub fn without_limits(&self) -> Self {
        Limit::ALL.iter().fold(self.clone(), |rules, limit| limit.dropped(&rules))
    }
}

/// The limits that a plan does not keep, by more than the tolerance and chance explain. `today` is what today's plan does on the same replications.
#[must_use]
pub fn not_kept(supply: &Supply, plan: &Plan, summary: &Summary, today: &Summary) -> Vec<Limit> {
    let played = Played { supply, scenario: &supply.scenario, plan, summary, today };
    Limit::ALL.into_iter().filter(|limit| limit.kind().is_broken(&played)).collect()
}

/// What limits would have to be by changes of them, in words, one for each that changes, rounded to the side that is enough; along a path where its terms are given.
#[must_use]
pub fn changes_in_words(changes: &[Change], scenario: &Scenario, path: Option<&Staging>, language: Language) -> Vec<String> {
    let terms = Terms { scenario, path, language };
    let of = |limit: Limit| changes.iter().filter(|change| change.limit == limit).copied().collect::<Vec<Change>>();
    let all = Limit::ALL.into_iter().chain(Limit::OF_A_PATH);
    all.map(|limit| (limit, of(limit))).filter(|(_, of)| !of.is_empty()).map(|(limit, of)| limit.kind().asked(of, &terms)).collect()
}

/// An amount that is enough, in words: a hair less than what solvers leave, but never so much that the figure would not do.
fn more(amount: f64) -> String {
    format!("{:.0}", (amount - (1e-6 * amount.max(1.0)).min(0.002)).ceil())
}

/// A share that is enough.
fn share(share: f64, is_least: bool) -> String {
    let steps = share / SHARE_STEP;
    format!("{:.1}%", if is_least { (steps + 1e-3).floor() } else { (steps - 1e-3).ceil() } * SHARE_STEP * 100.0)
}

/// How finely shares are told.
pub(super) const SHARE_STEP: f64 = 1e-3;
