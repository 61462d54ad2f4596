//! Lots made of meals.

use houqin::outcome::CostLine;

use crate::common::Edit;
use crate::keys::entry::{Entry, Expect::*, moves, refused};
use crate::keys::figures::{in_house, in_time, line, lot, mean_demand, people, spread, today, wait};
use crate::keys::worlds::{DAYS, HEAD, canteen};

/// Portions for sixty of the hundred: two cooks who can cook for thirty each.
fn short() -> String {
    canteen().edit("meals_per_person = 100", "meals_per_person = 30")
}

/// All meals are bought, at 8.
fn on_the_spot() -> String {
    canteen()
        .edit("unserved_cost_per_meal = 10", "unserved_cost_per_meal = 10\nspot_price_per_meal = 8")
        .edit("[status_quo]", "[status_quo]\ndirect = { \"C/*\" = \"spot\" }")
}

pub fn entries() -> Vec<Entry> {
    [diners(), counter(), kitchen(), money()].into_iter().flatten().collect()
}

const MEALS: f64 = 100.0 * DAYS;

fn diners() -> Vec<Entry> {
    let (canteen, spot) = (canteen(), on_the_spot());
    let some = canteen.edit("attendance = \"100%\"", "attendance = \"60%\"");
    let wasted = || lot(|lot| lot.wasted.mean);
    let heat = canteen.edit("[[service]]", "[[factor]]\nname = \"heat\"\nlevel = 0.5\nspread = 0\ndrawn = \"year\"\n[[service]]");
    let summer = some.edit("[[service]]", "[[profile]]\nname = \"P\"\nmonths = [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n[[service]]");
    let bought = some
        .edit("unserved_cost_per_meal = 10", "unserved_cost_per_meal = 10\nspot_price_per_meal = 8")
        .edit("[status_quo]", "[status_quo]\ndirect = { \"C/*\" = \"spot\" }");
    let summer = bought.edit(
        "[[service]]",
        &summer[summer.find("[[profile]]").unwrap()..summer.find("[[service.sittings]]").unwrap()]
            .split("arrangements")
            .next()
            .unwrap()
            .to_owned()
            .edit("\nname = \"C\"\n", ""),
    );
    let second = "[[department]]\nname = \"E\"\nheadcount = 20\n[[site]]";
    let named = spot.edit("\"C/*\"", "\"C/S/lunch\"");
    vec![
        refused("service.sittings.name", &named, "name = \"lunch\"", "name = \"dinner\"", "no lot fits \"C/S/lunch\""),
        // There is no cook at R.
        moves(
            "service.sittings.site",
            &canteen.edit(
                HEAD,
                &HEAD.edit(
                    "department = \"D\"",
                    "department = \"D\"\n[[site]]\nname = \"R\"\ndepartment = \"D\"\ntravel_minutes = { S = 5 }",
                ),
            ),
            "site = \"S\"\ntrade",
            "site = \"R\"\ntrade",
            in_house(),
            Is(0.0),
        ),
        moves(
            "service.sittings.department",
            &spot.edit("[[site]]", second),
            "site = \"S\"\ntrade",
            "site = \"S\"\ndepartment = \"E\"\ntrade",
            today(|summary| summary.by_department[1].mean),
            Is(8.0 * MEALS + 2.0 * 30_000.0 * 1.12),
        ),
        refused("service.sittings.trade", &canteen, "trade = \"cook\"", "trade = \"chef\"", "there is no trade \"cook\""),
        moves("service.sittings.registered", &canteen, "registered = 100", "registered = 150", mean_demand(), Is(1.5 * MEALS)),
        moves(
            "service.sittings.attendance",
            &canteen,
            "attendance = \"100%\"",
            "attendance = \"60%\"",
            mean_demand(),
            Near(0.6 * MEALS, 80.0),
        ),
        moves("service.sittings.attendance_sd", &some, "attendance_sd = \"0%\"", "attendance_sd = \"10%\"", wasted(), Up),
        moves(
            "service.sittings.guests",
            &canteen,
            "registered = 100",
            "registered = 100\nguests = 10",
            mean_demand(),
            Near(1.1 * MEALS, 60.0),
        ),
        moves(
            "service.sittings.profile",
            &summer,
            "registered = 100",
            "profile = \"P\"\nregistered = 100",
            today(|summary| summary.by_month[0].mean),
            Up,
        ),
        moves(
            "service.sittings.factors",
            &heat,
            "registered = 100",
            "registered = 100\nfactors = { heat = 1 }",
            mean_demand(),
            Near(0.5 * MEALS, 80.0),
        ),
    ]
}

