//! Services, and lots made of jobs.

use houqin::outcome::CostLine;

use crate::common::Edit;
use crate::keys::calendar::file;
use crate::keys::entry::{Entry, Expect::*, moves, refused};
use crate::keys::figures::{cash, cost, in_time, line, lot, mean_demand, people, read, spread, today, turnaround, unserved, wait};
use crate::keys::worlds::{HEAD, JOBS, busy, canteen, meetings, workshop};

/// Jobs come at nine on working days, not half a one a day, so that somebody is always free: nothing waits, and nothing is left overnight.
pub fn at_nine() -> String {
    workshop().edit("jobs_per_month = 10", "jobs_per_month = 10\nprofile = \"at nine\"").edit(
        "[[service]]",
        "[[profile]]\nname = \"at nine\"\nweekdays = [1, 1, 1, 1, 1, 0, 0]\nhours = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\n[[service]]",
    )
}

/// All jobs are bought without a contract, at 100.
pub fn on_the_spot() -> String {
    workshop().edit("[status_quo]", "[status_quo]\ndirect = { \"W/*\" = \"spot\" }")
}

/// Nobody does them.
pub fn undone() -> String {
    workshop().edit("[status_quo]", "[status_quo]\ndirect = { \"W/*\" = \"nobody\" }")
}

/// Jobs at S and at R, an hour away; the team is at S.
pub fn two_sites() -> String {
    let text = workshop().edit(
        HEAD,
        &HEAD.edit("department = \"D\"", "department = \"D\"\n[[site]]\nname = \"R\"\ndepartment = \"D\"\ntravel_minutes = { S = 60 }"),
    );
    let lot = text[text.find("[[service.work_orders]]").unwrap()..text.find("[[team]]").unwrap()].to_owned();
    text.edit("[[team]]", &format!("{}[[team]]", lot.edit("site = \"S\"", "site = \"R\"")))
}

/// Working minutes of two people in 2027.
const PAID_HOURS: f64 = 2.0 * 261.0 * 8.0;

pub fn entries() -> Vec<Entry> {
    [services(), demand(), work(), quality(), money()].into_iter().flatten().collect()
}

fn services() -> Vec<Entry> {
    let (workshop, two_sites) = (workshop(), two_sites());
    let of_second = || today(|summary| summary.lots[1].in_house.mean);
    let each = two_sites.edit("\"one team\"", "\"each site\"");
    let lots = || today(|summary| summary.lots.len() as f64);
    let second = |table: &str| format!("[[service.{table}]]\n");
    let of_table = |key: &'static str, base: &str, at: &str, name: &str, text: &str| {
        let path = file(name, text);
        moves(
            key,
            base,
            at,
            &format!("{}_table = \"{path}\"\n{at}", key.trim_start_matches("service.").trim_end_matches("_table")),
            lots(),
            Is(2.0),
        )
    };
    let (canteen, meetings) = (canteen(), meetings());
    let lot_of = |text: &str, table: &str, until: &str| text[text.find(&second(table)).unwrap()..text.find(until).unwrap()].to_owned();
    let lunch = lot_of(&canteen, "sittings", "[[team]]");
    let talk = lot_of(&meetings, "bookings", "[[room]]");
    vec![
        refused("service.name", &on_the_spot(), "name = \"W\"", "name = \"V\"", "no lot fits \"W/*\""),
        // The team that would stand at R has nobody.
        moves("service.arrangements", &two_sites, "\"one team\"", "\"each site\"", of_second(), Is(0.0)),
        moves("service.clusters", &each, "\"each site\"]", "\"both\"]\nclusters = { both = [[\"S\", \"R\"]] }", of_second(), Up),
        moves(
            "service.coordination_per_year",
            &workshop,
            "[\"one team\"]",
            "[\"one team\"]\ncoordination_per_year = { \"one team\" = 5000 }",
            line(CostLine::Administration),
            Is(5000.0),
        ),
        moves(
            "service.work_orders",
            &workshop,
            "[[team]]",
            &format!("{}[[team]]", lot_of(&workshop, "work_orders", "[[team]]").edit("name = \"A\"", "name = \"B\"\ntrade = \"A\"")),
            lots(),
            Is(2.0),
        ),
        moves("service.sittings", &canteen, "[[team]]", &format!("{}[[team]]", lunch.edit("\"lunch\"", "\"dinner\"")), lots(), Is(2.0)),
        moves("service.bookings", &meetings, "[[room]]", &format!("{}[[room]]", talk.edit("\"talk\"", "\"class\"")), lots(), Is(2.0)),
        of_table(
            "service.work_orders_table",
            &workshop,
            "[[service.work_orders]]",
            "keys-jobs.csv",
            "name,site,trade,jobs_per_month,arrivals,labour_hours.distribution,labour_hours.mean,response_within,overflow,unserved_cost_per_job,standard\n\
             B,S,A,10,planned,constant,2,2 working days,never,400,50%\n",
        ),
        of_table(
            "service.sittings_table",
            &canteen,
            "[[service.sittings]]",
            "keys-meals.csv",
            "name,site,trade,registered,attendance,attendance_sd,window,counters,people_per_counter,meals_per_person,service_seconds.distribution,service_seconds.mean,seats,eating_minutes.distribution,eating_minutes.mean,production_quantile,ingredients_per_meal,unserved_cost_per_meal,wait_within,standard\n\
             dinner,S,cook,10,100%,0%,17:00-18:00,4,1,100,constant,30,200,constant,10,90%,5,10,2 minutes,90%\n",
        ),
        of_table(
            "service.bookings_table",
            &meetings,
            "[[service.bookings]]",
            "keys-meetings.csv",
            "name,site,trade,bookings_per_day,lead_days.distribution,lead_days.mean,duration_hours.distribution,duration_hours.mean,attendees.distribution,attendees.mean,tolerance,setup_minutes,turnround_minutes,crew,unserved_cost_per_booking,standard\n\
             class,S,steward,1,constant,2,constant,1,constant,8,0 minutes,0,0,0,100,50%\n",
        ),
    ]
}

