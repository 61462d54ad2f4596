//! Factors that move demands and prices together: variances, covariances and expected products against their formulas.

use crate::common::known::{PATIENT, summary};
use crate::common::{Edit, load, lot, round_the_clock};
use houqin::random::{Phase, Streams};
use houqin::replicate::Silent;
use houqin::scenario::Scenario;
use houqin::services::{Demand, LotDemand, Shocks};
use houqin::supply::Supply;

const LABOUR: &str = "{ distribution = \"constant\", mean = 0.01 }";

/// A year's jobs of each lot, in many replications.
fn counts(scenario: &Scenario, replications: u64) -> Vec<Vec<f64>> {
    let mut counts = vec![Vec::new(); scenario.lots.len()];
    for replication in 0..replications {
        let demand = Demand::draw(scenario, &Streams::new(5, Phase::Evaluation, replication));
        for (count, lot) in counts.iter_mut().zip(&demand.lots) {
            let LotDemand::Jobs(jobs) = lot else { panic!("jobs") };
            count.push(jobs.len() as f64);
        }
    }
    counts
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (x, y) = (mean(a), mean(b));
    a.iter().zip(b).map(|(a, b)| (a - x) * (b - y)).sum::<f64>() / (a.len() - 1) as f64
}

#[test]
fn a_common_factor_gives_the_covariance_it_must() {
    let lots = lot("A", 0.1, LABOUR, &format!("{PATIENT}\nfactors = {{ f = 1.0 }}"))
        + &lot("B", 0.2, LABOUR, &format!("{PATIENT}\nfactors = {{ f = 0.5 }}"))
        + &lot("C", 0.1, LABOUR, &format!("{PATIENT}\nfactors = {{ f = -0.4 }}"))
        + &lot("D", 0.1, LABOUR, PATIENT);
    let text = round_the_clock(3, "", &lots, "\n[[factor]]\nname = \"f\"\nspread = 0.2\ndrawn = \"year\"\n");
    let counts = counts(&load(&text), 6000);
    let (effects, spread) = ([1.0, 0.5, -0.4, 0.0], 0.2f64);
    let means = [876.0, 1752.0, 876.0, 876.0];
    for a in 0..4 {
        // Mixed Poisson: the mean stays; Var = μ + μ²e²s², Cov = μ₁μ₂e₁e₂s².
        let spread_of_mean = (covariance(&counts[a], &counts[a]) / 6000.0).sqrt();
        assert!((mean(&counts[a]) - means[a]).abs() < 3.5 * spread_of_mean, "mean of lot {a}: {}", mean(&counts[a]));
        for b in a..4 {
            let own = if a == b { means[a] } else { 0.0 };
            let exact = own + means[a] * means[b] * effects[a] * effects[b] * spread * spread;
            // √(Var·Var/n) for a covariance near 0; a log-normal's fourth moment makes it a little wider.
            let scale = |lot: usize| means[lot] + (means[lot] * effects[lot] * spread).powi(2);
            let error = (2.0 * scale(a) * scale(b) / 6000.0).sqrt();
            let measured = covariance(&counts[a], &counts[b]);
            assert!((measured - exact).abs() < 4.5 * error, "covariance of {a} and {b}: {measured} against {exact} ± {error}");
        }
    }
}

#[test]
fn a_session_with_known_dates_adds_its_work_and_only_then() {
    let text = round_the_clock(
        1,
        "",
        &lot("A", 1.0, LABOUR, &format!("{PATIENT}\nfactors = {{ session = 1.0 }}")),
        "\n[[factor]]\nname = \"session\"\nspread = 0\ndrawn = \"day\"\nlevel = 3.0\nbetween = [\"2027-03-03 to 2027-03-12\", \"12-30 to 01-02\"]\n",
    );
    let scenario = load(&text);
    let mut by_day = vec![0.0f64; 365];
    for replication in 0..400 {
        let demand = Demand::draw(&scenario, &Streams::new(5, Phase::Evaluation, replication));
        let LotDemand::Jobs(jobs) = &demand.lots[0] else { panic!("jobs") };
        jobs.iter().for_each(|job| by_day[(job.arrival / 1440.0) as usize] += 1.0 / 400.0);
    }
    for (day, count) in by_day.iter().enumerate() {
        // March 3 to 12 are days 61 to 70; December 30 and 31 are 363 and 364, January 1 and 2 are 0 and 1.
        let rate = if (61..=70).contains(&day) || !(2..363).contains(&day) { 72.0 } else { 24.0 };
        assert!((count - rate).abs() < 4.5 * (rate / 400.0f64).sqrt(), "day {day}: {count} a day instead of {rate}");
    }
    // Expected volumes know of the session: 351 days at 24 and 14 at 72.
    let expected = Supply::new(&scenario).expected_volume(0).units;
    assert!((expected - (351.0 * 24.0 + 14.0 * 72.0)).abs() < 1.0, "{expected}");
}