fn counter() -> Vec<Entry> {
    let canteen = canteen();
    let window = "window = \"11:30-12:30\"";
    let rush = canteen.edit(window, &format!("{window}\narrivals = [1, 0, 0, 0]"));
    let full = canteen.edit("seats = 200", "seats = 10");
    let till = canteen.edit("seats = 200", "seats = 200\npayment = { tills = 1, seconds = { distribution = \"constant\", mean = 40 } }");
    let late = canteen
        .edit("seats = 200", "seats = 200\nlate_kitchen = { share = \"50%\", minutes = { distribution = \"constant\", mean = 10 } }");
    vec![
        moves("service.sittings.window", &canteen, window, "window = \"11:30-11:45\"", wait(), Up),
        moves("service.sittings.arrivals", &canteen, window, &format!("{window}\narrivals = [1, 0, 0, 0]"), wait(), Up),
        moves("service.sittings.counters", &canteen, "counters = 4", "counters = 1", wait(), Up),
        // Two people keep no counter open that needs three.
        moves("service.sittings.people_per_counter", &canteen, "people_per_counter = 1", "people_per_counter = 3", in_house(), Is(0.0)),
        moves(
            "service.sittings.meals_per_person",
            &canteen,
            "meals_per_person = 100",
            "meals_per_person = 30",
            in_house(),
            Is(60.0 * DAYS),
        ),
        moves("service.sittings.service_seconds", &canteen, "mean = 30 }", "mean = 60 }", wait(), Up),
        moves("service.sittings.seats", &canteen, "seats = 200", "seats = 10", wait(), Up),
        moves("service.sittings.eating_minutes", &full, "mean = 10 }", "mean = 20 }", wait(), Up),
        moves("service.sittings.balk_at", &rush, "seats = 200", "seats = 200\nbalk_at = 3", in_house(), Down),
        moves("service.sittings.patience_minutes", &rush, "seats = 200", "seats = 200\npatience_minutes = 2", in_house(), Down),
        moves(
            "service.sittings.payment",
            &till,
            "payment = { tills = 1, seconds = { distribution = \"constant\", mean = 40 } }",
            "",
            wait(),
            Down,
        ),
        moves("service.sittings.payment.tills", &till, "tills = 1", "tills = 2", wait(), Down),
        moves("service.sittings.payment.seconds", &till, "mean = 40 }", "mean = 20 }", wait(), Down),
        moves(
            "service.sittings.late_kitchen",
            &late,
            "late_kitchen = { share = \"50%\", minutes = { distribution = \"constant\", mean = 10 } }",
            "",
            wait(),
            Down,
        ),
        moves("service.sittings.late_kitchen.share", &late, "share = \"50%\"", "share = \"100%\"", wait(), Up),
        moves(
            "service.sittings.late_kitchen.minutes",
            &late,
            ", minutes = { distribution = \"constant\", mean = 10 }",
            ", minutes = { distribution = \"constant\", mean = 20 }",
            wait(),
            Up,
        ),
        moves("service.sittings.wait_within", &rush, "wait_within = \"2 minutes\"", "wait_within = \"20 minutes\"", in_time(), Up),
        moves(
            "service.sittings.standard",
            &short().edit("standards_bind = false", "standards_bind = true").edit("standard = \"90%\"", "standard = \"10%\""),
            "standard = \"10%\"",
            "standard = \"95%\"",
            people(),
            Is(4.0),
        ),
        moves(
            "service.sittings.confidential",
            &canteen.edit("unserved_cost_per_meal = 10", "unserved_cost_per_meal = 10\nspot_price_per_meal = 1"),
            "seats = 200",
            "seats = 200\nconfidential = true",
            people(),
            Up,
        ),
    ]
}

/// Hundred portions of two menus, and each diner wants one of them by chance: of a hundred wishes the number for one menu is off fifty by
/// 100 C(100, 50) / 2¹⁰¹ on average, and so many go without, since that many of the other menu are left.
const OFF_FIFTY: f64 = 3.979_461_869_258_3;

