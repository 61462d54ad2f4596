//! Plays a plan through a replication and writes down what it cost and delivered.

use crate::contracts::Course;
use crate::contracts::asked::saving;
use crate::plan::{Plan, Route};
use crate::random::Streams;
use crate::scenario::{Direct, LotKind, Scenario, Volume};
use crate::services::sittings::Canteen;
use crate::services::{Demand, LotDemand, LotMonth, Response, RoomUse, Unwatched, bookings, work_orders};
use crate::supply::{Coming, Size, Supply, UnitKind};

use super::{Consequence, ContractLine, CostLine, Costs, LotYear, Outcome};

/// A plan made ready for many replications: what does not depend on chance is worked out once.
pub struct Evaluator<'a> {
    pub(super) supply: &'a Supply,
    pub(super) plan: &'a Plan,
    fixed: Fixed,
    pub(super) outlets: Vec<Vec<Direct>>,
    /// Lots in the order in which scarce contract capacity is given out: where it saves most first.
    pub(super) merit: Vec<usize>,
    pub(super) market_unit_value: Vec<f64>,
    /// What a year of each lot is worth on the market.
    market_value: Vec<f64>,
    /// What a unit of each lot counts for in outsourced shares.
    counts_each: Vec<f64>,
    /// Shares of departments and of services in each offer.
    pub(super) joint_shares: Vec<(Vec<f64>, Vec<f64>)>,
    /// What bundles leave of each offer's prices.
    pub(super) bundled: Vec<f64>,
}

/// What units did in one replication: plans that have one alike share it, and those that have it at another size what comes to it.
#[derive(Default)]
pub struct Worked<'a> {
    did: Vec<(Working<'a>, Response)>,
    coming: Vec<(usize, Vec<bool>, Coming<'a>)>,
}

/// A unit at a size, with which of its lots are routed to it.
type Working<'a> = (usize, &'a Size, Vec<bool>);

impl<'a> Worked<'a> {
    /// What a unit did, or does now.
    fn once(
        &mut self,
        supply: &'a Supply,
        (unit, size, routed): (usize, &'a Size, Vec<bool>),
        demand: &'a Demand,
        streams: &Streams,
    ) -> &Response {
        let known = self.did.iter().position(|((of, at, with), _)| *of == unit && *at == size && *with == routed);
        let place = known.unwrap_or_else(|| {
            let comes = self.coming.iter().position(|(of, with, _)| *of == unit && *with == routed).unwrap_or_else(|| {
                self.coming.push((unit, routed.clone(), supply.coming(unit, &routed, demand)));
                self.coming.len() - 1
            });
            let presence = supply.presence(unit, streams, size.people as usize);
            let response = supply.respond_to(&self.coming[comes].2, size, presence.as_ref(), &mut Unwatched);
            self.did.push(((unit, size, routed), response));
            self.did.len() - 1
        });
        &self.did[place].1
    }
}

/// What a plan costs a year whatever happens.
#[derive(Default)]
struct Fixed {
    costs: Costs,
    by_department: Vec<f64>,
    /// What is spent once, all of it.
    once: f64,
    once_by_department: Vec<f64>,
    own_work: Vec<f64>,
    by_service: Vec<Costs>,
    /// Use of each resource a year that no work changes.
    resources: Vec<f64>,
}

impl Fixed {
    /// Book an amount on a line, shared over departments and services. What falls on no service is nobody's own work.
    fn book(&mut self, line: CostLine, amount: f64, departments: &[f64], services: &[f64]) {
        self.costs[line] += amount;
        self.by_department.iter_mut().zip(departments).for_each(|(sum, share)| *sum += amount * share);
        if line != CostLine::Conversion && services.iter().any(|share| *share > 0.0) {
            self.own_work.iter_mut().zip(departments).for_each(|(sum, share)| *sum += amount * share);
        }
        self.by_service.iter_mut().zip(services).for_each(|(sum, share)| sum[line] += amount * share);
    }

    /// By month: what is the same all year, and in the first year what is spent once.
    fn by_month(&self, months: usize) -> Vec<f64> {
        let running = self.costs.running() / 12.0;
        (0..months).map(|month| if month < 12 { running + self.once / 12.0 } else { running }).collect()
    }

