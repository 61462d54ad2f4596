//! Offers, and the contracts that come of them.

use houqin::outcome::{ContractLine, CostLine, Summary};

use crate::common::Edit;
use crate::keys::entry::{Entry, Expect::*, Figure, moves, refused, reported};
use crate::keys::figures::{dropped, given, in_house, in_time, line, lot, path, read, spread, today, wait};
use crate::keys::path::{offered_path, under_contract_path};
use crate::keys::shown::report;
use crate::keys::work_orders::on_the_spot;
use crate::keys::worlds::{DAYS, JOBS, bought, canteen, meetings, offered};

pub fn entries() -> Vec<Entry> {
    [prices(), volume(), once(), quality(), effort(), failure(), along_a_path(), other_services(), resources(), clearance()]
        .into_iter()
        .flatten()
        .collect()
}

const AT: &str = "administration_per_year = 0";

/// The contract P with more keys.
fn with(more: &str) -> String {
    bought().edit(AT, &format!("{AT}\n{more}"))
}

/// The offer P with more keys, and no contract today.
fn new(more: &str) -> String {
    offered().edit(AT, &format!("{AT}\n{more}"))
}

fn paid() -> Figure {
    line(CostLine::Contracts)
}

/// A line of the contract's statement.
fn statement(line: ContractLine) -> Figure {
    today(move |summary| summary.contracts[0].line(line).mean)
}

/// With the offer P taken today.
fn taken(of: impl Fn(&Summary) -> f64 + 'static) -> Figure {
    given(&["P"], of)
}

fn add(key: &'static str, more: &str, figure: Figure, expect: crate::keys::entry::Expect) -> Entry {
    moves(key, &bought(), AT, &format!("{AT}\n{more}"), figure, expect)
}

fn prices() -> Vec<Entry> {
    let (bought, offered) = (bought(), offered());
    let lot_text = bought[bought.find("[[service.work_orders]]").unwrap()..bought.find("[[team]]").unwrap()].to_owned();
    let two = offered
        .edit(
            "[[team]]",
            &format!("{}[[team]]", lot_text.edit("name = \"A\"", "name = \"B\"").edit("jobs_per_month = 10", "jobs_per_month = 5")),
        )
        .edit("skills = [\"A\"]", "skills = [\"A\", \"B\"]");
    let second = offered.edit(
        "[policy]",
        "[[offer]]\nname = \"Q\"\nprovider = \"q\"\nlots = [\"W/*\"]\nprice_per_job = 85\nadministration_per_year = 0\n[policy]",
    );
    let both = second.edit("[policy]", "[policy]\nproviders_at_least = 2");
    let small = offered.edit("[policy]", "[policy]\noutsourced_share_at_least = \"50%\"").edit("spot_price_per_job = 100\n", "").edit("[policy]", "[[offer]]\nname = \"Q\"\nprovider = \"q\"\nlots = [\"W/*\"]\nprice_per_job = 300\nadministration_per_year = 0\nsmall = true\n[policy]\nset_aside = \"100%\"");
    let factor = bought.edit("[[offer]]", "[[factor]]\nname = \"prices\"\nlevel = 1.5\nspread = 0\ndrawn = \"year\"\n[[offer]]");
    vec![
        refused("offer.name", &bought, "name = \"P\"", "name = \"Q\"", "there is no offer \"P\""),
        refused("offer.provider", &both, "provider = \"q\"", "provider = \"p\"", "at least 2 providers are asked for"),
        moves(
            "offer.lots",
            &two,
            "lots = [\"W/*\"]",
            "lots = [\"W/S/A\"]",
            taken(|summary| summary.line(CostLine::Contracts)),
            Is(80.0 * JOBS),
        ),
        moves("offer.price_per_job", &bought, "price_per_job = 80", "price_per_job = 90", paid(), Is(90.0 * JOBS)),
        // Two hours each.
        add("offer.price_per_labour_hour", "price_per_labour_hour = 10", paid(), Is((80.0 + 20.0) * JOBS)),
        moves("offer.price_factors", &factor, AT, &format!("{AT}\nprice_factors = {{ prices = 1 }}"), paid(), Is(1.5 * 80.0 * JOBS)),
        // The small firm is dear; without it there is none.
        moves(
            "offer.small",
            &small.edit("price_per_job = 80", "price_per_job = 80\nsmall = false"),
            "small = false",
            "small = true",
            crate::keys::figures::cash(),
            Down,
        ),
        moves("policy.set_aside", &small, "set_aside = \"100%\"", "", crate::keys::figures::cash(), Down),
        reported("offer.name", &bought, "provider = \"p\"", "provider = \"p\"\ntitle = \"Any title\"", report, "Any title"),
        moves("offer.administration_per_year", &bought, AT, "administration_per_year = 700", line(CostLine::Administration), Is(700.0)),
        moves(
            "status_quo.awarded",
            &offered.edit("[status_quo]", "[status_quo]\nawarded = []"),
            "awarded = []",
            "awarded = [\"P\"]\ndirect = { \"W/*\" = \"P\" }",
            paid(),
            Is(80.0 * JOBS),
        ),
    ]
}

