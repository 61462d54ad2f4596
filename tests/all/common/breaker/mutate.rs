//! Inputs as a hostile or a tired person writes them: files that work, with something changed. The same seed and number give the same change.

use houqin::scenario::SCHEMA;
use serde_json::Value as Json;

use crate::common::shipped;
use crate::common::tiny::TINY;
use crate::worlds;

/// Random numbers of one mutant (splitmix64, Steele, Lea and Flood 2014): they depend on the seed, what is broken, and the mutant's number.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64, stream: u64, number: u64) -> Self {
        let mut chance = Self(seed ^ stream.rotate_left(48));
        chance.0 = chance.next() ^ number.rotate_left(20);
        chance.next();
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    /// A number below `count`, which is not 0.
    pub fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    /// One of some things, if there are any.
    fn some<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        (!list.is_empty()).then(|| list[self.below(list.len())].clone())
    }
}

/// Files of a scenario; the first is the scenario itself.
#[derive(Clone)]
pub struct Case {
    pub files: Vec<(String, Vec<u8>)>,
    pub settings: Vec<String>,
    /// What was done to it.
    pub done: Vec<String>,
}

impl Case {
    fn of(text: &str, others: &[(&str, String)]) -> Self {
        let main = ("s.toml".to_owned(), text.as_bytes().to_vec());
        let others = others.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
        Self { files: std::iter::once(main).chain(others).collect(), settings: Vec::new(), done: Vec::new() }
    }

    fn shipped(name: &str, tables: &[&str]) -> Self {
        let read = |name: &str| std::fs::read_to_string(shipped(name)).unwrap();
        let tables: Vec<(&str, String)> = tables.iter().map(|table| (*table, read(table))).collect();
        Self::of(&read(name), &tables)
    }
}

/// What is broken. The first are small and quick; the last two are the largest that are shipped.
pub struct Corpus {
    cases: Vec<Case>,
    keys: Vec<(String, Vec<(String, Json)>)>,
}

const LARGE: usize = 3;

impl Corpus {
    pub fn new() -> Self {
        let cases = vec![
            Case::shipped("first-steps.toml", &[]),
            with_table(),
            everything(),
            Case::shipped("facility.toml", &["calendar/us-2027-2031.csv"]),
            Case::of(&worlds::workshop(), &[]),
            Case::of(&worlds::busy(), &[]),
            Case::of(&worlds::bought(), &[]),
            Case::of(&worlds::offered(), &[]),
            Case::of(&worlds::canteen(), &[]),
            Case::of(&worlds::meetings(), &[]),
            Case::of(&worlds::served_meetings(), &[]),
            Case::of(TINY, &[]),
            Case::shipped(
                "university.toml",
                &[
                    "university/bookings.csv",
                    "university/dining.csv",
                    "university/grounds.csv",
                    "university/work-orders.csv",
                    "calendar/us-2027-2031.csv",
                ],
            ),
            Case::shipped(
                "ministry.toml",
                &["ministry/network.csv", "ministry/property.csv", "ministry/repairs.csv", "calendar/china-2027-2031.csv"],
            ),
            Case::shipped(
                "municipal-campus.toml",
                &[
                    "municipal-campus/cleaning.csv",
                    "municipal-campus/clinic.csv",
                    "municipal-campus/grounds.csv",
                    "municipal-campus/heating.csv",
                    "municipal-campus/network.csv",
                    "municipal-campus/patrols.csv",
                    "municipal-campus/plant.csv",
                    "municipal-campus/removals.csv",
                    "municipal-campus/repairs.csv",
                    "municipal-campus/vehicles.csv",
                    "calendar/china-2027-2031.csv",
                ],
            ),
        ];
        Self { cases, keys: keys() }
    }

    /// The scenarios themselves, which all work.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// A broken scenario. Once in a hundred it is one of the large ones.
    pub fn mutant(&self, seed: u64, number: u64) -> Case {
        let chance = &mut Chance::new(seed, 1, number);
        let small = self.cases.len() - LARGE;
        let mut case = self.cases[if chance.once_in(100) { small + chance.below(LARGE) } else { chance.below(small) }].clone();
        // A tired person makes slips that may pass; a hostile one does anything.
        let tired = !chance.once_in(3);
        for _ in 0..=chance.below(if tired { 4 } else { 2 }) {
            let file = if case.files.len() > 1 && chance.once_in(3) { 1 + chance.below(case.files.len() - 1) } else { 0 };
            let is_table = file > 0;
            if chance.once_in(if tired { 12 } else { 8 }) {
                let setting = self.setting(tired, chance, &String::from_utf8_lossy(&case.files[0].1));
                case.done.push(format!("--set {setting:?}"));
                case.settings.push(setting);
                continue;
            }
            let Ok(mut text) = String::from_utf8(case.files[file].1.clone()) else { continue };
            let done = if tired && is_table {
                slip_of_table(chance, &mut text)
            } else if tired {
                self.slip(chance, &mut text)
            } else if is_table && chance.once_in(2) {
                break_table(chance, &mut text)
            } else if chance.once_in(2) {
                self.break_keys(chance, &mut text)
            } else {
                break_text(chance, &mut text)
            };
            case.files[file].1 = text.into_bytes();
            case.done.push(format!("{}: {done}", case.files[file].0));
            if !tired && chance.once_in(4) {
                let done = break_bytes(chance, &mut case.files[file].1);
                case.done.push(format!("{}: {done}", case.files[file].0));
            }
        }
        if !tired && chance.once_in(10) {
            let name = chance.of(&[
                "名字.toml",
                "a b.toml",
                "-s.toml",
                "s",
                "..toml",
                "s.toml.toml",
                "'\"$(x).toml",
                "s\u{1b}[31m.toml",
                "s\n.toml",
                "%s%n.toml",
            ]);
            case.done.push(format!("the file is called {name:?}"));
            case.files[0].0 = (*name).to_owned();
        }
        case
    }

