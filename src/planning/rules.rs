//! What a plan must keep and what it is to be best at.

use std::time::{Duration, Instant};

use super::Menu;
use super::decision::Decision;
use super::scale::SCALE;
use super::solver::Effort;
use crate::scenario::units::Held;
use crate::scenario::{Arrangement, Grouping, Scenario};

/// What a strategy may and must do, beside the scenario's own policy.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Arrangements allowed: only those that the planner lists, or only departments on their own.
    pub each_department: bool,
    /// Whether own people may be used, or work left undone, where it can be bought.
    pub in_house: bool,
    /// Whether contracts may be made.
    pub contracts: bool,
    /// Whether lots that own people may do go to them first.
    pub prefer_in_house: bool,
    /// Least outsourced share by market value.
    pub outsourced_at_least: Option<f64>,
    /// Most outsourced share by market value.
    pub outsourced_at_most: Option<f64>,
    /// Most contracts.
    pub contracts_at_most: Option<u32>,
    /// Whether limits on the use of resources bind.
    pub resources: bool,
    /// Whether lots' standards bind.
    pub standards: bool,
    /// Cap on the cash of each year.
    pub budget: Option<f64>,
    /// Most that may be spent once, which caps on money then leave out.
    pub once_at_most: Option<f64>,
    /// Most that a mean year's cash may come to.
    pub cash_at_most: Option<f64>,
    /// In what sense it holds.
    pub held: Held,
    /// Cap on the expected cash of each month.
    pub per_month: Option<f64>,
    /// Cap on each department's expected cash of a year.
    pub department_caps: Option<Vec<f64>>,
    /// What each department pays today, where none may pay more in the mean.
    pub no_worse: Option<Vec<f64>>,
    /// Headcount quota.
    pub quota: Option<u32>,
    /// Most redeployments.
    pub redeployed_at_most: Option<u32>,
    /// Whether people may be hired beyond today's of the same skills.
    pub new_hires: bool,
    /// Whether secret work for which no provider is cleared stays inside. Where not, it may go as if one were, at its market value and in time: a
    /// question asked to tell why there is no plan.
    pub secrecy: bool,
    /// Lots that must go to own people, or must not.
    pub forced: Vec<(usize, Side)>,
    /// Decisions that are taken already.
    pub taken: Vec<Decision>,
    /// Offers whose prices (of a job, hour, meal, meeting, attendee) are multiplied; what the provider of one that only saves gets.
    pub repriced: Vec<(usize, f64)>,
    /// Skill sets whose pay is multiplied, overhead on it included.
    pub repaid: Vec<(usize, f64)>,
    /// Units a month by which the capacity of offers is moved.
    pub widened: Vec<(usize, f64)>,
    /// Most that cash and what going without costs may come to.
    pub objective_at_most: Option<f64>,
    /// Weight λ of the mean of the dearest 1 − level of years in the objective, and that level.
    pub risk: Option<(f64, f64)>,
    /// Share of years below the dear ones, where their mean cash is told ([`super::Prediction::tail`]), made least or held.
    pub tail_level: Option<f64>,
    /// Most that the mean cash of the dear years and going without may come to.
    pub tail_at_most: Option<f64>,
    /// Most that going without may cost.
    pub unserved_at_most: Option<f64>,
    /// Most of the contracts' work that one provider may have, by market value.
    pub provider_share_at_most: Option<f64>,
    /// Least number of providers, where anything is under contract.
    pub providers_at_least: Option<u32>,
    /// Least share of the contracts' work that goes to small firms.
    pub set_aside: Option<f64>,
    /// Whether the best service that the caps allow comes before cost.
    pub service_first: bool,
    /// Offers that may be awarded; nothing for all.
    pub ways: Option<Vec<bool>>,
    /// Years over which what is spent once is spread, if not those of the scenario: a path's. Caps on money then hold for a mean year.
    pub spread_over: Option<f64>,
    /// Rungs that may not stand in for others.
    pub barred: Vec<StandIn>,
    /// Relative gap at which the solver stops.
    pub gap: f64,
    /// Relative gap that is near enough where the one asked for takes a search more.
    pub enough: f64,
    /// The same as an amount a year.
    pub enough_amount: f64,
    /// What a plan is thought to cost that keeps the rules, going without included: it is looked for first among those that cost no more.
    pub expected: Option<f64>,
    /// The part of its time in which it stops; where that is not all, for good, found or not.
    pub part_of_time: f64,
    /// When the time of a question of many searches is over: each has what is left of it at most.
    pub until: Option<Instant>,
    /// What to minimise.
    pub goal: Goal,
    /// Whether of plans that reach a goal alike the cheaper is better; without it the goal's value is proved by itself.
    pub ties: bool,
}

