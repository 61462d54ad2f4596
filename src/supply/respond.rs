//! A unit at work on what comes to it.

use super::{Attendance, Size, Supply, UnitKind};
use crate::random::{Streams, identity};
use crate::scenario::LotKind;
use crate::services::bookings::{self, Pool, PoolLot, Resource};
use crate::services::presence::Presence;
use crate::services::work_orders::{self, Arrivals, TeamLot, TeamSetup};
use crate::services::{Demand, LotDemand, Response, Unwatched, Watcher};

/// What comes to a unit from the lots that are routed to it, in order: the same at every size.
pub struct Coming<'a> {
    unit: usize,
    demand: &'a Demand,
    /// The lots, by their places among the unit's.
    chosen: Vec<usize>,
    work: Work<'a>,
}

enum Work<'a> {
    Jobs(Arrivals<'a>),
    Meals,
    Meetings(Pool<'a>),
    None,
}

impl Supply {
    /// Presence of a unit's people in a replication, for up to `most` people.
    pub fn presence(&self, unit: usize, streams: &Streams, most: usize) -> Option<Attendance> {
        let unit = &self.units[unit];
        let team = &self.scenario.teams[unit.crew.as_ref()?.team];
        let presence = Presence::draw(&self.scenario, team, streams, identity(&unit.name), most);
        let changes = if unit.kind == UnitKind::Workshop { presence.changes(team) } else { Vec::new() };
        Some(Attendance { presence, changes })
    }

    /// What comes to a unit from the lots routed to it (those with `routed`, by the unit's order). Lots not routed have no demand here.
    pub fn coming<'a>(&'a self, unit: usize, routed: &[bool], demand: &'a Demand) -> Coming<'a> {
        let scenario = &*self.scenario;
        let spec = &self.units[unit];
        let chosen: Vec<usize> = (0..spec.lots.len()).filter(|index| routed[*index]).collect();
        let lots = chosen.iter().map(|index| spec.lots[*index]);
        let work = match (spec.kind, &spec.crew) {
            (UnitKind::Workshop, Some(crew)) => {
                let team = &scenario.teams[crew.team];
                let of_team = |lot: usize| match (&scenario.lots[lot].kind, &demand.lots[lot]) {
                    (LotKind::WorkOrders(spec), LotDemand::Jobs(jobs)) => {
                        let trades = std::iter::once(&scenario.lots[lot].trade).chain(spec.then.iter().map(|step| &step.trade));
                        let skills = trades.map(|trade| team.skills.iter().position(|skill| skill == trade).unwrap_or(0)).collect();
                        Some(TeamLot { spec, jobs, site: scenario.lots[lot].site, skills })
                    }
                    _ => None,
                };
                Work::Jobs(Arrivals::new(scenario, team, crew.base, lots.filter_map(of_team).collect()))
            }
            (UnitKind::Kitchen, _) => Work::Meals,
            (UnitKind::Rooms, _) => {
                let of_pool = |lot: usize| match (&scenario.lots[lot].kind, &demand.lots[lot]) {
                    (LotKind::Bookings(bookings), LotDemand::Requests(requests)) => {
                        let skills = if bookings.crew > 0 { self.skill_of(unit, lot) } else { u64::MAX };
                        let ways = spec.rooms.iter().map(|room| scenario.way_to_room(lot, *room)).collect();
                        Some(PoolLot { spec: bookings, ways, requests, uses: spec.uses(bookings), skills })
                    }
                    _ => None,
                };
                Work::Meetings(Pool::new(lots.filter_map(of_pool).collect(), &self.scenario.office))
            }
            (UnitKind::Escorts | UnitKind::Workshop, _) => Work::None,
        };
        Coming { unit, demand, chosen, work }
    }

    /// Play the lots routed to a unit (those with `routed`, by the unit's order) at a size.
    pub fn respond(&self, unit: usize, size: &Size, routed: &[bool], demand: &Demand, presence: Option<&Attendance>) -> Response {
        self.respond_to(&self.coming(unit, routed, demand), size, presence, &mut Unwatched)
    }

    /// Play what comes to a unit at a size with somebody watching; lots are numbered among those routed.
    pub fn respond_to<W: Watcher>(&self, coming: &Coming<'_>, size: &Size, presence: Option<&Attendance>, watcher: &mut W) -> Response {
        let scenario = &*self.scenario;
        let Coming { unit, demand, chosen, work } = coming;
        let spec = &self.units[*unit];
        let months = scenario.calendar.months();
        let people = size.people as usize;
        let played = match (work, &spec.crew) {
            (Work::Jobs(arrivals), Some(crew)) => {
                let team = &scenario.teams[crew.team];
                let changes = presence.map_or(&[][..], |attendance| &attendance.changes);
                let setup = TeamSetup { team, people: team.mix(people), changes };
                work_orders::simulate(scenario, &setup, arrivals, watcher)
            }
            (Work::Meals, _) => self.serve_meals(*unit, people, chosen, demand, presence, watcher),
            (Work::Meetings(pool), _) => {
                let mut crews: Vec<Vec<bookings::Crew>> = vec![Vec::new(); scenario.calendar.days.len()];
                if let (Some(attendance), Some(rota)) = (presence, &self.rotas[*unit]) {
                    let mix = self.mix(*unit, people);
                    let mut kinds = mix.clone();
                    kinds.sort_unstable();
                    kinds.dedup();
                    for skills in kinds {
                        let alike: Vec<bool> = mix.iter().map(|of| *of == skills).collect();
                        attendance.presence.by_turns(rota, &alike, |day, people, spans| {
                            let hours = bookings::Blocks::within(spans.iter().copied());
                            crews[day].push(bookings::Crew { people, skills, hours });
                        });
                    }
                }
                let equipment = spec.equipment.iter().map(|item| Resource::Always(scenario.equipment[*item].count));
                let resources: Vec<Resource<'_>> = [Resource::People(&crews), Resource::Always(0)].into_iter().chain(equipment).collect();
                bookings::simulate(scenario, pool, &self.room_kinds(*unit, size), &resources, watcher)
            }
            (Work::Jobs(_) | Work::None, _) => Response::new(0, months),
        };
        let mut response = Response::new(spec.lots.len(), months);
        response.busy = played.busy;
        response.rooms = played.rooms;
        for (index, rows) in chosen.iter().zip(played.lots) {
            response.lots[*index] = rows;
        }
        response
    }
}
