//! The breaker: reads many broken scenarios, plays those that are taken, and breaks plan files, results folders and templates; says what must not be.
//! `make fuzz COUNT=20000 SEED=1 PLAY=100`. What is found lies in `target/fuzz`, with what was done to it; `--only load:17` does one again.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, clippy::print_stderr, reason = "a program for developers")]

#[path = "../tests/all/common/breaker/mod.rs"]
mod breaker;
#[path = "../tests/all/common/mod.rs"]
mod common;
#[path = "../tests/all/keys/worlds.rs"]
#[allow(dead_code, reason = "shared with the keys' test")]
mod worlds;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use breaker::{Breaker, Findings};

/// What is broken, with the seconds by the clock after which one of it is held to hang.
const KINDS: [(&str, u64); 4] = [("load", 120), ("play", 1_800), ("plan", 300), ("report", 300)];
/// Memory that a process may have, in KiB.
const MEMORY: &str = "6000000";

struct Options {
    seed: u64,
    counts: [usize; 4],
    jobs: usize,
    only: Option<(String, u64)>,
}

fn options() -> Options {
    let mut options = Options { seed: 1, counts: [20_000, 100, 2_000, 200], jobs: 1, only: None };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().unwrap_or_else(|| panic!("{word} needs a value"));
        let number = || value.parse::<u64>().unwrap_or_else(|_| panic!("{word} needs a whole number"));
        match word.as_str() {
            "--count" => options.counts[0] = number() as usize,
            "--play" => options.counts[1] = number() as usize,
            "--plans" => options.counts[2] = number() as usize,
            "--reports" => options.counts[3] = number() as usize,
            "--seed" => options.seed = number(),
            "--jobs" => options.jobs = number() as usize,
            "--only" => options.only = value.split_once(':').map(|(kind, number)| (kind.to_owned(), number.parse().unwrap())),
            _ => panic!("{word}: there are --count, --play, --plans, --reports, --seed, --jobs and --only KIND:NUMBER"),
        }
    }
    options
}

fn home() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    own.parent().and_then(Path::parent).unwrap().to_owned()
}

fn place() -> PathBuf {
    home().parent().unwrap().join("fuzz")
}

fn breaker(folder: &Path, seed: u64) -> Breaker {
    let program = home().join("houqin");
    assert!(program.exists(), "{} is not there: cargo build --release", program.display());
    Breaker::new(&program, folder, seed)
}

fn one(breaker: &Breaker, kind: &str, number: u64) -> Findings {
    let found = match kind {
        "load" => breaker.load(number),
        "play" => breaker.play(number),
        "plan" => breaker.plan(number),
        _ => breaker.report(number, &place().join("results")),
    };
    if !found.faults.is_empty() {
        let case = matches!(kind, "load" | "play").then(|| breaker.corpus.mutant(breaker.seed, number));
        breaker.keep(&place(), kind, number, case.as_ref(), &found.faults);
    }
    found
}

/// A process of its own that breaks a list of things, so that whatever ends it ends no more: writes down which one it is at, and what it finds.
fn work(list: &Path, seed: u64) {
    std::panic::set_hook(Box::new(|_| {}));
    let folder = list.with_extension("case");
    let breaker = breaker(&folder, seed);
    let text = std::fs::read_to_string(list).unwrap();
    for line in text.lines() {
        let (kind, number) = line.split_once(' ').unwrap();
        let number: u64 = number.parse().unwrap();
        std::fs::write(list.with_extension("at"), line).unwrap();
        let found = one(&breaker, kind, number);
        let flags = format!("{}{}", u8::from(found.passed), u8::from(found.playable));
        println!("{kind} {number} {flags} {}", serde_json::to_string(&(&found.faults, &found.ends)).unwrap());
    }
}

/// What came of all things of a kind.
#[derive(Default)]
struct Tally {
    done: usize,
    passed: usize,
    playable: Vec<u64>,
    faults: BTreeMap<String, Vec<u64>>,
    /// How often each command ended with each code.
    ends: BTreeMap<String, usize>,
}

/// Faults of one kind are counted together: numbers and names in them are left out.
fn kind_of(fault: &str) -> String {
    let mut kind = String::new();
    let mut in_name = false;
    for letter in fault.chars().take(200) {
        match letter {
            '"' | '\'' => in_name = !in_name,
            _ if in_name => {}
            letter if letter.is_ascii_digit() => {
                if !kind.ends_with('#') {
                    kind.push('#');
                }
            }
            letter => kind.push(letter),
        }
    }
    kind
}

fn run(kind: &str, limit: u64, numbers: &[u64], options: &Options) -> Tally {
    let chunk = (numbers.len() / options.jobs / 4).clamp(1, 2_000);
    let chunks: Vec<&[u64]> = numbers.chunks(chunk).collect();
    let (next, tally) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    std::thread::scope(|scope| {
        for job in 0..options.jobs {
            let (next, tally, chunks) = (&next, &tally, &chunks);
            scope.spawn(move || {
                while let Some(chunk) = chunks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut rest: Vec<u64> = chunk.to_vec();
                    while !rest.is_empty() {
                        rest = worker(kind, limit, &rest, options.seed, job, tally);
                    }
                    let tally = tally.lock().unwrap();
                    eprintln!("{kind}: {} of {}, {} kinds of faults", tally.done, numbers.len(), tally.faults.len());
                }
            });
        }
    });
    tally.into_inner().unwrap()
}

