//! `briefing.docx`: the briefing for whoever has to edit it: headings, captions, tables and pictures in a word processor's own terms.

use docx_rs::{
    AlignmentType, Docx, Footer, Header, PageMargin, Paragraph, Pic, Run, RunFonts, Style, StyleType, Table, TableCell, TableRow, WidthType,
};

use super::ReportError;
use super::appraisal;
use super::briefing::{charts_heading, merged_sources, points, title_of};
use super::charts::Drawing;
use super::contracts;
use super::path::PathReport;
use super::risks;
use super::rooms;
use super::saved::command;
use super::shares;
use super::summary::{self, headline};
use super::words::Words;
use super::{questions, rivals};
use crate::run::RunResult;
use crate::strategies::Strategy;
use crate::supply::Supply;

/// Twentieths of a point: A4, and its margins.
const A4: (u32, u32) = (11_906, 16_838);
const MARGIN: i32 = 1_134;
/// Width of a picture in English Metric Units: 16.5 cm.
const PICTURE: u32 = 5_940_000;

/// The document. `pictures` are the charts as PNG, in order.
///
/// # Errors
/// If it cannot be packed.
pub fn docx(supply: &Supply, run: &RunResult, words: Words, charts: &[Drawing], pictures: &[Vec<u8>]) -> Result<Vec<u8>, ReportError> {
    let scenario = &*supply.scenario;
    let pick = |zh: &'static str, en: &'static str| words.pick(zh, en);
    let fonts = RunFonts::new().ascii("Arial").hi_ansi("Arial").east_asia("宋体");
    let heading = |id: &str, name: &str, size: usize| {
        let fonts = RunFonts::new().ascii("Arial").hi_ansi("Arial").east_asia("黑体");
        Style::new(id, StyleType::Paragraph).name(name).bold().size(size).fonts(fonts)
    };
    let caption = Style::new("Caption", StyleType::Paragraph).name("caption").italic().size(19);
    let foot = format!(
        "{} · {} {} · {} {} · houqin {}",
        scenario.title,
        run.replications(),
        pick("次模拟", "replications"),
        pick("种子", "seed"),
        scenario.run.seed,
        env!("CARGO_PKG_VERSION")
    );
    let margins = PageMargin::new().top(MARGIN).bottom(MARGIN).left(MARGIN).right(MARGIN);
    let mut document = Docx::new()
        .page_size(A4.0, A4.1)
        .page_margin(margins)
        .default_fonts(fonts)
        .default_size(21)
        .add_style(heading("Title", "Title", 36))
        .add_style(heading("Heading1", "heading 1", 28))
        .add_style(heading("Heading2", "heading 2", 23))
        .add_style(caption)
        .footer(Footer::new().add_paragraph(text(&foot)));
    let verified = run.optimum.as_ref().is_none_or(|optimum| optimum.verified);
    if !verified {
        // In the header, so that it stands on every page.
        let warning = pick("方案未经验证，不宜直接采用", "THE PLAN IS NOT VERIFIED and should not be adopted as it stands");
        let run = Run::new().add_text(warning).bold().color("BE282E");
        document = document.header(Header::new().add_paragraph(Paragraph::new().add_run(run)));
    }
    document = document.add_paragraph(styled(&scenario.title, "Title"));
    if let Some(description) = &scenario.description {
        document = document.add_paragraph(text(description));
    }
    document = document.add_paragraph(text(&headline(supply, run, words)));
    for point in points(supply, run, words) {
        document = document.add_paragraph(text(&format!("• {point}")));
    }
    if let Some(path) = PathReport::of(supply, run, words) {
        document = document.add_paragraph(styled(pick("分步实施", "Year by year"), "Heading1"));
        for line in path.agenda() {
            document = document.add_paragraph(text(&format!("• {line}")));
        }
        for of_path in path.briefing_tables() {
            document = document.add_table(table(&of_path)).add_paragraph(text(""));
        }
    }
    let aim = crate::report::names::of_the_aim(run, words);
    let of_aim = |zh: &'static str, en: &'static str| styled(&format!("{}{aim}", pick(zh, en)), "Heading1");
    document = document.add_paragraph(of_aim("各方案比较", "The strategies side by side"));
    document = document.add_table(table(&summary::strategies(supply, run, words)));
    for remark in summary::remarks(supply, run, words) {
        document = document.add_paragraph(text(&remark));
    }
    let asked = questions::asked(supply, run, words);
    if !asked.is_empty() {
        document = document.add_paragraph(styled(pick("会上会问什么", "What the meeting will ask"), "Heading1"));
    }
    for answer in asked {
        document = document.add_paragraph(styled(&answer.question, "Heading2"));
        for line in answer.lines {
            document = document.add_paragraph(text(&format!("• {line}")));
        }
    }
    let tables = [
        rivals::rivals_table(supply, run, words),
        rivals::without_table(supply, run, words),
        run.optimum.as_ref().map(|_| shares::table(run, words)),
    ];
    for compared in tables.into_iter().flatten() {
        document = document.add_table(table(&compared)).add_paragraph(text(""));
    }
    if let Some(risks) = risks::risks(supply, run, words) {
        document = document.add_paragraph(styled(pick("风险清单", "Risks of the plan"), "Heading1")).add_table(table(&risks));
    }
    document = document.add_paragraph(styled(charts_heading(run, words), "Heading1"));
    for (number, (chart, picture)) in charts.iter().zip(pictures).enumerate() {
        let picture = Pic::new_with_dimensions(picture.clone(), 1920, 1200).size(PICTURE, PICTURE / 1920 * 1200);
        document = document.add_paragraph(Paragraph::new().keep_next(true).add_run(Run::new().add_image(picture)));
        document = document.add_paragraph(styled(&format!("{} {}  {}", pick("图", "Figure"), number + 1, title_of(&chart.svg)), "Caption"));
    }
    if let Some(people) = summary::teams(supply, run, words) {
        document = document.add_paragraph(of_aim("人员", "People")).add_table(table(&people));
    }
    if let Some(rooms) = rooms::table(supply, run, words) {
        document = document.add_paragraph(of_aim("会议室", "Rooms")).add_table(table(&rooms));
    }
    for plan in run.in_detail() {
        let title = match plan.strategy {
            Strategy::Optimum => format!("{}{aim}", pick("推荐方案下各项服务", "Service by lot under the plan")),
            Strategy::Custom => format!("{}{}", pick("各项服务：", "Service by lot: "), crate::report::names::name_of(plan, words)),
            _ => continue,
        };
        document = document.add_paragraph(styled(&title, "Heading1")).add_table(table(&summary::lots(supply, plan, words)));
    }
    if let Some(statements) = contracts::table(supply, run, words) {
        document = document.add_paragraph(of_aim("各合同", "Contracts")).add_table(table(&statements));
        document = document.add_paragraph(text(pick(contracts::NOTE.0, contracts::NOTE.1)));
    }
    if let Some(evaluation) = appraisal::table(supply, run, words) {
        document = document.add_paragraph(of_aim("绩效评价", "Appraisal")).add_table(table(&evaluation));
        document = document.add_paragraph(text(pick(appraisal::NOTE.0, appraisal::NOTE.1)));
    }
    let sources = crate::report::table::Table {
        headers: vec![pick("数据", "Figure").into(), pick("来源或假设", "Source or assumption").into()],
        rows: merged_sources(scenario, words).into_iter().map(|(of, source)| vec![of, source]).collect(),
    };
    document = document.add_paragraph(styled(pick("数据来源与假设", "Sources and assumptions"), "Heading1")).add_table(table(&sources));
    document = document.add_paragraph(text(&format!("{} {}", pick("生成命令：", "Made by"), command(scenario, run))));
    let mut bytes = std::io::Cursor::new(Vec::new());
    document.build().pack(&mut bytes).map_err(|error| ReportError::Drawing(format!("the document: {error}")))?;
    Ok(bytes.into_inner())
}

