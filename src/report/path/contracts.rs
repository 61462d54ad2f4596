//! The contracts of a path: what each comes to in each year, and each year's plan as a file.

use super::PathReport;
use crate::outcome::ContractSummary;
use crate::plan;
use crate::report::ReportError;
use crate::report::contracts::statement;
use crate::report::table::Table;

impl PathReport<'_> {
    /// What each provider is paid in each year, as simulated; nothing where nothing is under contract.
    pub(super) fn contracts_table(&self) -> Option<Table> {
        let words = self.words;
        let years = &self.paths.best.years;
        let offers = &self.scenario().offers;
        let mut headers =
            vec![format!("{} ({})", words.pick("付给供应商", "Paid to providers"), words.money_unit(&self.scenario().currency))];
        headers.extend((0..years.len()).map(|year| self.year_name(year)));
        let row = |family: usize| -> Option<Vec<String>> {
            let cells = years.iter().map(|year| {
                let of_family: Vec<&ContractSummary> = year.contracts.iter().filter(|of| offers[of.offer].family == family).collect();
                (!of_family.is_empty()).then(|| of_family.iter().map(|of| of.paid.mean).sum::<f64>())
            });
            let cells: Vec<Option<f64>> = cells.collect();
            let told = |paid: Option<f64>| paid.map_or_else(|| "–".to_owned(), |paid| words.money(paid));
            let title = offers[family].title.clone();
            cells.iter().any(Option::is_some).then(|| std::iter::once(title).chain(cells.into_iter().map(told)).collect())
        };
        let rows: Vec<Vec<String>> = (0..offers.len()).filter(|offer| offers[*offer].family == *offer).filter_map(row).collect();
        (!rows.is_empty()).then_some(Table { headers, rows })
    }

    /// A row for each contract in each year of the best path, in the year's money.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub fn contracts_csv(&self) -> Result<Vec<u8>, ReportError> {
        let of_years = self.paths.best.years.iter().enumerate();
        let rows = of_years.flat_map(|(year, of_year)| of_year.contracts.iter().map(move |of| (vec![(year + 1).to_string()], of)));
        statement(self.supply, &["year"], rows)
    }

    /// Each year's plan as a file that can be read back, by the year's name.
    pub fn plans(&self) -> Vec<(String, String)> {
        let of_year = |year: usize| {
            let written = plan::write(&self.paths.best.years[year].plan, self.supply);
            let name = self.year_name(year);
            let head = match year {
                0 => format!("# {name}, the first year of the path.\n"),
                _ => format!(
                    "# {name} along the path. What runs in it since the year before is said by `status_quo` and not by a plan: played by itself, it begins anew.\n"
                ),
            };
            (name, head + &written)
        };
        (0..self.paths.best.years.len()).map(of_year).collect()
    }
}
