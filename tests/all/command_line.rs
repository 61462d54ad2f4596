//! What a user meets: commands, exit codes, messages, the results folder.

use std::path::Path;

use crate::common;
use crate::common::{Edit, shipped};
use assert_cmd::Command;

fn houqin() -> Command {
    let mut command = Command::cargo_bin("houqin").unwrap();
    command.env("NO_COLOR", "1");
    command
}

fn first_steps() -> String {
    std::fs::read_to_string(shipped("first-steps.toml")).unwrap()
}

/// Run on a scenario's bytes in a folder of its own; returns exit code, standard error, and whether a results folder appeared.
fn run_bytes(bytes: &[u8], arguments: &[&str]) -> (i32, String, bool) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.toml"), bytes).unwrap();
    let output = houqin().current_dir(folder.path()).args(["run", "s.toml"]).args(arguments).output().unwrap();
    let exists = folder.path().join("results").exists();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap(), exists)
}

/// Change a shipped scenario and expect a message at a line, exit code 1, and no results.
fn refused(from: &str, to: &str, message: &str, help: &str) {
    // A year, so that the figures of messages are a year's.
    let text = first_steps().edit_first("years = 5", "years = 1");
    assert!(text.contains(from), "the scenario has no {from}");
    let changed = text.edit_first(from, to);
    let (code, stderr, exists) = run_bytes(changed.as_bytes(), &[]);
    let flat = stderr.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    assert_eq!(code, 1, "{stderr}");
    assert!(flat.contains(message), "expected \"{message}\" in:\n{stderr}");
    assert!(!help.is_empty() && flat.contains(help), "expected \"{help}\" in:\n{stderr}");
    assert!(stderr.contains("s.toml:"), "no place in:\n{stderr}");
    assert!(!stderr.contains("panicked"));
    assert!(!exists);
}

#[test]
fn every_kind_of_bad_value_is_refused_with_a_remedy() {
    refused("jobs_per_month = 40", "jobs_per_month = \"many\"", "`jobs_per_month` must be", "a number, not text");
    refused("jobs_per_month = 40", "jobs_per_month = -3", "`jobs_per_month` is -3", "it cannot be below 0");
    refused("jobs_per_month = 40", "jobs_per_month = nan", "not NaN", "must be a finite number");
    refused("jobs_per_month = 40", "jobs_per_month = inf", "not inf", "must be a finite number");
    refused("jobs_per_month = 40", "jobs_per_month = 1e12", "is 1000000000000", "it cannot be above 1000000");
    refused("jobs_per_month = 40", "jobs_per_mnth = 40", "unknown key `jobs_per_mnth`", "did you mean `jobs_per_month`?");
    refused("jobs_per_month = 40", "", "needs the key `jobs_per_month`", "Mean number of jobs");
    refused("site = \"Main building\"", "site = \"Main bilding\"", "there is no site \"Main bilding\"", "did you mean \"Main building\"?");
    refused("skills = [\"Electrical\"]", "skills = [\"Electric\"]", "there is no trade \"Electric\"", "did you mean \"Electrical\"?");
    refused("base = \"Main building\"", "base = \"Moon\"", "there is no site \"Moon\"", "the sites are Main building");
    refused("lots = [\"Maintenance/*\"]", "lots = [\"Maintenence/*\"]", "no lot fits \"Maintenence/*\"", "service/site/lot");
    refused("absence = \"8%\"", "absence = 8", "a share lies between 0 and 1", "12%");
    refused("absence = \"8%\"", "absence = \"108%\"", "108%", "a share lies between 0 and 1");
    refused("in_time = \"93%\"", "in_time = \"lots\"", "is not a share", "12%");
    refused("\"4 working hours\"", "\"4 parsecs\"", "is not a span of time", "working hours");
    refused("shift = \"Mon-Fri 08:30-12:00 13:30-17:30\"", "shift = \"Mon-Fri 17:30-25:00\"", "is not a span of hours", "11:30-12:45");
    refused("shift = \"Mon-Fri 08:30-12:00 13:30-17:30\"", "shift = \"Mon-Fri\"", "has no hours", "Mon-Fri 08:30-17:30");
    refused("years = 1", "years = 0", "`years` is 0", "it cannot be below 1");
    refused("start = 2027-01-01", "start = \"soon\"", "is not a date", "2027-01-31");
    refused("replications = 100", "replications = 1", "`replications` is 1", "it cannot be below 2");
    refused("cv = 1.0 }", "cv = 0 }", "`cv` is 0, but it cannot be below 0.001", "distribution = \"constant\"");
    refused("mean = 2.5, cv = 1.0", "cv = 1.0", "lognormal", "needs `mean`");
    refused("mean = 2.5, cv = 1.0", "mean = 2.5, cv = 1.0, to = 3", "lognormal", "has no `to`");
    refused("\"lognormal\"", "\"lognormul\"", "cannot be \"lognormul\"", "did you mean \"lognormal\"?");
    refused(
        "{ distribution = \"lognormal\", mean = 2.5, cv = 1.0 }",
        "{ distribution = \"values\", values = [1, 2], shares = [0.5, 0.6] }",
        "sum to 1.1",
        "not to 1",
    );
    refused("weekdays = [1.2,", "weekdays = [", "has 6 multipliers", "it takes 7");
    refused("arrangements = [\"one team\"]", "arrangements = [\"one taem\"]", "there is no arrangement", "did you mean \"one team\"?");
    refused("language = \"en\"", "language = \"fr\"", "cannot be \"fr\"", "\"zh\", \"en\"");
    refused("name = \"first-steps\"", "name = \"../etc\"", "cannot be a folder", "letters, digits");
    refused("standard = \"90%\"", "standard = \"90%\"\nconfidential = 3", "`confidential` must be", "true or false");
    refused(
        "[policy]",
        "[budget]\ntotal_per_year = 100\ndepartment_share = { Office = \"90%\" }\n[policy]",
        "sum to 90.00%",
        "give every department its share",
    );
    refused("[status_quo]", "[status_quo]\nawarded = [\"Frame\"]", "there is no offer \"Frame\"", "did you mean \"Framework contract\"?");
    refused("[status_quo]", "[status_quo]\ndirect = { \"Maintenance/*\" = \"Framework contract\" }", "is not in force", "awarded");
    refused("[scenario]", "[scenario", "this is not valid TOML here", "this is not valid TOML here");
    refused("[policy]", "[budget]\ntotal_per_year = 9e9\nheld = \"usually\"\n[policy]", "is not a way to hold a cap", "cvar 95%");
    refused("[policy]", "[budget]\nheld = \"cvar 95%\"\n[policy]", "there is no cap to hold", "add `total_per_year`");
    refused("\"at-deadline\"", "\"at-deadline\"\nfailures_of = \"lifts\"", "there is no asset \"lifts\"", "no asset is declared");
    refused("\"at-deadline\"", "\"at-deadline\"\nfactors = { heat = 1.0 }", "there is no factor \"heat\"", "no factor is declared");
    refused(
        "[policy]",
        "[[factor]]\nname = \"f\"\nspread = 0.1\ndrawn = \"day\"\nbetween = [\"summer\"]\n[policy]",
        "\"summer\" is not a range of days",
        "06-01 to 08-31",
    );
    refused(
        "[policy]",
        "[[asset]]\nname = \"lifts\"\ncount = 9\nmean_life_years = 0.01\nshape = 9\nage_years = { distribution = \"constant\", mean = 30 }\nrepair = \"minimal\"\n[policy]",
        "fail more than 100000 times a month",
        "are life and age in years?",
    );
    refused("\"at-deadline\"", "\"never\"\ncrew = 13", "grows without end: 15600 hours of work that never leaves", "people_at_most");
    refused("jobs_per_month = 40", "jobs_per_month = 600_000", "7200000 events in each replication", "lower `jobs_per_month`");
    refused("\"at-deadline\"", "\"at-deadline\"\nrepeat_visits = { share = 1.0, after_hours = 1 }", "none is ever done", "at most 60%");
    refused(
        "\"at-deadline\"",
        "\"at-deadline\"\nrepeat_visits = { share = 0.9, after_hours = 1 }",
        "90% of visits are in vain",
        "at most 60%",
    );
    refused(
        "labour_hours = { distribution = \"lognormal\", mean = 2.5, cv = 1.0 }\nresponse_within = \"4 working hours\"",
        "labour_hours = { distribution = \"constant\", mean = 9 }\nresponse_within = \"4 working hours\"\ncomplete_within = \"8 working hours\"",
        "take 9.0 hours of labour or more, and must be complete within 8.0",
        "allow more time",
    );
    refused(
        "[[service.work_orders]]                             # a lot: the smallest piece of work that is sourced as one\nname = \"Electrical\"\nsite = \"Main building\"",
        "[[site]]\nname = \"Far\"\ndepartment = \"Office\"\ntravel_minutes = { \"Main building\" = 250 }\n[[service.work_orders]]\nname = \"Electrical\"\nsite = \"Far\"",
        "within 240 minutes: the way from the nearest team takes 250",
        "base a team nearer",
    );
    refused(
        "shift = \"Mon-Fri 08:30-12:00 13:30-17:30\"",
        "shift = \"Mon-Fri 08:30-08:30\"",
        "is empty",
        "around the clock is 00:00-24:00",
    );
}

#[test]
fn a_lot_that_nobody_can_serve_is_named() {
    let text =
        first_steps().edit("skills = [\"Electrical\"]", "skills = [\"Plumbing\"]").edit("spot_price_per_job = 900", "confidential = true");
    let text = text.edit("[[service.work_orders]]", "[[service.work_orders]]\nname = \"Plumbing\"\nsite = \"Main building\"\njobs_per_month = 1\nlabour_hours = { distribution = \"constant\", mean = 1 }\nresponse_within = \"1 hour\"\noverflow = \"never\"\nunserved_cost_per_job = 1\nstandard = \"0%\"\n[[service.work_orders]]");
    let (code, stderr, exists) = run_bytes(text.as_bytes(), &[]);
    assert_eq!((code, exists), (1, false), "{stderr}");
    assert!(stderr.contains("nobody can serve the lot Maintenance/Main building/Electrical"), "{stderr}");
}

