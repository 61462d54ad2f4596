//! Services appraised, and own people compared with providers.

use houqin::outcome::appraisal::Appraisal;
use houqin::outcome::{CostLine, Summary};
use houqin::plan::Plan;
use houqin::planning::choose;
use houqin::planning::make_or_buy::{ServiceComparison, compare};
use houqin::planning::{Menu, Rules};
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::supply::Supply;

use crate::common::{Edit, load};
use crate::keys::entry::{Entry, Expect::*, Figure, moves, reported};
use crate::keys::shown::report;
use crate::keys::work_orders::{at_nine, on_the_spot, undone};
use crate::keys::worlds::{JOBS, workshop};

pub fn entries() -> Vec<Entry> {
    [satisfaction(), targets(), terms(), criteria()].into_iter().flatten().collect()
}

/// Of the first service's appraisal under today's plan.
fn appraised(of: fn(&Appraisal) -> f64) -> Figure {
    Box::new(move |text| {
        let scenario = load(text);
        let supply = Supply::new(&scenario);
        let plan = Plan::status_quo(&supply);
        let outcomes = play(&supply, &[&plan], Phase::Evaluation, scenario.run.replications, &Silent);
        let summary = Summary::of(&supply, &plan, &outcomes[0]);
        of(&Appraisal::of(&scenario.services[0], summary.services[0].delivered.as_ref().unwrap()))
    })
}

fn evaluated(text: &str, evaluation: &str) -> String {
    text.edit("arrangements = [\"one team\"]", &format!("arrangements = [\"one team\"]\nevaluation = {{ {evaluation} }}"))
}

const MARKS: &str = "satisfaction = { in_time = 4, late = 3, without = 1, spread = 0.5, respondents = 100 }";

fn satisfaction() -> Vec<Entry> {
    let mark = || appraised(|appraisal| appraisal.satisfaction.unwrap().mean);
    let width = || appraised(|appraisal| appraisal.satisfaction.unwrap().half_width());
    let (nine, spot, undone) = (evaluated(&at_nine(), MARKS), evaluated(&on_the_spot(), MARKS), evaluated(&undone(), MARKS));
    // Users to whom the same happened differ by chance alone: the standard error of the mean of so many answers.
    let normal = 1.959_963_984_540_054;
    vec![
        moves("service.evaluation.satisfaction", &nine, MARKS, &MARKS.edit("in_time = 4", "in_time = 5"), mark(), Is(5.0)),
        moves("service.evaluation.satisfaction.in_time", &nine, "in_time = 4", "in_time = 4.5", mark(), Is(4.5)),
        // The spot market does four of five in time.
        moves("service.evaluation.satisfaction.late", &spot, "late = 3", "late = 2", mark(), Is(0.8 * 4.0 + 0.2 * 2.0)),
        moves("service.evaluation.satisfaction.without", &undone, "without = 1", "without = 2", mark(), Is(2.0)),
        moves("service.evaluation.satisfaction.spread", &nine, "spread = 0.5", "spread = 1", width(), Is(normal * 0.1)),
        moves(
            "service.evaluation.satisfaction.respondents",
            &nine,
            "respondents = 100",
            "respondents = 400",
            width(),
            Is(normal * 0.5 / 20.0),
        ),
        reported(
            "service.evaluation.satisfaction.source",
            &nine,
            "spread = 0.5",
            "source = \"Asked in June\", spread = 0.5",
            report,
            "Asked in June",
        ),
        moves(
            "service.evaluation",
            &on_the_spot(),
            "arrangements = [\"one team\"]",
            "arrangements = [\"one team\"]\nevaluation = { targets = { in_time = 1 }, weights = { in_time = 1 } }",
            appraised(|appraisal| appraisal.score.map_or(0.0, |score| score.mean)),
            Is(80.0),
        ),
    ]
}

