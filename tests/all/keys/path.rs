//! The way over years: who leaves when, and what it costs in which year.

use houqin::planning::Menu;
use houqin::planning::path::{PeopleYear, paths};
use houqin::replicate::Silent;
use houqin::supply::Supply;

use crate::common::{Edit, load};
use crate::keys::entry::{Entry, Expect::*, Figure, moves, refused, reported};
use crate::keys::figures::path;
use crate::keys::run::manifest;
use crate::keys::shown::report;
use crate::keys::worlds::{JOBS, bought, meetings, offered, workshop};

const PATH: &str = "[path]\nyears = 2\ndiscount_rate = 0\n";

fn staged(text: &str) -> String {
    format!("{text}{PATH}")
}

/// Two people, jobs bought from the spot market for less than people cost: the path would let them go.
pub fn idle_team() -> String {
    staged(&workshop())
}

/// Nobody is on the staff; P is offered at 80, the spot market asks 100.
pub fn offered_path() -> String {
    staged(&offered().edit("people = 2", "people = 0").edit("new_hires = true", "new_hires = false"))
}

/// The same with P under contract today.
pub fn under_contract_path() -> String {
    staged(&bought().edit("people = 2", "people = 0").edit("new_hires = true", "new_hires = false"))
}

/// What is said of a path, with who is in which grade.
pub fn leaving(text: &str) -> String {
    let scenario = load(text);
    let supply = Supply::new(&scenario);
    let mut menu = Menu::build(&supply, 20, &Silent);
    let found = paths(&mut menu, scenario.path.as_ref().unwrap(), None, &Silent).unwrap_or_else(|error| panic!("{error}"));
    found.best.years.iter().flat_map(|year| &year.grades).map(|grade| format!("{}\n", grade.title)).collect()
}

/// A sum over the years of what becomes of people.
fn people(of: fn(&PeopleYear) -> u32) -> Figure {
    path(move |paths| paths.best.years.iter().flat_map(|year| &year.people).map(|people| f64::from(of(people))).sum())
}

fn employed(year: usize) -> Figure {
    path(move |paths| f64::from(paths.best.years[year].people[0].employed))
}

pub fn entries() -> Vec<Entry> {
    [money(), leave(), retraining(), targets()].into_iter().flatten().collect()
}

fn money() -> Vec<Entry> {
    let (idle, offered) = (idle_team(), offered_path());
    let spot = offered.edit("price_per_job = 80", "price_per_job = 800");
    let stay = idle.edit("[path]", "[path]\nredeployed_per_year = 0");
    let yearly = |year: usize| path(move |paths| paths.best.years[year].running);
    let bought_each_year = 100.0 * JOBS;
    vec![
        moves("path.years", &spot, "years = 2", "years = 3", path(|paths| paths.best.cash), Near(3.0 * bought_each_year, 1.0)),
        moves(
            "path.discount_rate",
            &spot,
            "discount_rate = 0",
            "discount_rate = 0.1",
            path(|paths| paths.best.cash),
            Near(bought_each_year / 1.1 + bought_each_year / 1.21, 1.0),
        ),
        moves(
            "path.spot_growth",
            &spot,
            "discount_rate = 0",
            "discount_rate = 0\nspot_growth = \"10%\"",
            yearly(1),
            Near(1.1 * bought_each_year, 1.0),
        ),
        // Two people stay, and are paid.
        moves(
            "path.pay_growth",
            &stay,
            "discount_rate = 0",
            "discount_rate = 0\npay_growth = \"10%\"",
            path(|paths| paths.best.years[1].grades[0].pay),
            Is(1.1 * 33_000.0),
        ),
        reported(
            "path.source",
            &idle,
            "discount_rate = 0",
            "discount_rate = 0\nsource = \"Agreed in council\"",
            report,
            "Agreed in council",
        ),
    ]
}

