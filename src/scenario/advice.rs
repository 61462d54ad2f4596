//! What to write instead of what is no TOML: the slips of those who write it by hand, most of them from a keyboard or a sheet for Chinese.

use std::ops::Range;

/// An error in TOML, its place, and what to do about it.
#[derive(Debug)]
pub struct Advice {
    /// Where.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: String,
}

impl Advice {
    /// Advice on what a parser said of a text: on the first slip of the line, if it is one of those known.
    pub fn on(text: &str, span: Range<usize>, said: &str) -> Self {
        if text.contains('\r') && !text.contains('\n') {
            let message = "its lines end with a carriage return alone, as on very old machines".to_owned();
            return Self {
                span: 0..text.find('\r').unwrap_or(0),
                message,
                help: "save it with the line ends of Unix or Windows (LF or CRLF)".into(),
            };
        }
        let mut at = span.start.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        // An error at the very end of a line is of the line that ends.
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        let line = text[start..end].trim_end_matches('\r');
        let slip = slip(line).map(|(within, message, help)| (start + within.start..start + within.end, message, help));
        if let Some((span, message, help)) = slip.or_else(|| duplicate(text, start, line, said)) {
            return Self { span, message, help };
        }
        // A place with nothing to show, such as the end of a line, is shown as the whole line.
        let shown = if text[span.start.min(at)..span.end.clamp(at, text.len())].trim().is_empty() {
            let blank = line.len() - line.trim_start().len();
            start + blank..start + line.trim_end().len().max(blank)
        } else {
            span
        };
        Self { span: shown, message: said.replace('\n', "; "), help: "this is not valid TOML here; see https://toml.io".into() }
    }
}

type Slip = (Range<usize>, String, String);

/// Where the quotations and the comment of a line are: bytes that are not to be looked at, and a quotation that does not end.
fn outside(line: &str) -> (Vec<(usize, char)>, Option<usize>) {
    let mut letters = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut escaped = false;
    for (index, c) in line.char_indices() {
        match open {
            Some(_) if escaped => escaped = false,
            Some((_, '"')) if c == '\\' => escaped = true,
            Some((_, quote)) if c == quote => open = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => open = Some((index, c)),
            None if c == '#' => break,
            None => letters.push((index, c)),
        }
    }
    (letters, open.map(|(index, _)| index))
}

/// The first known slip of a line.
fn slip(line: &str) -> Option<Slip> {
    let (letters, open) = outside(line);
    if let Some(slip) = full_width(&letters, line) {
        return Some(slip);
    }
    // Texts over several lines begin with three quotation marks, and are left to the parser.
    let is_long = |start: &usize| ["\"\"\"", "'''"].iter().any(|quotes| line[..=*start].ends_with(quotes));
    if let Some(start) = open.filter(|start| !is_long(start)) {
        let message = "the text that begins here does not end on its line".to_owned();
        return Some((start..line.len(), message, format!("end it with {}", &line[start..=start])));
    }
    let (equals, _) = letters.iter().find(|(_, c)| *c == '=')?;
    let values = words(&letters, equals + 1, line);
    values.iter().find_map(|(from, word)| value(*from, word))
}

/// The unquoted words of a line from a byte on. A comma between digits belongs to its word, so that thousands can be told.
fn words<'a>(letters: &[(usize, char)], from: usize, line: &'a str) -> Vec<(usize, &'a str)> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    for (position, (index, c)) in letters.iter().enumerate().filter(|(_, (index, _))| *index >= from) {
        let next = letters.get(position + 1);
        let joined = |of: &(usize, usize)| of.1 == *index;
        let in_list = letters[..position].iter().any(|(at, bracket)| *at >= from && *bracket == '[');
        let comma = *c == ',' && !in_list && next.is_some_and(|(at, digit)| *at == index + 1 && digit.is_ascii_digit());
        let belongs = !c.is_whitespace() && !"[]{}=".contains(*c) && (*c != ',' || (comma && start.is_some()));
        if let Some(of) = start.filter(|of| !belongs || !joined(of)) {
            words.push((of.0, &line[of.0..of.1]));
            start = None;
        }
        if belongs {
            start = Some((start.map_or(*index, |of| of.0), index + c.len_utf8()));
        }
    }
    words.extend(start.map(|of| (of.0, &line[of.0..of.1])));
    words
}

