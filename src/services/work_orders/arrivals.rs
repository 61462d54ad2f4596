//! What comes to a team, in the order in which it comes: the same however many people the team has.

use super::{Job, volume};
use crate::calendar::{DAY, WorkingTime};
use crate::scenario::{Scenario, Team, Volume, WorkOrders};

/// A lot as a team sees it.
pub struct TeamLot<'a> {
    /// The lot.
    pub spec: &'a WorkOrders,
    /// Its jobs, in order of arrival.
    pub jobs: &'a [Job],
    /// Its site.
    pub site: usize,
    /// For each step of its jobs, the skill needed (index into the team's skills).
    pub skills: Vec<usize>,
}

/// Days after the horizon's last within which what has come by then is begun, or not at all. A queue that grows without end is thus work undone
/// and not work that is done some day; one that is as long as a week's work is done as it would be if the horizon went on.
const LAST_CALL: f64 = 7.0;

/// A job that comes to a team.
pub(super) struct Arrival {
    /// When, in the team's working minutes.
    pub time: f64,
    /// The last start before it leaves.
    pub latest: f64,
    pub volume: Volume,
    pub lot: u32,
    pub job: u32,
    /// Month of arrival.
    pub month: u32,
}

/// A team's lots, and all their jobs in order of arrival.
pub struct Arrivals<'a> {
    pub(super) lots: Vec<TeamLot<'a>>,
    pub(super) jobs: Vec<Arrival>,
    /// Minutes from each site to each, row by row, for whoever is based at one.
    pub(super) ways: Vec<f64>,
    /// Where the team is based.
    pub(super) base: usize,
}

impl<'a> Arrivals<'a> {
    /// What comes to a team that is based at a site.
    pub fn new(scenario: &Scenario, team: &Team, base: usize, lots: Vec<TeamLot<'a>>) -> Self {
        let (calendar, time) = (&scenario.calendar, &team.time);
        // Each lot's jobs are in order already: a stable sort of the short keys merges them.
        let mut order: Vec<(f64, u32, u32)> = Vec::with_capacity(lots.iter().map(|lot| lot.jobs.len()).sum());
        for (lot_index, lot) in lots.iter().enumerate() {
            order.extend(lot.jobs.iter().enumerate().map(|(job_index, job)| (job.arrival, lot_index as u32, job_index as u32)));
        }
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        let sites = scenario.sites.len();
        let ways: Vec<f64> = (0..sites * sites).map(|pair| scenario.way(pair / sites, pair % sites, base)).collect();
        let last_call = calendar.end() + LAST_CALL * DAY;
        let last_minute = latest_minute(time, last_call);
        let jobs = order
            .into_iter()
            .map(|(_, lot_index, job_index)| {
                let lot = &lots[lot_index as usize];
                let job = &lot.jobs[job_index as usize];
                let latest = if job.leaves < last_call { latest_minute(time, job.leaves) } else { last_minute };
                Arrival {
                    time: time.to_working(job.arrival),
                    latest: latest - ways[base * sites + lot.site],
                    volume: volume(lot.spec, job),
                    lot: lot_index,
                    job: job_index,
                    month: calendar.month_of(job.arrival) as u32,
                }
            })
            .collect();
        Self { lots, jobs, ways, base }
    }
}

/// The last working minute at which somebody can arrive on site and be there by a clock time; just below an opening if
/// the time is closed, since the minute counted there is the next opening's, which comes too late.
fn latest_minute(time: &WorkingTime, clock: f64) -> f64 {
    let (working, open) = time.to_working_minute(clock);
    if open { working } else { working - 1e-6 }
}