/// Secret work is not bought on the spot, and nobody is told to.
#[test]
fn a_secret_lot_without_anybody_is_not_sent_to_the_spot_market() {
    let text = first_steps()
        .edit("skills = [\"Electrical\"]", "skills = [\"Plumbing\"]")
        .edit("name = \"Electrical\"", "name = \"Plumbing\"")
        .edit("[[team]]", "[[service.work_orders]]\nname = \"Secret\"\nsite = \"Main building\"\njobs_per_month = 1\nconfidential = true\nlabour_hours = { distribution = \"constant\", mean = 1 }\nresponse_within = \"1 hour\"\noverflow = \"never\"\nunserved_cost_per_job = 1\nstandard = \"0%\"\n[[team]]");
    let (code, stderr, _) = run_bytes(text.as_bytes(), &[]);
    let flat = stderr.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    assert_eq!(code, 1, "{stderr}");
    assert!(flat.contains("nobody can serve the lot Maintenance/Main building/Secret"), "{stderr}");
    assert!(flat.contains("with the skill \"Secret\", or an [[offer]] of a cleared provider"), "{stderr}");
    assert!(!flat.contains("spot price"), "{stderr}");
}

/// What `check` says of a shipped scenario under settings: exit code and standard error, in one line.
fn checked(scenario: &str, settings: &[&str]) -> (i32, String) {
    let settings = settings.iter().flat_map(|setting| ["--set", *setting]);
    let output = houqin().arg("check").arg(shipped(scenario)).args(settings).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), said.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" "))
}

#[test]
fn terms_that_look_like_mistakes_are_warned_of() {
    let offer = "offer.Framework contract";
    let failure = |price: f64| format!("{offer}.failure={{ per_year = 0.1, takeover_months = 1, emergency_price = {price} }}");
    // 40 jobs a month at 480 are 19,200.
    for (good, bad, said) in [
        (failure(1.0), failure(0.9), "when Framework contract fails, the work costs 0.9 times its prices"),
        (format!("{offer}.minimum_per_month=19000"), format!("{offer}.minimum_per_month=19400"), "twelve times the minimum of the offer"),
    ] {
        let (code, stderr) = checked("first-steps.toml", &[&good]);
        assert!(code == 0 && !stderr.contains("warning"), "{good}: {stderr}");
        let (code, stderr) = checked("first-steps.toml", &[&bad]);
        assert!(code == 0 && stderr.contains(said), "{bad}: {stderr}");
    }
}

#[test]
fn keys_that_act_along_a_path_only_are_warned_of_where_there_is_none() {
    let offer = "offer.Framework contract";
    let path = "path={ years = 4, discount_rate = 0, retirement_age = 60 }";
    for (key, setting) in [
        ("indexation", format!("{offer}.indexation=\"2%\"")),
        ("term_years", format!("{offer}.term_years=3")),
        ("from_year", format!("{offer}.from_year=2")),
        ("takes_on", format!("{offer}.takes_on={{ people = 1, cost = 0 }}")),
        ("exit_cost", format!("{offer}.exit_cost=500")),
        ("ages", "team.Electricians.ages={ 30 = 4 }".to_owned()),
    ] {
        let (code, stderr) = checked("first-steps.toml", &[&setting]);
        assert!(code == 0 && stderr.contains(&format!("`{key}` acts along a path only")), "{setting}: {stderr}");
        assert_eq!(stderr.matches("acts along a path only").count(), 1, "{stderr}");
        // Along a path whose people have ages nothing is left to tell.
        let (code, stderr) = checked("first-steps.toml", &[&setting, path, "team.Electricians.ages={ 30 = 4 }"]);
        assert!(code == 0 && !stderr.contains("warning"), "{stderr}");
    }
    let (code, stderr) = checked("first-steps.toml", &["team.Electricians.ages={ 30 = 3, 61 = 1 }", path]);
    assert!(code == 0 && stderr.contains("1 of Electricians are 61, and people retire at 60"), "{stderr}");
}

/// An offer that only saves does no work: what says how work is done or priced means nothing there.
#[test]
fn terms_of_work_on_an_offer_that_only_saves_are_refused() {
    let resource = "resource=[{ name = \"power\", unit = \"kWh\", price = 1, base_per_head = 100 }]";
    let base = ["offer.Framework contract.lots=[]", "offer.Framework contract.saves={ power = \"10%\" }", resource];
    // The price and the share in time that the scenario has are of work: they are refused as well, and nothing else.
    let (code, stderr) = checked("first-steps.toml", &base);
    assert_eq!(code, 1);
    assert_eq!(stderr.matches("means nothing").count(), 2, "{stderr}");
    for (key, value) in [
        ("price_per_labour_hour", "1"),
        ("price_per_meal", "1"),
        ("price_per_booking", "1"),
        ("price_per_attendee", "1"),
        ("mobilisation_months", "2"),
        ("learning", "{ start = \"50%\", months = 2 }"),
        ("takes_on", "{ people = 1, cost = 0 }"),
        ("uses", "{ power = 1 }"),
        ("retention", "\"5%\""),
        ("clearance", "{ cost = 1, months = 1 }"),
        ("cleared", "true"),
        ("satisfaction", "0.5"),
    ] {
        let setting = format!("offer.Framework contract.{key}={value}");
        let (code, stderr) = checked("first-steps.toml", &[&base[..], &[&setting]].concat());
        assert!(code == 1 && stderr.contains(&format!("only saves, so that `{key}` means nothing")), "{key}: {stderr}");
    }
}

#[test]
fn duplicates_are_named() {
    let twice = first_steps().edit_first("[[site]]", "[[site]]\nname = \"Main building\"\ndepartment = \"Office\"\n[[site]]");
    let (code, stderr, _) = run_bytes(twice.as_bytes(), &[]);
    assert_eq!(code, 1);
    assert!(stderr.contains("the site \"Main building\" is declared twice"), "{stderr}");
}

#[test]
fn all_errors_come_at_once_with_line_and_column() {
    let text = first_steps()
        .edit("jobs_per_month = 40", "jobs_per_month = -1")
        .edit("people = 4", "people = \"four\"")
        .edit("currency =", "curency =");
    let (code, stderr, _) = run_bytes(text.as_bytes(), &[]);
    assert_eq!(code, 1);
    for part in
        ["`jobs_per_month` is -1", "`people` must be a whole number", "unknown key `curency`", "needs the key `currency`", "4 errors"]
    {
        assert!(stderr.contains(part), "no \"{part}\" in:\n{stderr}");
    }
    let line = text.lines().position(|line| line.contains("jobs_per_month = -1")).unwrap() + 1;
    assert!(stderr.contains(&format!("s.toml:{line}:18")), "{stderr}");
}

