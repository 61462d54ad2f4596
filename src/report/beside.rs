//! Two runs beside each other: what went in, what came out, and where the recommended plans differ.

use std::fmt::Write;

use super::saved::Saved;
use super::table::layout;
use super::words::Words;
use crate::plan::write;
use crate::run::Played;
use crate::strategies::Strategy;
use crate::supply::Supply;

/// For people, the first run's language and unit of money.
#[must_use]
pub fn text(a: &Saved, b: &Saved, words: Words) -> String {
    let mut text = String::new();
    let unit = words.money_unit(&a.scenario.currency);
    if a.scenario.currency != b.scenario.currency {
        let _ = writeln!(text, "{}\n", words.pick("注意：两次运行的货币不同。", "Beware: the runs are in different currencies."));
    }
    let inputs = differences(a, b);
    let _ = writeln!(text, "{}", words.pick("输入的差别：", "What went in:"));
    if inputs.is_empty() {
        let _ = writeln!(text, "  {}", words.pick("没有差别", "no difference"));
    }
    for line in inputs {
        let _ = writeln!(text, "  {line}");
    }
    let headers = [
        words.pick("方案", "Strategy").to_owned(),
        format!("A ({unit})"),
        "B".into(),
        "B − A".into(),
        words.pick("及时 A", "In time A").into(),
        "B".into(),
        words.pick("社会化 A", "Outsourced A").into(),
        "B".into(),
        words.pick("人数 A", "People A").into(),
        "B".into(),
    ];
    // Plans of the user's own are the same by name.
    let find = |saved: &'_ Saved, key: &str| -> Option<Played> { saved.run.strategies.iter().find(|played| played.key() == key).cloned() };
    let rows: Vec<Vec<String>> = a
        .run
        .strategies
        .iter()
        .filter_map(|one| {
            let other = find(b, one.key())?;
            let (x, y) = (&one.summary, &other.summary);
            Some(vec![
                one.name.clone().unwrap_or_else(|| words.strategy(one.strategy).to_owned()),
                words.money_of(x.cost),
                words.money_of(y.cost),
                words.money_of(y.cost.minus(x.cost)),
                x.served_in_time().map_or_else(|| "–".into(), |share| words.percent_of(share)),
                y.served_in_time().map_or_else(|| "–".into(), |share| words.percent_of(share)),
                words.percent_of(x.outsourced_share),
                words.percent_of(y.outsourced_share),
                x.people.to_string(),
                y.people.to_string(),
            ])
        })
        .collect();
    let _ = write!(text, "\n{}\n{}", words.pick("结果：", "What came out:"), layout(&headers, &rows));
    let plan = |saved: &Saved| find(saved, Strategy::Optimum.key()).map(|played| write(&played.plan, &Supply::new(&saved.scenario)));
    if let (Some(one), Some(other)) = (plan(a), plan(b)) {
        let _ = writeln!(
            text,
            "\n{}",
            words.pick("推荐方案的差别（− 只在 A，+ 只在 B）：", "Where the recommended plans differ (− only in A, + only in B):")
        );
        let lines = |text: &str| -> Vec<String> {
            text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')).map(str::to_owned).collect()
        };
        let (one, other) = (lines(&one), lines(&other));
        let only: Vec<String> = one
            .iter()
            .filter(|line| !other.contains(line))
            .map(|line| format!("  − {line}"))
            .chain(other.iter().filter(|line| !one.contains(line)).map(|line| format!("  + {line}")))
            .collect();
        if only.is_empty() {
            let _ = writeln!(text, "  {}", words.pick("没有差别", "no difference"));
        }
        for line in only {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

/// Inputs and numbers of the two runs that are not the same.
fn differences(a: &Saved, b: &Saved) -> Vec<String> {
    let mut lines = Vec::new();
    for key in ["seed", "replications", "planning_samples", "verified"] {
        if a.manifest[key] != b.manifest[key] {
            lines.push(format!("{key}: {} → {}", a.manifest[key], b.manifest[key]));
        }
    }
    let of = |saved: &Saved| -> Vec<(String, String)> {
        saved.scenario.inputs.0.iter().map(|input| (input.name.clone(), input.text.clone())).collect()
    };
    let (ours, theirs) = (of(a), of(b));
    let setting = |name: &str| name == "--set";
    for (name, text) in &ours {
        if setting(name) {
            if !theirs.contains(&(name.clone(), text.clone())) {
                lines.push(format!("− --set {text}"));
            }
        } else {
            match theirs.iter().find(|(other, _)| other == name) {
                Some((_, other)) if other != text => lines.push(format!("{name}: {} lines changed", changed(text, other))),
                Some(_) => {}
                None => lines.push(format!("− {name}")),
            }
        }
    }
    for (name, text) in &theirs {
        if setting(name) && !ours.contains(&(name.clone(), text.clone())) {
            lines.push(format!("+ --set {text}"));
        } else if !setting(name) && !ours.iter().any(|(other, _)| other == name) {
            lines.push(format!("+ {name}"));
        }
    }
    lines
}

/// Lines of one text that the other has not, either way.
fn changed(a: &str, b: &str) -> usize {
    use std::collections::HashSet;
    let (ours, theirs): (HashSet<&str>, HashSet<&str>) = (a.lines().collect(), b.lines().collect());
    ours.symmetric_difference(&theirs).count()
}