    /// A change that a tired person makes: a number, a date, hours, a line more or less.
    fn slip(&self, chance: &mut Chance, text: &mut String) -> String {
        let good = !chance.once_in(6);
        match chance.below(16) {
            0..=3 => change_number(chance, text),
            4 => change_quoted(chance, text, |word| word.ends_with('%'), if good { &SHARES[..8] } else { SHARES }),
            5 | 6 => change_quoted(chance, text, is_hours, if good { &HOURS[..12] } else { HOURS }),
            7 => change_quoted(chance, text, is_span, if good { &SPANS[..7] } else { SPANS }),
            8 => change_date(chance, text),
            9 => change_list(chance, text),
            10 | 11 => self.insert_key(chance, text),
            12 if !good => remove_line(chance, text, true),
            12 | 13 => rename(chance, text),
            14 => change_distribution(chance, text),
            _ => self.change_word(chance, text),
        }
    }

    /// Keys and blocks where they do not belong.
    fn break_keys(&self, chance: &mut Chance, text: &mut String) -> String {
        match chance.below(10) {
            0..=3 => change_value(chance, text),
            4 => remove_line(chance, text, false),
            5 => repeat_line(chance, text),
            6 => swap_lines(chance, text),
            7 => repeat_block(chance, text),
            8 => {
                let other = self.cases[chance.below(self.cases.len())].files[0].1.clone();
                let other = String::from_utf8_lossy(&other).into_owned();
                let (blocks, own) = (blocks(&other), blocks(text));
                let (Some(block), Some(at)) = (chance.some(&blocks), chance.some(&own)) else { return "nothing".into() };
                text.insert_str(at.0, &other[block.0..block.1]);
                "a block of another scenario".into()
            }
            _ => self.insert_key(chance, text),
        }
    }

    /// A key of the reference, with a value of its kind, put where it belongs.
    fn insert_key(&self, chance: &mut Chance, text: &mut String) -> String {
        let blocks = blocks(text);
        let Some((start, end)) = chance.some(&blocks) else { return "nothing".into() };
        let header = text[start..end].lines().next().unwrap_or_default().trim().to_owned();
        let table = header.trim_matches(['[', ']']);
        let Some((_, keys)) = self.keys.iter().find(|(of, _)| of == table) else { return "nothing".into() };
        let names = names(text);
        let Some((key, schema)) = chance.some(keys) else { return "nothing".into() };
        let value = sample(chance, &schema, &names, 0);
        let line = format!("{key} = {value}\n");
        // In place of what is there, so that it is no second value.
        let block = text[start..end].to_owned();
        let old = block.lines().find(|line| line.split('=').next().is_some_and(|own| own.trim() == key));
        let new = match old {
            Some(old) => block.replacen(old, line.trim_end(), 1),
            None => block.replacen('\n', &format!("\n{line}"), 1),
        };
        text.replace_range(start..end, &new);
        format!("{header} {key} = {value}")
    }

    /// A word by another of the same kind of value: an arrangement, a way of overflow, a name.
    fn change_word(&self, chance: &mut Chance, text: &mut String) -> String {
        let names = names(text);
        let Some(name) = chance.some(&names) else { return "nothing".into() };
        let words = ["never", "at-deadline", "one team", "each site", "each lot", "planned", "gamma", "weibull", "always", &name];
        change_quoted(chance, text, |_| true, &words)
    }

    fn setting(&self, tired: bool, chance: &mut Chance, text: &str) -> String {
        let names = names(text);
        if tired {
            // Of what there is, a number more or less.
            let run = [
                "run.replications=5",
                "run.seed=7",
                "scenario.years=2",
                "scenario.language=zh",
                "scenario.start=2027-01-31",
                "run.planning_samples=3",
                "policy.new_hires=true",
                "team.0.people=1",
                "team.0.people=7",
                "service.0.arrangements=[\"one team\", \"each site\"]",
                "budget.total_per_year=1000000",
                "policy.standards_bind=true",
                "policy.standards_bind=false",
                "run.precision=5%",
            ];
            return (*chance.of(&run)).to_owned();
        }
        let (table, keys) = &self.keys[chance.below(self.keys.len())];
        let (key, schema) = &keys[chance.below(keys.len())];
        let value = if chance.once_in(3) { (*chance.of(VALUES)).to_owned() } else { sample(chance, schema, &names, 0) };
        let table = table.replace("service.", &format!("service.{}.", chance.below(2)));
        let item = chance.some(&names).filter(|_| !chance.once_in(3)).unwrap_or_else(|| chance.below(3).to_string());
        match chance.below(12) {
            0 => format!("{key}={value}"),
            1 => format!("{table}.{key}"),
            2 => format!("{table}..{key}={value}"),
            3 => format!("={value}"),
            4..=7 => format!("{table}.{key}={value}"),
            _ => format!("{table}.{item}.{key}={value}"),
        }
    }
}

