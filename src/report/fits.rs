//! Whether figures that were read are of the shape that their scenario asks for: reports take it for granted.

use crate::plan::{Plan, Route};
use crate::planning::path::Paths;
use crate::run::RunResult;
use crate::scenario::Direct;
use crate::supply::Supply;

/// Checks every list against what it is of, and every reference against what there is.
///
/// # Errors
/// Names the first that does not fit.
pub(super) fn fits(supply: &Supply, run: &RunResult) -> Result<(), String> {
    let scenario = &*supply.scenario;
    let (lots, months, resources) = (scenario.lots.len(), scenario.calendar.months(), scenario.resources.len());
    let years = scenario.calendar.years();
    if run.strategies.is_empty() {
        return Err("it has no strategy".into());
    }
    if let Some(optimum) = &run.optimum {
        plan(supply, &optimum.prediction.plan)?;
    }
    if !run.demand.is_empty() {
        count("demand", run.demand.len(), lots)?;
        run.demand.iter().try_for_each(|lot| count("demand", lot.len(), months))?;
    }
    if let Some(Ok(paths)) = &run.path {
        fits_path(supply, paths)?;
    }
    let replications = run.replications();
    for played in &run.strategies {
        plan(supply, &played.plan)?;
        let of = &played.summary;
        let (departments, services) = (scenario.departments.len(), scenario.services.len());
        for (name, found, known) in [
            ("costs", of.costs.len(), replications.max(1)),
            ("years", of.years.len(), years),
            ("later_years", usize::from(of.later_years.is_some()), usize::from(years > 1)),
            ("year_costs", of.year_costs.len(), replications.max(1) * years),
            ("once_by_department", of.once_by_department.len(), departments),
            ("objectives", of.objectives.len(), replications),
            ("by_department", of.by_department.len(), departments),
            ("departments", of.departments.len(), departments),
            ("by_service", of.by_service.len(), services),
            ("services", of.services.len(), services),
            ("resources", of.resources.len(), resources),
            ("base_resources", of.base_resources.len(), resources),
            ("by_month", of.by_month.len(), months),
            ("month_quantiles", of.month_quantiles.len(), months),
            ("lots", of.lots.len(), lots),
            ("units", of.units.len(), supply.units.len()),
            ("rooms", of.rooms.len(), scenario.rooms.len()),
        ] {
            count(name, found, known)?;
        }
        of.services.iter().try_for_each(|service| count("services.resources", service.resources.len(), resources))?;
        let by_month = of.units.iter().zip(&supply.units).zip(&played.plan.sizes);
        for (unit, ((summary, _), size)) in by_month.enumerate() {
            count("units.by_month", summary.by_month.len(), supply.available(unit, size).len())?;
        }
        if let Some(contract) = of.contracts.iter().find(|contract| contract.offer >= scenario.offers.len()) {
            return Err(format!("it has a contract of offer {}, and there are {}", contract.offer, scenario.offers.len()));
        }
    }
    Ok(())
}

fn fits_path(supply: &Supply, paths: &Paths) -> Result<(), String> {
    let Some(staging) = &supply.scenario.path else { return Err("it has a path, and the scenario has none".into()) };
    let sets = supply.skill_sets.len();
    for path in [Some(&paths.best), paths.free.as_ref(), Some(&paths.today)].into_iter().flatten() {
        count("path.years", path.years.len(), staging.years)?;
        for year in &path.years {
            plan(supply, &year.plan)?;
            count("path.people", year.people.len(), sets)?;
            // What nobody has planned is paid by nobody.
            if !year.departments.is_empty() {
                count("path.departments", year.departments.len(), supply.scenario.departments.len())?;
            }
            let known = year.grades.iter().map(|grade| grade.set).chain(year.gone.iter().map(|gone| gone.set)).all(|set| set < sets);
            let offers = year.begun.iter().chain(&year.renewed).all(|offer| *offer < supply.scenario.offers.len());
            if !known || !offers {
                return Err("its path names a team or an offer that there is not".into());
            }
        }
    }
    paths.aim.as_ref().map_or(Ok(()), |aim| plan(supply, &aim.plan))
}

fn count(name: &str, found: usize, known: usize) -> Result<(), String> {
    if found == known { Ok(()) } else { Err(format!("`{name}` has {found} entries instead of {known}")) }
}

fn plan(supply: &Supply, plan: &Plan) -> Result<(), String> {
    let scenario = &*supply.scenario;
    count("arrangement", plan.arrangement.len(), scenario.services.len())?;
    count("sizes", plan.sizes.len(), supply.units.len())?;
    count("awarded", plan.awarded.len(), scenario.offers.len())?;
    count("route", plan.route.len(), scenario.lots.len())?;
    count("overflow", plan.overflow.len(), scenario.lots.len())?;
    plan.sizes.iter().zip(&supply.units).try_for_each(|(size, unit)| count("rooms", size.rooms.len(), unit.rooms.len()))?;
    let below = |name: &str, index: usize, count: usize| {
        if index < count { Ok(()) } else { Err(format!("`{name}` names number {index} of {count}")) }
    };
    for (index, service) in plan.arrangement.iter().zip(&scenario.services) {
        below("arrangement", *index, service.arrangements.len())?;
    }
    let direct = |direct: Direct| match direct {
        Direct::Offer(offer) => below("route", offer, scenario.offers.len()),
        Direct::Spot | Direct::Nobody => Ok(()),
    };
    plan.overflow.iter().try_for_each(|target| direct(*target))?;
    plan.route.iter().try_for_each(|route| match route {
        Route::Unit(unit) => below("route", *unit, supply.units.len()),
        Route::Direct(target) => direct(*target),
    })
}
