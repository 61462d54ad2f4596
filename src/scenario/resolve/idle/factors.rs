//! Keys of factors that act on nothing, and effects that do not what they seem to.

use super::super::*;
use crate::random::distribution::standard_normal_cdf;

/// Share of a factor's values that may take away all of a demand or price without a word.
const SHARE_LEFT_OUT: f64 = 0.05;

impl Resolver<'_> {
    pub(super) fn idle_factors(&mut self, calendar: &Calendar) {
        let file = self.file;
        for (index, factor) in file.factor.iter().enumerate() {
            let name = &factor.name;
            for (position, range) in factor.between.iter().enumerate() {
                if !calendar.days.iter().any(|day| range.contains(day.date)) {
                    let place = [Key("factor"), Index(index), Key("between"), Index(position)];
                    self.idle(
                        &place,
                        format!("these days of the factor {name} are not in the horizon"),
                        "check the dates, or leave them out",
                    );
                }
            }
            let single = match factor.drawn {
                file::Period::Horizon => true,
                file::Period::Year => file.scenario.years() == 1,
                _ => false,
            };
            if factor.persistence.0 > 0.0 && (single || factor.spread <= 0.0) {
                let why = if single { "is drawn once in the horizon" } else { "does not vary" };
                let help = if single { "draw it more often (`drawn`), or leave it out" } else { "give it a `spread`, or leave it out" };
                let message = format!("the factor {name} {why}, so that `persistence` means nothing");
                self.idle(&[Key("factor"), Index(index), Key("persistence")], message, help);
            }
        }
    }

    /// An effect that is none, or that would make a demand or price negative: it is then 0, and no longer follows the factor.
    pub(in super::super) fn check_effect(&mut self, path: &[Step<'_>], factor: usize, effect: f64) {
        let file = self.file;
        let Some(factor) = file.factor.get(factor) else { return };
        let name = &factor.name;
        if effect == 0.0 {
            self.idle(path, format!("with an effect of 0 the factor {name} moves nothing here"), "say how much, or leave it out");
            return;
        }
        let at_level = 1.0 + effect * (factor.level - 1.0);
        let share = share_below_nothing(factor, effect);
        if at_level < -1e-9 {
            let message = format!(
                "with an effect of {effect} the factor {name} at its level {} would multiply by {at_level:.2}, less than nothing: it makes it 0",
                factor.level
            );
            self.warning(
                path,
                message,
                "a multiplier is 1 + effect × (factor − 1): bring the effect or the `level` nearer to what is meant",
            );
        } else if share > SHARE_LEFT_OUT {
            let message = format!(
                "with an effect of {effect} the factor {name} would multiply by less than nothing in {:.0}% of its draws, which are taken as 0",
                100.0 * share
            );
            self.warning(path, message, "a multiplier is 1 + effect × (factor − 1): take a smaller effect, or a smaller `spread`");
        }
    }
}

/// The share of a factor's log-normal values at which 1 + effect × (factor − 1) is below 0.
fn share_below_nothing(factor: &file::FactorFile, effect: f64) -> f64 {
    let bound = 1.0 - 1.0 / effect;
    if factor.spread <= 0.0 || factor.level <= 0.0 || bound <= 0.0 {
        return 0.0;
    }
    let sigma = (1.0 + factor.spread * factor.spread).ln().sqrt();
    let below = standard_normal_cdf(((bound / factor.level).ln() + sigma * sigma / 2.0) / sigma);
    if effect > 0.0 { below } else { 1.0 - below }
}
