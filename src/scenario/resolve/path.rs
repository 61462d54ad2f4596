//! The way from today to the plan: who leaves when of their own accord, and limits year by year.

use super::*;

impl Resolver<'_> {
    pub(super) fn path(&mut self, teams: &[Team]) -> Option<Staging> {
        let scenario_file = self.file;
        let file = scenario_file.path.as_ref()?;
        let years = file.years as usize;
        let key = |name: &'static str| [Key("path"), Key(name)];
        let with_ages = scenario_file.team.iter().position(|team| !team.ages.is_empty());
        if let (Some(index), None) = (with_ages, file.retirement_age) {
            self.error(&[Key("team"), Index(index), Key("ages")], "it is not said when people retire", "add `path.retirement_age`");
        }
        if file.early_retirement.is_some() && with_ages.is_none() {
            self.error(&key("early_retirement"), "no team gives the ages of its people", "add `ages` to teams");
        }
        let reach = years + file.early_retirement.as_ref().map_or(0, |early| early.years_before as usize);
        let mut leaving = Vec::new();
        let mut retiring = Vec::new();
        let mut retiring_later = Vec::new();
        for (index, team) in scenario_file.team.iter().enumerate() {
            let retirements = self.retirements(index, team, file.retirement_age, reach);
            let mut of_team = Vec::new();
            // Whoever leaves of their own accord is not one of those about to retire: the share is of those who are left for longer.
            let mut left = team.people - retirements.iter().take(years).sum::<u32>().min(team.people);
            let (mut expected, mut gone) = (0.0, 0u32);
            for (year, retiring) in retirements.iter().take(years).enumerate() {
                if year > 0 {
                    expected += f64::from(left) * file.leaving.0;
                }
                let now = ((expected + 1e-9).floor() as u32).saturating_sub(gone).min(left);
                gone += now;
                left -= now;
                of_team.push(now + retiring);
            }
            leaving.push(of_team);
            retiring.push(retirements[..years].to_vec());
            retiring_later.push(retirements[years..].to_vec());
        }
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
        let budget = self.file.budget.as_ref().and_then(|budget| budget.total_per_year);
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
            }
            if let Some(term) = offer.term_years.filter(|term| (*term + offer.from_year) as usize > years + 1) {
                let message = format!("the term of {term} years of the offer {} goes beyond the {years} years of the path", offer.name);
                self.error(&place("term_years"), message, "shorten it, or let the path be longer");
            }
        }
        let path = Staging {
            years,
            discount_rate: file.discount_rate.0,
            pay_growth: file.pay_growth.0,
            spot_growth: file.spot_growth.0,
            leaving,
            retiring,
            redeployed_per_year: file.redeployed_per_year,
            retraining,
            early_retirement: file.early_retirement.as_ref().map(|early| (early.years_before as usize, early.cost, early.per_year)),
            retiring_later,
            severance: file.severance.as_ref().map(|severance| (severance.cost, severance.per_year)),
            lots_moved_per_year: file.lots_moved_per_year,
            quota: (0..years).map(|year| last(&quotas, year).map(|quota| quota as u32).or(self.file.policy.headcount_quota)).collect(),
            budget: (0..years).map(|year| last(&file.budget_by_year, year).or(budget)).collect(),
            outsourced_share: targets,
        };
        self.check_quotas(&path, teams);
        Some(path)
    }

    /// People of a team who retire before each year.
    fn retirements(&mut self, index: usize, team: &file::Team, retirement_age: Option<u32>, years: usize) -> Vec<u32> {
        let mut before = vec![0; years];
        let Some(retirement_age) = retirement_age.filter(|_| !team.ages.is_empty()) else { return before };
        let mut total = 0;
        for (text, people) in &team.ages {
            let place = [Key("team"), Index(index), Key("ages"), Key(text)];
            match text.parse::<u32>() {
                Ok(age) if (14..=99).contains(&age) => {
                    // Whoever is 59 and retires at 60 works in the first year, and has left before the second.
                    let year = (retirement_age.saturating_sub(age)) as usize;
                    if let Some(slot) = before.get_mut(year) {
                        *slot += people;
                    }
                }
                _ => self.error(&place, format!("\"{text}\" is no age"), "write whole years, as { 58 = 2, 41 = 3 }"),
            }
            total += people;
        }
        if total != team.people {
            let message = format!("the ages of {} are of {total} people, and it has {}", team.name, team.people);
            self.error(&[Key("team"), Index(index), Key("ages")], message, "let the numbers agree");
        }
        before
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
            let natural: u32 = path.leaving.iter().map(|team| team[..=year].iter().sum::<u32>()).sum();
            let redeployed = per_year(path.redeployed_per_year, year).min(file.policy.redeployed_at_most.unwrap_or(u32::MAX));
            let paid = path.severance.map_or(0, |(_, most)| per_year(most, year));
            let early = path.early_retirement.map_or(0, |(_, _, most)| per_year(most, year));
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
