//! Who depends on whom: each provider's contracts under the plan, with the chance that it is poor or fails in a year.

use super::Scene;
use crate::outcome::Estimate;
use crate::report::ReportError;
use crate::report::csv::{csv, number};
use crate::report::theme::{Anchor, Frame, chart, colour, fitted, ticks};
use crate::run::Played;
use crate::scenario::file::Language;

/// What is at stake with a provider.
struct Stake<'a> {
    provider: &'a str,
    /// Market value of the work that its contracts do, a year.
    value: f64,
    /// Half the width of its interval.
    half_width: f64,
    contracts: usize,
    /// Chance that it is a poor one, the worst of its offers.
    poor: f64,
    /// Chance of failing in a year.
    fails: f64,
}

/// Whether the plan has any contract.
pub fn has_any(played: &Played) -> bool {
    played.plan.awarded.contains(&true)
}

fn stakes<'a>(scene: &'a Scene<'_>) -> Vec<Stake<'a>> {
    let scenario = scene.scenario();
    let Some(main) = scene.main() else { return Vec::new() };
    let mut stakes: Vec<Stake<'a>> = Vec::new();
    for contract in &main.summary.contracts {
        let spec = &scenario.offers[contract.offer];
        // Failures come at random, so many a year: the chance of one at least.
        let fails = spec.failure.as_ref().map_or(0.0, |failure| failure.a_year());
        // The last kind is the good one.
        let poor = spec.kinds.last().map_or(0.0, |good| 1.0 - good.chance);
        let (value, half_width) = (contract.value.mean, contract.value.half_width());
        match stakes.iter_mut().find(|stake| stake.provider == spec.provider) {
            Some(stake) => {
                stake.value += value;
                stake.half_width += half_width;
                stake.contracts += 1;
                stake.poor = stake.poor.max(poor);
                stake.fails = stake.fails.max(fails);
            }
            None => stakes.push(Stake { provider: &spec.provider, value, half_width, contracts: 1, poor, fails }),
        }
    }
    stakes.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.provider.cmp(b.provider)));
    stakes
}

pub fn draw(scene: &Scene<'_>) -> Result<String, ReportError> {
    let words = scene.words;
    let stakes = stakes(scene);
    let scenario = scene.scenario();
    let unit = words.money_unit(&scenario.currency);
    let total: f64 = stakes.iter().map(|stake| stake.value).sum::<f64>().max(f64::MIN_POSITIVE);
    let share_of = |stake: &Stake<'_>| Estimate::around(stake.value / total, stake.half_width / total);
    let title = match (stakes.first(), words.language) {
        (Some(stake), Language::Zh) => format!("{}承担合同工作的 {}（按市场价值）", stake.provider, words.percent_of(share_of(stake))),
        (Some(stake), Language::En) => {
            format!("{} does {} of the contracted work, by market value", stake.provider, words.percent_of(share_of(stake)))
        }
        (None, _) => words.pick("方案没有合同", "The plan has no contract").into(),
    };
    let subtitle = words.pick(
        "各供应商承担的工作（市场价值）；右侧为每年失败的机会和不合格的机会",
        "Work of each provider at market value; right: its chance of failing in a year and of being a poor one",
    );
    let frame = Frame { title, subtitle: format!("{subtitle} · {unit}"), foot: scene.foot() };
    chart(&frame, |canvas| {
        let (left, right, top, bottom) = (290.0, 860.0, 150.0, 660.0);
        let marks = ticks(stakes.iter().map(|stake| stake.value).fold(0.0, f64::max) * 1.02, 5.0);
        let span = marks.last().copied().unwrap_or(1.0).max(1.0);
        let x = |amount: f64| left + (right - left) * amount / span;
        canvas.columns(&marks, (top, bottom), x, |mark| words.money(mark));
        for (at, name) in
            [(960.0, words.pick("失败", "fails")), (1045.0, words.pick("不合格", "poor")), (1130.0, words.pick("合同", "contracts"))]
        {
            canvas.text(at, top - 16.0, name, 13.0, colour::SOFT, Anchor::Middle);
        }
        let row = ((bottom - top) / stakes.len().max(1) as f64).min(110.0);
        let size = (row * 0.6).clamp(8.0, 15.0);
        for (index, stake) in stakes.iter().enumerate() {
            let y = top + row * (index as f64 + 0.5);
            canvas.text(left - 12.0, y, &fitted(stake.provider, size, left - 60.0), size, colour::INK, Anchor::End);
            let half = (row * 0.3).min(24.0);
            canvas.bar(x(0.0), y - half, x(stake.value).max(x(0.0) + 1.0), y + half, colour::ACCENT);
            let chance = |share: f64| if share > 0.0 { words.percent(share) } else { "–".into() };
            canvas.text(960.0, y, &chance(stake.fails), size, colour::INK, Anchor::Middle);
            canvas.text(1045.0, y, &chance(stake.poor), size, colour::INK, Anchor::Middle);
            canvas.text(1130.0, y, &stake.contracts.to_string(), size, colour::INK, Anchor::Middle);
        }
    })
}

pub fn data(scene: &Scene<'_>) -> Result<Vec<u8>, ReportError> {
    let rows = stakes(scene).into_iter().map(|stake| {
        vec![stake.provider.to_owned(), stake.contracts.to_string(), number(stake.value), number(stake.fails), number(stake.poor)]
    });
    csv(&["provider", "contracts", "market_value_of_work", "chance_of_failing_in_a_year", "chance_of_being_poor"], rows)
}