fn volume() -> Vec<Entry> {
    let tiers = with("tiers = [{ above = 5000, discount = \"10%\" }]\ntiers_apply = \"to-all\"");
    let called = 80.0 * JOBS;
    let two = bought().edit(
        "[policy]",
        "[[offer]]\nname = \"Q\"\nprovider = \"q\"\nlots = [\"W/*\"]\nprice_per_job = 85\nadministration_per_year = 0\n[policy]",
    );
    // Each offer of the bundle has a lot: the second half as many jobs.
    let lot_text = two[two.find("[[service.work_orders]]").unwrap()..two.find("[[team]]").unwrap()].to_owned();
    let beside = 85.0 * JOBS / 2.0;
    let bundle = two
        .edit(
            "[[team]]",
            &format!("{}[[team]]", lot_text.edit("name = \"A\"", "name = \"B\"").edit("jobs_per_month = 10", "jobs_per_month = 5")),
        )
        .edit("skills = [\"A\"]", "skills = [\"A\", \"B\"]")
        .edit("[policy]", "[[bundle]]\nname = \"both\"\noffers = [\"P\", \"Q\"]\ndiscount = \"5%\"\n[policy]")
        .edit("awarded = [\"P\"]", "awarded = [\"P\", \"Q\"]")
        .edit("direct = { \"W/*\" = \"P\" }", "direct = { \"W/S/A\" = \"P\", \"W/S/B\" = \"Q\" }");
    let third = bundle.edit(
        "[[bundle]]",
        "[[offer]]\nname = \"R\"\nprovider = \"r\"\nlots = [\"W/*\"]\nprice_per_job = 85\nadministration_per_year = 0\n[[bundle]]",
    );
    let others = bundle.edit("[policy]", "[[bundle]]\nname = \"others\"\noffers = [\"R\", \"T\"]\ndiscount = \"1%\"\n[policy]").edit(
        "[[bundle]]\nname = \"both\"",
        "[[offer]]\nname = \"R\"\nprovider = \"r\"\nlots = [\"W/*\"]\nprice_per_job = 85\nadministration_per_year = 0\n[[offer]]\nname = \"T\"\nprovider = \"t\"\nlots = [\"W/*\"]\nprice_per_job = 85\nadministration_per_year = 0\n[[bundle]]\nname = \"both\"",
    );
    vec![
        add("offer.fee_per_year", "fee_per_year = 5000", paid(), Is(called + 5000.0)),
        add("offer.minimum_per_year", "minimum_per_year = 20000", paid(), Is(20_000.0)),
        // Of ten or eleven jobs a month none comes to a thousand.
        add("offer.minimum_per_month", "minimum_per_month = 1000", paid(), Is(12_000.0)),
        add("offer.tiers", "tiers = [{ above = 5000, discount = \"10%\" }]\ntiers_apply = \"to-all\"", paid(), Is(0.9 * called)),
        moves("offer.tiers.above", &tiers, "above = 5000", "above = 20000", paid(), Is(called)),
        moves(
            "offer.tiers.above",
            &with("tiers = [{ above = 9601, discount = \"10%\" }]\ntiers_apply = \"to-all\""),
            "above = 9601",
            "above = 9600",
            paid(),
            Is(0.9 * called),
        ),
        moves("offer.tiers.discount", &tiers, "discount = \"10%\"", "discount = \"20%\"", paid(), Is(0.8 * called)),
        moves("offer.tiers_apply", &tiers, "to-all", "to-the-part-above", paid(), Is(called - 0.1 * (called - 5000.0))),
        add("offer.capacity_per_month", "capacity_per_month = 5", lot(|lot| lot.contract.mean), Is(60.0)),
        moves("bundle.discount", &bundle, "discount = \"5%\"", "discount = \"15%\"", paid(), Is(0.85 * (called + beside))),
        // Of P and R only one is taken.
        moves("bundle.offers", &third, "offers = [\"P\", \"Q\"]", "offers = [\"P\", \"R\"]", paid(), Is(called + beside)),
        refused("bundle.name", &others, "name = \"others\"", "name = \"both\"", "the bundle \"both\" is declared twice"),
    ]
}

