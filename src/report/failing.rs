//! What happens in a year in which the main provider fails.

use super::path::PathReport;
use super::words::Words;
use crate::outcome::{ContractSummary, Estimate};
use crate::run::Played;
use crate::scenario::file::Language;
use crate::scenario::{Failure, Offer};
use crate::supply::Supply;

/// A contract, and the year of the path that it is of.
type Of<'a> = (Option<usize>, &'a ContractSummary);

/// The contract that is paid most of those that may fail; where its failures are too few to be told, the next too; and those that are taken as safe.
pub(super) fn answer(supply: &Supply, plan: &Played, path: Option<&PathReport<'_>>, words: Words) -> Vec<String> {
    let offers = &supply.scenario.offers;
    let years: Vec<(Option<usize>, &[ContractSummary])> = match path {
        Some(path) => path.paths.best.years.iter().enumerate().map(|(year, of)| (Some(year), &of.contracts[..])).collect(),
        None => vec![(None, &plan.summary.contracts[..])],
    };
    if years.iter().all(|(_, contracts)| contracts.is_empty()) {
        return vec![words.pick("方案不签合同。", "The plan has no contract.").to_owned()];
    }
    // Each provider's contract in the year in which it is paid most.
    let mut dearest: Vec<Of<'_>> = Vec::new();
    for (year, contract) in years.iter().flat_map(|(year, contracts)| contracts.iter().map(|contract| (*year, contract))) {
        let family = |of: &ContractSummary| offers[of.offer].family;
        match dearest.iter_mut().find(|(_, other)| family(other) == family(contract)) {
            Some(known) if known.1.paid.mean < contract.paid.mean => *known = (year, contract),
            Some(_) => {}
            None => dearest.push((year, contract)),
        }
    }
    dearest.sort_by(|one, two| two.1.paid.mean.total_cmp(&one.1.paid.mean));
    let mut may_fail = dearest.iter().filter_map(|of| Some((*of, fails(&offers[of.1.offer])?)));
    let mut lines = Vec::new();
    let about = Telling { supply, path, words };
    for (place, (of, failure)) in may_fail.by_ref().enumerate() {
        lines.push(about.sentence(of, failure, place == 0));
        if of.1.failure.is_some() {
            break;
        }
    }
    if lines.is_empty() {
        let none =
            words.pick("情景中没有承接单位会中断（键 failure）。", "No provider of the plan may fail in the scenario (key `failure`).");
        lines.push(none.to_owned());
    }
    let safest = years.iter().filter_map(|(year, contracts)| about.taken_as_safe(*year, contracts));
    lines.extend(safest.max_by(|one, two| one.0.total_cmp(&two.0)).map(|(_, line)| line));
    lines
}

/// How an offer's provider may fail, if it may.
fn fails(offer: &Offer) -> Option<&Failure> {
    offer.failure.as_ref().filter(|failure| failure.per_year > 0.0)
}

struct Telling<'a> {
    supply: &'a Supply,
    path: Option<&'a PathReport<'a>>,
    words: Words,
}

