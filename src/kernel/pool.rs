//! A pool of identical servers with a queue for each priority.

use std::collections::VecDeque;

use super::TimeWeighted;

/// Servers, some of them busy, and the tickets that wait for them. A ticket may need several servers at once; the first
/// in line is never overtaken within its priority or by a lower one, so a large ticket cannot starve.
///
/// The capacity may change at any time. A cut below the number busy takes effect as servers come free.
pub struct Pool<T, const PRIORITIES: usize> {
    capacity: usize,
    busy: usize,
    busy_time: TimeWeighted,
    queues: [VecDeque<(T, usize)>; PRIORITIES],
}

impl<T: Copy, const PRIORITIES: usize> Pool<T, PRIORITIES> {
    /// A pool with `capacity` servers, all free.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, busy: 0, busy_time: TimeWeighted::new(), queues: std::array::from_fn(|_| VecDeque::new()) }
    }

    /// Servers present now.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Servers busy now.
    pub fn busy(&self) -> usize {
        self.busy
    }

    /// Busy server-time from the start until `now`.
    pub fn busy_time(&self, now: f64) -> f64 {
        self.busy_time.area(now)
    }

    /// Change the number of servers; follow with [`Pool::start_next`] until it gives nothing.
    pub fn set_capacity(&mut self, capacity: usize) {
        self.capacity = capacity;
    }

    #[inline]
    fn take(&mut self, now: f64, servers: usize) {
        self.busy += servers;
        self.busy_time.change(now, servers as f64);
    }

    /// Start at once if servers are free and nobody of the same or a higher priority waits; otherwise join the queue. Returns
    /// whether it started.
    #[inline]
    pub fn request(&mut self, now: f64, ticket: T, servers: usize, priority: usize) -> bool {
        let priority = priority.min(PRIORITIES - 1);
        if self.busy + servers <= self.capacity && self.queues[..=priority].iter().all(VecDeque::is_empty) {
            self.take(now, servers);
            return true;
        }
        self.queues[priority].push_back((ticket, servers));
        false
    }

    /// Join the queue of a priority (0 is the most urgent); follow with [`Pool::start_next`].
    #[inline]
    pub fn join(&mut self, ticket: T, servers: usize, priority: usize) {
        self.queues[priority.min(PRIORITIES - 1)].push_back((ticket, servers));
    }

    /// Go to the front of a priority's queue: a ticket that was interrupted and goes on before those that never started.
    pub fn rejoin(&mut self, ticket: T, servers: usize, priority: usize) {
        self.queues[priority.min(PRIORITIES - 1)].push_front((ticket, servers));
    }

    /// Start the next ticket for which there are servers. Tickets that no longer wait, by `waits`, are dropped on the way.
    #[inline]
    pub fn start_next(&mut self, now: f64, mut waits: impl FnMut(T) -> bool) -> Option<T> {
        for queue in &mut self.queues {
            while let Some(&(ticket, servers)) = queue.front() {
                if !waits(ticket) {
                    queue.pop_front();
                    continue;
                }
                if self.busy + servers > self.capacity {
                    return None;
                }
                queue.pop_front();
                self.take(now, servers);
                return Some(ticket);
            }
        }
        None
    }

    /// Give back servers; follow with [`Pool::start_next`] until it gives nothing.
    #[inline]
    pub fn release(&mut self, now: f64, servers: usize) {
        self.busy -= servers;
        self.busy_time.change(now, -(servers as f64));
    }
}