fn demand() -> Vec<Entry> {
    let (workshop, spot, busy, two_sites) = (workshop(), on_the_spot(), busy(), two_sites());
    let named = spot.edit("\"W/*\" = \"spot\"", "\"W/S/A\" = \"spot\"");
    let second = "[[department]]\nname = \"E\"\nheadcount = 20\n[[site]]";
    let chancy = spot.edit("arrivals = \"planned\"\n", "");
    let heat = busy.edit("[[service]]", "[[factor]]\nname = \"heat\"\nlevel = 1.5\nspread = 0\ndrawn = \"year\"\n[[service]]");
    vec![
        refused("service.work_orders.name", &named, "name = \"A\"", "name = \"B\"\ntrade = \"A\"", "no lot fits \"W/S/A\""),
        moves(
            "service.work_orders.site",
            &two_sites.edit_first("name = \"A\"", "name = \"B\"\ntrade = \"A\""),
            "name = \"B\"\ntrade = \"A\"\nsite = \"S\"",
            "name = \"B\"\ntrade = \"A\"\nsite = \"R\"",
            wait(),
            Up,
        ),
        moves(
            "service.work_orders.department",
            &spot.edit("[[site]]", second),
            "site = \"S\"\n",
            "site = \"S\"\ndepartment = \"E\"\n",
            today(|summary| summary.by_department[1].mean - 66_000.0),
            Is(100.0 * JOBS),
        ),
        refused("service.work_orders.trade", &workshop, "name = \"A\"", "name = \"A\"\ntrade = \"B\"", "there is no trade \"A\""),
        moves("service.work_orders.jobs_per_month", &workshop, "jobs_per_month = 10", "jobs_per_month = 20", mean_demand(), Is(240.0)),
        // At random their number differs from year to year.
        moves(
            "service.work_orders.arrivals",
            &chancy,
            "jobs_per_month = 10",
            "arrivals = \"planned\"\njobs_per_month = 10",
            spread(),
            Is(0.0),
        ),
        moves("service.work_orders.burstiness", &chancy, "jobs_per_month = 10", "jobs_per_month = 10\nburstiness = 20", spread(), Up),
        moves(
            "service.work_orders.backlog",
            &workshop,
            "jobs_per_month = 10",
            "jobs_per_month = 10\nbacklog = 30",
            mean_demand(),
            Is(JOBS + 30.0),
        ),
        moves("service.work_orders.profile", &at_nine(), "profile = \"at nine\"", "", wait(), Up),
        moves(
            "service.work_orders.factors",
            &heat,
            "jobs_per_month = 60",
            "jobs_per_month = 60\nfactors = { heat = 1 }",
            mean_demand(),
            Near(1080.0, 30.0),
        ),
        // The emergencies of a lot go before its other jobs, and have to be begun sooner.
        moves(
            "service.work_orders.emergency_share",
            &busy,
            "jobs_per_month = 60",
            "jobs_per_month = 60\nemergency_share = \"50%\"\nemergency_response_within = \"5 minutes\"",
            in_time(),
            Down,
        ),
        moves(
            "service.work_orders.emergency_response_within",
            &busy.edit("jobs_per_month = 60", "jobs_per_month = 60\nemergency_share = \"50%\"\nemergency_response_within = \"5 minutes\""),
            "\"5 minutes\"",
            "\"4 working hours\"",
            in_time(),
            Up,
        ),
    ]
}