impl Telling<'_> {
    /// "In 2028 of the path", with what joins it to a sentence; nothing without a path.
    fn of_year(&self, year: Option<usize>) -> String {
        let name = self.path.zip(year).map(|(path, year)| path.year_name(year));
        name.map_or_else(String::new, |year| match self.words.language {
            Language::Zh => format!("（分步方案 {year} 年）"),
            Language::En => format!(" (in {year} of the path)"),
        })
    }

    /// What a provider's failure costs, as far as the replications tell.
    fn sentence(&self, (year, contract): Of<'_>, failure: &Failure, is_main: bool) -> String {
        let words = self.words;
        let scenario = &*self.supply.scenario;
        let (title, of_year) = (&scenario.offers[contract.offer].title, self.of_year(year));
        let paid = words.amount(contract.paid.mean, &scenario.currency);
        let chance = words.percent(failure.a_year());
        let rank = match (is_main, words.language) {
            (true, Language::Zh) => "会中断的合同中付款最多",
            (true, Language::En) => "paid most of the contracts that may fail",
            (false, Language::Zh) => "其次",
            (false, Language::En) => "the next of them",
        };
        let lead = match words.language {
            Language::Zh => format!("{title}{of_year}，{rank}（一年 {paid}），每年有 {chance} 的可能中断"),
            Language::En => format!("{title}{of_year}, {rank} ({paid} a year), fails with a chance of {chance} a year"),
        };
        let Some(found) = contract.failure else {
            return match words.language {
                Language::Zh => format!("{lead}；模拟中中断太少，说不出后果。"),
                Language::En => format!("{lead}: too seldom in the replications to say what follows."),
            };
        };
        let signed = |amount: Estimate| {
            let told = words.amount_of(amount.scaled(amount.mean.signum()), &scenario.currency);
            match (amount.mean < 0.0, words.language) {
                (false, Language::Zh) => format!("多 {told}"),
                (true, Language::Zh) => format!("少 {told}"),
                (false, Language::En) => format!("{told} more"),
                (true, Language::En) => format!("{told} less"),
            }
        };
        let why = match (found.cash.mean < 0.0, words.language) {
            (false, _) => "",
            (true, Language::Zh) => "（它的款不再付，工作改由最低付款未用满的合同或更便宜的承接，或无人做）",
            (true, Language::En) => {
                " (it is not paid, and its work goes to contracts whose least payment is not used up, to others at less, or is left undone)"
            }
        };
        let (cash, interval, unserved) = (signed(found.cash), words.interval(found.cash), signed(found.unserved));
        let (points, years, months) = (found.in_time.mean.abs() * 100.0, scenario.years, found.months);
        match words.language {
            Language::Zh => format!(
                "{lead}。模拟中它中断过的各次推演，{years:.0} 年内共停 {months:.1} 个月；与同一推演不中断时相比，{years:.0} 年内现金{cash}（95 % 区间 {interval}）{why}，无人服务代价{unserved}；若全落在一年，及时率{} {points:.2} 个百分点。",
                if found.in_time.mean < 0.0 { "低" } else { "高" },
            ),
            Language::En => format!(
                "{lead}. In the replications in which it does, it is away for {months:.1} months of {years:.0} years; each beside itself without the failure, over these years cash is {cash} (95 % interval {interval}){why}, going without weighs {unserved}, and the share in time, if all of it fell on one year, is {} by {points:.2} points.",
                if found.in_time.mean < 0.0 { "lower" } else { "higher" },
            ),
        }
    }

    /// The contracts of which the scenario says nothing of failing, with their part of what all are paid in the year.
    fn taken_as_safe(&self, year: Option<usize>, contracts: &[ContractSummary]) -> Option<(f64, String)> {
        let words = self.words;
        let offers = &self.supply.scenario.offers;
        let paid: f64 = contracts.iter().map(|of| of.paid.mean).sum();
        let safe: Vec<&ContractSummary> = contracts.iter().filter(|of| offers[of.offer].failure.is_none()).collect();
        let names: Vec<&str> = safe.iter().map(|of| offers[of.offer].title.as_str()).collect();
        let part = safe.iter().map(|of| of.paid.mean).sum::<f64>() / paid;
        let of_year = self.of_year(year);
        let line = match words.language {
            Language::Zh => format!(
                "{}{of_year}未写明会不会中断（键 failure），按从不中断计：占这一年合同付款的 {}。",
                names.join("、"),
                words.percent(part)
            ),
            Language::En => format!(
                "Of {}{of_year} the scenario does not say that they may fail (key `failure`), and they never do here: {} of what contracts are paid in that year.",
                names.join(", "),
                words.percent(part)
            ),
        };
        (!safe.is_empty() && part.is_finite()).then_some((part, line))
    }
}