fn leave() -> Vec<Entry> {
    let idle = idle_team();
    let stay = idle.edit("[path]", "[path]\nredeployed_per_year = 0");
    let old = stay.edit("people = 2\n", "people = 2\nages = { 64 = 1, 40 = 1 }\n");
    let retiring = old.edit("[path]", "[path]\nretirement_age = 65");
    let early = stay
        .edit("people = 2\n", "people = 2\nages = { 60 = 2 }\n")
        .edit("[path]", "[path]\nretirement_age = 65\nearly_retirement = { years_before = 6, cost = 300, pay_share = \"10%\" }");
    let severance = stay.edit("[path]", "[path]\nseverance = { cost = 700 }");
    let months = stay.edit("[path]", "[path]\nseverance = { months_of_pay = 2 }");
    let once_of =
        |of: fn(&houqin::planning::path::Once) -> f64| path(move |paths| paths.best.years.iter().map(|year| of(&year.once)).sum());
    vec![
        moves("path.retirement_age", &retiring, "retirement_age = 65", "retirement_age = 70", employed(1), Is(2.0)),
        moves(
            "path.pension_per_year",
            &retiring,
            "retirement_age = 65",
            "retirement_age = 65\npension_per_year = 500",
            path(|paths| paths.best.years[1].pensions),
            Is(500.0),
        ),
        // Half of two people leave each year.
        moves("path.leaving", &stay, "discount_rate = 0", "discount_rate = 0\nleaving = \"50%\"", people(|people| people.left), Up),
        moves("path.redeployed_per_year", &stay, "redeployed_per_year = 0", "redeployed_per_year = 1", employed(0), Is(1.0)),
        moves(
            "path.early_retirement",
            &early,
            "\nearly_retirement = { years_before = 6, cost = 300, pay_share = \"10%\" }",
            "",
            people(|people| people.early),
            Is(0.0),
        ),
        moves("path.early_retirement.years_before", &early, "years_before = 6", "years_before = 2", people(|people| people.early), Is(0.0)),
        moves("path.early_retirement.cost", &early, "cost = 300", "cost = 400", once_of(|once| once.early_retirement), Is(800.0)),
        moves(
            "path.early_retirement.pay_share",
            &early,
            "pay_share = \"10%\"",
            "pay_share = \"20%\"",
            path(|paths| paths.best.years[0].pensions),
            Is(0.2 * 60_000.0),
        ),
        moves("path.early_retirement.per_year", &early, "cost = 300", "cost = 300, per_year = 1", employed(0), Is(1.0)),
        moves("path.severance", &severance, "\nseverance = { cost = 700 }", "", people(|people| people.severed), Is(0.0)),
        moves("path.severance.cost", &severance, "cost = 700", "cost = 900", once_of(|once| once.severance), Is(1800.0)),
        moves(
            "path.severance.months_of_pay",
            &months,
            "months_of_pay = 2",
            "months_of_pay = 3",
            once_of(|once| once.severance),
            Is(2.0 * 3.0 * 30_000.0 / 12.0),
        ),
        moves("path.severance.per_year", &severance, "cost = 700", "cost = 700, per_year = 1", employed(0), Is(1.0)),
    ]
}

