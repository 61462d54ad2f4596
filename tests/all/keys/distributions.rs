//! The keys of a distribution, which are the same wherever one stands. Each family is held to its mean and its spread by formula, over 2,400 jobs.

use crate::common::Edit;
use crate::keys::entry::{Entry, Expect::*, Figure, moves};
use crate::keys::figures::today;
use crate::keys::work_orders::at_nine;

/// Jobs whose labour is drawn from a distribution, paid by the hour.
fn labour(distribution: &str) -> String {
    at_nine()
        .edit("{ distribution = \"constant\", mean = 2 }", &format!("{{ {distribution} }}"))
        .edit(
            "[policy]",
            "[[offer]]\nname = \"P\"\nprovider = \"p\"\nlots = [\"W/*\"]\nprice_per_labour_hour = 1\nadministration_per_year = 0\n[policy]",
        )
        .edit("[status_quo]", "[status_quo]\nawarded = [\"P\"]\ndirect = { \"W/*\" = \"P\" }")
}

/// Mean hours of a job.
fn mean() -> Figure {
    today(|summary| summary.line(houqin::outcome::CostLine::Contracts) / summary.lots[0].demand.mean)
}

/// Standard deviation of the hours of a job, from that of the yearly sums of 120.
fn deviation() -> Figure {
    today(|summary| {
        let all = &summary.costs;
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        (all.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / (all.len() - 1) as f64 / 120.0).sqrt()
    })
}

pub fn entries() -> Vec<Entry> {
    let many = |text: String| text.edit("replications = 20", "replications = 400");
    let two = "distribution = \"constant\", mean = 2";
    let uniform = "distribution = \"uniform\", from = 1, to = 3";
    let weibull = "distribution = \"weibull\", mean = 2, shape = 1";
    let values = "distribution = \"values\", values = [1, 3], shares = [0.5, 0.5]";
    // A Weibull of mean 2 and shape 2: its deviation is 2 √(4/π − 1).
    let of_shape_two = 2.0 * (4.0 / std::f64::consts::PI - 1.0f64).sqrt();
    vec![
        moves("distribution.mean", &labour(two), "mean = 2 }\nresponse", "mean = 3 }\nresponse", mean(), Is(3.0)),
        moves(
            "distribution.distribution",
            &many(labour(two)),
            "\"constant\", mean = 2",
            "\"exponential\", mean = 2",
            deviation(),
            Near(2.0, 0.25),
        ),
        moves(
            "distribution.cv",
            &many(labour("distribution = \"gamma\", mean = 2, cv = 1")),
            "cv = 1",
            "cv = 0.5",
            deviation(),
            Near(1.0, 0.13),
        ),
        moves(
            "distribution.cv",
            &many(labour("distribution = \"lognormal\", mean = 2, cv = 1")),
            "cv = 1",
            "cv = 0.5",
            deviation(),
            Near(1.0, 0.13),
        ),
        moves("distribution.shape", &many(labour(weibull)), "shape = 1", "shape = 2", deviation(), Near(of_shape_two, 0.14)),
        moves("distribution.from", &labour(uniform), "from = 1", "from = 2", mean(), Near(2.5, 0.05)),
        moves("distribution.to", &labour(uniform), "to = 3", "to = 5", mean(), Near(3.0, 0.1)),
        moves("distribution.values", &labour(values), "values = [1, 3]", "values = [1, 4]", mean(), Near(2.5, 0.15)),
        moves("distribution.shares", &labour(values), "shares = [0.5, 0.5]", "shares = [0.2, 0.8]", mean(), Near(2.6, 0.1)),
    ]
}
