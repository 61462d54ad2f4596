//! A pool of servers with skills, and a queue for each priority and skill.

use std::collections::VecDeque;

/// A place in a queue: what waits, and how many servers it needs at once.
#[derive(Clone, Copy)]
struct Place<T> {
    /// Order of joining; those put back at the front count downwards from 0.
    order: i64,
    ticket: T,
    servers: u32,
}

struct Server<T> {
    /// A bit for each skill.
    skills: u64,
    here: bool,
    /// Serves only tickets of the highest priority.
    reserve: bool,
    ticket: Option<T>,
}

/// Servers that come and go, each with a set of skills, and the tickets that wait for them.
///
/// A ticket asks for one skill and one or more servers. Tickets are taken by priority (0 is the most urgent), then in order of joining, each
/// by the free servers with the fewest skills, of those the nearest, of those the first. A ticket for several servers that
/// cannot start holds those that are free for it, so that single tickets behind it cannot starve it; while some of its servers are not even
/// here it holds nobody, and those behind it go on.
pub struct Pool<T> {
    servers: Vec<Server<T>>,
    /// Number of skills.
    skills: usize,
    priorities: usize,
    /// Words of a bit set over the servers.
    words: usize,
    /// Free servers by skill; the second half holds the reserve.
    free: Vec<u64>,
    /// Servers free and here.
    idle: usize,
    /// Servers here, free or not, by skill; the second half counts the reserve.
    here: Vec<usize>,
    /// By priority, then skill.
    queues: Vec<VecDeque<Place<T>>>,
    /// Places in all queues.
    places: usize,
    order: i64,
    front: i64,
    /// Whether servers differ in nothing but their number.
    alike: bool,
    chosen: Vec<u32>,
    held: Vec<u64>,
    /// Room for the places passed over in a search, by skill.
    passed: Vec<usize>,
    /// Room for the candidates of a choice.
    candidates: Vec<Candidate>,
}

/// A server that could be chosen: reserve, number of skills, distance, number.
type Candidate = (bool, u32, f64, u32);

impl<T: Copy + PartialEq> Pool<T> {
    /// A pool of `servers` alike, all here, with queues for `priorities` priorities.
    pub fn new(servers: usize, priorities: usize) -> Self {
        let mut pool = Self::with_skills(1, priorities);
        for server in 0..servers {
            pool.add(1, false);
            pool.arrive(server);
        }
        pool
    }

    /// A pool without servers, for tickets that ask for one of up to 64 skills.
    pub fn with_skills(skills: usize, priorities: usize) -> Self {
        let (skills, priorities) = (skills.clamp(1, 64), priorities.max(1));
        Self {
            servers: Vec::new(),
            skills,
            priorities,
            words: 0,
            free: Vec::new(),
            idle: 0,
            here: vec![0; 2 * skills],
            queues: (0..skills * priorities).map(|_| VecDeque::new()).collect(),
            places: 0,
            order: 0,
            front: 0,
            alike: true,
            chosen: Vec::new(),
            held: Vec::new(),
            passed: vec![0; skills],
            candidates: Vec::new(),
        }
    }

    /// Add a server that is not yet here. A server of the reserve takes only tickets of priority 0. Returns its number.
    pub fn add(&mut self, skills: u64, reserve: bool) -> usize {
        self.alike &= !reserve && self.servers.first().is_none_or(|first| first.skills == skills);
        self.servers.push(Server { skills, here: false, reserve, ticket: None });
        let words = self.servers.len().div_ceil(64);
        if words > self.words {
            // Row by row the bits of a skill are followed by one more word.
            let old = std::mem::take(&mut self.free);
            for row in 0..2 * self.skills {
                self.free.extend_from_slice(&old[row * self.words..(row + 1) * self.words]);
                self.free.resize((row + 1) * words, 0);
            }
            self.words = words;
            self.held.resize(words, 0);
        }
        self.servers.len() - 1
    }

    /// Servers here and free.
    pub fn idle(&self) -> usize {
        self.idle
    }

    /// Free servers that could take a ticket of the highest priority.
    pub fn free_for(&self, skill: usize) -> usize {
        let row =
            |row: usize| self.free[row * self.words..(row + 1) * self.words].iter().map(|word| word.count_ones() as usize).sum::<usize>();
        row(skill) + row(self.skills + skill)
    }

    /// Whether a server has a skill.
    pub fn has(&self, server: usize, skill: usize) -> bool {
        self.servers[server].skills >> skill & 1 == 1
    }

