//! Small scenarios in which every key has something to act on. Whatever can be certain is: jobs are planned, so that 120 come in a year whatever the
//! chance; everybody registered comes to eat on each of the 261 working days of 2027; people are never away.

use crate::common::Edit;

/// One department, one site.
pub const HEAD: &str = r#"
[scenario]
name = "keys"
language = "en"
currency = "USD"
start = 2027-01-01
years = 1
office_hours = "Mon-Fri 08:00-16:00"
[run]
seed = 5
replications = 20
planning_samples = 20
[[department]]
name = "D"
headcount = 100
[[site]]
name = "S"
department = "D"
"#;

const POLICY: &str = r#"
[policy]
new_hires = true
cost_per_redeployment = 1000
spot_in_time = "80%"
standards_bind = false
"#;

/// Working days of 2027, which has no holidays here.
pub const DAYS: f64 = 261.0;
/// Jobs a year in the workshop.
pub const JOBS: f64 = 120.0;

/// Two people for ten planned jobs a month of two hours, in February half as many as in other months.
pub fn workshop() -> String {
    format!(
        r#"{HEAD}
[[service]]
name = "W"
arrangements = ["one team"]
[[service.work_orders]]
name = "A"
site = "S"
arrivals = "planned"
jobs_per_month = 10
labour_hours = {{ distribution = "constant", mean = 2 }}
response_within = "2 working days"
overflow = "never"
spot_price_per_job = 100
unserved_cost_per_job = 400
standard = "50%"
[[team]]
name = "T"
skills = ["A"]
base = "S"
people = 2
cost_per_person_year = {{ personnel = 30000 }}
overhead = "10%"
shift = "Mon-Fri 08:00-16:00"
absence = "0%"
{POLICY}
[status_quo]
"#
    )
}

/// The same with jobs at random, too many for one person: there is a queue.
pub fn busy() -> String {
    workshop().edit("arrivals = \"planned\"\njobs_per_month = 10", "jobs_per_month = 60").edit("people = 2", "people = 1").edit(
        "response_within = \"2 working days\"\noverflow = \"never\"",
        "response_within = \"4 working hours\"\noverflow = \"at-deadline\"",
    )
}

/// The workshop's jobs bought: 120 a year from the offer P at 80, under contract today. The team has nothing to do.
pub fn bought() -> String {
    workshop()
        .edit(
            "[policy]",
            "[[offer]]\nname = \"P\"\nprovider = \"p\"\nlots = [\"W/*\"]\nprice_per_job = 80\nadministration_per_year = 0\n[policy]",
        )
        .edit("[status_quo]", "[status_quo]\nawarded = [\"P\"]\ndirect = { \"W/*\" = \"P\" }")
}

/// The offer P without a contract today.
pub fn offered() -> String {
    bought().edit("awarded = [\"P\"]\ndirect = { \"W/*\" = \"P\" }", "")
}

/// A canteen of a hundred who all come, at two counters of two cooks: everybody is served at once.
pub fn canteen() -> String {
    format!(
        r#"{HEAD}
[[service]]
name = "C"
arrangements = ["each site"]
[[service.sittings]]
name = "lunch"
site = "S"
trade = "cook"
registered = 100
attendance = "100%"
attendance_sd = "0%"
window = "11:30-12:30"
counters = 4
people_per_counter = 1
meals_per_person = 100
service_seconds = {{ distribution = "constant", mean = 30 }}
seats = 200
eating_minutes = {{ distribution = "constant", mean = 10 }}
production_quantile = "90%"
ingredients_per_meal = 5
unserved_cost_per_meal = 10
wait_within = "2 minutes"
standard = "90%"
[[team]]
name = "cooks"
skills = ["cook"]
base = "S"
people = 2
cost_per_person_year = {{ personnel = 30000 }}
shift = "Mon-Fri 07:00-15:00"
absence = "0%"
{POLICY}
[status_quo]
"#
    )
}

/// Four meetings a day of an hour and eight people, in two rooms of ten seats.
pub fn meetings() -> String {
    format!(
        r#"{HEAD}
[[service]]
name = "M"
arrangements = ["each site"]
[[service.bookings]]
name = "talk"
site = "S"
trade = "steward"
bookings_per_day = 4
lead_days = {{ distribution = "constant", mean = 2 }}
duration_hours = {{ distribution = "constant", mean = 1 }}
attendees = {{ distribution = "constant", mean = 8 }}
tolerance = "0 minutes"
setup_minutes = 0
turnround_minutes = 0
crew = 0
unserved_cost_per_booking = 100
standard = "50%"
[[room]]
name = "R"
service = "M"
site = "S"
seats = 10
count = 2
cost_per_room_year = 1000
{POLICY}
[status_quo]
"#
    )
}

/// The same meetings, each with one of two stewards.
pub fn served_meetings() -> String {
    meetings().edit("crew = 0", "crew = 1").edit(
        "[policy]",
        r#"[[team]]
name = "stewards"
skills = ["steward"]
base = "S"
people = 2
cost_per_person_year = { personnel = 20000 }
shift = "Mon-Fri 08:00-16:00"
absence = "0%"
[policy]"#,
    )
}
