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
    if options.common.json {
        let document = serde_json::json!({
            "scenario": scenario.name, "departments": scenario.departments.len(), "sites": scenario.sites.len(),
            "lots": scenario.lots.len(), "people": people, "offers": scenario.offers.len(), "units": supply.units.len(),
        });
        terminal::out(&format!("{document}\n"));
    } else if !options.common.quiet {
        terminal::out(&format!(
            "{} is fine: {} departments, {} sites, {} services, {} lots, {} teams with {people} people, {} rooms, {} offers.\nNext: houqin run {}\n",
            options.common.scenario.display(),
            scenario.departments.len(),
            scenario.sites.len(),
            scenario.services.len(),
            scenario.lots.len(),
            scenario.teams.len(),
            scenario.rooms.iter().map(|room| room.count).sum::<u32>(),
            scenario.offers.len(),
            options.common.scenario.display()
        ));
    }
    Ok(())
}