/// Seconds that a search has at least.
const MOMENT: f64 = 0.05;

/// Part of the time that is left to a question in a hurry.
pub(super) const HURRY: f64 = 0.25;

/// A rung that was simulated with more lots routed to the unit than these. It leaves more over than these do: cautious in cost, but not where a target
/// asks for work to be bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// The unit.
    pub unit: usize,
    /// The rung.
    pub rung: usize,
    /// The lots that go to it.
    pub routed: Vec<bool>,
}

/// Where a lot goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Side {
    /// To own people.
    InHouse,
    /// To a provider, the spot market or nobody.
    Outside,
}

/// What to minimise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Goal {
    /// Cash and what going without costs.
    Objective,
    /// The same, with what is bought counted as if it also went unserved: how many own people there are is decided as if there were nobody else.
    OwnPeople,
    /// Cash alone.
    Cash,
    /// Cash of the year in which it is most, as the cap counts it.
    DearestYear,
    /// What going without costs, whatever the cash.
    Service,
    /// What going without costs, then cash.
    Unserved,
    /// The market value of work done in-house (the most outsourced plan).
    InHouse,
    /// The market value of work bought.
    Outside,
    /// Mean cash of the dearest years, and what going without costs.
    Tail,
    /// Own people.
    People,
    /// What is spent once.
    Once,
    /// People who are redeployed.
    Moved,
    /// Contracts.
    Contracts,
}

impl Rules {
    /// How hard the solver tries.
    pub(super) fn effort(&self, scenario: &Scenario) -> Effort {
        let effort = Effort::of(scenario, self.gap).content_with(self.enough).content_within(self.enough_amount * SCALE);
        let effort = effort.expecting(self.expected.filter(|_| self.goal == Goal::Objective).map(|cost| cost * SCALE));
        let effort = if self.part_of_time < 1.0 { effort.hurried(self.part_of_time) } else { effort };
        match self.until {
            Some(until) => effort.for_at_most(until.saturating_duration_since(Instant::now()).as_secs_f64().max(MOMENT)).impatient(),
            None => effort,
        }
    }

    /// The same with all searches of a question in so many times what one has, or in what is left of the time that the question has already.
    #[must_use]
    pub(super) fn within(&self, scenario: &Scenario, times: f64) -> Self {
        let until = Instant::now() + Duration::from_secs_f64(times * f64::from(scenario.run.time_limit));
        Self { until: Some(self.until.map_or(until, |before| before.min(until))), ..self.clone() }
    }

    /// Whether the time of the question is over.
    pub(super) fn is_over(&self) -> bool {
        self.until.is_some_and(|until| until <= Instant::now())
    }

    /// The same in a hurry.
    #[must_use]
    pub fn hurried(&self) -> Self {
        Self { part_of_time: HURRY, ..self.clone() }
    }

    /// The scenario's own rules.
    pub fn of(menu: &Menu) -> Self {
        let scenario = &*menu.supply.scenario;
        let budget = &scenario.budget;
        let caps = department_caps(scenario).filter(|_| budget.departments_bind);
        Self {
            each_department: false,
            in_house: true,
            contracts: true,
            prefer_in_house: false,
            outsourced_at_least: scenario.policy.outsourced_share_at_least,
            outsourced_at_most: None,
            contracts_at_most: None,
            resources: scenario.resources.iter().any(|resource| resource.at_most.is_some()),
            standards: scenario.policy.standards_bind,
            budget: budget.per_year,
            held: budget.held,
            once_at_most: budget.one_off,
            cash_at_most: None,
            department_caps: caps,
            no_worse: menu.today_by_department.clone(),
            quota: scenario.policy.quota,
            redeployed_at_most: scenario.policy.redeployed_at_most,
            new_hires: scenario.policy.new_hires,
            secrecy: (0..scenario.lots.len()).any(|lot| only_own(scenario, lot)),
            forced: Vec::new(),
            taken: Vec::new(),
            repriced: Vec::new(),
            repaid: Vec::new(),
            widened: Vec::new(),
            objective_at_most: None,
            ways: None,
            spread_over: None,
            barred: Vec::new(),
            gap: scenario.run.gap.0,
            enough: 0.0,
            enough_amount: 0.0,
            expected: None,
            part_of_time: 1.0,
            until: None,
            unserved_at_most: None,
            tail_level: None,
            tail_at_most: None,
            per_month: budget.per_month,
            provider_share_at_most: scenario.policy.provider_share_at_most,
            providers_at_least: scenario.policy.providers_at_least,
            set_aside: scenario.policy.set_aside,
            service_first: scenario.policy.service_first,
            risk: scenario.policy.risk,
            goal: Goal::Objective,
            ties: true,
        }
    }
}

