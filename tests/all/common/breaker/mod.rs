//! What must hold whatever the input: a scenario is taken or refused with a place, and what is taken can be simulated, planned for, written and read again.
//! `make fuzz` does this many times, `tests/all/fuzz.rs` for some seconds.
#![allow(dead_code, reason = "shared by a test and a program that use different parts")]

pub mod mutate;

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use houqin::outcome::{Outcome, Summary};
use houqin::plan::{self, Plan};
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::run::RunResult;
use houqin::scenario::{self, LotKind, Problems, Scenario, Severity};
use houqin::strategies::Strategy;
use houqin::supply::Supply;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use mutate::{Case, Chance, Corpus};

/// Replications and samples of what is played.
const FEW: u32 = 4;

/// What was found of one mutant: how it was taken, and what must not be.
#[derive(Default)]
pub struct Findings {
    pub passed: bool,
    /// Small enough to be played often.
    pub playable: bool,
    pub faults: Vec<String>,
    /// How each command ended, as `optimise 3`.
    pub ends: Vec<String>,
}

impl Findings {
    fn fault(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.faults.contains(&text) {
            self.faults.push(text);
        }
    }
}

/// How a command ended.
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
    pub seconds: f64,
    pub in_time: bool,
}

/// The breaker: what is broken, the program, a folder to work in, and the seed.
pub struct Breaker {
    pub corpus: Corpus,
    pub program: PathBuf,
    pub folder: PathBuf,
    pub seed: u64,
}

/// How long a process or thread has worked, whatever else the machine does: its own and the system's time, in ticks of 10 ms, in Linux's `/proc`; elsewhere
/// the time since its start.
fn at_work(of: &str, start: Instant) -> Duration {
    let text = std::fs::read_to_string(format!("/proc/{of}")).unwrap_or_default();
    // The name in parentheses may hold spaces; user and system time are the 12th and 13th fields after it.
    let ticks =
        text.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum());
    ticks.map_or_else(|| start.elapsed(), |ticks: u64| Duration::from_millis(10 * ticks))
}

impl Breaker {
    pub fn new(program: &Path, folder: &Path, seed: u64) -> Self {
        Self { corpus: Corpus::new(), program: program.to_owned(), folder: folder.to_owned(), seed }
    }