#[test]
fn missing_and_unreadable_files_are_input_errors() {
    let output = houqin().args(["run", "no-such-file.toml"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no such file"));
    let output = houqin().args(["check", env!("CARGO_MANIFEST_DIR")]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let (code, stderr, _) = run_bytes(&[0xff, 0xd8, 0x00, 0x01, 0xff, 0xff], &[]);
    assert_eq!(code, 1);
    assert!(stderr.contains("not text in UTF-8"), "{stderr}");
    let (code, _, _) = run_bytes(b"", &[]);
    assert_eq!(code, 1);
    assert_eq!(houqin().args(["fly"]).output().unwrap().status.code(), Some(2));
}

#[test]
fn other_encodings_and_line_ends_read_the_same() {
    let text = first_steps().edit_all("Main building", "主楼").edit("Electricians", "电工班");
    let plain = run_to_json(text.as_bytes());
    let (gbk, _, _) = encoding_rs::GB18030.encode(&text);
    assert_eq!(run_to_json(&gbk), plain);
    let with_mark: Vec<u8> = [0xEF, 0xBB, 0xBF].iter().copied().chain(text.bytes()).collect();
    assert_eq!(run_to_json(&with_mark), plain);
    assert_eq!(run_to_json(text.replace('\n', "\r\n").as_bytes()), plain);
}

fn run_to_json(bytes: &[u8]) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.toml");
    std::fs::write(&path, bytes).unwrap();
    let output = houqin()
        .current_dir(folder.path())
        .args(["run", "s.toml", "--json", "--replications", "60", "--set", "run.planning_samples=40"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn tables_point_at_their_rows() {
    let folder = tempfile::tempdir().unwrap();
    let text = first_steps();
    let start = text.find("[[service.work_orders]]").unwrap();
    let end = text.find("[[team]]").unwrap();
    let scenario = format!("{}{}", &text[..start].edit("arrangements", "work_orders_table = \"jobs.csv\"\narrangements"), &text[end..]);
    std::fs::write(folder.path().join("s.toml"), scenario).unwrap();
    let header = "name,site,jobs_per_month,labour_hours.distribution,labour_hours.mean,labour_hours.cv,response_within,overflow,spot_price_per_job,unserved_cost_per_job,standard";
    let row = "Electrical,Main building,40,lognormal,2.5,1.0,4 working hours,at-deadline,900,2000,90%";
    let attempt = |table: String| {
        std::fs::write(folder.path().join("jobs.csv"), table).unwrap();
        let output = houqin().current_dir(folder.path()).args(["check", "s.toml"]).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(attempt(format!("{header}\n{row}\n")).0, 0);
    assert_eq!(attempt(format!("\u{feff}{header}\r\n{row}\r\n")).0, 0);
    let (code, stderr) = attempt(format!("{header}\n{row}\n{row},extra\n"));
    assert!(code == 1 && stderr.contains("jobs.csv:3") && stderr.contains("12 cells"), "{stderr}");
    let (code, stderr) = attempt(format!("{}\n{}\n", header.edit(",standard", ""), row.edit(",90%", "")));
    assert!(code == 1 && stderr.contains("needs the key `standard`") && stderr.contains("jobs.csv:2"), "{stderr}");
    let (code, stderr) = attempt(format!("{header}\n{}\n", row.edit("40", "forty")));
    assert!(code == 1 && stderr.contains("must be a number, not text") && stderr.contains("jobs.csv:2"), "{stderr}");
    std::fs::remove_file(folder.path().join("jobs.csv")).unwrap();
    let output = houqin().current_dir(folder.path()).args(["check", "s.toml"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_budget_below_every_plan_is_exit_3_and_names_the_least() {
    let text = first_steps().edit("[policy]", "[budget]\ntotal_per_year = 1000\n[policy]");
    let (code, stderr, exists) = run_bytes(text.as_bytes(), &["--quiet"]);
    assert_eq!((code, exists), (3, false), "{stderr}");
    assert!(
        stderr.contains("budget.total_per_year cannot hold") && stderr.contains("least change: budget.total_per_year of at least"),
        "{stderr}"
    );
}

/// Two conflicts at once: no single limit is to blame, and each is named with the least change that resolves it. People who are not needed cost
/// 40,000 to redeploy, so that four of them are the least that any plan costs.
#[test]
fn limits_that_conflict_in_several_ways_are_all_named() {
    let text = first_steps()
        .edit("[policy]", "[budget]\ntotal_per_year = 1000\n[policy]\noutsourced_share_at_least = \"100%\"")
        .edit("standard = \"90%\"", "standard = \"99.9%\"");
    let (code, stderr, exists) = run_bytes(text.as_bytes(), &["--quiet"]);
    let flat = stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!((code, exists), (3, false), "{stderr}");
    for expected in [
        "policy.standards_bind and policy.outsourced_share_at_least cannot hold together",
        "budget.total_per_year cannot hold, whatever else is given up",
        "least change: budget.total_per_year of at least",
    ] {
        assert!(flat.contains(expected), "no {expected} in {flat}");
    }
}

fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut stack = vec![folder.to_path_buf()];
    while let Some(next) = stack.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                stack.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                files.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn the_same_bytes_on_any_number_of_threads_and_from_run_to_run() {
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, threads: &str| {
        let out = folder.path().join(name);
        houqin()
            .args(["run", "--no-path", "--quiet", "--replications", "12", "--set", "run.planning_samples=6", "--set", "scenario.years=2"])
            .args(["--threads", threads, "--out"])
            .arg(&out)
            .arg(shipped("ministry.toml"))
            .assert()
            .success();
        files_below(&out)
            .into_iter()
            .map(|(name, bytes)| {
                if name != "manifest.json" {
                    return (name, bytes);
                }
                let mut manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
                manifest["timings_seconds"] = serde_json::Value::Null;
                (name, manifest.to_string().into_bytes())
            })
            .collect::<Vec<_>>()
    };
    let first = run("a", "1");
    assert!(first.iter().any(|(name, _)| name.ends_with("costs.png")));
    for (name, bytes) in run("b", "2") {
        let other = &first.iter().find(|(other, _)| *other == name).unwrap().1;
        assert!(*other == bytes, "{name} differs between 1 and 2 threads");
    }
    assert_eq!(run("c", "2"), first);
}

#[test]
fn the_json_document_has_what_programs_rely_on() {
    let document = run_to_json(first_steps().as_bytes());
    for key in ["scenario", "seed", "replications", "verified", "plan", "strategies", "recommendation", "frontier"] {
        assert!(!document[key].is_null(), "no {key}");
    }
    assert_eq!(document["replications"], 60);
    let strategies = document["strategies"].as_array().unwrap();
    assert_eq!(strategies.len(), 6);
    for strategy in strategies {
        let cost = &strategy["cost"];
        let (mean, lower, upper) = (cost["mean"].as_f64().unwrap(), cost["lower"].as_f64().unwrap(), cost["upper"].as_f64().unwrap());
        assert!(lower <= mean && mean <= upper && mean > 0.0);
        assert!(strategy["name"].is_string() && !strategy["service"].is_null());
    }
}

#[test]
fn a_first_hour_with_houqin() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| houqin().current_dir(folder.path()).args(arguments).output().unwrap();
    assert!(run(&["new", "mine.toml"]).status.success());
    assert_eq!(run(&["new", "mine.toml"]).status.code(), Some(1), "an existing file is not overwritten");
    assert!(run(&["check", "mine.toml"]).status.success());
    let output = run(&["run", "mine.toml", "--replications", "60", "--out", "first"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("Recommendation:") && text.contains("verified"), "{text}");
    assert!(folder.path().join("first/plan.toml").is_file());
    // The plan that was written is the plan that was costed.
    let output = run(&["simulate", "mine.toml", "--replications", "60", "--plan", "first/plan.toml", "--json"]);
    let simulated: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let result: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.path().join("first/result.json")).unwrap()).unwrap();
    let optimum = result["strategies"].as_array().unwrap().iter().find(|strategy| strategy["strategy"] == "optimum").unwrap();
    assert_eq!(simulated["strategies"][1]["cost"], optimum["cost"]);
    assert!(run(&["compare", "mine.toml", "--replications", "20", "--plan", "first/plan.toml", "--out", "second"]).status.success());
    assert!(folder.path().join("second/charts/costs.svg").is_file());
    // A folder that is not ours is not touched.
    std::fs::create_dir(folder.path().join("photos")).unwrap();
    std::fs::write(folder.path().join("photos/cat.jpg"), "cat").unwrap();
    assert_eq!(run(&["run", "mine.toml", "--replications", "10", "--out", "photos"]).status.code(), Some(1));
    assert!(folder.path().join("photos/cat.jpg").is_file());
    assert!(run(&["schema"]).status.success());
    let output = run(&["check", "mine.toml", "--set", "run.replicatons=5"]);
    assert_eq!(output.status.code(), Some(1));
    let output = run(&["check", "mine.toml", "--set", "offer.Framework contract.price_per_job=1", "--set", "team.0.people=2"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(run(&["check", "mine.toml", "--set", "team.Nobody.people=2"]).status.code(), Some(1));
}

#[test]
fn a_glyph_that_the_font_lacks_is_an_error_not_a_box() {
    let text = first_steps().edit("name = \"Electricians\"", "name = \"Electricians 𝄞\"");
    let (code, stderr, exists) = run_bytes(text.as_bytes(), &["--replications", "10", "--quiet"]);
    assert_eq!((code, exists), (1, false), "{stderr}");
    assert!(stderr.contains("U+1D11E"), "{stderr}");
}

#[test]
fn a_trace_is_a_table_and_a_picture_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.toml"), first_steps()).unwrap();
    let trace = |arguments: &[&str]| {
        let output = houqin().current_dir(folder.path()).args(["simulate", "s.toml", "--trace"]).args(arguments).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(trace(&["t.csv", "--trace-replication", "2", "--trace-week", "2027-03-10"]).0, 0);
    let table = std::fs::read_to_string(folder.path().join("t.csv")).unwrap();
    assert!(table.starts_with("\u{feff}time,unit,lot,item,event,people,room,detail\n2027-01-"), "{}", &table[..200]);
    let arrived = table.lines().filter(|line| line.contains(",arrived,")).count();
    assert!(arrived > 100 && arrived == table.lines().filter(|line| line.contains(",done,") || line.contains(",left,")).count());
    assert!(std::fs::read_to_string(folder.path().join("t.svg")).unwrap().contains("The week of 2027-03-08"));
    assert!(folder.path().join("t.png").is_file());
    for (arguments, message) in [
        (&["t.parquet"][..], "ends in .csv"),
        (&["u.csv", "--trace-week", "2041-01-01"], "not in the scenario's horizon"),
        (&["u.csv", "--trace-week", "soon"], "--trace-week"),
        (&["u.csv", "--trace-replication", "31", "--replications", "30"], "--trace-replication takes 1 to 30, or raise `run.replications`"),
        (&["t.csv/u.csv"], "t.csv/u.csv"),
    ] {
        let (code, stderr) = trace(arguments);
        assert!(code == 1 && stderr.contains(message), "{code}: {stderr}");
    }
    assert!(!folder.path().join("u.csv").exists());
}

/// A huge cost that is meant as "never" is named with its key and its place; the shipped scenarios have nothing of the kind.
#[test]
fn amounts_out_of_all_proportion_are_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let check = |text: &str| {
        std::fs::write(folder.path().join("s.toml"), text).unwrap();
        let output = houqin().current_dir(folder.path()).args(["check", "s.toml"]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = check(&first_steps());
    assert!(code == Some(0) && !said.contains("ten million times"), "{said}");
    let changed = first_steps().edit("unserved_cost_per_job = ", "unserved_cost_per_job = 1e12 # ");
    let (code, said) = check(&changed);
    let line = changed.lines().position(|line| line.contains("1e12")).unwrap() + 1;
    assert!(code == Some(0) && said.contains("ten million times more") && said.contains(&format!("s.toml:{line}:")), "{said}");
}

#[test]
fn precision_stops_early_or_says_that_it_was_not_reached() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.toml"), first_steps()).unwrap();
    let simulate = |arguments: &[&str]| {
        let output = houqin().current_dir(folder.path()).args(["simulate", "s.toml", "--json"]).args(arguments).output().unwrap();
        let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (result["replications"].as_u64().unwrap(), result["precision"].as_f64(), output.stdout)
    };
    let (all, none, _) = simulate(&["--replications", "400"]);
    assert_eq!((all, none), (400, None));
    let (few, reached, bytes) = simulate(&["--replications", "400", "--precision", "2%", "--threads", "1"]);
    assert!(few < 400 && reached.unwrap() <= 0.02, "{few} replications, {reached:?}");
    assert_eq!(bytes, simulate(&["--replications", "400", "--precision", "2%", "--threads", "2"]).2);
    let (all, missed, _) = simulate(&["--replications", "70", "--precision", "0.001%"]);
    assert!(all == 70 && missed.unwrap() > 0.00001);
    let output =
        houqin().current_dir(folder.path()).args(["simulate", "s.toml", "--replications", "70", "--precision", "0.001%"]).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("the precision of 0.001 % was NOT reached in 70 replications"));
    refused("replications = ", "precision = \"0%\"\nreplications = ", "a precision of 0 is never reached", "ask for example for 1%");
}

#[test]
fn explain_answers_in_text_and_json() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.toml"), first_steps()).unwrap();
    let explain = |arguments: &[&str]| houqin().current_dir(folder.path()).args(["explain", "s.toml"]).args(arguments).output().unwrap();
    let text = String::from_utf8(explain(&["--language", "zh"]).stdout).unwrap();
    for expected in ["若改走另一条路", "取舍的临界点", "多一个或少一个", "多花不超过 1.0 % 的其他方案", "合同最少"]
    {
        assert!(text.contains(expected), "no {expected} in {text}");
    }
    let result: serde_json::Value = serde_json::from_slice(&explain(&["--json", "--within", "5%"]).stdout).unwrap();
    assert_eq!(result["lots"][0]["lot"], "Maintenance/Main building/Electrical");
    assert!(result["lots"][0]["the_other_way_costs_more"].as_f64().unwrap() > 0.0);
    assert_eq!(result["alternatives"].as_array().unwrap().len(), 4);
    assert!(result["break_even"][0]["price_factor"].as_f64().unwrap() > 0.0);
    assert!(result["given"].is_null() && result["one_more"][0]["what"] == "people");
    // A plan of one's own: two people more than the best, and one that sends work to an empty team.
    let best = houqin().current_dir(folder.path()).args(["optimise", "s.toml"]).output().unwrap().stdout;
    let best = String::from_utf8(best).unwrap();
    let with = |people: &str| {
        let mine = best.edit("Electricians = 1", people);
        assert_ne!(mine, best);
        std::fs::write(folder.path().join("mine.toml"), mine).unwrap();
        explain(&["--json", "--plan", "mine.toml"])
    };
    let given = &serde_json::from_slice::<serde_json::Value>(&with("Electricians = 3").stdout).unwrap()["given"];
    assert!(given["costs_more"].as_f64().unwrap() > 0.0 && given["breaks"].as_array().unwrap().is_empty(), "{given}");
    assert_eq!(given["decisions"][0]["decision"]["people"], 3);
    let text = String::from_utf8(explain(&["--plan", "mine.toml"]).stdout).unwrap();
    assert!(text.contains("It keeps all limits.") && text.contains("Electricians: 3 people"), "{text}");
    let empty = with("Electricians = 0");
    let stderr = String::from_utf8(empty.stderr).unwrap();
    assert!(empty.status.code() == Some(1) && stderr.contains("which has nobody"), "{stderr}");
    let output = explain(&["--within", "much"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("--within"));
}

#[test]
fn confidence_says_how_far_from_the_best_the_plan_may_be() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.toml"), first_steps()).unwrap();
    let confidence =
        |arguments: &[&str]| houqin().current_dir(folder.path()).args(["confidence", "s.toml"]).args(arguments).output().unwrap();
    let text = String::from_utf8(confidence(&["--language", "zh", "--batches", "3"]).stdout).unwrap();
    for expected in ["与最优方案的差距", "若能预知未来", "3 组独立样本"] {
        assert!(text.contains(expected), "no {expected} in {text}");
    }
    let result: serde_json::Value = serde_json::from_slice(&confidence(&["--json", "--batches", "5"]).stdout).unwrap();
    let found = &result["confidence"];
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    assert!(number(&found["gap"]["mean"]) >= 0.0 && number(&found["gap"]["upper"]) >= number(&found["gap"]["mean"]));
    assert!(number(&found["gap"]["upper"]) < 0.02 * number(&found["simulated"]["mean"]));
    // Whoever knows the future cannot do worse.
    assert!(number(&found["perfect_information"]["mean"]) >= 0.0);
    assert_eq!(confidence(&["--batches", "1"]).status.code(), Some(2));
    // Samples are doubled until the gap is small enough, and the plan that reached it is written.
    let few =
        ["--set", "scenario.years=1", "--set", "run.replications=400", "--set", "run.planning_samples=10", "--batches", "5", "--json"];
    let alone: serde_json::Value = serde_json::from_slice(&confidence(&few).stdout).unwrap();
    let gap = number(&alone["confidence"]["gap"]["upper"]) / number(&alone["confidence"]["simulated"]["mean"]);
    let asked = format!("{:.6}%", gap * 60.0);
    let doubled = confidence(&[&few[..], &["--gap", &asked, "--out", "best.toml"]].concat());
    let doubled: serde_json::Value = serde_json::from_slice(&doubled.stdout).unwrap();
    assert!(doubled["gap_reached"].as_bool().unwrap(), "{doubled}");
    assert!(number(&doubled["confidence"]["samples"]) > number(&alone["confidence"]["samples"]));
    assert!(folder.path().join("best.toml").exists());
    assert_eq!(confidence(&["--gap", "0%"]).status.code(), Some(1));
    // As many samples as a gap asks for, one number for all, and a word that is neither.
    let auto = confidence(&["--samples", "auto", "--gap", "3%", "--batches", "3", "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&auto.stdout).unwrap();
    assert!(found["gap_reached"] == true && found["gap_asked"] == 0.03, "{found}");
    let optimise =
        |samples: &str| houqin().current_dir(folder.path()).args(["optimise", "s.toml", "--json", "--samples", samples]).output().unwrap();
    let found: serde_json::Value = serde_json::from_slice(&optimise("73").stdout).unwrap();
    assert_eq!(found["planning_samples"], 73);
    let refused = optimise("auto");
    assert!(refused.status.code() == Some(1) && String::from_utf8(refused.stderr).unwrap().contains("houqin confidence"));
    assert_eq!(optimise("many").status.code(), Some(2));
}

/// A plan is written over as long as nobody has changed it; what somebody has changed, or has put there, is kept.
#[test]
fn a_changed_plan_is_kept_when_another_is_written() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy("scenarios/first-steps.toml", folder.path().join("s.toml")).unwrap();
    let optimise = || {
        let settings = ["--out", "plan.toml", "--samples", "10", "--replications", "50"];
        let output = houqin().current_dir(folder.path()).args(["optimise", "s.toml"]).args(settings).output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 5)), "{output:?}");
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let text = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap_or_default();
    let (said, _) = optimise();
    assert!(said.contains("houqin simulate s.toml --plan plan.toml"), "{said}");
    let first = text("plan.toml");
    optimise();
    assert_eq!((text("plan.toml"), text("plan.toml.yours")), (first.clone(), String::new()));
    let mine = first.replacen("separate_contracts = false", "separate_contracts = true", 1);
    assert_ne!(mine, first);
    for (count, mine) in [mine, "my notes\n".to_owned()].iter().enumerate() {
        std::fs::write(folder.path().join("plan.toml"), mine).unwrap();
        let name = if count == 0 { "plan.toml.yours" } else { "plan.toml.yours-2" };
        let (_, told) = optimise();
        assert!(told.contains(name), "{told}");
        assert_eq!((text("plan.toml"), &text(name)), (first.clone(), mine));
    }
}

#[test]
fn sensitivity_knows_what_a_tenth_of_the_pay_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.toml"), first_steps()).unwrap();
    let sensitivity =
        |arguments: &[&str]| houqin().current_dir(folder.path()).args(["sensitivity", "s.toml"]).args(arguments).output().unwrap();
    let result: serde_json::Value = serde_json::from_slice(&sensitivity(&["--json", "--out", "t.csv"]).stdout).unwrap();
    let base = result["base"].as_f64().unwrap();
    let figure = |name: &str| {
        let all = result["figures"].as_array().unwrap();
        all.iter().find(|figure| figure["figure"].as_str().unwrap().ends_with(name)).unwrap().clone()
    };
    let kept = |figure: &serde_json::Value, way: &str| figure[way]["kept"].as_f64().unwrap() - base;
    // One electrician stays: 140,000 and 12 % overhead.
    let pay = figure("pay");
    for (way, sign) in [("less", -1.0), ("more", 1.0)] {
        assert!((kept(&pay, way) - sign * 0.1 * 140_000.0 * 1.12).abs() < 1e-6, "{pay}");
    }
    // Prices are linear while the plan is kept; a plan chosen anew is no dearer than chance allows.
    let prices = figure("prices");
    assert!((kept(&prices, "less") + kept(&prices, "more")).abs() < 1e-6);
    for figure in result["figures"].as_array().unwrap() {
        for way in ["less", "more"] {
            assert!(figure[way]["anew"].as_f64().unwrap() <= figure[way]["kept"].as_f64().unwrap() + 0.01 * base, "{figure}");
        }
    }
    // Further out and further in, pay stays in proportion.
    let mut points = 0;
    for row in csv::Reader::from_path(folder.path().join("t-spider.csv")).unwrap().records().map(Result::unwrap) {
        let of = |column: usize| row[column].parse::<f64>().unwrap();
        if row[0].ends_with("pay") {
            assert!((of(2) - of(1) * 140_000.0 * 1.12).abs() < 1e-6, "{row:?}");
            points += 1;
        }
    }
    assert_eq!(points, 7);
    assert!(["t.csv", "t.svg", "t.png", "t-spider.svg", "t-spider.png"].iter().all(|name| folder.path().join(name).exists()));
    assert_eq!(sensitivity(&["--by", "0%"]).status.code(), Some(1));
}

#[test]
fn make_or_buy_adds_up_and_asks_for_its_terms() {
    let folder = tempfile::tempdir().unwrap();
    let compare =
        |arguments: &[&str]| houqin().current_dir(folder.path()).args(["make-or-buy", "s.toml"]).args(arguments).output().unwrap();
    std::fs::write(folder.path().join("s.toml"), first_steps()).unwrap();
    let output = compare(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("[cost_comparison]"));
    let terms = "[cost_comparison]\ndiscount_rate = \"5%\"\ndifferential_share = \"10%\"\ndifferential_at_most = 1_000\ntax_share = \"6%\"\nasset_gain = { \"Maintenance\" = 5_000 }\n";
    std::fs::write(folder.path().join("s.toml"), format!("{}\n{terms}", first_steps())).unwrap();
    let result: serde_json::Value = serde_json::from_slice(&compare(&["--json", "--out", "table.csv"]).stdout).unwrap();
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    let years = number(&result["years"]) as i32;
    let annuity: f64 = (1..=years).map(|year| 1.05f64.powi(-year)).sum();
    // A mean year has its part of what is spent once by the scenario's own rate.
    let spread: f64 = (0..years).map(|year| 1.035f64.powi(-year)).sum();
    for service in result["services"].as_array().unwrap() {
        let total = |way: &serde_json::Value| {
            let lines = way["per_year"].as_object().unwrap();
            let recurring: f64 = lines.iter().filter(|(line, _)| *line != "conversion").map(|(_, amount)| number(amount)).sum();
            let tax = 0.06 * annuity * (number(&lines["contracts"]) + number(&lines["spot"]));
            let known =
                recurring * annuity + number(&lines["conversion"]) * spread - tax - number(&way["asset_gain"]) + number(&way["elsewhere"]);
            assert!((number(&way["total"]) - known).abs() < 1e-6 * known, "{way}");
            known
        };
        let saving = total(&service["in_house"]) - total(&service["contract"]);
        let verdict = &service["verdict"];
        assert!((number(&verdict["saving"]) - saving).abs() < 1e-6 * saving.abs().max(1.0));
        assert_eq!(number(&verdict["differential"]), 1_000.0);
        assert_eq!(verdict["convert"].as_bool().unwrap(), saving >= 1_000.0 && saving > number(&verdict["unserved"]));
        assert_eq!(number(&service["in_house"]["elsewhere"]), 0.0);
        assert_eq!(number(&service["in_house"]["asset_gain"]), 0.0);
        assert_eq!(number(&service["contract"]["asset_gain"]), 5_000.0);
    }
    let table = std::fs::read_to_string(folder.path().join("table.csv")).unwrap();
    assert!(table.contains("Maintenance,contract,total,,"), "{table}");
    std::fs::write(folder.path().join("s.toml"), format!("{}\n{}", first_steps(), terms.edit("Maintenance", "Catering"))).unwrap();
    let output = compare(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("there is no service \"Catering\""));
    // No provider is so often in time: what breaks a limit is shown, and no verdict rests on it.
    std::fs::write(folder.path().join("s.toml"), format!("{}\n{terms}", first_steps())).unwrap();
    let strict = ["--set", "service.Maintenance.work_orders.Electrical.standard=0.97"];
    let result: serde_json::Value = serde_json::from_slice(&compare(&[&strict[..], &["--json"]].concat()).stdout).unwrap();
    let service = &result["services"][0];
    assert_eq!((&service["in_house"]["breaks_limits"], &service["contract"]["breaks_limits"]), (&false.into(), &true.into()));
    assert!(service["verdict"].is_null(), "{}", service["verdict"]);
    let said = String::from_utf8(compare(&strict).stdout).unwrap();
    assert!(said.contains("No verdict rests on a way that breaks limits (Contract: standards of service)."), "{said}");
}

/// The scorecard's measured points are the comparison's own figures, and its errors name what is wrong.
#[test]
fn a_scorecard_scores_what_was_compared() {
    let folder = tempfile::tempdir().unwrap();
    let compare = |criteria: &str| {
        let terms = "[cost_comparison]\ndiscount_rate = 0\ndifferential_share = \"10%\"\ndifferential_at_most = 1_000\n";
        std::fs::write(folder.path().join("s.toml"), format!("{}\n{terms}{criteria}", first_steps())).unwrap();
        houqin().current_dir(folder.path()).args(["make-or-buy", "s.toml", "--json", "--out", "t.csv"]).output().unwrap()
    };
    let criterion = |name: &str, rest: &str| format!("[[cost_comparison.criteria]]\nname = \"{name}\"\nweight = 2\n{rest}\n");
    let judged = criterion("control", "in_house = 90\ncontract = 60\nby_service = { \"Maintenance\" = [70, 80] }");
    let output = compare(&[criterion("cost", "measure = \"cost\""), criterion("service", "measure = \"in-time\""), judged].concat());
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let service = &result["services"][0];
    let number = |way: &str, key: &str| service[way][key].as_f64().unwrap();
    let [own, bought] = ["in_house", "contract"].map(|way| number(way, "total"));
    let lowest = own.min(bought);
    let known = [("in_house", own, 70.0), ("contract", bought, 80.0)]
        .map(|(way, cost, judged)| (100.0 * lowest / cost + 100.0 * number(way, "in_time") + judged) / 3.0);
    for way in 0..2 {
        let told = service["scorecard"]["totals"][way].as_f64().unwrap();
        assert!((told - known[way]).abs() < 1e-9, "{told} against {}", known[way]);
    }
    let table = std::fs::read_to_string(folder.path().join("t-scorecard.csv")).unwrap();
    assert!(table.contains("Maintenance,control,") && table.contains(",70,80,"), "{table}");
    let wrong = [
        criterion("a", "measure = \"cost\"\nin_house = 3"),
        criterion("b", "contract = 50"),
        criterion("c", "in_house = 1\ncontract = 0\nby_service = { \"Maintenance\" = [101, 0] }"),
        criterion("c", "measure = \"cost\""),
        criterion("e", "measure = \"in-time\"").edit("weight = 2", "weight = 0"),
    ];
    let output = compare(&wrong.concat());
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    for part in [
        "either measured or judged",
        "nothing says how \"b\" is scored",
        "a score of 101",
        "two criteria named \"c\"",
        "a weight must be above 0",
    ] {
        assert!(told.contains(part), "{part} not in {told}");
    }
}

/// The appraisal's marks and scores follow from the shares and costs in the same table, and the briefing shows them.
#[test]
fn services_are_appraised_against_their_targets() {
    let appraised = |evaluation: &str| {
        let service = "name = \"Maintenance\"\n";
        let (head, tail) = first_steps().split_once(service).map(|(head, tail)| (head.to_owned(), tail.to_owned())).unwrap();
        // The table goes behind the service's own keys.
        let (keys, lots) = tail.split_once("\n[[service.").unwrap();
        format!("{head}{service}{keys}\n[service.evaluation]\n{evaluation}\n[[service.{lots}")
    };
    let marks = "satisfaction = { in_time = 5, late = 3, without = 1, spread = 0.5, respondents = 50 }\n";
    let good = format!(
        "{marks}targets = {{ in_time = 0.99, satisfaction = 4.9, cost_per_unit = 100 }}\nweights = {{ in_time = 1, satisfaction = 1, cost_per_unit = 2 }}"
    );
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.toml"), appraised(&good)).unwrap();
    let run = |arguments: &[&str]| houqin().current_dir(folder.path()).args(arguments).output().unwrap();
    let output = run(&["run", "s.toml", "--quiet", "--out", "r", "--replications", "60", "--set", "run.planning_samples=40"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let table = std::fs::read_to_string(folder.path().join("r/evaluation.csv")).unwrap();
    let mut lines = table.trim_start_matches('\u{feff}').lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut rows = 0;
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let value = |name: &str| cells[header.iter().position(|other| *other == name).unwrap()].parse::<f64>().unwrap();
        let (in_time, unserved) = (value("share_in_time"), value("share_unserved"));
        let late = 1.0 - in_time - unserved;
        let mark = 5.0 * in_time + 3.0 * late + unserved;
        // Shares are written with four decimals.
        assert!((value("satisfaction") - mark).abs() < 1e-3, "{line}");
        let variance = 0.25 + in_time * (5.0 - mark).powi(2) + late * (3.0 - mark).powi(2) + unserved * (1.0 - mark).powi(2);
        let half = (value("satisfaction_upper_95") - value("satisfaction_lower_95")) / 2.0;
        assert!(half >= 1.959 * (variance / 50.0).sqrt() - 1e-3, "{line}");
        let reached = (in_time / 0.99).min(1.0) + (mark / 4.9).min(1.0) + 2.0 * (100.0 / value("cost_per_unit")).min(1.0);
        assert!((value("score") - 25.0 * reached).abs() < 0.02, "{line}");
        assert!(value("score_lower_95") <= value("score") && value("score") <= value("score_upper_95"), "{line}");
        assert!((value("cost") - value("spent_once") - value("cost_per_unit") * value("units")).abs() < 0.1, "{line}");
        rows += 1;
    }
    assert!(rows > 2);
    let briefing = std::fs::read_to_string(folder.path().join("r/briefing.html")).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(folder.path().join("r/workbook.xlsx")).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut book, "Appraisal").unwrap();
    assert_eq!(sheet.height(), rows + 1);
    let first: Vec<&str> = table.lines().nth(1).unwrap().split(',').collect();
    for (name, column) in
        [("cost_per_unit", 1), ("cost_per_unit_upper_95", 3), ("satisfaction_upper_95", 9), ("score", 11), ("score_lower_95", 12)]
    {
        let written: f64 = first[header.iter().position(|other| *other == name).unwrap()].parse().unwrap();
        let calamine::Data::Float(read) = sheet[(1, column)] else { panic!("{name}: {:?}", sheet[(1, column)]) };
        assert!((read - written).abs() < 1e-3, "{name}: {read} {written}");
    }
    assert!(briefing.contains("<h2>Appraisal</h2>") && briefing.contains("Satisfaction (survey of 50)"));
    let wrong = "satisfaction = { in_time = 2, late = 3, without = 1, spread = 0.5, respondents = 50 }\ntargets = { cost_per_unit = 0 }\nweights = { in_time = 1 }";
    for (evaluation, parts) in [
        (wrong, &["give a better mark: 3 against 2", "a target must be above 0", "there is no target for it"][..]),
        ("targets = { satisfaction = 4 }", &["nothing says what users think"]),
        ("targets = { in_time = 0.9 }\nweights = { in_time = 0 }", &["nothing counts"]),
    ] {
        std::fs::write(folder.path().join("s.toml"), appraised(evaluation)).unwrap();
        let output = run(&["check", "s.toml"]);
        assert_eq!(output.status.code(), Some(1));
        let told = String::from_utf8(output.stderr).unwrap();
        parts.iter().for_each(|part| assert!(told.contains(part), "{part} not in {told}"));
    }
}

#[test]
fn a_budget_that_can_only_be_kept_on_average_says_so() {
    let text = |held: &str| first_steps().edit("[policy]", &format!("[budget]\ntotal_per_year = 380_000\nheld = \"{held}\"\n[policy]"));
    assert_eq!(run_bytes(text("in expectation").as_bytes(), &["--quiet"]).0, 0);
    let (code, stderr, exists) = run_bytes(text("in every replication").as_bytes(), &["--quiet"]);
    let flat = stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(code == 3 && flat.contains("or: budget.held = \"in expectation\""), "{code}: {stderr}");
    assert!(!exists);
}

/// `path` on a scenario without one says what to add; with one it writes tables and charts whose people add up.
#[test]
fn a_path_accounts_for_everybody() {
    let folder = tempfile::tempdir().unwrap();
    assert!(houqin().current_dir(folder.path()).args(["new", "s.toml"]).output().unwrap().status.success());
    let path = |arguments: &[&str]| houqin().current_dir(folder.path()).args(["path", "s.toml"]).args(arguments).output().unwrap();
    let without = path(&[]);
    assert_eq!(without.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&without.stderr).contains("redeployed_per_year"));
    let text = std::fs::read_to_string(folder.path().join("s.toml")).unwrap();
    std::fs::write(folder.path().join("s.toml"), format!("{text}\n[path]\nyears = 3\ndiscount_rate = \"4%\"\nleaving = \"20%\"\n"))
        .unwrap();
    let found = path(&["--json", "--out", "p.csv", "--replications", "50"]);
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    let result: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    for name in ["p-cost.csv", "p-people.csv", "p-people.svg", "p-people.png", "p-cost.svg", "p-cost.png"] {
        assert!(folder.path().join(name).is_file(), "{name}");
    }
    // Whoever was there is there, or has gone in one of the ways.
    let mut rows = csv::Reader::from_path(folder.path().join("p-people.csv")).unwrap();
    let mut there = std::collections::HashMap::<(String, String), i64>::new();
    for row in rows.records() {
        let row = row.unwrap();
        let count = |column: usize| row[column].parse::<i64>().unwrap();
        let (employed, gone) = (count(3), (5..=10).map(count).sum::<i64>());
        let came = count(11) + count(12);
        if let Some(before) = there.insert((row[0].to_owned(), row[2].to_owned()), employed) {
            assert_eq!(before - gone + came, employed, "{row:?}");
        }
    }
    // Discounting by hand.
    let best = &result["best"];
    let years = best["years"].as_array().unwrap();
    let once = |year: &serde_json::Value| year["once"].as_object().unwrap().values().map(|amount| amount.as_f64().unwrap()).sum::<f64>();
    let by_hand: f64 = years
        .iter()
        .enumerate()
        .map(|(index, year)| year["running"].as_f64().unwrap() / 1.04f64.powi(index as i32 + 1) + once(year) / 1.04f64.powi(index as i32))
        .sum();
    let discounted = best["discounted_cash"].as_f64().unwrap();
    assert!((discounted - by_hand).abs() < 1e-6 * by_hand, "{discounted} against {by_hand}");
}

/// Terms that contradict each other are refused, each with its key.
#[test]
fn contradictory_contract_terms_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(houqin().current_dir(folder.path()).args(["new", "s.toml"]).output().unwrap().status.success());
    let offer = "offer.Framework contract";
    for (key, value, said) in [
        ("tiers", "[{ above = 100, discount = \"5%\" }]", "tiers_apply"),
        ("tiers", "[{ above = 100, discount = \"5%\" }, { above = 90, discount = \"6%\" }]", "overlap"),
        ("tiers", "[{ above = 100, discount = \"5%\" }, { above = 200, discount = \"4%\" }]", "do not rise"),
        ("supervision", "[{ name = \"x\", cost_per_year = 1, detection = \"10%\" }]", "effort"),
        ("screening", "{ cost = 1, sensitivity = \"50%\", specificity = \"50%\" }", "poor"),
        ("reserve", "{ cost_per_year = 1, covers = \"50%\" }", "failure"),
        ("failure", "{ per_year = -1, takeover_months = 1, emergency_price = 2 }", "per_year"),
    ] {
        let setting = format!("{offer}.{key}={value}");
        let checked = houqin().current_dir(folder.path()).args(["check", "s.toml", "--set", &setting]).output().unwrap();
        let errors = String::from_utf8_lossy(&checked.stderr);
        assert_eq!(checked.status.code(), Some(1), "{setting}: {errors}");
        assert!(errors.contains(said), "{setting}: {errors}");
    }
    for (setting, said) in [("policy.set_aside=\"20%\"", "small = true"), ("policy.providers_at_least=9", "offer anything")] {
        let checked = houqin().current_dir(folder.path()).args(["check", "s.toml", "--set", setting]).output().unwrap();
        let errors = String::from_utf8_lossy(&checked.stderr);
        assert_eq!(checked.status.code(), Some(1), "{setting}: {errors}");
        assert!(errors.contains(said), "{setting}: {errors}");
    }
}

/// The briefing stands alone: nothing is fetched, text from the scenario is escaped, every chart and table is in it, and its figures are those of
/// the tables.
#[test]
fn the_briefing_needs_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    assert!(houqin().current_dir(folder.path()).args(["new", "s.toml"]).output().unwrap().status.success());
    // Energy that belongs to no service.
    let resource = "[[resource]]\nname = \"power\"\nunit = \"kWh\"\nprice = 0.8\nbase_per_head = 2000\n[policy]";
    let scenario = std::fs::read_to_string(folder.path().join("s.toml")).unwrap().edit_first("[policy]", resource);
    std::fs::write(folder.path().join("s.toml"), scenario).unwrap();
    let title = "scenario.title=\"A <b>bold</b> & 'quoted' office\"";
    let run = houqin().current_dir(folder.path()).args(["run", "s.toml", "--out", "r", "--quiet", "--set", title]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = std::fs::read_to_string(folder.path().join("r/briefing.html")).unwrap();
    assert!(text.starts_with("<!DOCTYPE html>"));
    assert!(!text.contains("<b>bold") && text.contains("&lt;b&gt;bold"), "the title must be escaped");
    let addresses = text.replace("http://www.w3.org/", "");
    assert!(!addresses.contains("http:") && !addresses.contains("https:") && !addresses.contains("src="), "something is fetched");
    let charts = std::fs::read_dir(folder.path().join("r/charts"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|ending| ending == "svg"));
    assert_eq!(text.matches("<figure").count(), charts.count());
    assert_eq!(text.matches("viewBox=\"0 0 1200 750\"").count(), text.matches("<svg").count(), "charts must scale with the page");
    assert!(!text.contains("NOT VERIFIED"));
    let result: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.path().join("r/result.json")).unwrap()).unwrap();
    for strategy in result["strategies"].as_array().unwrap() {
        let cost = strategy["cost"]["mean"].as_f64().unwrap();
        let shown = format!("<td>{}</td>", houqin::report::words::grouped(cost / 1e3, 0));
        assert!(text.contains(&shown), "{shown} of {}", strategy["name"]);
    }
    for (service, costs) in disclosed(&folder.path().join("r")) {
        assert!(costs.0.abs_diff(costs.1) < 1, "{service}: {costs:?}");
    }
}

/// What all services of each strategy cost by `disclosure.csv`, and what the strategy costs by `costs.csv`, in whole money.
fn disclosed(folder: &std::path::Path) -> Vec<(String, (u64, u64))> {
    let rows = |name: &str| -> Vec<csv::StringRecord> {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = reader.headers().unwrap().clone();
        let total = header.iter().position(|column| column == "total").unwrap();
        reader.records().map(|row| row.unwrap()).map(|row| csv::StringRecord::from(vec![&row[0], &row[total]])).collect()
    };
    let services = rows("disclosure.csv");
    rows("costs.csv")
        .iter()
        .map(|row| {
            let of = services.iter().filter(|service| service[0] == row[0]).map(|service| service[1].parse::<f64>().unwrap());
            (row[0].to_owned(), (of.sum::<f64>().round() as u64, row[1].parse::<f64>().unwrap().round() as u64))
        })
        .collect()
}

#[test]
fn a_program_without_a_solution_is_kept_for_replay() {
    let folder = tempfile::tempdir().unwrap();
    let path = shipped("first-steps.toml");
    let arguments = ["--set", "budget.total_per_year=1000", "--quiet", "--dump", "kept"];
    let output = houqin().current_dir(folder.path()).arg("optimise").arg(&path).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let program = std::fs::read_to_string(folder.path().join("kept/program.mps")).unwrap();
    assert!(program.contains(".budget"));
    let said = String::from_utf8(output.stderr).unwrap();
    let again = said.split_once("again: houqin ").unwrap().1.lines().next().unwrap();
    let arguments: Vec<String> = again.split_whitespace().map(|word| word.trim_matches('\'').to_owned()).collect();
    let output = houqin().current_dir(folder.path()).args(&arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{again}");
}

#[test]
fn frontiers_and_explanations_are_drawn_with_their_tables() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = shipped("first-steps.toml");
    let run = |arguments: &[&str]| {
        let output = houqin().current_dir(folder.path()).args(&arguments[..1]).arg(&scenario).args(&arguments[1..]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said, stderr) =
        run(&["frontier", "--best", "cost", "--held", "service", "--points", "5", "--json", "--out", "f.csv", "--replications", "60"]);
    assert_eq!(code, Some(0), "{stderr}");
    let found: serde_json::Value = serde_json::from_str(&said).unwrap();
    let points = found["points"].as_array().unwrap();
    let rows = csv::Reader::from_path(folder.path().join("f.csv")).unwrap().into_records().count();
    assert!(points.len() >= 2 && rows == points.len(), "{said}");
    for pair in points.windows(2) {
        let of = |index: usize, key: &str| pair[index][key].as_f64().unwrap();
        assert!(of(1, "second") < of(0, "second") && of(1, "first") > of(0, "first"), "better service costs more: {said}");
    }
    let (code, _, stderr) = run(&["frontier", "--best", "cost", "--held", "cost"]);
    assert!(code == Some(1) && stderr.contains("between two"), "{stderr}");
    let (code, said, stderr) = run(&["explain", "--out", "e.csv", "--replications", "60", "--set", "budget.total_per_year=400000"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(said.contains("Tightest") && said.contains("Idle from"), "{said}");
    for name in
        ["e-limits.csv", "e-limits.svg", "e-limits.png", "e-break-even.csv", "e-break-even.svg", "e-break-even.png", "f.svg", "f.png"]
    {
        assert!(folder.path().join(name).metadata().unwrap().len() > 20, "{name}");
    }
}

/// Lists and tables given on the command line are told of where they stand: at the setting, not in the file, whose letters may be of several bytes.
#[test]
fn a_wrong_value_inside_a_setting_is_told_as_part_of_the_setting() {
    let ministry = common::shipped("ministry.toml");
    for setting in ["bundle.康膳三餐.offers=[\"nobody\", \"x\"]", "team.木工班.ages={ 40 = 2, abc = 1 }", "offer.0.supervision=[{}]"]
    {
        let output = houqin().arg("check").arg(&ministry).args(["--set", setting]).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{setting}: {told}");
        assert!(told.contains("--set:1:1") && !told.contains("panicked"), "{setting}: {told}");
    }
}

/// Files that could not be written are refused before the work, and folders that are not there are made.
#[test]
fn answers_can_be_written_or_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = shipped("first-steps.toml");
    let ask =
        |command: &str, option: &str, file: &Path| houqin().arg(command).arg(&scenario).arg(option).arg(file).arg("-q").output().unwrap();
    std::fs::write(folder.path().join("a-file"), "x").unwrap();
    let commands = ["optimise", "explain", "frontier", "confidence", "sensitivity"].map(|command| (command, "--out"));
    for (command, option) in commands.into_iter().chain([("simulate", "--trace")]) {
        for wrong in [folder.path().to_owned(), folder.path().join("a-file/answer.csv")] {
            let output = ask(command, option, &wrong);
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(1), "{command}: {stderr}");
            assert!(stderr.contains("cannot write") && output.stdout.is_empty(), "{command}: {stderr}");
        }
    }
    let new = folder.path().join("not/there/plan.toml");
    assert!(ask("optimise", "--out", &new).status.success());
    assert!(std::fs::read_to_string(&new).unwrap().contains("[people]"));
    assert_eq!(std::fs::read_dir(new.parent().unwrap()).unwrap().count(), 1);
}

/// A folder with the first scenario as `s.toml`, with terms for a path and a comparison of costs.
fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let terms = "[path]\nyears = 2\ndiscount_rate = \"4%\"\n[cost_comparison]\ndiscount_rate = \"5%\"\ndifferential_share = \"10%\"\ndifferential_at_most = 1_000\n";
    std::fs::write(folder.path().join("s.toml"), format!("{}\n{terms}", first_steps())).unwrap();
    folder
}

/// With `--quiet` no command says anything, and each does what it was asked for.
#[test]
fn quiet_is_quiet_for_every_command() {
    let folder = desk();
    let few = ["--replications", "20", "--samples", "20"];
    let mut seen = Vec::new();
    for (arguments, written) in [
        (&["new", "n.toml"][..], "n.toml"),
        (&["check", "s.toml"], "s.toml"),
        (&["run", "s.toml", "--out", "r"], "r/briefing.html"),
        (&["run", "s.toml", "--out", "r"], "r/briefing.html"),
        (&["report", "r", "--language", "zh"], "r/briefing.html"),
        (&["optimise", "s.toml", "--out", "p.toml"], "p.toml"),
        (&["simulate", "s.toml"], "s.toml"),
        (&["simulate", "s.toml", "--plan", "p.toml", "--trace", "t.csv"], "t.png"),
        (&["compare", "s.toml", "--plan", "p.toml"], "s.toml"),
        (&["compare", "s.toml", "--plan", "p.toml", "--out", "c"], "c/briefing.html"),
        (&["explain", "s.toml", "--out", "e.csv"], "e-break-even.csv"),
        (&["frontier", "s.toml", "--points", "3", "--out", "f.csv"], "f.svg"),
        (&["confidence", "s.toml", "--batches", "2"], "s.toml"),
        (&["make-or-buy", "s.toml", "--out", "m.csv"], "m.csv"),
        (&["sensitivity", "s.toml", "--out", "y.csv"], "y-spider.csv"),
        (&["path", "s.toml", "--out", "w.csv"], "w-people.csv"),
    ] {
        let scenario = !["new", "report"].contains(&arguments[0]);
        let few = if scenario { &few[..] } else { &[] };
        let output = houqin().current_dir(folder.path()).args(arguments).arg("--quiet").args(few).output().unwrap();
        let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() && stdout.is_empty() && stderr.is_empty(), "{arguments:?}: {:?}\n{stdout}{stderr}", output.status);
        assert!(folder.path().join(written).is_file(), "{arguments:?} wrote no {written}");
        seen.push(arguments[0]);
    }
    // Every command but the schema, which is all that it is for; a new one has to be added here.
    let help = String::from_utf8(houqin().arg("--help").output().unwrap().stdout).unwrap();
    let commands = help.split_once("Commands:\n").unwrap().1.lines().take_while(|line| !line.is_empty());
    // A name begins where descriptions that take a second line do not.
    let commands =
        commands.filter(|line| line.starts_with("  ") && !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    let missing: Vec<&str> = commands.filter(|command| !["help", "schema"].contains(command) && !seen.contains(command)).collect();
    assert!(missing.is_empty() && seen.len() > 13, "{missing:?}");
    // What goes to no file is printed.
    let plan = houqin().current_dir(folder.path()).args(["optimise", "s.toml", "--quiet"]).args(few).output().unwrap();
    assert!(String::from_utf8(plan.stdout).unwrap().contains("[people]"));
}

#[test]
fn a_trace_asked_for_as_json_is_told_as_json_only() {
    let folder = desk();
    let arguments = ["simulate", "s.toml", "--json", "--trace", "t.csv", "--trace-replication", "3"];
    let output = houqin().current_dir(folder.path()).args(arguments).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = std::fs::read_to_string(folder.path().join("t.csv")).unwrap().lines().count() - 1;
    assert_eq!((told["events"].as_u64(), told["replication"].as_u64()), (Some(rows as u64), Some(3)));
    for written in [&told["table"], &told["pictures"][0], &told["pictures"][1]] {
        assert!(folder.path().join(written.as_str().unwrap()).is_file(), "{told}");
    }
}

/// A plan with which fresh replications disagree is written, and scripts can tell.
#[test]
fn a_plan_that_is_not_verified_has_an_exit_code_of_its_own() {
    let folder = desk();
    let strict = ["--quiet", "--samples", "10", "--set", "run.tolerance=0", "--set", "run.rounds=1"];
    for (arguments, written) in [
        (["optimise", "s.toml", "--out", "p.toml"], "p.toml"),
        (["run", "s.toml", "--out", "r"], "r/plan.toml"),
        (["confidence", "s.toml", "--out", "q.toml"], "q.toml"),
    ] {
        let output = houqin().current_dir(folder.path()).args(arguments).args(strict).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(6), "{arguments:?}: {stderr}");
        assert!(
            stderr.contains("not verified") && stderr.contains("run.planning_samples") && folder.path().join(written).is_file(),
            "{stderr}"
        );
    }
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.path().join("r/manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["verified"], false);
    let help = String::from_utf8(houqin().arg("--help").output().unwrap().stdout).unwrap();
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("6 results written but the plan is not verified"), "{help}");
}

