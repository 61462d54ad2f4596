//! The people of a path: of which grade they are, when they would leave, how they may go before, and who is paid until then and afterwards.

use std::collections::BTreeMap;

use good_lp::{Expression, ProblemVariables, Solution, Variable, constraint, variable};

use super::program::PathProgram;
use super::years::{Gone, GradeYear, Leave, Once, PeopleYear};
use crate::planning::limit::Limit;
use crate::planning::scale::SCALE;
use crate::scenario::{Scenario, Staging};
use crate::supply::Supply;

/// People of a skill set who are of one grade and are paid alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Class {
    /// The skill set.
    pub set: usize,
    /// A team and a grade of it that stand for it.
    of: (usize, usize),
}

impl Class {
    /// Name of the grade; empty where none is declared.
    fn grade<'a>(&self, scenario: &'a Scenario) -> &'a str {
        &scenario.teams[self.of.0].grades[self.of.1].name
    }

    /// Title of the grade.
    pub fn title<'a>(&self, scenario: &'a Scenario) -> &'a str {
        &scenario.teams[self.of.0].grades[self.of.1].title
    }

    /// Yearly personnel cost of one of them, at the prices of the scenario.
    fn personnel(&self, scenario: &Scenario) -> f64 {
        scenario.teams[self.of.0].personnel_of(self.of.1)
    }

    /// The same with overhead.
    pub fn pay(&self, scenario: &Scenario) -> f64 {
        self.personnel(scenario) * (1.0 + scenario.teams[self.of.0].overhead)
    }
}

/// The classes of all teams, and of each team's grades the class.
pub(super) fn classes(supply: &Supply) -> (Vec<Class>, Vec<Vec<Option<usize>>>) {
    let scenario = &*supply.scenario;
    let mut classes: Vec<Class> = Vec::new();
    let class_of_grade = |team: usize, grade: usize, set: usize, classes: &mut Vec<Class>| {
        let own = Class { set, of: (team, grade) };
        let alike = |other: &Class| {
            let (one, two) = (other.pay(scenario), own.pay(scenario));
            other.set == set && other.grade(scenario) == own.grade(scenario) && (one - two).abs() <= 1e-9 * one.max(two)
        };
        classes.iter().position(alike).unwrap_or_else(|| {
            classes.push(own);
            classes.len() - 1
        })
    };
    let of_grades = (0..scenario.teams.len())
        .map(|team| {
            let grades = 0..scenario.teams[team].grades.len();
            grades.map(|grade| supply.set_of_team(team).map(|set| class_of_grade(team, grade, set, &mut classes))).collect()
        })
        .collect();
    (classes, of_grades)
}

/// The class in which whoever comes to a skill set begins: that of the grade they had, else the one that is paid least.
fn joined(supply: &Supply, classes: &[Class], set: usize, grade: Option<&str>) -> Option<usize> {
    let pay = |class: usize| classes[class].pay(&supply.scenario);
    let of_set = || (0..classes.len()).filter(|class| classes[*class].set == set);
    let least = |found: &mut dyn Iterator<Item = usize>| found.min_by(|one, two| pay(*one).total_cmp(&pay(*two)));
    let kept = grade.and_then(|grade| least(&mut of_set().filter(|class| classes[*class].grade(&supply.scenario) == grade)));
    kept.or_else(|| least(&mut of_set()))
}

/// When people of a cohort would leave anyway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaves {
    /// Before which year; beyond the path for those who stay.
    before: usize,
    /// Whether by retirement.
    retires: bool,
}

/// People of a class who would leave at the same time.
pub(super) struct Cohort {
    leaves: Leaves,
    people: u32,
    /// In each year.
    employed: Vec<Option<Variable>>,
    /// Who goes before each year, by way.
    goes: Vec<Vec<(Way, Variable)>>,
    /// Who comes.
    comes: Vec<Expression>,
}

impl Cohort {
    /// Who is there when a year begins, before anybody goes or comes.
    fn before(&self, year: usize) -> Expression {
        match year {
            0 => Expression::from(f64::from(self.people)),
            _ => self.employed[year - 1].map_or_else(Expression::default, Expression::from),
        }
    }
}

