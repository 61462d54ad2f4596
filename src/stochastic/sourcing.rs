//! Sourcing: services done by own people, under contracts with reserved capacity and yearly minimum, on the spot market, or not at
//! all, under a budget that holds in every replication. Its recourse is solved by hand, exactly, some hundred times faster than
//! by a linear program.
//!
//! Within a service and period, work goes to the cheapest source with room (merit order). A minimum that is missed is filled by
//! successive shortest augmenting paths over the sources (Ahuja, Magnanti and Orlin 1993, ch. 9): work moves from source k to
//! source j in a period in which k has work and j has room, or the shortfall is paid. Path lengths are the exact duals of the minima,
//! the price of a period is the least reduced cost among sources with room, and the duals of capacities follow. The budget of a
//! replication has one price, found where tangents of the concave dual function meet.

use super::blocks::Joined;
use super::explicit::{Explicit, SecondRow};
use super::{Column, LinearError, LinearProgram, Recourse, Row, TwoStage};

/// A contract on offer to one service.
#[derive(Clone, Copy, Debug)]
pub struct Contract {
    /// Paid once if it is taken.
    pub fee: f64,
    /// Price of a unit of work.
    pub price: f64,
    /// Price of a unit of capacity reserved over the whole horizon.
    pub reserve: f64,
    /// Most capacity a period that can be reserved.
    pub capacity: f64,
    /// Units over the horizon that must be bought if it is taken.
    pub minimum: f64,
    /// Price of a unit short of the minimum.
    pub shortfall: f64,
}

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Units that a person does a period.
    pub output: f64,
    /// Cost of a person for one stretch of [`Sourcing::stretch`] periods.
    pub wage: f64,
    /// Cost of a unit done in house, beside wages.
    pub variable: f64,
    /// Price of a unit on the spot market.
    pub spot: f64,
    /// What a unit left undone costs; it is felt but not paid.
    pub unserved: f64,
    /// Contracts on offer.
    pub contracts: Vec<Contract>,
}

/// The program. First-stage columns lie service by service: people in each stretch, contracts taken, capacity reserved.
#[derive(Clone, Debug)]
pub struct Sourcing {
    /// The services.
    pub services: Vec<Service>,
    /// Periods of a replication.
    pub periods: usize,
    /// Periods for which a number of people holds.
    pub stretch: usize,
    /// Cash that no replication may exceed, first stage included.
    pub budget: f64,
    /// Demand by replication, service and period.
    demand: Vec<f64>,
    first: LinearProgram,
    /// First column of each service, and one past the last.
    bases: Vec<usize>,
}

/// Small numbers of work that count as none.
const NOTHING: f64 = 1e-9;

impl Sourcing {
    /// A program over demands by replication, service and period, all in one row. People are whole and at most `people` a service;
    /// contracts are taken or not.
    ///
    /// # Panics
    /// If there are more than 64 periods.
    #[must_use]
    pub fn new(services: Vec<Service>, periods: usize, stretch: usize, people: f64, budget: f64, demand: Vec<f64>) -> Self {
        assert!(periods <= 64, "at most 64 periods");
        let stretches = periods.div_ceil(stretch);
        let mut first = LinearProgram::default();
        let mut bases = vec![0];
        for service in &services {
            let base = first.columns.len();
            let wage = Column { cost: service.wage, lower: 0.0, upper: people, integer: true };
            first.columns.extend(std::iter::repeat_n(wage, stretches));
            first.columns.extend(service.contracts.iter().map(|contract| Column {
                cost: contract.fee,
                lower: 0.0,
                upper: 1.0,
                integer: true,
            }));
            first.columns.extend(service.contracts.iter().map(|contract| Column {
                cost: contract.reserve,
                lower: 0.0,
                upper: contract.capacity,
                integer: false,
            }));
            let count = service.contracts.len();
            for (j, contract) in service.contracts.iter().enumerate() {
                let taken = base + stretches + j;
                first.rows.push(Row {
                    lower: f64::NEG_INFINITY,
                    upper: 0.0,
                    terms: vec![(taken + count, 1.0), (taken, -contract.capacity)],
                });
            }
            bases.push(first.columns.len());
        }
        Self { services, periods, stretch, budget, demand, first, bases }
    }

    fn stretches(&self) -> usize {
        self.periods.div_ceil(self.stretch)
    }

    /// Demand of a service in a replication, by period.
    #[must_use]
    pub fn demand(&self, replication: usize, service: usize) -> &[f64] {
        let start = (replication * self.services.len() + service) * self.periods;
        &self.demand[start..start + self.periods]
    }