/// The first scenario with its lots in a table, and a calendar.
fn with_table() -> Case {
    let text = std::fs::read_to_string(shipped("first-steps.toml")).unwrap();
    let (start, end) = (text.find("[[service.work_orders]]").unwrap(), text.find("[[team]]").unwrap());
    let head = text[..start]
        .replace("arrangements =", "work_orders_table = \"jobs.csv\"\narrangements =")
        .replace("start = 2027-01-01", "start = 2027-01-01\ncalendar = \"days.csv\"");
    let table = "name,site,trade,jobs_per_month,labour_hours.distribution,labour_hours.mean,labour_hours.cv,response_within,overflow,spot_price_per_job,unserved_cost_per_job,standard,source\n\
        Electrical,Main building,Electrical,40,lognormal,2.5,1,4 working hours,at-deadline,900,2000,90%,assumed\n\
        Lamps,Main building,Electrical,10,constant,0.5,,2 working days,never,300,500,80%,\"counted, 2026\"\n\
        Doors,Main building,Electrical,4,gamma,1,0.5,1 hours,at-deadline,,2000,50%,assumed\n";
    let days = "date,kind,name\n2027-01-01,holiday,New Year\n2027-05-03,holiday,\"May, bridge\"\n2027-05-08,workday,make-up\n2027-10-01,holiday,National Day\n2027-10-09,workday,make-up\n";
    Case::of(&format!("{head}{}", &text[end..]), &[("jobs.csv", table.to_owned()), ("days.csv", days.to_owned())])
}

/// A workshop, a canteen and meeting rooms in one scenario.
fn everything() -> Case {
    let part = |text: &str, from: &str, to: &str| {
        let start = text.find(from).unwrap();
        text[start..text.find(to).unwrap()].to_owned()
    };
    let (bought, canteen, meetings) = (worlds::bought(), worlds::canteen(), worlds::served_meetings());
    let head = part(&bought, "[scenario]", "[policy]");
    let tail = &bought[bought.find("[policy]").unwrap()..];
    let extra = "[[profile]]\nname = \"year\"\nmonths = [1, 1, 2, 1, 1, 1, 0, 0, 1, 1, 1, 1]\n[[factor]]\nname = \"prices\"\nspread = 0.1\ndrawn = \"year\"\n[budget]\ntotal_per_year = 10000000\n";
    let text = format!("{head}{}{}{extra}{tail}", part(&canteen, "[[service]]", "[policy]"), part(&meetings, "[[service]]", "[policy]"));
    Case::of(&text, &[])
}

const NUMBERS: &[&str] =
    &["0", "1", "2", "3", "7", "0.5", "1.5", "12", "100", "0.001", "-1", "1e6", "999999999", "0.999", "24", "365", "1_000", "00", "1e-12"];
const SHARES: &[&str] = &["0%", "1%", "50%", "99%", "99.9%", "100%", "１２％", "12 %", "101%", "-1%", "12", "%", "12%%", "NaN%", "1e2%"];
const HOURS: &[&str] = &[
    "always",
    "Mon-Sun 00:00-24:00",
    "Mon-Fri 22:00-06:00",
    "Mon-Fri 08:00-16:00; Hol 10:00-14:00",
    "Mon-Sun 08:00-20:00; Hol off",
    "Sat 09:00-09:01",
    "Sun-Thu 08:00-16:00",
    "Mon-Sat 08:00-12:00 13:00-17:00",
    "Hol 08:00-12:00",
    "Tue-Fri 09:00-17:00",
    "Mon 00:00-24:00",
    "Fri-Mon 23:59-00:01",
    "Mon-Fri 08:30-08:29",
    "Mon-Fri 08:00-24:00",
    "Mon-Fri 24:00-08:00",
    "Mon-Fri 25:00-26:00",
    "Mon-Fri",
    "",
    "Mon-Fri ０８:００-１６:００",
    "周一 08:00-16:00",
    "Mon-Fri 08:00-12:00 11:00-16:00",
    "Mon,Wed,Fri 06:00-14:00; Tue 14:00-22:00",
    "Mon-Sun off",
    "Hol off",
    "Mon-Fri 20:00-08:00; Sat 20:00-08:00; Hol 20:00-08:00",
    "11:30-12:45",
    "00:00-24:00",
    "23:00-01:00",
    "12:00-12:00",
    "06:00-22:00",
];
const SPANS: &[&str] = &[
    "0 minutes",
    "1 second",
    "30 minutes",
    "4 working hours",
    "2 working days",
    "2 weeks",
    "1000 hours",
    "100000000 weeks",
    "0.0001 hours",
    "1e9 days",
    "-1 hours",
    "NaN hours",
    "inf days",
    "working hours",
    "4",
    "四 hours",
    "0 working days",
    "0.5 working days",
    "365 days",
];
const DATES: &[&str] = &[
    "2027-01-31",
    "2028-02-29",
    "2027-02-29",
    "2027-12-31",
    "2026-02-28",
    "1900-01-01",
    "0001-01-01",
    "9999-12-31",
    "2027-06-15",
    "2027-13-01",
    "2100-02-28",
    "-0001-01-01",
    "2027-1-1",
    "2027-01-01T00:00:00",
    "２０２７-01-01",
    "1899-12-31",
    "2031-10-30",
];
/// Values of TOML that are seldom meant.
const VALUES: &[&str] = &[
    "0",
    "-1",
    "-0.0",
    "1e308",
    "-1e308",
    "1e-308",
    "5e-324",
    "1.8e308",
    "nan",
    "inf",
    "-inf",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "99999999999999999999999999",
    "4294967296",
    "0x7fffffff",
    "0b1",
    "true",
    "false",
    "\"\"",
    "\" \"",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "\"NaN\"",
    "\"12%\"",
    "\"１２%\"",
    "\"Mon-Sun 22:00-06:00\"",
    "\"Hol 08:00-12:00\"",
    "2027-02-29",
    "2027-01-01T00:00:00Z",
    "00:00:00",
    "\"\\u0000\"",
    "\"\\u000B\"",
    "\"\\u001b[31m\"",
    "\"\\uFEFF\"",
    "\"\\u202E\"",
    "\"'\"",
    "\"\\\"\"",
    "\"=1+1\"",
    "\"../../etc/passwd\"",
    "\"/dev/zero\"",
    "\"CON\"",
    "'''a\nb'''",
    "\"𠀀\"",
    "[1, \"a\", true]",
    "[0, 0, 0, 0, 0, 0, 0]",
    "[nan, 1, 1, 1, 1, 1, 1]",
    "[1e308, 1.1, 1, 1, 1, 1, 1]",
    "{ distribution = \"constant\", mean = 1e308 }",
    "{ distribution = \"gamma\", mean = 1, cv = 1e-308 }",
    "{ distribution = \"lognormal\", mean = 1, cv = 1e300 }",
    "{ distribution = \"weibull\", mean = 1, shape = 0.001 }",
    "{ distribution = \"gamma\", mean = 0, cv = 1 }",
    "{ distribution = \"lognormal\", mean = -1, cv = 0 }",
    "{ distribution = \"uniform\", low = 2, high = 1 }",
    "{ distribution = \"constant\" }",
    "{ personnel = 1.8e308 }",
    "1",
    "1000000",
    "100000",
    "\"nobody\"",
    "\"spot\"",
    "*",
    "\"W/*\"",
    "\"*\"",
    "[\"*\"]",
    "\"a/b\"",
    "\"a.b\"",
];
/// Names that somebody may give to a thing.
const NAMES: &[&str] = &[
    "",
    " ",
    "a",
    "食堂",
    "𠀀𠀁",
    "a/b",
    "a.b",
    "a = b",
    "=1+1",
    "@x",
    "-x",
    "+x",
    "'",
    "\\\"",
    "\\\\",
    "a\\nb",
    "\\t",
    "*",
    "W/*",
    "spot",
    "nobody",
    "team: x",
    "offer: x",
    "status-quo",
    "optimum",
    "total",
    "CON",
    "..",
    "../x",
    "<b>x</b>",
    "{{ 7*7 }}",
    "{% for a in b %}",
    "&amp;",
    "%s",
    "null",
    "\\u000B",
    "\\u0000",
    "\\u001B[31m",
    "\\u202Eabc",
    "e\\u0301",
    "👨‍👩‍👧",
    "each site",
    "one team",
    "A (supervised)",
    "0",
    "1.0",
    "true",
    "NaN",
    "[x]",
    "#x",
    "Ａ",
    "a,b",
    "a;b",
    "\\u2028",
];

