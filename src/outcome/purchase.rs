//! Buying what is left for others, month by month, as contracts say ([`crate::contracts`]) and as providers turn out.

use crate::contracts::settle::{self, Called};
use crate::contracts::{Course, Emergency, Standing, bad_work, deliver, typical};
use crate::plan::Route;
use crate::random::Streams;
use crate::scenario::{Direct, Offer, Price, Scenario, Volume};
use crate::services::{Demand, LotMonth};
use crate::supply::UnitKind;

use super::evaluate::{Evaluator, run_canteen, uses};
use super::statement::{ContractLine, Statement};
use super::{CostLine, Outcome};

/// Contracts in a replication: what is kept of each offer, and of each buyer's contract for it.
struct Books {
    /// How many make contracts of their own.
    buyers: usize,
    /// By offer: its course, where anything of it is left to chance or to the calendar.
    courses: Vec<Option<Course>>,
    /// By offer.
    statements: Vec<Statement>,
    /// Units that can still be called off in the month, by offer and buyer.
    room: Vec<f64>,
    /// Call-offs, by offer and buyer, and month.
    called: Vec<Vec<Called>>,
    /// By offer, lot and year.
    delivered: Vec<Delivered>,
    /// Where a team accompanies others: who was accompanied in each month.
    escorted: Vec<Vec<Escorted>>,
}

/// Hours for which own people accompanied others.
struct Escorted {
    lot: usize,
    /// The contract under which they came, or for which others stood in.
    under: Option<usize>,
    hours: f64,
}

/// A lot's call-offs of a year under one contract.
#[derive(Clone, Copy, Default)]
struct Delivered {
    units: f64,
    in_time: f64,
    called: f64,
}

/// A lot in a month, with the levels of all offers' prices and what was played of the canteen that its provider runs.
struct Asking<'a> {
    lot: usize,
    month: usize,
    demand: &'a Demand,
    levels: &'a [f64],
    canteen: Option<&'a LotMonth>,
}

/// What is left of a lot's work of a month; what of it could not be called off because an offer's provider has failed; and what that costs in an emergency.
struct Left {
    all: Volume,
    stranded: Option<Stranded>,
}

struct Stranded {
    offer: usize,
    volume: Volume,
    price: Price,
}

impl Books {
    /// How far an offer's contract is in a month, for a lot that is secret or not.
    fn standing(&self, scenario: &Scenario, offer: usize, month: usize, secret: bool) -> Standing {
        let spec = &scenario.offers[offer];
        self.courses[offer].as_ref().map_or_else(|| Standing::even(spec), |course| course.in_month(month, secret))
    }

    /// Share of a month in which a contract does its work, by its provider or by a reserve, and so is paid its fee and its minimum.
    fn works(&self, scenario: &Scenario, offer: usize, month: usize) -> f64 {
        self.standing(scenario, offer, month, false).parts(&scenario.offers[offer]).done
    }
}

