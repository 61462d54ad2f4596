//! Three questions to a scenario, as a program of one's own would ask them: what is best, why, and what if a price were another.
//!
//! As: cargo run --release --example ask -- scenarios/first-steps.toml
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example")]

use std::ops::ControlFlow;

use houqin::Study;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| "scenarios/first-steps.toml".into());
    let study = Study::open(&file)?.watched(|at| {
        eprint!("\r{:?} {} of {}    ", at.step, at.done, at.of);
        ControlFlow::Continue(())
    });
    let scenario = study.scenario();

    let today = study.simulate(&study.today());
    let best = study.optimise()?;
    let after = study.simulate(&best.prediction.plan);
    eprintln!();
    println!("today costs {:.0} {} a year, the best plan {:.0}", today.cost.mean, scenario.currency, after.cost.mean);

    for limit in study.explain(0.02)?.limits {
        println!("{} looser by {:.0} saves {:.0}", limit.limit.title().en, limit.step, limit.looser.max(0.0));
    }
    eprintln!();

    if let Some(offer) = scenario.offers.first() {
        let pays = |factor: f64| -> Result<f64, Box<dyn std::error::Error>> {
            let price = offer.prices.iter().flatten().next().map_or(0.0, |price| price.per_unit);
            let dearer = study.with(&format!("offer.{}.price_per_job", offer.name), (price * factor).round())?;
            Ok(dearer.optimise()?.prediction.cash)
        };
        println!("with {} dearer by a tenth it costs {:.0}, cheaper by a tenth {:.0}", offer.title, pays(1.1)?, pays(0.9)?);
    }
    eprintln!();
    Ok(())
}