fn is_hours(word: &str) -> bool {
    word == "always" || word.contains(':') && word.contains('-')
}

fn is_span(word: &str) -> bool {
    ["minutes", "hours", "days", "weeks", "minute", "hour", "day", "week"].iter().any(|unit| word.ends_with(unit))
}

/// Ranges of the words in double quotes, without the quotes.
fn quoted(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let code = line.find('#').map_or(line, |comment| &line[..comment]);
        let marks: Vec<usize> = code.match_indices('"').map(|(at, _)| start + at).collect();
        found.extend(marks.chunks_exact(2).map(|pair| (pair[0] + 1, pair[1])));
        start += line.len();
    }
    found
}

/// Names that are given in a scenario.
fn names(text: &str) -> Vec<String> {
    let given = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("name")?.trim().strip_prefix('=')?.trim().strip_prefix('"')?.split('"').next());
    given.map(str::to_owned).collect()
}

/// Ranges of numbers outside of quotes and comments.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let (mut found, mut start) = (Vec::new(), None);
    let (mut quote, mut comment, mut before) = (false, false, ' ');
    for (at, letter) in text.char_indices().chain([(text.len(), '\n')]) {
        let of_number = letter.is_ascii_digit() || start.is_some() && matches!(letter, '.' | '_' | 'e' | '-');
        if of_number && !quote && !comment && (start.is_some() || !before.is_alphanumeric() && before != '_' && before != '-') {
            start.get_or_insert(at);
        } else if let Some(from) = start.take() {
            found.push((from, at));
        }
        match letter {
            '\n' => (quote, comment) = (false, false),
            '"' if !comment => quote = !quote,
            '#' if !quote => comment = true,
            _ => {}
        }
        before = letter;
    }
    found
}