fn once() -> Vec<Entry> {
    let changed = |more: &str, to: &str, key: &'static str, value: f64| {
        moves(key, &new(more), more, to, taken(|summary| summary.line(CostLine::Conversion)), Is(value))
    };
    let served = || taken(|summary| summary.lots[0].contract.mean);
    vec![
        changed("transition_cost = 1", "transition_cost = 3000", "offer.transition_cost", 3000.0),
        moves(
            "offer.exit_cost",
            &bought(),
            AT,
            &format!("{AT}\nexit_cost = 2500"),
            dropped(|summary| summary.line(CostLine::Conversion)),
            Is(2500.0),
        ),
        // January to March have 90 days.
        moves(
            "offer.mobilisation_months",
            &offered(),
            AT,
            &format!("{AT}\nmobilisation_months = 3"),
            served(),
            Near(JOBS * 275.0 / 365.0, 1.2),
        ),
    ]
}

fn quality() -> Vec<Entry> {
    let in_time_of = || taken(|summary| summary.lots[0].in_time.mean);
    let redone = || taken(|summary| summary.lots[0].redone.mean);
    let liked = || lot(|lot| lot.liked.mean);
    let learning = "learning = { start = \"50%\", months = 6 }";
    // The mean over a year of what is left to learn: e^(−t/θ), t in months from the first day.
    let left = |months: f64| months / 12.0 * (1.0 - (-12.0 / months).exp());
    let poor = "poor = { share = \"50%\", in_time = \"50%\" }";
    let expected = |name: &'static str| read(move |scenario| scenario.offers.iter().find(|offer| offer.name == name).unwrap().in_time);
    let screened = new(&format!("{poor}\nscreening = {{ cost = 100, sensitivity = \"80%\", specificity = \"90%\" }}"));
    let screen = |sensitivity: f64, specificity: f64| {
        let poor = 0.5 * (1.0 - sensitivity);
        1.0 - 0.5 * poor / (poor + 0.5 * specificity)
    };
    let by_result = |more: &str| with(&format!("in_time = \"90%\"\nperformance = {{ {more} }}"));
    let result = "target = \"95%\", deduction_per_point = \"1%\", at_most = \"10%\"";
    vec![
        add("offer.in_time", "in_time = \"90%\"", in_time(), Is(0.9)),
        add("offer.repeat_share", "repeat_share = \"10%\"", lot(|lot| lot.redone.mean), Is(0.1 * JOBS)),
        add("offer.repeat_share", "repeat_share = \"10%\"", in_time(), Is(0.9)),
        add("offer.satisfaction", "satisfaction = 1.5", liked(), Is(1.5)),
        moves("offer.learning", &offered(), AT, &format!("{AT}\n{learning}"), in_time_of(), Near(1.0 - 0.5 * left(6.0), 0.003)),
        moves(
            "offer.learning.start",
            &new(learning),
            "start = \"50%\"",
            "start = \"80%\"",
            in_time_of(),
            Near(1.0 - 0.2 * left(6.0), 0.003),
        ),
        moves("offer.learning.months", &new(learning), "months = 6", "months = 12", in_time_of(), Near(1.0 - 0.5 * left(12.0), 0.003)),
        moves(
            "offer.learning.repeat_share",
            &new(learning),
            "months = 6",
            "months = 6, repeat_share = \"20%\"",
            redone(),
            Near(0.2 * left(6.0) * JOBS, 0.3),
        ),
        add("offer.poor", poor, in_time(), Near(0.75, 0.03)),
        moves("offer.poor.share", &with(poor), "share = \"50%\"", "share = \"20%\"", in_time(), Near(0.9, 0.03)),
        moves("offer.poor.in_time", &with(poor), "in_time = \"50%\"", "in_time = \"10%\"", in_time(), Near(0.55, 0.05)),
        moves(
            "offer.poor.repeat_share",
            &with(poor),
            "in_time = \"50%\"",
            "in_time = \"50%\", repeat_share = \"40%\"",
            lot(|lot| lot.redone.mean),
            Near(0.2 * JOBS, 2.5),
        ),
        moves(
            "offer.poor.satisfaction",
            &with(poor),
            "in_time = \"50%\"",
            "in_time = \"50%\", satisfaction = -2",
            liked(),
            Near(-1.0, 0.11),
        ),
        // By Bayes' rule.
        moves(
            "offer.screening",
            &screened,
            "screening = { cost = 100, sensitivity = \"80%\", specificity = \"90%\" }",
            "screening = { cost = 100, sensitivity = \"100%\", specificity = \"90%\" }",
            expected("P + screened"),
            Is(1.0),
        ),
        moves(
            "offer.screening.sensitivity",
            &screened,
            "sensitivity = \"80%\"",
            "sensitivity = \"50%\"",
            expected("P + screened"),
            Is(screen(0.5, 0.9)),
        ),
        moves(
            "offer.screening.specificity",
            &screened,
            "specificity = \"90%\"",
            "specificity = \"40%\"",
            expected("P + screened"),
            Is(screen(0.8, 0.4)),
        ),
        moves(
            "offer.screening.cost",
            &screened,
            "cost = 100",
            "cost = 300",
            given(&["P + screened"], |summary| summary.line(CostLine::Conversion)),
            Is(300.0),
        ),
        // Five points at one per cent each.
        moves(
            "offer.performance",
            &with("in_time = \"90%\""),
            "in_time = \"90%\"",
            &format!("in_time = \"90%\"\nperformance = {{ {result} }}"),
            paid(),
            Is(0.95 * 80.0 * JOBS),
        ),
        moves("offer.performance.target", &by_result(result), "target = \"95%\"", "target = \"92%\"", paid(), Is(0.98 * 80.0 * JOBS)),
        moves(
            "offer.performance.deduction_per_point",
            &by_result(result),
            "deduction_per_point = \"1%\"",
            "deduction_per_point = \"0.5%\"",
            paid(),
            Is(0.975 * 80.0 * JOBS),
        ),
        moves("offer.performance.at_most", &by_result(result), "at_most = \"10%\"", "at_most = \"3%\"", paid(), Is(0.97 * 80.0 * JOBS)),
        moves(
            "offer.performance.bonus_per_point",
            &by_result("target = \"80%\", deduction_per_point = \"1%\", at_most = \"10%\""),
            "target = \"80%\"",
            "bonus_per_point = \"0.5%\", target = \"80%\"",
            paid(),
            Is(1.05 * 80.0 * JOBS),
        ),
    ]
}

