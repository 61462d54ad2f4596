//! Lots made of meetings, their rooms, and what they share.

use houqin::outcome::CostLine;

use crate::common::Edit;
use crate::keys::entry::{Entry, Expect::*, Figure, moves, refused, reported, told};
use crate::keys::figures::{cash, in_house, in_time, line, lot, mean_demand, read, spread, today};
use crate::keys::shown::report;
use crate::keys::worlds::{DAYS, HEAD, meetings, served_meetings};

/// One room for eight meetings a day: they are in each other's way.
fn crowded() -> String {
    meetings().edit("bookings_per_day = 4", "bookings_per_day = 8").edit("count = 2", "count = 1")
}

/// All meetings are bought, at 40.
fn on_the_spot() -> String {
    meetings()
        .edit("unserved_cost_per_booking = 100", "unserved_cost_per_booking = 100\nspot_price_per_booking = 40")
        .edit("[status_quo]", "[status_quo]\ndirect = { \"M/*\" = \"spot\" }")
}

/// A profile of meetings in the afternoon.
const AFTERNOON: &str =
    "[[profile]]\nname = \"afternoon\"\nhours = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]\n[[service]]";

/// A line of costs over the meetings asked for.
fn each(line: CostLine) -> Figure {
    today(move |summary| summary.line(line) / summary.lots[0].demand.mean)
}

/// Meetings served over those of the same scenario with another text in it.
fn against(other: &'static str, by: &'static str) -> Figure {
    Box::new(move |text| in_house()(text) / in_house()(&text.replace(other, by)))
}

pub fn entries() -> Vec<Entry> {
    [requests(), rooms(), crews(), money()].into_iter().flatten().collect()
}