/// Ranges of the tables of a file, each with its header.
fn blocks(text: &str) -> Vec<(usize, usize)> {
    let mut starts: Vec<usize> = text.match_indices("\n[").map(|(at, _)| at + 1).collect();
    if text.starts_with('[') {
        starts.insert(0, 0);
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([text.len()]).collect();
    starts.into_iter().zip(ends).collect()
}

fn change_number(chance: &mut Chance, text: &mut String) -> String {
    let Some((from, to)) = chance.some(&numbers(text)) else { return "nothing".into() };
    let old = text[from..to].to_owned();
    let value: f64 = old.replace('_', "").parse().unwrap_or(1.0);
    let new = match chance.below(7) {
        0 => format!("{}", value * 2.0),
        1 => format!("{}", value * 10.0),
        2 => format!("{}", value / 2.0),
        3 => format!("{}", (value * 0.7).round()),
        4 => format!("{}", value + 1.0),
        _ => (*chance.of(NUMBERS)).to_owned(),
    };
    text.replace_range(from..to, &new);
    format!("the number {old} is {new}")
}

fn change_quoted(chance: &mut Chance, text: &mut String, is_kind: impl Fn(&str) -> bool, words: &[&str]) -> String {
    let found: Vec<(usize, usize)> = quoted(text).into_iter().filter(|(from, to)| is_kind(&text[*from..*to])).collect();
    let Some((from, to)) = chance.some(&found) else { return "nothing".into() };
    let (old, new) = (text[from..to].to_owned(), chance.of(words));
    text.replace_range(from..to, new);
    format!("{old:?} is {new:?}")
}

fn change_date(chance: &mut Chance, text: &mut String) -> String {
    let is_date = |at: &usize| {
        text.is_char_boundary(*at)
            && text.get(*at..*at + 10).is_some_and(|word| {
                word.char_indices().all(|(index, letter)| if index == 4 || index == 7 { letter == '-' } else { letter.is_ascii_digit() })
            })
    };
    let found: Vec<usize> = (0..text.len()).filter(is_date).collect();
    let Some(at) = chance.some(&found) else { return "nothing".into() };
    let new = chance.of(DATES);
    text.replace_range(at..at + 10, new);
    format!("a date is {new}")
}

/// Numbers of a list, as a profile's, become 0.
fn change_list(chance: &mut Chance, text: &mut String) -> String {
    let lists: Vec<(usize, usize)> = text
        .match_indices("= [")
        .filter_map(|(at, _)| {
            let (from, to) = (at + 3, at + text[at..].find(']')?);
            text[from..to].chars().all(|letter| letter.is_ascii_digit() || ". ,".contains(letter)).then_some((from, to))
        })
        .collect();
    let Some((from, to)) = chance.some(&lists) else { return "nothing".into() };
    let (all, share) = (chance.once_in(4), 1 + chance.below(4));
    let mut items: Vec<String> = text[from..to].split(',').map(|item| item.trim().to_owned()).collect();
    for item in &mut items {
        if all || chance.once_in(share) {
            *item = "0".into();
        }
    }
    match chance.below(6) {
        0 => items.push("1".into()),
        1 => drop(items.pop()),
        2 => items.reverse(),
        _ => {}
    }
    let new = items.join(", ");
    text.replace_range(from..to, &new);
    format!("a list is [{new}]")
}

fn change_distribution(chance: &mut Chance, text: &mut String) -> String {
    let new = ["constant", "exponential", "gamma", "lognormal", "weibull", "uniform", "triangular", "empirical"];
    let found: Vec<usize> = text.match_indices("distribution = \"").map(|(at, word)| at + word.len()).collect();
    let Some(from) = chance.some(&found) else { return "nothing".into() };
    let to = from + text[from..].find('"').unwrap_or(0);
    let new = chance.of(&new);
    text.replace_range(from..to, new);
    format!("a distribution is {new}")
}

fn lines(text: &str) -> Vec<String> {
    text.split_inclusive('\n').map(str::to_owned).collect()
}

fn remove_line(chance: &mut Chance, text: &mut String, of_key: bool) -> String {
    let mut lines = lines(text);
    let found: Vec<usize> = (0..lines.len()).filter(|index| !of_key || lines[*index].contains('=')).collect();
    let Some(index) = chance.some(&found) else { return "nothing".into() };
    let line = lines.remove(index);
    *text = lines.concat();
    format!("without the line {:?}", line.trim_end())
}

fn repeat_line(chance: &mut Chance, text: &mut String) -> String {
    let mut lines = lines(text);
    if lines.is_empty() {
        return "nothing".into();
    }
    let (from, to) = (chance.below(lines.len()), chance.below(lines.len()));
    let line = lines[from].clone();
    lines.insert(to, line.clone());
    *text = lines.concat();
    format!("the line {:?} twice", line.trim_end())
}

fn swap_lines(chance: &mut Chance, text: &mut String) -> String {
    let mut lines = lines(text);
    if lines.is_empty() {
        return "nothing".into();
    }
    let (one, other) = (chance.below(lines.len()), chance.below(lines.len()));
    if chance.once_in(2) {
        lines.swap(one, other);
        *text = lines.concat();
        return format!("lines {one} and {other} change places");
    }
    // Their keys alone.
    let key = |line: &str| line.split_once('=').map(|(key, rest)| (key.to_owned(), rest.to_owned()));
    let (Some((first, value)), Some((second, other_value))) = (key(&lines[one]), key(&lines[other])) else { return "nothing".into() };
    (lines[one], lines[other]) = (format!("{second}={value}"), format!("{first}={other_value}"));
    *text = lines.concat();
    format!("{} and {} change places", first.trim(), second.trim())
}

fn repeat_block(chance: &mut Chance, text: &mut String) -> String {
    let Some((from, to)) = chance.some(&blocks(text)) else { return "nothing".into() };
    let block = text[from..to].to_owned();
    let header = block.lines().next().unwrap_or_default().to_owned();
    match chance.below(4) {
        0 => text.insert_str(to, &block),
        1 => text.replace_range(from..to, ""),
        2 => text.replace_range(from..from + header.len(), &header.replace("[[", "[").replace("]]", "]")),
        _ => {
            // Another thing like it, with a name of its own.
            let second =
                names(&block).first().map_or_else(|| block.clone(), |name| block.replacen(&format!("\"{name}\""), "\"second\"", 1));
            text.insert_str(to, &second);
        }
    }
    format!("the table {header} twice, not at all, or as another kind")
}

fn change_value(chance: &mut Chance, text: &mut String) -> String {
    let mut lines = lines(text);
    let found: Vec<usize> =
        (0..lines.len()).filter(|index| lines[*index].contains('=') && !lines[*index].trim_start().starts_with('#')).collect();
    let Some(index) = chance.some(&found) else { return "nothing".into() };
    let key = lines[index].split('=').next().unwrap_or_default().trim_end().to_owned();
    let value = chance.of(VALUES);
    lines[index] = format!("{key} = {value}\n");
    *text = lines.concat();
    lines[index].trim_end().to_owned()
}

/// A name by another, wherever it stands.
fn rename(chance: &mut Chance, text: &mut String) -> String {
    let Some(name) = chance.some(&names(text)) else { return "nothing".into() };
    let new = match chance.below(20) {
        0 => "x".repeat(40_000),
        1 => "长".repeat(300),
        _ => (*chance.of(NAMES)).to_owned(),
    };
    *text = text.replace(&format!("\"{name}\""), &format!("\"{new}\"")).replace(&format!("\"{name}/"), &format!("\"{new}/"));
    let short: String = new.chars().take(40).collect();
    format!("{name:?} is called {short:?}")
}

/// What editors, mail and other programs do to a text.
fn break_text(chance: &mut Chance, text: &mut String) -> String {
    let middle = |chance: &mut Chance, text: &str| {
        let mut at = chance.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    match chance.below(10) {
        0 => {
            let at = middle(chance, text);
            text.truncate(at);
            "cut".into()
        }
        1 => {
            *text = text.replace('\n', if chance.once_in(2) { "\r\n" } else { "\r" });
            "other ends of lines".into()
        }
        2 => {
            let found = numbers(text);
            let Some((from, to)) = chance.some(&found) else { return "nothing".into() };
            let wide: String = text[from..to]
                .chars()
                .map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xFEE0).unwrap_or(c) } else { c })
                .collect();
            text.replace_range(from..to, &wide);
            "digits of full width".into()
        }
        3 => {
            *text = text.replace('"', chance.of(&["“", "'", "＂", "\"\"", "\\\""]));
            "other quotes".into()
        }
        4 => rename(chance, text),
        5 => {
            let at = middle(chance, text);
            let long = chance.of(&["x", "[", "{", "\"", "9", "a = 1\n", "[[team]]\n", "[a.", "# ", "\n"]).repeat(1 << chance.below(15));
            text.insert_str(at, &long);
            "something many times".into()
        }
        6 | 7 => {
            let at = middle(chance, text);
            let piece = chance.of(&[
                "\"", "'", "\u{0}", "\u{b}", "\u{1b}", "\u{feff}", "\u{202e}", "\u{2028}", "\u{a0}", "\u{3000}", "，", "＝", ",", "=", "]",
                "\"\"\"", "\n", "\r", "\t", "#", "\u{7f}", "\u{9b}",
            ]);
            text.insert_str(at, piece);
            format!("{piece:?} somewhere")
        }
        8 => {
            let at = middle(chance, text);
            if let Some(letter) = text[at..].chars().next() {
                text.replace_range(at..at + letter.len_utf8(), "");
            }
            "a letter less".into()
        }
        _ => {
            text.insert(0, '\u{feff}');
            "a byte-order mark".into()
        }
    }
}