    /// Book an amount that is spent once, of which a mean year of the horizon has a part.
    fn book_once(&mut self, scenario: &Scenario, amount: f64, departments: &[f64], services: &[f64]) {
        self.once += amount;
        self.once_by_department.iter_mut().zip(departments).for_each(|(sum, share)| *sum += amount * share);
        self.book(CostLine::Conversion, amount * scenario.once_a_year(scenario.years), departments, services);
    }
}

impl<'a> Evaluator<'a> {
    /// Make a plan ready.
    pub fn new(supply: &'a Supply, plan: &'a Plan) -> Self {
        let scenario = &*supply.scenario;
        let departments = scenario.departments.len();
        let fixed = fixed_costs(supply, plan);
        let outlets: Vec<Vec<Direct>> = (0..scenario.lots.len())
            .map(|lot| match plan.route[lot] {
                Route::Unit(_) => plan.outlets(scenario, lot, Some(plan.overflow[lot]), true),
                Route::Direct(direct) => plan.outlets(scenario, lot, Some(direct), false),
            })
            .collect();
        let mut merit: Vec<usize> = (0..scenario.lots.len()).collect();
        let saves = |lot: usize| {
            let of = |outlet: &Direct| if let Direct::Offer(offer) = outlet { saving(scenario, lot, *offer) } else { None };
            outlets[lot].iter().find_map(of).unwrap_or(0.0)
        };
        merit.sort_by(|a, b| saves(*b).total_cmp(&saves(*a)).then(a.cmp(b)));
        let market_value: Vec<f64> = (0..scenario.lots.len()).map(|lot| supply.market_value(lot)).collect();
        let market_unit_value = (0..scenario.lots.len())
            .map(|lot| {
                let units = supply.expected_volume(lot).units;
                if units > 0.0 { market_value[lot] / units } else { 0.0 }
            })
            .collect();
        let counts_each = (0..scenario.lots.len()).map(|lot| supply.counts_each(lot)).collect();
        let joint_shares = (0..scenario.offers.len())
            .map(|offer| {
                let covered: Vec<usize> = (0..scenario.lots.len()).filter(|lot| scenario.offers[offer].prices[*lot].is_some()).collect();
                if covered.is_empty() {
                    return (vec![0.0; departments], vec![0.0; scenario.services.len()]);
                }
                (supply.department_shares(covered.iter().copied()), supply.service_shares(covered.into_iter()))
            })
            .collect();
        let bundled = (0..scenario.offers.len()).map(|offer| plan.bundled(scenario, offer)).collect();
        Self { supply, plan, fixed, outlets, merit, market_unit_value, market_value, counts_each, joint_shares, bundled }
    }

    /// Lines of a contract's statement that are the same in every replication, a year.
    pub(super) fn standing(&self, offer: usize) -> [(ContractLine, f64); 3] {
        let scenario = &*self.supply.scenario;
        let spec = &scenario.offers[offer];
        let buyers = (0..scenario.departments.len()).filter(|department| uses(scenario, self.plan, offer, *department)).count();
        let contracts = if self.plan.separate { buyers as f64 } else { 1.0 };
        let saving = if spec.saves.is_empty() { 0.0 } else { scenario.paid_for_saving(offer, scenario.worth_saved(offer)) };
        [
            (ContractLine::Fee, saving * contracts),
            (ContractLine::Administration, spec.administration * contracts),
            (ContractLine::Once, scenario.changing_over(offer) * scenario.once_a_year(scenario.years) * contracts),
        ]
    }

    /// Play one replication. Where providers fail in it, what others do is played again without each one's failure.
    pub fn evaluate(&self, demand: &Demand, streams: &Streams) -> Outcome {
        self.evaluate_beside(demand, streams, &mut Worked::default())
    }

