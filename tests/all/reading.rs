//! How input is read: nothing of it is lost, nothing is taken for something else, and whatever is wrong is said with its place and its remedy.

use std::path::Path;
use std::time::Duration;

use crate::common;
use crate::common::{Edit, load_with, problems, shipped, told};
use assert_cmd::Command;
use houqin::scenario::{self, LotKind, SCHEMA, Scenario};
use serde_json::Value as Json;
use tempfile::TempDir;

fn houqin(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("houqin").unwrap();
    command.env("NO_COLOR", "1").current_dir(folder);
    command
}

fn first_steps() -> String {
    std::fs::read_to_string(shipped("first-steps.toml")).unwrap()
}

/// The first scenario with a change, which must fit.
fn changed(from: &str, to: &str) -> String {
    first_steps().edit_first(from, to)
}

/// The first scenario with a setting.
fn with(key: &str, value: &str) -> String {
    let folder = folder(&first_steps(), &[]);
    match scenario::load(&folder.path().join("s.toml"), &[format!("{key}={value}")]) {
        Ok((_, problems)) | Err(problems) => problems.to_string(),
    }
}

fn folder(scenario: &str, tables: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.toml"), scenario).unwrap();
    for (name, text) in tables {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// What is said of a scenario in a folder; whether it is taken.
fn said(folder: &TempDir) -> (bool, String) {
    said_with(folder, &[])
}

fn said_with(folder: &TempDir, settings: &[&str]) -> (bool, String) {
    let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
    match scenario::load(&folder.path().join("s.toml"), &settings) {
        Ok((_, problems)) => (true, problems.to_string()),
        Err(problems) => (false, problems.to_string()),
    }
}

const HEADER: &str = "name,site,trade,jobs_per_month,labour_hours.distribution,labour_hours.mean,response_within,overflow,unserved_cost_per_job,standard,source";

/// A row of the table of jobs.
fn row(name: &str, jobs: u32, source: &str) -> String {
    format!("{name},Main building,Electrical,{jobs},constant,2,4 working hours,at-deadline,2000,90%,{source}")
}

/// The first scenario with its lots from `jobs.csv`; all are electrical.
fn from_table() -> String {
    let text = first_steps();
    let start = text.find("[[service.work_orders]]").unwrap();
    let end = text.find("[[team]]").unwrap();
    let head = text[..start].edit("arrangements", "work_orders_table = \"jobs.csv\"\narrangements");
    // No row has the profile.
    let profile = head.find("[[profile]]").unwrap()..head.find("[[service]]").unwrap();
    format!("{}{}{}", &head[..profile.start], &head[profile.end..], &text[end..])
}

fn table(rows: &[String]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn of_table(text: &str) -> (bool, String) {
    said(&folder(&from_table(), &[("jobs.csv", text)]))
}

#[test]
fn a_stray_quotation_mark_loses_no_row() {
    let rows = [row("Electrical", 10, "assumed"), row("Lamps", 20, "assumed"), row("x", 1, "y")];
    let good = table(&rows[..2]);
    assert!(of_table(&good).0, "{}", of_table(&good).1);
    // Opened and never closed: the rest of the table would be one cell.
    let (taken, message) = of_table(&good.edit_first("assumed", "\"assumed"));
    assert!(!taken && message.contains("jobs.csv:2:") && message.contains("a quotation begins here and does not end"), "{message}");
    // Opened twice: one swallows up to the other, and text follows it.
    let (taken, message) = of_table(&good.edit_all(",assumed", ",\"assumed"));
    assert!(!taken && message.contains("jobs.csv:3:") && message.contains("text after the end of a quotation"), "{message}");
    // A quotation over lines may be meant: it is said.
    let (taken, message) = of_table(&good.edit_first("assumed", "\"two\nlines\""));
    assert!(
        taken && message.contains("jobs.csv:2:") && message.contains("warning: this cell goes on over the end of the line"),
        "{message}"
    );
    let (taken, message) = of_table(&good.edit_first("assumed", "\"a, \"\"b\"\"\""));
    assert!(taken && message.is_empty(), "{message}");
    // The same in a calendar.
    let calendar = "date,kind,name\n2027-01-01,holiday,New Year\n2027-05-03,holiday,\"May\n2027-10-01,holiday,October\n";
    let text = changed("office_hours", "calendar = \"c.csv\"\noffice_hours");
    let (taken, message) = said(&folder(&text, &[("c.csv", calendar)]));
    assert!(!taken && message.contains("c.csv:3:20") && message.contains("does not end"), "{message}");
}

#[test]
fn every_cell_of_a_table_is_used_or_told() {
    let good = table(&[row("Electrical", 10, "assumed")]);
    let (taken, message) = of_table(&good.edit_all(",source", ","));
    assert!(!taken && message.contains("\"assumed\" stands in a column without a name") && message.contains("jobs.csv:2:"), "{message}");
    // Columns and rows that are empty say nothing, and workbooks write them.
    let with_blanks: String = good.lines().map(|line| format!("{line},,\r\n")).chain([",".repeat(12) + "\r\n"]).collect();
    assert_eq!(of_table(&with_blanks), (true, String::new()));
    let (taken, message) = of_table(&good.edit_all(",source", ",standard"));
    assert!(!taken && message.contains("column `standard` stands twice"), "{message}");
    let (taken, message) = of_table(&good.edit_all(",source", ",labour_hours"));
    assert!(
        !taken && message.contains("the columns `labour_hours.distribution` and `labour_hours` of jobs.csv are of the same key"),
        "{message}"
    );
    let (taken, message) = of_table(&good.edit_all(",source", ",sourse"));
    let column = HEADER.find("source").unwrap() + 1;
    assert!(!taken && message.contains(&format!("jobs.csv:1:{column}")) && message.contains("did you mean `source`?"), "{message}");
    let (taken, message) = of_table(&good.replace(',', ";"));
    assert!(!taken && message.contains("not separated by commas"), "{message}");
    // An error points at its cell.
    let (taken, message) = of_table(&good.edit_all(",10,", ",ten,"));
    assert!(!taken && message.contains("jobs.csv:2:37: error: `jobs_per_month` must be a number, not text"), "{message}");
    let (taken, message) = of_table(&good.edit_all(",10,", ",\"1,000\","));
    assert!(!taken && message.contains("write 1000"), "{message}");
}

#[test]
fn workbooks_write_true_in_capitals() {
    let cleared = |word: &str| table(&[row("Electrical", 10, word)]).edit_all(",source", ",confidential");
    for word in ["true", "TRUE", "True", "FALSE"] {
        let folder = folder(&from_table(), &[("jobs.csv", &cleared(word))]);
        let (scenario, _) = scenario::load(&folder.path().join("s.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(scenario.lots[0].confidential, word.eq_ignore_ascii_case("true"));
    }
    assert!(of_table(&cleared("yes")).1.contains("must be true or false, not text"));
}

fn jobs(scenario: &Scenario) -> Vec<f64> {
    let of = |kind: &LotKind| if let LotKind::WorkOrders(spec) = kind { spec.jobs_per_month } else { 0.0 };
    scenario.lots.iter().map(|lot| of(&lot.kind)).collect()
}

#[test]
fn tables_can_be_set() {
    let one = table(&[row("Electrical", 10, "assumed")]);
    let other = table(&[row("Electrical", 33, "assumed"), row("Lamps", 44, "assumed")]);
    let folder = folder(&from_table(), &[("jobs.csv", &one), ("other.csv", &other)]);
    let loaded = |settings: &[&str]| {
        let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        scenario::load(&folder.path().join("s.toml"), &settings).map(|(scenario, _)| scenario)
    };
    assert_eq!(jobs(&loaded(&[]).unwrap()), [10.0]);
    let set = "service.Maintenance.work_orders_table=\"other.csv\"";
    let scenario = loaded(&[set]).unwrap();
    assert_eq!(jobs(&scenario), [33.0, 44.0]);
    // The table in use is the one that is kept with the results.
    assert!(scenario.inputs.0.iter().any(|input| input.name.ends_with("other.csv")));
    assert!(!scenario.inputs.0.iter().any(|input| input.name.ends_with("jobs.csv")));
    // What is set of a row is set in the table that is read, wherever the settings stand.
    assert_eq!(jobs(&loaded(&["service.Maintenance.work_orders.Lamps.jobs_per_month=5", set]).unwrap()), [33.0, 5.0]);
    // And so it is when the run's reports are made again.
    let set_jobs = "service.Maintenance.work_orders.Lamps.jobs_per_month=5";
    let run = [
        "run",
        "s.toml",
        "--out",
        "r",
        "--quiet",
        "--replications",
        "10",
        "--set",
        "run.planning_samples=10",
        "--set",
        set_jobs,
        "--set",
        set,
    ];
    let output = houqin(folder.path()).args(run).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::remove_file(folder.path().join("other.csv")).unwrap();
    let output = houqin(folder.path()).args(["report", "r", "--out", "again", "--format", "csv"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let problems = loaded(&["service.Maintenance.work_orders_table=\"none.csv\""]).unwrap_err().to_string();
    assert!(problems.contains("none.csv") && problems.contains("there is no such file") && problems.contains("--set:1"), "{problems}");
}

/// The first scenario with a calendar.
fn of_calendar(rows: &str, settings: &[&str]) -> (bool, String) {
    let text = changed("office_hours", "calendar = \"c.csv\"\noffice_hours").edit_first("years = 5", "years = 1");
    said_with(&folder(&text, &[("c.csv", &format!("date,kind,name\n{rows}"))]), settings)
}

const HOLIDAYS: &str = "2027-01-01,holiday,New Year\n2027-05-03,holiday,May\n2027-10-01,holiday,October\n";

#[test]
fn calendars_say_something_of_the_days_that_are_planned() {
    assert_eq!(of_calendar(HOLIDAYS, &[]), (true, String::new()));
    for (settings, years) in [
        (vec!["scenario.start=2030-01-01"], "2030"),
        (vec!["scenario.years=2"], "2028"),
        (vec!["scenario.years=3"], "2028, 2029"),
        (vec!["scenario.start=2026-07-01"], "2026"),
    ] {
        let (taken, message) = of_calendar(HOLIDAYS, &settings);
        assert!(taken && message.contains(&format!("the calendar has no holiday in {years}:")), "{settings:?}: {message}");
    }
    // A few days of another year need none.
    assert_eq!(of_calendar(HOLIDAYS, &["scenario.start=2027-01-18"]).1, "");
    let (taken, message) = of_calendar(&format!("{HOLIDAYS}2028-01-03,holiday,x\n"), &["scenario.years=2"]);
    assert!(taken && message.contains("far fewer holidays in 2028"), "{message}");
    for (row, line, is_taken, what) in [
        ("2027-05-03,workday,May", 5, false, "the calendar has 2027-05-03 twice: it stands in line 3 already"),
        ("2027-05-03,holiday,May", 5, false, "the calendar has 2027-05-03 twice"),
        ("2027-05-05,workday,May", 5, true, "2027-05-05 is a Wednesday, which is worked anyway"),
        ("2072-05-05,holiday,May", 5, true, "2072-05-05 is the only date of 2072"),
        ("2027-5-5,holiday,May", 5, false, "is not a date"),
        ("2027-05-05,halfday,May", 5, false, "\"halfday\" is not a kind of day"),
        (",holiday,May", 5, false, "has no `date`"),
    ] {
        let (taken, message) = of_calendar(&format!("{HOLIDAYS}{row}\n"), &[]);
        assert!(taken == is_taken && message.contains(what) && message.contains(&format!("c.csv:{line}:")), "{row}: {message}");
    }
    assert!(of_calendar(&format!("{HOLIDAYS}2027-05-08,workday,May\n2028-01-03,holiday,New Year\n"), &[]).1.is_empty());
    let (taken, message) = said(&folder(
        &changed("office_hours", "calendar = \"c.csv\"\noffice_hours"),
        &[("c.csv", "date,kind,name,note\n2027-01-01,holiday,New Year,x\n")],
    ));
    assert!(!taken && message.contains("a calendar has no column `note`"), "{message}");
    // A first line that names no columns is told whether or not any follows.
    for (table, what) in [
        ("2027-01-04,holiday,x\n", "a calendar has no column `2027-01-04`"),
        ("datum,art,name\n", "a calendar has no column `datum`"),
        ("date,name\n", "the calendar has no column `kind`"),
    ] {
        let (taken, message) = said(&folder(&changed("office_hours", "calendar = \"c.csv\"\noffice_hours"), &[("c.csv", table)]));
        assert!(!taken && message.contains(what) && message.contains("c.csv:1:"), "{table}: {message}");
    }
}

#[test]
fn shipped_scenarios_are_warned_of_nothing() {
    for name in ["first-steps", "facility", "ministry", "university", "municipal-campus"] {
        let (_, problems) = scenario::load(&shipped(&format!("{name}.toml")), &[]).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(problems.to_string(), "", "{name}");
    }
    // Independence Day of the second year is a day off.
    let (scenario, _) = scenario::load(&shipped("facility.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let day = scenario.calendar.days.iter().find(|day| day.date == jiff::civil::date(2028, 7, 4)).unwrap();
    assert!(!day.is_worked());
    // In all, 3 × 11 federal holidays: the first of 2028 is observed in 2027.
    assert_eq!(scenario.calendar.days.iter().filter(|day| day.kind == houqin::calendar::DayKind::Holiday).count(), 33);
}

/// The bounds of every number below a schema.
fn unbounded(schema: &Json, path: &str, found: &mut Vec<String>) {
    match schema {
        Json::Object(map) => {
            let is_number = |name: &Json| name == "number" || name == "integer";
            let kinds = map.get("type");
            let is_share = map.get("format").is_some_and(|format| format == "share");
            if !is_share && kinds.is_some_and(|kinds| is_number(kinds) || kinds.as_array().is_some_and(|kinds| kinds.iter().any(is_number)))
            {
                let bound = |key: &str| map.get(key).and_then(Json::as_f64).filter(|bound| bound.abs() <= 9.3e18);
                if bound("minimum").is_none() || bound("maximum").is_none() {
                    found.push(path.to_owned());
                }
            }
            map.iter().for_each(|(key, value)| unbounded(value, &format!("{path}/{key}"), found));
        }
        Json::Array(list) => list.iter().for_each(|value| unbounded(value, path, found)),
        _ => {}
    }
}

#[test]
fn every_number_has_a_most() {
    let mut found = Vec::new();
    unbounded(&SCHEMA, "", &mut found);
    assert!(found.is_empty(), "{found:?}");
    let offer = "offer.Framework contract.price_per_job";
    assert_eq!(with(offer, "1e11").matches("error").count(), 0);
    for (key, value, message) in [
        (offer, "1e308", "cannot be above 1000000000000"),
        (offer, "1.8e308", "must be a finite number"),
        (offer, "-1e308", "cannot be below 0"),
        ("team.Electricians.cost_per_person_year.personnel", "1e13", "cannot be above 1000000000000"),
        ("policy.redeployed_at_most", "5000000000", "cannot be above 1000000000"),
        ("path", "{ years = 2, discount_rate = \"3%\", redeployed_per_year = 5000000000 }", "cannot be above 1000000000"),
        ("profile.office.weekdays", "[1e308, 1.1, 1, 1, 1, 0, 0]", "cannot be above 1000000000000"),
        ("offer.Framework contract.price_factors", "{ x = 1e300 }", "cannot be above 1000000000000"),
        ("path", "{ years = 2, discount_rate = \"3%\", budget_by_year = [1e300] }", "cannot be above 1000000000000"),
        ("service.Maintenance.work_orders.Electrical.response_within", "\"1e300 hours\"", "is longer than any horizon"),
        ("scenario.start", "0001-01-01", "the horizon begins before 1900"),
        ("scenario.description", &format!("\"{}\"", "x".repeat(40_000)), "has 40000 letters, and there can be 10000"),
        ("run.seed", "9223372036854775808", "the whole number 9223372036854775808 is too large"),
        ("run.seed", "-1", "cannot be below 0"),
    ] {
        let said = with(key, value);
        assert!(said.contains(message) && said.contains("--set:1:1: error"), "{key}={value}: {said}");
    }
    let labour = |distribution: &str| with("service.Maintenance.work_orders.Electrical.labour_hours", distribution);
    for (distribution, message) in [
        ("{ distribution = \"constant\", mean = 1e308 }", "cannot be above"),
        ("{ distribution = \"weibull\", mean = 1, shape = 0.001 }", "`shape` is 0.001, but it cannot be below 0.1"),
        ("{ distribution = \"weibull\", mean = 1, shape = 101 }", "cannot be above 100"),
        ("{ distribution = \"lognormal\", mean = 1, cv = 1e300 }", "cannot be above 100"),
        ("{ distribution = \"gamma\", mean = 1, cv = 1e-5 }", "`cv` is 0.00001, but it cannot be below 0.001"),
        ("{ distribution = \"gamma\", mean = 1, cv = 1e-308 }", "cannot be below 0.001"),
        ("{ distribution = \"values\", values = [1, 1e200], shares = [0.5, 0.5] }", "cannot be above"),
    ] {
        let said = labour(distribution);
        assert!(said.contains(message), "{distribution}: {said}");
    }
}

/// At its bounds every distribution is drawn, in no time, and its mean is what was written: the mean of a quantile function by the midpoint rule, where
/// no tail carries it.
#[test]
fn distributions_work_at_their_bounds() {
    for distribution in [
        "{ distribution = \"gamma\", mean = 3, cv = 0.001 }",
        "{ distribution = \"gamma\", mean = 3, cv = 100 }",
        "{ distribution = \"lognormal\", mean = 3, cv = 0.001 }",
        "{ distribution = \"lognormal\", mean = 3, cv = 100 }",
        "{ distribution = \"weibull\", mean = 3, shape = 0.1 }",
        "{ distribution = \"weibull\", mean = 3, shape = 100 }",
    ] {
        let setting = format!("service.Maintenance.work_orders.Electrical.labour_hours={distribution}");
        let scenario = load_with(&first_steps(), &[&setting]);
        let LotKind::WorkOrders(spec) = &scenario.lots[0].kind else { panic!("no jobs") };
        assert!((spec.labour.mean() / 180.0 - 1.0).abs() < 1e-6, "{distribution}: {}", spec.labour.mean());
        let quantiles: Vec<f64> = (0..2000).map(|step| spec.labour.quantile((f64::from(step) + 0.5) / 2000.0)).collect();
        assert!(quantiles.iter().all(|value| value.is_finite() && *value >= 0.0), "{distribution}");
        assert!(quantiles.windows(2).all(|pair| pair[0] <= pair[1] * (1.0 + 1e-9)), "{distribution} is not in order");
        if distribution.contains("0.001") || distribution.contains("shape = 100") {
            let mean = quantiles.iter().sum::<f64>() / 2000.0;
            assert!((mean / 180.0 - 1.0).abs() < 1e-3, "{distribution}: {mean}");
        }
    }
}

/// Whatever the bounds allow is planned: the solver returns, and nothing overflows.
#[test]
fn amounts_at_their_bounds_are_planned() {
    let folder = folder(&first_steps(), &[]);
    for (key, value) in [
        ("offer.Framework contract.price_per_job", "1e12"),
        ("offer.Framework contract.fee_per_year", "1e12"),
        ("team.Electricians.cost_per_person_year.personnel", "1e12"),
        ("service.Maintenance.work_orders.Electrical.unserved_cost_per_job", "1e12"),
        ("service.Maintenance.work_orders.Electrical.labour_hours", "{ distribution = \"constant\", mean = 1e12 }"),
        ("policy.cost_per_redeployment", "1e12"),
    ] {
        let set = format!("{key}={value}");
        let arguments = ["optimise", "s.toml", "--quiet", "--out", "p.toml", "--replications", "20", "--samples", "10", "--set", &set];
        let output = houqin(folder.path()).args(arguments).timeout(Duration::from_secs(60)).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{set}: {}", String::from_utf8_lossy(&output.stderr));
    }
    // Things of which some are older than time would fail without end.
    let facility = std::fs::read_to_string(shipped("facility.toml")).unwrap().replace("calendar = ", "# ");
    let ages = "age_years = { distribution = \"uniform\", from = 0, to = 4 }";
    assert!(facility.contains(ages));
    let old = problems(&facility.replace(ages, "age_years = { distribution = \"lognormal\", mean = 1e12, cv = 100 }"));
    assert!(old.contains("more than 100000 times a month") && old.contains("are life and age in years?"), "{old}");
}

#[test]
fn a_wrong_table_is_told_in_a_moment() {
    let text = changed("office_hours", "calendar = \"c.csv\"\noffice_hours");
    let rows: String = (0..300_000).map(|row| format!("x{row},y{row},z\n")).collect();
    let folder = folder(&text, &[("c.csv", &format!("date,kind,name\n{rows}"))]);
    let output = houqin(folder.path()).args(["check", "s.toml"]).timeout(Duration::from_secs(60)).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("299975 more"), "{stderr}");
}

#[cfg(unix)]
#[test]
fn only_plain_files_of_some_size_are_read() {
    let check = |folder: &TempDir, arguments: &[&str]| {
        let output = houqin(folder.path()).args(arguments).timeout(Duration::from_secs(20)).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let folder = folder(&first_steps(), &[]);
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::fs::File::create(folder.path().join("huge")).unwrap().set_len(65 << 20).unwrap();
    for (name, what) in
        [("/dev/zero", "not a plain file"), ("pipe", "not a plain file"), ("huge", "larger than 64 MiB"), (".", "is a folder")]
    {
        for key in ["scenario.calendar", "service.Maintenance.work_orders_table"] {
            let (code, stderr) = check(&folder, &["check", "s.toml", "--set", &format!("{key}=\"{name}\"")]);
            assert!(code == Some(1) && stderr.contains(what), "{key}={name}: {stderr}");
        }
    }
    for name in ["/dev/zero", "huge"] {
        for arguments in [
            vec!["check", name],
            vec!["check", "s.toml", "--font", name],
            vec!["run", "s.toml", "--font", name],
            vec!["simulate", "s.toml", "--plan", name],
        ] {
            let (code, stderr) = check(&folder, &arguments);
            assert!(code == Some(1) && (stderr.contains("not a plain file") || stderr.contains("larger than")), "{arguments:?}: {stderr}");
        }
    }
    let run = ["run", "s.toml", "--out", "r", "--quiet", "--replications", "10", "--set", "run.planning_samples=10"];
    assert!(houqin(folder.path()).args(run).output().unwrap().status.success());
    for name in ["/dev/zero", "huge"] {
        let (code, stderr) = check(&folder, &["report", "r", "--template", name]);
        assert!(code == Some(1) && (stderr.contains("not a plain file") || stderr.contains("larger than")), "{name}: {stderr}");
    }
    // Whoever calls may hand a scenario over in a pipe.
    let writer = std::process::Command::new("sh").arg("-c").arg("cat s.toml > pipe").current_dir(folder.path()).spawn().unwrap();
    assert_eq!(check(&folder, &["check", "pipe"]), (Some(0), String::new()));
    drop(writer.wait_with_output());
}

#[test]
fn broken_encodings_are_told_with_line_and_byte() {
    let text = first_steps().edit_all("Main building", "主楼");
    let at = text.find("[[team]]").unwrap();
    let line = text[..at].matches('\n').count() + 1;
    let mut bytes = text.clone().into_bytes();
    bytes[at] = 0xFF;
    let folder = folder("", &[]);
    std::fs::write(folder.path().join("s.toml"), &bytes).unwrap();
    let (taken, message) = said(&folder);
    assert!(!taken && message.contains(&format!("in line {line}, byte {} of the file is the byte FF", at + 1)), "{message}");
    assert!(message.contains(&format!("s.toml:{line}:1:")), "{message}");
    // Text of another encoding is not taken for this one where only a byte is broken.
    let (gbk, _, _) = encoding_rs::GB18030.encode(&text);
    let mut gbk = gbk.into_owned();
    std::fs::write(folder.path().join("s.toml"), &gbk).unwrap();
    assert!(said(&folder).0);
    let at = gbk.windows(8).position(|bytes| bytes == b"[[team]]").unwrap();
    gbk[at] = 0xFF;
    std::fs::write(folder.path().join("s.toml"), &gbk).unwrap();
    let (taken, message) = said(&folder);
    assert!(!taken && message.contains(&format!("in line {line}, byte {} of the file", at + 1)), "{message}");
    // A table that is broken is told at its own line.
    let folder = self::folder(&from_table(), &[]);
    let mut rows = table(&[row("Electrical", 10, "assumed"), row("Lamps", 10, "assumed")]).into_bytes();
    let at = rows.len() - 3;
    rows[at] = 0;
    std::fs::write(folder.path().join("jobs.csv"), rows).unwrap();
    let (taken, message) = said(&folder);
    assert!(!taken && message.contains("jobs.csv:3:") && message.contains("a zero byte"), "{message}");
    std::fs::write(folder.path().join("s.toml"), b"PK\x03\x04\xff\xff\x00").unwrap();
    assert!(said(&folder).1.contains("is a workbook"), "{}", said(&folder).1);
}

#[test]
fn slips_of_the_pen_in_toml_are_told_with_what_to_write() {
    for (from, to, message, help) in [
        ("absence = \"8%\"", "absence = 8%", "8% is no number", "write \"8%\", with quotation marks"),
        ("[1.2, 1.1,", "[1.2， 1.1，", "， is a sign of full width", "write ,"),
        ("people = 4", "people = ４", "４ is digits of full width", "write 4"),
        ("name = \"Office\"", "name = “Office”", "“ is a quotation mark of printed text", "write \""),
        ("start = 2027-01-01", "start = 2027/1/1", "2027/1/1 is no date", "write 2027-01-01"),
        ("fee_per_year = 30_000", "fee_per_year = 30,000", "30,000 has commas between its digits", "write 30_000"),
        ("fee_per_year = 30_000", "fee_per_year = 3万", "3万 is no number", "write 30000;"),
        ("name = \"Office\"", "name = \"Office", "the text that begins here does not end on its line", "end it with \""),
        ("people = 4", "people = 4\npeople = 5", "the key `people` stands twice", "it is given in line"),
        ("[policy]", "[[team]]\nname = 1\n[run]\n[policy]", "[run] stands twice", "it begins in line"),
        ("[[team]] ", "[team] ", "`team` must be a list, not a table", "write [[team]]"),
        (
            "labour_hours = { distribution = \"lognormal\", mean = 2.5, cv = 1.0 }",
            "labour_hours = 1",
            "not a whole number",
            "write { distribution = \"constant\", mean = 1 }",
        ),
        ("skills = [\"Electrical\"]", "skills = \"Electrical\"", "must be a list, not text", "write [\"Electrical\"]"),
        ("people = 4", "people = \"4\"", "must be a whole number, not text", "write 4"),
        ("[status_quo]", "", "needs the key `status_quo`", "Write [status_quo]"),
        ("absence = \"8%\"", "absence = \"8%%\"", "is not a share", "12%"),
        ("currency = \"CNY\"", "currency = \"元\"", "\"元\" is no currency code", "write \"CNY\""),
        ("currency = \"CNY\"", "currency = \"hello world\"", "is no currency code", "ISO 4217"),
        ("[policy]", "[budget]\nper_year = 700_000\n[policy]", "unknown key `per_year`", "did you mean `total_per_year`?"),
        ("lots = [\"Maintenance/*\"]", "lots = [\"Maintainance/*\"]", "no lot fits", "did you mean \"Maintenance/*\"?"),
    ] {
        let text = changed(from, to);
        let said = problems(&text);
        let line = text[..text.find(to).unwrap()].matches('\n').count() + 1;
        // The line of what is changed in which the slip is.
        let within = [("people = 4\n", 1), ("[[team]]\nname = 1", 2), ("[budget]", 1)];
        let line = line + within.iter().find(|(begins, _)| to.starts_with(begins)).map_or(0, |(_, more)| *more);
        let place = format!("scenario.toml:{line}:");
        assert!(said.contains(message) && said.contains(help), "expected \"{message}\" and \"{help}\" in:\n{said}");
        assert!(to.is_empty() || said.contains(&place), "expected {place} in:\n{said}");
    }
    let lenient = changed("absence = \"8%\"", "absence = \"８％\"");
    assert!((common::load(&lenient).teams[0].absence - 0.08).abs() < 1e-12);
    let rmb = changed("currency = \"CNY\"", "currency = \"RMB\"");
    assert!(told(&rmb).contains("\"RMB\" is no currency of ISO 4217 — write \"CNY\""), "{}", told(&rmb));
}

#[test]
fn a_misspelt_key_hides_no_misspelt_name() {
    let text = changed("people = 4", "poeple = 4\npeople = 4").edit_all("base = \"Main building\"", "base = \"Moon\"");
    let said = problems(&text);
    assert!(said.contains("unknown key `poeple`") && said.contains("there is no site \"Moon\""), "{said}");
}

#[test]
fn money_in_other_units_is_told() {
    let cap = |key: &str, value: &str| told(&changed("[policy]", &format!("[budget]\n{key} = {value}\n[policy]")));
    // Today four people cost 4 × (140,000 × 1.12 + 6,000) = 651,200.
    assert!(cap("total_per_year", "260").contains("260 a year, where today's people, rooms and contracts alone cost 651200"));
    assert!(cap("per_month", "50").contains("600 a year, where today's"));
    assert!(cap("total_per_year", "1e11").contains("where everything at its dearest costs"));
    assert_eq!(cap("total_per_year", "600_000"), "");
    assert_eq!(cap("total_per_year", "2_000_000"), "");
    let path = "[path]\nyears = 2\ndiscount_rate = \"3%\"\nbudget_by_year = [700_000, 70]\n[policy]";
    assert!(told(&changed("[policy]", path)).contains("70 a year, where today's"));
    let spot = told(&changed("spot_price_per_job = 900", "spot_price_per_job = 9_000_000"));
    assert!(spot.contains("costs 18750 times what the dearest offer asks"), "{spot}");
    let team = |name: &str, pay: u32| {
        let team = first_steps();
        let start = team.find("[[team]]").unwrap();
        let end = team.find("[[offer]]").unwrap();
        team[start..end].edit_all("Electricians", name).edit_all("140_000", &pay.to_string())
    };
    let others = [team("B", 150_000), team("C", 14), "[[offer]] ".to_owned()].concat();
    let pay = told(&changed("[[offer]] ", &others));
    assert!(pay.contains("a person of C is paid 14 a year, where other teams pay about 140000"), "{pay}");
}

#[test]
fn sites_and_groups_are_said_once_and_whole() {
    let text = changed(
        "[[profile]]",
        "travel_minutes = { \"Annex\" = 10 }\n[[site]]\nname = \"Annex\"\ndepartment = \"Office\"\ntravel_minutes = { \"Main building\" = 12 }\n[[profile]]",
    );
    let said = told(&text);
    assert!(said.contains("the way between Main building and Annex is given twice: 10 and 12 minutes"), "{said}");
    let grouped =
        text.edit_all("arrangements = [\"one team\"]", "arrangements = [\"one team\", \"part\"]\nclusters = { part = [[\"Annex\"]] }");
    assert_ne!(text, grouped);
    assert!(told(&grouped).contains("\"part\" leaves out Main building, where Maintenance has lots"), "{}", told(&grouped));
    let whole = grouped.edit_all("[[\"Annex\"]]", "[[\"Annex\"], [\"Main building\"]]");
    assert!(!told(&whole).contains("leaves out"));
}

/// Large canteens are checked at once: their tables are for whoever plays them.
#[test]
fn check_plays_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = shipped("ministry.toml");
    let set = "service.餐饮.sittings.0.counters=90";
    let diners = "service.餐饮.sittings.0.registered=20000";
    let arguments = ["check", path.to_str().unwrap(), "--set", set, "--set", diners];
    let output = houqin(folder.path()).args(arguments).timeout(Duration::from_secs(60)).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let crowd = with("team.Electricians.people", "90000");
    assert!(crowd.contains("may have thousands of people"), "{crowd}");
}

fn json(folder: &TempDir, arguments: &[&str]) -> (Option<i32>, Json, String) {
    let output = houqin(folder.path()).args(["check", "s.toml", "--json"]).args(arguments).output().unwrap();
    let document =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stdout)));
    (output.status.code(), document, String::from_utf8(output.stderr).unwrap())
}

#[test]
fn check_prints_one_document_whatever_it_finds() {
    let good = folder(&first_steps(), &[]);
    let (code, document, stderr) = json(&good, &[]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert_eq!(
        (&document["fine"], &document["errors"], &document["lots"]),
        (&Json::Bool(true), &serde_json::json!([]), &serde_json::json!(1))
    );
    let bad = folder(&changed("absence = \"8%\"", "absence = 8"), &[]);
    let (code, document, stderr) = json(&bad, &["--set", "run.replications=0"]);
    assert_eq!((code, stderr.as_str()), (Some(1), ""));
    assert_eq!(document["fine"], false);
    let line = first_steps()[..first_steps().find("absence").unwrap()].matches('\n').count() + 1;
    let errors = document["errors"].as_array().unwrap();
    let of = |key: &str| errors.iter().find(|error| error["key"] == key).unwrap_or_else(|| panic!("no {key} in {document}"));
    let absence = of("team.Electricians.absence");
    assert_eq!((&absence["file"], &absence["line"], &absence["column"]), (&"s.toml".into(), &line.into(), &11.into()));
    assert!(absence["message"].as_str().unwrap().contains("a share lies between 0 and 1"));
    assert_eq!(of("run.replications")["file"], "--set");
    // Of no TOML, and of no file.
    let (code, document, _) = json(&folder("a = = 1", &[]), &[]);
    assert_eq!((code, &document["errors"][0]["line"], &document["errors"][0]["key"]), (Some(1), &1.into(), &Json::Null));
    let output = houqin(good.path()).args(["check", "none.toml", "--json"]).output().unwrap();
    let document: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert!(document["errors"][0]["message"].as_str().unwrap().contains("there is no such file"), "{document}");
    assert_eq!(document["errors"][0]["file"], Json::Null);
    // Cells have keys too.
    let table = table(&[row("Electrical", 10, "assumed").edit_all(",10,", ",ten,")]);
    let (_, document, _) = json(&folder(&from_table(), &[("jobs.csv", &table)]), &[]);
    assert_eq!(document["errors"][0]["key"], "service.Maintenance.work_orders.Electrical.jobs_per_month", "{document}");
    assert_eq!((&document["errors"][0]["line"], &document["errors"][0]["column"]), (&2.into(), &37.into()));
    // A warning is told beside what is fine.
    let (code, document, _) = json(&folder(&changed("absence = \"8%\"", "absence = \"50%\""), &[]), &[]);
    assert_eq!((code, document["warnings"].as_array().unwrap().len()), (Some(0), 1));
}

#[test]
fn seeds_are_whole_numbers_of_toml() {
    let folder = folder(&first_steps(), &[]);
    let check = |seed: &str| {
        let output = houqin(folder.path()).args(["check", "s.toml", "--seed", seed]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(check("9223372036854775807"), (Some(0), String::new()));
    let (code, stderr) = check("9223372036854775808");
    assert!(code == Some(2) && stderr.contains("is not in 0..=9223372036854775807"), "{stderr}");
}

/// `check` refuses what `run` would refuse: a letter that the charts could not draw, in whatever name.
#[test]
fn letters_that_no_font_has_are_found_in_every_name() {
    let resource = "[[resource]]\nname = \"power\"\nunit = \"kWh\"\nprice = 1\nbase_per_head = 10\n[policy]";
    for (from, to, of) in [
        ("{ en = \"First steps\", zh = \"第一步\" }", "{ en = \"First \u{1F680}\" }", "the scenario"),
        ("name = \"Office\"", "name = \"Office\"\ntitle = \"\u{1F680}\"", "a department"),
        ("name = \"Main building\"\ndepartment", "name = \"Main building\"\ntitle = \"\u{1F680}\"\ndepartment", "a site"),
        ("name = \"Maintenance\"", "name = \"Maintenance\"\ntitle = \"\u{1F680}\"", "a service"),
        ("name = \"Electrical\"", "name = \"Electrical\"\ntitle = \"\u{1F680}\"", "a lot"),
        ("name = \"Electricians\"", "name = \"Electricians\"\ntitle = \"\u{1F680}\"", "a team"),
        ("name = \"Framework contract\"", "name = \"Framework contract\"\ntitle = \"\u{1F680}\"", "an offer"),
        ("provider = \"A firm\"", "provider = \"A firm \u{1F680}\"", "a provider"),
        ("[policy]", &resource.edit_all("price", "title = \"\u{1F680}\"\nprice"), "a resource"),
        ("[policy]", &resource.edit_all("kWh", "\u{1F680}"), "the unit of a resource"),
    ] {
        let text = changed(from, to);
        let (code, document, _) = json(&folder(&text, &[]), &[]);
        let error = &document["errors"][0];
        let message = error["message"].as_str().unwrap_or_default();
        assert_eq!(code, Some(1), "{of}");
        assert!(
            message.contains("no glyph for '\u{1F680}' (U+1F680)") && message.contains(&format!("the name of {of}")),
            "{of}: {document}"
        );
        let line = text[..text.find('\u{1F680}').unwrap()].matches('\n').count() + 1;
        assert_eq!(error["line"], line, "{of}: {document}");
        assert!(error["help"].as_str().unwrap().contains("--font"));
    }
    // The name of a plan stands in the charts of a comparison: refused before the work.
    let folder = folder(&first_steps(), &[]);
    let rocket = "\u{1F680}.toml";
    // Twenty replications may not be enough to verify it.
    let code = houqin(folder.path()).args(["optimise", "s.toml", "--out", rocket, "--quiet"]).output().unwrap().status.code();
    assert!([Some(0), Some(6)].contains(&code), "{code:?}");
    let output = houqin(folder.path()).args(["compare", "s.toml", "--plan", rocket, "--out", "c"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no glyph for '\u{1F680}'"));
    assert!(!folder.path().join("c").exists());
}

#[test]
fn keys_of_canteens_that_act_on_nothing_are_told() {
    let (scenario, _) = scenario::load(&shipped("ministry.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let offer = scenario.offers.iter().find(|offer| offer.counters.is_some()).unwrap();
    let set = |setting: String| {
        let (_, problems) = scenario::load(&shipped("ministry.toml"), &[setting]).unwrap_or_else(|problems| panic!("{problems}"));
        problems.to_string()
    };
    let said = set(format!("offer.{}.in_time=\"95%\"", offer.name));
    assert!(said.contains("is simulated from its `counters`"), "{said}");
    let other = scenario.offers.iter().find(|offer| offer.counters.is_none() && offer.saves.is_empty()).unwrap();
    let said = set(format!("offer.{}.counters=3", other.name));
    assert!(said.contains("serves no meals"), "{said}");
}

/// Meetings that no room seats are refused every time: where nobody else takes them `check` says so, and how many they are.
#[test]
fn meetings_larger_than_any_room_are_told() {
    let hall = |attendees: &str| {
        format!(
            "{}\n[[service.bookings]]\nname = \"talk\"\nsite = \"S\"\nbookings_per_day = 4\nlead_days = {{ distribution = \"constant\", mean = 2 }}\n\
             duration_hours = {{ distribution = \"constant\", mean = 1 }}\nattendees = {attendees}\ntolerance = \"0 minutes\"\nsetup_minutes = 0\n\
             turnround_minutes = 0\ncrew = 0\nneeds = [\"screen\"]\nunserved_cost_per_booking = 100\nstandard = \"0%\"\n\
             [[room]]\nname = \"R\"\nservice = \"W\"\nsite = \"S\"\nseats = 10\ncount = 2\nfeatures = [\"screen\"]\ncost_per_room_year = 1000\n\
             [[room]]\nname = \"bare\"\nservice = \"W\"\nsite = \"S\"\nseats = 50\ncount = 1\ncost_per_room_year = 1000\n\
             [policy]\nnew_hires = true\ncost_per_redeployment = 0\nspot_in_time = \"100%\"\nstandards_bind = false\n[status_quo]\n",
            common::small("hall", 1, 10)
        )
    };
    let constant = |people: u32| hall(&format!("{{ distribution = \"constant\", mean = {people} }}"));
    assert_eq!(told(&constant(10)), "");
    let all = told(&constant(11));
    assert!(
        all.contains("no meeting of W/S/talk fits any room: the largest that it could have seats 10, so that all are refused"),
        "{all}"
    );
    assert!(all.contains("add a larger room with the features that they need, or an offer or a spot price"), "{all}");
    let some = told(&hall("{ distribution = \"values\", values = [8, 12], shares = [0.75, 0.25] }"));
    assert!(
        some.contains("25% of the meetings of W/S/talk fit no room: the largest that they could have seats 10 — add a larger room"),
        "{some}"
    );
    assert_eq!(told(&hall("{ distribution = \"values\", values = [8, 12], shares = [0.97, 0.03] }")), "");
    // Those who are sent elsewhere are no slip.
    assert_eq!(told(&constant(11).edit("crew = 0", "crew = 0\nspot_price_per_booking = 50")), "");
    // A larger room where the lot's site has no part is of no use to it.
    let elsewhere = common::with_second_department(&constant(11)).edit("seats = 50", "seats = 50\nfeatures = [\"screen\"]");
    assert!(!told(&elsewhere).contains("talk"), "{}", told(&elsewhere));
    let apart = elsewhere
        .edit("\"one team\"", "\"each site\"")
        .edit("name = \"bare\"\nservice = \"W\"\nsite = \"S\"", "name = \"bare\"\nservice = \"W\"\nsite = \"R\"");
    assert!(told(&apart).contains("no meeting of W/S/talk fits any room"), "{}", told(&apart));
}

/// What is written with an exponent or a point is no whole number; what to write is said.
#[test]
fn whole_numbers_are_written_as_such() {
    let problems = common::problems(&first_steps().edit("people = 4", "people = 1e3"));
    assert!(problems.contains("`people` must be a whole number, not a number — write 1000, without a point or an exponent"), "{problems}");
}

/// A file whose lines end as nobody's do any more is one long line: that is said, and not what a parser makes of it.
#[test]
fn line_ends_of_very_old_machines_are_told() {
    let told = common::problems(&common::small("old", 1, 2).replace('\n', "\r"));
    assert!(told.contains("a carriage return alone") && told.contains("LF or CRLF"), "{told}");
}

/// A number with hundreds of digits is told by its power of ten, and what may be written instead is said of every number that may not.
#[test]
fn numbers_that_may_not_be_are_told_with_what_may() {
    let text = common::lot("A", 1.0, "{ distribution = \"constant\", mean = 1 }", "");
    let told = |number: &str| {
        common::problems(&common::round_the_clock(1, "", &text.replace("jobs_per_month = 730", &format!("jobs_per_month = {number}")), ""))
    };
    for (number, said, help) in [
        ("1e300", "is 1e300, but it cannot be above", "write a number from 0 to"),
        ("-5", "is -5, but it cannot be below 0", "write a number from 0 to"),
        ("nan", "must be a finite number, not NaN", "write a number from 0 to"),
    ] {
        let told = told(number);
        assert!(told.contains(said) && told.contains(help), "{number}: {told}");
    }
}
