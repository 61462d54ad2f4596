//! Outlines written short: the same curves in steps from point to point, since letters are small and lie far from the corner of the page.

use std::fmt::Write;

/// Digits after the point.
const DIGITS: i32 = 2;

/// Rewrite every path of an SVG whose commands are absolute M, L, Q, C and Z (as usvg writes them) in relative ones. Anything else stays.
#[must_use]
pub fn shorten(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len() / 2);
    let mut rest = svg;
    while let Some((before, after)) = rest.split_once(" d=\"") {
        let Some((path, later)) = after.split_once('"') else { break };
        let _ = write!(out, "{before} d=\"{}\"", relative(path).as_deref().unwrap_or(path));
        rest = later;
    }
    out.push_str(rest);
    out
}

/// A path in relative steps; nothing if it has a command that is not known.
fn relative(path: &str) -> Option<String> {
    let scale = 10f64.powi(DIGITS);
    let mut out = String::with_capacity(path.len() / 2);
    // Positions are whole numbers of the last digit, so that rounding does not add up along the path.
    let (mut at, mut start) = ((0i64, 0i64), (0i64, 0i64));
    let mut words = path.split_ascii_whitespace().peekable();
    while let Some(command) = words.next() {
        let points = match command {
            "M" | "L" => 1,
            "Q" => 2,
            "C" => 3,
            "Z" => 0,
            _ => return None,
        };
        out.push(command.to_ascii_lowercase().chars().next()?);
        if points == 0 {
            at = start;
            continue;
        }
        let mut end = at;
        let mut first = true;
        for _ in 0..points {
            let mut number = || Some((words.next()?.parse::<f64>().ok()? * scale).round() as i64);
            let (x, y) = (number()?, number()?);
            for step in [x - at.0, y - at.1] {
                put(&mut out, step, first);
                first = false;
            }
            end = (x, y);
        }
        at = end;
        if command == "M" {
            start = at;
        }
    }
    Some(out)
}

/// A number of hundredths, without what a reader of paths does not need.
fn put(out: &mut String, hundredths: i64, first: bool) {
    let whole = hundredths.unsigned_abs() / 100;
    let part = hundredths.unsigned_abs() % 100;
    if hundredths < 0 {
        out.push('-');
    } else if !first {
        out.push(' ');
    }
    if whole > 0 || part == 0 {
        let _ = write!(out, "{whole}");
    }
    if part > 0 {
        let _ = match part % 10 {
            0 => write!(out, ".{}", part / 10),
            _ => write!(out, ".{part:02}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_the_same_curve_in_fewer_letters() {
        // By hand: from (10, 20) to (10.5, 19.75), a curve back by way of (11, 20), and closed; then on from the start.
        let svg = r#"<g><path fill="none" d="M 10 20 L 10.5 19.75 Q 11 20 10 20.1 Z M 12 20 L 12 20"/><path d="A 1"/></g>"#;
        let expected = r#"<g><path fill="none" d="m10 20l.5-.25q.5 .25-.5 .35zm2 0l0 0"/><path d="A 1"/></g>"#;
        assert_eq!(shorten(svg), expected);
    }
}