    /// The same beside other plans, of which some units may have worked alike in this replication.
    pub fn evaluate_beside<'w>(&self, demand: &'w Demand, streams: &Streams, worked: &mut Worked<'w>) -> Outcome
    where
        'a: 'w,
    {
        let scenario = &*self.supply.scenario;
        let courses = self.courses(streams);
        let (rows, own) = self.work(demand, streams, worked);
        let fails = |offer: usize| courses[offer].as_ref().and_then(Course::spared).is_some();
        let awarded = (0..scenario.offers.len()).filter(|offer| self.plan.awarded[*offer]);
        let failing: Vec<(usize, usize)> = awarded.enumerate().filter(|(_, offer)| fails(*offer)).collect();
        let without: Vec<(usize, Outcome)> = failing
            .into_iter()
            .map(|(contract, offer)| {
                let spared = |(other, course): (usize, &Option<Course>)| {
                    let same = scenario.offers[other].provider == scenario.offers[offer].provider;
                    course.as_ref().map(|course| course.spared().filter(|_| same).unwrap_or_else(|| course.clone()))
                };
                (contract, self.complete(demand, courses.iter().enumerate().map(spared).collect(), &rows, own.clone()))
            })
            .collect();
        let mut outcome = self.complete(demand, courses, &rows, own);
        for (contract, without) in without {
            outcome.contracts[contract].failure = Consequence {
                cash: outcome.costs.total() - without.costs.total(),
                unserved: outcome.unserved_cost - without.unserved_cost,
                in_time: outcome.in_time(&self.market_value) - without.in_time(&self.market_value),
            };
        }
        outcome
    }

    /// What own people do: what they leave of each lot, month by month, and the outcome so far.
    fn work<'w>(&self, demand: &'w Demand, streams: &Streams, worked: &mut Worked<'w>) -> (Vec<Vec<LotMonth>>, Outcome)
    where
        'a: 'w,
    {
        let scenario = &*self.supply.scenario;
        let mut outcome = Outcome {
            lots: vec![LotYear::default(); scenario.lots.len()],
            busy: vec![Vec::new(); self.supply.units.len()],
            by_department: self.fixed.by_department.clone(),
            own_work: self.fixed.own_work.clone(),
            by_service: self.fixed.by_service.clone(),
            costs: self.fixed.costs,
            rooms: vec![RoomUse::default(); scenario.rooms.len()],
            resources: self.fixed.resources.clone(),
            resources_by_service: vec![vec![0.0; scenario.resources.len()]; scenario.services.len()],
            once_by_department: self.fixed.once_by_department.clone(),
            by_month: self.fixed.by_month(scenario.calendar.months()),
            ..Outcome::default()
        };
        // In-house first: what each lot leaves for others, month by month.
        let mut rows: Vec<Vec<LotMonth>> = vec![Vec::new(); scenario.lots.len()];
        for (unit, spec) in self.supply.units.iter().enumerate() {
            let routed: Vec<bool> = spec.lots.iter().map(|lot| self.plan.route[*lot] == Route::Unit(unit)).collect();
            if !routed.contains(&true) {
                continue;
            }
            let response = worked.once(self.supply, (unit, &self.plan.sizes[unit], routed.clone()), demand, streams);
            outcome.busy[unit].clone_from(&response.busy);
            for (room, used) in spec.rooms.iter().zip(&response.rooms) {
                let of_year = &mut outcome.rooms[*room];
                of_year.busy += used.busy / scenario.years;
                of_year.meetings += used.meetings / scenario.years;
                of_year.from_elsewhere += used.from_elsewhere / scenario.years;
            }
            for ((lot, lot_rows), routed) in spec.lots.iter().zip(&response.lots).zip(&routed) {
                if *routed {
                    rows[*lot].clone_from(lot_rows);
                }
            }
        }
        for (lot, lot_rows) in rows.iter_mut().enumerate() {
            let spec = &scenario.lots[lot];
            if lot_rows.is_empty() {
                *lot_rows = untouched(scenario, lot, demand);
            }
            let year = &mut outcome.lots[lot];
            let (mut materials, mut pay) = (0.0, 0.0);
            for (month, row) in lot_rows.iter().enumerate() {
                year.demand += row.demand.units;
                year.in_house += row.served;
                year.in_time += row.in_time;
                year.wait += row.wait;
                year.turnaround += row.turnaround;
                year.waited += row.served;
                year.wasted += row.wasted;
                year.as_wanted += row.as_wanted;
                year.elsewhere += row.elsewhere;
                year.way_cost += scenario.way_cost(lot, row.way_hours);
                materials += row.materials;
                pay += row.pay;
                outcome.by_month[month] += row.materials + row.pay;
            }
            for (month, row) in lot_rows.iter().enumerate() {
                outcome.use_up(scenario, month, row.served, &spec.uses, spec.department, spec.service);
            }
            outcome.book(CostLine::Materials, materials / scenario.years, spec.department, spec.service);
            outcome.book(CostLine::Personnel, pay / scenario.years, spec.department, spec.service);
        }
        (rows, outcome)
    }