#[test]
fn a_factor_remembers_as_much_as_it_is_told() {
    let text = round_the_clock(
        1,
        "",
        &lot("A", 0.001, LABOUR, &format!("{PATIENT}\nfactors = {{ f = 1.0 }}")),
        "\n[[factor]]\nname = \"f\"\nspread = 0.1\ndrawn = \"month\"\npersistence = \"70%\"\n",
    );
    let scenario = load(&text);
    let (mut first, mut next, mut third) = (Vec::new(), Vec::new(), Vec::new());
    for replication in 0..4000 {
        let shocks = Shocks::draw(&scenario, &Streams::new(5, Phase::Evaluation, replication));
        let month = |month: usize| shocks.in_month(&vec![(0, 1.0)], &scenario.calendar, month).ln();
        first.push(month(4));
        next.push(month(5));
        third.push(month(6));
    }
    let correlation = |a: &[f64], b: &[f64]| covariance(a, b) / (covariance(a, a) * covariance(b, b)).sqrt();
    // The standard error of a correlation ρ is (1 − ρ²)/√n.
    assert!((correlation(&first, &next) - 0.7).abs() < 4.0 * 0.51 / 63.2);
    assert!((correlation(&first, &third) - 0.49).abs() < 4.0 * 0.76 / 63.2);
    let spread = covariance(&third, &third).sqrt();
    assert!((spread - 1.01f64.ln().sqrt()).abs() < 0.005, "the spread stays from month to month: {spread}");
}

/// A canteen with a factor on its attendance.
fn canteen(extra: &str, tables: &str) -> String {
    let lot = format!(
        "[[service.sittings]]\nname = \"C\"\ntrade = \"X\"\nsite = \"S\"\nregistered = 500\nattendance = 0.6\nattendance_sd = 0.04\nguests = 10\nwindow = \"11:30-12:30\"\ncounters = 4\npeople_per_counter = 2\nmeals_per_person = 100\nservice_seconds = {{ distribution = \"constant\", mean = 20 }}\nseats = 400\neating_minutes = {{ distribution = \"constant\", mean = 15 }}\nproduction_quantile = 0.9\ningredients_per_meal = 1\nunserved_cost_per_meal = 10\nwait_within = \"10 minutes\"\nstandard = \"0%\"\n{extra}\n"
    );
    let other = lot.edit("name = \"C\"", "name = \"E\"");
    round_the_clock(8, "", &format!("{lot}{other}"), tables)
}

#[test]
fn canteens_under_the_same_weather_are_full_together() {
    let factor = "\n[[factor]]\nname = \"heat\"\nspread = 0.1\ndrawn = \"day\"\n";
    let scenario = load(&canteen("factors = { heat = -0.5 }", factor));
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for replication in 0..40 {
        let demand = Demand::draw(&scenario, &Streams::new(5, Phase::Evaluation, replication));
        let (LotDemand::Meals(a), LotDemand::Meals(b)) = (&demand.lots[0], &demand.lots[1]) else { panic!("meals") };
        first.extend(a.iter().map(|meal| f64::from(meal.diners)));
        second.extend(b.iter().map(|meal| f64::from(meal.diners)));
    }
    // Common variance (300·.5·.1)² for the registered and 10·.5·.1 for the guests; own: 500²·.04² + 500(.6·.4 − .04²) + 10.
    let common = (310.0f64 * 0.05).powi(2);
    let own = 400.0 + 500.0 * (0.24 - 0.0016) + 10.0;
    let exact = common / (common + own);
    let measured = covariance(&first, &second) / (covariance(&first, &first) * covariance(&second, &second)).sqrt();
    let error = (1.0 - exact * exact) / (first.len() as f64).sqrt();
    assert!((measured - exact).abs() < 4.0 * error + 0.005, "{measured} against {exact} ± {error}");
}