fn kitchen() -> Vec<Entry> {
    let canteen = canteen();
    let some = canteen.edit("attendance = \"100%\"\nattendance_sd = \"0%\"", "attendance = \"60%\"\nattendance_sd = \"10%\"");
    let wasted = || lot(|lot| lot.wasted.mean);
    let seats = "seats = 200";
    let menus = "menus = [{ name = \"meat\", share = \"50%\" }, { name = \"none\", share = \"50%\" }]";
    let two = canteen.edit(seats, &format!("{seats}\n{menus}"));
    let central = canteen.edit("[[team]]", "[[kitchen]]\nname = \"K\"\nmeals_per_day = 50\n[[team]]");
    let fed = central.edit(seats, &format!("{seats}\nkitchen = \"K\""));
    let batches = "deliveries = [{ minutes_after_opening = 0, share = \"50%\" }, { minutes_after_opening = 35, share = \"50%\" }]";
    let sent = canteen.edit(seats, &format!("{seats}\n{batches}"));
    vec![
        moves(
            "service.sittings.menus",
            &canteen,
            seats,
            &format!("{seats}\n{menus}"),
            in_house(),
            Near((100.0 - OFF_FIFTY) * DAYS, 1.5 * DAYS),
        ),
        refused("service.sittings.menus.name", &two, "name = \"none\"", "name = \"meat\"", "two menus are named \"meat\""),
        moves(
            "service.sittings.menus.share",
            &two,
            menus,
            "menus = [{ name = \"meat\", share = \"95%\" }, { name = \"none\", share = \"5%\" }]",
            in_house(),
            Up,
        ),
        // Whoever takes another menu leaves no portion over.
        moves("service.sittings.substitution", &two, seats, &format!("{seats}\nsubstitution = \"100%\""), in_house(), Is(MEALS)),
        moves("service.sittings.lines", &two, seats, &format!("{seats}\nlines = \"line-for-each-menu\""), wait(), Up),
        moves("service.sittings.kitchen", &central, seats, &format!("{seats}\nkitchen = \"K\""), in_house(), Is(50.0 * DAYS)),
        refused("kitchen.name", &fed, "[[kitchen]]\nname = \"K\"", "[[kitchen]]\nname = \"L\"", "there is no kitchen \"K\""),
        moves("kitchen.meals_per_day", &fed, "meals_per_day = 50", "meals_per_day = 70", in_house(), Is(70.0 * DAYS)),
        moves("service.sittings.deliveries", &sent, batches, "", wait(), Down),
        moves("service.sittings.deliveries.minutes_after_opening", &sent, "= 35", "= 50", wait(), Up),
        moves(
            "service.sittings.deliveries.share",
            &sent,
            batches,
            "deliveries = [{ minutes_after_opening = 0, share = \"80%\" }, { minutes_after_opening = 35, share = \"20%\" }]",
            wait(),
            Down,
        ),
        moves(
            "service.sittings.forecast_from_past_meals",
            &some,
            seats,
            &format!("{seats}\nforecast_from_past_meals = 4"),
            wasted(),
            Differs,
        ),
        moves(
            "service.sittings.production_quantile",
            &some,
            "production_quantile = \"90%\"",
            "production_quantile = \"50%\"",
            wasted(),
            Down,
        ),
    ]
}