/// How people go before their time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    Redeployed,
    Early,
    Severed,
    /// By the offer's provider.
    TakenOn(usize),
    /// By a way of retraining.
    Retrained(usize),
}

/// Cohorts of every class; all have the same times of leaving, so that whoever is retrained keeps theirs.
fn cohorts(supply: &Supply, staging: &Staging, classes: &[Class], of_grades: &[Vec<Option<usize>>]) -> Vec<Vec<Cohort>> {
    let scenario = &*supply.scenario;
    let mut times: Vec<Leaves> = (0..staging.years).flat_map(|before| [false, true].map(|retires| Leaves { before, retires })).collect();
    let reach = staging.natural_loss.iter().flatten().map(|loss| loss.retiring.len()).max().unwrap_or(staging.years);
    times.extend((staging.years..reach).map(|before| Leaves { before, retires: true }));
    times.push(Leaves { before: usize::MAX, retires: false });
    let people = |class: usize, leaves: Leaves| -> u32 {
        let grades = of_grades.iter().enumerate().flat_map(|(team, grades)| (0..grades.len()).map(move |grade| (team, grade)));
        let of_class = grades.filter(|(team, grade)| of_grades[*team][*grade] == Some(class));
        of_class
            .map(|(team, grade)| {
                let loss = &staging.natural_loss[team][grade];
                match leaves {
                    Leaves { before: usize::MAX, .. } => scenario.teams[team].grades[grade].people.saturating_sub(loss.total()),
                    Leaves { before, retires: true } => loss.retiring[before],
                    Leaves { before, retires: false } => loss.leaving[before],
                }
            })
            .sum()
    };
    (0..classes.len())
        .map(|class| {
            times
                .iter()
                .map(|leaves| Cohort {
                    leaves: *leaves,
                    people: people(class, *leaves),
                    employed: Vec::new(),
                    goes: Vec::new(),
                    comes: vec![Expression::default(); staging.years],
                })
                .collect()
        })
        .collect()
}

/// The people in the program.
pub(super) struct Staff {
    pub classes: Vec<Class>,
    /// Cohorts of each class.
    cohorts: Vec<Vec<Cohort>>,
    /// The class in which whoever is hired begins, by skill set.
    begin_in: Vec<Option<usize>>,
    /// Who is hired before each year, by skill set.
    hired: Vec<Vec<Option<Variable>>>,
    /// Who is in training in each year, by skill set.
    training: Vec<Vec<Expression>>,
    /// Whole people in each year and class: redeployed, paid to leave, retired early, employed.
    counts: Vec<Vec<[Variable; 4]>>,
    /// What people of each class who have retired are paid in each year.
    pensions: Vec<Vec<Expression>>,
    /// Who is taken on so far, by offer and skill set.
    taken_on: BTreeMap<(usize, usize), Expression>,
}