#[test]
fn a_forecast_from_the_past_alone_covers_the_asked_quantile() {
    let scenario = load(&canteen("forecast_from_past_meals = 10", ""));
    let (mut enough, mut all, mut portions) = (0.0, 0.0, 0.0);
    for replication in 0..60 {
        let demand = Demand::draw(&scenario, &Streams::new(5, Phase::Evaluation, replication));
        let LotDemand::Meals(meals) = &demand.lots[0] else { panic!("meals") };
        for meal in &meals[60..] {
            all += 1.0;
            enough += f64::from(f64::from(meal.diners) <= meal.planned);
            portions += meal.planned;
        }
    }
    // Rounding up adds half a portion, .006 at this spread; a beta is nearly normal.
    let share: f64 = enough / all;
    assert!((share - 0.906).abs() < 0.012, "{share}");
    // Uncertainty costs portions: more than the 310 + 1.28 × 23 that a kitchen cooks that knows mean and spread.
    assert!(portions / all > 340.5 && portions / all < 346.0, "{}", portions / all);
}

#[test]
fn a_central_kitchen_shares_out_what_it_can_cook() {
    let scenario = load(&canteen("kitchen = \"K\"", "\n[[kitchen]]\nname = \"K\"\nmeals_per_day = 500\n"));
    let streams = Streams::new(5, Phase::Evaluation, 0);
    let demand = Demand::draw(&scenario, &streams);
    let (LotDemand::Meals(a), LotDemand::Meals(b)) = (&demand.lots[0], &demand.lots[1]) else { panic!("meals") };
    // Both plan some 340: each gets half of five hundred, and no more than that leaves the counter.
    assert!(a.iter().zip(b.iter()).all(|(a, b)| a.sent + b.sent <= 500.0 && a.sent + b.sent >= 498.0 && (a.sent - b.sent).abs() <= 1.0));
    let supply = Supply::new(&scenario);
    let kitchen = supply.units.iter().position(|unit| unit.kind == houqin::supply::UnitKind::Kitchen).unwrap();
    let size = houqin::supply::Size { people: 8, rooms: Vec::new() };
    let presence = supply.presence(kitchen, &streams, 8);
    let response = supply.respond(kitchen, &size, &[true, true], &demand, presence.as_ref());
    let served: f64 = response.lots.iter().flatten().map(|month| month.served).sum();
    let days = a.len() as f64;
    assert!(served <= 500.0 * days && served > 490.0 * days, "{served} in {days} days");
}

#[test]
fn prices_that_rise_with_the_work_cost_more_than_their_means_and_the_plan_knows() {
    // Everything is bought: cost = p·μ·E[(1 + e₁(f − 1))(1 + e₂(f − 1))] = p·μ·(1 + e₁e₂s²).
    let extra = "response_within = \"0 minutes\"\noverflow = \"at-deadline\"\nfactors = { f = 1.0 }\nspot_price_per_job = 10\nspot_price_factors = { f = 0.8 }";
    let factor = "\n[[factor]]\nname = \"f\"\nspread = 0.5\ndrawn = \"month\"\n";
    let text = round_the_clock(0, "", &lot("A", 0.1, LABOUR, extra), factor).edit("planning_samples = 40", "planning_samples = 400");
    let text = text.edit("replications = 40", "replications = 400").edit("new_hires = true", "new_hires = false");
    let exact = 10.0 * 876.0 * (1.0 + 0.8 * 0.25);
    let cost = summary(&text, &[]).cost;
    let error = cost.half_width() / 1.966;
    assert!((cost.mean - exact).abs() < 3.5 * error, "{} ± {error} against {exact}", cost.mean);
    assert!(error < 0.02 * exact);
    let scenario = load(&text);
    let supply = Supply::new(&scenario);
    let Ok((verified, _)) = houqin::run::optimise(&supply, &Silent) else { panic!("a plan exists") };
    assert!(verified.verified, "{:?}", verified.disagreements);
    assert!((verified.prediction.cash - exact).abs() < 3.5 * error, "predicted {}", verified.prediction.cash);

    // The same through an offer with a minimum that is sometimes missed.
    let offer = "[[offer]]\nname = \"O\"\nprovider = \"P\"\nlots = [\"W/*\"]\nprice_per_job = 9\nadministration_per_year = 0\nminimum_per_year = 8000\nprice_factors = { f = 0.8 }\n";
    let text = text.edit(factor, &format!("{factor}{offer}"));
    let scenario = load(&text);
    let supply = Supply::new(&scenario);
    let Ok((verified, _)) = houqin::run::optimise(&supply, &Silent) else { panic!("a plan exists") };
    assert!(verified.verified, "{:?}", verified.disagreements);
    assert_eq!(verified.prediction.plan.awarded, [true]);
}