impl Evaluator<'_> {
    /// The courses of the plan's contracts in a replication, by offer; of those of which anything is left to chance or to the calendar.
    pub(super) fn courses(&self, streams: &Streams) -> Vec<Option<Course>> {
        let scenario = &*self.supply.scenario;
        let of = |offer: usize| {
            let new = !scenario.in_force(offer);
            let chancy = self.plan.awarded[offer] && !Course::is_even(scenario, offer, new);
            chancy.then(|| Course::draw(scenario, offer, new, streams))
        };
        (0..scenario.offers.len()).map(of).collect()
    }

    /// Buy what is left, month by month: contract capacity goes where it saves most, then the spot market, then nobody.
    pub(super) fn buy(&self, demand: &Demand, courses: Vec<Option<Course>>, rows: &[Vec<LotMonth>], outcome: &mut Outcome) {
        let scenario = &*self.supply.scenario;
        let months = scenario.calendar.months();
        let buyers = if self.plan.separate { scenario.departments.len() } else { 1 };
        let contracts = scenario.offers.len() * buyers;
        let mut books = Books {
            buyers,
            courses,
            statements: vec![Statement::default(); scenario.offers.len()],
            room: vec![0.0; contracts],
            called: vec![vec![Called::default(); months]; contracts],
            delivered: vec![Delivered::default(); scenario.offers.len() * scenario.lots.len() * scenario.calendar.years()],
            escorted: (0..months).map(|_| Vec::new()).collect(),
        };
        let canteens: Vec<Option<Vec<LotMonth>>> = (0..scenario.lots.len()).map(|lot| self.run_canteen(lot, demand)).collect();
        for month in 0..months {
            let level = |offer: &Offer| demand.shocks.in_month(&offer.price_factors, &scenario.calendar, month);
            let levels: Vec<f64> = scenario.offers.iter().map(level).collect();
            for (offer, spec) in scenario.offers.iter().enumerate() {
                books.room[offer * buyers..(offer + 1) * buyers].fill(spec.capacity.unwrap_or(f64::INFINITY));
            }
            for &lot in &self.merit {
                let canteen = canteens[lot].as_ref().and_then(|rows| rows.get(month));
                let asking = Asking { lot, month, demand, levels: &levels, canteen };
                self.buy_for(&asking, rows[lot][month].overflow, &mut books, outcome);
            }
        }
        self.beyond_escorts(&mut books, outcome);
        self.by_result(&mut books, outcome);
        self.settle(&mut books, outcome);
        outcome.contracts = self.close(books);
    }

    /// Buy a lot's work of a month.
    fn buy_for(&self, asking: &Asking<'_>, work: Volume, books: &mut Books, outcome: &mut Outcome) {
        let mut left = Left { all: work, stranded: None };
        for (position, outlet) in self.outlets[asking.lot].iter().enumerate() {
            if left.all.units <= 0.0 {
                break;
            }
            match outlet {
                Direct::Nobody => break,
                Direct::Spot => self.on_the_spot(asking, &mut left, books, outcome),
                Direct::Offer(offer) => self.under_contract(asking, (*offer, position == 0), &mut left, books, outcome),
            }
        }
        self.in_emergency(asking, &mut left, books, outcome);
        outcome.lots[asking.lot].unserved += left.all.units.max(0.0);
    }

    /// Buy all that is left without a contract, what is stranded first in an emergency.
    fn on_the_spot(&self, asking: &Asking<'_>, left: &mut Left, books: &mut Books, outcome: &mut Outcome) {
        let scenario = &*self.supply.scenario;
        let spec = &scenario.lots[asking.lot];
        self.in_emergency(asking, left, books, outcome);
        let Some(price) = spec.spot else { return };
        let amount = price.of(left.all) * asking.demand.shocks.in_month(&spec.spot_factors, &scenario.calendar, asking.month);
        outcome.book_in(asking.month, CostLine::Spot, amount, scenario.years, spec.department, spec.service);
        self.escort(asking, None, left.all.units, books, outcome);
        outcome.lots[asking.lot].spot += left.all.units;
        outcome.lots[asking.lot].in_time += left.all.units * scenario.policy.spot_in_time;
        left.all = Volume::default();
    }

    /// Call off what is left under an offer's contract, as far as it can do it.
    fn under_contract(
        &self,
        asking: &Asking<'_>,
        (index, is_first): (usize, bool),
        left: &mut Left,
        books: &mut Books,
        outcome: &mut Outcome,
    ) {
        let scenario = &*self.supply.scenario;
        let &Asking { lot, month, levels, canteen, .. } = asking;
        let (spec, offer) = (&scenario.lots[lot], &scenario.offers[index]);
        let Some(price) = offer.prices[lot] else { return };
        // Whom nothing else binds takes stranded work only if that is cheaper than the emergency price.
        let unit = typical(scenario, lot);
        if left.stranded.as_ref().is_some_and(|stranded| price.of(unit) > stranded.price.of(unit)) {
            self.in_emergency(asking, left, books, outcome);
            if left.all.units <= 0.0 {
                return;
            }
        }
        let contract = index * books.buyers + if self.plan.separate { spec.department } else { 0 };
        let standing = books.standing(scenario, index, month, spec.confidential);
        let parts = standing.parts(offer);
        // A provider that runs the canteen serves whom its counters can serve; others bring everything asked for.
        let played = canteen.filter(|_| is_first && offer.counters.is_some());
        let can = played.map_or(left.all.units, |row| row.served);
        let taken = (can * parts.done).min(books.room[contract]);
        books.room[contract] -= taken;
        let done = left.all.scaled(taken / left.all.units);
        let delivery = deliver(offer, &standing, price, (levels[index], self.bundled[index]), done);
        let sum = &mut books.called[contract][month];
        *sum = Called { listed: sum.listed + delivery.listed, bundled: sum.bundled + delivery.called };
        let statement = &mut books.statements[index];
        statement[ContractLine::CallOffs] += delivery.listed;
        statement[ContractLine::Bundles] -= delivery.listed - delivery.called;
        statement[ContractLine::Retention] -= delivery.called - delivery.paid;
        statement[ContractLine::Deductions] -= delivery.deducted;
        let paid = delivery.paid - delivery.deducted;
        outcome.book_in(month, CostLine::Contracts, paid, scenario.years, spec.department, spec.service);
        self.escort(asking, Some(index), standing.accompanied * taken, books, outcome);
        outcome.use_up(scenario, month, taken, &offer.uses, spec.department, spec.service);
        let year = &mut outcome.lots[lot];
        year.going_without += bad_work(scenario, lot, offer, &standing) * taken;
        year.redone += standing.redone * taken;
        year.liked += standing.liked * taken;
        year.contract += taken;
        let in_time = match played {
            Some(row) if row.served > 0.0 => {
                let share = taken / row.served;
                year.wait += row.wait * share;
                year.waited += taken;
                year.wasted += row.wasted * parts.done;
                row.in_time * share * (1.0 - offer.shading.below)
            }
            _ => taken * standing.in_time,
        };
        year.in_time += in_time;
        let sum = &mut books.delivered[(index * scenario.lots.len() + lot) * scenario.calendar.years() + month / 12];
        *sum = Delivered { units: sum.units + taken, in_time: sum.in_time + in_time, called: sum.called + delivery.called };
        let rest = (1.0 - taken / left.all.units).max(0.0);
        // What the provider's failure leaves is bought in an emergency, unless another contract takes it. Where that one fails too, it is still the first
        // contract's work, at the multiple of its price.
        if let Some(stranded) = &mut left.stranded {
            stranded.volume = stranded.volume.scaled(rest);
        } else if parts.stranded > 0.0
            && let Some(emergency) = Emergency::of(self.supply, index, lot, self.plan.separate)
        {
            let volume = left.all.scaled(can * parts.stranded / left.all.units);
            left.stranded = Some(Stranded { offer: index, volume, price: emergency.price(levels[index]) });
        }
        left.all = left.all.scaled(rest);
    }

    /// Buy what is stranded at the emergency price, if that is less than going without costs.
    fn in_emergency(&self, asking: &Asking<'_>, left: &mut Left, books: &mut Books, outcome: &mut Outcome) {
        let scenario = &*self.supply.scenario;
        let spec = &scenario.lots[asking.lot];
        let is_worth_it = |stranded: &Stranded| left.all.units > 0.0 && Emergency::is_worth_it(scenario, asking.lot, stranded.price);
        let Some(stranded) = left.stranded.take().filter(is_worth_it) else { return };
        let taken = stranded.volume.units.min(left.all.units);
        let amount = stranded.price.of(left.all.scaled(taken / left.all.units));
        outcome.book_in(asking.month, CostLine::Spot, amount, scenario.years, spec.department, spec.service);
        self.escort(asking, Some(stranded.offer), taken, books, outcome);
        books.statements[stranded.offer][ContractLine::Emergency] += amount;
        outcome.lots[asking.lot].spot += taken;
        outcome.lots[asking.lot].in_time += taken * scenario.policy.spot_in_time;
        left.all = left.all.scaled((1.0 - taken / left.all.units).max(0.0));
    }

    /// Own people accompany those who do some units of a lot's work, under a contract or in its stead.
    fn escort(&self, asking: &Asking<'_>, under: Option<usize>, units: f64, books: &mut Books, outcome: &mut Outcome) {
        let scenario = &*self.supply.scenario;
        let &Asking { lot, month, .. } = asking;
        let hours = scenario.lots[lot].escort_hours * units;
        if hours > 0.0 {
            outcome.lots[lot].escort_hours += hours;
            if scenario.policy.escort_team.is_some() {
                books.escorted[month].push(Escorted { lot, under, hours });
            }
        }
        self.pay_escorts(month, lot, under, scenario.lots[lot].escort * units, &mut books.statements, outcome);
    }

    /// Escorts who are paid by the hour.
    fn pay_escorts(
        &self,
        month: usize,
        lot: usize,
        under: Option<usize>,
        amount: f64,
        statements: &mut [Statement],
        outcome: &mut Outcome,
    ) {
        let scenario = &*self.supply.scenario;
        if amount > 0.0 {
            let spec = &scenario.lots[lot];
            outcome.book_in(month, CostLine::Administration, amount, scenario.years, spec.department, spec.service);
            if let Some(offer) = under {
                statements[offer][ContractLine::Escorts] += amount;
            }
        }
    }

    /// Hours that the escorts of the plan cannot give are paid for, by those who need them.
    fn beyond_escorts(&self, books: &mut Books, outcome: &mut Outcome) {
        let scenario = &*self.supply.scenario;
        let Some((_, price)) = scenario.policy.escort_team else { return };
        let escorts = (0..self.supply.units.len()).filter(|unit| self.supply.units[*unit].kind == UnitKind::Escorts);
        let given: Vec<(usize, Vec<f64>)> = escorts.map(|unit| (unit, self.supply.escort_hours(unit, &self.plan.sizes[unit]))).collect();
        given.iter().for_each(|(unit, hours)| outcome.busy[*unit] = vec![0.0; hours.len()]);
        for (month, of_month) in books.escorted.iter().enumerate() {
            let needed: f64 = of_month.iter().map(|escorted| escorted.hours).sum();
            let mut left = needed;
            for (unit, hours) in &given {
                let busy = left.min(hours[month]);
                outcome.busy[*unit][month] = busy * 60.0;
                left -= busy;
            }
            if left > 0.0 {
                for Escorted { lot, under, hours } in of_month {
                    self.pay_escorts(month, *lot, *under, price * left * hours / needed, &mut books.statements, outcome);
                }
            }
        }
    }

    /// Deductions and additions by the year's share in time of each lot under each contract, on its call-offs and its part of the fee.
    fn by_result(&self, books: &mut Books, outcome: &mut Outcome) {
        let scenario = &*self.supply.scenario;
        let (lots, years) = (scenario.lots.len(), scenario.calendar.years());
        for (offer, spec) in scenario.offers.iter().enumerate() {
            if spec.performance.is_none() || !self.plan.awarded[offer] {
                continue;
            }
            for year in 0..years {
                let of_year = 12 * year..12 * year + 12;
                let due: f64 = of_year.clone().map(|month| settle::fee(spec, books.works(scenario, offer, month))).sum();
                for lot in 0..lots {
                    let sum = books.delivered[(offer * lots + lot) * years + year];
                    let of_fee = due * self.supply.part_of_fee(offer, lot, self.plan.separate);
                    let (of_called, of_fee) = settle::by_result(spec, (sum.units, sum.in_time), sum.called, of_fee);
                    let change = of_called + of_fee;
                    books.statements[offer][ContractLine::ByResult] += change;
                    let lot = &scenario.lots[lot];
                    // Settled in the year's last month.
                    outcome.book_in(of_year.end - 1, CostLine::Contracts, change, scenario.years, lot.department, lot.service);
                }
            }
        }
    }

    /// Fees, rebates and unused minimum purchases.
    fn settle(&self, books: &mut Books, outcome: &mut Outcome) {
        let scenario = &*self.supply.scenario;
        let months = scenario.calendar.months();
        for (offer, spec) in scenario.offers.iter().enumerate().filter(|(offer, spec)| self.plan.awarded[*offer] && spec.saves.is_empty()) {
            let works: Vec<f64> = (0..months).map(|month| books.works(scenario, offer, month)).collect();
            let kept: Vec<f64> = (0..months).map(|month| books.standing(scenario, offer, month, false).kept).collect();
            for buyer in 0..books.buyers {
                if self.plan.separate && !uses(scenario, self.plan, offer, buyer) {
                    continue;
                }
                let called = &books.called[offer * books.buyers + buyer];
                let mut by_month = vec![0.0; months];
                let statement = &mut books.statements[offer];
                for (month, sum) in by_month.iter_mut().enumerate() {
                    let due = settle::month(spec, works[month], kept[month], called[month].bundled);
                    statement[ContractLine::Fee] += due.fee;
                    statement[ContractLine::Retention] -= due.kept;
                    statement[ContractLine::Minimum] += due.short;
                    *sum += due.fee - due.kept + due.short;
                }
                for first in (0..months).step_by(12) {
                    // What the year comes to is settled in its last month.
                    let year = first..first + 12;
                    let due = settle::year(spec, &works[year.clone()], &called[year]);
                    statement[ContractLine::Rebates] -= due.rebate;
                    statement[ContractLine::Minimum] += due.short;
                    by_month[first + 11] += due.short - due.rebate;
                }
                let change = by_month.iter().sum::<f64>() / scenario.years;
                outcome.by_month.iter_mut().zip(&by_month).for_each(|(sum, amount)| *sum += amount);
                outcome.costs[CostLine::Contracts] += change;
                let (departments, services) = &self.joint_shares[offer];
                outcome.by_service.iter_mut().zip(services).for_each(|(sum, share)| sum[CostLine::Contracts] += change * share);
                for sums in [&mut outcome.by_department, &mut outcome.own_work] {
                    if self.plan.separate {
                        sums[buyer] += change;
                    } else {
                        sums.iter_mut().zip(departments).for_each(|(sum, share)| *sum += change * share);
                    }
                }
            }
        }
    }

    /// The statements of the plan's contracts, a year.
    fn close(&self, books: Books) -> Vec<Statement> {
        let scenario = &*self.supply.scenario;
        let each = scenario.lots.len() * scenario.calendar.years();
        let awarded = (0..scenario.offers.len()).filter(|offer| self.plan.awarded[*offer]);
        awarded
            .map(|offer| {
                let mut statement = books.statements[offer].clone();
                for (position, sum) in books.delivered[offer * each..(offer + 1) * each].iter().enumerate() {
                    let value = self.market_unit_value[position / scenario.calendar.years()];
                    statement.value += sum.units * value;
                    statement.value_in_time += sum.in_time * value;
                }
                statement.failed_months = books.courses[offer].as_ref().map_or(0.0, |course| course.failed.iter().sum());
                let mut statement = statement.scaled(1.0 / scenario.years);
                for (line, amount) in self.standing(offer) {
                    statement[line] += amount;
                }
                statement
            })
            .collect()
    }

    /// The months of a canteen that goes straight to a provider with counters.
    fn run_canteen(&self, lot: usize, demand: &Demand) -> Option<Vec<LotMonth>> {
        let scenario = &*self.supply.scenario;
        let Route::Direct(Direct::Offer(offer)) = self.plan.route[lot] else { return None };
        run_canteen(self.supply, lot, scenario.offers[offer].counters?, demand)
    }
}