    /// Columns of a service.
    #[must_use]
    pub fn columns(&self, service: usize) -> std::ops::Range<usize> {
        self.bases[service]..self.bases[service + 1]
    }

    /// The work of a replication where a unit of cash weighs `cash` and a unit of grief `grief`: (weighed value, cash). The duals
    /// are left in `work`.
    fn dispatch(&self, service: usize, x: &[f64], demand: &[f64], weigh: Weigh, work: &mut Work) -> (f64, f64) {
        let terms = &self.services[service];
        let count = terms.contracts.len();
        let periods = self.periods;
        let sources = count + 3;
        let (spot, unserved) = (count + 1, count + 2);
        let reserved = &x[self.stretches() + count..];
        let taken = &x[self.stretches()..self.stretches() + count];
        work.clear(sources, periods);
        // Source 0 is the own people, then the contracts, the spot market, and nobody.
        work.cost[0] = weigh.cash * terms.variable;
        for (j, contract) in terms.contracts.iter().enumerate() {
            work.cost[1 + j] = weigh.cash * contract.price;
        }
        work.cost[spot] = weigh.cash * terms.spot;
        work.cost[unserved] = weigh.grief * terms.unserved;
        for k in 1..sources {
            let mut at = k;
            while at > 0 && work.cost[work.order[at - 1]] > work.cost[k] {
                work.order[at] = work.order[at - 1];
                at -= 1;
            }
            work.order[at] = k;
        }
        work.left.copy_from_slice(demand);
        for k in work.order.iter().copied() {
            let span = k * periods..(k + 1) * periods;
            let (flow, room) = (&mut work.flow[span.clone()], &mut work.room[span]);
            match k {
                0 => room.chunks_mut(self.stretch).zip(x).for_each(|(room, people)| room.fill(terms.output * people.max(0.0))),
                k if k <= count => room.fill(reserved[k - 1].max(0.0)),
                _ => room.fill(f64::INFINITY),
            }
            let cost = work.cost[k];
            let mut total = 0.0;
            for (((left, price), flow), room) in work.left.iter_mut().zip(&mut work.price).zip(flow).zip(room) {
                let done = left.min(*room);
                *left -= done;
                *flow = done;
                *room -= done;
                total += done;
                // Sources come in order of cost, so the first with room has the price.
                *price = if *room > 0.0 { price.min(cost) } else { *price };
            }
            work.total[k] = total;
        }
        let mut missed = false;
        for (j, (contract, taken)) in terms.contracts.iter().zip(taken).enumerate() {
            work.minimum[1 + j] = contract.minimum * taken.max(0.0);
            missed |= work.total[1 + j] < work.minimum[1 + j] - NOTHING;
        }
        if missed {
            self.fill_minima(terms, weigh, work);
        }
        let mut value = 0.0;
        let mut cash = 0.0;
        for k in 0..sources {
            value += work.cost[k] * work.total[k];
        }
        cash += terms.variable * work.total[0] + terms.spot * work.total[spot];
        for (j, contract) in terms.contracts.iter().enumerate() {
            value += weigh.cash * contract.shortfall * work.paid[1 + j];
            cash += contract.price * work.total[1 + j] + contract.shortfall * work.paid[1 + j];
        }
        (value, cash)
    }