/// Two hours from nine on; whatever is added comes on top.
fn work() -> Vec<Entry> {
    let nine = at_nine();
    let labour = "labour_hours = { distribution = \"constant\", mean = 2 }";
    let with = |more: &str| nine.edit(labour, &format!("{labour}\n{more}"));
    let used = || today(|summary| summary.units[0].overall.as_ref().unwrap().mean);
    let then = "then = [{ trade = \"A\", labour_hours = { distribution = \"constant\", mean = 1 }, crew = 1 }]";
    let parts = "parts = { share = \"100%\", diagnosis_hours = 1, wait_hours = { distribution = \"constant\", mean = 1 } }";
    let repeat = "repeat_visits = { share = \"50%\", after_hours = 1 }";
    vec![
        moves("service.work_orders.labour_hours", &nine, "mean = 2 }", "mean = 3 }", turnaround(), Is(180.0)),
        moves("service.work_orders.crew", &nine, labour, &format!("{labour}\ncrew = 2"), used(), Is(4.0 * JOBS / PAID_HOURS)),
        moves("service.work_orders.then", &nine, labour, &format!("{labour}\n{then}"), turnaround(), Is(180.0)),
        refused("service.work_orders.then.trade", &with(then), "trade = \"A\"", "trade = \"B\"", "also need the trade \"B\""),
        moves("service.work_orders.then.labour_hours", &with(then), "mean = 1 }", "mean = 2 }", turnaround(), Is(240.0)),
        moves("service.work_orders.then.crew", &with(then), "crew = 1 }", "crew = 2 }", used(), Is(4.0 * JOBS / PAID_HOURS)),
        // An hour to find out, an hour's wait, and the two hours.
        moves("service.work_orders.parts", &nine, labour, &format!("{labour}\n{parts}"), turnaround(), Is(240.0)),
        moves("service.work_orders.parts.share", &with(parts), "share = \"100%\"", "share = \"0%\"", turnaround(), Is(120.0)),
        moves(
            "service.work_orders.parts.diagnosis_hours",
            &with(parts),
            "diagnosis_hours = 1",
            "diagnosis_hours = 0.5",
            turnaround(),
            Is(210.0),
        ),
        moves("service.work_orders.parts.wait_hours", &with(parts), "mean = 1 }", "mean = 2 }", turnaround(), Is(300.0)),
        // Two visits on average.
        moves(
            "service.work_orders.repeat_visits",
            &nine,
            labour,
            &format!("{labour}\n{repeat}"),
            used(),
            Near(4.0 * JOBS / PAID_HOURS, 0.01),
        ),
        moves(
            "service.work_orders.repeat_visits.share",
            &with(repeat),
            "share = \"50%\"",
            "share = \"20%\"",
            used(),
            Near(2.5 * JOBS / PAID_HOURS, 0.006),
        ),
        moves("service.work_orders.repeat_visits.after_hours", &with(repeat), "after_hours = 1", "after_hours = 30", turnaround(), Up),
    ]
}