/// Of 10 that full effort costs at the margin, the chance of renewal is worth 5: half of the work is done to specification.
fn effort() -> Vec<Entry> {
    let effort = "effort = { cost = 10, renewal = 5, damage = 20 }";
    let level = "supervision = [{ name = \"look\", cost_per_year = 600, detection = \"50%\" }]";
    let watched = new(&format!("effort = {{ cost = 10, renewal = 3, deduction = 4, damage = 20 }}\n{level}"));
    let looked = |of: fn(&Summary) -> f64| given(&["P + look"], of);
    let damage = || today(|summary| summary.unserved_cost.mean);
    let short = "effort = { cost = 10, renewal = 5, damage = 20, cost_to_provider = 75, margin = \"10%\" }";
    vec![
        add("offer.effort", effort, in_time(), Is(0.5)),
        moves("offer.effort.cost", &with(effort), "cost = 10", "cost = 20", in_time(), Is(0.25)),
        moves("offer.effort.renewal", &with(effort), "renewal = 5", "renewal = 8", in_time(), Is(0.8)),
        moves("offer.effort.damage", &with(effort), "damage = 20", "damage = 30", damage(), Is(0.5 * 30.0 * JOBS)),
        // (½ × 4 + 3) / 10 = ½, and (½ × 6 + 3) / 10; what is found is deducted.
        moves(
            "offer.effort.deduction",
            &watched,
            "deduction = 4",
            "deduction = 6",
            looked(|summary| summary.lots[0].in_time.mean),
            Is(0.6),
        ),
        moves(
            "offer.effort.deduction",
            &watched,
            "deduction = 4",
            "deduction = 6",
            looked(|summary| summary.line(CostLine::Contracts)),
            Is((80.0 - 0.4 * 0.5 * 6.0) * JOBS),
        ),
        // A margin of 8 is wanted and 5 is left: short by 3.
        moves("offer.effort.cost_to_provider", &with(short), "cost_to_provider = 75", "cost_to_provider = 73", in_time(), Is(0.4)),
        moves("offer.effort.margin", &with(short), "margin = \"10%\"", "margin = \"0%\"", in_time(), Is(0.5)),
        moves("offer.supervision", &watched, level, &level.edit("50%", "100%"), looked(|summary| summary.lots[0].in_time.mean), Is(0.7)),
        refused(
            "offer.supervision.name",
            &new(&format!("{effort}\n{}", level.edit("}]", "}, { name = \"audit\", cost_per_year = 1, detection = \"5%\" }]"))),
            "name = \"audit\"",
            "name = \"look\"",
            "have the same name",
        ),
        moves(
            "offer.supervision.cost_per_year",
            &watched,
            "cost_per_year = 600",
            "cost_per_year = 800",
            looked(|summary| summary.line(CostLine::Administration)),
            Is(800.0),
        ),
        moves(
            "offer.supervision.detection",
            &watched,
            "detection = \"50%\"",
            "detection = \"25%\"",
            looked(|summary| summary.lots[0].in_time.mean),
            Is(0.4),
        ),
    ]
}