/// An answer that cannot be written is no success; that nobody listens to the rest does not end a run.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_told_or_does_not_matter() {
    let folder = desk();
    let sh = |script: &str| {
        let script = script.edit_all("houqin", &assert_cmd::cargo::cargo_bin("houqin").display().to_string());
        std::process::Command::new("bash").arg("-c").arg(script).current_dir(folder.path()).output().unwrap()
    };
    for command in [
        "optimise s.toml --samples 20",
        "schema",
        "schema --markdown",
        "simulate s.toml --json",
        "check s.toml",
        "compare s.toml --plan p.toml",
    ] {
        if command.contains("p.toml") {
            assert!(sh("houqin optimise s.toml --samples 20 --out p.toml").status.success());
        }
        let output = sh(&format!("houqin {command} > /dev/full"));
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && stderr.contains("cannot write to standard output"), "{command}: {stderr}");
        // A reader that has enough.
        let output = sh(&format!("houqin {command} | head -c 1 > /dev/null; exit ${{PIPESTATUS[0]}}"));
        assert_eq!(output.status.code(), Some(0), "{command}");
    }
    let few = "--replications 20 --samples 20";
    assert_eq!(sh(&format!("houqin run s.toml {few} --out a 2> /dev/full")).status.code(), Some(0));
    assert_eq!(sh(&format!("houqin run s.toml {few} --out b 2>&1 >/dev/null | head -c 1; exit ${{PIPESTATUS[0]}}")).status.code(), Some(0));
    assert!(folder.path().join("a/briefing.html").is_file() && folder.path().join("b/briefing.html").is_file());
    std::fs::write(folder.path().join("bad.toml"), "x = 1").unwrap();
    assert_eq!(sh("houqin check bad.toml 2> /dev/full").status.code(), Some(1));
    assert_eq!(sh("houqin check bad.toml 2>&1 | head -c 1; exit ${PIPESTATUS[0]}").status.code(), Some(1));
    // Nothing is left of a file that could not be written whole.
    assert_eq!(sh("trap '' XFSZ; ulimit -f 1; houqin new n.toml").status.code(), Some(1));
    assert!(!folder.path().join("n.toml").exists() && sh("houqin new n.toml").status.success());
}