    /// Whether a server is here.
    pub fn is_here(&self, server: usize) -> bool {
        self.servers[server].here
    }

    /// What a server is busy with.
    pub fn ticket(&self, server: usize) -> Option<T> {
        self.servers[server].ticket
    }

    /// The servers of the ticket that started last.
    pub fn chosen(&self) -> &[u32] {
        &self.chosen
    }

    #[inline]
    fn set_free(&mut self, server: usize, free: bool) {
        let Server { skills, reserve, .. } = self.servers[server];
        let (word, bit) = (server / 64, 1u64 << (server % 64));
        let first = if reserve { self.skills } else { 0 };
        let mut left = skills;
        // It changes for certain: flip its bit.
        while left != 0 {
            let skill = left.trailing_zeros() as usize;
            self.free[(first + skill) * self.words + word] ^= bit;
            left &= left - 1;
        }
        self.idle = if free { self.idle + 1 } else { self.idle - 1 };
    }

    /// A server comes; follow with [`Pool::start_next`] until it gives nothing.
    pub fn arrive(&mut self, server: usize) {
        if !std::mem::replace(&mut self.servers[server].here, true) {
            self.count(server, true);
            if self.servers[server].ticket.is_none() {
                self.set_free(server, true);
            }
        }
    }

    /// A server leaves. If it is busy it stays so until its ticket is released, and takes no other.
    pub fn leave(&mut self, server: usize) {
        if std::mem::replace(&mut self.servers[server].here, false) {
            self.count(server, false);
            if self.servers[server].ticket.is_none() {
                self.set_free(server, false);
            }
        }
    }

    /// Count a server among those here, or no longer.
    fn count(&mut self, server: usize, here: bool) {
        let Server { skills, reserve, .. } = self.servers[server];
        let first = if reserve { self.skills } else { 0 };
        for skill in (0..self.skills).filter(|skill| skills >> skill & 1 == 1) {
            let sum = &mut self.here[first + skill];
            *sum = if here { *sum + 1 } else { *sum - 1 };
        }
    }

    /// Whether a ticket's servers are all here, free or not: then it is worth holding those that are free for it.
    fn are_here(&self, skill: usize, urgent: bool, servers: u32) -> bool {
        let reserve = if urgent { self.here[self.skills + skill] } else { 0 };
        self.here[skill] + reserve >= servers as usize
    }

    /// The ticket at a place of a queue; those that no longer wait, by `waits`, are dropped on the way.
    #[inline]
    fn waiting_at(&mut self, queue: usize, place: usize, waits: &mut impl FnMut(T) -> bool) -> Option<Place<T>> {
        while let Some(&at) = self.queues[queue].get(place) {
            if waits(at.ticket) {
                return Some(at);
            }
            self.queues[queue].remove(place);
            self.places -= 1;
        }
        None
    }

    #[inline]
    fn take(&mut self, server: usize, ticket: T) {
        self.set_free(server, false);
        self.servers[server].ticket = Some(ticket);
    }

    /// Join the queue of a priority and skill; follow with [`Pool::start_next`].
    #[inline]
    pub fn join(&mut self, ticket: T, servers: u32, skill: usize, priority: usize) {
        self.order += 1;
        self.places += 1;
        self.queues[priority.min(self.priorities - 1) * self.skills + skill].push_back(Place { order: self.order, ticket, servers });
    }

    /// Go to the front: a ticket that was interrupted goes on before those that never started.
    pub fn rejoin(&mut self, ticket: T, servers: u32, skill: usize, priority: usize) {
        self.front -= 1;
        self.places += 1;
        self.queues[priority.min(self.priorities - 1) * self.skills + skill].push_front(Place { order: self.front, ticket, servers });
    }