fn failure() -> Vec<Entry> {
    let failure = "failure = { per_year = 2, takeover_months = 1, emergency_price = 1.1 }";
    let failing = with(failure);
    let failed = || today(|summary| summary.contracts[0].failed_months.mean);
    let emergency = || statement(ContractLine::Emergency);
    let short = with(
        "effort = { cost = 10, renewal = 5, damage = 20, cost_to_provider = 75, margin = \"10%\" }\nfailure = { per_year = 0.5, takeover_months = 1, emergency_price = 1.1 }",
    );
    let factor = failing.edit("[[offer]]", "[[factor]]\nname = \"trade\"\nspread = 0.5\ndrawn = \"year\"\n[[offer]]");
    let handing = "hand_back = { cost_per_year = 500, takeover_months = 0.5 }";
    let plan = new(&format!("{failure}\nexit_cost = 4000\n{handing}"));
    let ready = |of: fn(&Summary) -> f64| given(&["P + hand-back plan"], of);
    let reserve = "reserve = { cost_per_year = 400, covers = \"50%\" }";
    let reserved = new(&format!("{failure}\n{reserve}"));
    let held = |of: fn(&Summary) -> f64| given(&["P + reserve"], of);
    let leaving = with("exit_cost = 4000\nhand_back = { cost_per_year = 500, exit_cost = 3000 }")
        .edit("awarded = [\"P\"]", "awarded = [\"P + hand-back plan\"]")
        .edit("\"W/*\" = \"P\"", "\"W/*\" = \"P + hand-back plan\"");
    vec![
        add("offer.failure", failure, failed(), Up),
        moves("offer.failure.per_year", &failing, "per_year = 2", "per_year = 4", failed(), Up),
        moves("offer.failure.takeover_months", &failing, "takeover_months = 1", "takeover_months = 2", failed(), Up),
        // At 1.1 and 1.2 times 80 for the same jobs.
        moves("offer.failure.emergency_price", &failing, "emergency_price = 1.1", "emergency_price = 1.2", per_spot(), Is(1.2 * 80.0)),
        // Short by 3 of 80.
        moves(
            "offer.failure.when_short",
            &short,
            "per_year = 0.5",
            "per_year = 0.5, when_short = 80",
            read(|scenario| scenario.offers[0].failure.unwrap().per_year),
            Is(0.5 + 3.0),
        ),
        moves("offer.failure.moves_with", &factor, "per_year = 2", "per_year = 2, moves_with = { trade = 0.9 }", failed(), Differs),
        moves(
            "offer.hand_back",
            &plan,
            handing,
            "hand_back = { cost_per_year = 700, takeover_months = 0.5 }",
            ready(|summary| summary.line(CostLine::Administration)),
            Is(700.0),
        ),
        moves(
            "offer.hand_back.cost_per_year",
            &plan,
            "cost_per_year = 500",
            "cost_per_year = 600",
            ready(|summary| summary.line(CostLine::Administration)),
            Is(600.0),
        ),
        moves(
            "offer.hand_back.takeover_months",
            &plan,
            "takeover_months = 0.5",
            "takeover_months = 0.1",
            ready(|summary| summary.contracts[0].failed_months.mean),
            Down,
        ),
        moves(
            "offer.hand_back.exit_cost",
            &leaving,
            "exit_cost = 3000",
            "exit_cost = 1000",
            dropped(|summary| summary.line(CostLine::Conversion)),
            Is(1000.0),
        ),
        moves(
            "offer.reserve",
            &reserved,
            reserve,
            "reserve = { cost_per_year = 450, covers = \"50%\" }",
            held(|summary| summary.line(CostLine::Administration)),
            Is(450.0),
        ),
        moves(
            "offer.reserve.cost_per_year",
            &reserved,
            "cost_per_year = 400",
            "cost_per_year = 300",
            held(|summary| summary.line(CostLine::Administration)),
            Is(300.0),
        ),
        // All is done at the contract's prices.
        moves(
            "offer.reserve.covers",
            &reserved,
            "covers = \"50%\"",
            "covers = \"100%\"",
            held(|summary| summary.lots[0].contract.mean),
            Near(JOBS, 1e-6),
        ),
        moves("offer.retention", &failing, "failure =", "retention = \"10%\"\nfailure =", statement(ContractLine::Retention), Down),
        moves("offer.failure", &failing, failure, "", emergency(), Is(0.0)),
        moves("offer.failure.per_year", &failing, "per_year = 2", "per_year = 0.1", spread(), Differs),
    ]
}