    /// Move work to contracts that miss their minimum, or pay, at least cost; then read the duals.
    fn fill_minima(&self, terms: &Service, weigh: Weigh, work: &mut Work) {
        let count = terms.contracts.len();
        let sources = count + 3;
        let periods = self.periods;
        work.mark_all(sources, periods);
        loop {
            // Distance of every source from where work may be taken freely.
            for k in 0..sources {
                // A contract gives freely what it has beyond its minimum; otherwise it must pay for what it gives.
                work.pays[k] = (1..=count).contains(&k) && work.total[k] + work.paid[k] <= work.minimum[k] + NOTHING;
                work.distance[k] = if work.pays[k] { weigh.cash * terms.contracts[k - 1].shortfall } else { 0.0 };
                work.from[k] = usize::MAX;
            }
            let mut changed = true;
            while changed {
                changed = false;
                for k in 0..sources {
                    for j in 0..sources {
                        let length = work.distance[k] + work.cost[j] - work.cost[k];
                        if work.busy[k] & work.open[j] != 0 && length < work.distance[j] - 1e-9 * (1.0 + length.abs()) {
                            work.distance[j] = length;
                            work.from[j] = k;
                            changed = true;
                        }
                    }
                }
            }
            let short = |work: &Work, k: usize| work.minimum[k] - work.total[k] - work.paid[k];
            let nearest = (1..=count).filter(|k| short(work, *k) > NOTHING).min_by(|a, b| work.distance[*a].total_cmp(&work.distance[*b]));
            let Some(sink) = nearest else { break };
            // Push along the path as long as it lasts.
            loop {
                let mut amount = short(work, sink);
                let mut node = sink;
                let mut whole = true;
                while work.from[node] != usize::MAX {
                    let source = work.from[node];
                    let (period, most) = work.widest(source, node, periods);
                    work.via[node] = period;
                    whole &= most > NOTHING;
                    amount = amount.min(most);
                    node = source;
                }
                if (1..=count).contains(&node) && !work.pays[node] {
                    amount = amount.min(work.total[node] + work.paid[node] - work.minimum[node]);
                }
                if !whole || amount <= NOTHING {
                    break;
                }
                if work.pays[node] {
                    work.paid[node] += amount;
                }
                let mut node = sink;
                while work.from[node] != usize::MAX {
                    let source = work.from[node];
                    work.shift(source, node, amount, periods);
                    node = source;
                }
                if short(work, sink) <= NOTHING {
                    break;
                }
            }
            let mut node = sink;
            loop {
                work.mark(node, periods);
                if work.from[node] == usize::MAX {
                    break;
                }
                node = work.from[node];
            }
        }
        for k in 1..=count {
            work.dual[k] = work.distance[k].max(0.0);
        }
        for t in 0..periods {
            work.price[t] = (0..sources)
                .filter(|k| work.room[k * periods + t] > NOTHING)
                .map(|k| work.cost[k] - work.dual[k])
                .fold(f64::INFINITY, f64::min);
        }
    }

    /// Add the slope of a service's weighed value, from the duals in `work`.
    fn add_slope(&self, service: usize, work: &Work, slope: &mut [f64]) {
        let terms = &self.services[service];
        let count = terms.contracts.len();
        let stretches = self.stretches();
        for (t, price) in work.price.iter().enumerate() {
            slope[t / self.stretch] -= terms.output * (price - work.cost[0]).max(0.0);
        }
        for (j, contract) in terms.contracts.iter().enumerate() {
            let reduced = work.cost[1 + j] - work.dual[1 + j];
            slope[stretches + count + j] -= work.price.iter().map(|price| (price - reduced).max(0.0)).sum::<f64>();
            slope[stretches + j] += contract.minimum * work.dual[1 + j];
        }
    }

    /// Weighed value and cash of a replication over all services.
    fn dispatch_all(&self, replication: usize, x: &[f64], weigh: Weigh, mut slope: Option<&mut [f64]>) -> (f64, f64) {
        SCRATCH.with_borrow_mut(|work| {
            let mut sums = (0.0, 0.0);
            for service in 0..self.services.len() {
                let columns = self.columns(service);
                let (value, cash) = self.dispatch(service, &x[columns.clone()], self.demand(replication, service), weigh, work);
                if let Some(slope) = slope.as_deref_mut() {
                    self.add_slope(service, work, &mut slope[columns]);
                }
                sums = (sums.0 + value, sums.1 + cash);
            }
            sums
        })
    }

    /// Price of the budget in a replication at a point: 0 where it does not bind, `None` where it cannot be kept.
    #[must_use]
    pub fn price_of_budget(&self, replication: usize, x: &[f64]) -> Option<f64> {
        let room = self.budget - self.first.cost(x);
        let at = |price: f64| {
            let (value, cash) = self.dispatch_all(replication, x, Weigh { cash: 1.0 + price, grief: 1.0 }, None);
            (value - price * room, cash - room)
        };
        let slack = 1e-9 * self.budget.abs().max(1.0);
        let mut low = (0.0, at(0.0));
        if low.1.1 <= slack {
            return Some(0.0);
        }
        let dearest = self.services.iter().map(|service| service.unserved / service.spot).fold(1.0, f64::max);
        let mut high = (dearest - 1.0 + 1e-3, at(dearest - 1.0 + 1e-3));
        if high.1.1 > 0.0 {
            if self.dispatch_all(replication, x, Weigh { cash: 1.0, grief: 0.0 }, None).1 > room + slack {
                return None;
            }
            while high.1.1 > 0.0 {
                low = high;
                let price = 2.0 * high.0 + 1.0;
                if price > 1e9 {
                    break;
                }
                high = (price, at(price));
            }
        }
        // Where the tangents meet is an upper bound of the dual function, met when it is reached.
        for _ in 0..100 {
            let (a, (va, sa)) = low;
            let (b, (vb, sb)) = high;
            if sa - sb <= 0.0 {
                break;
            }
            let price = (vb - va + sa * a - sb * b) / (sa - sb);
            let top = va + sa * (price - a);
            if !(price > a && price < b) {
                break;
            }
            let here = at(price);
            if here.0 >= top - 1e-10 * top.abs() {
                return Some(price);
            }
            if here.1 > 0.0 { low = (price, here) } else { high = (price, here) }
        }
        Some(if low.1.0 > high.1.0 { low.0 } else { high.0 })
    }