fn requests() -> Vec<Entry> {
    let (meetings, crowded, spot) = (meetings(), crowded(), on_the_spot());
    let lead = "lead_days = { distribution = \"constant\", mean = 2 }";
    let fickle = crowded.edit("crew = 0", "crew = 0\ncancelled = \"50%\"");
    let heat = meetings.edit("[[service]]", "[[factor]]\nname = \"heat\"\nlevel = 2\nspread = 0\ndrawn = \"year\"\n[[service]]");
    let series = "series = { share = \"60%\", meetings = 5 }";
    let weekly = spot.edit("crew = 0", &format!("crew = 0\n{series}"));
    // Whoever asks as the meeting is to begin finds rooms that nobody came to.
    let idle = crowded.edit(lead, "lead_days = { distribution = \"constant\", mean = 0 }").edit("mean = 1 }", "mean = 2 }");
    let given_up = idle.edit("crew = 0", "crew = 0\nno_show = \"50%\"");
    let overruns = "overruns = { share = \"50%\", minutes = { distribution = \"constant\", mean = 20 } }";
    let over = crowded.edit("tolerance = \"0 minutes\"", "tolerance = \"30 minutes\"").edit("crew = 0", &format!("crew = 0\n{overruns}"));
    let lot_text = crowded[crowded.find("[[service.bookings]]").unwrap()..crowded.find("[[room]]").unwrap()].to_owned();
    let urgent = lot_text.edit("\"talk\"", "\"board\"").edit(lead, "lead_days = { distribution = \"constant\", mean = 1 }");
    let urgent = crowded.edit_first("[[service.bookings]]", &format!("{urgent}[[service.bookings]]"));
    let named = spot.edit("\"M/*\"", "\"M/S/talk\"");
    let second = "[[department]]\nname = \"E\"\nheadcount = 20\n[[site]]";
    vec![
        refused("service.bookings.name", &named, "name = \"talk\"", "name = \"class\"", "no lot fits \"M/S/talk\""),
        // There is no room at R.
        moves(
            "service.bookings.site",
            &meetings
                .edit(
                    HEAD,
                    &HEAD.edit(
                        "department = \"D\"",
                        "department = \"D\"\n[[site]]\nname = \"R\"\ndepartment = \"D\"\ntravel_minutes = { S = 5 }",
                    ),
                )
                .edit("arrangements = [\"each site\"]", "arrangements = [\"each site\"]\ncost_per_attendee_hour = 0"),
            "site = \"S\"\ntrade",
            "site = \"R\"\ntrade",
            in_house(),
            Is(0.0),
        ),
        moves(
            "service.bookings.department",
            &meetings.edit("[[site]]", second),
            "site = \"S\"\ntrade",
            "site = \"S\"\ndepartment = \"E\"\ntrade",
            today(|summary| summary.by_department[1].mean),
            Is(2000.0),
        ),
        refused("service.bookings.trade", &served_meetings(), "trade = \"steward\"", "trade = \"usher\"", "there is no trade \"steward\""),
        moves(
            "service.bookings.bookings_per_day",
            &meetings,
            "bookings_per_day = 4",
            "bookings_per_day = 8",
            mean_demand(),
            Near(8.0 * DAYS, 45.0),
        ),
        moves("service.bookings.burstiness", &spot, "bookings_per_day = 4", "bookings_per_day = 4\nburstiness = 30", spread(), Up),
        moves(
            "service.bookings.profile",
            &meetings.edit("[[service]]", AFTERNOON),
            "crew = 0",
            "crew = 0\nprofile = \"afternoon\"",
            in_house(),
            Down,
        ),
        moves(
            "service.bookings.lead_days",
            &fickle,
            lead,
            "lead_days = { distribution = \"exponential\", mean = 10 }",
            in_house(),
            Differs,
        ),
        moves("service.bookings.duration_hours", &crowded, "mean = 1 }", "mean = 2 }", in_house(), Down),
        moves("service.bookings.attendees", &meetings, "mean = 8 }", "mean = 12 }", in_house(), Is(0.0)),
        moves("service.bookings.tolerance", &crowded, "\"0 minutes\"", "\"120 minutes\"", in_house(), Up),
        moves("service.bookings.setup_minutes", &crowded, "setup_minutes = 0", "setup_minutes = 30", in_house(), Down),
        moves("service.bookings.turnround_minutes", &crowded, "turnround_minutes = 0", "turnround_minutes = 30", in_house(), Down),
        moves("service.bookings.series", &spot, "crew = 0", "crew = 0\nseries = { share = \"100%\", meetings = 50 }", spread(), Up),
        moves("service.bookings.series.share", &weekly, "share = \"60%\"", "share = \"0%\"", spread(), Down),
        moves("service.bookings.series.meetings", &weekly, "meetings = 5", "meetings = 52", spread(), Up),
        moves(
            "service.bookings.displaces_with_notice",
            &urgent,
            "name = \"board\"",
            "name = \"board\"\ndisplaces_with_notice = \"6 hours\"",
            in_house(),
            Up,
        ),
        moves(
            "service.bookings.release_after_minutes",
            &given_up,
            "no_show = \"50%\"",
            "no_show = \"50%\"\nrelease_after_minutes = 15",
            in_house(),
            Up,
        ),
        moves(
            "service.bookings.no_show",
            &given_up.edit("no_show = \"50%\"", "no_show = \"10%\"\nrelease_after_minutes = 15"),
            "no_show = \"10%\"",
            "no_show = \"80%\"",
            in_house(),
            Up,
        ),
        moves("service.bookings.overruns", &over, overruns, "", in_time(), Up),
        moves(
            "service.bookings.overruns.share",
            &over.edit("mean = 20 }", "mean = 60 }"),
            "share = \"50%\"",
            "share = \"10%\"",
            in_time(),
            Up,
        ),
        moves("service.bookings.overruns.minutes", &over, "mean = 20 }", "mean = 60 }", in_time(), Down),
        // Whoever cancels asks for nothing in the end.
        moves("service.bookings.cancelled", &meetings, "crew = 0", "crew = 0\ncancelled = \"50%\"", mean_demand(), Near(2.0 * DAYS, 25.0)),
        moves("service.bookings.factors", &heat, "crew = 0", "crew = 0\nfactors = { heat = 1 }", mean_demand(), Near(8.0 * DAYS, 45.0)),
        moves(
            "service.bookings.standard",
            &meetings
                .edit("standards_bind = false", "standards_bind = true")
                .edit("unserved_cost_per_booking = 100", "unserved_cost_per_booking = 100\nspot_price_per_booking = 0.1"),
            "standard = \"50%\"",
            "standard = \"90%\"",
            cash(),
            Up,
        ),
        moves(
            "service.bookings.confidential",
            &meetings.edit("unserved_cost_per_booking = 100", "unserved_cost_per_booking = 100\nspot_price_per_booking = 0.1"),
            "crew = 0",
            "crew = 0\nconfidential = true",
            cash(),
            Up,
        ),
        moves(
            "service.bookings.confidential_share",
            &meetings,
            "crew = 0",
            "crew = 0\nconfidential_share = \"20%\"",
            read(|scenario| scenario.lots.len() as f64),
            Is(2.0),
        ),
    ]
}

