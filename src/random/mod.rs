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

    /// A uniform number that is spread evenly over replications: a Kronecker sequence with step and start of its own for each
    /// purpose and identity. Means over replications of what is rare are then known far better than by independent numbers.
    pub fn spread(&self, purpose: &str, identity: u64) -> f64 {
        let word = Self { replication: 0, ..*self }.stream(purpose, identity).word();
        let (step, start) = (uniform_of(word, 1), uniform_of(word, 2));
        // 52 bits are left for the place in the sequence: the product is exact in integers.
        let grid = (step * (1u64 << 52) as f64) as u64;
        let offset = (start * (1u64 << 52) as f64) as u64;
        let place = grid.wrapping_mul(self.replication).wrapping_add(offset) & ((1u64 << 52) - 1);
        (place as f64 + 0.5) / (1u64 << 52) as f64
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

    /// Two purposes side by side: each evenly spread, and together too.
    #[test]
    fn spread_numbers_are_even() {
        const N: u64 = 1000;
        let number = |purpose: &str, replication: u64| Streams::new(7, Phase::Planning, replication).spread(purpose, identity("p"));
        for purpose in ["failure", "provider"] {
            let inside = |tenth: u64| (0..N).filter(|replication| (number(purpose, *replication) * 10.0) as u64 == tenth).count() as f64;
            let misses: f64 = (0..10).map(|tenth| (inside(tenth) - 100.0).powi(2)).sum::<f64>() / 10.0;
            // Independent numbers miss by √(1000 · .1 · .9) = 9.5.
            assert!(misses.sqrt() < 9.5 / 2.0, "{purpose}: a tenth is missed by {}", misses.sqrt());
        }
        let both = (0..N).filter(|replication| number("failure", *replication) < 0.5 && number("provider", *replication) < 0.5).count();
        assert!(both.abs_diff(250) <= 25, "{both} of {N} are low in both");
    }
}