/// Beside the idle team there is work for one of another trade, that nobody else does.
fn retraining() -> Vec<Entry> {
    let text = idle_team();
    let lot_text = text[text.find("[[service.work_orders]]").unwrap()..text.find("[[team]]").unwrap()].to_owned();
    let other = lot_text
        .edit("name = \"A\"", "name = \"B\"")
        .edit("spot_price_per_job = 100\n", "")
        .edit("unserved_cost_per_job = 400", "unserved_cost_per_job = 40000");
    let team_text = text[text.find("[[team]]").unwrap()..text.find("[policy]").unwrap()].to_owned();
    let second = team_text
        .edit("name = \"T\"", "name = \"U\"")
        .edit("skills = [\"A\"]", "skills = [\"B\"]")
        .edit("people = 2", "people = 0\npeople_at_most = 2");
    let world = text
        .edit("[[team]]", &format!("{other}[[team]]"))
        .edit("[policy]", &format!("{second}[policy]"))
        .edit("new_hires = true", "new_hires = false");
    let retrained = format!("{world}[[path.retraining]]\nfrom = \"T\"\nto = \"U\"\ncost = 600\n");
    let busy = retrained.edit("jobs_per_month = 10\nlabour_hours = { distribution = \"constant\", mean = 2 }\nresponse_within = \"2 working days\"\noverflow = \"never\"\nunserved", "jobs_per_month = 120\nlabour_hours = { distribution = \"constant\", mean = 2 }\nresponse_within = \"2 working days\"\noverflow = \"at-deadline\"\nunserved");
    let retraining = || path(|paths| paths.best.years.iter().map(|year| year.once.retraining).sum());
    let moved = || people(|people| people.retrained_in);
    vec![
        moves("path.retraining", &retrained, "[[path.retraining]]\nfrom = \"T\"\nto = \"U\"\ncost = 600\n", "", moved(), Is(0.0)),
        refused("path.retraining.from", &retrained, "from = \"T\"", "from = \"X\"", "there is no team \"X\""),
        refused("path.retraining.to", &retrained, "to = \"U\"", "to = \"X\"", "there is no team \"X\""),
        moves("path.retraining.cost", &retrained, "cost = 600", "cost = 800", retraining(), Is(800.0)),
        // Somebody who trains for half the year works in neither team: a year's work for one takes two.
        moves("path.retraining.months", &retrained, "cost = 600", "cost = 600\nmonths = 6", moved(), Up),
        moves(
            "path.retraining.per_year",
            &busy,
            "cost = 600",
            "cost = 600\nper_year = 1",
            path(|paths| f64::from(paths.best.years[0].people.iter().map(|people| people.retrained_in).sum::<u32>())),
            Is(1.0),
        ),
    ]
}

fn targets() -> Vec<Entry> {
    let (idle, offered) = (idle_team(), offered_path());
    let dear = offered.edit("spot_price_per_job = 100", "spot_price_per_job = 1000");
    let small = idle.edit("spot_price_per_job = 100\n", "");
    let outsourced = |year: usize| path(move |paths| paths.best.years[year].outsourced);
    let rooms = staged(&meetings().edit("unserved_cost", "spot_price_per_booking = 50\nunserved_cost"))
        .edit("years = 2", "years = 3\noutsourced_share = { 2 = \"100%\", 3 = \"0%\" }");
    vec![
        // All is to be bought in the second year: rooms that may come back are given up for it.
        moves(
            "path.back_and_forth",
            &rooms,
            "discount_rate = 0",
            "discount_rate = 0\nback_and_forth = true",
            path(|paths| paths.best.years[1].plan.sizes.iter().flat_map(|size| &size.rooms).sum::<u32>().into()),
            Is(0.0),
        ),
        reported("path.gap", &idle, "discount_rate = 0", "discount_rate = 0\ngap = \"0.3%\"", manifest, "\"gap_asked\": 0.003"),
        // Today own people do it; nothing may move.
        moves("path.lots_moved_per_year", &idle, "discount_rate = 0", "discount_rate = 0\nlots_moved_per_year = 0", outsourced(1), Is(0.0)),
        moves("path.quota_by_year", &small, "discount_rate = 0", "discount_rate = 0\nquota_by_year = [1, 0]", employed(1), Is(0.0)),
        moves(
            "path.budget_by_year",
            &dear.edit("price_per_job = 80", "price_per_job = 90"),
            "discount_rate = 0",
            "discount_rate = 0\nbudget_by_year = [5000]",
            path(|paths| paths.best.years[0].unserved),
            Is(400.0 * JOBS),
        ),
        moves(
            "path.outsourced_share",
            &idle
                .edit("spot_price_per_job = 100", "spot_price_per_job = 3000")
                .edit("unserved_cost_per_job = 400", "unserved_cost_per_job = 4000"),
            "discount_rate = 0",
            "discount_rate = 0\noutsourced_share = { 2 = \"100%\" }",
            outsourced(1),
            Near(1.0, 1e-6),
        ),
    ]
}