impl PathProgram<'_> {
    /// Who is there, how they may go, and who comes.
    pub fn staff(&mut self) -> Staff {
        let (supply, staging) = (self.supply, self.staging);
        let scenario = &*supply.scenario;
        let policy = &scenario.policy;
        let years = staging.years;
        let sets = supply.skill_sets.len();
        let (classes, of_grades) = classes(supply);
        let mut cohorts = cohorts(supply, staging, &classes, &of_grades);
        // Where whoever is retrained comes to, by way of retraining and class; where whoever is hired begins, by skill set.
        let come_to: Vec<Vec<Option<usize>>> = staging
            .retraining
            .iter()
            .map(|way| {
                let to =
                    |class: &Class| supply.set_of_team(way.to).and_then(|set| joined(supply, &classes, set, Some(class.grade(scenario))));
                classes.iter().map(|class| to(class).filter(|_| supply.set_of_team(way.from) == Some(class.set))).collect()
            })
            .collect();
        let may_hire = policy.new_hires || self.giving.may(Limit::NewHires);
        let begin_in: Vec<Option<usize>> = (0..sets).map(|set| joined(supply, &classes, set, None).filter(|_| may_hire)).collect();
        for (class, of_class) in cohorts.iter_mut().enumerate() {
            let comes = come_to.iter().flatten().flatten().any(|to| *to == class);
            for cohort in of_class.iter_mut() {
                let hires = begin_in.contains(&Some(class)) && cohort.leaves.before == usize::MAX;
                let ever = cohort.people > 0 || comes || hires;
                for year in 0..years {
                    let stays = ever && year < cohort.leaves.before;
                    cohort.employed.push(stays.then(|| self.problem.add(variable().min(0.0))));
                    let ways = if stays { self.ways(classes[class].set, cohort.leaves, year) } else { Vec::new() };
                    cohort.goes.push(ways.into_iter().map(|way| (way, self.problem.add(variable().min(0.0)))).collect());
                }
            }
        }
        let mut training = vec![vec![Expression::default(); sets]; years];
        let mut hired: Vec<Vec<Option<Variable>>> = vec![vec![None; sets]; years];
        for year in 0..years {
            for class in 0..classes.len() {
                for cohort in 0..cohorts[class].len() {
                    for position in 0..cohorts[class][cohort].goes[year].len() {
                        if let (Way::Retrained(index), moved) = cohorts[class][cohort].goes[year][position]
                            && let Some(to) = come_to[index][class]
                        {
                            cohorts[to][cohort].comes[year] += moved;
                            training[year][classes[to].set] += staging.retraining[index].share_of_year * moved;
                        }
                    }
                }
            }
            for (set, class) in begin_in.iter().enumerate() {
                if let Some(stay) = class.and_then(|class| cohorts[class].last_mut()) {
                    let come = self.problem.add(variable().integer().min(0.0));
                    hired[year][set] = Some(come);
                    if !policy.new_hires {
                        let more = self.gives(Limit::NewHires, year, set, 0.0);
                        self.rows.push(constraint!(come - more <= 0.0));
                    }
                    self.spend_once(year, policy.cost_per_hire * SCALE * come, &self.payers[set]);
                    stay.comes[year] += come;
                }
            }
        }
        let pensions = self.pensions(&classes, &cohorts);
        let mut staff =
            Staff { classes, cohorts, begin_in, hired, training, counts: vec![Vec::new(); years], pensions, taken_on: BTreeMap::new() };
        let mut all_redeployed = Expression::default();
        for year in 0..years {
            for (class, paid) in staff.classes.iter().zip(&staff.pensions[year]) {
                self.years[year].always_paid(SCALE * paid.clone(), &self.payers[class.set]);
            }
            all_redeployed += self.people_of_year(&mut staff, year);
        }
        if let Some(most) = policy.redeployed_at_most.map(f64::from) {
            let more = self.gives(Limit::Redeployed, years - 1, 0, most);
            self.rows.push(constraint!(all_redeployed - more <= most));
        }
        staff
    }

    /// What is paid in each year to people who have retired: part of their pay until the retirement age, a pension from then on.
    fn pensions(&self, classes: &[Class], cohorts: &[Vec<Cohort>]) -> Vec<Vec<Expression>> {
        let staging = self.staging;
        let years = staging.years;
        let share = staging.early_retirement.map_or(0.0, |early| early.pay_share);
        let mut paid = vec![vec![Expression::default(); classes.len()]; years];
        for (position, cohort) in cohorts.iter().enumerate().flat_map(|(class, cohorts)| cohorts.iter().map(move |cohort| (class, cohort)))
        {
            let class = &classes[position];
            let before = cohort.leaves.before.min(years);
            let mut early = Expression::default();
            for (year, paid) in paid.iter_mut().enumerate().take(before) {
                early += cohort.goes[year].iter().filter(|(way, _)| *way == Way::Early).map(|(_, gone)| *gone).sum::<Expression>();
                if share > 0.0 {
                    paid[position] += share * class.personnel(&self.supplies[year].scenario) * early.clone();
                }
            }
            if staging.pension > 0.0 && cohort.leaves.retires {
                for (year, paid) in paid.iter_mut().enumerate().skip(before) {
                    paid[position] += staging.pension_in(year) * (cohort.before(before) + early.clone());
                }
            }
        }
        paid
    }

    /// How people of a skill set who would leave at some time may go before a year.
    fn ways(&self, set: usize, leaves: Leaves, year: usize) -> Vec<Way> {
        let (supply, staging) = (self.supply, self.staging);
        let mut ways = vec![Way::Redeployed];
        ways.extend(staging.severance.map(|_| Way::Severed));
        if staging.early_retirement.is_some_and(|early| leaves.retires && leaves.before <= year + early.years_before) {
            ways.push(Way::Early);
        }
        let taken = self.families.iter().filter(|offer| supply.scenario.offers[**offer].takes_on.is_some());
        ways.extend(taken.filter(|offer| sets_of_offer(supply, **offer).contains(&set)).map(|offer| Way::TakenOn(*offer)));
        let retrained = staging.retraining.iter().enumerate().filter(|(_, way)| supply.set_of_team(way.from) == Some(set));
        ways.extend(retrained.map(|(index, _)| Way::Retrained(index)));
        ways
    }

    /// Today's teams of a skill set that do some of what an offer covers: what of it, and how many people.
    fn teams_at_it(&self, offer: usize, set: usize) -> Vec<(Vec<usize>, f64)> {
        let supply = self.supply;
        let prices = &supply.scenario.offers[offer].prices;
        let units = supply.units.iter().zip(&self.today.sizes);
        let of_set = units.filter(|(unit, _)| unit.crew.as_ref().is_some_and(|crew| crew.skill_set == set));
        let teams = of_set.map(|(unit, size)| {
            (unit.lots.iter().copied().filter(|lot| prices[*lot].is_some()).collect::<Vec<usize>>(), f64::from(size.people))
        });
        teams.filter(|(lots, people)| !lots.is_empty() && *people > 0.0).collect()
    }

    /// Rows on the people of a year: everybody is accounted for, whoever is in no team waits, and no way takes more than it has places.
    /// Returns who is redeployed.
    fn people_of_year(&mut self, staff: &mut Staff, year: usize) -> Expression {
        let staging = self.staging;
        let scenario = &*self.supply.scenario;
        let at_prices = &self.supplies[year];
        let mut employed: Vec<Expression> = vec![Expression::default(); self.supply.skill_sets.len()];
        let mut by_way: Vec<(Way, Expression)> = Vec::new();
        let mut taken_on: Vec<(usize, usize, Expression)> = Vec::new();
        for (class, of_class) in staff.classes.iter().zip(&staff.cohorts) {
            let mut in_class = Expression::default();
            for cohort in of_class {
                let Some(now) = cohort.employed[year] else { continue };
                let gone: Expression = cohort.goes[year].iter().map(|(_, variable)| *variable).sum();
                self.rows.push(constraint!(cohort.before(year) + cohort.comes[year].clone() - gone == now));
                in_class += now;
            }
            let of_way = |way: Way| -> Expression {
                let goes = of_class.iter().flat_map(|cohort| &cohort.goes[year]).filter(|(other, _)| *other == way);
                goes.map(|(_, variable)| *variable).sum()
            };
            let mut whole = |sum: Expression| whole(&mut self.problem, &mut self.rows, sum);
            let counts = [of_way(Way::Redeployed), of_way(Way::Severed), of_way(Way::Early), in_class.clone()].map(&mut whole);
            staff.counts[year].push(counts);
            let [redeployed, severed, early, _] = counts;
            let mut ways: Vec<(Way, Expression)> = vec![(Way::Redeployed, redeployed.into())];
            ways.extend(staging.severance.map(|_| (Way::Severed, severed.into())));
            ways.extend(staging.early_retirement.map(|_| (Way::Early, early.into())));
            let taken = self.families.iter().filter(|offer| scenario.offers[**offer].takes_on.is_some());
            ways.extend(taken.map(|offer| (Way::TakenOn(*offer), of_way(Way::TakenOn(*offer)))));
            ways.extend((0..staging.retraining.len()).map(|index| (Way::Retrained(index), of_way(Way::Retrained(index)))));
            for (way, people) in &ways {
                if let Way::TakenOn(offer) = way {
                    taken_on.push((*offer, class.set, people.clone()));
                }
                self.spend_once(year, way.cost(&at_prices.scenario, staging, class) * SCALE * people.clone(), &self.payers[class.set]);
            }
            by_way.extend(ways);
            // Everybody is paid by class; the sum over skill sets below is at their mean.
            let (pay, mean) = (class.pay(&at_prices.scenario), at_prices.mean_pay(class.set));
            if (pay - mean).abs() > 1e-9 * mean {
                self.years[year].always_paid((pay - mean) * SCALE * in_class.clone(), &self.payers[class.set]);
            }
            employed[class.set] += in_class;
        }
        for (set, employed) in employed.iter().enumerate() {
            // Whoever is in no team waits, and is paid.
            let idle = self.problem.add(variable().min(0.0));
            self.idle += idle;
            self.rows.push(constraint!(employed.clone() - self.years[year].people[set].clone() - idle == 0.0));
            self.rows.push(constraint!(idle >= staff.training[year][set].clone()));
            let above = self.years[year].pay_above_mean[set].clone();
            self.years[year].always_paid(at_prices.mean_pay(set) * SCALE * idle - above, &self.payers[set]);
        }
        let sum = |way: Way| -> Expression { by_way.iter().filter(|(other, _)| *other == way).map(|(_, people)| people.clone()).sum() };
        let mut at_most = |limit: Limit, at: usize, people: Expression, most: Option<u32>| {
            if let Some(most) = most.map(f64::from) {
                let more = self.gives(limit, year, at, most);
                self.rows.push(constraint!(people - more <= most));
            }
        };
        at_most(Limit::RedeployedPerYear, 0, sum(Way::Redeployed), staging.redeployed_per_year);
        at_most(Limit::Severed, 0, sum(Way::Severed), staging.severance.and_then(|severance| severance.per_year));
        at_most(Limit::Early, 0, sum(Way::Early), staging.early_retirement.and_then(|early| early.per_year));
        for (index, way) in staging.retraining.iter().enumerate() {
            at_most(Limit::Retrained, index, sum(Way::Retrained(index)), way.per_year);
        }
        for offer in &self.families {
            let Some((most, _)) = scenario.offers[*offer].takes_on.map(|(most, cost)| (f64::from(most), cost)) else { continue };
            let ways = scenario.offers.iter().enumerate().filter(|(_, way)| way.family == *offer);
            let begun: Expression = ways.filter_map(|(way, _)| self.begins[year][way]).sum();
            self.rows.push(constraint!(sum(Way::TakenOn(*offer)) - most * begun <= 0.0));
            // Whoever is taken on goes with a lot that their team did, and such work stays with the provider for the term.
            let term = scenario.offers[*offer].term.unwrap_or(1).max(1);
            for set in sets_of_offer(self.supply, *offer) {
                let of_set = taken_on.iter().filter(|(other, of, _)| (*other, *of) == (*offer, set)).map(|(.., people)| people.clone());
                let lots = self.supply.lots_of_set(set);
                let people: Expression = of_set.sum();
                let mut handed_over: BTreeMap<usize, Variable> = BTreeMap::new();
                for lot in &lots {
                    let work = self.problem.add(variable().min(0.0).max(1.0));
                    self.rows.push(constraint!(work - self.own_before(year, *lot) <= 0.0));
                    self.rows.push(constraint!(work - self.years[year].given_to_family(scenario, *offer, &[*lot]) <= 0.0));
                    handed_over.insert(*lot, work);
                }
                let sum_of = |lots: &[usize]| -> Expression { lots.iter().filter_map(|lot| handed_over.get(lot).copied()).sum() };
                self.rows.push(constraint!(people.clone() - most * sum_of(&lots) <= 0.0));
                // Nor more than today's teams have of whose work any is handed over, in all years together.
                let (mut of_teams, mut in_all) = (Expression::default(), 0.0);
                for (work, there) in self.teams_at_it(*offer, set) {
                    let any = self.problem.add(variable().min(0.0).max(1.0));
                    self.rows.push(constraint!(any - sum_of(&work) <= 0.0));
                    of_teams += there * any;
                    in_all += there;
                }
                self.rows.push(constraint!(people.clone() - of_teams <= 0.0));
                let so_far = staff.taken_on.entry((*offer, set)).or_default();
                *so_far += people.clone();
                self.rows.push(constraint!(so_far.clone() <= in_all));
                for of_term in &self.years[year + 1..(year + term).clamp(year + 1, staging.years)] {
                    self.rows.push(constraint!(people.clone() - most * of_term.given_to_family(scenario, *offer, &lots) <= 0.0));
                }
            }
        }
        if let Some(quota) = staging.quota[year].map(f64::from) {
            let employed_in_all: Expression = employed.into_iter().sum();
            let more = self.gives(Limit::Quota, year, 0, quota);
            self.rows.push(constraint!(employed_in_all - more <= quota));
        }
        sum(Way::Redeployed)
    }
}