/// What is wrong with an unquoted value, if it is one of the usual things.
fn value(from: usize, word: &str) -> Option<Slip> {
    let span = from..from + word.len();
    let is_number = |text: &str| !text.is_empty() && text.starts_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_ok();
    if let Some(number) = word.strip_suffix('%').filter(|number| is_number(number)) {
        return Some((span, format!("{word} is no number"), format!("write \"{number}%\", with quotation marks")));
    }
    let groups: Vec<&str> = word.split(',').collect();
    if groups.len() > 1 && is_number(groups[0]) && groups[0].len() <= 3 && groups[1..].iter().all(|group| is_thousands(group)) {
        return Some((span, format!("{word} has commas between its digits"), format!("write {}", groups.join("_"))));
    }
    let parts: Vec<&str> = word.split(['/', '.']).collect();
    if let [year, month, day] = parts[..]
        && year.len() == 4
        && let (Ok(year), Ok(month), Ok(day)) = (year.parse::<u16>(), month.parse::<u8>(), day.parse::<u8>())
    {
        return Some((span, format!("{word} is no date"), format!("write {year:04}-{month:02}-{day:02}")));
    }
    let digits = word.trim_end_matches(['万', '亿', '千', '百', '元', '人', '个', '天', '年']);
    if digits.len() < word.len() && is_number(digits) {
        let unit = &word[digits.len()..];
        let scale = unit
            .chars()
            .map(|c| [('亿', 1e8), ('万', 1e4), ('千', 1e3), ('百', 1e2)].into_iter().find(|(name, _)| *name == c).map_or(1.0, |of| of.1));
        let number = digits.parse::<f64>().unwrap_or_default() * scale.product::<f64>();
        return Some((
            span,
            format!("{word} is no number"),
            format!("write {number}; money is in the scenario's currency, without a unit"),
        ));
    }
    None
}

/// The number that is meant by one with signs between its digits, as spreadsheets write it; nothing where it may be one or the other. A comma before three digits is
/// between thousands, before any others it is a decimal one; of commas and points the last is decimal.
pub(super) fn number_meant(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !['_', '\''].contains(c)).collect();
    let text = text.replace('，', ",");
    let (sign, digits) = text.strip_prefix('-').map_or(("", &text[..]), |rest| ("-", rest));
    let grouped = |whole: &str, mark: char| -> Option<String> {
        let groups: Vec<&str> = whole.split(mark).collect();
        let first = groups.first()?;
        let right = (1..=3).contains(&first.len()) && !first.starts_with('0') && groups[1..].iter().all(|group| is_thousands(group));
        (right || groups.len() == 1).then(|| groups.concat())
    };
    let plain = match (digits.rfind(','), digits.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => {
            format!("{}.{}", grouped(&digits[..comma], '.')?, &digits[comma + 1..])
        }
        (Some(_), Some(point)) => format!("{}{}", grouped(&digits[..point], ',')?, &digits[point..]),
        (Some(comma), None) => match grouped(digits, ',') {
            Some(whole) => whole,
            None if digits.matches(',').count() == 1 => format!("{}.{}", &digits[..comma], &digits[comma + 1..]),
            None => return None,
        },
        (None, Some(_)) if digits.matches('.').count() > 1 => grouped(digits, '.')?,
        _ => digits.to_owned(),
    };
    let is_number = plain.starts_with(|c: char| c.is_ascii_digit()) && plain.parse::<f64>().is_ok_and(f64::is_finite);
    is_number.then(|| format!("{sign}{plain}"))
}

fn is_thousands(group: &str) -> bool {
    group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit())
}

