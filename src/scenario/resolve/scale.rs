//! Amounts so far from all others that a solver cannot weigh them against each other.

use super::{Index, Key, Resolver, Step};

/// How far above or below the middle amount of a scenario an amount may be. A solver works to about one part in a hundred million.
const FAR: f64 = 1e7;

impl Resolver<'_> {
    /// Warn of amounts of money a year that are out of all proportion to the rest: a wrong unit, or a huge figure meant as "never".
    pub(super) fn check_scale(&mut self) {
        let file = self.file;
        let mut amounts: Vec<(Vec<Step<'_>>, f64)> = Vec::new();
        for (index, service) in file.service.iter().enumerate() {
            let path = |table, lot, key| vec![Key("service"), Index(index), Key(table), Index(lot), Key(key)];
            for (lot, spec) in service.work_orders.iter().enumerate() {
                amounts.push((path("work_orders", lot, "unserved_cost_per_job"), spec.unserved_cost_per_job * spec.jobs_per_month * 12.0));
            }
            for (lot, spec) in service.sittings.iter().enumerate() {
                let meals = f64::from(spec.registered) * 250.0;
                amounts.push((path("sittings", lot, "unserved_cost_per_meal"), spec.unserved_cost_per_meal * meals));
            }
            for (lot, spec) in service.bookings.iter().enumerate() {
                let bookings = spec.bookings_per_day * 250.0;
                amounts.push((path("bookings", lot, "unserved_cost_per_booking"), spec.unserved_cost_per_booking * bookings));
            }
        }
        for (index, team) in file.team.iter().enumerate() {
            let path = vec![Key("team"), Index(index), Key("cost_per_person_year"), Key("personnel")];
            amounts.extend(team.cost_per_person_year.personnel.map(|amount| (path, amount)));
            amounts.extend(
                team.grades
                    .iter()
                    .enumerate()
                    .map(|(grade, spec)| (vec![Key("team"), Index(index), Key("grades"), Index(grade), Key("personnel")], spec.personnel)),
            );
        }
        for (index, offer) in file.offer.iter().enumerate() {
            let of_offer = [
                ("fee_per_year", offer.fee_per_year),
                ("minimum_per_year", offer.minimum_per_year),
                ("administration_per_year", offer.administration_per_year),
                ("transition_cost", offer.transition_cost),
                ("exit_cost", offer.exit_cost),
            ];
            amounts.extend(of_offer.map(|(key, amount)| (vec![Key("offer"), Index(index), Key(key)], amount)));
        }
        let policy = [("cost_per_hire", file.policy.cost_per_hire), ("cost_per_redeployment", file.policy.cost_per_redeployment)];
        amounts.extend(policy.map(|(key, amount)| (vec![Key("policy"), Key(key)], amount)));
        amounts.retain(|(_, amount)| *amount > 0.0 && amount.is_finite());
        if amounts.len() < 3 {
            return;
        }
        let mut sorted: Vec<f64> = amounts.iter().map(|(_, amount)| *amount).collect();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted[sorted.len() / 2];
        for (path, amount) in amounts.iter().filter(|(_, amount)| *amount > middle * FAR || *amount < middle / FAR) {
            let than = if *amount > middle { "more" } else { "less" };
            let message =
                format!("about {amount:.1e} a year, ten million times {than} than the scenario's other amounts (about {middle:.1e})");
            let help = "the solver cannot weigh them against each other: check the unit; for what must never happen use a limit (a standard, `confidential`) instead of a huge cost";
            self.warning(path, message, help);
        }
    }
}
