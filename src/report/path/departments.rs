//! Who pays for a path: what each department bears of each year's cash.

use super::PathReport;
use crate::report::ReportError;
use crate::report::csv::{csv, number};
use crate::report::table::Table;
use crate::scenario::file::Language;

impl PathReport<'_> {
    /// What each department pays in each year, what is spent once included, with its share; nothing where there is one department alone.
    pub(super) fn departments_table(&self) -> Option<Table> {
        let words = self.words;
        let departments = &self.scenario().departments;
        let years = &self.paths.best.years;
        if departments.len() < 2 || years.iter().any(|year| year.departments.len() != departments.len()) {
            return None;
        }
        let unit = words.money_unit(&self.scenario().currency);
        let mut headers = vec![match words.language {
            Language::Zh => format!("各部门承担（{unit}，含一次性支出）"),
            Language::En => format!("Departments pay ({unit}, spent once included)"),
        }];
        headers.extend((0..years.len()).map(|year| self.year_name(year)));
        let rows = departments.iter().enumerate().map(|(department, of)| {
            let paid = years.iter().map(|year| {
                let (paid, all) = (year.departments[department], year.departments.iter().sum::<f64>());
                if all > 0.0 { format!("{} ({})", words.money(paid), words.percent(paid / all)) } else { words.money(paid) }
            });
            std::iter::once(of.name.clone()).chain(paid).collect()
        });
        Some(Table { rows: rows.collect(), headers })
    }

    /// One row for each department in each year of each path that is planned.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub(super) fn departments_csv(&self) -> Result<Vec<u8>, ReportError> {
        let departments = &self.scenario().departments;
        let rows = self.named().into_iter().flat_map(|(name, path)| {
            let of_year = path.years.iter().enumerate().flat_map(move |(year, of_year)| {
                let row = move |(department, paid): (usize, &f64)| {
                    vec![name.to_owned(), (year + 1).to_string(), departments[department].name.clone(), number(*paid)]
                };
                of_year.departments.iter().enumerate().map(row)
            });
            of_year.collect::<Vec<_>>()
        });
        csv(&["path", "year", "department", "paid"], rows)
    }
}
