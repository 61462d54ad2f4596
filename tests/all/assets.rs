//! Things that age, through scenario files: expected failures against the Weibull hazard, and what servicing spares.

use crate::common::known::{PATIENT, summary};
use crate::common::{load, lot, round_the_clock};
use houqin::supply::Supply;

fn scenario(asset: &str, extra: &str) -> String {
    let labour = "{ distribution = \"constant\", mean = 2 }";
    let lots = lot("A", 0.0, labour, &format!("{PATIENT}\nfailures_of = \"pumps\"\n{extra}"))
        + &lot("B", 0.0, labour, "response_within = \"5 days\"\noverflow = \"never\"\narrivals = \"planned\"\nservicing_of = \"fans\"");
    let fans = "[[asset]]\nname = \"fans\"\ncount = 30\nmean_life_years = 9\nshape = 2\nage_years = { distribution = \"constant\", mean = 0 }\nrepair = \"renews\"\npreventive = { every_months = 6, restores = \"50%\" }\n";
    round_the_clock(8, "", &lots, &format!("[[asset]]\nname = \"pumps\"\ncount = 200\n{asset}\n{fans}"))
}

#[test]
fn old_things_fail_as_often_as_the_weibull_hazard_says() {
    let text =
        scenario("mean_life_years = 6\nshape = 2.5\nage_years = { distribution = \"constant\", mean = 5 }\nrepair = \"minimal\"", "");
    let scale: f64 = 6.0 / 0.887_263_817_503_075; // Γ(1.4), from a table
    let hazard = |age: f64| (age / scale).powf(2.5);
    let year = 365.0 / 365.25;
    let exact = 200.0 * (hazard(5.0 + year) - hazard(5.0));
    let summary = summary(&text, &[]);
    // Poisson over 40 years.
    let error = (exact / 40.0).sqrt();
    assert!((summary.lots[0].demand.mean - exact).abs() < 4.0 * error, "{} ± {error} against {exact}", summary.lots[0].demand.mean);
    assert!((summary.lots[0].in_house.mean - summary.lots[0].demand.mean).abs() < 1e-9, "all failures are repaired");
    // The market value knows too, from 4,000 lives.
    let scenario = load(&text);
    let expected = Supply::new(&scenario).expected_volume(0);
    assert!((expected.units - exact).abs() < 4.0 * 200.0 * (exact / 200.0 / 4000.0).sqrt(), "{}", expected.units);
    assert!((expected.measure / expected.units - 2.0).abs() < 1e-9);
    // Thirty fans every six months.
    assert!((summary.lots[1].demand.mean - 60.0).abs() < 0.5, "{}", summary.lots[1].demand.mean);
}

#[test]
fn servicing_spares_failures() {
    let with = |preventive: &str| {
        let asset = format!(
            "mean_life_years = 6\nshape = 3\nage_years = {{ distribution = \"uniform\", from = 0, to = 8 }}\nrepair = \"minimal\"\n{preventive}"
        );
        summary(&scenario(&asset, ""), &["scenario.years=3"]).lots[0].demand.mean
    };
    let (never, yearly, replaced) = (
        with(""),
        with("preventive = { every_months = 12, restores = \"40%\" }"),
        with("preventive = { every_months = 12, restores = \"100%\" }"),
    );
    // Replaced every year, a thing has H(1) = (1/6.72)³ failures a year once it has been; before, on average for half a year, those of its age.
    assert!(never > 1.8 * yearly && yearly > 1.5 * replaced, "{never}, {yearly}, {replaced}");
}
