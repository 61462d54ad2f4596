//! What is set beside a plan is set beside it fairly: every way of a service with what others pay by it, every point of a frontier within the fund, every strategy
//! by its own definition, and a path in cash and in what goes without.

use crate::common;
use crate::common::Edit;
use crate::common::tiny::TINY;
use houqin::outcome::evaluate::spent_once;
use houqin::outcome::{CostLine, Summary};
use houqin::plan::Route;
use houqin::planning::frontier::{Measure, between, frontier};
use houqin::planning::make_or_buy::compare;
use houqin::planning::{Limit, Menu, Rules};
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::report::path::PathReport;
use houqin::run::{Played, run};
use houqin::scenario::Direct;
use houqin::strategies::Strategy;
use houqin::supply::Supply;

/// Two services with teams of three and two for work of a few hours, a fund that lets two people go, and providers for either.
fn two_services() -> String {
    let mut text = common::small("two-services", 3, 40).edit("[run]", "years = 4\ndiscount_rate = \"4%\"\n[run]");
    for (service, trade) in [("W", "X"), ("V", "Y")] {
        if service == "V" {
            text += "[[service]]\nname = \"V\"\narrangements = [\"one team\"]\n";
        }
        text += &format!(
            "[[service.work_orders]]\nname = \"{service}1\"\nsite = \"S\"\ntrade = \"{trade}\"\njobs_per_month = 20\nlabour_hours = {{ distribution = \"constant\", mean = 2 }}\n\
             response_within = \"20 working days\"\noverflow = \"at-deadline\"\nspot_price_per_job = 400\nunserved_cost_per_job = 900\nstandard = \"0%\"\n"
        );
    }
    for (team, trade, people) in [("T", "X", 3), ("U", "Y", 2)] {
        text += &format!(
            "[[team]]\nname = \"{team}\"\nskills = [\"{trade}\"]\nbase = \"S\"\npeople = {people}\npeople_at_most = 4\ncost_per_person_year = {{ personnel = 30000 }}\n\
             shift = \"Mon-Fri 08:00-16:00\"\nabsence = \"0%\"\n"
        );
    }
    for (offer, service, price) in [("P", "W", 70), ("Q", "V", 90)] {
        text += &format!(
            "[[offer]]\nname = \"{offer}\"\nprovider = \"{offer}\"\nlots = [\"{service}/*\"]\nprice_per_job = {price}\nadministration_per_year = 1000\n"
        );
    }
    text + "[policy]\nnew_hires = false\ncost_per_redeployment = 10000\nspot_in_time = \"90%\"\nstandards_bind = false\n[budget]\none_off = 20000\n\
            [cost_comparison]\ndiscount_rate = \"4%\"\ndifferential_share = \"10%\"\ndifferential_at_most = 1000000\n[status_quo]\n"
}

