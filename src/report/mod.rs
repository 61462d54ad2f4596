//! What a reader gets: charts, tables, a summary, and the folder that holds them. Computes nothing new.

pub mod appraisal;
pub mod beside;
pub mod briefing;
pub mod charts;
pub mod confidence;
pub mod contracts;
pub mod cost_comparison;
pub mod csv;
pub mod disclosure;
pub mod document;
pub mod explanation;
mod failing;
mod fits;
pub mod folder;
pub mod font;
pub mod frontier;
pub mod keep;
pub mod names;
pub mod path;
pub mod place;
pub mod plan;
pub mod questions;
pub mod reasons;
pub mod risks;
pub mod rivals;
pub mod rooms;
pub mod saved;
pub mod sensitivity;
pub mod shares;
pub mod spider;
pub mod summary;
pub mod table;
pub mod tables;
pub mod theme;
pub mod words;
pub mod workbook;

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A character that the built-in font does not have.
    #[error(
        "the built-in font has no glyph for '{0}' (U+{1:04X}), which stands in \"{2}\"; write it another way, or give a font that has it with --font FILE"
    )]
    MissingGlyph(char, u32, String),
    /// The drawing library failed.
    #[error("drawing failed: {0}")]
    Drawing(String),
    /// Something was asked for that there is not.
    #[error("{0}")]
    Unknown(String),
    /// Some files could not be made; all others are written.
    #[error("all is written but what could not be made: {0}")]
    Incomplete(String),
    /// A file could not be written.
    #[error("cannot write {0}: {1}")]
    Write(String, String),
}