fn rooms() -> Vec<Entry> {
    let (meetings, crowded) = (meetings(), crowded());
    let far = HEAD.edit("department = \"D\"", "department = \"D\"\n[[site]]\nname = \"R\"\ndepartment = \"D\"\ntravel_minutes = { S = 5 }");
    // Departments on their own are always worked out: there the room of one site serves the other.
    let priced = "arrangements = [\"each site\"]\ncost_per_attendee_hour = 0";
    let far = meetings.edit(HEAD, &far).edit("arrangements = [\"each site\"]", priced);
    let second = "[[room]]\nname = \"Q\"\nservice = \"M\"\nsite = \"S\"\nseats = 10\ncount = 1\ncost_per_room_year = 1000\n[policy]";
    let with_screen = crowded.edit("name = \"R\"", "name = \"R\"\nfeatures = [\"screen\"]").edit("[policy]", second);
    let cheap = meetings.edit("unserved_cost_per_booking = 100", "unserved_cost_per_booking = 100\nspot_price_per_booking = 0.1");
    // A pool of two sites, twelve minutes apart, with one room each for more meetings than fit into the first.
    let pooled = crowded
        .edit(
            HEAD,
            &HEAD.edit("department = \"D\"", "department = \"D\"\ntravel_minutes = { R = 12 }\n[[site]]\nname = \"R\"\ndepartment = \"D\""),
        )
        .edit("arrangements = [\"each site\"]", "arrangements = [\"one team\"]\ncost_per_attendee_hour = 30")
        .edit(
            "[policy]",
            "[[room]]\nname = \"Q\"\nservice = \"M\"\nsite = \"R\"\nseats = 10\ncount = 1\ncost_per_room_year = 1000\n[policy]",
        );
    let held_elsewhere = || lot(|lot| lot.elsewhere.mean);
    let each_way = || today(|summary| summary.way_cost.mean / summary.lots[0].elsewhere.mean);
    let item = "[[equipment]]\nname = \"E\"\nservice = \"M\"\nsite = \"S\"\ncount = 1\ncost_per_year = 10\n[[room]]";
    let equipped = meetings.edit("bookings_per_day = 4", "bookings_per_day = 8").edit("[[room]]", item);
    let using = equipped.edit("crew = 0", "crew = 0\nequipment = { E = 1 }");
    let far_using = far.edit("[[room]]", item).edit("crew = 0", "crew = 0\nequipment = { E = 1 }");
    vec![
        reported("room.name", &meetings, "name = \"R\"", "name = \"Ballroom\"", report, "Ballroom"),
        reported("room.title", &meetings, "name = \"R\"", "name = \"R\"\ntitle = \"Great hall\"", week, "Great hall"),
        refused("room.service", &meetings, "service = \"M\"", "service = \"W\"", "there is no service \"W\""),
        moves("room.site", &far, "service = \"M\"\nsite = \"S\"", "service = \"M\"\nsite = \"R\"", in_house(), Is(0.0)),
        moves("room.seats", &meetings, "seats = 10", "seats = 6", in_house(), Is(0.0)),
        moves("service.bookings.needs", &with_screen, "crew = 0", "crew = 0\nneeds = [\"screen\"]", in_house(), Down),
        moves(
            "room.features",
            &with_screen.edit("crew = 0", "crew = 0\nneeds = [\"screen\"]"),
            "name = \"Q\"",
            "name = \"Q\"\nfeatures = [\"screen\"]",
            in_house(),
            Up,
        ),
        // Eight people for 24 minutes there and back.
        moves(
            "service.cost_per_attendee_hour",
            &pooled,
            "cost_per_attendee_hour = 30",
            "cost_per_attendee_hour = 50",
            each_way(),
            Is(8.0 * 24.0 / 60.0 * 50.0),
        ),
        told("service.cost_per_attendee_hour", &pooled, "cost_per_attendee_hour = 30", "", "may be held at R, and the way has no price"),
        moves(
            "service.bookings.elsewhere_within",
            &pooled,
            "crew = 0",
            "crew = 0\nelsewhere_within = \"10 minutes\"",
            held_elsewhere(),
            Is(0.0),
        ),
        moves(
            "room.only_for",
            &pooled.edit("[[room]]\nname = \"Q\"", &format!("{}[[room]]\nname = \"Q\"", other_lot(&pooled))),
            "name = \"Q\"",
            "name = \"Q\"\nonly_for = [\"M/S/class\"]",
            held_elsewhere(),
            Is(0.0),
        ),
        refused("room.only_for", &pooled, "name = \"Q\"", "name = \"Q\"\nonly_for = [\"M/S/tlak\"]", "no lot fits \"M/S/tlak\""),
        moves("room.count", &meetings, "count = 2", "count = 1", in_house(), Down),
        moves(
            "room.cost_per_room_year",
            &meetings,
            "cost_per_room_year = 1000",
            "cost_per_room_year = 1500",
            line(CostLine::Facilities),
            Is(3000.0),
        ),
        moves("room.can_release", &cheap, "count = 2", "count = 2\ncan_release = false", cash(), Up),
        moves("service.bookings.equipment", &equipped, "crew = 0", "crew = 0\nequipment = { E = 1 }", in_house(), Down),
        refused("equipment.name", &using, "name = \"E\"", "name = \"F\"", "there is no equipment \"E\""),
        refused("equipment.service", &using, "name = \"E\"\nservice = \"M\"", "name = \"E\"\nservice = \"W\"", "there is no service \"W\""),
        moves(
            "equipment.site",
            &far_using,
            "name = \"E\"\nservice = \"M\"\nsite = \"S\"",
            "name = \"E\"\nservice = \"M\"\nsite = \"R\"",
            in_house(),
            Is(0.0),
        ),
        moves("equipment.count", &using, "count = 1\ncost_per_year", "count = 2\ncost_per_year", in_house(), Up),
        moves("equipment.cost_per_year", &using, "cost_per_year = 10", "cost_per_year = 70", line(CostLine::Facilities), Is(2070.0)),
    ]
}

