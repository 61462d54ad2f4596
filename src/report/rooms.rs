//! Rooms: which are kept, given up and added, how they are used, and what meetings are held away from where they were asked for.

use super::ReportError;
use super::csv::{csv, interval_cells, number};
use super::table::Table;
use super::words::Words;
use crate::outcome::{Estimate, Summary};
use crate::plan::Plan;
use crate::run::{Played, RunResult};
use crate::scenario::file::Language;
use crate::scenario::{LotKind, Scenario};
use crate::strategies::Strategy;
use crate::supply::Supply;

/// Whether lots are made of meetings, by lot.
fn is_meeting(scenario: &Scenario, lot: usize) -> bool {
    matches!(scenario.lots[lot].kind, LotKind::Bookings(_))
}

/// Share of the meetings held in own rooms that are held elsewhere; nothing where none is held.
pub(super) fn share_elsewhere(scenario: &Scenario, summary: &Summary) -> Option<f64> {
    let meetings = || (0..scenario.lots.len()).filter(|lot| is_meeting(scenario, *lot)).map(|lot| &summary.lots[lot]);
    let held: f64 = meetings().map(|lot| lot.in_house.mean).sum();
    (held > 0.0).then(|| meetings().map(|lot| lot.elsewhere.mean).sum::<f64>() / held)
}

/// Rooms kept today.
fn today(supply: &Supply) -> Vec<u32> {
    Plan::status_quo(supply).rooms(supply)
}

/// A kind of room with its site, for people.
pub(super) fn place(scenario: &Scenario, room: usize, words: Words) -> String {
    let (title, site) = (&scenario.rooms[room].title, &scenario.sites[scenario.rooms[room].site].title);
    match words.language {
        Language::Zh => format!("{title}（{site}）"),
        Language::En => format!("{title} ({site})"),
    }
}

/// The rooms of a plan beside today's, a row for each kind; nothing where there are none.
pub fn table(supply: &Supply, run: &RunResult, words: Words) -> Option<Table> {
    let scenario = &*supply.scenario;
    let plan = run.main().filter(|_| !scenario.rooms.is_empty())?;
    let before = run.strategies.iter().find(|played| played.strategy == Strategy::StatusQuo);
    let headers = [
        words.pick("会议室", "Rooms"),
        words.pick("地点", "Site"),
        words.pick("座位", "Seats"),
        words.pick("现有", "Today"),
        words.pick("方案", "Plan"),
        words.pick("退出（−）或增加", "Given up (−) or added"),
        words.pick("现利用率", "Busy today"),
        words.pick("方案利用率", "Busy in plan"),
        words.pick("其中为别处的会", "Meetings from elsewhere"),
    ];
    let headers = headers.map(str::to_owned).into();
    let percent = |share: Option<Estimate>| share.map_or_else(|| "–".into(), |share| words.percent_of(share));
    let rows = today(supply).into_iter().enumerate().map(|(room, kept)| {
        let spec = &scenario.rooms[room];
        let of_plan = &plan.summary.rooms[room];
        let change = match (i64::from(of_plan.kept), i64::from(kept)) {
            (after, before) if after < before => format!("−{}", before - after),
            (after, before) if after > before => format!("+{}", after - before),
            _ => "0".into(),
        };
        let from_elsewhere = of_plan.from_elsewhere.mean / of_plan.meetings.mean;
        vec![
            spec.title.clone(),
            scenario.sites[spec.site].title.clone(),
            spec.seats.to_string(),
            kept.to_string(),
            of_plan.kept.to_string(),
            change,
            percent(before.and_then(|before| before.summary.rooms[room].busy)),
            percent(of_plan.busy),
            if of_plan.meetings.mean > 0.0 { words.percent(from_elsewhere) } else { "–".into() },
        ]
    });
    Some(Table { headers, rows: rows.collect() })
}

/// What must be decided about rooms, in a sentence: those to give up, and those to add, by name; nothing where all stay as they are.
pub fn decisions(supply: &Supply, plan: &Played, words: Words) -> Option<String> {
    let scenario = &*supply.scenario;
    let (before, after) = (today(supply), &plan.summary.rooms);
    let listed = |count: &dyn Fn(u32, u32) -> u32| {
        let all = before.iter().zip(after).enumerate();
        let named = all.filter_map(|(room, (before, after))| {
            let count = count(*before, after.kept);
            (count > 0).then(|| match words.language {
                Language::Zh => format!("{}{count} 间", place(scenario, room, words)),
                Language::En => format!("{count} × {}", place(scenario, room, words)),
            })
        });
        named.collect::<Vec<_>>()
    };
    let count = |count: &dyn Fn(u32, u32) -> u32| before.iter().zip(after).map(|(before, after)| count(*before, after.kept)).sum::<u32>();
    let fewer = |before: u32, after: u32| before.saturating_sub(after);
    let more = |before: u32, after: u32| after.saturating_sub(before);
    let told = |what: &str, of: &dyn Fn(u32, u32) -> u32| {
        let names = listed(of);
        (!names.is_empty()).then(|| match words.language {
            Language::Zh => format!("{what}会议室 {} 间：{}", count(of), names.join("、")),
            Language::En => format!("rooms to {what}: {}", names.join(", ")),
        })
    };
    let parts: Vec<String> =
        [told(words.pick("退出", "give up"), &fewer), told(words.pick("增加", "add"), &more)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| match words.language {
        Language::Zh => format!("需要决定：{}。", parts.join("；")),
        Language::En => format!("To be decided: {}.", parts.join("; ")),
    })
}