/// Let a process work through a list; what remains of it when it was ended.
fn worker(kind: &str, limit: u64, numbers: &[u64], seed: u64, job: usize, tally: &Mutex<Tally>) -> Vec<u64> {
    let list = place().join(format!("job-{job}.list"));
    let lines: String = numbers.iter().map(|number| format!("{kind} {number}\n")).collect();
    std::fs::write(&list, lines).unwrap();
    let (at, out) = (list.with_extension("at"), list.with_extension("out"));
    std::fs::write(&at, "").unwrap();
    let mut child = Command::new("sh")
        .args(["-c", "ulimit -v $1; shift; exec \"$@\"", "sh", MEMORY])
        .arg(std::env::current_exe().unwrap())
        .args(["--work", &list.display().to_string(), &seed.to_string()])
        .stdout(Stdio::from(std::fs::File::create(&out).unwrap()))
        .spawn()
        .unwrap();
    let (mut seen, mut since, mut hangs) = (String::new(), Instant::now(), false);
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        let now = std::fs::read_to_string(&at).unwrap_or_default();
        if now != seen {
            (seen, since) = (now, Instant::now());
        } else if since.elapsed() > Duration::from_secs(limit) {
            hangs = true;
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    let mut tally = tally.lock().unwrap();
    let text = std::fs::read_to_string(&out).unwrap_or_default();
    let mut done = 0;
    for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        let number: u64 = words[1].parse().unwrap();
        done += 1;
        tally.done += 1;
        tally.passed += usize::from(words[2].starts_with('1'));
        if words[2] == "11" {
            tally.playable.push(number);
        }
        let (faults, ends): (Vec<String>, Vec<String>) = serde_json::from_str(words[3]).unwrap();
        for end in ends {
            *tally.ends.entry(end).or_default() += 1;
        }
        for fault in faults {
            let of = kind_of(&fault);
            if !tally.faults.contains_key(&of) {
                eprintln!("{kind}:{number}: {fault}");
            }
            tally.faults.entry(of).or_default().push(number);
        }
    }
    if status.success() {
        return Vec::new();
    }
    let number = numbers[done];
    let fault = if hangs { "never ends".to_owned() } else { format!("ends the process: {status}") };
    eprintln!("{kind}:{number}: {fault}");
    tally.done += 1;
    tally.faults.entry(fault).or_default().push(number);
    numbers[done + 1..].to_vec()
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|word| word == "--work") {
        return work(Path::new(&arguments[2]), arguments[3].parse().unwrap());
    }
    let options = options();
    std::fs::create_dir_all(place()).unwrap();
    let results = place().join("results");
    let main = breaker(&place().join("case"), options.seed);
    let _ = std::fs::remove_dir_all(&results);
    main.make_results(&results);
    if let Some((kind, number)) = &options.only {
        let found = one(&main, kind, *number);
        let done = if matches!(kind.as_str(), "load" | "play") { main.corpus.mutant(options.seed, *number).done } else { Vec::new() };
        println!("{}\n{}\ntaken: {}; its files are in {}", done.join("\n"), found.faults.join("\n"), found.passed, main.folder.display());
        return;
    }
    for old in std::fs::read_dir(place()).unwrap().flatten() {
        let kind = old.file_name().to_string_lossy().split('-').next().unwrap_or_default().to_owned();
        if KINDS.iter().any(|(of, _)| *of == kind) {
            std::fs::remove_dir_all(old.path()).unwrap();
        }
    }
    let start = Instant::now();
    let mut playable = Vec::new();
    let mut faults = 0;
    for ((kind, limit), count) in KINDS.into_iter().zip(options.counts) {
        let numbers: Vec<u64> = match kind {
            // Spread over all that were taken.
            "play" => (0..count.min(playable.len())).map(|index| playable[index * playable.len() / count.min(playable.len())]).collect(),
            _ => (0..count as u64).collect(),
        };
        let mut tally = run(kind, limit, &numbers, &options);
        tally.playable.sort_unstable();
        if kind == "load" {
            playable = tally.playable;
        }
        println!("{kind}: {} of seed {}, {} taken, {:.0} s", tally.done, options.seed, tally.passed, start.elapsed().as_secs_f64());
        let ends: Vec<String> = tally.ends.iter().map(|(end, times)| format!("{end} ({times})")).collect();
        println!("  commands and their exit codes: {}", ends.join(", "));
        for (fault, numbers) in &tally.faults {
            println!("  {} times, first {kind}:{}: {fault}", numbers.len(), numbers.iter().min().unwrap());
            faults += 1;
        }
    }
    println!("{faults} kinds of faults");
    std::process::exit(i32::from(faults > 0));
}
