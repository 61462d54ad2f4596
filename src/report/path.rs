//! The way from today to the plan: as text, table, JSON, and as charts of where people go and of what each year costs.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::ReportError;
use super::summary::layout;
use super::theme::{Anchor, Frame, chart, colour, fitted, text_width, ticks};
use super::words::Words;
use crate::plan::Route;
use crate::planning::path::{GradeYear, Path, PathYear, Paths, PeopleYear};
use crate::scenario::file::Language;
use crate::scenario::{Scenario, Staging};
use crate::supply::{SkillSet, Supply};

/// Paths with what they are of.
pub struct PathReport<'a> {
    /// The scenario's units.
    pub supply: &'a Supply<'a>,
    /// The terms of the path.
    pub staging: &'a Staging,
    /// The paths.
    pub paths: &'a Paths,
    /// The words.
    pub words: Words,
}

/// Where people are or have gone, in the order in which charts stack them.
const PLACES: [(&str, &str); 7] = [
    ("在岗", "In teams"),
    ("待岗", "Waiting"),
    ("分流安置", "Redeployed"),
    ("由承接单位接收", "Taken on by providers"),
    ("退休和自然离职", "Retired or left"),
    ("提前退休", "Retired early"),
    ("解除合同（有补偿）", "Paid to leave"),
];