    /// The same program row by row, for solvers that know nothing of its structure.
    #[must_use]
    pub fn explicit(&self) -> Explicit {
        let free = |cost: f64| Column { cost, lower: 0.0, upper: f64::INFINITY, integer: false };
        let mut columns = Vec::new();
        let mut rows: Vec<SecondRow> = Vec::new();
        let mut demand_rows = Vec::new();
        let infinity = f64::INFINITY;
        let mut spent = SecondRow { lower: -infinity, upper: self.budget, ..SecondRow::default() };
        spent.first = self.first.columns.iter().enumerate().map(|(column, data)| (column, data.cost)).collect();
        for (service, terms) in self.services.iter().enumerate() {
            let base = self.bases[service];
            let count = terms.contracts.len();
            let stretches = self.stretches();
            let mut bought = vec![Vec::new(); count];
            for t in 0..self.periods {
                let own = columns.len();
                columns.push(free(terms.variable));
                columns.extend(terms.contracts.iter().map(|contract| free(contract.price)));
                columns.push(free(terms.spot));
                columns.push(free(terms.unserved));
                spent.second.extend((own..own + count + 2).map(|column| (column, columns[column].cost)));
                rows.push(SecondRow {
                    lower: -infinity,
                    upper: 0.0,
                    first: vec![(base + t / self.stretch, -terms.output)],
                    second: vec![(own, 1.0)],
                });
                for (j, bought) in bought.iter_mut().enumerate() {
                    bought.push((own + 1 + j, 1.0));
                    rows.push(SecondRow {
                        lower: -infinity,
                        upper: 0.0,
                        first: vec![(base + stretches + count + j, -1.0)],
                        second: vec![(own + 1 + j, 1.0)],
                    });
                }
                demand_rows.push(rows.len());
                let all = (own..own + count + 3).map(|column| (column, 1.0)).collect();
                rows.push(SecondRow { second: all, ..SecondRow::default() });
            }
            for (j, (contract, mut bought)) in terms.contracts.iter().zip(bought).enumerate() {
                let short = columns.len();
                columns.push(free(contract.shortfall));
                spent.second.push((short, contract.shortfall));
                bought.push((short, 1.0));
                let taken = vec![(base + stretches + j, -contract.minimum)];
                rows.push(SecondRow { lower: 0.0, upper: infinity, first: taken, second: bought });
            }
        }
        rows.push(spent);
        let mut program = Explicit::new(self.first.clone(), columns, rows);
        let replications = self.replications();
        for replication in 0..replications {
            let changes = (0..self.services.len())
                .flat_map(|service| self.demand(replication, service))
                .zip(&demand_rows)
                .map(|(demand, row)| super::explicit::Change::Bounds { row: *row, lower: *demand, upper: *demand })
                .collect();
            program.add(1.0 / replications as f64, changes);
        }
        program
    }
}

/// What a unit of cash and a unit of grief weigh.
#[derive(Clone, Copy)]
struct Weigh {
    cash: f64,
    grief: f64,
}

thread_local! {
    static SCRATCH: std::cell::RefCell<Work> = std::cell::RefCell::default();
}

/// Room for one dispatch, kept between calls. Matrices lie source by source.
#[derive(Default)]
struct Work {
    cost: Vec<f64>,
    order: Vec<usize>,
    flow: Vec<f64>,
    room: Vec<f64>,
    total: Vec<f64>,
    minimum: Vec<f64>,
    paid: Vec<f64>,
    /// Price of the minimum of each source.
    dual: Vec<f64>,
    /// Price of demand in each period.
    price: Vec<f64>,
    distance: Vec<f64>,
    from: Vec<usize>,
    via: Vec<usize>,
    pays: Vec<bool>,
    left: Vec<f64>,
    /// Periods in which a source has work, a bit each.
    busy: Vec<u64>,
    /// Periods in which it has room.
    open: Vec<u64>,
}

