//! The way from today to the plan: who leaves when of their own accord, and limits year by year.

use super::*;

impl Resolver<'_> {
    /// The path; `budget` is the most that a year may cost where the path says nothing else.
    pub(super) fn path(&mut self, teams: &[Team], budget: Option<f64>) -> Option<Staging> {
        let scenario_file = self.file;
        let file = scenario_file.path.as_ref()?;
        let years = file.years as usize;
        let key = |name: &'static str| [Key("path"), Key(name)];
        let aged = |team: &file::Team| !team.ages.is_empty() || team.grades.iter().any(|grade| !grade.ages.is_empty());
        if file.early_retirement.is_some() && !scenario_file.team.iter().any(aged) {
            self.error(&key("early_retirement"), "no team gives the ages of its people", "add `ages` to teams");
        }
        if file.severance.as_ref().is_some_and(|severance| severance.cost.is_none() && severance.months_of_pay.is_none()) {
            self.error(&key("severance"), "it is not said what people are paid who leave", "add `cost`, or `months_of_pay`");
        }
        self.check_retirement_age(file);
        let reach = years + file.early_retirement.as_ref().map_or(0, |early| early.years_before as usize);
        let natural_loss = self.natural_loss(file, years, reach);
        let names: Vec<String> = teams.iter().map(|team| team.name.clone()).collect();
        let retraining = file
            .retraining
            .iter()
            .enumerate()
            .map(|(index, way)| {
                let place = |name| [Key("path"), Key("retraining"), Index(index), Key(name)];
                let (from, to) = (self.find(&place("from"), "team", &way.from, &names), self.find(&place("to"), "team", &way.to, &names));
                if from == to {
                    self.error(&place("to"), "nobody is retrained for their own team", "name another");
                }
                Retraining { from, to, cost: way.cost, share_of_year: way.months / 12.0, per_year: way.per_year }
            })
            .collect();
        let last = |list: &[f64], year: usize| list.get(year).or(list.last()).copied();
        let quotas: Vec<f64> = file.quota_by_year.iter().map(|quota| f64::from(*quota)).collect();
        let targets = self.targets(file, years);
        for (name, length) in [("quota_by_year", quotas.len()), ("budget_by_year", file.budget_by_year.len())] {
            if length > years {
                self.error(&key(name), format!("{length} years are given, and the path has {years}"), "give at most one for each year");
            }
        }
        if file.budget_by_year.iter().any(|cap| !cap.is_finite() || *cap < 0.0) {
            self.error(&key("budget_by_year"), "a budget is 0 or more", "");
        }
        for (index, offer) in scenario_file.offer.iter().enumerate() {
            let place = |name| [Key("offer"), Index(index), Key(name)];
            if offer.from_year as usize > years {
                let message = format!("the offer {} begins after the {years} years of the path", offer.name);
                self.error(&place("from_year"), message, "begin earlier, or let the path be longer");
            } else if let Some(term) = offer.term_years.filter(|term| (*term + offer.from_year) as usize > years + 1) {
                let message = format!("the term of {term} years of the offer {} goes beyond the {years} years of the path", offer.name);
                self.error(&place("term_years"), message, "shorten it, or let the path be longer");
            }
            // A year of the path knows only whether a contract ran the year before.
            if let Some(learning) = offer.learning.as_ref().filter(|learning| learning.months > 4.0) {
                let left = (1.0 - learning.start.0) * (-12.0 / learning.months).exp() * 100.0;
                let message = format!(
                    "along the path {} counts as having learnt after its first year, and {left:.0}% of its quality would be missing then",
                    offer.name
                );
                self.warning(
                    &[Key("offer"), Index(index), Key("learning"), Key("months")],
                    message,
                    "at most 4 months say the same; longer ones flatter its later years",
                );
            }
            if offer.mobilisation_months > 12.0 {
                let message = format!("the offer {} begins to work {} months after its award", offer.name, offer.mobilisation_months);
                let help = "along a path at most 12; what takes longer is awarded ahead: let it begin a year later (`from_year`) with fewer months";
                self.error(&place("mobilisation_months"), message, help);
            }
            if let Some(clearance) = offer.clearance.as_ref().filter(|clearance| clearance.months > 12.0) {
                let message = format!("clearing the provider of the offer {} takes {} months", offer.name, clearance.months);
                let help = "along a path at most 12: say what is left of it when the contract begins, and let it begin later (`from_year`)";
                self.error(&[Key("offer"), Index(index), Key("clearance"), Key("months")], message, help);
            }
        }
        let path = Staging {
            years,
            discount_rate: file.discount_rate.map_or(self.file.scenario.discount_rate(), |rate| rate.0),
            pay_growth: file.pay_growth.0,
            spot_growth: file.spot_growth.0,
            retirement_age: file.retirement_age,
            natural_loss,
            pension: file.pension_per_year,
            redeployed_per_year: file.redeployed_per_year,
            retraining,
            early_retirement: file.early_retirement.as_ref().map(|early| EarlyRetirement {
                years_before: early.years_before as usize,
                cost: early.cost,
                pay_share: early.pay_share.0,
                per_year: early.per_year,
            }),
            severance: file.severance.as_ref().map(|severance| Severance {
                cost: severance.cost.unwrap_or(0.0),
                months_of_pay: severance.months_of_pay.unwrap_or(0.0),
                per_year: severance.per_year,
            }),
            lots_moved_per_year: file.lots_moved_per_year,
            back_and_forth: file.back_and_forth,
            gap: file.gap.0,
            quota: (0..years).map(|year| last(&quotas, year).map(|quota| quota as u32).or(self.file.policy.headcount_quota)).collect(),
            budget: (0..years).map(|year| last(&file.budget_by_year, year).or(budget)).collect(),
            outsourced_share: targets,
        };
        self.check_quotas(&path, teams);
        Some(path)
    }

    /// Least outsourced share in each year.
    fn targets(&mut self, file: &file::PathFile, years: usize) -> Vec<Option<f64>> {
        let mut targets = vec![self.file.policy.outsourced_share_at_least.map(|share| share.0); years];
        let mut by_year: Vec<(usize, f64)> = Vec::new();
        for (text, share) in &file.outsourced_share {
            match text.parse::<usize>() {
                Ok(year) if (1..=years).contains(&year) => by_year.push((year, share.0)),
                _ => {
                    let place = [Key("path"), Key("outsourced_share"), Key(text)];
                    self.error(&place, format!("\"{text}\" is no year of the path"), format!("write a year from 1 to {years}"));
                }
            }
        }
        by_year.sort_by_key(|(year, _)| *year);
        for (year, share) in by_year {
            targets[year - 1..].fill(Some(share));
        }
        targets
    }

    /// A quota that no legal way of leaving can reach.
    fn check_quotas(&mut self, path: &Staging, teams: &[Team]) {
        let today: u32 = teams.iter().map(|team| team.people).sum();
        let file = self.file;
        // What each way lets go by the end of a year.
        let per_year = |most: Option<u32>, year: usize| most.map_or(u32::MAX, |most| most.saturating_mul(year as u32 + 1));
        for year in 0..path.years {
            let Some(quota) = path.quota[year] else { continue };
            let natural: u32 = path.natural_loss.iter().flatten().flat_map(|loss| (0..=year).map(|year| loss.before(year))).sum();
            let redeployed = per_year(path.redeployed_per_year, year).min(file.policy.redeployed_at_most.unwrap_or(u32::MAX));
            let paid = path.severance.map_or(0, |severance| per_year(severance.per_year, year));
            let early = path.early_retirement.map_or(0, |early| per_year(early.per_year, year));
            let taken: u32 = file.offer.iter().filter_map(|offer| offer.takes_on.as_ref()).map(|takes| takes.people).sum();
            let can = [natural, redeployed, paid, early, taken].into_iter().fold(0u32, u32::saturating_add);
            if today.saturating_sub(can) > quota {
                let (place, name) = if file.path.as_ref().is_some_and(|path| !path.quota_by_year.is_empty()) {
                    ([Key("path"), Key("quota_by_year")], "path.quota_by_year")
                } else {
                    ([Key("policy"), Key("headcount_quota")], "policy.headcount_quota")
                };
                let message = format!(
                    "{name} of {quota} cannot be reached by year {}: of today's {today} people {natural} leave of their own accord or retire, and the ways that the path allows let at most {} more go",
                    year + 1,
                    can - natural
                );
                let help = format!(
                    "a quota of at least {} in that year, or more places: `path.redeployed_per_year`, `policy.redeployed_at_most`, `path.severance`, `path.early_retirement`, `takes_on` of offers",
                    today - can.min(today)
                );
                self.error(&place, message, help);
                return;
            }
        }
    }
}