/// What a terminal would obey does not reach it from names, messages or sources.
#[test]
fn terminals_are_not_given_orders() {
    let folder = tempfile::tempdir().unwrap();
    let orders = ["\\u001B]0;owned\\u0007", "\\u009B31m"];
    let text = first_steps()
        .edit_first("name = \"Electricians\"", &format!("name = \"Elec{}tricians\"", orders.concat()))
        .edit_first("currency = \"", &format!("currency = \"{}", orders[1]));
    assert!(text.matches("u009B").count() == 2);
    std::fs::write(folder.path().join("s.toml"), &text).unwrap();
    std::fs::write(folder.path().join("bad.toml"), text.edit_first("people = 4", "people = \"\\u001B[31m\"\nx\u{9b}31m = \"\u{85}\""))
        .unwrap();
    std::fs::write(folder.path().join("e\u{1b}[31m.toml"), "x = 1").unwrap();
    for arguments in [
        &["simulate", "s.toml"][..],
        &["simulate", "s.toml", "--json"],
        &["optimise", "s.toml"],
        &["run", "s.toml"],
        &["check", "bad.toml"],
        &["check", "e\u{1b}[31m.toml"],
        &["report", "e\u{1b}[31m.toml"],
    ] {
        let output = houqin().current_dir(folder.path()).args(arguments).output().unwrap();
        for (stream, bytes) in [("out", &output.stdout), ("err", &output.stderr)] {
            let text = String::from_utf8_lossy(bytes);
            assert!(
                !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r')),
                "{arguments:?}, standard {stream}: {text:?}"
            );
        }
    }
    // The plan that is printed is still that plan.
    let output = houqin().current_dir(folder.path()).args(["optimise", "s.toml", "--samples", "20"]).output().unwrap();
    if output.status.success() {
        std::fs::write(folder.path().join("p.toml"), &output.stdout).unwrap();
        assert!(
            houqin()
                .current_dir(folder.path())
                .args(["simulate", "s.toml", "--plan", "p.toml", "--replications", "20"])
                .output()
                .unwrap()
                .status
                .success()
        );
    }
}

