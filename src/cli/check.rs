//! `houqin check`: everything that is wrong with a scenario.

use clap::Args;

use super::{Common, Outcome, terminal};
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let scenario = options.common.load()?;
    let supply = Supply::new(&scenario);
    let people: u32 = scenario.teams.iter().map(|team| team.people).sum();
    let offers = (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].family == *offer).count();
    if options.common.json {
        let document = serde_json::json!({
            "scenario": scenario.name, "departments": scenario.departments.len(), "sites": scenario.sites.len(),
            "lots": scenario.lots.len(), "people": people, "offers": offers, "ways": scenario.offers.len(), "units": supply.units.len(),
        });
        terminal::out(&format!("{document}\n"))?;
    } else if !options.common.quiet {
        terminal::out(&format!(
            "{} is fine: {}, {}, {}, {}, {} with {people} people, {}, {}.\nNext: houqin run {}\n",
            options.common.scenario.display(),
            counted(scenario.departments.len(), "department"),
            counted(scenario.sites.len(), "site"),
            counted(scenario.services.len(), "service"),
            counted(scenario.lots.len(), "lot"),
            counted(scenario.teams.len(), "team"),
            counted(scenario.rooms.iter().map(|room| room.count).sum::<u32>() as usize, "room"),
            counted(offers, "offer"),
            options.common.scenario.display()
        ))?;
    }
    Ok(())
}

/// A number of things.
fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}
