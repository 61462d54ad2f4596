//! Buying what is left for others, month by month, as contracts say and as providers turn out.

use crate::plan::{Route, typical};
use crate::random::Streams;
use crate::scenario::{Direct, Price, Scenario, Volume};
use crate::services::providers::{Course, Standing};
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

impl Books {
    /// Share of a month in which a contract does its work, by its provider or by a reserve, and so is paid its fee and its minimum.
    fn works(&self, scenario: &Scenario, offer: usize, month: usize) -> f64 {
        self.courses[offer].as_ref().map_or(1.0, |course| course.works(&scenario.offers[offer], month))
    }

    /// Share of what is paid in a month that is held back and kept.
    fn kept(&self, offer: usize, month: usize) -> f64 {
        self.courses[offer].as_ref().map_or(0.0, |course| course.kept[month])
    }
}

/// Call-offs of a month.
#[derive(Clone, Copy, Default)]
struct Called {
    /// At list price: what tiers count.
    listed: f64,
    /// After the discount of a bundle: what minimums count.
    bundled: f64,
}

/// A lot's call-offs of a year under one contract.
#[derive(Clone, Copy, Default)]
struct Delivered {
    units: f64,
    in_time: f64,
    called: f64,
}

/// Work that could not be called off because an offer's provider has failed: a volume and what it costs instead.
struct Stranded {
    offer: usize,
    volume: Volume,
    price: Price,
}