/// What a job without the contract costs.
fn per_spot() -> Figure {
    today(|summary| summary.contracts[0].line(ContractLine::Emergency).mean / summary.lots[0].spot.mean)
}

/// Two years, nothing discounted; nobody is on the staff.
fn along_a_path() -> Vec<Entry> {
    let (offered, contract) = (offered_path(), under_contract_path());
    let begun = || path(|paths| paths.best.years.iter().position(|year| !year.begun.is_empty()).map_or(0.0, |year| year as f64 + 1.0));
    let second_year = || path(|paths| paths.best.years[1].running);
    let left = || path(|paths| paths.best.years.iter().map(|year| year.once.exit).sum());
    let renewed = || path(|paths| paths.best.years.iter().map(|year| year.once.extension).sum());
    let at = AT;
    // From the second year on the other offer is far cheaper.
    let dear = contract.edit("price_per_job = 80", "price_per_job = 80\nindexation = \"20%\"");
    let term = contract
        .edit("price_per_job = 80", "price_per_job = 95\nfee_per_year = 300")
        .edit("spot_price_per_job = 100", "spot_price_per_job = 20");
    let bound = term.edit(at, &format!("{at}\nterm_years = 2\nterm_left_years = 1"));
    let ended = bound.edit("term_left_years = 1", "term_left_years = 1\nearly_exit_cost = 50");
    // For a fee of 1,000 in the first year and of 2,000 in the second, while others ask 14 for each of 120 jobs.
    let bound_anew = offered
        .edit("price_per_job = 80", "price_per_job = 0\nfee_per_year = 1000\nindexation = \"100%\"\nterm_years = 1")
        .edit("spot_price_per_job = 100", "spot_price_per_job = 14");
    let extended = offered.edit(at, &format!("{at}\nterm_years = 1\nextension = {{ years_at_most = 1, cost = 70, retender_cost = 200 }}"));
    let staffed = idle_with_contract();
    vec![
        moves("offer.indexation", &contract, at, &format!("{at}\nindexation = \"10%\""), second_year(), Is(1.1 * 80.0 * JOBS)),
        moves("offer.indexation", &dear, "indexation = \"20%\"", "indexation = \"0%\"", second_year(), Is(80.0 * JOBS)),
        moves("offer.from_year", &offered, at, &format!("{at}\nfrom_year = 2"), begun(), Is(2.0)),
        // The spot market is cheaper, and the contract binds for its first year more.
        moves(
            "offer.term_left_years",
            &term.edit(at, &format!("{at}\nterm_years = 2")),
            "term_years = 2",
            "term_years = 2\nterm_left_years = 1",
            path(|paths| paths.best.years[0].running),
            Is(20.0 * JOBS + 300.0),
        ),
        moves("offer.early_exit_cost", &bound, "term_left_years = 1", "term_left_years = 1\nearly_exit_cost = 50", left(), Is(50.0)),
        moves("offer.early_exit_cost", &ended, "early_exit_cost = 50", "early_exit_cost = 60", left(), Is(60.0)),
        // Whoever is bound for one year leaves for the spot market.
        moves("offer.term_years", &bound_anew, "term_years = 1", "term_years = 2", second_year(), Is(2000.0)),
        moves("offer.extension", &extended, "extension = { years_at_most = 1, cost = 70, retender_cost = 200 }", "", renewed(), Is(0.0)),
        moves("offer.extension.cost", &extended, "cost = 70,", "cost = 90,", renewed(), Is(90.0)),
        moves("offer.extension.years_at_most", &extended, "years_at_most = 1", "years_at_most = 0", renewed(), Is(200.0)),
        moves(
            "offer.extension.retender_cost",
            &extended.edit("years_at_most = 1", "years_at_most = 0"),
            "retender_cost = 200",
            "retender_cost = 250",
            renewed(),
            Is(250.0),
        ),
        moves(
            "offer.takes_on",
            &staffed,
            at,
            &format!("{at}\ntakes_on = {{ people = 2, cost = 100 }}"),
            path(|paths| paths.best.years.iter().map(|year| year.once.taken_on).sum()),
            Is(200.0),
        ),
        moves(
            "offer.takes_on.cost",
            &staffed.edit(at, &format!("{at}\ntakes_on = {{ people = 2, cost = 100 }}")),
            "cost = 100 }",
            "cost = 150 }",
            path(|paths| paths.best.years.iter().map(|year| year.once.taken_on).sum()),
            Is(300.0),
        ),
        moves(
            "offer.takes_on.people",
            &staffed.edit(at, &format!("{at}\ntakes_on = {{ people = 2, cost = 100 }}")),
            "people = 2, cost",
            "people = 1, cost",
            path(|paths| paths.best.years.iter().map(|year| year.once.taken_on).sum()),
            Is(100.0),
        ),
    ]
}