/// How many meetings of a plan are held elsewhere, against today, and what that costs; nothing where none is.
pub fn elsewhere(supply: &Supply, run: &RunResult, plan: &Played, words: Words) -> Option<String> {
    let scenario = &*supply.scenario;
    let share = share_elsewhere(scenario, &plan.summary).filter(|share| *share > 0.0)?;
    let before = run.strategies.iter().find(|played| played.strategy == Strategy::StatusQuo);
    let before = before.and_then(|before| share_elsewhere(scenario, &before.summary));
    let (share, cost) = (words.percent(share), words.amount_of(plan.summary.way_cost, &scenario.currency));
    Some(match words.language {
        Language::Zh => {
            let before = before.map_or_else(String::new, |before| format!("（现状 {}）", words.percent(before)));
            format!(
                "异地开会：在自有会议室召开的会议有 {share} 在别处召开{before}，与会者往返时间每年折合 {cost}（非现金，已计入无人服务代价）。"
            )
        }
        Language::En => {
            let before = before.map_or_else(String::new, |before| format!(" (today {})", words.percent(before)));
            format!(
                "Meetings elsewhere: {share} of the meetings in own rooms are held at another site than their own{before}; their people's way there and back is weighed at {cost} a year (not cash; counted with going without)."
            )
        }
    })
}

/// How much of what going without costs is people's way to meetings elsewhere, by strategy; nothing where none is.
pub fn remark(supply: &Supply, run: &RunResult, words: Words) -> Option<String> {
    let unit = words.money_unit(&supply.scenario.currency);
    let on_the_way = run.strategies.iter().filter(|played| played.summary.way_cost.mean > 0.0);
    let of_each = on_the_way.map(|played| {
        let (name, cost) = (super::names::name_of(played, words), words.money_of(played.summary.way_cost));
        format!("{name} {cost}")
    });
    let of_each: Vec<String> = of_each.collect();
    (!of_each.is_empty()).then(|| match words.language {
        Language::Zh => format!("无人服务代价中，与会者去别处开会的往返时间（{unit}；未列出的方案没有）：{}", of_each.join("、")),
        Language::En => {
            format!("Of going without, people's way to meetings elsewhere ({unit}; none in other strategies): {}", of_each.join(", "))
        }
    })
}

/// A part of what going without costs, in brackets behind the sum; nothing where there is none.
pub fn of_which(ways: f64, words: Words) -> String {
    match words.language {
        _ if ways <= 0.0 => String::new(),
        Language::Zh => format!("（其中异地开会往返时间 {}）", words.money(ways)),
        Language::En => format!(" (of it {} for the way to meetings elsewhere)", words.money(ways)),
    }
}

/// `rooms.csv`: each strategy's rooms by kind, a year.
///
/// # Errors
/// If writing fails.
pub fn rooms(supply: &Supply, run: &RunResult) -> Result<Vec<u8>, ReportError> {
    let scenario = &*supply.scenario;
    let means = ["utilisation", "meetings", "meetings_from_elsewhere"];
    let mut header: Vec<String> =
        ["strategy", "room", "site", "seats", "rooms_today", "rooms", "given_up", "added", "cost"].map(str::to_owned).into();
    means.iter().for_each(|name| header.extend([(*name).to_owned(), format!("{name}_lower_95"), format!("{name}_upper_95")]));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let before = today(supply);
    let before = &before;
    let rows = run.strategies.iter().flat_map(|played| {
        scenario.rooms.iter().zip(&played.summary.rooms).zip(before).map(move |((room, of), before)| {
            let mut row = vec![
                played.key().to_owned(),
                room.name.clone(),
                scenario.sites[room.site].name.clone(),
                room.seats.to_string(),
                before.to_string(),
                of.kept.to_string(),
                before.saturating_sub(of.kept).to_string(),
                of.kept.saturating_sub(*before).to_string(),
                number(f64::from(of.kept) * room.cost),
            ];
            for estimate in [of.busy, Some(of.meetings), Some(of.from_elsewhere)] {
                row.extend(interval_cells(estimate));
            }
            row
        })
    });
    csv(&header, rows)
}