impl Evaluator<'_> {
    /// The courses of the plan's contracts in a replication, by offer; of those of which anything is left to chance or to the calendar.
    pub(super) fn courses(&self, streams: &Streams) -> Vec<Option<Course>> {
        let scenario = self.supply.scenario;
        let of = |offer: usize| {
            let new = !scenario.in_force(offer);
            let chancy = self.plan.awarded[offer] && !Course::is_even(scenario, offer, new);
            chancy.then(|| Course::draw(scenario, offer, new, streams))
        };
        (0..scenario.offers.len()).map(of).collect()
    }

    /// Buy what is left, month by month: contract capacity goes where it saves most, then the spot market, then nobody.
    pub(super) fn buy(&self, demand: &Demand, courses: Vec<Option<Course>>, rows: &[Vec<LotMonth>], outcome: &mut Outcome) {
        let scenario = self.supply.scenario;
        let months = scenario.calendar.months();
        let departments = scenario.departments.len();
        let buyers = if self.plan.separate { departments } else { 1 };
        let lots = scenario.lots.len();
        let mut books = Books {
            buyers,
            courses,
            statements: vec![Statement::default(); scenario.offers.len()],
            called: vec![vec![Called::default(); months]; scenario.offers.len() * buyers],
            delivered: vec![Delivered::default(); scenario.offers.len() * lots * scenario.calendar.years()],
            escorted: (0..months).map(|_| Vec::new()).collect(),
        };
        let mut room = vec![0.0; scenario.offers.len() * buyers];
        let canteens: Vec<Option<Vec<LotMonth>>> = (0..lots).map(|lot| self.run_canteen(lot, demand)).collect();
        let level = |effects, month| demand.shocks.in_month(effects, &scenario.calendar, month);
        for month in 0..months {
            let offer_levels: Vec<f64> = scenario.offers.iter().map(|offer| level(&offer.price_factors, month)).collect();
            for (offer, spec) in scenario.offers.iter().enumerate() {
                room[offer * buyers..(offer + 1) * buyers].fill(spec.capacity.unwrap_or(f64::INFINITY));
            }
            for &lot in &self.merit {
                let spec = &scenario.lots[lot];
                let mut left = rows[lot][month].overflow;
                let buyer = if self.plan.separate { spec.department } else { 0 };
                let mut stranded: Option<Stranded> = None;
                for (position, outlet) in self.outlets[lot].iter().enumerate() {
                    if left.units <= 0.0 {
                        break;
                    }
                    match outlet {
                        Direct::Nobody => break,
                        Direct::Spot => {
                            self.in_emergency(month, lot, &mut left, stranded.take(), &mut books, outcome);
                            let Some(price) = spec.spot else { continue };
                            let amount = price.of(left) * level(&spec.spot_factors, month);
                            outcome.book_in(month, CostLine::Spot, amount, scenario.years, spec.department, spec.service);
                            self.escort(month, lot, None, left.units, &mut books, outcome);
                            outcome.lots[lot].spot += left.units;
                            outcome.lots[lot].in_time += left.units * scenario.policy.spot_in_time;
                            left = Volume::default();
                        }
                        Direct::Offer(index) => {
                            let offer = &scenario.offers[*index];
                            let Some(price) = offer.prices[lot] else { continue };
                            // Whom nothing else binds takes stranded work only if that is cheaper than the emergency price.
                            if stranded
                                .as_ref()
                                .is_some_and(|stranded| price.of(typical(scenario, lot)) > stranded.price.of(typical(scenario, lot)))
                            {
                                self.in_emergency(month, lot, &mut left, stranded.take(), &mut books, outcome);
                                if left.units <= 0.0 {
                                    break;
                                }
                            }
                            let contract = index * buyers + buyer;
                            let course = books.courses[*index].as_ref();
                            let standing = course.map_or_else(|| Standing::even(offer), |course| course.in_month(month, spec.confidential));
                            let Standing { open, failed, in_time: in_time_share, kept, redone, liked, accompanied } = standing;
                            let covered = offer.covered() * failed;
                            // A provider that runs the canteen serves whom its counters can serve; others bring everything asked for.
                            let played =
                                canteens[lot].as_ref().filter(|_| position == 0 && offer.counters.is_some()).map(|rows| &rows[month]);
                            let can = played.map_or(left.units, |row| row.served);
                            let taken = (can * (open + covered)).min(room[contract]);
                            let volume = left.scaled(taken / left.units);
                            room[contract] -= taken;
                            let listed = price.of(volume) * offer_levels[*index];
                            let called = listed * self.bundled[*index];
                            let sum = &mut books.called[contract][month];
                            *sum = Called { listed: sum.listed + listed, bundled: sum.bundled + called };
                            let statement = &mut books.statements[*index];
                            statement[ContractLine::CallOffs] += listed;
                            statement[ContractLine::Bundles] -= listed - called;
                            statement[ContractLine::Retention] -= called * kept;
                            statement[ContractLine::Deductions] -= offer.shading.deducted * taken;
                            let paid = called * (1.0 - kept) - offer.shading.deducted * taken;
                            outcome.book_in(month, CostLine::Contracts, paid, scenario.years, spec.department, spec.service);
                            let bad = offer.shading.damage + scenario.quality_cost(lot, redone, liked);
                            outcome.lots[lot].going_without += bad * taken;
                            outcome.lots[lot].redone += redone * taken;
                            outcome.lots[lot].liked += liked * taken;
                            self.escort(month, lot, Some(*index), accompanied * taken, &mut books, outcome);
                            outcome.use_up(scenario, month, taken, &offer.uses, spec.department, spec.service);
                            let year = &mut outcome.lots[lot];
                            year.contract += taken;
                            let in_time = match played {
                                Some(row) if row.served > 0.0 => {
                                    let share = taken / row.served;
                                    year.wait += row.wait * share;
                                    year.waited += taken;
                                    year.wasted += row.wasted * (open + covered);
                                    row.in_time * share * (1.0 - offer.shading.below)
                                }
                                _ => taken * in_time_share,
                            };
                            year.in_time += in_time;
                            let sum = &mut books.delivered[(index * lots + lot) * scenario.calendar.years() + month / 12];
                            *sum = Delivered { units: sum.units + taken, in_time: sum.in_time + in_time, called: sum.called + called };
                            let rest = (1.0 - taken / left.units).max(0.0);
                            // What the provider's failure leaves is bought in an emergency, unless another contract takes it. Where that one
                            // fails too, it is still the first contract's work, at the multiple of its price.
                            match (&mut stranded, offer.failure.filter(|_| failed > covered)) {
                                (Some(stranded), _) => stranded.volume = stranded.volume.scaled(rest),
                                (None, Some(failure)) => {
                                    let volume = left.scaled(can * (failed - covered) / left.units);
                                    let price = self.supply.priced_in_all(*index, lot, offer_levels[*index], self.plan.separate);
                                    stranded = Some(Stranded { offer: *index, volume, price: price.scaled(failure.emergency) });
                                }
                                (None, None) => {}
                            }
                            left = left.scaled(rest);
                        }
                    }
                }
                self.in_emergency(month, lot, &mut left, stranded, &mut books, outcome);
                outcome.lots[lot].unserved += left.units.max(0.0);
            }
        }
        self.beyond_escorts(&mut books, outcome);
        self.by_result(&mut books, outcome);
        self.settle(&mut books, outcome);
        outcome.contracts = self.close(books);
    }

    /// Buy stranded work at the emergency price, if that is less than going without costs.
    fn in_emergency(
        &self,
        month: usize,
        lot: usize,
        left: &mut Volume,
        stranded: Option<Stranded>,
        books: &mut Books,
        outcome: &mut Outcome,
    ) {
        let scenario = self.supply.scenario;
        let spec = &scenario.lots[lot];
        // Whoever helps out in an emergency is not cleared.
        let worth = |price: Price| !spec.confidential && price.of(typical(scenario, lot)) <= spec.unserved_cost;
        let Some(stranded) = stranded.filter(|stranded| left.units > 0.0 && worth(stranded.price)) else { return };
        let taken = stranded.volume.units.min(left.units);
        let amount = stranded.price.of(left.scaled(taken / left.units));
        outcome.book_in(month, CostLine::Spot, amount, scenario.years, spec.department, spec.service);
        self.escort(month, lot, Some(stranded.offer), taken, books, outcome);
        books.statements[stranded.offer][ContractLine::Emergency] += amount;
        outcome.lots[lot].spot += taken;
        outcome.lots[lot].in_time += taken * scenario.policy.spot_in_time;
        *left = left.scaled((1.0 - taken / left.units).max(0.0));
    }

    /// Own people accompany those who do some units of a lot's work, under a contract or in its stead.
    fn escort(&self, month: usize, lot: usize, under: Option<usize>, units: f64, books: &mut Books, outcome: &mut Outcome) {
        let scenario = self.supply.scenario;
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
        let scenario = self.supply.scenario;
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
        let scenario = self.supply.scenario;
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
        let scenario = self.supply.scenario;
        let (lots, years) = (scenario.lots.len(), scenario.calendar.years());
        for (offer, spec) in scenario.offers.iter().enumerate() {
            let Some(terms) = spec.performance.filter(|_| self.plan.awarded[offer]) else { continue };
            for year in 0..years {
                let of_year = 12 * year..12 * year + 12;
                let due: f64 = of_year.clone().map(|month| spec.fee / 12.0 * books.works(scenario, offer, month)).sum();
                for lot in 0..lots {
                    let sum = books.delivered[(offer * lots + lot) * years + year];
                    if sum.units > 0.0 {
                        let base = sum.called + due * self.supply.part_of_fee(offer, lot, self.plan.separate);
                        let change = base * (terms.factor(sum.in_time / sum.units) - 1.0);
                        books.statements[offer][ContractLine::ByResult] += change;
                        let lot = &scenario.lots[lot];
                        // Settled in the year's last month.
                        outcome.book_in(of_year.end - 1, CostLine::Contracts, change, scenario.years, lot.department, lot.service);
                    }
                }
            }
        }
    }

    /// Fees, rebates and unused minimum purchases.
    fn settle(&self, books: &mut Books, outcome: &mut Outcome) {
        let scenario = self.supply.scenario;
        let months = scenario.calendar.months();
        for (offer, spec) in scenario.offers.iter().enumerate().filter(|(offer, spec)| self.plan.awarded[*offer] && spec.saves.is_empty()) {
            let works: Vec<f64> = (0..months).map(|month| books.works(scenario, offer, month)).collect();
            for buyer in 0..books.buyers {
                if self.plan.separate && !uses(scenario, self.plan, offer, buyer) {
                    continue;
                }
                let called = &books.called[offer * books.buyers + buyer];
                let mut by_month = vec![0.0; months];
                for (month, sum) in by_month.iter_mut().enumerate() {
                    let fee = spec.fee / 12.0 * works[month];
                    let kept = fee * books.kept(offer, month);
                    let short = (spec.minimum_per_month * works[month] - called[month].bundled).max(0.0);
                    let statement = &mut books.statements[offer];
                    statement[ContractLine::Fee] += fee;
                    statement[ContractLine::Retention] -= kept;
                    statement[ContractLine::Minimum] += short;
                    *sum += fee - kept + short;
                }
                for first in (0..months).step_by(12) {
                    // What the year comes to is settled in its last month.
                    let year = first..first + 12;
                    let of_year: f64 = called[year.clone()].iter().map(|called| called.bundled).sum();
                    let listed: f64 = called[year.clone()].iter().map(|called| called.listed).sum();
                    let topped: f64 =
                        year.clone().map(|month| (spec.minimum_per_month * works[month] - called[month].bundled).max(0.0)).sum();
                    let minimum = spec.minimum * works[year].iter().sum::<f64>() / 12.0;
                    let rebate = spec.tiers.rebate(listed);
                    let short = (minimum - (of_year + topped - rebate)).max(0.0);
                    books.statements[offer][ContractLine::Rebates] -= rebate;
                    books.statements[offer][ContractLine::Minimum] += short;
                    by_month[first + 11] += short - rebate;
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
        let scenario = self.supply.scenario;
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
        let scenario = self.supply.scenario;
        let Route::Direct(Direct::Offer(offer)) = self.plan.route[lot] else { return None };
        run_canteen(self.supply, lot, scenario.offers[offer].counters?, demand)
    }
}
