//! When, where and for whom: the horizon, departments, sites, profiles, factors, and things that age.

use houqin::outcome::CostLine;

use crate::common::Edit;
use crate::keys::entry::{Entry, Expect::*, moves, refused, reported};
use crate::keys::figures::{in_time, line, lot, mean_demand, spread, today, wait};
use crate::keys::shown::{folder, report};
use crate::keys::work_orders::on_the_spot;
use crate::keys::worlds::{DAYS, HEAD, JOBS, bought, busy, canteen, workshop};

pub fn entries() -> Vec<Entry> {
    [horizon(), places(), profiles(), factors(), assets()].into_iter().flatten().collect()
}

/// A file that scenarios may name.
pub fn file(name: &str, text: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    if before != text {
        // Tests that run side by side write the same: whole, under another name first.
        let beside = path.with_extension(format!("{}-{:?}", std::process::id(), std::thread::current().id()));
        std::fs::write(&beside, text).unwrap();
        std::fs::rename(&beside, &path).unwrap();
    }
    path.display().to_string()
}

fn horizon() -> Vec<Entry> {
    let canteen = canteen();
    let start = "start = 2027-01-01";
    let holidays =
        file("keys-calendar.csv", "date,kind,name\n2027-03-01,holiday,One\n2027-03-02,holiday,Two\n2027-03-06,workday,Made up\n");
    let with_calendar = format!("{start}\ncalendar = \"{holidays}\"");
    let titled = canteen.edit("language = \"en\"", "title = { en = \"Of English\", zh = \"中文\" }\nlanguage = \"en\"");
    vec![
        reported("scenario.name", &canteen, "name = \"keys\"", "name = \"other\"", folder, "results/other/"),
        reported("scenario.title", &canteen, start, &format!("{start}\ntitle = \"Title of all\""), report, "Title of all"),
        reported("scenario.language", &titled, "language = \"en\"", "language = \"zh\"", report, "中文"),
        reported("title.en", &titled, "en = \"Of English\"", "en = \"Of Albion\"", report, "Of Albion"),
        reported("title.zh", &titled.edit("language = \"en\"", "language = \"zh\""), "zh = \"中文\"", "zh = \"汉语\"", report, "汉语"),
        reported("scenario.description", &canteen, start, &format!("{start}\ndescription = \"From a survey.\""), report, "From a survey."),
        reported("scenario.currency", &canteen, "currency = \"USD\"", "currency = \"EUR\"", report, "EUR"),
        // 2028 begins on a Saturday and has 260 weekdays.
        moves("scenario.start", &canteen, start, "start = 2028-01-01", mean_demand(), Is(26_000.0)),
        moves("scenario.start", &canteen, start, "start = 2027-01-31", mean_demand(), Is(26_000.0)),
        moves("scenario.years", &canteen, "years = 1", "years = 2", mean_demand(), Is(100.0 * (DAYS + 260.0) / 2.0)),
        // Two weekdays off, and a Saturday worked.
        moves("scenario.calendar", &canteen, start, &with_calendar, mean_demand(), Is(100.0 * (DAYS - 1.0))),
        // Four working hours are two days where the office is open for two hours.
        moves(
            "scenario.office_hours",
            &busy(),
            "office_hours = \"Mon-Fri 08:00-16:00\"",
            "office_hours = \"Mon-Fri 08:00-10:00\"",
            in_time(),
            Up,
        ),
    ]
}