    /// Start the next ticket for which there are servers; [`Pool::chosen`] names them. Tickets that no longer wait, by `waits`, are dropped on
    /// the way. `distance` of a server decides among those with equally many skills.
    #[inline]
    pub fn start_next(&mut self, mut waits: impl FnMut(T) -> bool, distance: impl Fn(usize, T) -> f64) -> Option<T> {
        if self.places == 0 || self.idle == 0 {
            return None;
        }
        if self.skills == 1 && self.alike {
            return self.start_alike(waits, distance);
        }
        self.held.fill(0);
        for priority in 0..self.priorities {
            let urgent = priority == 0;
            let mut blocked = 0u64;
            // By skill, how many of the first in the queue wait for servers that are not here.
            self.passed.fill(0);
            loop {
                // The place that joined first among the skills that are not blocked.
                let mut next: Option<(Place<T>, usize)> = None;
                for skill in (0..self.skills).filter(|skill| blocked >> skill & 1 == 0) {
                    if let Some(place) = self.waiting_at(priority * self.skills + skill, self.passed[skill], &mut waits)
                        && next.is_none_or(|(first, _)| place.order < first.order)
                    {
                        next = Some((place, skill));
                    }
                }
                let Some((Place { ticket, servers, .. }, skill)) = next else { break };
                if self.choose(skill, urgent, servers as usize, |server| distance(server, ticket)) {
                    return Some(self.start(priority * self.skills + skill, self.passed[skill], ticket));
                }
                if servers > 1 && !self.are_here(skill, urgent, servers) && self.available(skill, urgent) > 0 {
                    self.passed[skill] += 1;
                    continue;
                }
                blocked |= 1 << skill;
                if servers > 1 {
                    for word in 0..self.words {
                        self.held[word] |= self.free[skill * self.words + word];
                    }
                }
            }
        }
        None
    }

    /// The same where all servers are alike: nobody behind a ticket that waits for busy servers can start either.
    #[inline]
    fn start_alike(&mut self, mut waits: impl FnMut(T) -> bool, distance: impl Fn(usize, T) -> f64) -> Option<T> {
        for priority in 0..self.priorities {
            let mut passed = 0;
            while let Some(Place { ticket, servers, .. }) = self.waiting_at(priority, passed, &mut waits) {
                if servers as usize <= self.idle {
                    self.pick_nearest(servers as usize, |server| distance(server, ticket));
                    return Some(self.start(priority, passed, ticket));
                }
                if self.are_here(0, priority == 0, servers) {
                    return None;
                }
                passed += 1;
            }
        }
        None
    }

    /// The servers chosen take a ticket out of its place in a queue.
    #[inline]
    fn start(&mut self, queue: usize, place: usize, ticket: T) -> T {
        self.queues[queue].remove(place);
        self.places -= 1;
        for index in 0..self.chosen.len() {
            self.take(self.chosen[index] as usize, ticket);
        }
        ticket
    }

    /// Free servers with a skill that are not held.
    fn available(&self, skill: usize, urgent: bool) -> usize {
        (0..self.words).map(|word| self.available_in(word, skill, urgent).count_ones() as usize).sum()
    }

    #[inline]
    fn available_in(&self, word: usize, skill: usize, urgent: bool) -> u64 {
        let own = self.free[skill * self.words + word] & !self.held[word];
        if urgent { own | self.free[(self.skills + skill) * self.words + word] } else { own }
    }

    /// Choose among the free servers of a pool in which all are alike.
    #[inline]
    fn pick_nearest(&mut self, servers: usize, distance: impl Fn(usize) -> f64) {
        self.chosen.clear();
        while self.chosen.len() < servers {
            let mut best: Option<(f64, u32)> = None;
            for (index, word) in self.free[..self.words].iter().enumerate() {
                let mut left = *word;
                while left != 0 {
                    let server = index as u32 * 64 + left.trailing_zeros();
                    left &= left - 1;
                    if !self.chosen.contains(&server) {
                        let far = distance(server as usize);
                        if best.is_none_or(|(other, _)| far < other) {
                            best = Some((far, server));
                        }
                        if far == 0.0 {
                            break;
                        }
                    }
                }
                if best.is_some_and(|(far, _)| far == 0.0) {
                    break;
                }
            }
            let Some((_, server)) = best else { return };
            self.chosen.push(server);
        }
    }

