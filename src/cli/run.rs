//! `houqin run`: all of it.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::{Common, Outcome, terminal};
use crate::replicate::Step;
use crate::report::{folder, font, summary, tables};
use crate::supply::Supply;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    common: Common,
    /// The results folder itself, instead of results/<scenario>/<run>.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Font (TTF or OTF) for glyphs that the built-in one lacks.
    #[arg(long, value_name = "FILE.ttf")]
    font: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let started = Instant::now();
    if let Some(file) = &options.font {
        font::add_font(file)?;
    }
    let scenario = options.common.load()?;
    let words = options.common.words(&scenario);
    let progress = options.common.progress();
    if let Some(target) = &options.out {
        folder::check_target(target)?;
    }
    let supply = Supply::new(&scenario);
    folder::check_names(&scenario)?;
    let target = options.out.clone().unwrap_or_else(|| folder::default_folder(&supply));
    let result = options.common.planned(&scenario, crate::run::run(&supply, &*progress))?;
    let computed = started.elapsed().as_secs_f64();
    progress.begin(Step::Writing, 1);
    folder::write(&supply, &result, words, &target, &[("computing", computed)])?;
    progress.end();
    if options.common.json {
        let document = tables::document(&supply, &result, words);
        terminal::out(&format!("{}\n", serde_json::to_string_pretty(&document).unwrap_or_default()));
    } else if !options.common.quiet {
        terminal::out(&summary::terminal(&supply, &result, words));
        let shown = target.display();
        let scenario_path = options.common.scenario.display();
        terminal::out(&match words.language {
            crate::scenario::file::Language::Zh => format!(
                "结果目录：{shown}\n  先看 {shown}/briefing.html（可编辑的有 briefing.docx、workbook.xlsx）\n  修改 {shown}/plan.toml 后可再试：houqin simulate {scenario_path} --plan {shown}/plan.toml\n用时 {:.1} 秒\n",
                started.elapsed().as_secs_f64()
            ),
            crate::scenario::file::Language::En => format!(
                "Results: {shown}\n  look first at {shown}/briefing.html (to edit: briefing.docx, workbook.xlsx)\n  change {shown}/plan.toml and try it: houqin simulate {scenario_path} --plan {shown}/plan.toml\nDone in {:.1} s\n",
                started.elapsed().as_secs_f64()
            ),
        });
    }
    result.optimum.as_ref().map_or(Ok(()), |optimum| super::not_proved(optimum.prediction.proof))
}
