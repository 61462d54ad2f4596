//! The face of all charts: one canvas, one palette.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use resvg::{tiny_skia, usvg};

use super::ReportError;
use super::font::{self, FAMILY, FONTS, check_glyphs};
pub use super::font::{fitted, text_width};

/// Width of a chart in SVG units.
pub const WIDTH: f64 = 1200.0;
/// Height of a chart.
pub const HEIGHT: f64 = 750.0;
/// Pixels of a PNG for each unit: 1920 × 1200.
const PNG_SCALE: f32 = 1.6;

/// Colours. The four of the suppliers and those of the cost lines differ in hue and in lightness, so that they survive colour blindness and grey printing.
pub mod colour {
    use crate::outcome::CostLine;
    use plotters::style::RGBColor;
    /// Text.
    pub const INK: RGBColor = RGBColor(34, 38, 46);
    /// Secondary text.
    pub const SOFT: RGBColor = RGBColor(98, 106, 118);
    /// Grid.
    pub const GRID: RGBColor = RGBColor(222, 226, 232);
    /// Paper.
    pub const PAPER: RGBColor = RGBColor(255, 255, 255);
    /// Emphasis.
    pub const ACCENT: RGBColor = RGBColor(0, 84, 147);
    /// Limits and warnings.
    pub const LIMIT: RGBColor = RGBColor(190, 40, 46);
    /// In-house, contract, spot, unserved.
    pub const SUPPLIERS: [RGBColor; 4] = [RGBColor(0, 84, 147), RGBColor(86, 180, 233), RGBColor(240, 190, 70), RGBColor(120, 120, 124)];
    /// Series that follow each other: of one thing, in shades.
    pub const SERIES: [RGBColor; 10] = [
        RGBColor(0, 84, 147),
        RGBColor(64, 130, 178),
        RGBColor(128, 170, 204),
        RGBColor(176, 200, 222),
        RGBColor(0, 130, 110),
        RGBColor(120, 190, 140),
        RGBColor(230, 140, 30),
        RGBColor(246, 196, 90),
        RGBColor(166, 90, 60),
        RGBColor(140, 140, 146),
    ];

    /// A cost line.
    pub const fn line(line: CostLine) -> RGBColor {
        SERIES[match line {
            CostLine::Personnel => 0,
            CostLine::Materials => 1,
            CostLine::Other => 2,
            CostLine::Overhead => 3,
            CostLine::Facilities => 4,
            CostLine::Resources => 5,
            CostLine::Contracts => 6,
            CostLine::Spot => 7,
            CostLine::Administration => 8,
            CostLine::Conversion => 9,
        }]
    }
}

/// Where text is anchored.
#[derive(Clone, Copy)]
pub enum Anchor {
    /// Starts there.
    Start,
    /// Is centred there.
    Middle,
    /// Ends there.
    End,
}

/// A chart being drawn.
pub struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, plotters::coord::Shift>,
    problem: Option<ReportError>,
}

impl<'a> Canvas<'a> {
    fn put<E>(&mut self, element: E)
    where
        for<'b> &'b E: plotters::element::PointCollection<'b, (i32, i32)>,
        E: plotters::element::Drawable<SVGBackend<'a>>,
    {
        if let Err(error) = self.area.draw(&element) {
            self.problem.get_or_insert(ReportError::Drawing(error.to_string()));
        }
    }

    /// Text whose middle line is at `y`.
    pub fn text(&mut self, x: f64, y: f64, text: &str, size: f64, colour: RGBColor, anchor: Anchor) {
        if let Err(error) = check_glyphs(text) {
            self.problem.get_or_insert(error);
            return;
        }
        let horizontal = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        // plotters divides sizes by 1.24 when it writes SVG.
        let style = TextStyle::from((FAMILY, size * 1.24).into_font()).color(&colour).pos(Pos::new(horizontal, VPos::Center));
        self.put(Text::new(text.to_owned(), (x.round() as i32, y.round() as i32), style));
    }