/// The lot of meetings once more, under another name.
fn other_lot(text: &str) -> String {
    text[text.find("[[service.bookings]]").unwrap()..text.find("[[room]]").unwrap()].edit("\"talk\"", "\"class\"")
}

/// The chart of a week.
fn week(text: &str) -> String {
    let scenario = crate::common::load(text);
    let supply = houqin::supply::Supply::new(&scenario);
    let plan = houqin::plan::Plan::status_quo(&supply);
    let trace = houqin::trace::Trace::of(&supply, &plan, 0);
    let words = houqin::report::words::Words { language: scenario.language };
    let monday = houqin::report::charts::week::busiest(&supply, &trace);
    houqin::report::charts::week::draw(&supply, &trace, words, monday, 0).unwrap()
}

/// The same keys of the same people as in a workshop or a canteen.
fn crews() -> Vec<Entry> {
    let served = served_meetings();
    let afternoon = served.edit("[[service]]", AFTERNOON).edit("crew = 1", "crew = 1\nprofile = \"afternoon\"");
    // A steward alone, for meetings of half an hour, one in two days: on a day on which the steward is there all are held but those that meet.
    let alone = served.edit("people = 2", "people = 1").edit("bookings_per_day = 4", "bookings_per_day = 0.5");
    let leave = "leave = [{ between = \"06-01 to 08-31\", share = \"50%\" }]";
    let two_trades = {
        let lot_text = served[served.find("[[service.bookings]]").unwrap()..served.find("[[room]]").unwrap()].to_owned();
        let other = lot_text
            .edit("\"talk\"", "\"concert\"")
            .edit("\"steward\"", "\"piano\"")
            .edit("bookings_per_day = 4", "bookings_per_day = 0.1");
        served
            .edit("[[room]]", &format!("{other}[[room]]"))
            .edit("skills = [\"steward\"]", "skills = [\"steward\", \"piano\"]")
            .edit_first("crew = 1", "crew = 2")
    };
    vec![
        // Three stewards are not there.
        moves("service.bookings.crew", &served, "crew = 1", "crew = 3", in_house(), Is(0.0)),
        moves(
            "team.absence",
            &alone,
            "absence = \"0%\"",
            "absence = \"40%\"",
            against("absence = \"40%\"", "absence = \"0%\""),
            Near(0.6, 0.04),
        ),
        moves(
            "team.absence_days",
            &alone.edit("absence = \"0%\"", "absence = \"40%\""),
            "absence = \"40%\"",
            "absence = \"40%\"\nabsence_days = 20",
            spread(),
            Up,
        ),
        moves(
            "team.leave",
            &alone,
            "absence = \"0%\"",
            &format!("absence = \"0%\"\n{leave}"),
            against(leave, ""),
            Near(1.0 - 46.0 / 365.0, 0.02),
        ),
        // Stewards of the morning serve no meeting of the afternoon.
        moves("team.shift", &afternoon, "shift = \"Mon-Fri 08:00-16:00\"", "shift = \"Mon-Fri 08:00-12:00\"", in_house(), Is(0.0)),
        // Two stewards for a meeting, of whom one can only play.
        moves(
            "team.members",
            &two_trades,
            "people = 2",
            "people = 2\nmembers = [{ skills = [\"steward\"], people = 1 }, { skills = [\"piano\"], people = 1 }]",
            in_house(),
            Is(0.0),
        ),
        moves(
            "team.grades",
            &served,
            "cost_per_person_year = { personnel = 20000 }",
            "cost_per_person_year = {}\ngrades = [{ name = \"head\", people = 1, personnel = 50000 }, { name = \"hand\", people = 1, personnel = 20000 }]",
            line(CostLine::Personnel),
            Is(70_000.0),
        ),
        moves("team.people", &served, "people = 2", "people = 1", in_house(), Down),
    ]
}

