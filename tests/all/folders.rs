//! Results folders: whatever a person, another run, a kill or a full disk does to them, nothing is lost.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::common::{Edit, shipped};

/// A command of the program in a folder, on few replications where it takes them.
fn houqin(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("houqin"));
    command.env("NO_COLOR", "1").current_dir(folder).args(arguments);
    if ["run", "compare"].contains(&arguments[0]) {
        command.args(["--replications", "40"]);
    }
    if arguments[0] == "run" {
        command.args(["--samples", "40"]);
    }
    command
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    said(&houqin(folder, arguments).output().unwrap())
}

fn fine(folder: &Path, arguments: &[&str]) -> String {
    let (code, stdout, stderr) = run(folder, arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {stderr}");
    stdout
}

/// A command that is refused before any work: nothing is simulated, and the message has these parts.
fn refused(folder: &Path, arguments: &[&str], parts: &[&str]) {
    let (code, stdout, stderr) = run(folder, arguments);
    assert_eq!(code, Some(1), "{arguments:?}: {stderr}");
    assert!(stdout.is_empty() && !stderr.contains("simulating"), "{arguments:?}: {stdout}{stderr}");
    parts.iter().for_each(|part| assert!(stderr.contains(part), "{arguments:?}: no \"{part}\" in {stderr}"));
}

/// A folder with the first scenario as `s.toml`.
fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    std::fs::copy(shipped("first-steps.toml"), desk.path().join("s.toml")).unwrap();
    desk
}

/// Every file below a folder, with what is in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    found
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn leftovers(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".houqin-")).collect()
}

fn manifest(folder: &Path) -> serde_json::Value {
    serde_json::from_str(&text(&folder.join("manifest.json"))).unwrap()
}

/// The manifest lists every file but itself, each with the SHA-256 that other programs find.
fn is_listed(folder: &Path) {
    use sha2::Digest;
    let manifest = manifest(folder);
    let listed = manifest["files"].as_object().unwrap();
    let there = files(folder);
    assert_eq!(listed.len(), there.len() - 1);
    for (name, hash) in listed {
        let known: String = sha2::Sha256::digest(&there[name]).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash.as_str().unwrap(), known, "{name}");
    }
}

