//! Teams of workshops. What acts on cooks and stewards alike stands with canteens and meetings.

use houqin::outcome::CostLine;

use crate::common::Edit;
use crate::keys::entry::{Entry, Expect::*, moves, refused, reported, told};
use crate::keys::figures::{in_time, line, lot, path, people, today, wait};
use crate::keys::path::{idle_team, leaving};
use crate::keys::shown::report;
use crate::keys::work_orders::at_nine;
use crate::keys::worlds::{HEAD, busy, canteen, served_meetings, workshop};

/// Jobs at nine for somebody alone.
fn alone() -> String {
    at_nine().edit("people = 2", "people = 1")
}

/// Emergencies at any hour, and somebody on call for them outside the shift.
fn on_call() -> String {
    busy()
        .edit("jobs_per_month = 60", "jobs_per_month = 20\nemergency_share = \"100%\"\nemergency_response_within = \"2 hours\"")
        .edit("overflow = \"at-deadline\"", "overflow = \"never\"")
        .edit(
            "absence = \"0%\"",
            "absence = \"0%\"\non_call = { hours = \"Mon-Fri 16:00-24:00\", people = 1, travel_minutes = 30, pay_per_hour = 40 }",
        )
}

pub fn entries() -> Vec<Entry> {
    [people_and_pay(), hours(), skills()].into_iter().flatten().collect()
}

fn people_and_pay() -> Vec<Entry> {
    let (workshop, busy) = (workshop(), busy());
    let wanted = busy.edit("unserved_cost_per_job = 400", "unserved_cost_per_job = 4000").edit("spot_price_per_job = 100\n", "");
    let grades = "cost_per_person_year = {}\ngrades = [{ name = \"head\", people = 1, personnel = 50000 }, { name = \"hand\", people = 1, personnel = 20000 }]";
    let graded = workshop.edit("cost_per_person_year = { personnel = 30000 }", grades);
    let paid = || line(CostLine::Personnel);
    let graded_path = retiring(&idle_team()).edit("cost_per_person_year = { personnel = 30000 }", grades);
    vec![
        reported("team.name", &workshop, "name = \"T\"", "name = \"Fitters\"", report, "Fitters"),
        moves("team.people", &workshop, "people = 2", "people = 3", paid(), Is(90_000.0)),
        moves("team.people_at_most", &wanted, "people = 1", "people = 1\npeople_at_most = 1", people(), Is(1.0)),
        moves("team.cost_per_person_year", &workshop, "personnel = 30000", "personnel = 31000", paid(), Is(62_000.0)),
        moves(
            "team.cost_per_person_year.personnel",
            &workshop,
            "personnel = 30000",
            "personnel = 32000",
            line(CostLine::Overhead),
            Is(6400.0),
        ),
        moves(
            "team.cost_per_person_year.materials",
            &workshop,
            "personnel = 30000",
            "personnel = 30000, materials = 100",
            line(CostLine::Materials),
            Is(200.0),
        ),
        moves(
            "team.cost_per_person_year.other",
            &workshop,
            "personnel = 30000",
            "personnel = 30000, other = 100",
            line(CostLine::Other),
            Is(200.0),
        ),
        moves("team.overhead", &workshop, "overhead = \"10%\"", "overhead = \"20%\"", line(CostLine::Overhead), Is(12_000.0)),
        moves("team.grades", &workshop, "cost_per_person_year = { personnel = 30000 }", grades, paid(), Is(70_000.0)),
        moves("team.grades.personnel", &graded, "personnel = 20000", "personnel = 25000", paid(), Is(75_000.0)),
        moves(
            "team.grades.people",
            &graded.edit("people = 2", "people = 3").edit("people = 1, personnel = 20000", "people = 2, personnel = 20000"),
            "name = \"head\", people = 1, personnel = 50000 }, { name = \"hand\", people = 2",
            "name = \"head\", people = 2, personnel = 50000 }, { name = \"hand\", people = 1",
            paid(),
            Is(120_000.0),
        ),
        refused("team.grades.name", &graded, "name = \"hand\"", "name = \"head\"", "head"),
        reported(
            "team.grades.title",
            &graded_path,
            "name = \"hand\"",
            "name = \"hand\", title = \"Helping hand\"",
            leaving,
            "Helping hand",
        ),
        // Whoever is 64 today is 65 at the end of the first year.
        moves(
            "team.ages",
            &retiring(&idle_team()),
            "people = 2",
            "people = 2\nages = { 64 = 1, 40 = 1 }",
            path(|paths| f64::from(paths.best.years[1].people[0].left)),
            Is(1.0),
        ),
        moves(
            "team.grades.ages",
            &graded_path,
            "name = \"hand\", people = 1, personnel = 20000",
            "name = \"hand\", people = 1, personnel = 20000, ages = { 64 = 1 }",
            path(|paths| f64::from(paths.best.years[1].people[0].left)),
            Is(1.0),
        ),
        moves(
            "team.grades.retirement_age",
            &graded_path.edit(
                "name = \"hand\", people = 1, personnel = 20000",
                "name = \"hand\", people = 1, personnel = 20000, ages = { 59 = 1 }",
            ),
            "ages = { 59 = 1 }",
            "ages = { 59 = 1 }, retirement_age = 60",
            path(|paths| f64::from(paths.best.years[1].people[0].left)),
            Is(1.0),
        ),
    ]
}