impl Work {
    fn clear(&mut self, sources: usize, periods: usize) {
        for list in [&mut self.cost, &mut self.total, &mut self.minimum, &mut self.paid, &mut self.dual, &mut self.distance] {
            list.clear();
            list.resize(sources, 0.0);
        }
        for list in [&mut self.flow, &mut self.room] {
            list.resize(sources * periods, 0.0);
        }
        self.left.resize(periods, 0.0);
        self.price.clear();
        self.price.resize(periods, f64::INFINITY);
        self.order.clear();
        self.order.resize(sources, 0);
        self.from.resize(sources, 0);
        self.via.resize(sources, 0);
        self.pays.resize(sources, false);
        self.busy.resize(sources, 0);
        self.open.resize(sources, 0);
    }

    /// The period in which most work can move from k to j, and how much.
    fn widest(&self, k: usize, j: usize, periods: usize) -> (usize, f64) {
        let (flow, room) = (&self.flow[k * periods..(k + 1) * periods], &self.room[j * periods..(j + 1) * periods]);
        let most = flow.iter().zip(room).map(|(flow, room)| flow.min(*room)).enumerate();
        most.fold((0, 0.0), |best, here| if here.1 > best.1 { here } else { best })
    }

    fn shift(&mut self, k: usize, j: usize, amount: f64, periods: usize) {
        let t = self.via[j];
        self.flow[k * periods + t] -= amount;
        self.room[k * periods + t] += amount;
        self.flow[j * periods + t] += amount;
        self.room[j * periods + t] -= amount;
        self.total[k] -= amount;
        self.total[j] += amount;
    }

    /// Note in which periods a source has work and room.
    fn mark(&mut self, k: usize, periods: usize) {
        let bits = |list: &[f64]| list.iter().enumerate().fold(0u64, |bits, (t, amount)| bits | (u64::from(*amount > NOTHING) << t));
        let span = k * periods..(k + 1) * periods;
        (self.busy[k], self.open[k]) = (bits(&self.flow[span.clone()]), bits(&self.room[span]));
    }

    fn mark_all(&mut self, sources: usize, periods: usize) {
        (0..sources).for_each(|k| self.mark(k, periods));
    }
}

impl TwoStage for Sourcing {
    fn first_stage(&self) -> &LinearProgram {
        &self.first
    }

    fn replications(&self) -> usize {
        self.demand.len() / (self.services.len() * self.periods).max(1)
    }

    fn probability(&self, _: usize) -> f64 {
        1.0 / self.replications() as f64
    }

    fn recourse_at_least(&self) -> f64 {
        0.0
    }

    fn recourse(&self, replication: usize, x: &[f64], slope: &mut [f64]) -> Result<Recourse, LinearError> {
        slope.fill(0.0);
        let first = self.first.cost(x);
        let (value, cash) = self.dispatch_all(replication, x, Weigh { cash: 1.0, grief: 1.0 }, Some(slope));
        if first + cash <= self.budget {
            return Ok(Recourse::Value(value));
        }
        slope.fill(0.0);
        let price = self.price_of_budget(replication, x);
        let weigh = price.map_or(Weigh { cash: 1.0, grief: 0.0 }, |price| Weigh { cash: 1.0 + price, grief: 1.0 });
        let (value, cash) = self.dispatch_all(replication, x, weigh, Some(slope));
        let weight = price.unwrap_or(1.0);
        for (slope, column) in slope.iter_mut().zip(&self.first.columns) {
            *slope += weight * column.cost;
        }
        Ok(match price {
            Some(price) => Recourse::Value(value + price * (first - self.budget)),
            None => Recourse::Infeasible(first + cash - self.budget),
        })
    }
}

impl Joined for Sourcing {
    fn blocks(&self) -> Vec<std::ops::Range<usize>> {
        (0..self.services.len()).map(|service| self.columns(service)).collect()
    }

    fn cap(&self) -> f64 {
        self.budget
    }

    fn price(&self, replication: usize, x: &[f64]) -> Option<f64> {
        self.price_of_budget(replication, x)
    }

    fn block_recourse(&self, block: usize, replication: usize, x: &[f64], price: f64, slope: &mut [f64]) -> (f64, f64) {
        slope.fill(0.0);
        SCRATCH.with_borrow_mut(|work| {
            let weigh = Weigh { cash: 1.0 + price, grief: 1.0 };
            let (mut value, cash) = self.dispatch(block, x, self.demand(replication, block), weigh, work);
            self.add_slope(block, work, slope);
            for ((slope, column), x) in slope.iter_mut().zip(&self.first.columns[self.columns(block)]).zip(x) {
                *slope += price * column.cost;
                value += price * column.cost * x;
            }
            (value, cash)
        })
    }
}
