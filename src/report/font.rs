//! The font of everything that is drawn or printed: measured with the very letters that draw it, and embedded where a reader may not have it.

use std::sync::{Arc, LazyLock, OnceLock};

use base64::Engine as _;
use resvg::usvg;

use super::ReportError;
use crate::scenario::{NamedBy, read_bytes};

/// The font, a subset of Noto Sans SC (see `assets/font`).
static FONT: &[u8] = include_bytes!("../../assets/font/houqin-sans.ttf");
/// Its family.
pub const FAMILY: &str = "Houqin Sans";

struct Face(ttf_parser::Face<'static>);

static FACE: LazyLock<Option<Face>> = LazyLock::new(|| ttf_parser::Face::parse(FONT, 0).ok().map(Face));
/// A font of the user's, for glyphs that the built-in one lacks.
static EXTRA: OnceLock<Vec<u8>> = OnceLock::new();
static EXTRA_FACE: LazyLock<Option<Face>> =
    LazyLock::new(|| EXTRA.get().and_then(|bytes| ttf_parser::Face::parse(bytes, 0).ok()).map(Face));
/// Both, for whoever lays text out.
pub static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    if let Some(extra) = EXTRA.get() {
        fonts.load_font_data(extra.clone());
    }
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

/// Add a font for glyphs that the built-in one lacks; before anything is drawn.
///
/// # Errors
/// If the file cannot be read or is no font.
pub fn add_font(path: &std::path::Path) -> Result<(), ReportError> {
    let shown = path.display();
    let bytes = read_bytes(path, NamedBy::Argument).map_err(ReportError::Unknown)?;
    if ttf_parser::Face::parse(&bytes, 0).is_err() {
        return Err(ReportError::Unknown(format!("{shown} is not a font that can be read; give a TTF or OTF file")));
    }
    let _ = EXTRA.set(bytes);
    Ok(())
}

/// Width of a letter at size 1: from the built-in font, or from the user's.
fn advance(c: char) -> Option<f64> {
    [&*FACE, &*EXTRA_FACE].into_iter().flatten().find_map(|Face(face)| {
        let width = face.glyph_hor_advance(face.glyph_index(c)?)?;
        Some(f64::from(width) / f64::from(face.units_per_em()))
    })
}

/// Width of a text at a size.
pub fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| advance(c).unwrap_or(1.0)).sum::<f64>() * size
}

/// The text cut to a width, with an ellipsis if it had to be cut.
pub fn fitted(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if text_width(&kept, size) + text_width("…", size) > width {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    kept
}

/// The first letter of a text that no font at hand can draw.
pub fn lacking(text: &str) -> Option<char> {
    text.chars().find(|c| advance(*c).is_none())
}

/// Whether the font can draw a text.
///
/// # Errors
/// Names the first glyph that is missing.
pub fn check_glyphs(text: &str) -> Result<(), ReportError> {
    if FACE.is_none() {
        return Err(ReportError::Drawing("the built-in font cannot be read".into()));
    }
    match lacking(text) {
        Some(missing) => Err(ReportError::MissingGlyph(missing, missing as u32, text.to_owned())),
        None => Ok(()),
    }
}

/// Whether the built-in font has a letter; what it has can be embedded.
pub fn is_built_in(c: char) -> bool {
    FACE.as_ref().is_some_and(|Face(face)| face.glyph_index(c).is_some())
}

/// A CSS rule that brings the built-in font's letters for a text, and no others, so that it looks the same on any machine.
///
/// # Errors
/// If the font cannot be cut.
pub fn rule_for(text: &str) -> Result<String, ReportError> {
    let failed = |error: font_subset::ParseError| ReportError::Drawing(format!("the built-in font: {error}"));
    let letters = text.chars().filter(|c| is_built_in(*c)).chain([' ']).collect();
    let cut = font_subset::Font::opentype(FONT).and_then(|font| font.subset(&letters)).map_err(failed)?.to_opentype();
    let data = base64::engine::general_purpose::STANDARD.encode(cut);
    Ok(format!("@font-face {{ font-family: \"{FAMILY}\"; src: url(data:font/ttf;base64,{data}) format(\"truetype\"); }}"))
}