/// No answer is written over what it is worked out from: not the scenario, nor its tables and calendars, nor a plan.
#[test]
fn what_a_scenario_is_read_from_is_not_overwritten() {
    let folder = desk();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("calendar")).unwrap();
    std::fs::copy(shipped("calendar/us-2027.csv"), at("calendar/us-2027.csv")).unwrap();
    let scenario = std::fs::read_to_string(at("s.toml")).unwrap();
    assert!(!scenario.contains("calendar"));
    let scenario = scenario.edit_first("currency = ", "calendar = \"calendar/us-2027.csv\"\ncurrency = ");
    // In another encoding, of which no copy would be the same.
    let (bytes, _, _) = encoding_rs::GB18030.encode(&scenario);
    std::fs::write(at("s.toml"), &bytes).unwrap();
    std::fs::copy(at("calendar/us-2027.csv"), at("calendar/x-limits.csv")).unwrap();
    let run = |arguments: &[&str]| houqin().current_dir(folder.path()).args(arguments).output().unwrap();
    assert!(run(&["optimise", "s.toml", "--out", "p.csv", "--samples", "20"]).status.success());
    let before = files_below(folder.path());
    for arguments in [
        &["simulate", "s.toml", "--trace", "calendar/us-2027.csv"][..],
        &["simulate", "s.toml", "--plan", "p.csv", "--trace", "./p.csv"],
        &["optimise", "s.toml", "--out", "calendar/us-2027.csv"],
        &["optimise", "s.toml", "--out", "s.toml"],
        &["frontier", "s.toml", "--out", "calendar/../calendar/us-2027.csv"],
        &["sensitivity", "s.toml", "--out", "calendar/us-2027.csv"],
        &["confidence", "s.toml", "--out", "s.toml"],
        &["make-or-buy", "s.toml", "--out", "calendar/us-2027.csv"],
        &["explain", "s.toml", "--plan", "p.csv", "--out", "p.csv"],
        &["optimise", "s.toml", "--dump", "."],
    ] {
        let output = run(arguments);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && output.stdout.is_empty(), "{arguments:?}: {stderr}");
        assert!(stderr.contains("name another f"), "{arguments:?}: {stderr}");
    }
    // Names that are made from what is given count as well.
    let setting = ["--set", "scenario.calendar=\"calendar/x-limits.csv\""];
    let output = run(&[&["explain", "s.toml", "--out", "calendar/x.csv"][..], &setting].concat());
    assert_eq!(output.status.code(), Some(1));
    // Nor is what nobody has named written over.
    let output = run(&["explain", "s.toml", "--out", "calendar/x.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("x-limits.csv: it is there already"));
    assert!(files_below(folder.path()) == before);
    assert_eq!(run(&["check", "s.toml", "--seed", "9223372036854775808"]).status.code(), Some(2));
    assert_eq!(run(&["check", "s.toml", "--seed", "9223372036854775807"]).status.code(), Some(0));
}

/// Shares end at 0 and 1 and numbers of things at 0, and so do their intervals.
#[test]
fn intervals_stay_where_their_figures_can_be() {
    let folder = desk();
    let arguments = ["run", "s.toml", "--quiet", "--out", "r", "--replications", "6", "--samples", "20", "--set", "run.tolerance=0.5"];
    assert!(houqin().current_dir(folder.path()).args(arguments).output().unwrap().status.success());
    let mut checked = 0;
    for table in ["service", "utilisation", "comparison", "evaluation", "league", "contracts"] {
        let mut rows = csv::Reader::from_path(folder.path().join(format!("r/{table}.csv"))).unwrap();
        let header = rows.headers().unwrap().clone();
        for row in rows.records().map(Result::unwrap) {
            for (column, cell) in header.iter().zip(&row) {
                let (share, free) =
                    (column.contains("share") || column.contains("utilisation"), ["difference", "objective", "cost", "satisfaction"]);
                let Ok(value) = cell.parse::<f64>() else { continue };
                if free.iter().any(|name| column.contains(name)) {
                    continue;
                }
                assert!(value >= 0.0 && (!share || value <= 1.0), "{table}.csv: {column} is {value}");
                checked += 1;
            }
        }
    }
    assert!(checked > 200, "{checked}");
    let arguments = ["frontier", "s.toml", "--quiet", "--out", "f.csv", "--points", "4", "--samples", "20"];
    assert!(houqin().current_dir(folder.path()).args(arguments).output().unwrap().status.success());
    let mut rows = csv::Reader::from_path(folder.path().join("f.csv")).unwrap();
    for cell in rows.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()) {
        assert!(cell.split_once('.').is_none_or(|(_, digits)| digits.len() <= 4), "{cell}");
    }
}

