//! The service models against exact results of queueing theory, through scenario files and the simulation that planners use.
//! Sources: Erlang (1917), Cobham (1954), Pollaczek–Khinchine, Hillier & Lieberman's crew sizing.
//! Each bound is 3.5 standard errors over independent replications, plus what a year's empty start can cost.

use crate::common::known::{self, EXPONENTIAL, IMPATIENT, Known, PATIENT, erlang_b, summary, turnaround_hours, wait_hours};
use crate::common::{Edit, HOURS_A_MONTH, load, lot, round_the_clock};
use houqin::random::{Phase, Streams};
use houqin::replicate::Silent;
use houqin::services::{Demand, LotDemand};
use houqin::supply::Supply;

/// Every result of a group within its bounds.
fn reproduced(list: Vec<Known>) {
    for known in list {
        assert!(
            known.agrees(),
            "{}: {:.5} ± {:.5} against {:.5} ({})",
            known.what,
            known.measured.mean,
            known.error(),
            known.expected,
            known.source
        );
    }
}

#[test]
fn erlang_c() {
    reproduced(known::erlang_c(&[]));
}

#[test]
fn crew_sizing_by_pollaczek_khinchine() {
    reproduced(known::crew_sizing(&[]));
}

#[test]
fn priorities_both_ways() {
    reproduced(known::priorities(&[]));
}

#[test]
fn blocking_whatever_the_service_distribution_and_queues_of_limited_length() {
    reproduced(known::blocking(&[]));
}

#[test]
fn erlang_a_abandonment() {
    reproduced(known::abandonment(&[]));
}

#[test]
fn tandem_pooled_and_handed_over() {
    reproduced(known::networks(&[]));
}

#[test]
fn repeat_visits_and_parts_add_the_work_they_must() {
    reproduced(known::repeats_and_parts(&[]));
    let extra = format!(
        "{PATIENT}\nrepeat_visits = {{ share = \"20%\", after_hours = 30 }}\nparts = {{ share = \"50%\", diagnosis_hours = 0.5, wait_hours = {{ distribution = \"exponential\", mean = 20 }} }}"
    );
    let summary = summary(&round_the_clock(10, "", &lot("X", 4.0, EXPONENTIAL, &extra), ""), &[]);
    // Hardly anybody waits: 1.25 + .25 hours of work, .25 repeats after 30 hours, .5 waits for parts of 20 hours.
    let turnaround = turnaround_hours(&summary, 0).mean;
    let waiting = wait_hours(&summary, 0).mean * 1.75;
    assert!((turnaround - waiting - 19.0).abs() < 0.25, "turnaround {turnaround} h");
}

#[test]
fn calls_outside_shifts_are_paid() {
    // Emergencies only, day shift 08–20 and two on call at night: half of .1 × 8,760 jobs a year are calls of one hour at 50.
    let urgent = format!("{PATIENT}\nemergency_share = 1.0\nemergency_response_within = \"900 weeks\"");
    let lots = lot("X", 0.1, "{ distribution = \"constant\", mean = 1 }", &urgent);
    let on_call = "on_call = { hours = \"Mon-Sun 00:00-08:00 20:00-24:00\", people = 2, travel_minutes = 0, pay_per_hour = 50 }";
    let text = round_the_clock(3, on_call, &lots, "").edit("shift = \"always\"", "shift = \"Mon-Sun 08:00-20:00\"");
    let calls = summary(&text, &[]);
    let pay = calls.line(houqin::outcome::CostLine::Personnel) - 3000.0;
    let exact = 0.1 * 8760.0 / 2.0 * 50.0;
    // Poisson: 40 years of 438 calls have a standard error of 3.3 × 50; handovers at both ends cancel.
    assert!((pay - exact).abs() < 3.5 * 3.4 * 50.0, "pay {pay} against {exact}");
    assert!(wait_hours(&calls, 0).mean < 0.02, "somebody is always there");
}

#[test]
fn planned_jobs_wait_for_all_others_and_are_moved_rather_than_dropped() {
    reproduced(known::planned(&[]));
    let planned = "arrivals = \"planned\"\nresponse_within = \"1 day\"\noverflow = \"never\"";
    let lots = lot("A", 0.6, EXPONENTIAL, PATIENT) + &lot("B", 0.2, "{ distribution = \"constant\", mean = 1 }", planned);
    let summary = summary(&round_the_clock(1, "", &lots, ""), &[]);
    // Planned work comes evenly: 146 a month to the job, and all of it is done.
    assert!((summary.lots[1].demand.mean - 0.2 * 8760.0).abs() < 1.0);
    assert!((summary.lots[1].in_house.mean - summary.lots[1].demand.mean).abs() < 1e-9);
    assert!(summary.lots[1].in_time.mean < 0.999, "some miss their window");
}