    /// What others do with what own people leave.
    fn complete(&self, demand: &Demand, courses: Vec<Option<Course>>, rows: &[Vec<LotMonth>], mut outcome: Outcome) -> Outcome {
        let scenario = &*self.supply.scenario;
        self.buy(demand, courses, rows, &mut outcome);
        self.follow_base_use(demand, &mut outcome);
        for (lot, year) in outcome.lots.iter_mut().enumerate() {
            for amount in [
                &mut year.demand,
                &mut year.in_house,
                &mut year.contract,
                &mut year.spot,
                &mut year.unserved,
                &mut year.escort_hours,
                &mut year.redone,
                &mut year.liked,
                &mut year.in_time,
                &mut year.wait,
                &mut year.waited,
                &mut year.turnaround,
                &mut year.wasted,
                &mut year.as_wanted,
                &mut year.elsewhere,
                &mut year.way_cost,
                &mut year.going_without,
            ] {
                *amount /= scenario.years;
            }
            let late = (year.demand - year.unserved - year.in_time).max(0.0);
            year.going_without += (year.unserved + scenario.policy.late_cost * late) * scenario.lots[lot].unserved_cost + year.way_cost;
            outcome.unserved_cost += year.going_without;
            outcome.outsourced.0 += (year.contract + year.spot) * self.counts_each[lot];
            outcome.outsourced.1 += year.demand * self.counts_each[lot];
        }
        if scenario.policy.counts_cost() {
            outcome.outsourced = outcome.bought_of_running();
        }
        outcome
    }
}

impl Evaluator<'_> {
    /// What is used whatever is planned moves with its factors, and with it what contracts save and their providers' shares of that. So far the outcome
    /// has all of it at the scenario's level.
    fn follow_base_use(&self, demand: &Demand, outcome: &mut Outcome) {
        let scenario = &*self.supply.scenario;
        let heads = scenario.head_shares();
        let months = scenario.calendar.months();
        for (index, resource) in scenario.resources.iter().enumerate().filter(|(_, resource)| !resource.base_factors.is_empty()) {
            let levels: Vec<f64> =
                (0..months).map(|month| demand.shocks.in_month(&resource.base_factors, &scenario.calendar, month)).collect();
            let more = levels.iter().sum::<f64>() / months as f64 - 1.0;
            let mut book = |line: CostLine, amount: f64| {
                for (sum, level) in outcome.by_month.iter_mut().zip(&levels) {
                    *sum += amount / 12.0 * (level - 1.0);
                }
                outcome.costs[line] += amount * more;
                // It falls on no service, and so is no department's own work.
                outcome.by_department.iter_mut().zip(&heads).for_each(|(sum, share)| *sum += amount * more * share);
            };
            let mut left = resource.base;
            let awarded = (0..scenario.offers.len()).filter(|offer| self.plan.awarded[*offer]);
            for (contract, offer) in awarded.enumerate().filter(|_| !self.plan.separate) {
                let saved = scenario.saved(offer, index);
                left -= saved;
                let shared = saved * resource.price * scenario.offers[offer].shared_savings;
                book(CostLine::Contracts, shared);
                outcome.contracts[contract][ContractLine::Fee] += shared * more;
            }
            book(CostLine::Resources, left * resource.price);
            outcome.resources[index] += left * more;
        }
    }
}

/// A canteen's months with a provider's counters and a kitchen without limit.
pub fn run_canteen(supply: &Supply, lot: usize, counters: usize, demand: &Demand) -> Option<Vec<LotMonth>> {
    let scenario = &*supply.scenario;
    match (&scenario.lots[lot].kind, &demand.lots[lot]) {
        (LotKind::Sittings(spec), LotDemand::Meals(meals)) => {
            Some(meals.months(scenario, spec, |_| Canteen { counters, kitchen: f64::INFINITY }, |_, _, _| {}))
        }
        _ => None,
    }
}

