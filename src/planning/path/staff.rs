//! The people of a path: who would leave when, how they may go before, and who is paid until then.

use good_lp::{Expression, ProblemVariables, Solution, Variable, constraint, variable};

use super::PeopleYear;
use super::program::PathProgram;
use crate::planning::model::SCALE;
use crate::scenario::{Scenario, Staging};
use crate::supply::Supply;

/// When people of a cohort would leave anyway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaves {
    /// Before which year; beyond the path for those who stay.
    before: usize,
    /// Whether by retirement.
    retires: bool,
}

/// People of a skill set who would leave at the same time.
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

/// Cohorts of every skill set; all have the same times of leaving, so that whoever is retrained keeps theirs.
fn cohorts(supply: &Supply<'_>, staging: &Staging) -> Vec<Vec<Cohort>> {
    let scenario = supply.scenario;
    let mut times: Vec<Leaves> = (0..staging.years).flat_map(|before| [false, true].map(|retires| Leaves { before, retires })).collect();
    let later = staging.retiring_later.first().map_or(0, Vec::len);
    times.extend((staging.years..staging.years + later).map(|before| Leaves { before, retires: true }));
    times.push(Leaves { before: usize::MAX, retires: false });
    let people = |set: usize, leaves: Leaves| -> u32 {
        let teams = (0..scenario.teams.len()).filter(|team| supply.set_of_team(*team) == Some(set));
        teams
            .map(|team| {
                let of = |list: &[Vec<u32>], year: usize| list[team].get(year).copied().unwrap_or(0);
                match leaves {
                    Leaves { before: usize::MAX, .. } => {
                        let gone: u32 = staging.leaving[team].iter().chain(&staging.retiring_later[team]).sum();
                        scenario.teams[team].people.saturating_sub(gone)
                    }
                    Leaves { before, retires: true } if before < staging.years => of(&staging.retiring, before),
                    Leaves { before, retires: true } => of(&staging.retiring_later, before - staging.years),
                    Leaves { before, retires: false } => of(&staging.leaving, before) - of(&staging.retiring, before),
                }
            })
            .sum()
    };
    (0..supply.skill_sets.len())
        .map(|set| {
            times
                .iter()
                .map(|leaves| Cohort {
                    leaves: *leaves,
                    people: people(set, *leaves),
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
    /// Cohorts of each skill set.
    sets: Vec<Vec<Cohort>>,
    /// Who is hired before each year, by skill set.
    hired: Vec<Vec<Option<Variable>>>,
    /// Who is in training in each year, by skill set.
    training: Vec<Vec<Expression>>,
    /// Who is in no team in each year, by skill set.
    waiting: Vec<Vec<Variable>>,
    /// Whole people in each year and skill set: redeployed, paid to leave, retired early, employed.
    counts: Vec<Vec<[Variable; 4]>>,
}

impl PathProgram<'_> {
    /// Who is there, how they may go, and who comes.
    pub fn staff(&mut self) -> Staff {
        let (supply, staging) = (self.supply, self.staging);
        let scenario = supply.scenario;
        let policy = &scenario.policy;
        let years = staging.years;
        let mut sets = cohorts(supply, staging);
        let mut hired: Vec<Vec<Option<Variable>>> = vec![vec![None; sets.len()]; years];
        for (set, of_set) in sets.iter_mut().enumerate() {
            let joined = staging.retraining.iter().any(|way| supply.set_of_team(way.to) == Some(set));
            for cohort in of_set.iter_mut() {
                let hires = policy.new_hires && cohort.leaves.before == usize::MAX;
                let ever = cohort.people > 0 || joined || hires;
                for year in 0..years {
                    let stays = ever && year < cohort.leaves.before;
                    cohort.employed.push(stays.then(|| self.problem.add(variable().min(0.0))));
                    let ways = if stays { self.ways(set, cohort.leaves, year) } else { Vec::new() };
                    cohort.goes.push(ways.into_iter().map(|way| (way, self.problem.add(variable().min(0.0)))).collect());
                }
            }
        }
        let mut training = vec![vec![Expression::default(); sets.len()]; years];
        for (year, hired) in hired.iter_mut().enumerate() {
            for set in 0..sets.len() {
                for cohort in 0..sets[set].len() {
                    for position in 0..sets[set][cohort].goes[year].len() {
                        if let (Way::Retrained(index), moved) = sets[set][cohort].goes[year][position]
                            && let Some(to) = supply.set_of_team(staging.retraining[index].to)
                        {
                            sets[to][cohort].comes[year] += moved;
                            training[year][to] += staging.retraining[index].share_of_year * moved;
                        }
                    }
                }
                if policy.new_hires {
                    let come = self.problem.add(variable().integer().min(0.0));
                    hired[set] = Some(come);
                    self.once[year] += policy.cost_per_hire * SCALE * come;
                    if let Some(stay) = sets[set].last_mut() {
                        stay.comes[year] += come;
                    }
                }
            }
        }
        let mut staff = Staff { sets, hired, training, waiting: vec![Vec::new(); years], counts: vec![Vec::new(); years] };
        let mut all_redeployed = Expression::default();
        for year in 0..years {
            all_redeployed += self.people_of_year(&mut staff, year);
        }
        if let Some(most) = policy.redeployed_at_most {
            self.rows.push(constraint!(all_redeployed <= f64::from(most)));
        }
        staff
    }

    /// How people of a skill set who would leave at some time may go before a year.
    fn ways(&self, set: usize, leaves: Leaves, year: usize) -> Vec<Way> {
        let (supply, staging) = (self.supply, self.staging);
        let mut ways = vec![Way::Redeployed];
        ways.extend(staging.severance.map(|_| Way::Severed));
        if staging.early_retirement.is_some_and(|(before, ..)| leaves.retires && leaves.before <= year + before) {
            ways.push(Way::Early);
        }
        let taken = self.families.iter().filter(|offer| supply.scenario.offers[**offer].takes_on.is_some());
        ways.extend(taken.filter(|offer| sets_of_offer(supply, **offer).contains(&set)).map(|offer| Way::TakenOn(*offer)));
        let retrained = staging.retraining.iter().enumerate().filter(|(_, way)| supply.set_of_team(way.from) == Some(set));
        ways.extend(retrained.map(|(index, _)| Way::Retrained(index)));
        ways
    }

    /// Rows on the people of a year: everybody is accounted for, whoever is in no team waits, and no way takes more than it has places.
    /// Returns who is redeployed.
    fn people_of_year(&mut self, staff: &mut Staff, year: usize) -> Expression {
        let staging = self.staging;
        let scenario = self.supply.scenario;
        let mut employed_in_all = Expression::default();
        let mut by_way: Vec<(Way, Expression)> = Vec::new();
        for (set, of_set) in staff.sets.iter().enumerate() {
            let mut employed = Expression::default();
            for cohort in of_set {
                let Some(now) = cohort.employed[year] else { continue };
                let before = match year {
                    0 => Expression::from(f64::from(cohort.people)),
                    _ => cohort.employed[year - 1].map_or_else(Expression::default, Expression::from),
                };
                let gone: Expression = cohort.goes[year].iter().map(|(_, variable)| *variable).sum();
                self.rows.push(constraint!(before + cohort.comes[year].clone() - gone == now));
                employed += now;
            }
            let of_way = |way: Way| -> Expression {
                let goes = of_set.iter().flat_map(|cohort| &cohort.goes[year]).filter(|(other, _)| *other == way);
                goes.map(|(_, variable)| *variable).sum()
            };
            let mut whole = |sum: Expression| whole(&mut self.problem, &mut self.rows, sum);
            let counts = [of_way(Way::Redeployed), of_way(Way::Severed), of_way(Way::Early), employed.clone()].map(&mut whole);
            staff.counts[year].push(counts);
            let [redeployed, severed, early, _] = counts;
            let mut ways: Vec<(Way, Expression)> = vec![(Way::Redeployed, redeployed.into())];
            ways.extend(staging.severance.map(|_| (Way::Severed, severed.into())));
            ways.extend(staging.early_retirement.map(|_| (Way::Early, early.into())));
            let taken = self.families.iter().filter(|offer| scenario.offers[**offer].takes_on.is_some());
            ways.extend(taken.map(|offer| (Way::TakenOn(*offer), of_way(Way::TakenOn(*offer)))));
            ways.extend((0..staging.retraining.len()).map(|index| (Way::Retrained(index), of_way(Way::Retrained(index)))));
            for (way, people) in &ways {
                self.once[year] += way.cost(scenario, staging) * SCALE * people.clone();
            }
            by_way.extend(ways);
            // Whoever is in no team waits, and is paid.
            let idle = self.problem.add(variable().min(0.0));
            self.rows.push(constraint!(employed.clone() - self.years[year].people[set].clone() - idle == 0.0));
            self.rows.push(constraint!(idle >= staff.training[year][set].clone()));
            self.years[year].cash += pay_of(&self.supplies[year], set) * SCALE * idle;
            staff.waiting[year].push(idle);
            employed_in_all += employed;
        }
        let sum = |way: Way| -> Expression { by_way.iter().filter(|(other, _)| *other == way).map(|(_, people)| people.clone()).sum() };
        let mut at_most = |people: Expression, most: Option<u32>| {
            if let Some(most) = most {
                self.rows.push(constraint!(people <= f64::from(most)));
            }
        };
        at_most(sum(Way::Redeployed), staging.redeployed_per_year);
        at_most(sum(Way::Severed), staging.severance.and_then(|(_, most)| most));
        at_most(sum(Way::Early), staging.early_retirement.and_then(|(_, _, most)| most));
        for (index, way) in staging.retraining.iter().enumerate() {
            at_most(sum(Way::Retrained(index)), way.per_year);
        }
        for offer in &self.families {
            if let Some((most, _)) = scenario.offers[*offer].takes_on {
                let ways = scenario.offers.iter().enumerate().filter(|(_, way)| way.family == *offer);
                let begun: Expression = ways.filter_map(|(way, _)| self.begins[year][way]).sum();
                self.rows.push(constraint!(sum(Way::TakenOn(*offer)) - f64::from(most) * begun <= 0.0));
            }
        }
        if let Some(quota) = staging.quota[year] {
            self.rows.push(constraint!(employed_in_all <= f64::from(quota)));
        }
        sum(Way::Redeployed)
    }
}

impl Way {
    /// What each who goes this way costs, once.
    pub fn cost(self, scenario: &Scenario, staging: &Staging) -> f64 {
        match self {
            Self::Redeployed => scenario.policy.cost_per_redeployment,
            Self::Early => staging.early_retirement.map_or(0.0, |(_, cost, _)| cost),
            Self::Severed => staging.severance.map_or(0.0, |(cost, _)| cost),
            Self::TakenOn(offer) => scenario.offers[offer].takes_on.map_or(0.0, |(_, cost)| cost),
            Self::Retrained(index) => staging.retraining[index].cost,
        }
    }
}

impl Staff {
    /// Who goes before a year: way and number.
    pub fn goes(&self, year: usize, solution: &impl Solution) -> Vec<(Way, f64)> {
        let goes = self.sets.iter().flatten().flat_map(|cohort| &cohort.goes[year]);
        goes.map(|(way, variable)| (*way, solution.value(*variable))).collect()
    }

    /// Pay of those who wait in a year, at the year's rates.
    pub fn waiting(&self, year: usize, supply: &Supply<'_>, solution: &impl Solution) -> f64 {
        self.waiting[year].iter().enumerate().map(|(set, idle)| solution.value(*idle) * pay_of(supply, set)).sum()
    }

    /// People of each skill set in a year, of whom `in_teams` work.
    pub fn people(&self, year: usize, in_teams: &[Expression], solution: &impl Solution) -> Vec<PeopleYear> {
        let value = |variable: Variable| solution.value(variable).round().max(0.0) as u32;
        let of_set = |set: usize| {
            let cohorts = &self.sets[set];
            let sum_of = |way: &dyn Fn(Way) -> bool| -> u32 {
                let goes = cohorts.iter().flat_map(|cohort| &cohort.goes[year]).filter(|(other, _)| way(*other));
                goes.map(|(_, variable)| solution.value(*variable)).sum::<f64>().round() as u32
            };
            let left: f64 = cohorts
                .iter()
                .filter(|cohort| cohort.leaves.before == year)
                .map(|cohort| match year {
                    0 => f64::from(cohort.people),
                    _ => cohort.employed[year - 1].map_or(0.0, |employed| solution.value(employed)),
                })
                .sum();
            let hired = self.hired[year][set].map_or(0.0, |hired| solution.value(hired));
            let come: f64 = cohorts.iter().map(|cohort| solution.eval(&cohort.comes[year])).sum();
            let [redeployed, severed, early, employed] = self.counts[year][set].map(value);
            PeopleYear {
                employed,
                working: solution.eval(&in_teams[set]).round() as u32,
                left: left.round() as u32,
                redeployed,
                retrained_out: sum_of(&|way| matches!(way, Way::Retrained(_))),
                retrained_in: (come - hired).round() as u32,
                early,
                severed,
                taken_on: sum_of(&|way| matches!(way, Way::TakenOn(_))),
                hired: hired.round() as u32,
            }
        };
        (0..self.sets.len()).map(of_set).collect()
    }
}

/// The skill sets whose people an offer's provider may take on: those that can do a lot that it covers.
fn sets_of_offer(supply: &Supply<'_>, offer: usize) -> Vec<usize> {
    let scenario = supply.scenario;
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

/// Yearly pay of a person of a skill set who waits, with overhead.
fn pay_of(supply: &Supply<'_>, set: usize) -> f64 {
    let scenario = supply.scenario;
    let teams = || (0..scenario.teams.len()).filter(|team| supply.set_of_team(*team) == Some(set)).map(|team| &scenario.teams[team]);
    let people: f64 = teams().map(|team| f64::from(team.people)).sum();
    let each = |team: &crate::scenario::Team| team.personnel * (1.0 + team.overhead);
    if people > 0.0 {
        teams().map(|team| f64::from(team.people) * each(team)).sum::<f64>() / people
    } else {
        teams().map(each).fold(0.0, f64::max)
    }
}