/// A template that would run for ever, or is too deep to be read, ends with a message.
#[test]
fn templates_end() {
    let folder = desk();
    let few = ["--replications", "20", "--samples", "20"];
    assert!(
        houqin().current_dir(folder.path()).args(["run", "s.toml", "--out", "r", "--quiet"]).args(few).output().unwrap().status.success()
    );
    let long = "a".repeat(5000);
    for (template, said) in [
        ("{% set x = \"a\" * 1000000 %}{% for a in x %}{% for b in x %}{% endfor %}{% endfor %}".to_owned(), "fuel"),
        (format!("{{% set x = \"{}\" * 100 %}}{{% for a in x %}}{{{{ x }}}}{{% endfor %}}", "a".repeat(1000)), "MiB"),
        (format!("first\n{{{{ {}1 }}}}", "-".repeat(20_000)), "t.html, line 2: a tag of more than 4096 letters"),
        (format!("{{{{ \"}}}}\" {} }}}}", "~ title".repeat(1000)), "a tag of more than 4096 letters"),
        (format!("{{{{ title{} }}}}", "|upper".repeat(1000)), "a tag of more than 4096 letters"),
    ] {
        std::fs::write(folder.path().join("t.html"), template).unwrap();
        let output = houqin()
            .current_dir(folder.path())
            .args(["report", "r", "--format", "html", "--template", "t.html", "--out", "t"])
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && stderr.contains(said), "expected {said} in {stderr}");
        assert!(!folder.path().join("t").exists());
    }
    // Long texts are no long tags.
    std::fs::write(folder.path().join("t.html"), format!("<p>{long}</p>{{{{ title }}}}<p>{long}</p>")).unwrap();
    assert!(
        houqin()
            .current_dir(folder.path())
            .args(["report", "r", "--format", "html", "--template", "t.html", "--out", "t"])
            .output()
            .unwrap()
            .status
            .success()
    );
}

