//! A day in blocks, a bit each: what is taken of it, and what is open.

use super::request::BLOCK;
use crate::calendar::DAY;

/// Blocks of a day.
pub(super) const BLOCKS: usize = (DAY / BLOCK) as usize;
/// Words that hold a day's blocks.
pub(super) const WORDS: usize = BLOCKS.div_ceil(64);

/// Some blocks of a day, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blocks([u64; WORDS]);

impl Blocks {
    /// The blocks that lie wholly in one of some spans, in minutes of the day.
    pub fn within(spans: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut blocks = Self::default();
        for (from, to) in spans {
            let (first, end) = ((from / BLOCK - 1e-9).ceil().max(0.0) as usize, (to / BLOCK + 1e-9).floor() as usize);
            if first < end.min(BLOCKS) {
                Span { first, end: end.min(BLOCKS) }.words().for_each(|(word, bits)| blocks.0[word] |= bits);
            }
        }
        blocks
    }

    /// All blocks of a day.
    pub fn all_day() -> Self {
        Self::within([(0.0, DAY)])
    }

    /// The blocks of either.
    pub fn union(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] | other.0[word]))
    }

    /// How many there are.
    pub(super) fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

/// A span of blocks in a day: first and one past the last.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub first: usize,
    pub end: usize,
}

impl Span {
    pub(super) fn new(from: f64, to: f64) -> Self {
        let first = ((from.max(0.0) / BLOCK) as usize).min(BLOCKS - 1);
        // Rounded up by hand: this is done very often, and where the processor has no instruction for it that is a call.
        let (whole, to) = ((to / BLOCK) as usize, to / BLOCK);
        let end = whole + usize::from((whole as f64) < to);
        Self { first, end: end.clamp(first + 1, BLOCKS) }
    }

    /// What is left of the span from a minute on, in whole blocks; nothing if less than one is left.
    pub(super) fn from(self, minute: f64) -> Option<Self> {
        let first = ((minute / BLOCK).ceil() as usize).max(self.first);
        (first < self.end).then_some(Self { first, end: self.end })
    }

    pub(super) fn overlaps(self, other: Self) -> bool {
        self.first < other.end && other.first < self.end
    }

    /// The words of a day's mask that the span touches, and its bits in each.
    pub(super) fn words(self) -> impl Iterator<Item = (usize, u64)> {
        (self.first / 64..=(self.end - 1) / 64).map(move |word| {
            let low = self.first.saturating_sub(word * 64);
            let high = (self.end - word * 64).min(64);
            let below = if high == 64 { u64::MAX } else { (1 << high) - 1 };
            (word, below & !((1 << low) - 1))
        })
    }

    /// The same as a mask of the whole day, for comparing with many rooms.
    #[inline]
    pub(super) fn mask(self) -> Mask {
        let (before, until) = (&BEFORE[self.first], &BEFORE[self.end]);
        Mask(std::array::from_fn(|word| until[word] & !before[word]))
    }
}

/// The blocks before each, and at last all of a day.
static BEFORE: [[u64; WORDS]; BLOCKS + 1] = {
    let mut before = [[0; WORDS]; BLOCKS + 1];
    let mut block = 0;
    while block < BLOCKS {
        before[block + 1] = before[block];
        before[block + 1][block / 64] |= 1 << (block % 64);
        block += 1;
    }
    before
};

/// The blocks of a span.
pub(super) struct Mask([u64; WORDS]);

impl Mask {
    #[inline]
    pub(super) fn is_free(&self, taken: &[u64; WORDS]) -> bool {
        self.0.iter().zip(taken).fold(0, |both, (own, taken)| both | own & taken) == 0
    }

    /// Whether somebody is there all the time, breaks of the house aside.
    pub(super) fn is_covered(&self, hours: &Blocks, open: &Blocks) -> bool {
        self.0.iter().zip(&open.0).zip(&hours.0).all(|((own, open), hours)| own & open & !hours == 0)
    }
}