fn money() -> Vec<Entry> {
    let (meetings, spot) = (meetings(), on_the_spot());
    let at = "crew = 0";
    let undone = meetings.edit("[status_quo]", "[status_quo]\ndirect = { \"M/*\" = \"nobody\" }");
    let water = meetings.edit("[policy]", "[[resource]]\nname = \"water\"\nunit = \"m3\"\nprice = 3\n[policy]");
    let escorted = spot.edit("[policy]", "[policy]\nescort_cost_per_hour = 20");
    let prices = spot.edit("[[service]]", "[[factor]]\nname = \"prices\"\nlevel = 1.5\nspread = 0\ndrawn = \"year\"\n[[service]]");
    vec![
        moves(
            "service.bookings.spot_price_per_booking",
            &spot,
            "spot_price_per_booking = 40",
            "spot_price_per_booking = 50",
            each(CostLine::Spot),
            Is(50.0),
        ),
        moves(
            "service.bookings.spot_price_per_attendee",
            &spot,
            at,
            &format!("{at}\nspot_price_per_attendee = 5"),
            each(CostLine::Spot),
            Is(40.0 + 8.0 * 5.0),
        ),
        moves(
            "service.bookings.spot_price_factors",
            &prices,
            at,
            &format!("{at}\nspot_price_factors = {{ prices = 1 }}"),
            each(CostLine::Spot),
            Is(60.0),
        ),
        moves(
            "service.bookings.unserved_cost_per_booking",
            &undone,
            "unserved_cost_per_booking = 100",
            "unserved_cost_per_booking = 120",
            today(|summary| summary.unserved_cost.mean / summary.lots[0].demand.mean),
            Is(120.0),
        ),
        moves(
            "service.bookings.escort_hours",
            &escorted,
            at,
            &format!("{at}\nescort_hours = 0.5"),
            each(CostLine::Administration),
            Is(10.0),
        ),
        moves(
            "service.bookings.uses",
            &water,
            at,
            &format!("{at}\nuses = {{ water = 2 }}"),
            today(|summary| summary.line(CostLine::Resources) / summary.lots[0].in_house.mean),
            Is(6.0),
        ),
        moves(
            "team.cost_per_person_year.other",
            &served_meetings(),
            "personnel = 20000",
            "personnel = 20000, other = 300",
            line(CostLine::Other),
            Is(600.0),
        ),
        moves(
            "team.overhead",
            &served_meetings(),
            "personnel = 20000 }",
            "personnel = 20000 }\noverhead = \"25%\"",
            line(CostLine::Overhead),
            Is(10_000.0),
        ),
        moves(
            "team.cost_per_person_year.personnel",
            &served_meetings(),
            "personnel = 20000",
            "personnel = 21000",
            line(CostLine::Personnel),
            Is(42_000.0),
        ),
        moves(
            "team.cost_per_person_year",
            &served_meetings(),
            "cost_per_person_year = { personnel = 20000 }",
            "cost_per_person_year = { personnel = 25000 }",
            line(CostLine::Personnel),
            Is(50_000.0),
        ),
    ]
}