/// Where nobody asks for anything there is no share of it in time.
#[test]
fn no_work_is_not_late() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.toml"), first_steps().edit_all("jobs_per_month = 40", "jobs_per_month = 0")).unwrap();
    let settings = ["--replications", "10"];
    let output = houqin().current_dir(folder.path()).args(["simulate", "s.toml"]).args(settings).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let row = |name: &str| said.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_else(|| panic!("{said}"));
    // What is bought is nothing, and so is what is late: only the former is a share of something.
    assert!(output.status.success() && row("Status quo").contains('–') && row("Electrical").contains('–'), "{said}");
    let output = houqin().current_dir(folder.path()).args(["simulate", "s.toml", "--json", "--quiet"]).args(settings).output().unwrap();
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let played = &document["strategies"][0];
    assert!(played["service"].is_null() && played["lots"]["Maintenance/Main building/Electrical"]["in_time"].is_null(), "{played}");
}

/// A plan that saves less than what goes without weighs says so in its first sentences.
#[test]
fn a_headline_says_what_goes_without() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.toml"), first_steps()).unwrap();
    let run = |extra: &[&str]| {
        let output = houqin().current_dir(folder.path()).args(["run", "s.toml", "--replications", "20"]).args(extra).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let without = "Not in that: ";
    assert!(!run(&["--out", "a"]).contains(without));
    // Nobody can be moved, so that nothing is saved; and far more jobs come than four can do, at prices that nobody would pay.
    let lot = "service.Maintenance.work_orders.Electrical";
    let settings = [
        "policy.cost_per_redeployment=10000000".to_owned(),
        "policy.standards_bind=false".to_owned(),
        format!("{lot}.jobs_per_month=400"),
        format!("{lot}.spot_price_per_job=9000"),
        "offer.Framework contract.price_per_job=9000".to_owned(),
    ];
    let settings: Vec<&str> = settings.iter().flat_map(|setting| ["--set", setting]).collect();
    let said = run(&[&["--out", "b"], settings.as_slice()].concat());
    assert!(said.contains(without) && said.contains("goes without, most of it Electrical"), "{said}");
}