/// Signs of Chinese text where TOML wants plain ones.
fn full_width(letters: &[(usize, char)], line: &str) -> Option<Slip> {
    // A key in letters of any script may stand before the sign of equality in quotation marks only; what is there is told as well.
    let (index, c) = letters.iter().find(|(_, c)| plain_of(*c).is_some())?;
    let run: String = line[*index..].chars().take_while(|c| plain_of(*c).is_some()).collect();
    let plain: String = run.chars().filter_map(plain_of).collect();
    let span = *index..index + run.len();
    let name = match c {
        '“' | '”' | '„' | '＂' | '‘' | '’' => "a quotation mark of printed text",
        '０'..='９' => "digits of full width",
        _ => "a sign of full width",
    };
    Some((span, format!("{run} is {name}"), format!("write {plain}")))
}

/// The plain sign for one of Chinese text.
fn plain_of(c: char) -> Option<char> {
    match c {
        '“' | '”' | '„' => Some('"'),
        '‘' | '’' => Some('\''),
        '，' | '、' => Some(','),
        '。' => Some('.'),
        '【' | '〔' => Some('['),
        '】' | '〕' => Some(']'),
        '\u{3000}' => Some(' '),
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0),
        _ => None,
    }
}

/// A key or a table that is there already: say where.
fn duplicate(text: &str, start: usize, line: &str, said: &str) -> Option<Slip> {
    if !said.contains("duplicate key") {
        return None;
    }
    let above = &text[..start];
    let own = line.trim();
    let blank = line.len() - line.trim_start().len();
    let span = start + blank..start + blank + own.len();
    let place = |index: usize| index + 1;
    if own.starts_with('[') {
        let head = own.split('#').next().unwrap_or(own).trim();
        let first = above.lines().position(|other| other.split('#').next().unwrap_or(other).trim() == head)?;
        return Some((span, format!("{head} stands twice"), format!("it begins in line {}: put all its keys there", place(first))));
    }
    let key = own.split('=').next().unwrap_or(own).trim();
    let lines: Vec<&str> = above.lines().collect();
    let same = |other: &str| other.split_once('=').is_some_and(|(name, _)| name.trim() == key);
    let in_table = lines.iter().enumerate().rev().take_while(|(_, other)| !other.trim_start().starts_with('['));
    let first = in_table.filter(|(_, other)| same(other)).map(|(index, _)| index).last()?;
    Some((span, format!("the key `{key}` stands twice"), format!("it is given in line {}: keep one of them", place(first))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_signs_between_their_digits_are_read_as_they_are_meant() {
        for (text, meant) in [
            ("2,5", Some("2.5")),
            ("1,05", Some("1.05")),
            ("0,500", Some("0.500")),
            ("2,000", Some("2000")),
            ("1,234,567", Some("1234567")),
            ("1.200,50", Some("1200.50")),
            ("1,200.50", Some("1200.50")),
            ("1.200.500", Some("1200500")),
            ("12 000", Some("12000")),
            ("-3，5", Some("-3.5")),
            ("1,2,3", None),
            ("1,23,456", None),
            ("inf", None),
            ("many", None),
        ] {
            assert_eq!(number_meant(text).as_deref(), meant, "{text}");
        }
    }

    #[test]
    fn the_usual_slips_are_told_with_what_to_write() {
        for (line, at, help) in [
            ("absence = 8%", "8%", "write \"8%\""),
            ("weights = [1.2， 1.1， 1]", "，", "write ,"),
            ("people = ４２", "４２", "write 42"),
            ("name = “Office”", "“", "write \""),
            ("fee_per_year = 30,000", "30,000", "write 30_000"),
            ("fee_per_year = 1,234,567 # a fee", "1,234,567", "write 1_234_567"),
            ("start = 2027/1/1", "2027/1/1", "write 2027-01-01"),
            ("fee = 3万元", "3万元", "write 30000;"),
            ("name = \"Office # 8%", "\"Office # 8%", "end it with \""),
            ("x = { share = 8%, a = \"9%\" }", "8%", "write \"8%\""),
        ] {
            let (span, _, said) = slip(line).unwrap_or_else(|| panic!("no advice on {line}"));
            assert_eq!(&line[span], at, "{line}");
            assert!(said.contains(help), "{line}: {said}");
        }
        for line in ["a = [1,2, 3]", "b = \"８%，30,000\" # 8%", "c = 12.5", "d = \"\"\"text", "[a]", "e = [1,234]"] {
            assert_eq!(slip(line), None, "{line}");
        }
    }
}