/// What happens to the bytes of a file.
pub fn break_bytes(chance: &mut Chance, bytes: &mut Vec<u8>) -> String {
    let text = String::from_utf8_lossy(bytes).into_owned();
    match chance.below(8) {
        0 => *bytes = encoding_rs::GB18030.encode(&text).0.into_owned(),
        1 => *bytes = [&[0xFF, 0xFE][..], &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()].concat(),
        2 => *bytes = [&[0xFE, 0xFF][..], &text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()].concat(),
        3 => {
            let at = chance.below(bytes.len() + 1);
            bytes.truncate(at);
        }
        4 => bytes.clear(),
        5 => {
            let at = chance.below(bytes.len() + 1);
            let run: Vec<u8> = (0..1 + chance.below(64)).map(|_| chance.below(256) as u8).collect();
            bytes.splice(at..at, run);
        }
        6 => bytes.extend(encoding_rs::GB18030.encode("\n# 说明\n").0.iter()),
        _ => {
            if !bytes.is_empty() {
                let at = chance.below(bytes.len());
                bytes[at] ^= 1 << chance.below(8);
            }
        }
    }
    "other bytes".into()
}

/// A slip in a table: a cell, a row, a column's name.
fn slip_of_table(chance: &mut Chance, text: &mut String) -> String {
    let mut rows: Vec<Vec<String>> = text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let row = chance.below(rows.len().max(1));
    let done = match (chance.below(8), rows.get(row).cloned()) {
        (_, None) => return "nothing".into(),
        (0, Some(cells)) => {
            rows.push(cells);
            "a row twice"
        }
        (1, _) => {
            rows.remove(row);
            "a row less"
        }
        (2, _) => {
            let at = chance.below(rows[row].len());
            rows[row].remove(at);
            "a cell less"
        }
        _ => {
            let at = chance.below(rows[row].len());
            let words = [NUMBERS, SHARES, SPANS, DATES, &["", "x", "FALSE", "holiday", "workday", "Holiday", "never", "at-deadline"]];
            let list = words[chance.below(words.len())];
            rows[row][at] = (*chance.of(list)).to_owned();
            "another cell"
        }
    };
    *text = rows.iter().map(|row| row.join(",") + "\n").collect();
    format!("{done} (row {row})")
}