fn money() -> Vec<Entry> {
    let (canteen, short, spot) = (canteen(), short(), on_the_spot());
    let at = "seats = 200";
    let water = canteen.edit("[policy]", "[[resource]]\nname = \"water\"\nunit = \"m3\"\nprice = 3\n[policy]");
    let escorted = spot.edit("[policy]", "[policy]\nescort_cost_per_hour = 20");
    let prices = spot.edit("[[service]]", "[[factor]]\nname = \"prices\"\nlevel = 1.5\nspread = 0\ndrawn = \"year\"\n[[service]]");
    vec![
        moves(
            "service.sittings.ingredients_per_meal",
            &canteen,
            "ingredients_per_meal = 5",
            "ingredients_per_meal = 6",
            line(CostLine::Materials),
            Is(6.0 * MEALS),
        ),
        moves(
            "service.sittings.spot_price_per_meal",
            &short,
            at,
            &format!("{at}\nspot_price_per_meal = 8"),
            line(CostLine::Spot),
            Is(8.0 * 40.0 * DAYS),
        ),
        moves(
            "service.sittings.spot_price_factors",
            &prices,
            at,
            &format!("{at}\nspot_price_factors = {{ prices = 1 }}"),
            line(CostLine::Spot),
            Is(12.0 * MEALS),
        ),
        moves(
            "service.sittings.unserved_cost_per_meal",
            &short,
            "unserved_cost_per_meal = 10",
            "unserved_cost_per_meal = 12",
            today(|summary| summary.unserved_cost.mean),
            Is(12.0 * 40.0 * DAYS),
        ),
        moves(
            "service.sittings.escort_hours",
            &escorted,
            at,
            &format!("{at}\nescort_hours = 0.1"),
            line(CostLine::Administration),
            Is(0.1 * 20.0 * MEALS),
        ),
        moves(
            "service.sittings.uses",
            &water,
            at,
            &format!("{at}\nuses = {{ water = 0.1 }}"),
            line(CostLine::Resources),
            Is(0.1 * 3.0 * MEALS),
        ),
        // People: all pay, and whoever is away does not cook.
        moves(
            "team.cost_per_person_year.materials",
            &canteen,
            "personnel = 30000",
            "personnel = 30000, materials = 100",
            line(CostLine::Materials),
            Is(5.0 * MEALS + 200.0),
        ),
        moves("team.absence", &canteen, "absence = \"0%\"", "absence = \"40%\"", in_house(), Near((1.0 - 0.4 * 0.4) * MEALS, 500.0)),
        moves(
            "team.absence_days",
            &canteen.edit("absence = \"0%\"", "absence = \"40%\""),
            "absence = \"40%\"",
            "absence = \"40%\"\nabsence_days = 20",
            spread(),
            Up,
        ),
        // A cook alone: away for 46 days in one piece, of which five in seven are working days.
        moves(
            "team.leave",
            &canteen.edit("people = 2", "people = 1"),
            "absence = \"0%\"",
            "absence = \"0%\"\nleave = [{ between = \"06-01 to 08-31\", share = \"50%\" }]",
            in_house(),
            Near(100.0 * (DAYS - 46.0 * 5.0 / 7.0), 80.0),
        ),
        moves(
            "team.leave.share",
            &canteen
                .edit("people = 2", "people = 1")
                .edit("absence = \"0%\"", "absence = \"0%\"\nleave = [{ between = \"06-01 to 08-31\", share = \"50%\" }]"),
            "share = \"50%\"",
            "share = \"25%\"",
            in_house(),
            Near(100.0 * (DAYS - 23.0 * 5.0 / 7.0), 80.0),
        ),
        moves(
            "team.leave.between",
            &canteen
                .edit("people = 2", "people = 1")
                .edit("absence = \"0%\"", "absence = \"0%\"\nleave = [{ between = \"06-01 to 08-31\", share = \"50%\" }]"),
            "06-01 to 08-31",
            "06-01 to 06-30",
            in_house(),
            Near(100.0 * (DAYS - 15.0 * 5.0 / 7.0), 80.0),
        ),
        // Cooks who go home at eleven serve no lunch; those who have Fridays off serve 208 days of 2027, which has 53 Fridays.
        moves("team.shift", &canteen, "shift = \"Mon-Fri 07:00-15:00\"", "shift = \"Mon-Fri 07:00-11:00\"", in_house(), Is(0.0)),
        moves("team.shift", &canteen, "shift = \"Mon-Fri 07:00-15:00\"", "shift = \"Mon-Thu 07:00-15:00\"", in_house(), Is(100.0 * 208.0)),
        moves("team.people", &short, "people = 2", "people = 3", in_house(), Is(90.0 * DAYS)),
        moves(
            "team.people_at_most",
            &short.edit("unserved_cost_per_meal = 10", "unserved_cost_per_meal = 100"),
            "people = 2",
            "people = 2\npeople_at_most = 2",
            people(),
            Is(2.0),
        ),
        // One of the two can cook no lunch.
        moves(
            "team.members",
            &two_sittings(),
            "people = 2",
            "people = 2\nmembers = [{ skills = [\"cook\"], people = 1 }, { skills = [\"baker\"], people = 1 }]",
            in_house(),
            Is(30.0 * DAYS),
        ),
        moves(
            "team.grades",
            &canteen,
            "cost_per_person_year = { personnel = 30000 }",
            "cost_per_person_year = {}\ngrades = [{ name = \"head\", people = 1, personnel = 50000 }, { name = \"hand\", people = 1, personnel = 20000 }]",
            line(CostLine::Personnel),
            Is(70_000.0),
        ),
    ]
}

/// Lunch, and cakes after it, by a team of two who know both and can make thirty portions each.
fn two_sittings() -> String {
    let text = short();
    let lot = text[text.find("[[service.sittings]]").unwrap()..text.find("[[team]]").unwrap()].to_owned();
    let cakes = lot.edit("\"lunch\"", "\"cakes\"").edit("\"cook\"", "\"baker\"").edit("11:30-12:30", "14:00-14:30");
    text.edit("[[team]]", &format!("{cakes}[[team]]")).edit("skills = [\"cook\"]", "skills = [\"cook\", \"baker\"]")
}