    fn write(&self, case: &Case) {
        let _ = std::fs::remove_dir_all(&self.folder);
        for (name, bytes) in &case.files {
            let path = self.folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }

    /// Run the program in the folder; whatever works longer than so many seconds, or sits ten times as long, is ended.
    fn call(&self, arguments: &[&str], limit: u64) -> Ended {
        let (out, err) = (self.folder.join(".out"), self.folder.join(".err"));
        let file = |path: &Path| Stdio::from(std::fs::File::create(path).unwrap());
        let start = Instant::now();
        let mut child = Command::new(&self.program)
            .args(arguments)
            .current_dir(&self.folder)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(file(&out))
            .stderr(file(&err))
            .spawn()
            .unwrap();
        let (mut in_time, mut pause) = (true, 1);
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if at_work(&format!("{}/stat", child.id()), start) > Duration::from_secs(limit)
                || start.elapsed() > Duration::from_secs(10 * limit)
            {
                in_time = false;
                child.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(pause));
            pause = (pause * 2).min(20);
        };
        let text = |path: &Path| {
            let mut bytes = Vec::new();
            std::fs::File::open(path).unwrap().take(1 << 26).read_to_end(&mut bytes).unwrap();
            std::fs::remove_file(path).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        Ended { code: status.code(), out: text(&out), err: text(&err), seconds: start.elapsed().as_secs_f64(), in_time }
    }

    /// What every command keeps: it ends in time, with one of these codes, and says why if it is not 0.
    fn judged(&self, found: &mut Findings, arguments: &[&str], limit: u64, codes: &[i32]) -> Ended {
        let ended = self.call(arguments, limit);
        let what = arguments[0];
        found.ends.push(format!("{what} {}", ended.code.map_or("?".into(), |code| code.to_string())));
        if !ended.in_time {
            found.fault(format!("{what} takes more than {limit} s"));
        } else if !ended.code.is_some_and(|code| codes.contains(&code)) {
            found.fault(format!("{what} ends with {:?}: {}", ended.code, last(&ended.err)));
        } else if ended.code != Some(0) && ended.err.trim().is_empty() && ended.out.trim().is_empty() {
            found.fault(format!("{what} ends with {:?} and says nothing", ended.code));
        }
        if let Some(word) = not_a_number(&ended.out).or_else(|| not_a_number(&ended.err)).filter(|_| ended.code != Some(1)) {
            // A scenario may say NaN itself.
            if !self.says(word) {
                found.fault(format!("{what} says {word}"));
            }
        }
        ended
    }

    /// Whether a word stands in the input.
    fn says(&self, word: &str) -> bool {
        let files = std::fs::read_dir(&self.folder).unwrap().filter_map(|entry| std::fs::read(entry.ok()?.path()).ok());
        files.into_iter().any(|bytes| String::from_utf8_lossy(&bytes).to_lowercase().contains(&word.to_lowercase()))
    }

    /// A mutant is read: it is taken or refused, each message has its place, and the program says the same once in ten times.
    pub fn load(&self, number: u64) -> Findings {
        let case = self.corpus.mutant(self.seed, number);
        self.write(&case);
        self.read_case(&case, number.is_multiple_of(10))
    }

    /// A scenario as it is.
    pub fn read_whole(&self, case: &Case) -> Findings {
        self.write(case);
        self.read_case(case, true)
    }

    fn read_case(&self, case: &Case, through_program: bool) -> Findings {
        let mut found = Findings::default();
        let path = self.folder.join(&case.files[0].0);
        let start = Instant::now();
        let before = at_work("thread-self/stat", start);
        let loaded = catch_unwind(AssertUnwindSafe(|| {
            let loaded = scenario::load(&path, &case.settings);
            let units = loaded.as_ref().map_or(0, |(scenario, _)| Supply::outline(scenario).units.len());
            (loaded, units)
        }));
        if at_work("thread-self/stat", start) - before > Duration::from_secs(10) {
            found.fault("reading takes more than ten seconds");
        }
        match &loaded {
            Err(_) => found.fault("reading panics"),
            Ok((Ok((scenario, problems)), _)) => {
                found.passed = true;
                found.playable = is_playable(scenario);
                placed(problems, &mut found);
            }
            Ok((Err(problems), _)) => {
                if !problems.has_errors() {
                    found.fault("refused without an error");
                }
                placed(problems, &mut found);
            }
        }
        if through_program && loaded.is_ok() {
            let mut arguments = vec!["check"];
            let settings: Vec<String> = case.settings.iter().map(|setting| format!("--set={setting}")).collect();
            arguments.extend(settings.iter().map(String::as_str));
            arguments.extend(["--json", "--", &case.files[0].0]);
            let json = self.judged(&mut found, &arguments, 20, &[0, 1]);
            arguments.retain(|argument| *argument != "--json");
            let plain = self.call(&arguments, 20);
            if json.code != plain.code {
                found.fault(format!("check ends with {:?} and with --json with {:?}: {}", plain.code, json.code, last(&plain.err)));
            }
            match serde_json::from_str::<Json>(&json.out) {
                Err(_) => found.fault("check --json is no JSON"),
                Ok(document) => {
                    let errors = document["errors"].as_array().cloned().unwrap_or_default();
                    // Letters that no font has are told by `check` alone.
                    let of_input = errors.iter().any(|error| !error["message"].as_str().unwrap_or_default().contains("glyph"));
                    if of_input == found.passed || errors.is_empty() != (json.code == Some(0)) {
                        found.fault("check and the library do not agree");
                    }
                    if let Some(error) = errors.iter().find(|error| error["line"].is_null()) {
                        found.fault(format!("check --json has no line: {}", error["message"]));
                    }
                    if !errors.is_empty() {
                        found.passed = false;
                        found.playable = false;
                    }
                }
            }
        }
        found
    }

    /// A mutant that is taken: simulated, planned for, run, read again, and asked a question.
    pub fn play(&self, number: u64) -> Findings {
        let case = self.corpus.mutant(self.seed, number);
        self.play_case(&case, number)
    }

    fn play_case(&self, case: &Case, number: u64) -> Findings {
        self.write(case);
        let mut found = Findings { passed: true, playable: true, ..Findings::default() };
        let path = self.folder.join(&case.files[0].0);
        let few = [
            format!("run.replications={FEW}"),
            format!("run.planning_samples={FEW}"),
            "run.time_limit=4".into(),
            "scenario.language=\"en\"".into(),
        ];
        let settings: Vec<String> = case.settings.iter().cloned().chain(few).collect();
        let Ok((scenario, _)) = scenario::load(&path, &settings) else {
            found.playable = false;
            return found;
        };
        let supply = Supply::new(&scenario);
        let today = catch_unwind(AssertUnwindSafe(|| played(&supply, &Plan::status_quo(&supply))));
        match today {
            Err(_) => {
                found.fault("today's plan panics");
                return found;
            }
            Ok((outcomes, summary)) => sound(&supply, &outcomes, &summary, &mut found),
        }
        // The program, as somebody would type it.
        let main = format!("./{}", case.files[0].0);
        let set: Vec<String> = settings.iter().map(|setting| format!("--set={setting}")).collect();
        let with = |words: &[&str]| -> Vec<String> {
            words.iter().map(|word| (*word).to_owned()).chain(set.iter().cloned()).chain(["--".to_owned(), main.clone()]).collect()
        };
        let call = |found: &mut Findings, words: &[&str], limit: u64, codes: &[i32]| {
            let words = with(words);
            self.judged(found, &words.iter().map(String::as_str).collect::<Vec<_>>(), limit, codes)
        };
        let simulated = call(&mut found, &["simulate", "--quiet", "--json"], 60, &[0, 1]);
        if simulated.code == Some(1) {
            // Only a letter that no font has is told so late.
            if !simulated.err.contains("glyph") {
                found.fault(format!("simulate refuses what check takes: {}", last(&simulated.err)));
            }
            return found;
        }
        let chosen = call(&mut found, &["optimise", "--quiet", "--out", "chosen.toml"], 90, &[0, 1, 3, 5, 6]);
        self.plan_file(&mut found, &supply, &chosen, "chosen.toml");
        let ran = call(&mut found, &["run", "--quiet", "--out", "results"], 180, &[0, 1, 3, 5, 6]);
        if ran.code == Some(1) && !ran.err.contains("glyph") {
            found.fault(format!("run refuses what check takes: {}", last(&ran.err)));
        }
        if ran.in_time {
            self.results(&mut found, &supply, &ran);
        }
        let questions: [&[&str]; 7] = [
            &["explain", "--json"],
            &["frontier", "--json"],
            &["make-or-buy", "--json"],
            &["confidence", "--json"],
            &["sensitivity", "--json"],
            &["path", "--json"],
            &["simulate", "--trace", "trace.csv", "--quiet"],
        ];
        let question = questions[number as usize % questions.len()];
        // Two of them need a table that few scenarios have.
        let more: &[&str] = match question[0] {
            "path" if scenario.path.is_none() => &["--set=path.years=2", "--set=path.discount_rate=0"],
            "make-or-buy" if scenario.cost_comparison.is_none() => &[
                "--set=cost_comparison.discount_rate=0",
                "--set=cost_comparison.differential_share=10%",
                "--set=cost_comparison.differential_at_most=1000000",
            ],
            _ => &[],
        };
        let answer = call(&mut found, &[question, more].concat(), 180, &[0, 1, 3, 5, 6]);
        if answer.code == Some(0) && question.contains(&"--json") && serde_json::from_str::<Json>(&answer.out).is_err() {
            found.fault(format!("{} --json is no JSON", question[0]));
        }
        found
    }

    /// A plan that was written is read back, is the same, and can be played.
    fn plan_file(&self, found: &mut Findings, supply: &Supply, ended: &Ended, name: &str) {
        let text = std::fs::read_to_string(self.folder.join(name));
        match (ended.code, text) {
            (Some(0 | 5 | 6), Err(_)) => found.fault("optimise wrote no plan"),
            (Some(0 | 5 | 6), Ok(text)) => match plan::read(&text, supply) {
                Err(problems) => found.fault(format!("the plan cannot be read back: {problems}")),
                // Below the plan stands one line more: the mark by which its next writing knows that nobody has changed it.
                Ok(plan)
                    if text
                        .strip_prefix(&plan::write(&plan, supply))
                        .is_none_or(|mark| mark.lines().count() != 1 || !mark.starts_with('#')) =>
                {
                    found.fault("the plan read back is another")
                }
                Ok(plan) => {
                    let (outcomes, summary) = played(supply, &plan);
                    sound(supply, &outcomes, &summary, found);
                }
            },
            (_, Ok(_)) if ended.in_time => found.fault("optimise failed and wrote a plan"),
            _ => {}
        }
    }

    /// A results folder is whole or not there, holds numbers, and its plans play again to the same figures.
    fn results(&self, found: &mut Findings, supply: &Supply, ended: &Ended) {
        let results = self.folder.join("results");
        let left = std::fs::read_dir(&self.folder).unwrap().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        if let Some(name) = left.into_iter().find(|name| name.starts_with(".houqin")) {
            found.fault(format!("run leaves {name}"));
        }
        if !matches!(ended.code, Some(0 | 5 | 6)) {
            if results.exists() {
                found.fault("run failed and left a folder");
            }
            return;
        }
        for path in files(&results) {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let name = path.strip_prefix(&results).unwrap().display().to_string();
            if let Some(word) = not_a_number(&text)
                && !name.starts_with("inputs")
                && !self.says(word)
            {
                found.fault(format!("{name} says {word}"));
            }
        }
        let figures = std::fs::read_to_string(results.join("run.json")).unwrap_or_default();
        let run: RunResult = match serde_json::from_str(&figures) {
            Ok(run) => run,
            Err(error) => return found.fault(format!("run.json cannot be read: {error}")),
        };
        for strategy in &run.strategies {
            sound(supply, &[], &strategy.summary, found);
            let name = if strategy.strategy == Strategy::Optimum { "plan.toml".into() } else { format!("plans/{}.toml", strategy.key()) };
            let Ok(text) = std::fs::read_to_string(results.join(&name)) else {
                found.fault(format!("there is no {name}"));
                continue;
            };
            match plan::read(&text, supply) {
                Err(problems) => found.fault(format!("{name} cannot be read back: {problems}")),
                Ok(plan) if plan != strategy.plan && plan::write(&plan, supply) != text => {
                    found.fault(format!("{name} read back is another plan"))
                }
                Ok(plan) if supply.scenario.run.precision.is_none() => {
                    let (outcomes, summary) = played(supply, &plan);
                    sound(supply, &outcomes, &summary, found);
                    if format!("{summary:?}") != format!("{:?}", strategy.summary) {
                        found.fault(format!(
                            "{name} plays again to other figures: {} and {}",
                            summary.cost.mean, strategy.summary.cost.mean
                        ));
                    }
                }
                Ok(_) => {}
            }
        }
        self.judged(found, &["report", "results", "--quiet", "--format", "csv", "--format", "html"], 60, &[0]);
    }

    /// A broken plan file for one of the small scenarios: taken or refused with a place; if taken, played.
    pub fn plan(&self, number: u64) -> Findings {
        let chance = &mut Chance::new(self.seed, 2, number);
        let cases = &self.corpus.cases()[..12];
        let case = &cases[chance.below(cases.len())];
        self.write(case);
        let mut found = Findings::default();
        let settings = [format!("run.replications={FEW}"), format!("run.planning_samples={FEW}")];
        let (scenario, _) = scenario::load(&self.folder.join("s.toml"), &settings).unwrap();
        let supply = Supply::new(&scenario);
        let bytes = mutate::break_plan(chance, &plan::write(&Plan::status_quo(&supply), &supply));
        std::fs::write(self.folder.join("plan.toml"), &bytes).unwrap();
        if number.is_multiple_of(20) {
            let set = format!("--set={}", settings[0]);
            self.judged(&mut found, &["simulate", "s.toml", "--json", "--quiet", "--plan", "plan.toml", &set], 60, &[0, 1]);
        }
        let Ok(text) = scenario::read_text(&self.folder.join("plan.toml")) else { return found };
        match catch_unwind(AssertUnwindSafe(|| plan::read_named("plan.toml", &text, &supply))) {
            Err(_) => found.fault("reading a plan panics"),
            Ok(Err(problems)) => placed(&problems, &mut found),
            Ok(Ok(plan)) => {
                found.passed = true;
                match catch_unwind(AssertUnwindSafe(|| played(&supply, &plan))) {
                    Err(_) => found.fault("a plan panics"),
                    Ok((outcomes, summary)) => sound(&supply, &outcomes, &summary, &mut found),
                }
                let again = plan::read(&plan::write(&plan, &supply), &supply);
                if again.as_ref().ok() != Some(&plan) {
                    found.fault("a plan that was read is another when it is written and read again");
                }
            }
        }
        found
    }

    /// A results folder in which something was changed, or whose template is strange: reports are made, or not, with a reason.
    pub fn report(&self, number: u64, results: &Path) -> Findings {
        let chance = &mut Chance::new(self.seed, 3, number);
        let _ = std::fs::remove_dir_all(&self.folder);
        let copy = self.folder.join("results");
        for path in files(results) {
            let to = copy.join(path.strip_prefix(results).unwrap());
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(&path, to).unwrap();
        }
        let mut found = Findings::default();
        let mut arguments = vec!["report", "results", "--force", "--format", "html"];
        match chance.below(6) {
            0 => {
                std::fs::write(self.folder.join("t.html"), mutate::template(chance, include_str!("../../../../src/report/briefing.html")))
                    .unwrap();
                arguments.extend(["--template", "t.html"]);
            }
            1 | 2 => {
                // Forged figures, with their hash.
                let mut run: Json = serde_json::from_str(&std::fs::read_to_string(copy.join("run.json")).unwrap()).unwrap();
                for _ in 0..=chance.below(2) {
                    mutate::break_json(chance, &mut run);
                }
                let text = serde_json::to_string(&run).unwrap();
                let hash: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
                std::fs::write(copy.join("run.json"), text).unwrap();
                let mut manifest: Json = serde_json::from_str(&std::fs::read_to_string(copy.join("manifest.json")).unwrap()).unwrap();
                manifest["figures_sha256"] = hash.into();
                std::fs::write(copy.join("manifest.json"), manifest.to_string()).unwrap();
                arguments.extend([
                    "--format", "xlsx", "--format", "csv", "--format", "charts", "--format", "docx", "--format", "text", "--format",
                    "plans",
                ]);
            }
            3 => {
                let mut manifest: Json = serde_json::from_str(&std::fs::read_to_string(copy.join("manifest.json")).unwrap()).unwrap();
                mutate::break_json(chance, &mut manifest);
                std::fs::write(copy.join("manifest.json"), manifest.to_string()).unwrap();
            }
            _ => {
                let all = files(&copy);
                let path = &all[chance.below(all.len())];
                let mut bytes = std::fs::read(path).unwrap();
                mutate::break_bytes(chance, &mut bytes);
                match chance.below(5) {
                    0 => std::fs::remove_file(path).unwrap(),
                    1 => {
                        std::fs::remove_file(path).unwrap();
                        std::fs::create_dir(path).unwrap();
                    }
                    _ => std::fs::write(path, bytes).unwrap(),
                }
            }
        }
        let ended = self.judged(&mut found, &arguments, 60, &[0, 1]);
        found.passed = ended.code == Some(0);
        found
    }

    /// A results folder of a small scenario, for [`Self::report`].
    pub fn make_results(&self, results: &Path) {
        self.write(&self.corpus.cases()[1]);
        let out = results.display().to_string();
        let ended = self.call(&["run", "s.toml", "--quiet", "--replications", "4", "--samples", "4", "--out", &out], 120);
        assert!(matches!(ended.code, Some(0 | 6)), "{}", ended.err);
    }

    /// Keep what was found: the files as they are, and what is wrong with them.
    pub fn keep(&self, place: &Path, kind: &str, number: u64, case: Option<&Case>, faults: &[String]) {
        let to = place.join(format!("{kind}-{}-{number}", self.seed));
        let _ = std::fs::remove_dir_all(&to);
        for path in files(&self.folder) {
            let name = path.strip_prefix(&self.folder).unwrap();
            if kind == "play" && name.starts_with("results") {
                continue;
            }
            std::fs::create_dir_all(to.join(name).parent().unwrap()).unwrap();
            let _ = std::fs::copy(&path, to.join(name));
        }
        let _ = std::fs::create_dir_all(&to);
        let done = case.map_or_else(String::new, |case| format!("{}\nsettings: {:?}\n", case.done.join("\n"), case.settings));
        std::fs::write(to.join("FAULTS.txt"), format!("{}\n\nwhat was done to it:\n{done}", faults.join("\n"))).unwrap();
    }
}

/// Play a plan a few times.
pub fn played(supply: &Supply, plan: &Plan) -> (Vec<Outcome>, Summary) {
    let outcomes = play(supply, &[plan], Phase::Evaluation, supply.scenario.run.replications, &Silent).remove(0);
    let summary = Summary::of(supply, plan, &outcomes);
    (outcomes, summary)
}

/// Few enough people, rooms and events that it can be played in a moment.
fn is_playable(scenario: &Scenario) -> bool {
    let people: u32 = scenario.teams.iter().map(|team| team.people_at_most).sum();
    let rooms: u32 = scenario.rooms.iter().map(|room| room.count).sum();
    let days = scenario.calendar.days.len() as f64;
    let events = |kind: &LotKind| match kind {
        LotKind::WorkOrders(spec) => spec.expected_per_month() * scenario.calendar.months() as f64,
        LotKind::Bookings(spec) => spec.per_day * days * 5.0,
        LotKind::Sittings(spec) => days + spec.registered * (20 + spec.counters * spec.counters) as f64,
    };
    let events: f64 = scenario.lots.iter().map(|lot| events(&lot.kind)).sum();
    people <= 100 && rooms <= 40 && scenario.years <= 3.0 && events <= 50_000.0 && scenario.lots.len() <= 40 && scenario.offers.len() <= 20
}

/// Each message has a file and a line, and says what is wrong.
pub fn placed(problems: &Problems, found: &mut Findings) {
    for problem in &problems.list {
        let kind = if problem.severity == Severity::Error { "an error" } else { "a warning" };
        let short: String = problem.message.chars().take(160).collect();
        match &problem.place {
            None => found.fault(format!("{kind} has no place: {short}")),
            Some(place) => match problems.sources.get(place.source) {
                None => found.fault(format!("{kind} is in no file: {short}")),
                Some(source) if place.span.start > place.span.end || place.span.end > source.text.len() => {
                    found.fault(format!("{kind} is beyond its file: {short}"));
                }
                Some(_) => {}
            },
        }
        if problem.message.trim().is_empty() {
            found.fault(format!("{kind} says nothing"));
        }
    }
}

/// Figures that can be: numbers, shares of the whole, rooms used at most all the time, work that goes somewhere.
pub fn sound(supply: &Supply, outcomes: &[Outcome], summary: &Summary, found: &mut Findings) {
    for text in [format!("{summary:?}"), format!("{outcomes:?}")] {
        if let Some(word) = not_a_number(&text) {
            let at = text.find(word).unwrap_or(0);
            let context: String = text[..at].chars().rev().take(120).collect::<Vec<_>>().into_iter().rev().collect();
            found.fault(format!("a figure is {word}: …{context}{word}"));
        }
    }
    let share = |found: &mut Findings, what: &str, value: f64| {
        if !(-1e-9..=1.0 + 1e-9).contains(&value) {
            found.fault(format!("{what} is {value}"));
        }
    };
    for (what, estimate) in [("the share in time", summary.service), ("the outsourced share", summary.outsourced_share)] {
        share(found, what, estimate.mean);
        share(found, what, estimate.lower);
        share(found, what, estimate.upper);
    }
    for (lot, spec) in summary.lots.iter().zip(&supply.scenario.lots) {
        share(found, &format!("the share in time of {}", spec.path), lot.in_time.mean);
        share(found, &format!("the share in time of {}", spec.path), lot.in_time.upper);
        let parts = lot.in_house.mean + lot.contract.mean + lot.spot.mean + lot.unserved.mean;
        if (parts - lot.demand.mean).abs() > 1e-6 * lot.demand.mean.max(1.0) {
            found.fault(format!("of {} {} is asked for and {parts} is done or not done", spec.path, lot.demand.mean));
        }
        for (what, value) in [
            ("demand", lot.demand.mean),
            ("in-house", lot.in_house.mean),
            ("contract", lot.contract.mean),
            ("spot", lot.spot.mean),
            ("unserved", lot.unserved.mean),
        ] {
            if value < -1e-9 {
                found.fault(format!("{what} of {} is {value}", spec.path));
            }
        }
    }
    for (unit, of) in summary.units.iter().zip(&supply.units) {
        for estimate in unit.by_month.iter().flatten().chain(&unit.overall) {
            let most = if of.rooms.is_empty() { f64::INFINITY } else { 1.0 + 1e-9 };
            if !(0.0..=most).contains(&estimate.mean) {
                found.fault(format!("{} is used {} of its time", of.name, estimate.mean));
            }
        }
    }
}

/// A number that is none, as a word of its own.
fn not_a_number(text: &str) -> Option<&'static str> {
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.into_iter().find_map(|word| ["NaN", "inf"].into_iter().find(|none| word == *none))
}

fn last(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let from = lines.len().saturating_sub(6);
    lines[from..].join(" | ").chars().take(600).collect()
}

/// All files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