/// Nothing that a service's other way costs is left out: its statement, less what comes back, differs from that of the way in-house by what the whole institution
/// pays more over all years; and where that changes sides, what goes without is weighed too.
#[test]
fn a_services_other_way_bears_what_all_pay_more() {
    let scenario = common::load(&two_services());
    let supply = Supply::new(&scenario);
    let terms = scenario.cost_comparison.clone().unwrap();
    let (verified, mut menu) = houqin::run::optimise(&supply, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let rules = Rules::of(&menu);
    let services = compare(&mut menu, &rules, &verified.prediction.plan, &terms, &Silent).unwrap();
    let annuity: f64 = (1..=4).map(|year| 1.04_f64.powi(-year)).sum();
    let mut apart = 0;
    for service in &services {
        let ways = [service.in_house.as_ref().unwrap(), service.contract.as_ref().unwrap()];
        let plans = ways.map(|way| &way.plan);
        let outcomes = play(&supply, &plans, Phase::Evaluation, scenario.run.replications, &Silent);
        let [own, bought] = [0, 1].map(|way| Summary::of(&supply, plans[way], &outcomes[way]));
        let whole = |summary: &Summary| annuity * (summary.cost.mean - summary.line(CostLine::Conversion)) + summary.once;
        let difference = whole(&bought) - whole(&own);
        let said = ways[1].whole_life.total() - ways[0].whole_life.total();
        assert!((said - difference).abs() < 1e-6 * whole(&own), "{said} for {difference}");
        apart += usize::from(ways[1].whole_life.elsewhere.abs() > 1.0);
        if let Some(verdict) = &service.verdict {
            let without = annuity * (bought.unserved_cost.mean - own.unserved_cost.mean);
            let (saved, more) = if service.contracted { (difference, -without) } else { (-difference, without) };
            assert!((verdict.saving - saved).abs() < 1e-6 * whole(&own));
            assert!((verdict.unserved - more).abs() < 1e-6 * whole(&own));
            assert_eq!(verdict.convert, saved > 0.0 && saved >= verdict.differential && saved > more);
        }
        // Of the four who have no work left the fund lets two go.
        let idle: u32 = ways[1].idle.0;
        assert!(plans[1].people() >= idle);
    }
    assert!(apart > 0, "no service's way is anything to others: nothing is tested");
}

/// Whatever a year may take, there is no more than the fund for what is spent once.
#[test]
fn every_point_of_a_frontier_keeps_to_the_fund() {
    let text = two_services();
    let free = common::load(&text.edit("one_off = 20000", "one_off = 1000000"));
    let bound = common::load(&text);
    let points = |scenario: &houqin::scenario::Scenario| {
        let supply = Supply::new(scenario);
        let menu = Menu::build(&supply, 20, &Silent);
        let plans = between(&menu, &Rules::of(&menu), (Measure::Cost, Measure::Service), 5, &|| {}).unwrap();
        let spent = plans.iter().map(|point| spent_once(&supply, &point.prediction.plan)).fold(0.0, f64::max);
        let curve = frontier(&menu, &Rules::of(&menu), 5).unwrap();
        (spent, curve[0].cash)
    };
    let ((most, least_cash), (beyond, cheaper)) = (points(&bound), points(&free));
    assert!(most <= 20_000.0 + 1e-6, "{most}");
    assert!(beyond > 20_000.0, "{beyond}: the fund binds nothing");
    assert!(cheaper < least_cash - 1.0, "{cheaper} {least_cash}");
}

fn strategies(settings: &[&str]) -> Vec<Played> {
    let scenario = common::load_with(TINY, settings);
    run(&Supply::new(&scenario), false, &Silent).unwrap_or_else(|error| panic!("{error}")).strategies
}

fn of(found: &[Played], strategy: Strategy) -> &Played {
    found.iter().find(|played| played.strategy == strategy).unwrap()
}

/// Own people do what they can; what they leave is bought where that is better than leaving it, and not where it is worse.
#[test]
fn what_own_people_leave_is_bought_where_that_is_better() {
    let found = strategies(&[]);
    let plan = &of(&found, Strategy::AllInHouse).plan;
    assert!(plan.route.iter().all(|route| matches!(route, Route::Unit(_))) && !plan.awarded.contains(&true));
    assert_eq!(plan.overflow, [Direct::Spot; 2]);
    let dear = strategies(&["service.W.work_orders.A.spot_price_per_job=1600"]);
    assert_eq!(of(&dear, Strategy::AllInHouse).plan.overflow, [Direct::Nobody, Direct::Spot]);
}

/// Whoever buys everything leaves nothing undone that can be bought, and says what that breaks.
#[test]
fn who_buys_everything_leaves_nothing() {
    let free = strategies(&[]);
    let bought = of(&free, Strategy::AllOutsourced).summary.cost.mean;
    let cap = format!("budget.total_per_year={:.0}", 0.8 * bought.max(of(&free, Strategy::Optimum).summary.cost.mean / 0.75));
    let found = strategies(&[&cap, "policy.spot_in_time=\"100%\""]);
    let all = of(&found, Strategy::AllOutsourced);
    assert!(all.plan.route.iter().all(|route| matches!(route, Route::Direct(Direct::Offer(_) | Direct::Spot))), "{:?}", all.plan.route);
    assert!(all.note.limits.contains(&Limit::Budget) == (all.summary.cost.mean > 0.8 * bought * 1.01), "{:?}", all.note);
    // A lot that costs less undone than bought is bought all the same.
    let worthless = strategies(&["service.W.work_orders.B.unserved_cost_per_job=10"]);
    assert!(!of(&worthless, Strategy::AllOutsourced).plan.route.contains(&Route::Direct(Direct::Nobody)));
    assert!(of(&worthless, Strategy::Optimum).plan.route.contains(&Route::Direct(Direct::Nobody)), "leaving it undone is not better");
}

/// A path's figures beside today's plan left alone are cash and going without, each discounted from the years, and their sum; and its lots are those of its years.
#[test]
fn a_path_is_told_in_cash_and_in_what_goes_without() {
    let text = two_services()
        .edit(
            "[cost_comparison]",
            "[path]\nyears = 3\ndiscount_rate = \"4%\"\nleaving = 0\nbudget_by_year = [115000, 110000, 60000]\n[cost_comparison]",
        )
        .edit(
            "spot_price_per_job = 400\nunserved_cost_per_job = 900\nstandard = \"0%\"\n[[team]]",
            "unserved_cost_per_job = 50\nstandard = \"0%\"\n[[team]]",
        );
    // One person is enough for either; who leaves the second team leaves its work undone.
    let scenario = common::load(&text.edit("people = 3\n", "people = 1\n"));
    let supply = Supply::new(&scenario);
    let staging = scenario.path.as_ref().unwrap();
    let paths = houqin::run::staged(&supply, staging, &Silent).unwrap().unwrap_or_else(|reasons| panic!("{reasons:?}"));
    let report = PathReport { supply: &supply, staging, paths: &paths, words: common::EN };
    let table = |name: &str| -> Vec<std::collections::HashMap<String, String>> {
        let bytes = report.csvs().into_iter().find(|(other, _)| *other == name).unwrap().1.unwrap();
        csv::Reader::from_reader(&bytes[..]).deserialize().map(Result::unwrap).collect()
    };
    let number = |row: &std::collections::HashMap<String, String>, key: &str| row[key].parse::<f64>().unwrap();
    let mut totals = Vec::new();
    for path in ["best", "left-alone"] {
        let of_path = |row: &&std::collections::HashMap<String, String>| row["path"] == path;
        let years = table("cost");
        let unserved: f64 =
            years.iter().filter(of_path).map(|row| number(row, "simulated_unserved_cost") * 1.04_f64.powf(-number(row, "year"))).sum();
        let all = table("total");
        let total = all.iter().find(of_path).unwrap();
        assert!((number(total, "discounted_unserved_cost_simulated") - unserved).abs() < 1e-6 * unserved.max(1.0), "{path}");
        // Each year's going without is that of its lots.
        let lots = table("lots");
        for year in years.iter().filter(of_path) {
            let of_year = lots.iter().filter(of_path).filter(|row| row["year"] == year["year"]);
            let sum: f64 = of_year.map(|row| number(row, "going_without")).sum();
            assert!((sum - number(year, "simulated_unserved_cost")).abs() < 1e-6 * sum.max(1.0), "{path} {}", year["year"]);
        }
        totals.push((number(total, "discounted_cash_simulated"), unserved));
    }
    let (cash, unserved) = (totals[1].0 - totals[0].0, totals[0].1 - totals[1].1);
    assert!(cash > 0.0 && unserved > 0.0, "{cash} {unserved}: nothing is weighed against the other");
    let amount = |amount: f64| report.words.amount(amount, "USD");
    let said = format!("cash {} less, going without {} more, together {} less", amount(cash), amount(unserved), amount(cash - unserved));
    assert!(report.headline().contains(&said), "{said}\n{}", report.headline());
    assert!(report.text().contains(&said));
    let slower = report.slower_and_faster();
    assert!(slower[0].starts_with("Slower than today in some year: 1: V1 100"), "{slower:?}");
}