/// A lot's months if nobody in-house touches it: all demand is left for others.
pub fn untouched(scenario: &Scenario, lot: usize, demand: &Demand) -> Vec<LotMonth> {
    let calendar = &scenario.calendar;
    let mut rows = vec![LotMonth::default(); calendar.months()];
    let mut book = |month: usize, volume: Volume| {
        rows[month].demand += volume;
        rows[month].overflow += volume;
    };
    match (&scenario.lots[lot].kind, &demand.lots[lot]) {
        (LotKind::WorkOrders(spec), LotDemand::Jobs(jobs)) => {
            jobs.iter().for_each(|job| book(calendar.month_of(job.arrival), work_orders::volume(spec, job)));
        }
        (_, LotDemand::Meals(meals)) => meals.iter().for_each(|meal| {
            book(calendar.days[meal.day as usize].month, Volume { units: f64::from(meal.diners), measure: 0.0 });
        }),
        (_, LotDemand::Requests(requests)) => requests.iter().filter(|request| request.holds()).for_each(|request| {
            book(calendar.days[request.day as usize].month, bookings::volume(request));
        }),
        _ => {}
    }
    rows
}

/// Whether a department's lots use an offer, as first outlet.
pub fn uses(scenario: &Scenario, plan: &Plan, offer: usize, department: usize) -> bool {
    scenario.lots.iter().enumerate().any(|(lot, spec)| {
        spec.department == department
            && match plan.route[lot] {
                Route::Direct(direct) => direct == Direct::Offer(offer),
                Route::Unit(_) => plan.overflow[lot] == Direct::Offer(offer),
            }
    })
}

/// Yearly cost of a unit at a size: people and rooms.
pub fn unit_costs(supply: &Supply, unit: usize, size: &Size) -> Costs {
    let scenario = &*supply.scenario;
    let spec = &supply.units[unit];
    let mut costs = Costs::default();
    if let Some(crew) = &spec.crew {
        let people = f64::from(size.people);
        costs[CostLine::Personnel] = people * crew.personnel;
        costs[CostLine::Materials] = people * crew.materials;
        costs[CostLine::Other] = people * crew.other;
        costs[CostLine::Overhead] = people * crew.personnel * crew.overhead;
    }
    costs[CostLine::Facilities] =
        spec.rooms.iter().zip(&size.rooms).map(|(room, count)| scenario.rooms[*room].cost * f64::from(*count)).sum();
    if size.rooms.iter().any(|count| *count > 0) {
        let kept = spec.equipment.iter().map(|item| &scenario.equipment[*item]);
        costs[CostLine::Facilities] += kept.map(|item| item.cost * f64::from(item.count)).sum::<f64>();
    }
    costs
}

/// People hired and redeployed against today, by skill set.
pub fn movements(supply: &Supply, plan: &Plan) -> Vec<(u32, u32)> {
    let mut planned = vec![0u32; supply.skill_sets.len()];
    for (unit, size) in supply.units.iter().zip(&plan.sizes) {
        if let Some(crew) = &unit.crew {
            planned[crew.skill_set] += size.people;
        }
    }
    supply
        .skill_sets
        .iter()
        .zip(planned)
        .map(|(set, planned)| (planned.saturating_sub(set.today), set.today.saturating_sub(planned)))
        .collect()
}

/// People who are paid though no work goes to them, and what they cost a year: teams without a lot, and escorts where nobody else works who has to be
/// accompanied.
pub fn waiting(supply: &Supply, plan: &Plan) -> (u32, f64) {
    (0..supply.scenario.services.len()).fold((0, 0.0), |(people, cost), service| {
        let of_service = waiting_in(supply, plan, service);
        (people + of_service.0, cost + of_service.1)
    })
}

/// The same of one service's teams.
pub fn waiting_in(supply: &Supply, plan: &Plan, service: usize) -> (u32, f64) {
    let scenario = &*supply.scenario;
    let goes_out = |lot: usize| match plan.route[lot] {
        Route::Direct(direct) => direct != Direct::Nobody,
        Route::Unit(_) => plan.overflow[lot] != Direct::Nobody,
    };
    let has_work = |unit: usize| match supply.units[unit].kind {
        UnitKind::Escorts => (0..scenario.lots.len()).any(|lot| scenario.lots[lot].escort_hours > 0.0 && goes_out(lot)),
        _ => plan.route.contains(&Route::Unit(unit)),
    };
    let of_service = (0..supply.units.len()).filter(|unit| supply.units[*unit].service == service);
    let idle = of_service.filter(|unit| plan.sizes[*unit].people > 0 && !has_work(*unit));
    idle.fold((0, 0.0), |(people, cost), unit| {
        let size = Size { people: plan.sizes[unit].people, rooms: Vec::new() };
        (people + size.people, cost + unit_costs(supply, unit, &size).total())
    })
}

