//! The names that reports and charts show, of which a font must have the letters; what strategies are called, and files.

use super::words::Words;
use crate::run::{Played, RunResult};
use crate::scenario::Scenario;
use crate::strategies::Strategy;

/// A name, and what it is the name of.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// What is called so.
    pub of: &'static str,
    /// The name.
    pub text: &'a str,
}

/// All names of a scenario that reports show. Those that the program makes are put together from them.
pub fn shown(scenario: &Scenario) -> Vec<Shown<'_>> {
    fn all<'a, T>(of: &'static str, list: &'a [T], text: fn(&'a T) -> &'a String) -> impl Iterator<Item = Shown<'a>> {
        list.iter().map(move |item| Shown { of, text: text(item) })
    }
    let head = [("the scenario", &scenario.title), ("the currency", &scenario.currency)].map(|(of, text)| Shown { of, text });
    let mut names: Vec<Shown<'_>> = head.into_iter().collect();
    names.extend(all("a department", &scenario.departments, |of| &of.title));
    names.extend(all("a site", &scenario.sites, |of| &of.title));
    names.extend(all("a service", &scenario.services, |of| &of.title));
    names.extend(scenario.services.iter().flat_map(|service| all("an arrangement", &service.arrangements, |of| &of.name)));
    names.extend(all("a lot", &scenario.lots, |of| &of.title));
    names.extend(all("a factor", &scenario.factors, |of| &of.name));
    names.extend(all("a team", &scenario.teams, |of| &of.title));
    names.extend(scenario.teams.iter().flat_map(|team| all("a grade", &team.grades, |of| &of.title)));
    names.extend(all("a kind of room", &scenario.rooms, |of| &of.title));
    names.extend(all("equipment", &scenario.equipment, |of| &of.name));
    names.extend(all("an offer", &scenario.offers, |of| &of.title));
    names.extend(all("a provider", &scenario.offers, |of| &of.provider));
    names.extend(all("a bundle", &scenario.bundles, |of| &of.name));
    names.extend(all("a resource", &scenario.resources, |of| &of.title));
    names.extend(all("the unit of a resource", &scenario.resources, |of| &of.unit));
    let criteria = scenario.cost_comparison.iter().flat_map(|terms| &terms.criteria);
    names.extend(criteria.map(|criterion| Shown { of: "a criterion", text: &criterion.title }));
    names
}

/// A strategy's name, or the user's for it.
pub fn name_of(played: &Played, words: Words) -> String {
    played.name.clone().unwrap_or_else(|| words.strategy(played.strategy).to_owned())
}

/// What a heading adds where a path is recommended and what stands below is of the state that it is set beside; nothing without a path.
pub fn of_the_aim(run: &RunResult, words: Words) -> &'static str {
    if matches!(run.path, Some(Ok(_))) { words.pick("（目标状态）", " (the state aimed at)") } else { "" }
}

/// Where a strategy's plan goes.
pub(super) fn plan_file(played: &Played) -> String {
    match played.strategy {
        Strategy::Optimum => "plan.toml".to_owned(),
        _ => format!("plans/{}.toml", file_name(played.key())),
    }
}

/// A name as part of a file's: without what a file system or a web server could take amiss.
pub(super) fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ') { c } else { '-' };
    name.chars().map(plain).collect()
}