    /// A filled rectangle.
    pub fn bar(&mut self, x0: f64, y0: f64, x1: f64, y1: f64, colour: RGBColor) {
        self.put(Rectangle::new([(x0.round() as i32, y0.round() as i32), (x1.round() as i32, y1.round() as i32)], colour.filled()));
    }

    /// A line through points.
    pub fn line(&mut self, points: &[(f64, f64)], width: u32, colour: RGBColor) {
        let points: Vec<(i32, i32)> = points.iter().map(|(x, y)| (x.round() as i32, y.round() as i32)).collect();
        self.put(PathElement::new(points, colour.stroke_width(width)));
    }

    /// Lines across at the marks of an upright axis, with what they say on the left.
    pub fn rows(&mut self, marks: &[f64], (left, right): (f64, f64), y: impl Fn(f64) -> f64, label: impl Fn(f64) -> String) {
        for mark in marks {
            self.line(&[(left, y(*mark)), (right, y(*mark))], 1, colour::GRID);
            self.text(left - 8.0, y(*mark), &label(*mark), 13.0, colour::SOFT, Anchor::End);
        }
    }

    /// Lines up at the marks of a level axis, with what they say beneath.
    pub fn columns(&mut self, marks: &[f64], (top, bottom): (f64, f64), x: impl Fn(f64) -> f64, label: impl Fn(f64) -> String) {
        for mark in marks {
            self.line(&[(x(*mark), top), (x(*mark), bottom)], 1, colour::GRID);
            self.text(x(*mark), bottom + 16.0, &label(*mark), 13.0, colour::SOFT, Anchor::Middle);
        }
    }

    /// A dashed vertical line.
    pub fn dashes(&mut self, x: f64, y0: f64, y1: f64, colour: RGBColor) {
        let mut y = y0;
        while y < y1 {
            self.line(&[(x, y), (x, (y + 6.0).min(y1))], 2, colour);
            y += 10.0;
        }
    }

    /// A dot; hollow ones have a white middle.
    pub fn dot(&mut self, x: f64, y: f64, radius: i32, colour: RGBColor, hollow: bool) {
        let at = (x.round() as i32, y.round() as i32);
        self.put(Circle::new(at, radius, colour.filled()));
        if hollow {
            self.put(Circle::new(at, radius - 2, colour::PAPER.filled()));
        }
    }

    /// A legend in a row from `x`; returns where it ends.
    pub fn legend(&mut self, mut x: f64, y: f64, items: &[(&str, RGBColor)]) -> f64 {
        for (label, colour) in items {
            self.bar(x, y - 6.0, x + 14.0, y + 6.0, *colour);
            self.text(x + 20.0, y, label, 14.0, colour::INK, Anchor::Start);
            x += 20.0 + text_width(label, 14.0) + 22.0;
        }
        x
    }
}

/// The words around a chart.
pub struct Frame {
    /// The finding, in a sentence.
    pub title: String,
    /// Measure and unit.
    pub subtitle: String,
    /// Scenario, replications, seed and hash.
    pub foot: String,
}

/// Draw a chart: the frame's words, and inside it whatever `draw` puts between y = 110 and y = 700.
///
/// # Errors
/// If a glyph is missing or drawing fails.
pub fn chart(frame: &Frame, draw: impl FnOnce(&mut Canvas<'_>)) -> Result<String, ReportError> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH as u32, HEIGHT as u32)).into_drawing_area();
        area.fill(&colour::PAPER).map_err(|error| ReportError::Drawing(error.to_string()))?;
        let mut canvas = Canvas { area, problem: None };
        canvas.text(40.0, 40.0, &fitted(&frame.title, 25.0, WIDTH - 80.0), 25.0, colour::INK, Anchor::Start);
        canvas.text(40.0, 74.0, &fitted(&frame.subtitle, 16.0, WIDTH - 80.0), 16.0, colour::SOFT, Anchor::Start);
        draw(&mut canvas);
        canvas.text(40.0, HEIGHT - 22.0, &fitted(&frame.foot, 12.0, WIDTH - 80.0), 12.0, colour::SOFT, Anchor::Start);
        if let Some(problem) = canvas.problem {
            return Err(problem);
        }
        canvas.area.present().map_err(|error| ReportError::Drawing(error.to_string()))?;
    }
    Ok(svg)
}