/// Two people whom the contract makes idle, and whom nobody may redeploy.
fn idle_with_contract() -> String {
    offered_path().edit("people = 0", "people = 2").edit("[path]", "[path]\nredeployed_per_year = 0")
}

fn other_services() -> Vec<Entry> {
    let kitchen = canteen()
        .edit("[policy]", "[[offer]]\nname = \"P\"\nprovider = \"p\"\nlots = [\"C/*\"]\nprice_per_meal = 7\ncounters = 4\nadministration_per_year = 0\n[policy]")
        .edit("[status_quo]", "[status_quo]\nawarded = [\"P\"]\ndirect = { \"C/*\" = \"P\" }");
    let halls = meetings()
        .edit(
            "[policy]",
            "[[offer]]\nname = \"P\"\nprovider = \"p\"\nlots = [\"M/*\"]\nprice_per_booking = 30\nadministration_per_year = 0\n[policy]",
        )
        .edit("[status_quo]", "[status_quo]\nawarded = [\"P\"]\ndirect = { \"M/*\" = \"P\" }");
    let each = || today(|summary| summary.line(CostLine::Contracts) / summary.lots[0].demand.mean);
    vec![
        moves("offer.price_per_meal", &kitchen, "price_per_meal = 7", "price_per_meal = 9", paid(), Is(9.0 * 100.0 * DAYS)),
        moves("offer.counters", &kitchen, "counters = 4\nadministration", "counters = 1\nadministration", wait(), Up),
        moves("offer.price_per_booking", &halls, "price_per_booking = 30", "price_per_booking = 35", each(), Is(35.0)),
        moves(
            "offer.price_per_attendee",
            &halls,
            "price_per_booking = 30",
            "price_per_booking = 30\nprice_per_attendee = 2",
            each(),
            Is(30.0 + 16.0),
        ),
    ]
}