#[test]
fn the_same_run_again_finds_its_folder_whole_and_keeps_what_was_added() {
    let desk = desk();
    fine(desk.path(), &["run", "s.toml"]);
    let folders: Vec<_> = std::fs::read_dir(desk.path().join("results/first-steps")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [folder] = &folders[..] else { panic!("{folders:?}") };
    is_listed(folder);
    std::fs::create_dir(folder.join("further")).unwrap();
    std::fs::copy(folder.join("charts/costs.svg"), folder.join("further/mine.svg")).unwrap();
    std::fs::write(folder.join("notes.txt"), "for Monday").unwrap();
    let before = files(folder);
    let told = fine(desk.path(), &["run", "s.toml"]);
    assert!(told.contains("whole and unchanged; nothing was written"), "{told}");
    assert!(files(folder) == before);
    // What is missing is put back, byte for byte, and nothing else.
    std::fs::remove_file(folder.join("charts/costs.svg")).unwrap();
    std::fs::remove_dir_all(folder.join("plans")).unwrap();
    let told = fine(desk.path(), &["run", "s.toml"]);
    assert!(told.contains("6 files that it lacked put back"), "{told}");
    let after = files(folder);
    assert!(after.keys().eq(before.keys()) && after.iter().all(|(name, bytes)| name == "manifest.json" || before[name] == *bytes));
    // Other inputs and another seed have folders of their own.
    fine(desk.path(), &["run", "s.toml", "--seed", "7", "--quiet"]);
    fine(desk.path(), &["run", "s.toml", "--set", "team.Electricians.people=5", "--quiet"]);
    assert_eq!(std::fs::read_dir(desk.path().join("results/first-steps")).unwrap().count(), 3);
    assert!(files(folder) == after);
}

#[test]
fn what_was_edited_is_never_overwritten() {
    let desk = desk();
    let at = |name: &str| desk.path().join("r").join(name);
    fine(desk.path(), &["run", "s.toml", "--out", "r", "--quiet"]);
    let plan = text(&at("plan.toml"));
    let mine = format!("{plan}# mine\n");
    std::fs::write(at("plan.toml"), &mine).unwrap();
    std::fs::write(at("charts/costs.svg"), "my drawing").unwrap();
    std::fs::write(at("notes.txt"), "for Monday").unwrap();
    let before = files(&desk.path().join("r"));
    refused(desk.path(), &["run", "s.toml", "--out", "r"], &["charts/costs.svg, plan.toml in it have been changed", "--force", "--out"]);
    // Reports are made around it, and said so.
    let (code, told, stderr) = run(desk.path(), &["report", "r", "--language", "zh"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(told.contains("files are in r") && stderr.contains("plan.toml is left as you have changed it"), "{told}{stderr}");
    let now = files(&desk.path().join("r"));
    assert!(now["plan.toml"] == before["plan.toml"] && now["charts/costs.svg"] == before["charts/costs.svg"]);
    assert!(now["summary.txt"] != before["summary.txt"] && now.len() == before.len());
    // With --force each is written, and the person's is beside it.
    let (code, _, stderr) = run(desk.path(), &["report", "r", "--force"]);
    assert!(code == Some(0) && stderr.contains("yours is plan.toml.yours now"), "{stderr}");
    assert_eq!(
        (text(&at("plan.toml")), text(&at("plan.toml.yours")), text(&at("charts/costs.svg.yours"))),
        (plan.clone(), mine, "my drawing".into())
    );
    // What `report` wrote is no edit: the same run again is content with it.
    fine(desk.path(), &["report", "r", "--language", "zh", "--quiet"]);
    assert!(fine(desk.path(), &["run", "s.toml", "--out", "r"]).contains("whole and unchanged"));
    // Nor does a command that writes one file write over one of the results.
    for arguments in [
        ["optimise", "s.toml", "--out", "r/plan.toml"],
        ["frontier", "s.toml", "--out", "r/frontier.csv"],
        ["optimise", "s.toml", "--out", "r/manifest.json"],
    ] {
        refused(desk.path(), &arguments, &["it is a file of the results in", "name another file"]);
    }
    // A second edit does not push out the first.
    std::fs::write(at("plan.toml"), "mine too").unwrap();
    fine(desk.path(), &["run", "s.toml", "--out", "r", "--force", "--quiet"]);
    assert_eq!(
        (text(&at("plan.toml")), text(&at("plan.toml.yours-2")), text(&at("notes.txt"))),
        (plan, "mine too".into(), "for Monday".into())
    );
}

#[test]
fn another_run_does_not_take_a_folder_unasked() {
    let desk = desk();
    let r = desk.path().join("r");
    fine(desk.path(), &["run", "s.toml", "--out", "r", "--quiet", "--set", "run.tolerance=\"1.1%\""]);
    std::fs::write(r.join("notes.txt"), "for Monday").unwrap();
    let before = files(&r);
    refused(desk.path(), &["run", "s.toml", "--out", "r"], &["the results of another run", "--force"]);
    let scenario = text(&desk.path().join("s.toml"));
    std::fs::write(desk.path().join("s.toml"), format!("{scenario}# changed\n")).unwrap();
    let settings = ["--set", "run.tolerance=\"1.1%\""];
    refused(desk.path(), &[&["run", "s.toml", "--out", "r"][..], &settings].concat(), &["it was made before s.toml was changed"]);
    std::fs::write(desk.path().join("s.toml"), &scenario).unwrap();
    // As another version would have left it.
    let as_written = text(&r.join("manifest.json"));
    std::fs::write(r.join("manifest.json"), as_written.edit_first(env!("CARGO_PKG_VERSION"), "0.0.1")).unwrap();
    refused(desk.path(), &[&["run", "s.toml", "--out", "r"][..], &settings].concat(), &["houqin 0.0.1 wrote it"]);
    // And without a list of files, nothing tells what was changed.
    let mut bare = manifest(&r);
    bare["houqin"] = env!("CARGO_PKG_VERSION").into();
    bare.as_object_mut().unwrap().remove("files");
    std::fs::write(r.join("manifest.json"), bare.to_string()).unwrap();
    refused(desk.path(), &[&["run", "s.toml", "--out", "r"][..], &settings].concat(), &["no list of its files"]);
    std::fs::write(r.join("manifest.json"), as_written).unwrap();
    assert!(files(&r) == before);
    // Asked for, it is replaced: what the new run has not is removed, what was added stays.
    std::fs::write(desk.path().join("s.toml"), scenario.edit_first("name = \"first-steps\"", "name = \"second\"")).unwrap();
    fine(desk.path(), &["run", "s.toml", "--out", "r", "--force", "--quiet"]);
    assert_eq!((manifest(&r)["scenario"].as_str(), text(&r.join("notes.txt"))), (Some("second"), "for Monday".into()));
    assert!(files(&r).keys().eq(before.keys()) && leftovers(&r).is_empty());
    fine(desk.path(), &["report", "r", "--quiet"]);
    refused(desk.path(), &["compare", "s.toml", "--plan", "r/plan.toml", "--out", "r"], &["another run"]);
}

#[test]
fn what_is_no_results_folder_or_cannot_be_written_is_refused_before_the_work() {
    let desk = desk();
    let at = |name: &str| desk.path().join(name);
    std::fs::create_dir(at("app")).unwrap();
    std::fs::write(at("app/index.html"), "x").unwrap();
    for (content, part) in [
        ("{}", "has no `houqin`"),
        ("{ \"houqin\": \"0.1.0\" }", "has no `figures_sha256`"),
        ("{ \"houqin\": \"0.1.0\", \"figures", "is damaged: EOF"),
        ("[]", "has no `houqin`"),
    ] {
        std::fs::write(at("app/manifest.json"), content).unwrap();
        refused(desk.path(), &["run", "s.toml", "--out", "app"], &["is not a results folder", part, "--out"]);
        refused(desk.path(), &["run", "s.toml", "--out", "app", "--force"], &[part]);
        refused(desk.path(), &["report", "app"], &["not a results folder", part]);
    }
    std::fs::write(at("file"), "x").unwrap();
    refused(desk.path(), &["run", "s.toml", "--out", "file"], &["it is a file"]);
    refused(desk.path(), &["run", "s.toml", "--out", "file/r"], &["cannot write file/r"]);
    refused(desk.path(), &["run", "s.toml", "--out", &"n".repeat(300)], &["name another folder"]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", at("dangling")).unwrap();
        refused(desk.path(), &["run", "s.toml", "--out", "dangling"], &["a link that leads nowhere"]);
    }
    #[cfg(target_os = "linux")]
    refused(desk.path(), &["run", "s.toml", "--out", "/proc/houqin"], &["cannot write /proc/houqin"]);
    // A chart of a further question that cannot be shown is told before the work as well.
    fine(desk.path(), &["run", "s.toml", "--out", "r", "--quiet"]);
    std::fs::create_dir(at("r/further")).unwrap();
    std::fs::write(at("r/further/x.svg"), "no picture").unwrap();
    refused(desk.path(), &["run", "s.toml", "--out", "r"], &["x.svg cannot be shown"]);
    assert_eq!(files(&at("app")).len(), 2);
}

#[cfg(unix)]
#[test]
fn links_and_the_folder_one_is_in_are_written_into() {
    let desk = desk();
    let at = |name: &str| desk.path().join(name);
    std::fs::create_dir(at("real")).unwrap();
    std::os::unix::fs::symlink("real", at("link")).unwrap();
    fine(desk.path(), &["run", "s.toml", "--out", "link", "--quiet"]);
    assert!(at("link").symlink_metadata().unwrap().is_symlink() && at("real/briefing.html").is_file());
    // Inside an empty folder, and inside a results folder, which stays the same folder.
    use std::os::unix::fs::MetadataExt;
    std::fs::create_dir(at("here")).unwrap();
    let number = at("here").metadata().unwrap().ino();
    for arguments in [&["--quiet"][..], &["--quiet"], &["--quiet", "--force", "--seed", "3"]] {
        fine(&at("here"), &[&["run", "../s.toml", "--out", "."], arguments].concat());
        assert!(at("here/briefing.html").is_file() && at("here").metadata().unwrap().ino() == number);
    }
    assert!(leftovers(desk.path()).is_empty() && leftovers(&at("here")).is_empty());
}

#[test]
fn what_processes_left_behind_is_removed_and_what_is_not_ours_is_not() {
    let desk = desk();
    let names = [".houqin-99999999-0", ".houqin-99999998", ".houqin-Xy12.old", ".houqin-mine"];
    for name in names {
        std::fs::create_dir_all(desk.path().join(name).join("new")).unwrap();
        std::fs::write(desk.path().join(name).join("new/plan.toml"), "x").unwrap();
    }
    fine(desk.path(), &["run", "s.toml", "--out", "r", "--quiet"]);
    assert_eq!(names.map(|name| desk.path().join(name).exists()), [false, false, true, true]);
}

/// Killed at any moment, a run that replaces another leaves the one or the other, and what a person added.
#[cfg(unix)]
#[test]
fn a_kill_at_any_moment_leaves_a_whole_folder() {
    let desk = desk();
    let r = desk.path().join("r");
    fine(desk.path(), &["run", "s.toml", "--out", "r", "--quiet"]);
    std::fs::write(r.join("notes.txt"), "for Monday").unwrap();
    let begun = std::time::Instant::now();
    fine(desk.path(), &["run", "s.toml", "--out", "r", "--quiet", "--force"]);
    let whole = begun.elapsed();
    // Most of the kills in the last part, where files are written.
    for attempt in 0..16 {
        let seed = (100 + attempt).to_string();
        let mut child = houqin(desk.path(), &["run", "s.toml", "--out", "r", "--quiet", "--force", "--seed", &seed]).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(0.6 + 0.03 * f64::from(attempt)));
        let _ = child.kill();
        let _ = child.wait();
        fine(desk.path(), &["report", "r", "--quiet"]);
        assert_eq!(text(&r.join("notes.txt")), "for Monday");
        assert!(!r.join("plan.toml.yours").exists(), "nobody had changed anything");
    }
    // A new folder: there and whole, or not there.
    for attempt in 0..8 {
        let mut child = houqin(desk.path(), &["run", "s.toml", "--out", "new", "--quiet"]).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(0.7 + 0.05 * f64::from(attempt)));
        let _ = child.kill();
        let _ = child.wait();
        if desk.path().join("new").exists() {
            is_listed(&desk.path().join("new"));
            std::fs::remove_dir_all(desk.path().join("new")).unwrap();
        }
    }
    fine(desk.path(), &["run", "s.toml", "--out", "new", "--quiet"]);
    assert!(leftovers(desk.path()).is_empty() && leftovers(&r).is_empty());
}

/// As on a full disk: no file may grow beyond some kilobytes.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_what_was_there() {
    let desk = desk();
    let r = desk.path().join("r");
    fine(desk.path(), &["run", "s.toml", "--out", "r", "--quiet"]);
    let before = files(&r);
    let full = |arguments: &str| {
        let program = assert_cmd::cargo::cargo_bin("houqin");
        let script = format!("trap '' XFSZ; ulimit -f 40; exec {} {arguments}", program.display());
        said(&Command::new("sh").arg("-c").arg(script).current_dir(desk.path()).output().unwrap())
    };
    let limits = "--replications 40 --samples 40 --quiet";
    for arguments in [
        format!("run s.toml --out r --force --seed 5 {limits}"),
        format!("run s.toml --out new {limits}"),
        "report r --language zh".into(),
        "report r --language zh --out zh".into(),
    ] {
        let (code, _, stderr) = full(&arguments);
        assert!(code == Some(1) && stderr.contains("cannot write"), "{arguments}: {code:?} {stderr}");
        assert!(files(&r) == before, "{arguments}");
    }
    assert!(!desk.path().join("new").exists() && !desk.path().join("zh").exists());
    assert!(leftovers(desk.path()).is_empty() && leftovers(&r).is_empty());
}