/// Ink that can be read on a shade.
pub fn ink_on(shade: RGBColor) -> RGBColor {
    let light = 0.3 * f64::from(shade.0) + 0.59 * f64::from(shade.1) + 0.11 * f64::from(shade.2);
    if light < 128.0 { colour::PAPER } else { colour::INK }
}

/// An SVG of [`chart`] as a PNG of 1920 × 1200.
///
/// # Errors
/// If the SVG cannot be rendered.
pub fn to_png(svg: &str) -> Result<Vec<u8>, ReportError> {
    let failed = |what: String| ReportError::Drawing(what);
    let options = usvg::Options { fontdb: FONTS.clone(), font_family: FAMILY.into(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| failed(error.to_string()))?;
    let (width, height) = ((WIDTH as f32 * PNG_SCALE) as u32, (HEIGHT as f32 * PNG_SCALE) as u32);
    let mut pixels = tiny_skia::Pixmap::new(width, height).ok_or_else(|| failed("no memory for the picture".into()))?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(PNG_SCALE, PNG_SCALE), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| failed(error.to_string()))
}

/// An SVG of [`chart`] for a page that embeds the built-in font ([`font::rule_for`]); nothing but pictures comes through. Where a letter is from
/// the user's own font, which may not be embedded, letters become outlines.
///
/// # Errors
/// If the SVG cannot be read.
pub fn for_page(svg: &str) -> Result<String, ReportError> {
    let options = usvg::Options { fontdb: FONTS.clone(), font_family: FAMILY.into(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| ReportError::Drawing(error.to_string()))?;
    let write = usvg::WriteOptions {
        preserve_text: svg.chars().all(|c| c.is_whitespace() || font::is_built_in(c)),
        coordinates_precision: 2,
        transforms_precision: 4,
        indent: usvg::Indent::None,
        ..usvg::WriteOptions::default()
    };
    // A picture of a fixed size would be cut off, not scaled, where the page is narrower.
    let fixed = format!("width=\"{WIDTH}\" height=\"{HEIGHT}\"");
    Ok(tree.to_string(&write).replacen(&fixed, &format!("viewBox=\"0 0 {WIDTH} {HEIGHT}\""), 1))
}

/// Round steps for an axis that starts where the values do: for points and curves, never for bars.
pub fn span_ticks(values: impl Iterator<Item = f64> + Clone, count: f64) -> Vec<f64> {
    let least = values.clone().fold(f64::INFINITY, f64::min);
    let most = values.fold(f64::NEG_INFINITY, f64::max);
    if !least.is_finite() || !most.is_finite() {
        return vec![0.0, 1.0];
    }
    let width = (most - least).max(most.abs() * 1e-3).max(1e-9);
    let step = ticks(width, count).get(1).copied().unwrap_or(1.0);
    let (from, to) = ((least / step).floor() as i64, (most / step).ceil() as i64);
    (from..=to.max(from + 1)).map(|index| index as f64 * step).collect()
}

/// Round steps for an axis from 0 to at least `most`: about `count` of them.
pub fn ticks(most: f64, count: f64) -> Vec<f64> {
    if most <= 0.0 || !most.is_finite() {
        return vec![0.0];
    }
    let raw = most / count;
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= raw).unwrap_or(10.0 * power);
    let last = (most / step).ceil() as usize;
    (0..=last).map(|index| index as f64 * step).collect()
}