/// Water for a hundred heads at 3 each and 2 a unit.
fn resources() -> Vec<Entry> {
    let water = |text: &str| text.edit("[policy]", "[[resource]]\nname = \"water\"\nunit = \"m3\"\nprice = 2\nbase_per_head = 3\n[policy]");
    let saver = water(&bought()).edit("[[resource]]", "[[offer]]\nname = \"E\"\nprovider = \"e\"\nfee_per_year = 10\nadministration_per_year = 0\nsaves = { water = \"20%\" }\n[[resource]]").edit("awarded = [\"P\"]", "awarded = [\"P\", \"E\"]");
    let used = || today(|summary| summary.resources[0].mean);
    vec![
        moves("offer.uses", &water(&bought()), AT, &format!("{AT}\nuses = {{ water = 0.5 }}"), used(), Is(300.0 + 0.5 * JOBS)),
        moves("offer.saves", &saver, "water = \"20%\"", "water = \"50%\"", used(), Is(150.0)),
        // Half of what sixty units cost.
        moves(
            "offer.shared_savings",
            &saver,
            "fee_per_year = 10",
            "fee_per_year = 10\nshared_savings = \"50%\"",
            paid(),
            Is(80.0 * JOBS + 10.0 + 0.5 * 60.0 * 2.0),
        ),
    ]
}

fn clearance() -> Vec<Entry> {
    let escorted = |text: &str| {
        text.edit("[policy]", "[policy]\nescort_cost_per_hour = 20")
            .edit("unserved_cost_per_job = 400", "unserved_cost_per_job = 400\nescort_hours = 0.5")
    };
    let cleared = "clearance = { cost = 900, months = 0 }";
    let way = |of: fn(&Summary) -> f64| given(&["P + cleared"], of);
    let clearing = escorted(&new(cleared));
    vec![
        moves("offer.cleared", &escorted(&bought()), AT, &format!("{AT}\ncleared = true"), line(CostLine::Administration), Is(0.0)),
        moves(
            "offer.clearance",
            &clearing,
            cleared,
            "clearance = { cost = 500, months = 0 }",
            way(|summary| summary.line(CostLine::Conversion)),
            Is(500.0),
        ),
        moves("offer.clearance.cost", &clearing, "cost = 900", "cost = 700", way(|summary| summary.line(CostLine::Conversion)), Is(700.0)),
        // The provider's people are accompanied in the first quarter of the year.
        moves(
            "offer.clearance.months",
            &clearing,
            "months = 0",
            "months = 3",
            way(|summary| summary.line(CostLine::Administration)),
            Near(10.0 * JOBS * 90.0 / 365.0, 12.0),
        ),
        moves(
            "policy.escort_cost_per_hour",
            &escorted(&bought()),
            "escort_cost_per_hour = 20",
            "escort_cost_per_hour = 30",
            line(CostLine::Administration),
            Is(15.0 * JOBS),
        ),
        // Hours of a team are paid with its people.
        // An hour costs as much as a person in a week: somebody is kept who does nothing else.
        moves(
            "policy.escort_team",
            &accompanied(),
            "escort_cost_per_hour = 2000",
            "escort_cost_per_hour = 2000\nescort_team = \"T\"",
            crate::keys::figures::people(),
            Is(2.0),
        ),
        moves("status_quo.awarded", &bought(), "awarded = [\"P\"]\ndirect = { \"W/*\" = \"P\" }", "", in_house(), Up),
    ]
}

/// Jobs at the spot price that must be accompanied for half an hour each, and others that only one of the team's two people is needed for.
fn accompanied() -> String {
    let text = on_the_spot();
    let lot_text = text[text.find("[[service.work_orders]]").unwrap()..text.find("[[team]]").unwrap()].to_owned();
    let own = lot_text.edit("name = \"A\"", "name = \"B\"").edit("spot_price_per_job = 100\n", "").edit("= 400", "= 40000");
    text.edit("unserved_cost_per_job = 400", "unserved_cost_per_job = 40000\nescort_hours = 0.5")
        .edit("[[team]]", &format!("{own}[[team]]"))
        .edit("skills = [\"A\"]", "skills = [\"B\"]")
        .edit("[policy]", "[policy]\nescort_cost_per_hour = 2000")
        .edit("\"W/*\" = \"spot\"", "\"W/S/A\" = \"spot\"")
}
