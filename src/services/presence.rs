//! Who of a team is there on which day.

use crate::random::Streams;

/// For each day, how many of the first n people are present, for n up to a most: people are absent independently, each
/// with a stream of their own, so that one more person leaves the others' days as they were.
#[derive(Clone, Debug)]
pub struct Presence {
    /// `present[n][day]`: people present of the first n.
    present: Vec<Vec<u16>>,
}

impl Presence {
    /// Draw the presence of up to `most` people of the team with this identity over `days` days.
    pub fn draw(streams: &Streams, team: u64, absence: f64, most: usize, days: usize) -> Self {
        let mut present = vec![vec![0u16; days]];
        for person in 0..most {
            let mut row = present[person].clone();
            if absence > 0.0 {
                let mut stream = streams.stream("absence", team.wrapping_add(person as u64 * 0x9e37_79b9));
                for day in &mut row {
                    *day += u16::from(stream.uniform() >= absence);
                }
            } else {
                row.iter_mut().for_each(|day| *day += 1);
            }
            present.push(row);
        }
        Self { present }
    }

    /// People present on each day of a team of `people`.
    pub fn of(&self, people: usize) -> &[u16] {
        &self.present[people.min(self.present.len() - 1)]
    }
}