    /// Choose free servers with a skill that are not held; whether there are enough.
    fn choose(&mut self, skill: usize, urgent: bool, servers: usize, distance: impl Fn(usize) -> f64) -> bool {
        if self.available(skill, urgent) < servers {
            return false;
        }
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        for index in 0..self.words {
            let mut left = self.available_in(index, skill, urgent);
            while left != 0 {
                let server = index as u32 * 64 + left.trailing_zeros();
                left &= left - 1;
                let Server { skills, reserve, .. } = &self.servers[server as usize];
                candidates.push((*reserve, skills.count_ones(), distance(server as usize), server));
            }
        }
        let rank = |a: &Candidate, b: &Candidate| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)).then(a.3.cmp(&b.3));
        self.chosen.clear();
        if servers == 1 {
            self.chosen.extend(candidates.iter().min_by(|a, b| rank(a, b)).map(|candidate| candidate.3));
        } else {
            candidates.sort_by(rank);
            self.chosen.extend(candidates[..servers].iter().map(|candidate| candidate.3));
        }
        self.candidates = candidates;
        true
    }

    /// Give back one server; follow with [`Pool::start_next`] until it gives nothing.
    #[inline]
    pub fn release(&mut self, server: usize) {
        if self.servers[server].ticket.take().is_some() && self.servers[server].here {
            self.set_free(server, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(pool: &mut Pool<u32>) -> Option<(u32, Vec<u32>)> {
        pool.start_next(|_| true, |_, _| 0.0).map(|ticket| (ticket, pool.chosen().to_vec()))
    }

    #[test]
    fn the_least_versatile_takes_the_job_and_the_versatile_is_kept() {
        let mut pool = Pool::with_skills(2, 1);
        for skills in [0b11, 0b01] {
            let server = pool.add(skills, false);
            pool.arrive(server);
        }
        pool.join(7, 1, 0, 0);
        assert_eq!(start(&mut pool), Some((7, vec![1])));
        pool.join(8, 1, 1, 0);
        assert_eq!(start(&mut pool), Some((8, vec![0])));
        pool.join(9, 1, 0, 0);
        assert_eq!(start(&mut pool), None);
        pool.release(1);
        assert_eq!(start(&mut pool), Some((9, vec![1])));
    }

    #[test]
    fn a_large_ticket_is_not_starved_and_other_skills_go_on() {
        let mut pool = Pool::with_skills(2, 2);
        for skills in [0b01, 0b01, 0b10] {
            let server = pool.add(skills, false);
            pool.arrive(server);
        }
        pool.join(1, 1, 0, 1);
        assert_eq!(start(&mut pool), Some((1, vec![0])));
        pool.join(2, 2, 0, 1);
        pool.join(3, 1, 0, 1);
        pool.join(4, 1, 1, 1);
        assert_eq!(start(&mut pool), Some((4, vec![2])), "another skill is not held up");
        assert_eq!(start(&mut pool), None, "3 does not overtake 2");
        pool.release(0);
        assert_eq!(start(&mut pool), Some((2, vec![0, 1])));
    }

    #[test]
    fn who_waits_for_people_who_are_not_here_holds_up_nobody() {
        for skills in [1, 2] {
            let mut pool = Pool::with_skills(skills, 1);
            for _ in 0..2 {
                pool.add(1, false);
            }
            pool.arrive(0);
            pool.join(1, 2, 0, 0);
            pool.join(2, 1, 0, 0);
            pool.join(3, 1, 0, 0);
            assert_eq!(start(&mut pool), Some((2, vec![0])), "the second of the two is away");
            pool.arrive(1);
            assert_eq!(start(&mut pool), None, "now he is kept for the large ticket");
            pool.release(0);
            assert_eq!(start(&mut pool), Some((1, vec![0, 1])));
            assert_eq!(start(&mut pool), None);
            pool.release(0);
            assert_eq!(start(&mut pool), Some((3, vec![0])));
        }
    }

    #[test]
    fn the_nearest_goes_and_the_reserve_only_for_the_urgent() {
        let mut pool = Pool::with_skills(1, 2);
        for reserve in [true, false, false] {
            let server = pool.add(1, reserve);
            pool.arrive(server);
        }
        let near = |server: usize, _: u32| [1.0, 5.0, 2.0][server];
        for (ticket, priority) in [(1, 1), (2, 1), (3, 1), (4, 0)] {
            pool.join(ticket, 1, 0, priority);
        }
        let mut order = Vec::new();
        while let Some(ticket) = pool.start_next(|_| true, near) {
            order.push((ticket, pool.chosen()[0]));
        }
        assert_eq!(order, [(4, 2), (1, 1)], "own people before the reserve");
        pool.join(5, 1, 0, 0);
        assert_eq!(start(&mut pool), Some((5, vec![0])));
        assert_eq!(start(&mut pool), None);
    }

    #[test]
    fn more_servers_than_a_word_has_bits() {
        let mut pool = Pool::new(130, 1);
        for ticket in 0..131u32 {
            pool.join(ticket, 1, 0, 0);
        }
        for ticket in 0..130 {
            assert_eq!(start(&mut pool), Some((ticket, vec![ticket])));
        }
        assert_eq!(start(&mut pool), None);
        pool.leave(64);
        pool.release(64);
        assert_eq!(start(&mut pool), None);
        pool.arrive(64);
        assert_eq!(start(&mut pool), Some((130, vec![64])));
    }
}
