//! Pending events in a 4-ary heap: fewer levels and better locality than a binary heap when many events are pending.

const ARITY: usize = 4;

#[derive(Clone, Copy)]
struct Entry<E> {
    /// The bits of the time (in order, as no time is negative), then the sequence number: a total order in one comparison.
    key: u128,
    event: E,
}

impl<E> Entry<E> {
    #[inline]
    fn new(time: f64, sequence: u64, event: E) -> Self {
        Self { key: u128::from(time.to_bits()) << 64 | u128::from(sequence), event }
    }

    #[inline]
    fn time(&self) -> f64 {
        f64::from_bits((self.key >> 64) as u64)
    }

    #[inline]
    fn before(&self, other: &Self) -> bool {
        self.key < other.key
    }
}

/// The clock and the pending events.
pub struct Agenda<E> {
    heap: Vec<Entry<E>>,
    /// Whether the root was taken and its place not yet filled. Most events schedule another, which then sinks from the root at once: one
    /// walk through the heap instead of two.
    hole: bool,
    sequence: u64,
    now: f64,
}

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Copy> Agenda<E> {
    /// An empty agenda at time 0.
    pub fn new() -> Self {
        Self { heap: Vec::new(), hole: false, sequence: 0, now: 0.0 }
    }

    /// Forget everything and return to time 0, keeping the memory.
    pub fn clear(&mut self) {
        self.heap.clear();
        self.hole = false;
        self.sequence = 0;
        self.now = 0.0;
    }

    /// The time of the last event taken.
    pub fn now(&self) -> f64 {
        self.now
    }

    /// Number of pending events.
    pub fn len(&self) -> usize {
        self.heap.len() - usize::from(self.hole)
    }

    /// Whether no event is pending.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Schedule an event. A time before now (or not a number) is taken as now: the past cannot be changed.
    #[inline]
    pub fn schedule(&mut self, time: f64, event: E) {
        let time = if time > self.now { time } else { self.now };
        let entry = Entry::new(time, self.sequence, event);
        self.sequence += 1;
        if self.hole {
            self.hole = false;
            self.sink(entry);
            return;
        }
        let mut hole = self.heap.len();
        self.heap.push(entry);
        while hole > 0 {
            let parent = (hole - 1) / ARITY;
            if !entry.before(&self.heap[parent]) {
                break;
            }
            self.heap[hole] = self.heap[parent];
            hole = parent;
        }
        self.heap[hole] = entry;
    }

    /// Take the next event if it is not after `until`, and advance the clock to it.
    #[inline]
    pub fn next_before(&mut self, until: f64) -> Option<(f64, E)> {
        if self.hole {
            self.hole = false;
            if let Some(last) = self.heap.pop()
                && !self.heap.is_empty()
            {
                self.sink(last);
            }
        }
        let top = *self.heap.first()?;
        if top.time() > until {
            return None;
        }
        self.now = top.time();
        self.hole = true;
        Some((self.now, top.event))
    }

    /// Put `entry` at the root and let it sink to its place.
    #[inline]
    fn sink(&mut self, entry: Entry<E>) {
        let length = self.heap.len();
        let mut hole = 0;
        loop {
            let first = hole * ARITY + 1;
            if first >= length {
                break;
            }
            // Which child is least is a matter of chance: arithmetic, not branches that are guessed wrong.
            let least = match self.heap.get(first..first + ARITY) {
                Some(children) => {
                    let left = usize::from(children[1].before(&children[0]));
                    let right = 2 + usize::from(children[3].before(&children[2]));
                    first + left + (right - left) * usize::from(children[right].before(&children[left]))
                }
                None => (first + 1..length).fold(first, |a, b| if self.heap[b].before(&self.heap[a]) { b } else { a }),
            };
            if !self.heap[least].before(&entry) {
                break;
            }
            self.heap[hole] = self.heap[least];
            hole = least;
        }
        self.heap[hole] = entry;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// A stable sort is the oracle: equal times keep their order.
        #[test]
        fn events_come_in_order_of_time_then_of_scheduling(times in prop::collection::vec(0u8..20, 0..200)) {
            let mut agenda = Agenda::new();
            for (index, time) in times.iter().enumerate() {
                agenda.schedule(f64::from(*time), index);
            }
            let mut expected: Vec<(usize, u8)> = times.iter().copied().enumerate().collect();
            expected.sort_by_key(|(_, time)| *time);
            let mut seen = Vec::new();
            while let Some((time, index)) = agenda.next_before(f64::INFINITY) {
                seen.push((index, time as u8));
            }
            prop_assert_eq!(seen, expected);
        }
    }

    #[test]
    fn the_past_cannot_be_changed() {
        let mut agenda = Agenda::new();
        agenda.schedule(5.0, 1);
        assert_eq!(agenda.next_before(10.0), Some((5.0, 1)));
        agenda.schedule(2.0, 2);
        agenda.schedule(f64::NAN, 3);
        assert_eq!(agenda.next_before(4.0), None);
        assert_eq!(agenda.next_before(10.0), Some((5.0, 2)));
        assert_eq!(agenda.next_before(10.0), Some((5.0, 3)));
        assert!(agenda.is_empty());
    }
}