fn quality() -> Vec<Entry> {
    let (nine, busy) = (at_nine(), busy());
    let quick = nine.edit("response_within = \"2 working days\"", "response_within = \"30 minutes\"");
    let queue = busy.edit("overflow = \"at-deadline\"", "overflow = \"at-queue-length\"\nqueue_at_most = 0");
    let patience = busy.edit(
        "overflow = \"at-deadline\"",
        "overflow = \"when-out-of-patience\"\npatience_hours = { distribution = \"constant\", mean = 0.5 }",
    );
    let bought = || lot(|lot| lot.spot.mean);
    let binding = workshop().edit("standards_bind = false", "standards_bind = true");
    vec![
        moves("service.work_orders.response_within", &busy, "\"4 working hours\"", "\"8 working hours\"", in_time(), Up),
        // Of exponential times so many are below their mean.
        moves(
            "service.work_orders.complete_within",
            &quick.edit("\"constant\", mean = 2", "\"exponential\", mean = 2"),
            "overflow = \"never\"",
            "overflow = \"never\"\ncomplete_within = \"2 working hours\"",
            in_time(),
            Near(1.0 - (-1.0f64).exp(), 0.03),
        ),
        moves("service.work_orders.overflow", &busy, "\"at-deadline\"", "\"never\"", bought(), Is(0.0)),
        moves("service.work_orders.queue_at_most", &queue, "queue_at_most = 0", "queue_at_most = 50", bought(), Down),
        moves("service.work_orders.patience_hours", &patience, "mean = 0.5 }", "mean = 50 }", bought(), Down),
        // The spot market does four of five in time, and is cheaper than people.
        moves("service.work_orders.standard", &binding, "standard = \"50%\"", "standard = \"95%\"", people(), Up),
        moves(
            "service.work_orders.confidential",
            &workshop(),
            "unserved_cost_per_job = 400",
            "unserved_cost_per_job = 4000\nconfidential = true",
            people(),
            Up,
        ),
        moves(
            "service.work_orders.confidential_share",
            &workshop(),
            "unserved_cost_per_job = 400",
            "unserved_cost_per_job = 4000\nconfidential_share = \"20%\"",
            people(),
            Up,
        ),
        moves(
            "service.work_orders.confidential_share",
            &workshop(),
            "unserved_cost_per_job = 400",
            "unserved_cost_per_job = 400\nconfidential_share = \"20%\"",
            read(|scenario| scenario.lots.len() as f64),
            Is(2.0),
        ),
    ]
}

fn money() -> Vec<Entry> {
    let (nine, spot, undone) = (at_nine(), on_the_spot(), undone());
    let water = nine.edit("[policy]", "[[resource]]\nname = \"water\"\nunit = \"m3\"\nprice = 3\n[policy]");
    let escorted = spot.edit("[policy]", "[policy]\nescort_cost_per_hour = 20");
    let prices = spot.edit("[[service]]", "[[factor]]\nname = \"prices\"\nlevel = 1.5\nspread = 0\ndrawn = \"year\"\n[[service]]");
    let at = "unserved_cost_per_job = 400";
    vec![
        moves(
            "service.work_orders.materials_per_job",
            &nine,
            at,
            &format!("{at}\nmaterials_per_job = 7"),
            line(CostLine::Materials),
            Is(7.0 * JOBS),
        ),
        moves(
            "service.work_orders.spot_price_per_job",
            &spot,
            "spot_price_per_job = 100",
            "spot_price_per_job = 130",
            line(CostLine::Spot),
            Is(130.0 * JOBS),
        ),
        moves(
            "service.work_orders.spot_price_factors",
            &prices,
            at,
            &format!("{at}\nspot_price_factors = {{ prices = 1 }}"),
            line(CostLine::Spot),
            Is(150.0 * JOBS),
        ),
        moves(
            "service.work_orders.unserved_cost_per_job",
            &undone,
            at,
            "unserved_cost_per_job = 500",
            today(|summary| summary.unserved_cost.mean),
            Is(500.0 * JOBS),
        ),
        moves(
            "service.work_orders.escort_hours",
            &escorted,
            at,
            &format!("{at}\nescort_hours = 0.5"),
            line(CostLine::Administration),
            Is(0.5 * 20.0 * JOBS),
        ),
        moves(
            "service.work_orders.uses",
            &water,
            at,
            &format!("{at}\nuses = {{ water = 2 }}"),
            line(CostLine::Resources),
            Is(2.0 * 3.0 * JOBS),
        ),
        moves("status_quo.direct", &spot, "\"W/*\" = \"spot\"", "\"W/*\" = \"nobody\"", unserved(), Is(JOBS)),
        moves(
            "status_quo.direct",
            &workshop(),
            "[status_quo]",
            "[status_quo]\ndirect = { \"W/*\" = \"spot\" }",
            cost(),
            Is(66_000.0 + 100.0 * JOBS),
        ),
        moves("policy.spot_in_time", &spot, "spot_in_time = \"80%\"", "spot_in_time = \"60%\"", in_time(), Is(0.6)),
        moves(
            "policy.standards_bind",
            &workshop().edit("standard = \"50%\"", "standard = \"95%\""),
            "standards_bind = false",
            "standards_bind = true",
            cash(),
            Up,
        ),
    ]
}