impl Way {
    /// Whether people so go in a way that reports know.
    fn is(self, how: Leave) -> bool {
        match self {
            Self::Redeployed => how == Leave::Redeployed,
            Self::Early => how == Leave::Early,
            Self::Severed => how == Leave::Severed,
            Self::TakenOn(_) => how == Leave::TakenOn,
            Self::Retrained(_) => how == Leave::Retrained,
        }
    }

    /// What each of a class who goes this way costs, once, at the prices of the scenario.
    fn cost(self, scenario: &Scenario, staging: &Staging, class: &Class) -> f64 {
        match self {
            Self::Redeployed => scenario.policy.cost_per_redeployment,
            Self::Early => staging.early_retirement.map_or(0.0, |early| early.cost),
            Self::Severed => {
                staging.severance.map_or(0.0, |severance| severance.cost + severance.months_of_pay / 12.0 * class.personnel(scenario))
            }
            Self::TakenOn(offer) => scenario.offers[offer].takes_on.map_or(0.0, |(_, cost)| cost),
            Self::Retrained(index) => staging.retraining[index].cost,
        }
    }
}

impl Staff {
    /// What going before a year costs, at the year's prices.
    pub fn spent(&self, year: usize, scenario: &Scenario, staging: &Staging, solution: &impl Solution) -> Once {
        let mut spent = Once::default();
        for (class, cohorts) in self.classes.iter().zip(&self.cohorts) {
            for (way, gone) in cohorts.iter().flat_map(|cohort| &cohort.goes[year]) {
                let line = match way {
                    Way::Redeployed => &mut spent.redeployment,
                    Way::Early => &mut spent.early_retirement,
                    Way::Severed => &mut spent.severance,
                    Way::TakenOn(_) => &mut spent.taken_on,
                    Way::Retrained(_) => &mut spent.retraining,
                };
                *line += way.cost(scenario, staging, class) * solution.value(*gone);
            }
        }
        spent
    }

