//! Random numbers: independent streams found from what they are for, and the distributions drawn from them.
//!
//! A stream is a pure function of (seed, phase, replication, purpose). Replication 412 is therefore the same alone, in a
//! batch of a thousand, on one thread or sixteen, and under every plan that is tried on it (common random numbers).

pub mod ageing;
pub mod distribution;

use rand::Rng;
use rand_distr::{Distribution as _, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

pub use ageing::Ageing;
pub use distribution::Distribution;

/// Which independent set of replications a stream belongs to. A plan chosen on one set is proved on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// The replications that the optimiser sees.
    Planning,
    /// Fresh replications that check the optimiser's prediction.
    Verification,
    /// The replications on which all strategies are compared.
    Evaluation,
    /// What is drawn once, whatever is played.
    Once,
}

/// Where all streams of one replication come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams {
    seed: u64,
    phase: Phase,
    replication: u64,
}

impl Streams {
    /// The streams of one replication of a phase under a seed.
    pub fn new(seed: u64, phase: Phase, replication: u64) -> Self {
        Self { seed, phase, replication }
    }

    /// A uniform number that is spread evenly over replications: of any 2ᵏ that begin at a multiple of 2ᵏ, one lies in each part of length 2⁻ᵏ. Means over
    /// replications of what is rare are then known far better than by independent numbers.
    ///
    /// Bit by bit as nested scrambling has it (Owen 1995), but each bit is flipped anew for each pair of replications, pair of pairs, …, so that the numbers of two
    /// purposes know nothing of each other.
    pub fn spread(&self, purpose: &str, identity: u64) -> f64 {
        let word = Self { replication: 0, ..*self }.stream(purpose, identity).word();
        let mut bits = 0_u64;
        for level in 0..SPREAD_BITS {
            let (own, block) = (self.replication >> level & 1, self.replication >> level >> 1);
            // The bits so far, with a 1 before them, tell the part and how many they are.
            let part = 1 << level | bits;
            let flip = mix(word ^ mix(block.wrapping_mul(0xd6e8_feb8_6659_fd93) ^ mix(part.wrapping_add(0x9e37_79b9_7f4a_7c15)))) & 1;
            bits = bits << 1 | (own ^ flip);
        }
        (bits as f64 + self.stream(purpose, identity).uniform()) / (1_u64 << SPREAD_BITS) as f64
    }

    /// The stream for a purpose, named by what it is for and an identity (see [`identity`]).
    pub fn stream(&self, purpose: &str, identity: u64) -> Stream {
        // Absorb each word through SplitMix64's finaliser (Steele, Lea, Flood 2014), then squeeze 256 bits of state.
        let mut state = mix(self.seed ^ 0x6a09_e667_f3bc_c908);
        for word in [self.phase as u64 + 1, self.replication, self::identity(purpose), identity] {
            state = mix(state.wrapping_add(0x9e37_79b9_7f4a_7c15) ^ mix(word.wrapping_mul(0xd6e8_feb8_6659_fd93)));
        }
        let mut seed = [0u8; 32];
        for chunk in seed.chunks_exact_mut(8) {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            chunk.copy_from_slice(&mix(state).to_le_bytes());
        }
        Stream(Xoshiro256PlusPlus::from_seed(seed))
    }
}

/// Bits of a number that are spread over replications; what follows them is by chance.
const SPREAD_BITS: u32 = 24;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A uniform number strictly between 0 and 1 made of a word of randomness and a purpose.
pub fn uniform_of(word: u64, purpose: u64) -> f64 {
    let bits = mix(mix(word ^ 0x9e37_79b9_7f4a_7c15).wrapping_add(purpose.wrapping_mul(0xd6e8_feb8_6659_fd93)));
    ((bits >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
}

/// A stable 64-bit identity of a name (FNV-1a), so that adding a lot to a scenario leaves the other lots' demand as it was.
pub fn identity(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// One stream of random numbers (xoshiro256++).
#[derive(Clone, Debug)]
pub struct Stream(Xoshiro256PlusPlus);

impl Stream {
    /// A uniform number strictly between 0 and 1, on a grid of 2⁻⁵³, offset by half a step so that neither end occurs.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A word of randomness.
    #[inline]
    pub fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A unit-rate exponential by inverse transform: one uniform a draw, so that streams stay in step between plans.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }

    /// The same by the ziggurat, where streams need not stay in step.
    #[inline]
    pub fn exponential_soon(&mut self) -> f64 {
        Exp1.sample(&mut self.0)
    }

    /// The generator itself, for samplers of `rand_distr` where streams need not stay in step.
    #[inline]
    pub fn generator(&mut self) -> &mut Xoshiro256PlusPlus {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(seed: u64, purpose: u64, replication: u64) -> f64 {
        Streams::new(seed, Phase::Planning, replication).spread("failure", purpose)
    }

    /// Of every seed and purpose: so many of some replications lie below a bound as there should, but for one in each power of two that they are made of.
    #[test]
    fn spread_numbers_are_even() {
        let (n, bounds) = (300_u64, [0.02, 0.0488, 0.3, 0.5, 0.9]);
        for seed in 0..100 {
            for purpose in 0..10 {
                let numbers: Vec<f64> = (0..n).map(|replication| number(seed, purpose, replication)).collect();
                assert!(numbers.iter().all(|number| *number > 0.0 && *number < 1.0));
                for bound in bounds {
                    let below = numbers.iter().filter(|number| **number < bound).count() as f64;
                    assert!((below - bound * n as f64).abs() <= f64::from(n.count_ones()), "{seed} {purpose}: {below} below {bound}");
                }
            }
        }
    }

    /// The numbers of two purposes are as if they were independent: how many replications are low in both has the mean and no more than the spread that it would
    /// have then, over many pairs; and so has what is low now and in the replication after.
    #[test]
    fn spread_numbers_of_two_purposes_know_nothing_of_each_other() {
        let (n, low, pairs) = (256_u64, 0.25, 2_000_u64);
        let is_low = |purpose: u64, replication: u64| number(11, purpose, replication) < low;
        let both =
            |pair: u64| (0..n).filter(|replication| is_low(2 * pair, *replication) && is_low(2 * pair + 1, *replication)).count() as f64;
        let counts: Vec<f64> = (0..pairs).map(both).collect();
        let mean = counts.iter().sum::<f64>() / pairs as f64;
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / pairs as f64;
        let (expected, independent) = (n as f64 * low * low, n as f64 * low * low * (1.0 - low * low));
        assert!((mean - expected).abs() < 4.0 * (independent / pairs as f64).sqrt(), "{mean} where {expected} is expected");
        // Each of the two is low just as often as it should be, which leaves both less to chance.
        assert!(variance < independent && variance > 0.5 * independent, "{variance} beside {independent}");
    }
}