impl PathReport<'_> {
    fn scenario(&self) -> &Scenario {
        self.supply.scenario
    }

    fn year_name(&self, year: usize) -> String {
        let first = self.scenario().calendar.days.first().map_or(0, |day| i32::from(day.date.year()));
        format!("{}", first + year as i32)
    }

    /// People by place in a year: those there, and all who have gone until then.
    fn places(path: &Path, year: usize) -> [u32; 7] {
        let sum = |of: &dyn Fn(&PeopleYear) -> u32| path.years[..=year].iter().flat_map(|year| &year.people).map(of).sum::<u32>();
        let now = &path.years[year].people;
        let working: u32 = now.iter().map(|people| people.working).sum();
        let employed: u32 = now.iter().map(|people| people.employed).sum();
        [
            working,
            employed.saturating_sub(working),
            sum(&|people| people.redeployed),
            sum(&|people| people.taken_on),
            sum(&|people| people.left),
            sum(&|people| people.early),
            sum(&|people| people.severed),
        ]
    }

    /// For people.
    pub fn text(&self) -> String {
        let words = self.words;
        let scenario = self.scenario();
        let unit = words.money_unit(&scenario.currency);
        let (best, today) = (&self.paths.best, &self.paths.today);
        let rate = words.percent(self.staging.discount_rate);
        let mut text = match words.language {
            Language::Zh => format!(
                "{} 年分步方案：折现总费用 {} {unit}，维持现状（只有自然减员）为 {} {unit}，节省 {} {unit}（折现率 {rate}）。\n\n",
                self.staging.years,
                words.money(best.cash),
                words.money(today.cash),
                words.money(today.cash - best.cash)
            ),
            Language::En => format!(
                "A path of {} years: discounted cash of {} {unit}, against {} {unit} if today's plan is left alone (people retire and leave, nobody is hired): {} {unit} less (discounted at {rate}).\n\n",
                self.staging.years,
                words.money(best.cash),
                words.money(today.cash),
                words.money(today.cash - best.cash)
            ),
        };
        let headers: Vec<String> = [
            words.pick("年度", "Year"),
            words.pick("现金支出", "Cash"),
            words.pick("其中一次性", "spent once"),
            words.pick("维持现状", "Left alone"),
            words.pick("社会化比例", "Outsourced"),
            words.pick("按时完成", "In time"),
            words.pick("在岗", "In teams"),
            words.pick("待岗", "Waiting"),
            words.pick("当年离开", "Gone"),
            words.pick("转移的项目", "Lots moved"),
        ]
        .map(str::to_owned)
        .to_vec();
        let mut rows = Vec::new();
        for (year, of_year) in best.years.iter().enumerate() {
            let places = Self::places(best, year);
            let gone: u32 = of_year.people.iter().map(gone_in).sum();
            rows.push(vec![
                self.year_name(year),
                words.money(of_year.cash()),
                words.money(of_year.once.total()),
                words.money(today.years[year].cash()),
                words.percent(of_year.outsourced),
                of_year.simulated.map_or_else(|| "–".into(), |simulated| words.percent(simulated.in_time)),
                places[0].to_string(),
                places[1].to_string(),
                gone.to_string(),
                self.moved(best, year).len().to_string(),
            ]);
        }
        text.push_str(&layout(&headers, &rows));
        text.push('\n');
        // Teams, year by year.
        let mut headers =
            vec![words.pick("人员（在岗＋待岗）", "People (in teams + waiting)").to_owned(), words.pick("现有", "Today").to_owned()];
        headers.extend((0..best.years.len()).map(|year| self.year_name(year)));
        let rows: Vec<Vec<String>> = self
            .supply
            .skill_sets
            .iter()
            .enumerate()
            .filter(|(index, set)| set.today > 0 || best.years.iter().any(|year| year.people[*index].employed > 0))
            .map(|(index, set)| {
                let mut row = vec![fitted(&set.title, 1.0, 24.0), set.today.to_string()];
                row.extend(best.years.iter().map(|year| {
                    let people = &year.people[index];
                    match people.employed - people.working.min(people.employed) {
                        0 => people.working.to_string(),
                        waiting => format!("{}+{waiting}", people.working),
                    }
                }));
                row
            })
            .collect();
        text.push_str(&layout(&headers, &rows));
        let grades = self.by_grade(best);
        if !grades.is_empty() {
            headers[0] = words.pick("按等级（含待岗）", "By grade (waiting included)").to_owned();
            let rows: Vec<Vec<String>> =
                grades.into_iter().map(|(title, counts)| [title].into_iter().chain(counts.iter().map(u32::to_string)).collect()).collect();
            text.push('\n');
            text.push_str(&layout(&headers, &rows));
        }
        for (year, of_year) in best.years.iter().enumerate() {
            if let Some(sentence) = self.events(best, year, of_year) {
                let _ = write!(text, "\n{}{}{sentence}", self.year_name(year), words.pick("：", ": "));
            }
        }
        text.push('\n');
        if let Some(free) = &self.paths.free {
            let cost = best.total() - free.total();
            let _ = match words.language {
                Language::Zh => writeln!(
                    text,
                    "\n社会化目标的代价：与不设目标的最优路径相比，折现后多 {} {unit}（含无人服务代价）。",
                    words.money(cost)
                ),
                Language::En => writeln!(
                    text,
                    "\nWhat the targets for the outsourced share cost: {} {unit} discounted, going without included, against the best path without them.",
                    words.money(cost)
                ),
            };
        }
        if best.disagreements.is_empty() {
            let _ = writeln!(
                text,
                "\n{}",
                words.pick(
                    "每一年都用新的模拟复核过，与预测一致。",
                    "Every year was played on fresh replications, and agrees with the prediction."
                )
            );
        } else {
            let _ = writeln!(text, "\n{}", words.pick("未经验证：模拟与预测不符。", "NOT VERIFIED: simulation and prediction disagree."));
            for line in &best.disagreements {
                let _ = writeln!(text, "  - {line}");
            }
        }
        if !best.proof.reached {
            let proved = match (best.proof.gap, words.language) {
                (Some(gap), Language::Zh) => format!("已证明：没有比它便宜 {} 以上的路径。", words.percent(gap)),
                (Some(gap), Language::En) => format!("It is proved that no path is cheaper by more than {}.", words.percent(gap)),
                (None, _) => {
                    words.pick("求解器未能证明它离最优有多远。", "The solver could not prove how far it is from the best path.").into()
                }
            };
            let _ = writeln!(text, "{proved}");
        }
        text
    }

    /// Lots that change between own people and others before a year.
    fn moved(&self, path: &Path, year: usize) -> Vec<usize> {
        let today = crate::plan::Plan::status_quo(self.supply);
        let before = match year {
            0 => &today,
            _ => &path.years[year - 1].plan,
        };
        let inside = |route: Route| matches!(route, Route::Unit(_));
        let now = &path.years[year].plan;
        (0..self.scenario().lots.len()).filter(|lot| inside(before.route[*lot]) != inside(now.route[*lot])).collect()
    }

    /// What happens at the beginning of a year, in a sentence.
    fn events(&self, path: &Path, year: usize, of_year: &PathYear) -> Option<String> {
        let words = self.words;
        let scenario = self.scenario();
        let mut parts = Vec::new();
        let names = |list: Vec<&str>| list.join(words.pick("、", ", "));
        if !of_year.begun.is_empty() {
            let begun = of_year.begun.iter().map(|offer| scenario.offers[*offer].title.as_str()).collect();
            parts.push(format!("{}{}", words.pick("签订", "contracts begin: "), names(begun)));
        }
        let (out, back): (Vec<usize>, Vec<usize>) =
            self.moved(path, year).into_iter().partition(|lot| matches!(of_year.plan.route[*lot], Route::Direct(_)));
        for (lots, zh, en) in [(out, "转出", "lots go out: "), (back, "收回", "lots come back: ")] {
            if !lots.is_empty() {
                let shown: Vec<&str> = lots.iter().take(6).map(|lot| scenario.lots[*lot].title.as_str()).collect();
                let rest = lots.len() - shown.len();
                let more = match (rest, words.language) {
                    (0, _) => String::new(),
                    (_, Language::Zh) => format!(" 等 {} 项", lots.len()),
                    (_, Language::En) => format!(" and {rest} more"),
                };
                parts.push(format!("{}{}{more}", words.pick(zh, en), names(shown)));
            }
        }
        let ways: [Leaving; 7] = [
            ("退休或离职", "retire or leave", |people| people.left),
            ("分流", "redeployed", |people| people.redeployed),
            ("由承接单位接收", "taken on by providers", |people| people.taken_on),
            ("提前退休", "retire early", |people| people.early),
            ("补偿解除", "paid to leave", |people| people.severed),
            ("转岗培训", "retrained", |people| people.retrained_out),
            ("招录", "hired", |people| people.hired),
        ];
        for (zh, en, of) in ways {
            let count: u32 = of_year.people.iter().map(of).sum();
            if count > 0 {
                parts.push(match words.language {
                    Language::Zh => format!("{zh} {count} 人"),
                    Language::En => format!("{count} {en}"),
                });
            }
        }
        (!parts.is_empty()).then(|| parts.join(words.pick("；", "; ")))
    }

    /// Whether any team declares grades.
    pub fn has_grades(&self) -> bool {
        self.scenario().teams.iter().flat_map(|team| &team.grades).any(|grade| !grade.name.is_empty())
    }

    /// People of each grade today and in each year, the best paid first and those without a grade last; nothing where no team declares grades.
    fn by_grade(&self, path: &Path) -> Vec<(String, Vec<u32>)> {
        if !self.has_grades() {
            return Vec::new();
        }
        let teams = &self.scenario().teams;
        let other = self.words.pick("未分等级", "without a grade");
        let name = |title: &str| if title.is_empty() { other.to_owned() } else { title.to_owned() };
        // Grade, its pay in all and its people, today's and each year's.
        let mut grades: Vec<(String, f64, Vec<u32>)> = Vec::new();
        let mut add = |title: String, at: usize, people: u32, pay: f64| {
            let position = grades.iter().position(|(other, ..)| *other == title).unwrap_or_else(|| {
                grades.push((title, 0.0, vec![0; path.years.len() + 1]));
                grades.len() - 1
            });
            grades[position].1 = grades[position].1.max(pay);
            grades[position].2[at] += people;
        };
        for team in teams {
            for (grade, spec) in team.grades.iter().enumerate() {
                add(name(&spec.title), 0, spec.people, team.personnel_of(grade));
            }
        }
        for (year, of_year) in path.years.iter().enumerate() {
            of_year.grades.iter().for_each(|grade| add(name(&grade.title), year + 1, grade.people.employed, 0.0));
        }
        grades.sort_by(|one, two| (one.0 == other).cmp(&(two.0 == other)).then(two.1.total_cmp(&one.1)));
        grades.into_iter().map(|(title, _, counts)| (title, counts)).collect()
    }

    /// One row a year, skill set and grade, for each path: pay in the year's money, and who came and went.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub fn grades_csv(&self) -> Result<Vec<u8>, ReportError> {
        let header: Vec<&str> =
            ["path", "year", "team", "grade", "pay", "employed"].into_iter().chain(MOVES.map(|(name, _)| name)).collect();
        let rows = self.named().into_iter().flat_map(|(name, path)| {
            let of_year = move |(year, of_year): (usize, &PathYear)| -> Vec<Vec<String>> {
                let row = |grade: &GradeYear| {
                    let team = self.supply.skill_sets[grade.set].name.clone();
                    let employed = grade.people.employed.to_string();
                    let head = [name.to_owned(), (year + 1).to_string(), team, grade.title.clone(), grade.pay.to_string(), employed];
                    head.into_iter().chain(MOVES.map(|(_, of)| of(&grade.people).to_string())).collect()
                };
                of_year.grades.iter().map(row).collect()
            };
            path.years.iter().enumerate().flat_map(of_year).collect::<Vec<_>>()
        });
        super::tables::csv(&header, rows)
    }

    /// People of each grade, year by year.
    ///
    /// # Errors
    /// If it cannot be drawn.
    pub fn grades_chart(&self) -> Result<String, ReportError> {
        let words = self.words;
        let path = &self.paths.best;
        let years = path.years.len();
        let grades = self.by_grade(path);
        let mean = |people: &mut dyn Iterator<Item = (u32, f64)>| {
            let (count, paid) = people.fold((0.0, 0.0), |sum, (people, pay)| (sum.0 + f64::from(people), sum.1 + f64::from(people) * pay));
            if count > 0.0 { paid / count } else { 0.0 }
        };
        let growth = (1.0 + self.staging.pay_growth).powi(years as i32 - 1);
        let teams = self.scenario().teams.iter();
        let today = mean(&mut teams.flat_map(|team| {
            team.grades.iter().enumerate().map(|(grade, spec)| (spec.people, team.personnel_of(grade) * (1.0 + team.overhead)))
        }));
        let last = mean(&mut path.years[years - 1].grades.iter().map(|grade| (grade.people.employed, grade.pay / growth)));
        let unit = words.money_unit(&self.scenario().currency);
        let (from, to) = (words.money(today), words.money(last));
        let frame = Frame {
            title: match words.language {
                Language::Zh => format!("{years} 年后人均费用由 {from} {unit}变为 {to} {unit}（今年工资水平）"),
                Language::En => format!("In {years} years a person costs {to} {unit} instead of {from} (at today's pay)"),
            },
            subtitle: words.pick("各等级人数（在岗和待岗），人", "People of each grade, in teams and waiting").to_owned(),
            foot: self.foot(),
        };
        let shades = |grade: usize| colour::LINES[grade % colour::LINES.len()];
        chart(&frame, |canvas| {
            let (left, right, top, bottom) = (80.0, 1160.0, 170.0, 660.0);
            let entries: Vec<(&str, plotters::style::RGBColor)> =
                grades.iter().enumerate().map(|(index, (title, _))| (title.as_str(), shades(index))).collect();
            let (upper, lower) = entries.split_at(entries.len().div_ceil(if entries.len() > 5 { 2 } else { 1 }));
            canvas.legend(left, 114.0, upper);
            canvas.legend(left, 138.0, lower);
            let total = |column: usize| grades.iter().map(|(_, counts)| counts[column]).sum::<u32>();
            let most = (0..=years).map(total).max().unwrap_or(1).max(1);
            let marks = ticks(f64::from(most), 5.0);
            let span = marks.last().copied().unwrap_or(1.0).max(1.0);
            let y = |people: f64| bottom - (bottom - top) * people / span;
            for mark in &marks {
                canvas.line(&[(left, y(*mark)), (right, y(*mark))], 1, colour::GRID);
                canvas.text(left - 10.0, y(*mark), &format!("{mark:.0}"), 13.0, colour::SOFT, Anchor::End);
            }
            let slot = (right - left) / (years + 1) as f64;
            let half = (slot * 0.3).min(60.0);
            for column in 0..=years {
                let x = left + slot * (column as f64 + 0.5);
                let mut level = 0.0;
                for (index, (_, counts)) in grades.iter().enumerate().filter(|(_, (_, counts))| counts[column] > 0) {
                    let people = f64::from(counts[column]);
                    canvas.bar(x - half, y(level + people), x + half, y(level), shades(index));
                    if y(level) - y(level + people) > 17.0 {
                        canvas.text(x, y(level + people / 2.0), &counts[column].to_string(), 13.0, on(shades(index)), Anchor::Middle);
                    }
                    level += people;
                }
                let label = if column == 0 { words.pick("现有", "Today").to_owned() } else { self.year_name(column - 1) };
                canvas.text(x, bottom + 18.0, &label, 14.0, colour::INK, Anchor::Middle);
            }
        })
    }

    /// One row a year and skill set, for each path.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub fn people_csv(&self) -> Result<Vec<u8>, ReportError> {
        let header: Vec<&str> = ["path", "year", "team", "employed", "working"].into_iter().chain(MOVES.map(|(name, _)| name)).collect();
        let rows = self.named().into_iter().flat_map(|(name, path)| {
            let of_year = move |(year, of_year): (usize, &PathYear)| -> Vec<Vec<String>> {
                let row = |(people, set): (&PeopleYear, &SkillSet)| {
                    let head = [name.to_owned(), (year + 1).to_string(), set.name.clone()];
                    let there = [people.employed.to_string(), people.working.to_string()];
                    head.into_iter().chain(there).chain(MOVES.map(|(_, of)| of(people).to_string())).collect()
                };
                of_year.people.iter().zip(&self.supply.skill_sets).map(row).collect()
            };
            path.years.iter().enumerate().flat_map(of_year).collect::<Vec<_>>()
        });
        super::tables::csv(&header, rows)
    }

    /// One row a year, for each path.
    ///
    /// # Errors
    /// If the table cannot be built.
    pub fn csv(&self) -> Result<Vec<u8>, ReportError> {
        let header = [
            "path",
            "year",
            "cash",
            "running",
            "waiting",
            "pensions",
            "transition",
            "exit",
            "redeployment",
            "retraining",
            "early_retirement",
            "severance",
            "taken_on",
            "hiring",
            "unserved_cost",
            "outsourced",
            "simulated_running",
            "simulated_unserved_cost",
            "half_width",
            "in_time",
        ];
        let rows = self.named().into_iter().flat_map(|(name, path)| {
            let row = move |(year, of_year): (usize, &PathYear)| {
                let once = &of_year.once;
                let mut row = vec![name.to_owned(), (year + 1).to_string()];
                let amounts = [
                    of_year.cash(),
                    of_year.running,
                    of_year.waiting,
                    of_year.pensions,
                    once.transition,
                    once.exit,
                    once.redeployment,
                    once.retraining,
                    once.early_retirement,
                    once.severance,
                    once.taken_on,
                    once.hiring,
                    of_year.unserved,
                    of_year.outsourced,
                ];
                row.extend(amounts.map(|amount| amount.to_string()));
                let simulated = of_year.simulated.map(|played| [played.running, played.unserved, played.half_width, played.in_time]);
                row.extend(simulated.map_or_else(|| vec![String::new(); 4], |played| played.map(|amount| amount.to_string()).to_vec()));
                row
            };
            path.years.iter().enumerate().map(row).collect::<Vec<_>>()
        });
        super::tables::csv(&header, rows)
    }

    fn named(&self) -> Vec<(&'static str, &Path)> {
        let Paths { best, free, today } = self.paths;
        let mut named = vec![("best", best)];
        named.extend(free.as_ref().map(|free| ("without-targets", free)));
        named.push(("left-alone", today));
        named
    }

    /// For programs.
    pub fn document(&self) -> Json {
        let path = |path: &Path| {
            let years: Vec<Json> = path
                .years
                .iter()
                .enumerate()
                .map(|(year, of_year)| {
                    let people: serde_json::Map<String, Json> = of_year
                        .people
                        .iter()
                        .zip(&self.supply.skill_sets)
                        .map(|(people, set)| (set.name.clone(), json!(people)))
                        .collect();
                    let of_grade = |grade: &GradeYear| {
                        json!({
                            "team": self.supply.skill_sets[grade.set].name, "grade": grade.title, "pay": grade.pay,
                            "employed": grade.people.employed, "left": grade.people.left, "redeployed": grade.people.redeployed,
                            "taken_on": grade.people.taken_on, "early": grade.people.early, "severed": grade.people.severed,
                            "retrained_out": grade.people.retrained_out, "retrained_in": grade.people.retrained_in, "hired": grade.people.hired,
                        })
                    };
                    let grades: Vec<Json> = of_year.grades.iter().map(of_grade).collect();
                    json!({
                        "year": year + 1, "cash": of_year.cash(), "running": of_year.running, "waiting": of_year.waiting, "pensions": of_year.pensions, "once": of_year.once,
                        "unserved_cost": of_year.unserved, "outsourced": of_year.outsourced, "people": people, "grades": grades,
                        "begun": of_year.begun.iter().map(|offer| self.scenario().offers[*offer].name.clone()).collect::<Vec<_>>(),
                        "plan": super::tables::plan_json(self.supply, &of_year.plan),
                        "simulated": of_year.simulated.map(|played| json!({
                            "running": played.running, "unserved_cost": played.unserved, "half_width": played.half_width, "in_time": played.in_time,
                        })),
                    })
                })
                .collect();
            json!({
                "discounted_cash": path.cash, "discounted_unserved_cost": path.unserved, "proved": path.proof.reached, "relative_gap": path.proof.gap,
                "disagreements": path.disagreements, "years": years,
            })
        };
        let mut document = serde_json::Map::new();
        document.insert("scenario".into(), json!(self.scenario().name));
        document.extend(self.named().into_iter().map(|(name, of)| (name.replace('-', "_"), path(of))));
        Json::Object(document)
    }

    fn foot(&self) -> String {
        let scenario = self.scenario();
        let warning = match self.paths.best.disagreements.is_empty() {
            true => "",
            false => self.words.pick("路径未经验证 · ", "PATH NOT VERIFIED · "),
        };
        format!(
            "{warning}{} · {} {} · {} {} · houqin {}",
            scenario.title,
            scenario.run.replications,
            self.words.pick("次模拟", "replications"),
            self.words.pick("种子", "seed"),
            scenario.run.seed,
            env!("CARGO_PKG_VERSION")
        )
    }

    /// Where today's people are in every year: in teams, waiting, or gone, and how.
    ///
    /// # Errors
    /// If it cannot be drawn.
    pub fn people_chart(&self) -> Result<String, ReportError> {
        let words = self.words;
        let best = &self.paths.best;
        let years = best.years.len();
        let today: u32 = self.supply.skill_sets.iter().map(|set| set.today).sum();
        let mut stacks = vec![[today, 0, 0, 0, 0, 0, 0]];
        stacks.extend((0..years).map(|year| Self::places(best, year)));
        let last = stacks[years];
        let ways = [(2, 2), (3, 3), (4, 4), (5, 5), (6, 6)];
        let main = ways.iter().max_by_key(|(place, _)| (last[*place], 9 - place)).map_or(4, |(place, _)| *place);
        let name = |place: usize| words.pick(PLACES[place].0, PLACES[place].1);
        let frame = Frame {
            title: match words.language {
                Language::Zh => {
                    format!("{years} 年内由 {today} 人减到 {} 人，主要去向是{}（{} 人）", last[0] + last[1], name(main), last[main])
                }
                Language::En => {
                    format!("From {today} people to {} in {years} years; most go by \"{}\": {}", last[0] + last[1], name(main), last[main])
                }
            },
            subtitle: words
                .pick("每年年初人员去向，累计，人", "Where people are at the beginning of each year, cumulative, people")
                .to_owned(),
            foot: self.foot(),
        };
        let shades = [0, 2, 6, 7, 9, 8, 3].map(|line: usize| colour::LINES[line]);
        chart(&frame, |canvas| {
            let (left, right, top, bottom) = (80.0, 1160.0, 170.0, 660.0);
            let used: Vec<usize> = (0..PLACES.len()).filter(|place| stacks.iter().any(|stack| stack[*place] > 0)).collect();
            let entries: Vec<(&str, plotters::style::RGBColor)> = used.iter().map(|place| (name(*place), shades[*place])).collect();
            let (upper, lower) = entries.split_at(entries.len().div_ceil(if entries.len() > 5 { 2 } else { 1 }));
            canvas.legend(left, 114.0, upper);
            canvas.legend(left, 138.0, lower);
            let most = stacks.iter().map(|stack| stack.iter().sum::<u32>()).max().unwrap_or(1).max(1);
            let marks = ticks(f64::from(most), 5.0);
            let span = marks.last().copied().unwrap_or(1.0).max(1.0);
            let y = |people: f64| bottom - (bottom - top) * people / span;
            for mark in &marks {
                canvas.line(&[(left, y(*mark)), (right, y(*mark))], 1, colour::GRID);
                canvas.text(left - 10.0, y(*mark), &format!("{mark:.0}"), 13.0, colour::SOFT, Anchor::End);
            }
            let slot = (right - left) / stacks.len() as f64;
            let half = (slot * 0.3).min(60.0);
            for (column, stack) in stacks.iter().enumerate() {
                let x = left + slot * (column as f64 + 0.5);
                let mut level = 0.0;
                for place in &used {
                    let people = f64::from(stack[*place]);
                    if people > 0.0 {
                        canvas.bar(x - half, y(level + people), x + half, y(level), shades[*place]);
                        if y(level) - y(level + people) > 17.0 {
                            let ink = if [0, 5].contains(place) { colour::PAPER } else { colour::INK };
                            canvas.text(x, y(level + people / 2.0), &stack[*place].to_string(), 13.0, ink, Anchor::Middle);
                        }
                    }
                    // Thin lines lead from a place to the same place a year later.
                    if let Some(next) = stacks.get(column + 1) {
                        let before: u32 = used.iter().take_while(|other| *other <= place).map(|other| stack[*other]).sum();
                        let after: u32 = used.iter().take_while(|other| *other <= place).map(|other| next[*other]).sum();
                        canvas.line(&[(x + half, y(f64::from(before))), (x + slot - half, y(f64::from(after)))], 1, colour::SOFT);
                    }
                    level += people;
                }
                let label = if column == 0 { words.pick("现有", "Today").to_owned() } else { self.year_name(column - 1) };
                canvas.text(x, bottom + 18.0, &label, 14.0, colour::INK, Anchor::Middle);
            }
        })
    }

    /// What each year costs, beside what it costs if today's plan is left alone.
    ///
    /// # Errors
    /// If it cannot be drawn.
    pub fn cost_chart(&self) -> Result<String, ReportError> {
        let words = self.words;
        let scenario = self.scenario();
        let unit = words.money_unit(&scenario.currency);
        let (best, today) = (&self.paths.best, &self.paths.today);
        let saved = today.cash - best.cash;
        let years = best.years.len();
        let pays = {
            let mut sum = 0.0;
            (0..years).find(|year| {
                sum += today.years[*year].cash() - best.years[*year].cash();
                sum > 0.0
            })
        };
        let since = pays.map_or_else(String::new, |year| match words.language {
            Language::Zh => format!("，第 {} 年起累计为正", year + 1),
            Language::En => format!("; it has paid for itself by year {}", year + 1),
        });
        let frame = Frame {
            title: match words.language {
                Language::Zh => format!("{years} 年折现节省 {} {unit}{since}", words.money(saved)),
                Language::En => format!("Over {years} years the path saves {} {unit}, discounted{since}", words.money(saved)),
            },
            subtitle: format!("{} · {unit}", words.pick("各年现金支出（当年价）", "Cash of each year, in its own money")),
            foot: self.foot(),
        };
        chart(&frame, |canvas| {
            let (left, right, top, bottom) = (100.0, 1160.0, 160.0, 660.0);
            let entries = [
                (words.pick("维持现状（自然减员）", "Today's plan left alone"), colour::SUPPLIERS[3]),
                (words.pick("运行费用", "Running cost"), colour::ACCENT),
                (words.pick("待岗人员", "People who wait"), colour::SUPPLIERS[1]),
                (words.pick("一次性费用", "Spent once"), colour::SUPPLIERS[2]),
            ];
            canvas.legend(left, 118.0, &entries);
            let most = best.years.iter().chain(&today.years).map(PathYear::cash).fold(1.0, f64::max);
            let marks = ticks(most * 1.04, 5.0);
            let span = marks.last().copied().unwrap_or(1.0).max(1.0);
            let y = |amount: f64| bottom - (bottom - top) * amount / span;
            for mark in &marks {
                canvas.line(&[(left, y(*mark)), (right, y(*mark))], 1, colour::GRID);
                canvas.text(left - 10.0, y(*mark), &words.money(*mark), 13.0, colour::SOFT, Anchor::End);
            }
            let slot = (right - left) / years as f64;
            let wide = (slot * 0.32).min(70.0);
            for (year, (of_year, alone)) in best.years.iter().zip(&today.years).enumerate() {
                let x = left + slot * (year as f64 + 0.5);
                canvas.bar(x - wide - 3.0, y(alone.cash()), x - 3.0, bottom, colour::SUPPLIERS[3]);
                let mut level = 0.0;
                let parts = [
                    (of_year.running - of_year.waiting, colour::ACCENT),
                    (of_year.waiting, colour::SUPPLIERS[1]),
                    (of_year.once.total(), colour::SUPPLIERS[2]),
                ];
                for (amount, ink) in parts.into_iter().filter(|(amount, _)| *amount > 0.0) {
                    canvas.bar(x + 3.0, y(level + amount), x + wide + 3.0, y(level), ink);
                    level += amount;
                }
                for (at, amount) in [(x - 3.0 - wide / 2.0, alone.cash()), (x + 3.0 + wide / 2.0, level)] {
                    let label = words.money(amount);
                    if text_width(&label, 13.0) < wide + 4.0 {
                        canvas.text(at, y(amount) - 12.0, &label, 13.0, colour::INK, Anchor::Middle);
                    }
                }
                canvas.text(x, bottom + 18.0, &self.year_name(year), 14.0, colour::INK, Anchor::Middle);
            }
        })
    }
}

/// What people do before a year, as tables name it.
const MOVES: [(&str, Count); 8] = [
    ("left", |people| people.left),
    ("redeployed", |people| people.redeployed),
    ("taken_on", |people| people.taken_on),
    ("retired_early", |people| people.early),
    ("paid_to_leave", |people| people.severed),
    ("retrained_out", |people| people.retrained_out),
    ("retrained_in", |people| people.retrained_in),
    ("hired", |people| people.hired),
];

/// Ink that can be read on a shade.
fn on(shade: plotters::style::RGBColor) -> plotters::style::RGBColor {
    let light = 0.3 * f64::from(shade.0) + 0.59 * f64::from(shade.1) + 0.11 * f64::from(shade.2);
    if light < 128.0 { colour::PAPER } else { colour::INK }
}

/// A way of leaving or coming: its name in both languages, and who takes it.
type Leaving = (&'static str, &'static str, Count);

/// Some of the people of a year.
type Count = fn(&PeopleYear) -> u32;

/// People of a skill set who are gone in a year, whatever the way.
fn gone_in(people: &PeopleYear) -> u32 {
    people.left + people.redeployed + people.early + people.severed + people.taken_on
}