    /// What people who have retired are paid in a year.
    pub fn pensions(&self, year: usize, solution: &impl Solution) -> f64 {
        self.pensions[year].iter().map(|paid| solution.eval(paid)).sum()
    }

    /// People of each skill set in a year; who of them works is not said.
    pub fn people(&self, year: usize, solution: &impl Solution) -> Vec<PeopleYear> {
        let of_set = |set: usize| {
            let of_set: Vec<usize> = (0..self.classes.len()).filter(|class| self.classes[*class].set == set).collect();
            self.counted(year, &of_set, self.hired[year][set], solution)
        };
        (0..self.begin_in.len()).map(of_set).collect()
    }

    /// The same by class, at the year's prices.
    pub fn grades(&self, year: usize, scenario: &Scenario, solution: &impl Solution) -> Vec<GradeYear> {
        let of_class = |(class, spec): (usize, &Class)| {
            let hired = self.hired[year][spec.set].filter(|_| self.begin_in[spec.set] == Some(class));
            GradeYear {
                set: spec.set,
                title: spec.title(scenario).to_owned(),
                pay: spec.pay(scenario),
                people: self.counted(year, &[class], hired, solution),
            }
        };
        self.classes.iter().enumerate().map(of_class).collect()
    }

    /// Who goes before a year, by class, way and age.
    pub fn gone(&self, year: usize, scenario: &Scenario, staging: &Staging, solution: &impl Solution) -> Vec<Gone> {
        let mut gone: Vec<Gone> = Vec::new();
        for (class, cohorts) in self.classes.iter().zip(&self.cohorts) {
            for how in Leave::ALL {
                // What a solution splits between cohorts comes whole in their sum: parts are rounded so that they add up to it.
                let (mut exact, mut told) = (0.0, 0);
                for cohort in cohorts {
                    exact += match how {
                        Leave::Retired | Leave::Left
                            if cohort.leaves.before == year && cohort.leaves.retires == (how == Leave::Retired) =>
                        {
                            solution.eval(cohort.before(year))
                        }
                        Leave::Retired | Leave::Left => 0.0,
                        _ => cohort.goes[year].iter().filter(|(way, _)| way.is(how)).map(|(_, variable)| solution.value(*variable)).sum(),
                    };
                    let people = (exact.round().max(0.0) as u32).saturating_sub(told);
                    told += people;
                    let years_left = cohort.leaves.before.saturating_sub(year) as u32;
                    let age = staging.retirement_age.filter(|_| cohort.leaves.retires).map(|age| age.saturating_sub(years_left));
                    if people > 0 {
                        gone.push(Gone { set: class.set, grade: class.title(scenario).to_owned(), how, age, people });
                    }
                }
            }
        }
        gone
    }