/// Each department's share of the year's total, where there are shares.
pub(super) fn department_caps(scenario: &Scenario) -> Option<Vec<f64>> {
    let (shares, total) = (scenario.budget.department_share.as_ref()?, scenario.budget.per_year?);
    Some(shares.iter().map(|share| share * total).collect())
}

/// Whether a lot is secret and no provider who offers to do it is cleared, or could be.
pub(super) fn only_own(scenario: &Scenario, lot: usize) -> bool {
    scenario.lots[lot].confidential && scenario.offers.iter().all(|offer| offer.prices[lot].is_none())
}

impl Rules {
    /// How many rungs of a menu there are for plans within them.
    pub fn known(&self, menu: &Menu) -> usize {
        let arrangement = |unit: usize| {
            let spec = &menu.supply.units[unit];
            &menu.supply.scenario.services[spec.service].arrangements[spec.arrangement]
        };
        (0..menu.rungs.len()).filter(|unit| self.allows(arrangement(*unit))).map(|unit| menu.rungs[unit].len()).sum()
    }

    /// The same with every department on its own: teams and contracts of its own, and its share of the budget where there are shares.
    pub fn each_department(&self, menu: &Menu) -> Self {
        Self { each_department: true, department_caps: department_caps(&menu.supply.scenario), ..self.clone() }
    }

    /// Whether the units of an arrangement may be there.
    #[must_use]
    pub fn allows(&self, arrangement: &Arrangement) -> bool {
        if self.each_department { arrangement.grouping == Grouping::EachDepartment } else { arrangement.listed }
    }

    /// Without caps on the money of years and months. A fund for what is spent once stays: there is no more of it, whatever a year may take.
    pub fn without_budget(&self) -> Self {
        Self { budget: None, per_month: None, department_caps: None, no_worse: None, ..self.clone() }
    }

    /// Without standards of service.
    pub fn without_standards(&self) -> Self {
        Self { standards: false, ..self.clone() }
    }

    /// Without limits on who is moved and who gets the work, the fund for moving them included.
    pub fn without_shares(&self) -> Self {
        Self {
            once_at_most: None,
            redeployed_at_most: None,
            outsourced_at_least: None,
            provider_share_at_most: None,
            providers_at_least: None,
            set_aside: None,
            resources: false,
            ..self.clone()
        }
    }

    /// With a decision taken.
    pub(super) fn taking(&self, decision: Decision) -> Self {
        Self { taken: vec![decision], ..self.clone() }
    }

    /// Whether the dear years count in what is minimised or bounded.
    pub(super) fn heeds_risk(&self) -> bool {
        self.risk.is_some() && (matches!(self.goal, Goal::Objective | Goal::OwnPeople) || self.objective_at_most.is_some())
    }

    /// A mean year's part of what is spent once.
    pub(super) fn once_a_year(&self, scenario: &Scenario) -> f64 {
        scenario.once_a_year(self.spread_over.unwrap_or(scenario.years))
    }

    /// What multiplies the pay of a skill set.
    pub(super) fn pay_of(&self, skill_set: usize) -> f64 {
        self.repaid.iter().find(|(other, _)| *other == skill_set).map_or(1.0, |(_, factor)| *factor)
    }

    /// What multiplies the prices of an offer: all ways of it are repriced alike.
    pub(super) fn price_of(&self, scenario: &Scenario, offer: usize) -> f64 {
        let family = |offer: usize| scenario.offers[offer].family;
        self.repriced.iter().find(|(other, _)| family(*other) == family(offer)).map_or(1.0, |(_, factor)| *factor)
    }
}