/// A text without what XML does not allow: line breaks of word processors (U+000B) and other control characters, which come with text that is pasted.
fn legal(text: &str) -> String {
    let allowed = |c: char| match c {
        '\t' | '\n' | '\r' => Some(c),
        '\u{b}' | '\u{c}' => Some(' '),
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => None,
        _ => Some(c),
    };
    text.chars().filter_map(allowed).collect()
}

fn text(words: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(legal(words)))
}

fn styled(words: &str, style: &str) -> Paragraph {
    text(words).style(style).keep_next(style != "Caption")
}

/// A table: words to the left, figures to the right.
fn table(of: &crate::report::table::Table) -> Table {
    let cell = |words: &str, column: usize, bold: bool| {
        let run = Run::new().add_text(legal(words)).size(18);
        let run = if bold { run.bold() } else { run };
        let figures = column > 0 && of.headers.len() > 2;
        let aligned = Paragraph::new().align(if figures { AlignmentType::Right } else { AlignmentType::Left });
        TableCell::new().add_paragraph(aligned.add_run(run))
    };
    let row = |cells: &[String], bold: bool| {
        TableRow::new(cells.iter().enumerate().map(|(column, words)| cell(words, column, bold)).collect()).cant_split()
    };
    let rows = std::iter::once(row(&of.headers, true)).chain(of.rows.iter().map(|cells| row(cells, false)));
    Table::new(rows.collect()).width(5000, WidthType::Pct)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What XML 1.0 allows (production 2): a tab, line ends, and everything from a blank on but surrogates, U+FFFE and U+FFFF.
    #[test]
    fn texts_hold_nothing_that_xml_forbids() {
        let all: String = (0..=0x2_0000).filter_map(char::from_u32).collect();
        let kept = legal(&all);
        assert!(kept.chars().all(|c| matches!(c as u32, 0x9 | 0xA | 0xD | 0x20..=0xD7FF | 0xE000..=0xFFFD | 0x1_0000..)));
        let lost = all.chars().count() - kept.chars().count();
        assert_eq!(lost, 32 - 5 + 2, "all but tab, two line ends, and two breaks that become blanks; and two at the end of the plane");
        assert_eq!(legal("one\u{b}two\u{1}"), "one two");
        let document = Docx::new().add_paragraph(text("a\u{b}b\u{1b}[31m")).build().document;
        let document = String::from_utf8_lossy(&document).into_owned();
        assert!(document.contains("a b[31m") && !document.contains(|c: char| c.is_control() && !c.is_whitespace()));
    }
}