fn hours() -> Vec<Entry> {
    let (alone, on_call) = (alone(), on_call());
    let far =
        HEAD.edit("department = \"D\"", "department = \"D\"\n[[site]]\nname = \"R\"\ndepartment = \"D\"\ntravel_minutes = { S = 60 }");
    let far = alone.edit(HEAD, &far);
    let leave = "leave = [{ between = \"06-01 to 08-31\", share = \"50%\" }]";
    let away = alone.edit("absence = \"0%\"", &format!("absence = \"0%\"\n{leave}"));
    let hours_of = "on_call = { hours = \"Mon-Fri 16:00-24:00\", people = 1, travel_minutes = 30, pay_per_hour = 40 }";
    let paid = || today(|summary| summary.line(CostLine::Personnel) - 30_000.0);
    vec![
        moves("team.base", &far, "base = \"S\"", "base = \"R\"", wait(), Is(60.0)),
        // From one on rather than from eight: a job of nine to ten waits until then.
        moves("team.shift", &alone, "shift = \"Mon-Fri 08:00-16:00\"", "shift = \"Mon-Fri 13:00-16:00\"", wait(), Up),
        moves("team.absence", &alone, "absence = \"0%\"", "absence = \"40%\"", wait(), Up),
        moves(
            "team.absence_days",
            &alone.edit("absence = \"0%\"", "absence = \"40%\""),
            "absence = \"40%\"",
            "absence = \"40%\"\nabsence_days = 10",
            wait(),
            Up,
        ),
        moves("team.leave", &alone, "absence = \"0%\"", &format!("absence = \"0%\"\n{leave}"), wait(), Up),
        moves("team.leave.share", &away, "share = \"50%\"", "share = \"20%\"", wait(), Down),
        moves("team.leave.between", &away, "06-01 to 08-31", "06-01 to 06-30", wait(), Down),
        moves("team.on_call", &on_call, hours_of, "", in_time(), Down),
        moves("team.on_call.hours", &on_call, "\"Mon-Fri 16:00-24:00\"", "\"Mon-Fri 16:00-18:00\"", in_time(), Down),
        moves("team.on_call.people", &busy_nights(), "people = 1, travel_minutes", "people = 3, travel_minutes", in_time(), Up),
        moves("team.on_call.travel_minutes", &on_call, "travel_minutes = 30", "travel_minutes = 300", in_time(), Down),
        // The same calls at half the pay.
        moves("team.on_call.pay_per_hour", &on_call, "pay_per_hour = 40", "pay_per_hour = 0", paid(), Is(0.0)),
        told("team.on_call", &canteen(), "absence = \"0%\"", &format!("absence = \"0%\"\n{hours_of}"), "no job of cooks is an emergency"),
        told(
            "team.on_call",
            &served_meetings(),
            "absence = \"0%\"",
            &format!("absence = \"0%\"\n{hours_of}"),
            "no job of stewards is an emergency",
        ),
    ]
}

/// More calls at night than one can answer.
fn busy_nights() -> String {
    on_call().edit("jobs_per_month = 20", "jobs_per_month = 200").edit("people = 1\n", "people = 3\n")
}

fn skills() -> Vec<Entry> {
    let text = workshop();
    let lot_text = text[text.find("[[service.work_orders]]").unwrap()..text.find("[[team]]").unwrap()].to_owned();
    let second = lot_text
        .edit("name = \"A\"", "name = \"B\"")
        .edit("arrivals = \"planned\"\n", "")
        .edit("jobs_per_month = 10", "jobs_per_month = 40");
    let two = text.edit("[[team]]", &format!("{second}[[team]]")).edit("skills = [\"A\"]", "skills = [\"A\", \"B\"]");
    let specialists = "members = [{ skills = [\"A\"], people = 1 }, { skills = [\"B\"], people = 1 }]";
    let members = two.edit("people = 2", &format!("people = 2\n{specialists}"));
    let urgent = lot_text.edit("name = \"A\"", "name = \"E\"\ntrade = \"A\"").edit(
        "arrivals = \"planned\"\njobs_per_month = 10",
        "jobs_per_month = 5\nemergency_share = \"100%\"\nemergency_response_within = \"1 hour\"",
    );
    let interrupted = text
        .edit("[[service.work_orders]]", &format!("{urgent}[[service.work_orders]]"))
        .edit("arrivals = \"planned\"\njobs_per_month = 10", "jobs_per_month = 30");
    let interrupted = interrupted.edit_all("mean = 2 }", "mean = 5 }").edit("people = 2", "people = 1");
    let of_second = || today(|summary| summary.lots[1].wait.as_ref().unwrap().mean);
    vec![
        refused("team.skills", &two, "skills = [\"A\", \"B\"]", "skills = [\"A\", \"C\"]", "there is no trade \"C\""),
        moves("team.members", &two, "people = 2", &format!("people = 2\n{specialists}"), of_second(), Up),
        moves("team.members.skills", &members, "skills = [\"A\"], people = 1", "skills = [\"A\", \"B\"], people = 1", of_second(), Down),
        moves(
            "team.members.people",
            &members
                .edit("people = 2\nmembers", "people = 3\nmembers")
                .edit("skills = [\"A\"], people = 1", "skills = [\"A\"], people = 2"),
            "[{ skills = [\"A\"], people = 2 }, { skills = [\"B\"], people = 1 }]",
            "[{ skills = [\"A\"], people = 1 }, { skills = [\"B\"], people = 2 }]",
            of_second(),
            Down,
        ),
        moves(
            "team.emergencies_interrupt",
            &interrupted,
            "people = 1",
            "people = 1\nemergencies_interrupt = true",
            lot(|lot| lot.wait.as_ref().unwrap().mean),
            Down,
        ),
    ]
}

/// People retire at 65, and nobody leaves otherwise.
fn retiring(text: &str) -> String {
    text.edit("[path]", "[path]\nretirement_age = 65\nredeployed_per_year = 0")
}