#[test]
fn two_runs_at_once_into_one_folder_leave_one_of_them_whole() {
    let desk = desk();
    let start = |arguments: &[&str]| houqin(desk.path(), arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The same run twice: both are content.
    let both = [start(&["run", "s.toml", "--out", "same"]), start(&["run", "s.toml", "--out", "same"])];
    for child in both {
        let (code, _, stderr) = said(&child.wait_with_output().unwrap());
        assert_eq!(code, Some(0), "{stderr}");
    }
    is_listed(&desk.path().join("same"));
    // Two that differ: one is told that the other was faster.
    let both = [start(&["run", "s.toml", "--out", "r", "--seed", "1"]), start(&["run", "s.toml", "--out", "r", "--seed", "2"])];
    let ended: Vec<_> = both.into_iter().map(|child| said(&child.wait_with_output().unwrap())).collect();
    let winner = ended.iter().position(|(code, ..)| *code == Some(0)).unwrap();
    let (code, _, stderr) = &ended[1 - winner];
    assert!(*code == Some(1) && stderr.contains("the results of another run"), "{stderr}");
    assert_eq!(manifest(&desk.path().join("r"))["seed"], winner as u64 + 1);
    is_listed(&desk.path().join("r"));
    // Both told to replace: what lies there in the end is one of them.
    let both = [
        start(&["run", "s.toml", "--out", "r", "--seed", "3", "--force"]),
        start(&["run", "s.toml", "--out", "r", "--seed", "4", "--force"]),
    ];
    both.into_iter().for_each(|child| assert!(child.wait_with_output().unwrap().status.success()));
    fine(desk.path(), &["report", "r", "--quiet"]);
    is_listed(&desk.path().join("r"));
    assert!(files(&desk.path().join("r")).keys().all(|name| !name.ends_with(".yours")), "nobody has changed anything");
    assert!(leftovers(desk.path()).is_empty() && leftovers(&desk.path().join("r")).is_empty());
}

/// Several plans are told apart, kept, drawn and named, each of them.
#[test]
fn all_plans_that_are_compared_are_named_drawn_and_kept() {
    let desk = desk();
    let at = |name: &str| desk.path().join(name);
    fine(desk.path(), &["run", "s.toml", "--out", "r", "--quiet"]);
    let plan = text(&at("r/plan.toml"));
    let team = plan.lines().find(|line| line.starts_with("Electricians = ")).unwrap();
    for (folder, people) in [("a", 2), ("b", 3)] {
        std::fs::create_dir(at(folder)).unwrap();
        std::fs::write(at(folder).join("plan.toml"), plan.edit_first(team, &format!("Electricians = {people}"))).unwrap();
    }
    std::fs::write(at("=1+1.toml"), &plan).unwrap();
    let plans = ["--plan", "a/plan.toml", "--plan", "b/plan.toml", "--plan", "=1+1.toml"];
    let told = fine(desk.path(), &[&["compare", "s.toml", "--out", "c"][..], &plans].concat());
    let names = ["a/plan", "b/plan", "=1+1"];
    let c = files(&at("c"));
    let of = |name: &str| String::from_utf8_lossy(&c[name]).into_owned();
    for (name, file) in names.into_iter().zip(["a-plan", "b-plan", "-1-1"]) {
        let in_html = name.replace('/', "&#x2f;");
        assert!(
            told.contains(name)
                && of("summary.txt").contains(name)
                && of("briefing.html").contains(&format!("<summary>{in_html}</summary>"))
        );
        for table in ["costs.csv", "service.csv", "utilisation.csv", "comparison.csv", "disclosure.csv", "evaluation.csv", "league.csv"] {
            assert!(of(table).contains(&format!("\n{}{name},", if name.starts_with('=') { "'" } else { "" })), "{name} in {table}");
        }
        for chart in ["who", "service", "months", "utilisation", "waterfall"] {
            let svg = of(&format!("charts/{chart}-{file}.svg"));
            assert!(svg.contains(name), "{chart} of {name} names it");
        }
        assert!(c.contains_key(&format!("plans/{file}.toml")), "{name}");
    }
    // The figures of the second plan's chart are its own: three people.
    assert!(of("charts/utilisation-b-plan.csv").contains("b/plan,Electricians,3,"), "{}", of("charts/utilisation-b-plan.csv"));
    // Headers that a spreadsheet would take for a formula are guarded, and replications count from 1, as `--trace-replication` does.
    let mut lines = of("replications.csv").trim_start_matches('\u{feff}').lines().map(str::to_owned).collect::<Vec<_>>().into_iter();
    let header = lines.next().unwrap();
    assert_eq!(
        header,
        ["status-quo", "a/plan", "b/plan", "'=1+1"].iter().fold("replication".to_owned(), |header, name| {
            let of_name = ["cost", "objective", "year_1", "year_2", "year_3", "year_4", "year_5"].map(|figure| format!(",{name}.{figure}"));
            header + &of_name.concat()
        })
    );
    assert!(lines.map(|line| line.split(',').next().unwrap().parse::<usize>().unwrap()).eq(1..=40));
    // A kept plan plays to the same figures.
    let json = |plan: &str| -> serde_json::Value {
        serde_json::from_str(&fine(desk.path(), &["simulate", "s.toml", "--replications", "40", "--json", "--plan", plan])).unwrap()
    };
    assert_eq!(json("c/plans/b-plan.toml")["strategies"][1]["cost"], json("b/plan.toml")["strategies"][1]["cost"]);
    // Again it is whole; other plans do not take its place.
    assert!(fine(desk.path(), &[&["compare", "s.toml", "--out", "c"][..], &plans].concat()).contains("whole and unchanged"));
    refused(desk.path(), &["compare", "s.toml", "--out", "c", "--plan", "a/plan.toml"], &["another run", "--force"]);
    fine(desk.path(), &["report", "c", "--quiet"]);
    assert!(files(&at("c")) == c);
    assert!(of("briefing.html").contains("houqin compare s.toml --plan plans&#x2f;a-plan.toml"));
}

#[test]
fn reports_go_into_a_folder_that_is_theirs() {
    let desk = desk();
    let at = |name: &str| desk.path().join(name);
    fine(desk.path(), &["run", "s.toml", "--out", "r", "--quiet"]);
    fine(desk.path(), &["report", "r", "--out", "zh", "--language", "zh"]);
    let before = files(&at("zh"));
    assert!(fine(desk.path(), &["report", "r", "--out", "zh", "--language", "zh"]).contains("完整无改动"));
    refused(desk.path(), &["report", "r", "--out", "zh", "--language", "en"], &["it is not empty", "--force"]);
    std::fs::create_dir(at("mine")).unwrap();
    std::fs::write(at("mine/costs.csv"), "my costs").unwrap();
    refused(desk.path(), &["report", "r", "--out", "mine"], &["it is not empty"]);
    assert!(files(&at("zh")) == before && files(&at("mine")).len() == 1);
    fine(desk.path(), &["report", "r", "--out", "mine", "--force", "--quiet"]);
    assert_eq!(text(&at("mine/costs.csv.yours")), "my costs");
    fine(desk.path(), &["run", "s.toml", "--out", "other", "--seed", "9", "--quiet"]);
    refused(desk.path(), &["report", "r", "--out", "other", "--force"], &["the results of another run"]);
}

/// Figures that were changed together with their hash are refused, whatever does not fit; the manifest is not trusted with paths or commands.
#[test]
fn forged_folders_are_refused() {
    use sha2::Digest;
    let desk = desk();
    let r = desk.path().join("r");
    fine(desk.path(), &["run", "s.toml", "--out", "r", "--quiet"]);
    let (figures, as_written) = (text(&r.join("run.json")), manifest(&r));
    let forged = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut run: serde_json::Value = serde_json::from_str(&figures).unwrap();
        change(&mut run);
        let forged = run.to_string();
        let mut manifest = as_written.clone();
        manifest["figures_sha256"] =
            sha2::Sha256::digest(forged.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>().into();
        std::fs::write(r.join("run.json"), forged).unwrap();
        std::fs::write(r.join("manifest.json"), manifest.to_string()).unwrap();
    };
    let lists = [
        "plan/arrangement",
        "plan/sizes",
        "plan/sizes/0/rooms",
        "plan/awarded",
        "plan/route",
        "plan/overflow",
        "summary/lots",
        "summary/units",
        "summary/services",
        "summary/departments",
        "summary/by_department",
        "summary/by_service",
        "summary/by_month",
        "summary/month_quantiles",
        "summary/costs",
        "summary/objectives",
        "summary/units/0/by_month",
    ];
    for list in lists {
        for longer in [false, true] {
            let mut changed = false;
            let change = |run: &mut serde_json::Value| {
                let list = run.pointer_mut(&format!("/strategies/1/{list}")).unwrap().as_array_mut().unwrap();
                match list.last().cloned() {
                    Some(last) if longer => list.push(last),
                    Some(_) => drop(list.pop()),
                    None => list.push(0.into()),
                }
            };
            forged(&change);
            changed |= text(&r.join("run.json")) != figures;
            assert!(changed);
            refused(desk.path(), &["report", "r"], &["run.json", "houqin run s.toml"]);
        }
    }
    for (place, value) in [
        ("/strategies/0/plan/route/0", serde_json::json!({ "Unit": 99 })),
        ("/strategies/0/plan/overflow/0", serde_json::json!({ "Offer": 99 })),
        ("/strategies/0/plan/arrangement/0", 99.into()),
        ("/demand", serde_json::json!([[1.0]])),
        ("/strategies", serde_json::json!([])),
        ("/optimum/prediction/plan/route", serde_json::json!([])),
    ] {
        forged(&|run| *run.pointer_mut(place).unwrap() = value.clone());
        refused(desk.path(), &["report", "r"], &["run.json"]);
    }
    std::fs::write(r.join("run.json"), &figures).unwrap();
    std::fs::write(desk.path().join("secret"), "root:x:0:0").unwrap();
    for outside in ["../secret", "/etc/passwd", "inputs/../../secret", "run.json", ""] {
        let mut changed = as_written.clone();
        changed["scenario_file"] = outside.into();
        changed["command"] = "rm -rf ~".into();
        std::fs::write(r.join("manifest.json"), changed.to_string()).unwrap();
        let (code, _, stderr) = run(desk.path(), &["report", "r"]);
        assert!(
            code == Some(1) && stderr.contains("names no scenario in inputs") && !stderr.contains("root:") && !stderr.contains("rm -rf"),
            "{stderr}"
        );
    }
    // Whatever stands in the manifest, what is to be typed again is one command of this program.
    let mut changed = as_written.clone();
    changed["houqin"] = "0.0.1".into();
    changed["inputs"][0]["name"] = "s.toml; rm -rf ~ '".into();
    std::fs::write(r.join("manifest.json"), changed.to_string()).unwrap();
    refused(desk.path(), &["report", "r"], &["houqin run 's.toml; rm -rf ~ '\\'''"]);
}

/// Tables that a scenario names by absolute paths, or on ways with steps back, are kept with the run.
#[test]
fn reports_do_not_need_the_tables_any_more() {
    let desk = desk();
    let scenario = text(&desk.path().join("s.toml"));
    let (start, end) = (scenario.find("[[service.work_orders]]").unwrap(), scenario.find("[[team]]").unwrap());
    let header = "name,site,jobs_per_month,labour_hours.distribution,labour_hours.mean,labour_hours.cv,response_within,overflow,spot_price_per_job,unserved_cost_per_job,standard";
    let row = "Electrical,Main building,40,lognormal,2.5,1.0,4 working hours,at-deadline,900,2000,90%";
    for (index, absolute) in [true, false].into_iter().enumerate() {
        let work = desk.path().join(format!("w{index}"));
        std::fs::create_dir_all(work.join("tables")).unwrap();
        std::fs::write(work.join("jobs.csv"), format!("{header}\n{row}\n")).unwrap();
        let table = if absolute { work.join("jobs.csv").display().to_string() } else { "tables/../jobs.csv".into() };
        let reference = format!("work_orders_table = '{table}'\narrangements");
        assert!(scenario[..start].contains("arrangements"));
        std::fs::write(work.join("s.toml"), format!("{}{}", scenario[..start].edit_first("arrangements", &reference), &scenario[end..]))
            .unwrap();
        fine(&work, &["run", "s.toml", "--out", "../r", "--quiet", "--force"]);
        // From its own folder the same scenario has another name, and the same table.
        let path = work.join("s.toml").display().to_string();
        fine(desk.path(), &["run", &path, "--out", "r2", "--quiet", "--force"]);
        std::fs::remove_dir_all(&work).unwrap();
        for folder in ["r", "r2"] {
            let before = files(&desk.path().join(folder));
            fine(desk.path(), &["report", folder, "--quiet"]);
            assert!(files(&desk.path().join(folder)) == before);
        }
    }
}

/// What a spreadsheet cannot hold does not cost the other reports, nor the workbook.
#[test]
fn no_report_is_lost_to_the_limits_of_another() {
    let desk = desk();
    let scenario = text(&desk.path().join("s.toml"));
    let source = scenario.lines().find(|line| line.starts_with("source = ")).map(str::to_owned);
    let long = format!("source = \"{}\\u000Bafter a soft line break\"", "why ".repeat(9_000));
    let changed = match &source {
        Some(line) => scenario.edit_first(line.as_str(), &long),
        None => scenario.edit_first("[[site]]", &format!("[[site]]\n{long}")),
    };
    assert!(changed != scenario && changed.len() > 36_000);
    std::fs::write(desk.path().join("s.toml"), changed).unwrap();
    // Whether so long a text and so early a year are scenarios at all is for `check` to say; what it lets pass, `run` writes.
    for settings in [&[][..], &["--set", "scenario.start=1850-01-01"]] {
        let (code, _, stderr) = run(desk.path(), &[&["check", "s.toml"][..], settings].concat());
        if code == Some(1) {
            assert!(stderr.contains("s.toml:") || stderr.contains("--set"), "{stderr}");
            continue;
        }
        fine(desk.path(), &[&["run", "s.toml", "--out", "r", "--quiet", "--force"][..], settings].concat());
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(desk.path().join("r/workbook.xlsx")).unwrap();
        assert!(calamine::Reader::worksheet_range(&mut book, "Costs").unwrap().height() > 3);
    }
}
