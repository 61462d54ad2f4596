//! What a run hands out: the same reports again from its folder, a workbook that reads back, charts whose words keep out of each other's way.

use std::path::{Path, PathBuf};

use crate::common::{Edit, load_with, shipped, small, with_second_department};
use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx, open_workbook};
use houqin::replicate::Silent;
use houqin::report::charts::{Scene, chosen};
use houqin::report::theme::{HEIGHT, WIDTH, text_width};
use houqin::report::words::Words;
use houqin::scenario::Scenario;
use houqin::supply::Supply;

fn houqin(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("houqin").unwrap().env("NO_COLOR", "1").current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The first scenario, with a name that a spreadsheet would take for a formula, run into a folder `r`.
fn a_run() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(shipped("first-steps.toml")).unwrap();
    std::fs::write(folder.path().join("s.toml"), text.edit("provider = \"", "title = \"=1+1\"\nprovider = \"")).unwrap();
    let arguments = ["run", "s.toml", "--quiet", "--out", "r", "--replications", "40", "--set", "run.planning_samples=40"];
    let (code, _, stderr) = houqin(folder.path(), &arguments);
    assert_eq!(code, 0, "{stderr}");
    folder
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(all_files(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn reports_are_made_again_byte_for_byte_and_in_the_other_language() {
    let folder = a_run();
    let (code, said, stderr) = houqin(folder.path(), &["report", "r", "--out", "again"]);
    assert_eq!(code, 0, "{stderr}");
    let again = all_files(&folder.path().join("again"));
    assert!(said.starts_with(&format!("{} files", again.len())) && again.len() > 30, "{said}");
    for path in &again {
        let name = path.strip_prefix(folder.path().join("again")).unwrap();
        assert!(std::fs::read(path).unwrap() == std::fs::read(folder.path().join("r").join(name)).unwrap(), "{}", name.display());
    }
    let document = std::fs::read(folder.path().join("r/briefing.docx")).unwrap();
    assert!(document.starts_with(b"PK") && document.windows(17).any(|part| part == b"word/document.xml"));
    let arguments = ["report", "r", "--out", "zh", "--language", "zh", "--format", "html,charts", "--charts", "costs,months"];
    assert_eq!(houqin(folder.path(), &arguments).0, 0);
    let made: Vec<PathBuf> = all_files(&folder.path().join("zh"));
    assert_eq!(made.len(), 7, "{made:?}");
    let briefing = std::fs::read_to_string(folder.path().join("zh/briefing.html")).unwrap();
    assert!(briefing.contains("lang=\"zh-CN\"") && briefing.contains("各方案比较") && briefing.contains("houqin run s.toml"));
}

/// Answers to further questions that lie in the folder are part of the reports that are made from it, and do not disturb the rest.
#[test]
fn further_questions_join_the_briefing() {
    let folder = a_run();
    let settings = ["--quiet", "--replications", "40", "--samples", "40", "--set", "budget.total_per_year=400000"];
    let ask = |command: &str, out: &str| {
        let (code, _, stderr) = houqin(folder.path(), &[&[command, "s.toml", "--out", out], settings.as_slice()].concat());
        assert_eq!(code, 0, "{stderr}");
    };
    ask("sensitivity", "r/further/tornado.csv");
    ask("explain", "r/further/why.csv");
    let (code, said, stderr) = houqin(folder.path(), &["report", "r", "--format", "html,docx,charts"]);
    assert!(code == 0 && said.contains("files are in r"), "{stderr}");
    let briefing = std::fs::read_to_string(folder.path().join("r/briefing.html")).unwrap();
    let place = |text: &str| briefing.find(text).unwrap_or_else(|| panic!("no {text}"));
    let asked = ["further/tornado-spider.svg", "further/tornado.svg", "further/why-break-even.svg", "further/why-limits.svg"];
    for name in asked {
        assert!(place("charts/costs.svg") < place(name));
        let svg = std::fs::read_to_string(folder.path().join("r").join(name)).unwrap();
        lies_apart(&svg, name);
        assert!(
            briefing.contains(svg.split_once("<text").unwrap().1.split_once(">\n").unwrap().1.lines().next().unwrap()),
            "the title of {name}"
        );
    }
    assert!(!folder.path().join("r/charts/tornado.svg").exists());
    // Scripts in a chart do not come through; what is no chart is named.
    let spider = folder.path().join("r").join(asked[0]);
    let svg = std::fs::read_to_string(&spider).unwrap().edit("</svg>", "<script>alert(1)</script></svg>");
    std::fs::write(&spider, svg).unwrap();
    assert_eq!(houqin(folder.path(), &["report", "r", "--format", "html"]).0, 0);
    assert!(!std::fs::read_to_string(folder.path().join("r/briefing.html")).unwrap().contains("alert(1)"));
    std::fs::write(&spider, "no picture").unwrap();
    let (code, _, stderr) = houqin(folder.path(), &["report", "r", "--format", "html"]);
    assert!(code == 1 && stderr.contains("tornado-spider.svg cannot be shown"), "{stderr}");
}

/// The briefing brings its own letters: every one that it shows and the built-in font has, and few others.
#[test]
fn the_briefing_embeds_the_letters_that_it_shows() {
    use base64::Engine as _;
    let folder = a_run();
    let briefing = std::fs::read_to_string(folder.path().join("r/briefing.html")).unwrap();
    assert_eq!(briefing.matches("@font-face").count(), 1);
    let data = briefing.split_once("base64,").unwrap().1.split_once(')').unwrap().0;
    let bytes = base64::engine::general_purpose::STANDARD.decode(data).unwrap();
    let (cut, whole) = (ttf_parser::Face::parse(&bytes, 0).unwrap(), include_bytes!("../../assets/font/houqin-sans.ttf"));
    let whole = ttf_parser::Face::parse(whole, 0).unwrap();
    let shown = briefing.edit_first(data, "");
    let mut letters: Vec<char> = shown.chars().filter(|c| !c.is_control()).collect();
    letters.sort_unstable();
    letters.dedup();
    for c in &letters {
        let (ours, theirs) = (cut.glyph_index(*c), whole.glyph_index(*c));
        assert_eq!(ours.is_some(), theirs.is_some(), "{c}");
        if let (Some(ours), Some(theirs)) = (ours, theirs) {
            assert_eq!(cut.glyph_hor_advance(ours), whole.glyph_hor_advance(theirs), "{c}");
            assert_eq!(cut.glyph_bounding_box(ours), whole.glyph_bounding_box(theirs), "{c}");
        }
    }
    assert!(usize::from(cut.number_of_glyphs()) < 2 * letters.len());
    // Charts are text in that font; every strategy's lots are there, and the plan's are open.
    assert!(briefing.contains("font-family=\"Houqin Sans\"") && !briefing.contains("font-family=\"sans"));
    assert_eq!((briefing.matches("<details").count(), briefing.matches("<details name=\"strategy\" open>").count()), (6, 1));
}

/// Figures as they are printed in a text: digits with separators and decimals, without signs.
fn figures(text: &str) -> Vec<String> {
    let is_part = |letter: char| letter.is_ascii_digit() || letter == ',' || letter == '.';
    text.split(|letter| !is_part(letter)).map(|part| part.trim_matches([',', '.']).to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Every figure of the briefing's own sentences, and every cell of its table of strategies, is one of `comparison.csv`, rounded as it is printed.
#[test]
fn every_figure_of_the_text_is_in_the_tables() {
    let folder = a_run();
    let read = |name: &str| std::fs::read_to_string(folder.path().join("r").join(name)).unwrap();
    let table = read("comparison.csv");
    let mut lines = table.trim_start_matches('\u{feff}').lines();
    let header: Vec<String> = lines.next().unwrap().split(',').map(str::to_owned).collect();
    let rows: Vec<Vec<String>> = lines.map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let value = |row: &[String], name: &str| row[header.iter().position(|other| other == name).unwrap()].parse::<f64>().unwrap();
    let briefing = read("briefing.html");
    let plain = |html: &str| -> String {
        html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<Vec<_>>().join(" ").replace("&#x2f;", "/")
    };

    // The sentences.
    let row = |key: &str| rows.iter().find(|row| row[0] == key).unwrap();
    let (today, plan) = (row("status-quo"), row("optimum"));
    // A figure with its interval, as it is printed: in thousands or per cent, and no finer than the first digit of the half-width.
    let printed = |row: &[String], name: &str, unit: f64, decimals: i32| -> (f64, f64) {
        let (stem, value_of) = (name.trim_end_matches("_mean"), value(row, name).abs() / unit);
        let half = (value(row, &format!("{stem}_upper_95")) - value(row, &format!("{stem}_lower_95"))) / 2.0 / unit;
        let place = if half > 0.0 { half.log10().floor() as i32 } else { -decimals };
        (value_of, 10f64.powi(place.max(-decimals)))
    };
    let is_told = |told: f64, (known, step): (f64, f64)| {
        let whole = (told / step).round() * step;
        (told - known).abs() <= 0.501 * step + 1e-9 && (told - whole).abs() < 1e-9 * told.abs().max(1.0)
    };
    let mut known = vec![printed(plan, "difference_mean", 1e3, 0), printed(plan, "share_in_time", 0.01, 1)];
    let (_, step) = known[0];
    known.extend(["first_year_difference_mean", "later_years_difference_mean"].map(|name| printed(plan, name, 1e3, 0)));
    known.push((value(plan, "once") / 1e3, 1.0));
    known.extend(["difference_lower_95", "difference_upper_95"].map(|name| (value(plan, name).abs() / 1e3, step)));
    // From the 5th to the 95th percentile: no finer than the interval of the latter, of which this sample is too small to have both ends.
    let end = |name: &str| plan[header.iter().position(|other| other == name).unwrap()].parse::<f64>().ok();
    let ends = ["cost_p95_lower_95", "cost_p95_upper_95"].into_iter().filter_map(end);
    let half = ends.map(|end| (end - value(plan, "cost_p95")).abs() / 1e3).fold(0.0, f64::max);
    assert!(half > 0.0);
    let step = 10f64.powf(half.log10().floor().max(0.0));
    known.extend([step, 10.0 * step].map(|step| ((value(plan, "cost_p95") - value(plan, "cost_p5")) / 1e3, step)));
    let people = [value(today, "people"), value(plan, "people"), value(today, "people") - value(plan, "people")];
    known.extend(people.map(|count| (count, 1.0)));
    // The level of the intervals, the digits of the contract's name, and the lots that change hands: one person keeps the only one.
    known.extend([95.0, 1.0, 0.0].map(|count| (count, 1.0)));
    let lead = briefing.split_once("class=\"lead\">").unwrap().1;
    let sentences = plain(lead.split_once("<h2>").unwrap().0);
    let told = figures(&sentences);
    assert!(told.len() >= 8, "{sentences}");
    for figure in told {
        let number: f64 = figure.replace(',', "").parse().unwrap();
        assert!(known.iter().any(|known| is_told(number, *known)), "{figure} of: {sentences} is not among {known:?}");
    }

    // The table.
    let cells: Vec<String> = lead.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0.split("<tr").map(plain).collect();
    assert_eq!(cells.len() - 1, rows.len());
    for (cells, row) in cells[1..].iter().zip(&rows) {
        let cost = printed(row, "cost_mean", 1e3, 0);
        // The table's shares have four decimals, so that half a unit of the last is lost; of all of the work, "100 %" is said without decimals.
        let percent = |name: &str| printed(row, name, 0.01, if value(row, name) > 0.9994 { 0 } else { 1 });
        let expected = [
            cost,
            (value(row, "cost_lower_95") / 1e3, cost.1),
            (value(row, "cost_upper_95") / 1e3, cost.1),
            printed(row, "difference_mean", 1e3, 0),
            (value(row, "once") / 1e3, 1.0),
            printed(row, "first_year_mean", 1e3, 0),
            printed(row, "later_years_mean", 1e3, 0),
            printed(row, "unserved_cost_mean", 1e3, 0),
            printed(row, "objective_mean", 1e3, 0),
            percent("share_in_time"),
            percent("outsourced_share"),
            (value(row, "people"), 1.0),
        ];
        let told: Vec<f64> = figures(cells).iter().map(|text| text.replace(',', "").parse().unwrap()).collect();
        // A name may have digits of its own.
        let told = &told[told.len() - expected.len()..];
        let agree = told.iter().zip(expected).all(|(told, (known, step))| is_told(*told, (known, step)));
        assert!(agree, "{} is told as {told:?}, the table has {expected:?}", row[0]);
    }
}

#[test]
fn a_folder_that_is_not_whole_is_refused_with_the_command_that_makes_it_again() {
    let folder = a_run();
    let at = |name: &str| folder.path().join("r").join(name);
    let refused = |arguments: &[&str], expected: &[&str]| {
        let (code, _, stderr) = houqin(folder.path(), arguments);
        assert_eq!(code, 1, "{stderr}");
        for part in expected {
            assert!(stderr.contains(part), "no \"{part}\" in {stderr}");
        }
    };
    refused(&["report", "."], &["not a results folder"]);
    refused(&["report", "r", "--charts", "pie"], &["no chart \"pie\"", "costs, without, waterfall"]);
    std::fs::write(folder.path().join("t.html"), "<h1>{{ title }}</h1>\n<p>{{ titel }}</p>").unwrap();
    refused(&["report", "r", "--format", "html", "--template", "t.html"], &["t.html, line 2", "titel"]);
    std::fs::write(folder.path().join("t.html"), "<h1>{{ title }}</h1>{{ headline }}").unwrap();
    assert_eq!(houqin(folder.path(), &["report", "r", "--format", "html", "--template", "t.html", "--out", "t"]).0, 0);
    assert!(std::fs::read_to_string(folder.path().join("t/briefing.html")).unwrap().starts_with("<h1>"));
    refused(&["report", "r", "--font", "t.html"], &["t.html", "not a font"]);
    let figures = std::fs::read_to_string(at("run.json")).unwrap();
    std::fs::write(at("run.json"), figures.edit_first("\"mean\":", "\"mean\": ")).unwrap();
    refused(&["report", "r"], &["run.json", "edited", "houqin run s.toml --set 'run.planning_samples=40'"]);
    std::fs::write(at("run.json"), &figures).unwrap();
    let scenario = std::fs::read_to_string(at("inputs/s.toml")).unwrap();
    std::fs::write(at("inputs/s.toml"), scenario.edit("jobs_per_month = 40", "jobs_per_month = 41")).unwrap();
    refused(&["report", "r"], &["s.toml", "edited"]);
    std::fs::remove_file(at("inputs/s.toml")).unwrap();
    refused(&["report", "r"], &["incomplete", "s.toml"]);
    let manifest = std::fs::read_to_string(at("manifest.json")).unwrap();
    std::fs::write(at("manifest.json"), manifest.edit_first(env!("CARGO_PKG_VERSION"), "0.0.1")).unwrap();
    refused(&["report", "r"], &["0.0.1", "houqin run s.toml"]);
}

#[test]
fn two_runs_are_set_beside_each_other() {
    let folder = a_run();
    let arguments = [
        "run",
        "s.toml",
        "--quiet",
        "--out",
        "b",
        "--replications",
        "40",
        "--set",
        "run.planning_samples=40",
        "--set",
        "offer.0.price_per_job=1",
    ];
    assert_eq!(houqin(folder.path(), &arguments).0, 0);
    let (code, said, _) = houqin(folder.path(), &["report", "r", "b"]);
    assert_eq!(code, 0);
    assert!(said.contains("+ --set offer.0.price_per_job=1") && said.contains("B − A") && said.contains("  − "), "{said}");
    let (_, same, _) = houqin(folder.path(), &["report", "r", "r"]);
    assert_eq!(same.matches("no difference").count(), 2, "{same}");
}

#[test]
fn the_workbook_reads_back_to_the_same_figures() {
    let folder = a_run();
    let mut book: Xlsx<_> = open_workbook(folder.path().join("r/workbook.xlsx")).unwrap();
    assert_eq!(book.sheet_names().len(), 9, "{:?}", book.sheet_names());
    let costs = book.worksheet_range("Costs").unwrap();
    let mut rows = csv::Reader::from_path(folder.path().join("r/costs.csv")).unwrap();
    let headers = rows.headers().unwrap().clone();
    let total = headers.iter().position(|header| header == "total").unwrap();
    let mut read = 0;
    for (index, row) in rows.records().enumerate() {
        let row = row.unwrap();
        for column in 2..=total {
            let Some(Data::Float(figure)) = costs.get((index + 1, column - 1)) else { panic!("row {index}, column {column}") };
            let written: f64 = row[column].parse().unwrap();
            assert!((figure - written).abs() < 1e-3, "{}: {figure} {written}", &headers[column]);
        }
        read += 1;
    }
    assert!(read >= 3);
    let formulas = book.worksheet_formula("Costs").unwrap();
    assert!(formulas.used_cells().count() == read && formulas.used_cells().all(|(_, _, text)| text.starts_with("SUM(")));
    // The offer's title is text wherever it stands.
    for name in book.sheet_names() {
        if name != "Costs" {
            assert_eq!(book.worksheet_formula(&name).unwrap().used_cells().count(), 0, "{name}");
        }
    }
    let plan = book.worksheet_range("Plan").unwrap();
    assert!(plan.used_cells().any(|(_, _, cell)| *cell == Data::String("=1+1".into())), "the offer is in the plan");
    let briefing = std::fs::read_to_string(folder.path().join("r/briefing.html")).unwrap();
    assert!(briefing.len() < 3 << 20);
}

/// Words on a chart: left, top, right, bottom, text.
fn boxes(svg: &str) -> Vec<(f64, f64, f64, f64, String)> {
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    svg.split("<text")
        .skip(1)
        .map(|part| {
            let (tag, rest) = part.split_once('>').unwrap();
            let text = rest.split_once("</text>").unwrap().0.trim().replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            let [x, y, size] = ["x", "y", "font-size"].map(|name| attribute(tag, name).parse::<f64>().unwrap());
            let width = text_width(&text, size);
            let left = match attribute(tag, "text-anchor").as_str() {
                "start" => x,
                "middle" => x - width / 2.0,
                _ => x - width,
            };
            // What letters take up between their foot and their head.
            (left, y - size * 0.36, left + width, y + size * 0.36, text)
        })
        .collect()
}

fn words_keep_apart(scenario: &Scenario, what: &str) {
    let supply = Supply::new(scenario);
    let run = houqin::run::run(&supply, true, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let drawn = chosen(&Scene { supply: &supply, run: &run, words: Words { language: scenario.language } }, None).unwrap();
    assert!(drawn.len() >= 9);
    assert!(scenario.departments.len() == 1 || drawn.iter().any(|drawing| drawing.name == "league"));
    drawn.iter().for_each(|drawing| lies_apart(&drawing.svg, &format!("{what}: {}", drawing.name)));
}

/// No word of a chart leaves the canvas or lies on another.
fn lies_apart(svg: &str, what: &str) {
    let boxes = boxes(svg);
    assert!(boxes.len() > 5, "{what}");
    for (index, a) in boxes.iter().enumerate() {
        assert!(a.0 >= 0.0 && a.1 >= 0.0 && a.2 <= WIDTH && a.3 <= HEIGHT, "{what} leaves the canvas: {a:?}");
        for b in &boxes[index + 1..] {
            let apart = a.2 <= b.0 + 0.5 || b.2 <= a.0 + 0.5 || a.3 <= b.1 + 0.5 || b.3 <= a.1 + 0.5;
            assert!(apart, "{what}: {a:?} lies on {b:?}");
        }
    }
}

/// The reference results are of a real size, and hold charts of further questions too.
#[test]
fn words_on_the_reference_charts_keep_apart() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("results/reference/ministry");
    let all = all_files(&folder);
    let charts: Vec<&PathBuf> = all.iter().filter(|path| path.extension().is_some_and(|ending| ending == "svg")).collect();
    assert!(charts.len() >= 17, "{}", charts.len());
    charts.iter().for_each(|path| lies_apart(&std::fs::read_to_string(path).unwrap(), &path.display().to_string()));
}

/// The charts of a small run are kept, so that a change of any is seen: `HOUQIN_SNAPSHOTS=write cargo test --test reports` takes new ones.
#[test]
fn charts_are_as_they_were() {
    let folder = a_run();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let mut drawn = all_files(&folder.path().join("r/charts"));
    drawn.retain(|path| path.extension().is_some_and(|ending| ending == "svg"));
    assert!(drawn.len() >= 9);
    if std::env::var("HOUQIN_SNAPSHOTS").is_ok_and(|value| value == "write") {
        let _ = std::fs::remove_dir_all(&kept);
        std::fs::create_dir_all(&kept).unwrap();
        for path in &drawn {
            std::fs::copy(path, kept.join(path.file_name().unwrap())).unwrap();
        }
    }
    assert_eq!(all_files(&kept).len(), drawn.len(), "charts came or went: take new snapshots");
    for path in drawn {
        let name = path.file_name().unwrap();
        let (was, is) = (std::fs::read_to_string(kept.join(name)).unwrap(), std::fs::read_to_string(&path).unwrap());
        let differs = was.lines().zip(is.lines()).enumerate().find(|(_, (was, is))| was != is);
        assert!(was == is, "{} is another: {differs:?}; look at it, and take new snapshots if it is right", name.display());
    }
}

#[test]
fn words_on_charts_keep_apart_with_one_lot_and_with_forty() {
    let few = ["run.replications=30", "run.planning_samples=30"];
    let first = std::fs::read_to_string(shipped("first-steps.toml")).unwrap();
    for language in ["zh", "en"] {
        let setting = format!("scenario.language=\"{language}\"");
        words_keep_apart(&load_with(&first, &[few[0], few[1], &setting]), &format!("one lot, {language}"));
        let mut forty = with_second_department(&small("forty", 1, 30));
        for lot in 0..40 {
            let site = if lot < 30 { "S" } else { "R" };
            forty += &format!(
                r#"
[[service.work_orders]]
name = "{lot} keeping of everything everywhere"
site = "{site}"
trade = "X"
jobs_per_month = 3
labour_hours = {{ distribution = "exponential", mean = 2 }}
response_within = "2 working days"
overflow = "at-deadline"
spot_price_per_job = 500
unserved_cost_per_job = 1500
standard = "0%"
"#
            );
        }
        forty += r#"
[[team]]
name = "A team with a very long name too"
skills = ["X"]
base = "S"
people = 3
people_at_most = 4
cost_per_person_year = { personnel = 60000 }
shift = "Mon-Fri 08:00-16:00"
absence = "0%"
[[offer]]
name = "An offer that has a long name as well"
provider = "A provider of everything to everybody"
lots = ["W/*"]
price_per_job = 380
administration_per_year = 1000
[[resource]]
name = "water for everybody"
unit = "m3"
price = 2
base_per_head = 5
per_head_at_most = 5.1
target_per_head = 5
[budget]
total_per_year = 900000
[policy]
new_hires = true
cost_per_redeployment = 5000
spot_in_time = "80%"
standards_bind = true
[status_quo]
"#;
        words_keep_apart(&load_with(&forty, &[&setting]), &format!("forty lots, {language}"));
    }
}