fn targets() -> Vec<Entry> {
    let score = || appraised(|appraisal| appraisal.score.unwrap().mean);
    // Four of five in time; the mark is 3.8; a job costs the team's 66,000 and 100 each.
    let each = 66_000.0 / JOBS + 100.0;
    let all = format!(
        "{MARKS}, targets = {{ in_time = 1, satisfaction = 7.6, cost_per_unit = {} }}, weights = {{ in_time = 1, satisfaction = 1, cost_per_unit = 2 }}",
        each / 4.0
    );
    let spot = evaluated(&on_the_spot(), &all);
    let of = |weights: [f64; 3], reached: [f64; 3]| {
        let all: f64 = weights.iter().sum();
        100.0 * weights.iter().zip(reached).map(|(weight, reached)| weight * reached).sum::<f64>() / all
    };
    let none = spot.edit(", weights = { in_time = 1, satisfaction = 1, cost_per_unit = 2 }", "");
    vec![
        moves(
            "service.evaluation.targets",
            &spot,
            "targets = { in_time = 1, satisfaction = 7.6",
            "targets = { in_time = 0.5, satisfaction = 3",
            score(),
            Is(of([1.0, 1.0, 2.0], [1.0, 1.0, 0.25])),
        ),
        moves(
            "service.evaluation.targets.in_time",
            &spot,
            "targets = { in_time = 1,",
            "targets = { in_time = 0.8,",
            score(),
            Is(of([1.0, 1.0, 2.0], [1.0, 0.5, 0.25])),
        ),
        moves(
            "service.evaluation.targets.satisfaction",
            &spot,
            "satisfaction = 7.6",
            "satisfaction = 3.8",
            score(),
            Is(of([1.0, 1.0, 2.0], [0.8, 1.0, 0.25])),
        ),
        moves(
            "service.evaluation.targets.cost_per_unit",
            &spot,
            &format!("cost_per_unit = {} }}", each / 4.0),
            &format!("cost_per_unit = {} }}", each / 2.0),
            score(),
            Is(of([1.0, 1.0, 2.0], [0.8, 0.5, 0.5])),
        ),
        moves(
            "service.evaluation.weights",
            &none,
            "respondents = 100 }, ",
            "respondents = 100 }, weights = { in_time = 1 }, ",
            appraised(|appraisal| appraisal.score.map_or(0.0, |score| score.mean)),
            Is(80.0),
        ),
        moves(
            "service.evaluation.weights.in_time",
            &spot,
            "weights = { in_time = 1",
            "weights = { in_time = 5",
            score(),
            Is(of([5.0, 1.0, 2.0], [0.8, 0.5, 0.25])),
        ),
        moves(
            "service.evaluation.weights.satisfaction",
            &spot,
            "weights = { in_time = 1, satisfaction = 1",
            "weights = { in_time = 1, satisfaction = 3",
            score(),
            Is(of([1.0, 3.0, 2.0], [0.8, 0.5, 0.25])),
        ),
        moves(
            "service.evaluation.weights.cost_per_unit",
            &spot,
            "cost_per_unit = 2 }",
            "cost_per_unit = 4 }",
            score(),
            Is(of([1.0, 1.0, 4.0], [0.8, 0.5, 0.25])),
        ),
    ]
}

/// Own people against the spot market at 3,000 a job, over two years at no discount.
fn compared() -> String {
    workshop()
        .edit("spot_price_per_job = 100", "spot_price_per_job = 300")
        .edit("years = 1", "years = 2")
        .edit(
            "[status_quo]",
            "[status_quo]\n[cost_comparison]\ndiscount_rate = 0\ndifferential_share = \"10%\"\ndifferential_at_most = 1000000\n",
        )
        .edit("cost_per_redeployment = 1000", "cost_per_redeployment = 0")
}

fn both_ways(of: impl Fn(&ServiceComparison) -> f64 + 'static) -> Figure {
    Box::new(move |text| {
        let scenario = load(text);
        let supply = Supply::new(&scenario);
        let mut menu = Menu::build(&supply, scenario.run.planning_samples as usize, &Silent);
        let rules = Rules::of(&menu);
        let best = choose(&menu, &rules).unwrap_or_else(|error| panic!("{error}")).plan;
        let terms = scenario.cost_comparison.as_ref().unwrap();
        of(&compare(&mut menu, &rules, &best, terms, &Silent).unwrap_or_else(|error| panic!("{error}"))[0])
    })
}