    /// People of some classes in a year, beside who works.
    fn counted(&self, year: usize, classes: &[usize], hired: Option<Variable>, solution: &impl Solution) -> PeopleYear {
        let cohorts = || classes.iter().flat_map(|class| &self.cohorts[*class]);
        let sum_of = |way: &dyn Fn(Way) -> bool| -> u32 {
            let goes = cohorts().flat_map(|cohort| &cohort.goes[year]).filter(|(other, _)| way(*other));
            goes.map(|(_, variable)| solution.value(*variable)).sum::<f64>().round() as u32
        };
        let leave = cohorts().filter(|cohort| cohort.leaves.before == year);
        let left: f64 = leave.map(|cohort| solution.eval(cohort.before(year))).sum();
        let hired = hired.map_or(0.0, |hired| solution.value(hired));
        let come: f64 = cohorts().map(|cohort| solution.eval(&cohort.comes[year])).sum();
        let count = |which: usize| -> u32 {
            classes.iter().map(|class| solution.value(self.counts[year][*class][which]).round().max(0.0) as u32).sum()
        };
        PeopleYear {
            employed: count(3),
            working: 0,
            left: left.round() as u32,
            redeployed: count(0),
            retrained_out: sum_of(&|way| matches!(way, Way::Retrained(_))),
            retrained_in: (come - hired).round() as u32,
            early: count(2),
            severed: count(1),
            taken_on: sum_of(&|way| matches!(way, Way::TakenOn(_))),
            hired: hired.round() as u32,
        }
    }
}

/// The skill sets whose people an offer's provider may take on: those that can do a lot that it covers.
fn sets_of_offer(supply: &Supply, offer: usize) -> Vec<usize> {
    let scenario = &*supply.scenario;
    let covers = |unit: &&crate::supply::Unit| unit.lots.iter().any(|lot| scenario.offers[offer].prices[*lot].is_some());
    let mut sets: Vec<usize> =
        supply.units.iter().filter(covers).filter_map(|unit| unit.crew.as_ref().map(|crew| crew.skill_set)).collect();
    sets.sort_unstable();
    sets.dedup();
    sets
}

/// A sum of whole numbers as an integer variable, so that people go whole.
fn whole(problem: &mut ProblemVariables, rows: &mut Vec<good_lp::Constraint>, sum: Expression) -> Variable {
    let whole = problem.add(variable().integer().min(0.0));
    rows.push(constraint!(sum - whole == 0.0));
    whole
}