#[test]
fn the_best_headcount_with_overflow_is_the_exact_one() {
    // cost(c) = c·wage + λ·B(c, a)·fee: a team of c, jobs that find nobody free go to a contractor at once.
    for (load_offered, wage, fee) in [(2.0, 20_000.0, 12.0), (3.0, 9_000.0, 9.0), (1.2, 30_000.0, 40.0)] {
        let lots = lot(
            "X",
            load_offered,
            "{ distribution = \"exponential\", mean = 1 }",
            &IMPATIENT.edit("per_job = 1", &format!("per_job = {fee}")),
        );
        let text = round_the_clock(3, "", &lots, "").edit("personnel = 1000", &format!("personnel = {wage}"));
        let scenario = load(&text);
        let supply = Supply::new(&scenario);
        let Ok((verified, _)) = houqin::run::optimise(&supply, &Silent) else { panic!("a plan exists") };
        let yearly = load_offered * HOURS_A_MONTH * 12.0;
        let cost = |c: u32| f64::from(c) * wage + yearly * erlang_b(c, load_offered) * fee;
        let best = (0..=40).min_by(|a, b| cost(*a).total_cmp(&cost(*b))).unwrap();
        assert_eq!(verified.prediction.plan.people(), best, "load {load_offered}, wage {wage}, fee {fee}");
        assert!(verified.verified, "{:?}", verified.disagreements);
        assert!((verified.prediction.cash - cost(best)).abs() < 0.01 * cost(best));
    }
}

#[test]
fn arrivals_follow_the_profile_and_the_burstiness() {
    let text = round_the_clock(1, "", &lot("X", 0.5, "{ distribution = \"constant\", mean = 0 }", &format!("{PATIENT}\nprofile = \"P\"\nburstiness = 4.0")), "")
        .edit(
            "[[service]]",
            "[[profile]]\nname = \"P\"\nweekdays = [2, 1, 1, 1, 1, 0.5, 0]\nhours = [0, 0, 0, 0, 0, 0, 0, 0, 6, 3, 3, 3, 1, 2, 2, 2, 1, 1, 0, 0, 0, 0, 0, 0]\n[[service]]",
        );
    let scenario = load(&text);
    let years = 150;
    let mut hours = [0.0f64; 24];
    let mut weekdays = [0.0f64; 7];
    let mut monthly = Vec::new();
    for replication in 0..years {
        let demand = Demand::draw(&scenario, &Streams::new(9, Phase::Evaluation, replication));
        let LotDemand::Jobs(jobs) = &demand.lots[0] else { panic!("jobs") };
        let mut months = [0.0; 12];
        for job in jobs {
            hours[(job.arrival / 60.0) as usize % 24] += 1.0;
            let day = &scenario.calendar.days[(job.arrival / 1440.0) as usize];
            weekdays[day.weekday] += 1.0;
            months[day.month] += 1.0;
        }
        assert!(jobs.windows(2).all(|pair| pair[0].arrival <= pair[1].arrival));
        monthly.push(months);
    }
    // Hours within a day are independent of the bursts: a multinomial, so Pearson's χ² with 10 − 1 degrees (23.6 at .5 %).
    let total: f64 = hours.iter().sum();
    let shape = [(8, 6.0), (9, 3.0), (10, 3.0), (11, 3.0), (12, 1.0), (13, 2.0), (14, 2.0), (15, 2.0), (16, 1.0), (17, 1.0)];
    let chi: f64 = shape
        .iter()
        .map(|(hour, weight)| {
            let expected = total * weight / 24.0;
            (hours[*hour] - expected).powi(2) / expected
        })
        .sum();
    assert!(chi < 23.6, "χ² of hours {chi}");
    assert!((0..8).chain(18..24).all(|hour| hours[hour] == 0.0), "nothing arrives where the rate is 0");
    assert_eq!(weekdays[6], 0.0);
    assert!((weekdays[0] / weekdays[1] - 2.0).abs() < 0.1);
    // The mean is what the scenario says: 365 a month; its standard error over 1,800 months of variance 4 × 365 is 0.9.
    let counts: Vec<f64> = monthly.iter().flatten().copied().collect();
    let mean = counts.iter().sum::<f64>() / counts.len() as f64;
    assert!((mean - 365.0).abs() < 3.6, "mean {mean}");
    // Variance over mean within each calendar month (months have different means): 4, with relative error √(2/1800) ≈ 3.3 %.
    let ratio = (0..12)
        .map(|month| {
            let column: Vec<f64> = monthly.iter().map(|months| months[month]).collect();
            let mean = column.iter().sum::<f64>() / column.len() as f64;
            column.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (column.len() - 1) as f64 / mean
        })
        .sum::<f64>()
        / 12.0;
    assert!((ratio - 4.0).abs() < 0.6, "variance over mean {ratio}");
}