/// What a plan spends once.
pub fn spent_once(supply: &Supply, plan: &Plan) -> f64 {
    fixed_costs(supply, plan).once_by_department.iter().sum()
}

/// What a plan costs a year whatever happens.
fn fixed_costs(supply: &Supply, plan: &Plan) -> Fixed {
    let scenario = &*supply.scenario;
    let departments = scenario.departments.len();
    let mut fixed = Fixed {
        by_department: vec![0.0; departments],
        once_by_department: vec![0.0; departments],
        own_work: vec![0.0; departments],
        by_service: vec![Costs::default(); scenario.services.len()],
        ..Fixed::default()
    };
    for unit in 0..supply.units.len() {
        let costs = unit_costs(supply, unit, &plan.sizes[unit]);
        if costs.total() > 0.0 {
            let charged = supply.charged(unit);
            let (of_departments, of_services) =
                (supply.department_shares(charged.iter().copied()), supply.service_shares(charged.iter().copied()));
            CostLine::ALL.into_iter().for_each(|line| fixed.book(line, costs[line], &of_departments, &of_services));
        }
    }
    for (service, spec) in scenario.services.iter().enumerate() {
        let arrangement = plan.arrangement[service];
        let mut units = supply.units.iter().zip(&plan.sizes);
        if units.any(|(unit, size)| (unit.service, unit.arrangement) == (service, arrangement) && !size.is_empty()) {
            let lots = supply.lots_of_service(service);
            let shares = (supply.department_shares(lots.iter().copied()), supply.service_shares(lots.into_iter()));
            fixed.book(CostLine::Administration, spec.arrangements[arrangement].coordination, &shares.0, &shares.1);
        }
    }
    for (offer, spec) in scenario.offers.iter().enumerate() {
        let covered: Vec<usize> = (0..scenario.lots.len()).filter(|lot| spec.prices[*lot].is_some()).collect();
        let Some(shares) = supply.payers(offer) else { continue };
        let services = supply.service_shares(covered.iter().copied());
        if !plan.awarded[offer] {
            let left = scenario.status_quo.awarded[offer] && !plan.has_family(scenario, scenario.offers[offer].family);
            if left {
                fixed.book_once(scenario, scenario.leaving(offer), &shares, &services);
            }
            continue;
        }
        let buyers: Vec<Vec<f64>> = if plan.separate {
            (0..departments)
                .filter(|department| uses(scenario, plan, offer, *department))
                .map(|department| (0..departments).map(|other| f64::from(u8::from(other == department))).collect())
                .collect()
        } else {
            vec![shares]
        };
        let worth = if plan.separate { 0.0 } else { scenario.worth_saved(offer) };
        for shares in buyers {
            // What others are paid depends on whether they work: [`Evaluator::settle`].
            if !spec.saves.is_empty() {
                fixed.book(CostLine::Contracts, scenario.paid_for_saving(offer, scenario.worth_saved(offer)), &shares, &services);
            }
            fixed.book(CostLine::Resources, -worth, &shares, &services);
            fixed.book(CostLine::Administration, spec.administration, &shares, &services);
            fixed.book_once(scenario, scenario.changing_over(offer), &shares, &services);
        }
    }
    // What everybody uses anyway falls on departments by their heads, and on no service.
    fixed.book(CostLine::Resources, scenario.base_cost(), &scenario.head_shares(), &[]);
    let saved = |resource: usize| -> f64 {
        let awarded = (0..scenario.offers.len()).filter(|offer| plan.awarded[*offer] && !plan.separate);
        awarded.map(|offer| scenario.saved(offer, resource)).sum()
    };
    fixed.resources = scenario.resources.iter().enumerate().map(|(index, resource)| resource.base - saved(index)).collect();
    for (set, (hired, redeployed)) in movements(supply, plan).into_iter().enumerate() {
        let amount = f64::from(hired) * scenario.policy.cost_per_hire + f64::from(redeployed) * scenario.policy.cost_per_redeployment;
        let lots = supply.lots_of_set(set);
        let shares = (supply.department_shares(lots.iter().copied()), supply.service_shares(lots.into_iter()));
        fixed.book_once(scenario, amount, &shares.0, &shares.1);
    }
    fixed
}