fn places() -> Vec<Entry> {
    let water = workshop().edit("[policy]", "[[resource]]\nname = \"water\"\nunit = \"m3\"\nprice = 2\nbase_per_head = 3\n[policy]");
    let workshop = workshop();
    let second = "[[department]]\nname = \"E\"\nheadcount = 20\n[[site]]";
    let of_both = workshop.edit("[[site]]", second);
    let far =
        HEAD.edit("department = \"D\"", "department = \"D\"\ntravel_minutes = { R = 20 }\n[[site]]\nname = \"R\"\ndepartment = \"D\"");
    let far = workshop.edit(HEAD, &far).edit("site = \"S\"\narrivals", "site = \"R\"\narrivals");
    let paid_by_second = || today(|summary| summary.by_department[1].mean);
    let alike = workshop.edit(
        HEAD,
        &HEAD.edit("department = \"D\"", "department = \"D\"\n[[site]]\nname = \"R\"\ndepartment = \"D\"\ntravel_minutes = { S = 20 }"),
    );
    let lot = &alike[alike.find("[[service.work_orders]]").unwrap()..alike.find("[[team]]").unwrap()];
    let alike = alike.edit("[[team]]", &format!("{}[[team]]", lot.edit("site = \"S\"", "site = \"R\"")));
    vec![
        refused(
            "department.name",
            &workshop,
            "[[department]]\nname = \"D\"",
            "[[department]]\nname = \"E\"",
            "there is no department \"D\"",
        ),
        reported(
            "department.title",
            &on_the_spot()
                .edit("[[site]]", second)
                .edit("[[service]]", "[[site]]\nname = \"R\"\ndepartment = \"E\"\ntravel_minutes = { S = 10 }\n[[service]]")
                .edit("[[team]]", &format!("{}[[team]]", lot.edit("site = \"S\"", "site = \"R\""))),
            "name = \"E\"",
            "name = \"E\"\ntitle = \"The second\"",
            report,
            "The second",
        ),
        moves("department.headcount", &water, "headcount = 100", "headcount = 150", line(CostLine::Resources), Is(2.0 * 3.0 * 150.0)),
        refused("site.name", &workshop, "[[site]]\nname = \"S\"", "[[site]]\nname = \"R\"", "there is no site \"S\""),
        reported(
            "site.title",
            &alike,
            "name = \"R\"\ndepartment",
            "name = \"R\"\ntitle = \"Over there\"\ndepartment",
            report,
            "Over there",
        ),
        // All of the team's pay.
        moves(
            "site.department",
            &of_both,
            "name = \"S\"\ndepartment = \"D\"",
            "name = \"S\"\ndepartment = \"E\"",
            paid_by_second(),
            Is(66_000.0),
        ),
        moves("site.travel_minutes", &far, "{ R = 20 }", "{ R = 60 }", wait(), Up),
    ]
}

fn profiles() -> Vec<Entry> {
    let world = |profile: &str| {
        workshop()
            .edit("[[service]]", &format!("[[profile]]\nname = \"P\"\n{profile}\n[[service]]"))
            .edit("jobs_per_month = 10", "jobs_per_month = 10\nprofile = \"P\"")
    };
    let at_nine = "hours = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]";
    let on_weekdays = "weekdays = [1, 1, 1, 1, 1, 0, 0]";
    let flat = world("source = \"assumed\"");
    let of_january = || today(|summary| summary.by_month[0].mean - 66_000.0 / 12.0);
    let spot = |text: String| text.edit("[status_quo]", "[status_quo]\ndirect = { \"W/*\" = \"spot\" }");
    let flat_spot = spot(flat.clone());
    let canteen = canteen().edit("attendance = \"100%\"", "attendance = \"60%\"");
    let canteen = |weekdays: &str| {
        canteen
            .edit("[[service]]", &format!("[[profile]]\nname = \"P\"\n{weekdays}\n[[service]]"))
            .edit("registered = 100", "profile = \"P\"\nregistered = 100")
    };
    vec![
        refused("profile.name", &flat, "[[profile]]\nname = \"P\"", "[[profile]]\nname = \"Q\"", "there is no profile \"P\""),
        // January counts twice: 62 of 396 days.
        moves(
            "profile.months",
            &flat_spot,
            "source = \"assumed\"",
            "months = [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
            of_january(),
            Near(100.0 * JOBS * 62.0 / 396.0, 60.0),
        ),
        // At nine on working days somebody is always free.
        moves("profile.weekdays", &world(at_nine), at_nine, &format!("{on_weekdays}\n{at_nine}"), wait(), Is(0.0)),
        moves("profile.hours", &world(on_weekdays), on_weekdays, &format!("{on_weekdays}\n{at_nine}"), wait(), Is(0.0)),
        // Days without a meal change no mean, and more on Mondays is less on other days.
        moves(
            "profile.weekdays",
            &canteen("weekdays = [1, 1, 1, 1, 1, 1, 1]"),
            "weekdays = [1, 1, 1, 1, 1, 1, 1]",
            on_weekdays,
            mean_demand(),
            Stays,
        ),
        reported("profile.source", &flat, "source = \"assumed\"", "source = \"Counted in May\"", report, "Counted in May"),
    ]
}