/// A table as spreadsheets and mail leave it.
fn break_table(chance: &mut Chance, text: &mut String) -> String {
    let mut rows = lines(text);
    let row = chance.below(rows.len().max(1));
    match chance.below(10) {
        0 => *text = text.replace(',', chance.of(&[";", "\t", "，", "|", ",,"])),
        1 if !rows.is_empty() => {
            let at = rows[row].find(',').map_or(0, |at| at + 1);
            rows[row].insert(at, '"');
            *text = rows.concat();
        }
        2 if !rows.is_empty() => {
            let header = rows[0].clone();
            rows.insert(row, header);
            *text = rows.concat();
        }
        3 if !rows.is_empty() => {
            rows[row] = format!("{},extra,cells\n", rows[row].trim_end());
            *text = rows.concat();
        }
        4 if !rows.is_empty() => {
            rows.remove(0);
            *text = rows.concat();
        }
        5 => *text = text.replace('\n', ",\n"),
        6 => text.clear(),
        7 => *text = text.lines().next().unwrap_or_default().to_owned(),
        8 if !rows.is_empty() => {
            let name = chance.of(&["name", "", "name.x", "a.b.c", "site", "nonsense", "labour_hours", "work_orders.name", "date"]);
            let mut cells: Vec<&str> = rows[0].trim_end().split(',').collect();
            let at = chance.below(cells.len());
            cells[at] = name;
            rows[0] = cells.join(",") + "\n";
            *text = rows.concat();
        }
        _ => return break_text(chance, text),
    }
    "the table as a spreadsheet or mail leaves it".into()
}

/// The keys of each table of the reference, with what may stand there.
fn keys() -> Vec<(String, Vec<(String, Json)>)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), &*SCHEMA)];
    while let Some((path, schema)) = open.pop() {
        let Some(properties) = schema["properties"].as_object() else { continue };
        for (key, value) in properties {
            let inner = behind(value);
            let whole = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            if path.is_empty() || path == "service" && inner["properties"].is_object() {
                open.push((whole, inner));
            }
        }
        if !path.is_empty() {
            found.push((path, properties.iter().map(|(key, value)| (key.clone(), value.clone())).collect()));
        }
    }
    found
}

/// The schema of a table's entries, or of a value that may be left out.
fn behind(schema: &Json) -> &Json {
    if let Some(name) = schema["$ref"].as_str() {
        return behind(&SCHEMA["$defs"][name.trim_start_matches("#/$defs/")]);
    }
    if schema["items"].is_object() && schema["type"] == "array" {
        return behind(&schema["items"]);
    }
    let some = schema["anyOf"].as_array().and_then(|list| list.iter().find(|one| one["type"] != "null"));
    some.map_or(schema, behind)
}

/// A value that the schema allows, mostly.
fn sample(chance: &mut Chance, schema: &Json, names: &[String], depth: usize) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        return sample(chance, &SCHEMA["$defs"][name.trim_start_matches("#/$defs/")], names, depth);
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(list) = schema[key].as_array() {
            let list: Vec<&Json> = list.iter().filter(|one| one["type"] != "null").collect();
            let one = chance.some(&list);
            return one.map_or_else(|| "0".into(), |one| sample(chance, one, names, depth));
        }
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    if let Some(list) = schema["enum"].as_array() {
        return list[chance.below(list.len())].to_string();
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Json::String(kind) => vec![kind.as_str()],
        Json::Array(list) => list.iter().filter_map(Json::as_str).filter(|kind| *kind != "null").collect(),
        _ => vec!["string"],
    };
    match kinds.first().copied().unwrap_or("string") {
        "boolean" => ["true", "false"][chance.below(2)].into(),
        "integer" => ["0", "1", "2", "3", "5", "10", "60"][chance.below(7)].into(),
        "number" => ["0", "0.1", "0.5", "1", "1.5", "2", "10", "100", "5000", "0.001"][chance.below(10)].into(),
        "array" => {
            let fixed = schema["minItems"].as_u64().unwrap_or(0) as usize;
            let count = if fixed > 1 { fixed } else { chance.below(3) };
            let items: Vec<String> = (0..count).map(|_| sample(chance, &schema["items"], names, depth + 1)).collect();
            format!("[{}]", items.join(", "))
        }
        "object" => {
            let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
            let mut items = Vec::new();
            for (key, value) in schema["properties"].as_object().into_iter().flatten() {
                if required.contains(&key.as_str()) || depth < 2 && chance.once_in(3) {
                    items.push(format!("{key} = {}", sample(chance, value, names, depth + 1)));
                }
            }
            if items.is_empty() && schema["additionalProperties"].is_object() {
                let name = chance.some(names).unwrap_or_default();
                items.push(format!("\"{name}\" = {}", sample(chance, &schema["additionalProperties"], names, depth + 1)));
            }
            format!("{{ {} }}", items.join(", "))
        }
        _ => {
            let word = match schema["format"].as_str().unwrap_or_default().to_lowercase() {
                format if format.contains("hours") => (*chance.of(&HOURS[..10])).to_owned(),
                format if format.contains("window") => "11:00-13:00".into(),
                format if format.contains("span") => (*chance.of(&SPANS[..9])).to_owned(),
                format if format.contains("share") => (*chance.of(&SHARES[..6])).to_owned(),
                format if format.contains("range") => "06-01 to 08-31".into(),
                format if format.contains("date") => (*chance.of(&DATES[..5])).to_owned(),
                _ => match schema["examples"].as_array().and_then(|list| list.first()) {
                    Some(example) if chance.once_in(2) => return example.to_string(),
                    _ => chance.some(names).unwrap_or_default(),
                },
            };
            format!("\"{word}\"")
        }
    }
}