fn terms() -> Vec<Entry> {
    let text = compared();
    let bought = || both_ways(|comparison| comparison.contract.as_ref().unwrap().whole_life.total());
    let differential = || both_ways(|comparison| comparison.verdict.unwrap().differential);
    let spent = 2.0 * 300.0 * JOBS;
    let personnel = || {
        both_ways(|comparison| {
            comparison.verdict.unwrap().differential / comparison.in_house.as_ref().unwrap().whole_life.lines[CostLine::Personnel]
        })
    };
    vec![
        moves(
            "cost_comparison.discount_rate",
            &text,
            "discount_rate = 0",
            "discount_rate = 0.1",
            bought(),
            Near(spent / 2.0 * (1.0 / 1.1 + 1.0 / 1.21), 1e-6),
        ),
        moves(
            "cost_comparison.tax_share",
            &text,
            "discount_rate = 0",
            "discount_rate = 0\ntax_share = \"20%\"",
            bought(),
            Near(0.8 * spent, 1e-6),
        ),
        moves(
            "cost_comparison.asset_gain",
            &text,
            "discount_rate = 0",
            "discount_rate = 0\nasset_gain = { W = 500 }",
            bought(),
            Near(spent - 500.0, 1e-6),
        ),
        moves(
            "cost_comparison.differential_share",
            &text,
            "differential_share = \"10%\"",
            "differential_share = \"20%\"",
            personnel(),
            Near(0.2, 1e-9),
        ),
        moves(
            "cost_comparison.differential_at_most",
            &text,
            "differential_at_most = 1000000",
            "differential_at_most = 77",
            differential(),
            Is(77.0),
        ),
    ]
}

fn criteria() -> Vec<Entry> {
    let text = compared()
        + "[[cost_comparison.criteria]]\nname = \"control\"\nweight = 1\nin_house = 80\ncontract = 40\n[[cost_comparison.criteria]]\nname = \"speed\"\nweight = 1\nmeasure = \"in-time\"\n";
    let own = || both_ways(|comparison| comparison.scorecard.as_ref().unwrap().totals[0]);
    let bought = || both_ways(|comparison| comparison.scorecard.as_ref().unwrap().totals[1]);
    // The spot market has 80 points for speed.
    vec![
        reported("service.title", &text, "name = \"W\"", "name = \"W\"\ntitle = \"Title of a service\"", scorecard, "Title of a service"),
        moves(
            "cost_comparison.criteria",
            &text,
            "[[cost_comparison.criteria]]\nname = \"control\"\nweight = 1\nin_house = 80\ncontract = 40\n",
            "",
            bought(),
            Near(80.0, 1e-6),
        ),
        moves(
            "cost_comparison.criteria.weight",
            &text,
            "name = \"control\"\nweight = 1",
            "name = \"control\"\nweight = 3",
            bought(),
            Near((3.0 * 40.0 + 80.0) / 4.0, 1e-6),
        ),
        moves(
            "cost_comparison.criteria.measure",
            &text,
            "measure = \"in-time\"",
            "in_house = 10\ncontract = 20",
            bought(),
            Near(30.0, 1e-6),
        ),
        moves("cost_comparison.criteria.in_house", &text, "in_house = 80", "in_house = 60", own(), Down),
        moves("cost_comparison.criteria.contract", &text, "contract = 40", "contract = 50", bought(), Near(65.0, 1e-6)),
        moves(
            "cost_comparison.criteria.by_service",
            &text,
            "contract = 40",
            "contract = 40\nby_service = { W = [10, 90] }",
            bought(),
            Near(85.0, 1e-6),
        ),
        reported("cost_comparison.criteria.name", &text, "name = \"control\"", "name = \"steering\"", scorecard, "steering"),
        reported(
            "cost_comparison.criteria.title",
            &text,
            "name = \"control\"",
            "name = \"control\"\ntitle = \"Hold on things\"",
            scorecard,
            "Hold on things",
        ),
        reported(
            "cost_comparison.criteria.source",
            &text,
            "name = \"control\"",
            "name = \"control\"\nsource = \"Two managers\"",
            report,
            "Two managers",
        ),
    ]
}

/// The comparison as it is printed.
fn scorecard(text: &str) -> String {
    let scenario = load(text);
    let supply = Supply::new(&scenario);
    let mut menu = Menu::build(&supply, scenario.run.planning_samples as usize, &Silent);
    let rules = Rules::of(&menu);
    let best = choose(&menu, &rules).unwrap_or_else(|error| panic!("{error}")).plan;
    let terms = scenario.cost_comparison.as_ref().unwrap();
    let found = compare(&mut menu, &rules, &best, terms, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let words = houqin::report::words::Words { language: scenario.language };
    houqin::report::cost_comparison::text(&supply, terms, &found, words)
}
