//! Why the last year of a path is not the plan of the horizon, reason by reason, and which of its limits a path uses up.

use super::{PathReport, first_of};
use crate::plan::{Plan, Route};
use crate::planning::path::{Aim, Path, PathYear, PeopleYear};
use crate::report::questions::people_by_set;
use crate::report::table::Table;
use crate::scenario::file::Language;

/// Less than this is no miss.
const HAIR: f64 = 1e-6;

/// What differs between the plan and the last year.
pub(super) struct Difference {
    /// A team, rooms or a lot.
    pub of: String,
    /// What the plan says of it, and what the last year does.
    pub plan: String,
    pub last: String,
    /// Why.
    pub why: String,
}

/// A step from what the plan costs to what the last year costs: its key, its name in both languages, the amount.
pub(super) type Bridge = (&'static str, &'static str, &'static str, f64);

impl PathReport<'_> {
    fn last(path: &Path) -> Option<&PathYear> {
        path.years.last()
    }

    /// Running cost of a year beside people who wait and those who have retired.
    fn at_work(year: &PathYear) -> f64 {
        year.running_played() - year.waiting - year.pensions
    }

    /// From what a year of the plan costs at the first year's prices to what the last year of the path costs. Adds up.
    pub(super) fn bridge(&self) -> Option<Vec<Bridge>> {
        let (aim, last) = (self.paths.aim.as_ref()?, Self::last(&self.paths.best)?);
        let free = self.paths.free.as_ref().and_then(Self::last);
        let base = free.unwrap_or(last);
        let mut steps = vec![
            (
                "plan",
                "目标状态一年的日常费用（首年价格）",
                "A year of the state aimed at, at the first year's prices",
                aim.at_first.running,
            ),
            ("prices", "工资和价格到末年的变化", "Pay and prices until the last year", aim.at_last.running - aim.at_first.running),
            (
                "decisions",
                "人员已离开、合同在期、分步的限制，因而末年的安排不同",
                "People have left, contracts run and the pace is limited: the last year is arranged otherwise",
                Self::at_work(base) - aim.at_last.running,
            ),
        ];
        if let Some(free) = free {
            steps.push(("targets", "社会化目标", "Targets for the outsourced share", Self::at_work(last) - Self::at_work(free)));
        }
        steps.push(("waiting", "待岗人员", "People who wait", last.waiting));
        steps.push(("pensions", "退休人员", "People who have retired", last.pensions));
        steps.retain(|(key, .., amount)| matches!(*key, "plan" | "prices" | "decisions") || amount.abs() > 0.0);
        steps.push(("last", "分步方案末年的日常费用", "Running cost of the path's last year", last.running_played()));
        Some(steps)
    }

    /// The same for reading.
    pub fn bridge_table(&self) -> Option<Table> {
        let words = self.words;
        let unit = words.money_unit(&self.scenario().currency);
        let rows = self.bridge()?.into_iter().map(|(_, zh, en, amount)| vec![words.pick(zh, en).to_owned(), words.money(amount)]).collect();
        Some(Table {
            headers: vec![words.pick("从目标状态到末年", "From the state aimed at to the last year").to_owned(), unit], rows
        })
    }

    /// What the plan and the last year have otherwise, and why.
    pub(super) fn differences(&self) -> Vec<Difference> {
        let (Some(aim), Some(last)) = (self.paths.aim.as_ref(), Self::last(&self.paths.best)) else { return Vec::new() };
        let mut found = self.teams_apart(aim, last);
        found.extend(self.rooms_apart(aim, last));
        found.extend(self.lots_apart(aim, last));
        found
    }

    /// The same for reading.
    pub fn differences_table(&self) -> Option<Table> {
        let words = self.words;
        let rows: Vec<Vec<String>> = self.differences().into_iter().map(|row| vec![row.of, row.plan, row.last, row.why]).collect();
        let headers =
            [("班组、会议室或项目", "Team, rooms or lot"), ("目标状态", "State aimed at"), ("末年", "Last year"), ("原因", "Why")];
        (!rows.is_empty()).then(|| Table { headers: headers.map(|(zh, en)| words.pick(zh, en).to_owned()).to_vec(), rows })
    }

    /// Teams that the plan and the last year have of different sizes.
    fn teams_apart(&self, aim: &Aim, last: &PathYear) -> Vec<Difference> {
        let words = self.words;
        let staging = self.staging;
        let free = self.paths.free.as_ref().and_then(Self::last);
        let planned = people_by_set(self.supply, &aim.plan);
        let placed: u32 = last.people.iter().map(|people| people.redeployed).sum();
        let places_used = staging.redeployed_per_year.is_some_and(|most| placed >= most);
        let employed: u32 = last.people.iter().map(|people| people.employed).sum();
        let quota_used = staging.quota.last().copied().flatten().is_some_and(|quota| employed >= quota);
        let mut found = Vec::new();
        for (set, of_set) in self.supply.skill_sets.iter().enumerate() {
            let (now, plan) = (last.people[set].employed, planned[set]);
            if now == plan {
                continue;
            }
            let sum = |of: fn(&PeopleYear) -> u32| self.paths.best.years.iter().map(|year| of(&year.people[set])).sum::<u32>();
            let (left, waiting) = (sum(|people| people.left), now.saturating_sub(last.people[set].working));
            let by_targets = free.is_some_and(|free| (free.people[set].employed > now) == (plan > now) && free.people[set].employed != now);
            let why = if by_targets {
                let without = free.map_or(0, |free| free.people[set].employed);
                match words.language {
                    Language::Zh => format!("社会化目标（不设目标时为 {without} 人）"),
                    Language::En => format!("targets for the outsourced share (without them: {without})"),
                }
            } else if now < plan && of_set.today.saturating_sub(left) < plan && !self.scenario().policy.new_hires {
                match words.language {
                    Language::Zh => format!("{left} 人退休或自然离职，不得新招"),
                    Language::En => format!("{left} retire or leave of their own accord, and nobody may be hired"),
                }
            } else if now < plan && quota_used {
                words.pick("编制用满", "the quota is used up").to_owned()
            } else if now < plan {
                self.fewer_people(left)
            } else if waiting > 0 && places_used {
                words.pick("当年安置名额已用完，待岗", "places with other bodies are used up: they wait").to_owned()
            } else if self.fund_used() {
                words
                    .pick("一次性支出专项已用完，安置不起", "the fund for what is spent once is used up: nobody more can be placed")
                    .to_owned()
            } else if self.pace_used(self.paths.best.years.len() - 1) {
                words.pick("当年可转移的项目已满", "no more lots may move in a year").to_owned()
            } else {
                words.pick("剩下的年份内，安置费用收不回来", "placing them does not pay within the years left").to_owned()
            };
            let count = |people: u32| match words.language {
                Language::Zh => format!("{people} 人"),
                Language::En => people.to_string(),
            };
            found.push(Difference { of: of_set.title.clone(), plan: count(plan), last: count(now), why });
        }
        found
    }

    /// Why a team may be smaller in the last year than in the state aimed at, which pays for everybody who goes.
    fn fewer_people(&self, left: u32) -> String {
        let words = self.words;
        let dearer = words
            .pick(
                "按末年的工资和价格，以及已在期的合同，少用人更省",
                "cheaper at the last year's pay and prices, with the contracts that run",
            )
            .to_owned();
        let by_themselves = (left > 0 && self.scenario().policy.cost_per_redeployment > 0.0).then(|| match words.language {
            Language::Zh => format!("{left} 人退休或自然离职，不花安置费；目标状态中人人都要安置"),
            Language::En => {
                format!(
                    "{left} retire or leave of their own accord, which costs nothing, where the state aimed at pays for everybody who goes"
                )
            }
        });
        match (by_themselves, self.prices_grow()) {
            (Some(left), true) => format!("{left}{}{dearer}", words.pick("；", "; ")),
            (Some(left), false) => left,
            (None, true) => dearer,
            (None, false) => words.pick("以已在期的合同，少用人更省", "cheaper with the contracts that run").to_owned(),
        }
    }

    /// Whether pay or prices are others in the last year than in the first.
    fn prices_grow(&self) -> bool {
        let of_offers = self.scenario().offers.iter().map(|offer| offer.indexation);
        [self.staging.pay_growth, self.staging.spot_growth].into_iter().chain(of_offers).any(|rate| rate != 0.0)
    }

    /// Whether as many people are placed as may be in every year in which some wait.
    pub fn places_used_where_people_wait(&self) -> bool {
        let years = || self.paths.best.years.iter().filter(|year| year.waiting > 0.0);
        let placed = |people: &[PeopleYear]| people.iter().map(|people| people.redeployed).sum::<u32>();
        let are_used = |most: u32| years().all(|year| placed(&year.people) >= most);
        years().next().is_some() && self.staging.redeployed_per_year.is_some_and(are_used)
    }

    /// Whether a fund for what is spent once places nobody more.
    pub fn fund_used(&self) -> bool {
        let spent: f64 = self.paths.best.years.iter().map(|year| year.once.total()).sum();
        let place = self.scenario().policy.cost_per_redeployment;
        self.scenario().budget.one_off.is_some_and(|fund| place > 0.0 && spent + place > fund)
    }

    /// Whether as many lots move before a year as may.
    fn pace_used(&self, year: usize) -> bool {
        self.staging.lots_moved_per_year.is_some_and(|most| self.moved(&self.paths.best, year).len() as u32 >= most)
    }

    /// Lots that somebody else does in the last year than under the plan. Who does them alike, for the same reason, stands in one row.
    fn lots_apart(&self, aim: &Aim, last: &PathYear) -> Vec<Difference> {
        let words = self.words;
        let free = self.paths.free.as_ref().and_then(Self::last);
        let inside = |plan: &Plan, lot: usize| matches!(plan.route[lot], Route::Unit(_));
        let last_year = self.paths.best.years.len() - 1;
        let mut found: Vec<(Vec<&str>, Difference)> = Vec::new();
        for (lot, spec) in self.scenario().lots.iter().enumerate() {
            let (plan, now) = (self.doer(&aim.plan, lot), self.doer(&last.plan, lot));
            if plan == now {
                continue;
            }
            let same_side = inside(&aim.plan, lot) == inside(&last.plan, lot);
            let why = if free.is_some_and(|free| self.doer(&free.plan, lot) == plan) {
                words.pick("社会化目标", "targets for the outsourced share")
            } else if same_side && self.prices_grow() {
                words.pick("按末年价格和在期合同更省", "cheaper at the last year's prices and with the contracts that run")
            } else if same_side {
                words.pick("以在期合同更省", "cheaper with the contracts that run")
            } else if inside(&last.plan, lot) && self.pace_used(last_year) {
                words.pick("当年可转移的项目已满", "no more lots may move in a year")
            } else if inside(&last.plan, lot) {
                words.pick("人还在，转出收不回来", "its people are still there: moving it does not pay within the years left")
            } else if self.prices_grow() {
                words.pick("人员已减少，或按末年价格更省", "its people have left, or it is cheaper at the last year's prices")
            } else {
                words.pick("人员已减少", "its people have left")
            };
            let known = found.iter_mut().find(|(_, row)| row.plan == plan && row.last == now && row.why == why);
            match known {
                Some((lots, _)) => lots.push(&spec.title),
                None => found.push((vec![&spec.title], Difference { of: String::new(), plan, last: now, why: why.to_owned() })),
            }
        }
        let joined = |(lots, row): (Vec<&str>, Difference)| Difference { of: self.listed(&lots), ..row };
        found.into_iter().map(joined).collect()
    }

    /// Who does a lot first under a plan.
    pub(super) fn doer(&self, plan: &Plan, lot: usize) -> String {
        first_of(self.supply, plan, lot, self.words)
    }

    /// How much of each limit each year uses: what there is, of what may be.
    pub fn limits_used(&self) -> Option<Table> {
        let words = self.words;
        let best = &self.paths.best;
        let staging = self.staging;
        let years = best.years.len();
        let people = |of: fn(&PeopleYear) -> u32| move |year: &PathYear| year.people.iter().map(of).sum::<u32>();
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut add = |zh: &str, en: &str, cell: &dyn Fn(usize) -> Option<String>| {
            let cells: Vec<Option<String>> = (0..years).map(cell).collect();
            if cells.iter().any(Option::is_some) {
                let cells = cells.into_iter().map(|cell| cell.unwrap_or_else(|| "–".into()));
                rows.push(std::iter::once(words.pick(zh, en).to_owned()).chain(cells).collect());
            }
        };
        let of = |used: String, most: String| format!("{used} / {most}");
        // What the simulation misses by less than is refused as not verified.
        let missed = std::cell::Cell::new(false);
        let marked = |cell: String, misses: bool| {
            missed.set(missed.get() || misses);
            if misses { format!("{cell}*") } else { cell }
        };
        let counts = |most: Option<u32>, of_year: fn(&PeopleYear) -> u32| {
            move |year: usize| most.map(|most| of(people(of_year)(&best.years[year]).to_string(), most.to_string()))
        };
        add("分流名额", "Places with other bodies", &counts(staging.redeployed_per_year, |people| people.redeployed));
        add("转移的项目", "Lots moved", &|year| {
            staging.lots_moved_per_year.map(|most| of(self.moved(best, year).len().to_string(), most.to_string()))
        });
        add("提前退休", "Early retirement", &counts(staging.early_retirement.and_then(|early| early.per_year), |people| people.early));
        add("补偿解除", "Paid to leave", &counts(staging.severance.and_then(|severance| severance.per_year), |people| people.severed));
        add("编制", "Quota", &|year| {
            let employed = people(|people| people.employed)(&best.years[year]);
            staging.quota[year].map(|quota| of(employed.to_string(), quota.to_string()))
        });
        // A fund of its own pays for what is spent once, and its years add up.
        let fund = self.scenario().budget.one_off;
        let budget =
            if fund.is_some() { ("预算（不含一次性）", "Budget (beside what is spent once)") } else { ("预算", "Budget") };
        add(budget.0, budget.1, &|year| {
            staging.budget[year]
                .map(|cap| marked(of(words.money(self.capped(year)), words.money(cap)), self.capped(year) > cap * (1.0 + HAIR)))
        });
        add("一次性支出专项（累计）", "Fund for what is spent once (until then)", &|year| {
            let spent: f64 = best.years[..=year].iter().map(|year| year.once.total()).sum();
            fund.map(|fund| of(words.money(spent), words.money(fund)))
        });
        add("社会化比例（下限）", "Outsourced (at least)", &|year| {
            let share = best.years[year].outsourced_played();
            staging.outsourced_share[year].map(|least| marked(of(words.percent(share), words.percent(least)), share < least - HAIR))
        });
        let head = if missed.get() {
            words.pick("限制（用了／上限；* 模拟中略有未达）", "Limit (used / most; * missed by a little when played)")
        } else {
            words.pick("限制（用了／上限）", "Limit (used / most)")
        };
        let mut headers = vec![head.to_owned()];
        headers.extend((0..years).map(|year| self.year_name(year)));
        (!rows.is_empty()).then_some(Table { headers, rows })
    }
}
