//! Names of planners beside those that the program makes: each stands for one thing, and what is written of a plan is read back as it was.

use std::collections::HashSet;

use crate::common;
use crate::common::{Edit, load, problems, told};
use houqin::plan::{Plan, Route, read, write};
use houqin::random::uniform_of;
use houqin::scenario::{Direct, Scenario};
use houqin::supply::Supply;

/// Names of everything that a plan file may speak of.
#[derive(Clone, Debug)]
struct Names {
    departments: [String; 2],
    sites: [String; 2],
    services: [String; 2],
    cluster: String,
    lots: [String; 3],
    teams: [String; 3],
    room: String,
    offers: [String; 2],
    level: String,
}

impl Default for Names {
    fn default() -> Self {
        let of = |names: [&str; 2]| names.map(str::to_owned);
        let three = |names: [&str; 3]| names.map(str::to_owned);
        Self {
            departments: of(["D", "E"]),
            sites: of(["S", "R"]),
            services: of(["W", "M"]),
            cluster: "halves".into(),
            lots: three(["A", "B", "Talk"]),
            teams: three(["T", "U", "V"]),
            room: "Hall".into(),
            offers: of(["P", "Q"]),
            level: "watched".into(),
        }
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Two services, of jobs and of meetings, at two sites of two departments; teams, offers in several ways, a secret part, people who accompany others.
fn scenario(names: &Names) -> String {
    let [d, e] = names.departments.each_ref().map(|name| quoted(name));
    let [s, r] = names.sites.each_ref().map(|name| quoted(name));
    let [w, m] = names.services.each_ref().map(|name| quoted(name));
    let [a, b, talk] = names.lots.each_ref().map(|name| quoted(name));
    let [t, u, v] = names.teams.each_ref().map(|name| quoted(name));
    let [p, q] = names.offers.each_ref().map(|name| quoted(name));
    let (cluster, room, level) = (quoted(&names.cluster), quoted(&names.room), quoted(&names.level));
    let all_jobs = quoted(&format!("{}/*", names.services[0]));
    let job = |name: &str, site: &str, trade: &str, more: &str| {
        format!(
            r#"
[[service.work_orders]]
name = {name}
site = {site}
trade = "{trade}"
jobs_per_month = 10
labour_hours = {{ distribution = "constant", mean = 2 }}
response_within = "2 working days"
overflow = "at-deadline"
spot_price_per_job = 300
unserved_cost_per_job = 1000
standard = "0%"
escort_hours = 0.5
{more}"#
        )
    };
    let talk_at = |site: &str| {
        format!(
            r#"
[[service.bookings]]
name = {talk}
site = {site}
trade = "steward"
bookings_per_day = 2
lead_days = {{ distribution = "constant", mean = 2 }}
duration_hours = {{ distribution = "constant", mean = 1 }}
attendees = {{ distribution = "constant", mean = 8 }}
tolerance = "30 minutes"
setup_minutes = 0
turnround_minutes = 0
crew = 1
spot_price_per_booking = 500
unserved_cost_per_booking = 900
standard = "0%"
"#
        )
    };
    let team = |name: &str, skill: &str, base: &str| {
        format!(
            r#"
[[team]]
name = {name}
skills = ["{skill}"]
base = {base}
people = 2
people_at_most = 24
cost_per_person_year = {{ personnel = 30000 }}
shift = "Mon-Fri 08:00-16:00"
absence = "5%"
"#
        )
    };
    let room_at = |name: &str, site: &str| {
        format!("[[room]]\nname = {name}\nservice = {m}\nsite = {site}\nseats = 10\ncount = 2\ncost_per_room_year = 1000\n")
    };
    let other_room = quoted(&format!("{}, other", names.room));
    format!(
        r#"
[scenario]
name = "names"
language = "en"
currency = "USD"
start = 2027-01-04
office_hours = "Mon-Fri 08:00-16:00"
[run]
seed = 1
replications = 10
planning_samples = 10
[[department]]
name = {d}
headcount = 10
[[department]]
name = {e}
headcount = 10
[[site]]
name = {s}
department = {d}
travel_minutes = {{ {r} = 10 }}
[[site]]
name = {r}
department = {e}
[[service]]
name = {w}
arrangements = ["each site", "each department", "one team", {cluster}]
[service.clusters]
{cluster} = [[{s}, {r}]]
{jobs}
[[service]]
name = {m}
arrangements = ["each site", "one team"]
cost_per_attendee_hour = 30
{talks}
{teams}
{rooms}
[[offer]]
name = {p}
provider = "p"
lots = [{all_jobs}]
price_per_job = 200
administration_per_year = 100
in_time = "90%"
poor = {{ share = "10%", in_time = "50%" }}
screening = {{ cost = 100, sensitivity = "50%", specificity = "90%" }}
effort = {{ cost = 100, damage = 50 }}
supervision = [{{ name = {level}, cost_per_year = 100, detection = "50%" }}]
failure = {{ per_year = 0.1, takeover_months = 1, emergency_price = 2 }}
reserve = {{ cost_per_year = 100, covers = "50%" }}
[[offer]]
name = {q}
provider = "q"
lots = [{all_jobs}]
price_per_job = 210
administration_per_year = 100
clearance = {{ cost = 100, months = 1 }}
[policy]
new_hires = true
cost_per_redeployment = 0
spot_in_time = "80%"
standards_bind = false
escort_cost_per_hour = 50
escort_team = {t}
[status_quo]
"#,
        jobs = [job(&a, &s, "X", "confidential_share = \"20%\""), job(&b, &r, "X", ""), job(&b, &s, "Y", "")].concat(),
        talks = [talk_at(&s), talk_at(&r)].concat(),
        teams = [team(&t, "X", &s), team(&u, "Y", &r), team(&v, "steward", &s)].concat(),
        rooms = [room_at(&room, &s), room_at(&other_room, &r)].concat(),
    )
}

/// A word of randomness as choices.
struct Choices(u64, u64);

impl Choices {
    fn below(&mut self, count: usize) -> usize {
        self.1 += 1;
        ((uniform_of(self.0, self.1) * count as f64) as usize).min(count - 1)
    }
}

/// What names are made of that mean something to somebody: to TOML, to the program, to a shell.
const PARTS: [&str; 30] = [
    "A",
    "B",
    "S",
    "R",
    "T",
    "甲",
    "维修",
    "🙂",
    "\"",
    "'",
    ".",
    "+",
    " + ",
    "@",
    " ",
    "=",
    "[",
    "]",
    "#",
    "\\",
    "spot",
    "nobody",
    "escorts",
    "each site",
    ", confidential",
    "cleared",
    "screened",
    "reserve",
    "team: ",
    "é\u{301}",
];

fn name(choices: &mut Choices, usual: &str) -> String {
    match choices.below(3) {
        0 => usual.to_owned(),
        _ => (0..=choices.below(3)).map(|_| PARTS[choices.below(PARTS.len())]).collect(),
    }
}

fn names(choices: &mut Choices) -> Names {
    let usual = Names::default();
    let mut drawn = |usual: &String| name(choices, usual);
    Names {
        departments: usual.departments.each_ref().map(&mut drawn),
        sites: usual.sites.each_ref().map(&mut drawn),
        services: usual.services.each_ref().map(&mut drawn),
        cluster: drawn(&usual.cluster),
        lots: usual.lots.each_ref().map(&mut drawn),
        teams: usual.teams.each_ref().map(&mut drawn),
        room: drawn(&usual.room),
        offers: usual.offers.each_ref().map(&mut drawn),
        level: drawn(&usual.level),
    }
}

/// Any plan that a file could hold.
fn any_plan(supply: &Supply, choices: &mut Choices) -> Plan {
    let scenario = &*supply.scenario;
    let mut plan = Plan::status_quo(supply);
    plan.separate = choices.below(2) == 0;
    for (service, arrangement) in plan.arrangement.iter_mut().enumerate() {
        *arrangement = choices.below(scenario.services[service].arrangements.len());
    }
    let chosen: Vec<usize> =
        (0..supply.units.len()).filter(|unit| plan.arrangement[supply.units[*unit].service] == supply.units[*unit].arrangement).collect();
    for unit in 0..supply.units.len() {
        plan.sizes[unit] = supply.empty(unit);
        if chosen.contains(&unit) {
            plan.sizes[unit].people = if supply.units[unit].crew.is_some() { choices.below(9) as u32 } else { 0 };
            plan.sizes[unit].rooms.iter_mut().for_each(|count| *count = choices.below(3) as u32);
        }
    }
    plan.awarded.fill(false);
    for family in scenario.offers.iter().map(|offer| offer.family).collect::<HashSet<_>>() {
        let ways: Vec<usize> = (0..scenario.offers.len()).filter(|offer| scenario.offers[*offer].family == family).collect();
        if choices.below(3) > 0 {
            plan.awarded[ways[choices.below(ways.len())]] = true;
        }
    }
    for lot in 0..scenario.lots.len() {
        let mut direct = vec![Direct::Nobody];
        direct.extend(scenario.lots[lot].spot.map(|_| Direct::Spot));
        let offers = scenario.offers.iter().enumerate().filter(|(offer, of)| plan.awarded[*offer] && of.prices[lot].is_some());
        direct.extend(offers.map(|(offer, _)| Direct::Offer(offer)));
        let mut routes: Vec<Route> = direct.iter().copied().map(Route::Direct).collect();
        routes.extend(chosen.iter().copied().filter(|unit| supply.units[*unit].lots.contains(&lot)).map(Route::Unit));
        plan.route[lot] = routes[choices.below(routes.len())];
        plan.overflow[lot] = direct[choices.below(direct.len())];
    }
    plan
}

fn accepted(text: &str) -> Option<Scenario> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scenario.toml");
    std::fs::write(&path, text).unwrap();
    houqin::scenario::load(&path, &[]).ok().map(|(scenario, _)| scenario)
}

/// Whatever the names, a scenario is refused, or any plan of it that is written is read back as it was.
#[test]
fn plans_are_read_back_as_they_were_whatever_the_names() {
    let mut taken = 0;
    for case in 0..1500 {
        let mut choices = Choices(case, 0);
        let names = names(&mut choices);
        let Some(scenario) = accepted(&scenario(&names)) else { continue };
        taken += 1;
        let supply = Supply::new(&scenario);
        let paths: HashSet<&str> = scenario.lots.iter().map(|lot| lot.path.as_str()).collect();
        assert_eq!(paths.len(), scenario.lots.len(), "{names:?}");
        let ways: HashSet<&str> = scenario.offers.iter().map(|offer| offer.name.as_str()).collect();
        assert_eq!(ways.len(), scenario.offers.len(), "{names:?}");
        for plan in [Plan::status_quo(&supply)].into_iter().chain((0..4).map(|_| any_plan(&supply, &mut choices))) {
            let text = write(&plan, &supply);
            let back = read(&text, &supply).unwrap_or_else(|problems| panic!("{names:?}\n{problems}\n{text}"));
            assert_eq!(back, plan, "{names:?}\n{text}");
        }
    }
    assert!(taken >= 150, "only {taken} scenarios were taken: the test says little");
}

fn refused(change: impl Fn(&mut Names), message: &str, help: &str) {
    let mut names = Names::default();
    change(&mut names);
    let said = problems(&scenario(&names));
    assert!(said.contains(message) && said.contains(help), "expected \"{message}\" and \"{help}\" in:\n{said}");
}

#[test]
fn names_that_the_program_makes_are_taken() {
    load(&scenario(&Names::default()));
    refused(|names| names.teams[1] = "T@R".into(), "how people of \"T\" at \"R\" are called", "without @");
    refused(|names| names.teams[1] = "T@D".into(), "how people of \"T\" at \"D\" are called", "without @");
    refused(|names| names.teams[1] = "T@escorts".into(), "how people of \"T\" at \"escorts\" are called", "without @");
    refused(|names| names.teams[1] = "M@S".into(), "how people of \"M\" at \"S\" are called", "without @");
    refused(|names| (names.teams[1], names.sites) = ("T@x".into(), ["x@S".into(), "S".into()]), "people of \"T\" at \"x\"", "without @");
    refused(|names| names.sites[1] = "escorts".into(), "who accompany others", "rename the site");
    refused(|names| names.teams[1] = "M".into(), "called like a service with rooms", "rename one");
    refused(|names| names.offers[1] = "P + screened".into(), "a way of the offer \"P\" could have", "another name");
    refused(|names| names.offers[1] = "P + whatever".into(), "a way of the offer \"P\" could have", "another name");
    refused(|names| names.level = "reserve".into(), "two ways of the offer have the same name, \"P + reserve\"", "rename the level");
    refused(|names| names.level = "screened".into(), "two ways of the offer have the same name, \"P + screened\"", "rename the level");
    refused(|names| names.offers[1] = "spot".into(), "says where work goes", "another name");
    refused(|names| names.offers[1] = "nobody".into(), "says where work goes", "another name");
    refused(|names| names.lots[1] = "A, confidential".into(), "W/S/A, confidential is", "of its own");
    refused(|names| names.lots[0] = "*".into(), "stands for any name in a pattern", "another name");
    refused(|names| names.cluster = "each site".into(), "has a meaning of its own", "another name");
    refused(|names| names.sites[0] = "a\u{1b}[31mb".into(), "control character U+001B", "remove it");
    refused(|names| names.sites[0] = " S".into(), "begins or ends with a blank", "remove it");
    refused(|names| names.sites[0] = "S".repeat(201), "has 201 letters", "shorten it");
    // The same letters elsewhere collide with nothing.
    for free in ["T@Q", "Z@R", "P+screened", "R@T", "escorts"] {
        let mut names = Names::default();
        names.teams[1] = free.into();
        load(&scenario(&names));
    }
}

#[test]
fn a_team_of_two_kinds_of_work_would_be_counted_twice() {
    let text = scenario(&Names::default());
    let both = text.edit_first("skills = [\"Y\"]", "skills = [\"Y\", \"steward\"]");
    assert_ne!(text, both);
    let said = problems(&both);
    assert!(said.contains("the team U has skills of two services"), "{said}");
    let one = text.edit_first("[[service.bookings]]", "[[service.work_orders]]\nname = \"Set-up\"\nsite = \"S\"\ntrade = \"steward\"\njobs_per_month = 5\nlabour_hours = { distribution = \"constant\", mean = 1 }\nresponse_within = \"1 working days\"\noverflow = \"never\"\nunserved_cost_per_job = 100\nstandard = \"0%\"\n[[service.bookings]]");
    let said = told(&one);
    assert!(said.contains("warning: the team V has skills for jobs and meetings") && said.contains("one team for each"), "{said}");
    // Jobs and meals of one team would go by one name.
    let canteen = std::fs::read_to_string(common::shipped("ministry.toml")).unwrap();
    let trade = canteen.find("[[service.sittings]]").and_then(|at| canteen[at..].find("trade = ").map(|more| at + more)).unwrap();
    let name = canteen[trade..].split('"').nth(1).unwrap();
    let job = format!(
        "[[service.work_orders]]\nname = \"灶具\"\nsite = \"主楼\"\ntrade = \"{name}\"\njobs_per_month = 5\nlabour_hours = {{ distribution = \"constant\", mean = 1 }}\nresponse_within = \"1 working days\"\noverflow = \"never\"\nunserved_cost_per_job = 100\nstandard = \"0%\"\n[[service.sittings]]"
    );
    let folder = tempfile::tempdir().unwrap();
    for part in ["calendar", "ministry"] {
        std::fs::create_dir(folder.path().join(part)).unwrap();
        for file in std::fs::read_dir(common::shipped(part)).unwrap().map(Result::unwrap) {
            std::fs::copy(file.path(), folder.path().join(part).join(file.file_name())).unwrap();
        }
    }
    std::fs::write(folder.path().join("s.toml"), canteen.edit_first("[[service.sittings]]", &job)).unwrap();
    let said = houqin::scenario::load(&folder.path().join("s.toml"), &[]).unwrap_err().to_string();
    assert!(said.contains("has skills for jobs and meals: its people are counted for each"), "{said}");
}

#[test]
fn titles_that_cannot_be_told_apart_are_told() {
    let text = scenario(&Names::default());
    let same = text.edit_first("name = \"U\"", "name = \"U\"\ntitle = \"T\"");
    assert_ne!(text, same);
    assert!(told(&same).contains("two teams are shown as \"T\""));
    assert!(!told(&text).contains("are shown as"));
    let languages = |title: &str| text.edit_first("name = \"U\"", &format!("name = \"U\"\ntitle = {title}"));
    assert!(problems(&languages("{ fr = \"x\" }")).contains("unknown key `fr`"));
    assert!(problems(&languages("{}")).contains("`title` is empty"));
    load(&languages("{ zh = \"电工\" }"));
}

/// A plan file with one thing wrong: what is said, and in which line.
fn wrong_plan(from: &str, to: &str, message: &str, help: &str) {
    let scenario = load(&scenario(&Names::default()));
    let supply = Supply::new(&scenario);
    let text = write(&Plan::status_quo(&supply), &supply);
    assert!(text.contains(from), "no {from} in\n{text}");
    let line = text[..text.find(from).unwrap()].matches('\n').count() + 1;
    let problems = read(&text.edit_first(from, to), &supply).err().unwrap_or_else(|| panic!("nothing is wrong with {to}"));
    let found = problems.list.iter().find(|problem| problem.message.contains(message)).unwrap_or_else(|| panic!("{problems}"));
    assert!(found.help.as_deref().unwrap_or_default().contains(help), "{problems}");
    let (at, _) = problems.line_column(found.place.as_ref().unwrap());
    // What is missing is told where it should stand.
    assert!(if to.is_empty() { at <= line } else { at == line }, "line {at} for {line}: {problems}\n{text}");
}

#[test]
fn plan_files_say_all_and_their_errors_have_a_line() {
    wrong_plan("T = 2\n", "", "`people` says nothing of T", "0 says that it has none");
    wrong_plan("T = 2", "Tt = 2", "there is no team \"Tt\"", "did you mean \"T\"?");
    wrong_plan("T = 2", "T = -1", "T cannot have -1 people", "from 0");
    wrong_plan("T = 2", "T = 25", "T cannot have 25 people: it may have 24", "at most 24, or raise `people_at_most` of the team T");
    wrong_plan("\"T@escorts\" = 0", "\"T@escorts\" = 23", "are 25 people together: it may have 24", "raise `people_at_most` of the team T");
    wrong_plan("T = 2", "T = \"two\"", "must be a whole number, not text", "");
    wrong_plan("Hall = 2\n", "", "`rooms` says nothing of Hall", "0 says that none is");
    wrong_plan("Hall = 2", "Hall = 3", "Hall cannot have 3 rooms", "from 0 to 2");
    wrong_plan("W = \"each site\"", "W = \"each sight\"", "there is no arrangement \"each sight\"", "did you mean \"each site\"?");
    wrong_plan("W = \"each site\"\n", "", "`arrangement` says nothing of W", "\"one team\"");
    wrong_plan("awarded = []", "awarded = [\"p\"]", "there is no offer \"p\"", "they are P");
    wrong_plan("awarded = []", "awarded = [\"P\", \"P + screened\"]", "are ways of the same offer", "award one");
    wrong_plan("awarded = []", "award = []", "there is no key of a plan \"award\"", "did you mean \"awarded\"?");
    wrong_plan("scenario = \"names\"", "scenario = \"other\"", "not for \"names\"", "");
    wrong_plan("\"W/S/A\" = \"team: T\"", "\"W/S/A\" = \"team: U\"", "the team \"U\" cannot do W/S/A", "skill");
    wrong_plan("\"W/S/A\" = \"team: T\"", "\"W/S/A\" = \"offer: P\"", "is not in the list `awarded`", "add it there");
    wrong_plan("\"W/S/A, confidential\" = \"nobody\"", "\"W/S/A, confidential\" = \"spot\"", "cannot be bought on the spot", "secret");
    wrong_plan("\"W/S/A\" = \"spot\"\n", "", "`overflow` says nothing of W/S/A", "\"spot\" or \"nobody\"");
}