/// A plan file with something changed.
pub fn break_plan(chance: &mut Chance, text: &str) -> Vec<u8> {
    let mut text = text.to_owned();
    for _ in 0..=chance.below(3) {
        match chance.below(9) {
            0 | 1 => drop(change_number(chance, &mut text)),
            2 => drop(change_quoted(
                chance,
                &mut text,
                |_| true,
                &["spot", "nobody", "team: x", "offer: x", "one team", "", "team: ", "offer:"],
            )),
            3 => {
                // One of its own words for another.
                let words: Vec<String> = quoted(&text).into_iter().map(|(from, to)| text[from..to].to_owned()).collect();
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                drop(change_quoted(chance, &mut text, |_| true, if words.is_empty() { &["x"] } else { &words }));
            }
            4 => drop(remove_line(chance, &mut text, true)),
            5 => drop(repeat_line(chance, &mut text)),
            6 => drop(swap_lines(chance, &mut text)),
            7 => drop(change_value(chance, &mut text)),
            _ => drop(break_text(chance, &mut text)),
        }
    }
    let mut bytes = text.into_bytes();
    if chance.once_in(8) {
        break_bytes(chance, &mut bytes);
    }
    bytes
}

/// A JSON document with one thing changed, so that it is still JSON: numbers, texts and lists of another kind, keys that are gone.
pub fn break_json(chance: &mut Chance, document: &mut Json) {
    let mut at = document;
    loop {
        let inner = match at {
            Json::Array(list) => list.len(),
            Json::Object(map) => map.len(),
            _ => 0,
        };
        if inner == 0 || chance.once_in(6) {
            break;
        }
        let place = chance.below(inner);
        if chance.once_in(10) {
            match at {
                Json::Array(list) => {
                    let again = list[place].clone();
                    if chance.once_in(2) { list.push(again) } else { drop(list.remove(place)) }
                }
                Json::Object(map) => {
                    let key = map.keys().nth(place).cloned().unwrap_or_default();
                    map.shift_remove(&key);
                }
                _ => {}
            }
            return;
        }
        at = match at {
            Json::Array(list) => &mut list[place],
            Json::Object(map) => map.values_mut().nth(place).unwrap(),
            _ => return,
        };
    }
    let values = [
        "null",
        "0",
        "-1",
        "1",
        "1e308",
        "-1e308",
        "4294967295",
        "18446744073709551615",
        "true",
        "\"\"",
        "\"x\"",
        "\"../../etc/passwd\"",
        "[]",
        "{}",
        "[0]",
        "99",
    ];
    *at = serde_json::from_str(chance.of(&values)).unwrap();
}

/// A template of the briefing as somebody writes it who does not know where it ends.
pub fn template(chance: &mut Chance, own: &str) -> Vec<u8> {
    let pieces = [
        "{{ title }}",
        "{{ x.y.z }}",
        "{{ 1 / 0 }}",
        "{% for a in range(10000000) %}x{% endfor %}",
        "{% include 'x' %}",
        "{{ self.x() }}",
        "{% if",
        "{{",
        "}}",
        "{%- endfor %}",
        "{% set x = 'a' * 1000000 %}{% for a in x %}{% for b in x %}{{ x }}{% endfor %}{% endfor %}",
        "{{ 'a' * 99999999999 }}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{{ title | replace('', title) }}",
        "{{ title | upper | lower | length }}",
        "{{ charts }}",
        "{{ nothing | default('x') }}",
        "{{ [1,2,3] | join(',') }}",
        "{# ",
        "\u{0}",
        "<script>",
        "{{ 9223372036854775807 + 1 }}",
        "{{ -9223372036854775807 - 10 }}",
        "{{ 2 ** 100000 }}",
        "{{ 1 % 0 }}",
        "{{ 1 // 0 }}",
        "{{ title[5:1] }}",
        "{{ title[::0] }}",
        "{{ {}.a.b }}",
        "{% extends 'x' %}",
        "{% block a %}{{ super() }}{% endblock %}",
        "{{ debug() }}",
        "{% raw %}",
        "{{ 'x' | tojson }}",
        "{{ title | batch(0) }}",
        "{{ title | slice(0) }}",
        "{{ [3] | batch(0) | list }}",
        "{{ title | indent(99999999999) }}",
        "{{ 1.5 | round(400) }}",
        "{{ 'a' | format(1) }}",
        "{{ [[1]] | sort | unique | list }}",
        "{{ 1 | round(-400) }}",
        "{{ title|truncate(-1) }}",
    ];
    let mut text = if chance.once_in(2) { own.to_owned() } else { String::new() };
    for _ in 0..=chance.below(3) {
        let mut at = chance.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let many = chance.once_in(12);
        let piece =
            if many { chance.of(&["-", "not ", "(", "[", "{{ -", "{% if 1 %}"]).repeat(20_000) } else { (*chance.of(&pieces)).to_owned() };
        text.insert_str(at, &if many && chance.once_in(2) { format!("{{{{ {piece}1 }}}}") } else { piece });
    }
    if chance.once_in(3) {
        break_text(chance, &mut text);
    }
    let mut bytes = text.into_bytes();
    if chance.once_in(10) {
        break_bytes(chance, &mut bytes);
    }
    bytes
}