fn factors() -> Vec<Entry> {
    let world = |factor: &str| {
        bought()
            .edit("[[offer]]", &format!("[[factor]]\nname = \"prices\"\n{factor}\n[[offer]]"))
            .edit("price_per_job = 80", "price_per_job = 80\nprice_factors = { prices = 1 }")
    };
    let sure = world("spread = 0\ndrawn = \"month\"");
    let chancy = world("spread = 0.3\ndrawn = \"month\"");
    let contracts = || line(CostLine::Contracts);
    vec![
        refused("factor.name", &sure, "[[factor]]\nname = \"prices\"", "[[factor]]\nname = \"heat\"", "there is no factor \"prices\""),
        moves("factor.spread", &sure, "spread = 0", "spread = 0.3", spread(), Up),
        moves("factor.drawn", &chancy, "drawn = \"month\"", "drawn = \"year\"", spread(), Up),
        moves("factor.level", &sure, "spread = 0", "spread = 0\nlevel = 1.5", contracts(), Is(1.5 * 80.0 * JOBS)),
        moves("factor.persistence", &chancy, "spread = 0.3", "spread = 0.3\npersistence = \"95%\"", spread(), Up),
        // In January alone: 31 of 365 days.
        moves(
            "factor.between",
            &world("spread = 0\nlevel = 1.5\ndrawn = \"month\""),
            "level = 1.5",
            "level = 1.5\nbetween = [\"01-01 to 01-31\"]",
            contracts(),
            Near(80.0 * JOBS * (1.0 + 0.5 * 31.0 / 365.0), 25.0),
        ),
        reported("factor.source", &sure, "spread = 0", "spread = 0\nsource = \"Index of prices\"", report, "Index of prices"),
    ]
}

/// A hundred things of a mean life of a year; failing by chance alone, a hundred fail in a year.
fn assets() -> Vec<Entry> {
    let world = |asset: &str| {
        workshop()
            .edit("[[service]]", &format!("[[asset]]\nname = \"pump\"\ncount = 100\nmean_life_years = 1\n{asset}\n[[service]]"))
            .edit("arrivals = \"planned\"\njobs_per_month = 10", "jobs_per_month = 0\nfailures_of = \"pump\"")
    };
    let chance = world("shape = 1\nage_years = { distribution = \"constant\", mean = 0 }\nrepair = \"minimal\"");
    let wear = chance.edit("shape = 1", "shape = 3");
    let old = wear.edit("mean = 0 }", "mean = 2 }");
    // The scale of a Weibull life of mean 1 and shape 3 is 1/Γ(4/3); as bad as old after each repair, failures by age t are (t Γ(4/3))³ each.
    let by_age_one = 100.0 * 0.892_979_511_569_249_f64.powi(3);
    let kept = "preventive = { every_months = 6, restores = \"0%\" }";
    let kept = wear.edit("repair = \"minimal\"", &format!("repair = \"minimal\"\n{kept}"));
    let serviced = kept.edit("failures_of = \"pump\"", "arrivals = \"planned\"\nservicing_of = \"pump\"");
    vec![
        refused("asset.name", &chance, "[[asset]]\nname = \"pump\"", "[[asset]]\nname = \"lift\"", "there is no asset \"pump\""),
        moves("asset.count", &chance, "\ncount = 100", "\ncount = 200", mean_demand(), Near(200.0, 13.0)),
        moves("asset.mean_life_years", &chance, "mean_life_years = 1", "mean_life_years = 2", mean_demand(), Near(50.0, 7.0)),
        moves("asset.shape", &chance, "shape = 1", "shape = 3", mean_demand(), Near(by_age_one, 8.0)),
        // From the second birthday to the third: 27 − 8 times as many as in the first year.
        moves("asset.age_years", &wear, "mean = 0 }", "mean = 2 }", mean_demand(), Near(19.0 * by_age_one, 40.0)),
        moves("asset.repair", &old, "repair = \"minimal\"", "repair = \"renews\"", mean_demand(), Down),
        moves(
            "asset.preventive",
            &wear,
            "repair = \"minimal\"",
            "repair = \"minimal\"\npreventive = { every_months = 1, restores = \"100%\" }",
            mean_demand(),
            Down,
        ),
        moves("asset.preventive.every_months", &serviced, "every_months = 6", "every_months = 12", mean_demand(), Is(100.0)),
        // As new after half a year: twice the failures of the first half.
        moves("asset.preventive.restores", &kept, "restores = \"0%\"", "restores = \"100%\"", mean_demand(), Near(by_age_one / 4.0, 6.0)),
        reported("asset.source", &chance, "shape = 1", "shape = 1\nsource = \"Nameplates\"", report, "Nameplates"),
        moves("service.work_orders.failures_of", &chance, "failures_of = \"pump\"", "", lot(|lot| lot.demand.mean), Is(0.0)),
        moves("service.work_orders.servicing_of", &serviced, "servicing_of = \"pump\"", "", lot(|lot| lot.demand.mean), Is(0.0)),
    ]
}
