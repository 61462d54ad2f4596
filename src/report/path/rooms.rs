//! Rooms and arrangements over the years of a path.

use super::PathReport;
use super::reconciliation::Difference;
use crate::plan::Plan;
use crate::planning::path::{Aim, PathYear};
use crate::report::rooms::place;
use crate::report::table::Table;
use crate::scenario::Grouping;
use crate::scenario::file::Language;

impl PathReport<'_> {
    /// Rooms that are kept, year by year; nothing where there are none.
    pub fn rooms_table(&self) -> Option<Table> {
        let words = self.words;
        let rooms = &self.scenario().rooms;
        let years = &self.paths.best.years;
        let kept: Vec<Vec<u32>> = std::iter::once(self.before(&self.paths.best, 0))
            .chain(years.iter().map(|year| year.plan.clone()))
            .map(|plan| plan.rooms(self.supply))
            .collect();
        let mut headers = vec![words.pick("会议室", "Rooms").to_owned(), words.pick("现有", "Today").to_owned()];
        headers.extend((0..years.len()).map(|year| self.year_name(year)));
        let row = |room: usize| {
            let counts = kept.iter().map(|kept| kept[room].to_string());
            std::iter::once(place(self.scenario(), room, words)).chain(counts).collect()
        };
        let rows: Vec<Vec<String>> = (0..rooms.len()).filter(|room| kept.iter().any(|kept| kept[*room] > 0)).map(row).collect();
        (!rows.is_empty()).then_some(Table { headers, rows })
    }

    /// What changes of rooms and arrangements from a plan to another, in parts of a sentence.
    pub(super) fn rearranged(&self, before: &Plan, after: &Plan) -> Vec<String> {
        let words = self.words;
        let scenario = self.scenario();
        let (then, now) = (before.rooms(self.supply), after.rooms(self.supply));
        let mut parts = Vec::new();
        for (zh, en, count) in [
            ("退出会议室", "rooms given up: ", (|before, now| before.saturating_sub(now)) as fn(u32, u32) -> u32),
            ("增加会议室", "rooms taken: ", |before, now| now.saturating_sub(before)),
        ] {
            let named: Vec<String> = then
                .iter()
                .zip(&now)
                .enumerate()
                .map(|(room, (before, now))| (room, count(*before, *now)))
                .filter(|(_, count)| *count > 0)
                .map(|(room, count)| match words.language {
                    Language::Zh => format!("{} {count} 间", place(scenario, room, words)),
                    Language::En => format!("{count} × {}", place(scenario, room, words)),
                })
                .collect();
            if !named.is_empty() {
                parts.push(format!("{}{}", words.pick(zh, en), named.join(words.pick("、", ", "))));
            }
        }
        for (service, spec) in scenario.services.iter().enumerate() {
            let name = |arrangement: usize| match spec.arrangements[arrangement].grouping {
                Grouping::OneTeam => words.pick("统一一队", "one team"),
                Grouping::EachSite => words.pick("各驻地分设", "each site"),
                Grouping::EachDepartment => words.pick("各部门分设", "each department"),
                Grouping::Clusters(_) => &spec.arrangements[arrangement].name,
            };
            let (then, now) = (before.arrangement[service], after.arrangement[service]);
            // Where nobody is left, it is no matter how they are arranged; nor is it where one team is left of several.
            let of_service = self.supply.units.iter().zip(&after.sizes).filter(|(unit, _)| unit.service == service);
            let there = of_service.filter(|(unit, size)| unit.arrangement == now && !size.is_empty()).count();
            let least = if matches!(spec.arrangements[now].grouping, Grouping::OneTeam) { 1 } else { 2 };
            if then != now && there >= least {
                parts.push(format!("{}{}{} → {}", spec.title, words.pick("：", ": "), name(then), name(now)));
            }
        }
        parts
    }

    /// Rooms of which the plan and the last year keep different numbers.
    pub(super) fn rooms_apart(&self, aim: &Aim, last: &PathYear) -> Vec<Difference> {
        let words = self.words;
        let free = self.paths.free.as_ref().and_then(|free| free.years.last()).map(|year| year.plan.rooms(self.supply));
        let (plan, now) = (aim.plan.rooms(self.supply), last.plan.rooms(self.supply));
        let apart = (0..plan.len()).filter(|room| plan[*room] != now[*room]);
        let told = |room: usize| Difference {
            of: place(self.scenario(), room, words),
            plan: plan[room].to_string(),
            last: now[room].to_string(),
            why: if free.as_ref().is_some_and(|free| free[room] == plan[room]) {
                words.pick("社会化目标", "targets for the outsourced share")
            } else {
                words.pick("按末年价格和在期合同更省", "cheaper at the last year's prices and with the contracts that run")
            }
            .to_owned(),
        };
        apart.map(told).collect()
    }
}
