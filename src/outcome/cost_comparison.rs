//! Own people against contracts as auditors compare them: whole-life statements by line, discounted, and the conversion
//! differential (United States Code, title 41, section 1710; Office of Management and Budget, Circular A-76).

use super::{CostLine, Costs};
use crate::scenario::CostComparison;

/// What one way of running a service costs over all years, at present value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WholeLife {
    /// By line.
    pub lines: Costs,
    /// Gained once on assets that are no longer needed; taken off.
    pub asset_gain: f64,
    /// Comes back as tax; taken off.
    pub tax: f64,
    /// What other services cost more because this one is run so, where that is the other way of it: people who then stay elsewhere, contracts with more or
    /// less work.
    pub elsewhere: f64,
}

impl WholeLife {
    /// Of a yearly statement without one-time costs, and those: they fall before the first year, others at the end of each.
    #[must_use]
    pub fn of(yearly: &Costs, once: f64, years: u32, terms: &CostComparison, asset_gain: f64) -> Self {
        let mut lines = yearly.scaled(annuity(years, terms));
        lines[CostLine::Conversion] = once;
        let tax = terms.tax_share * (lines[CostLine::Contracts] + lines[CostLine::Spot]);
        Self { lines, asset_gain, tax, elsewhere: 0.0 }
    }

    /// All lines less what comes back, and what others cost more.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.lines.total() - self.asset_gain - self.tax + self.elsewhere
    }
}

/// What one a year is worth over all years, paid at the end of each.
#[must_use]
pub fn annuity(years: u32, terms: &CostComparison) -> f64 {
    (1..=years).map(|year| (1.0 + terms.discount_rate).powi(-(year as i32))).sum()
}

/// Whether a service should change sides.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Verdict {
    /// What changing sides saves over all years; negative if it costs.
    pub saving: f64,
    /// What it must save at least.
    pub differential: f64,
    /// What goes without more, in all services, over all years (not cash); negative if less does.
    pub unserved: f64,
    /// Whether to change.
    pub convert: bool,
}

impl Verdict {
    /// Of the two ways of running a service, of which the second is in force if `contracted`; `unserved` is what goes without under either over all years.
    /// Whoever saves exactly the differential converts, if that is anything, and if it is not less than what goes without more.
    #[must_use]
    pub fn of(in_house: &WholeLife, contract: &WholeLife, unserved: [f64; 2], contracted: bool, terms: &CostComparison) -> Self {
        let saved = if contracted { contract.total() - in_house.total() } else { in_house.total() - contract.total() };
        let more = if contracted { unserved[0] - unserved[1] } else { unserved[1] - unserved[0] };
        let differential = (terms.differential_share * in_house.lines[CostLine::Personnel]).min(terms.differential_at_most);
        Self { saving: saved, differential, unserved: more, convert: saved > 0.0 && saved >= differential && saved > more }
    }

    /// Whether cash alone would change sides, and what goes without more keeps it where it is.
    #[must_use]
    pub fn held_back(&self) -> bool {
        !self.convert && self.saving > 0.0 && self.saving >= self.differential
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(discount_rate: f64) -> CostComparison {
        CostComparison {
            discount_rate,
            differential_share: 0.1,
            differential_at_most: 1e7,
            tax_share: 0.0,
            asset_gain: vec![],
            criteria: vec![],
        }
    }

    /// Two ways that cost the same are no reason to change, also where nothing has to be saved.
    #[test]
    fn nobody_changes_sides_for_nothing() {
        let same = WholeLife::of(&statement(&[(CostLine::Contracts, 100.0)]), 0.0, 3, &terms(0.05), 0.0);
        for contracted in [false, true] {
            let verdict = Verdict::of(&same, &same, [0.0; 2], contracted, &terms(0.05));
            assert_eq!((verdict.saving, verdict.differential, verdict.convert), (0.0, 0.0, false));
        }
    }

    fn statement(lines: &[(CostLine, f64)]) -> Costs {
        let mut costs = Costs::default();
        lines.iter().for_each(|(line, amount)| costs[*line] = *amount);
        costs
    }

    fn verdict(personnel: f64, contract: f64) -> Verdict {
        let terms = terms(0.0);
        let [own, bought] = [(CostLine::Personnel, personnel), (CostLine::Contracts, contract)]
            .map(|line| WholeLife::of(&statement(&[line]), 0.0, 1, &terms, 0.0));
        Verdict::of(&own, &bought, [0.0; 2], false, &terms)
    }

    /// 41 U.S.C. 1710: ten per cent of personnel, at most 10 million; equality converts.
    #[test]
    fn equality_converts_and_a_cent_less_does_not() {
        assert!(verdict(1_000_000.0, 900_000.0).convert);
        assert!(!verdict(1_000_000.0, 900_000.01).convert);
        // Ten per cent of 200 million would be 20 million: the cap decides.
        assert!(verdict(200_000_000.0, 190_000_000.0).convert);
        assert!(!verdict(200_000_000.0, 190_000_000.01).convert);
        // Where both are the same.
        assert_eq!(verdict(100_000_000.0, 0.0).differential, 10_000_000.0);
    }

    /// Factors at 3.5 %: year 1 .9662, year 5 .8420, year 10 .7089 (Green Book).
    #[test]
    fn years_count_by_the_green_book_factors() {
        let yearly = statement(&[(CostLine::Personnel, 1.0), (CostLine::Conversion, 0.2)]);
        let factor = |year: u32| {
            let life = |years| WholeLife::of(&yearly, 1.0, years, &terms(0.035), 0.0).lines[CostLine::Personnel];
            life(year) - life(year - 1)
        };
        for (year, known) in [(1, 0.9662), (5, 0.8420), (10, 0.7089), (30, 0.3563)] {
            assert!((factor(year) - known).abs() < 5e-5, "year {year}: {}", factor(year));
        }
        // Conversion is paid once, before any year, and is not discounted.
        assert!((WholeLife::of(&yearly, 1.0, 5, &terms(0.035), 0.0).lines[CostLine::Conversion] - 1.0).abs() < 1e-12);
    }

    /// A statement by hand: 2 years at 10 %, annuity 1.735537; contracts 100, administration 10, conversion 16, tax 5 %, assets 20.
    #[test]
    fn an_adjusted_contract_cost_by_hand() {
        let terms = CostComparison { tax_share: 0.05, ..terms(0.1) };
        let lines = [(CostLine::Contracts, 100.0), (CostLine::Administration, 10.0)];
        let life = WholeLife::of(&statement(&lines), 16.0, 2, &terms, 20.0);
        let known = 110.0 * 1.735_537_19 + 16.0 - 0.05 * 173.553_719 - 20.0;
        assert!((life.total() - known).abs() < 1e-6, "{} against {known}", life.total());
    }
}
