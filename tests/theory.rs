//! The service models against exact results of queueing theory, through scenario files and the simulation that planners use.
//! Sources: Erlang (1917), Cobham (1954), Pollaczek–Khinchine, Hillier & Lieberman's crew sizing.
//! Each bound is 3.5 standard errors over independent replications, plus what a year's empty start can cost.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{HOURS_A_MONTH, load, lot, round_the_clock};
use houqin::outcome::{Estimate, Summary};
use houqin::plan::Plan;
use houqin::random::{Phase, Streams};
use houqin::replicate::{Silent, play};
use houqin::services::{Demand, LotDemand};
use houqin::supply::Supply;

const PATIENT: &str = "response_within = \"900 weeks\"\noverflow = \"never\"";
const IMPATIENT: &str = "response_within = \"0 minutes\"\noverflow = \"at-deadline\"\nspot_price_per_job = 1";

fn summary(text: &str) -> Summary {
    let scenario = load(text);
    let supply = Supply::new(&scenario);
    let plan = Plan::status_quo(&supply);
    let outcomes = play(&supply, &[&plan], Phase::Evaluation, scenario.run.replications, &Silent);
    Summary::of(&supply, &plan, &outcomes[0])
}

/// Whether an exact value lies within 3.5 standard errors (half-width / 2.02 at 39 degrees) and a relative allowance.
fn agrees(estimate: Estimate, exact: f64, allowance: f64, what: &str) {
    let error = estimate.half_width() / 2.02;
    assert!(
        (estimate.mean - exact).abs() < 3.5 * error + allowance * exact,
        "{what}: {:.5} ± {error:.5} against {exact:.5}",
        estimate.mean
    );
    assert!(error < 0.06 * exact + 1e-9, "{what}: the standard error {error} is too wide to tell anything");
}

fn hours(minutes: Estimate) -> Estimate {
    Estimate { mean: minutes.mean / 60.0, lower: minutes.lower / 60.0, upper: minutes.upper / 60.0 }
}

fn wait_hours(summary: &Summary, lot: usize) -> Estimate {
    hours(summary.lots[lot].wait.unwrap())
}

fn turnaround_hours(summary: &Summary, lot: usize) -> Estimate {
    hours(summary.lots[lot].turnaround.unwrap())
}

#[test]
fn erlang_c_waits() {
    for (servers, rate, exact) in [(1, 0.8, 4.0), (3, 2.4, 1.078_652), (10, 9.0, 0.668_732)] {
        let lots = lot("X", rate, "{ distribution = \"exponential\", mean = 1 }", PATIENT);
        let summary = summary(&round_the_clock(servers, "", &lots, ""));
        // Relaxation takes some 20 to 100 hours of a year of 8,760.
        agrees(wait_hours(&summary, 0), exact, 0.01, &format!("M/M/{servers}"));
        agrees(summary.units[0].overall.unwrap(), rate / f64::from(servers), 0.002, "utilisation");
    }
}

#[test]
fn crew_sizing_by_pollaczek_khinchine() {
    // Breakdowns every 5 hours, repair uniform on 0 to 2m: Wq = λE[S²]/2(1−ρ), E[S²] = 4m²/3.
    for (mean, exact) in [(4.0, 10.6667), (3.0, 3.0), (2.0, 0.8889)] {
        let labour = format!("{{ distribution = \"uniform\", from = 0, to = {} }}", 2.0 * mean);
        let summary = summary(&round_the_clock(1, "", &lot("X", 0.2, &labour, PATIENT), ""));
        agrees(wait_hours(&summary, 0), exact, 0.01, &format!("M/G/1 with mean {mean}"));
    }
}

#[test]
fn cobham_priorities() {
    let labour = "{ distribution = \"exponential\", mean = 1 }";
    let urgent = lot("A", 0.3, labour, &format!("{PATIENT}\nemergency_share = 1.0\nemergency_response_within = \"900 weeks\""));
    let lots = urgent + &lot("B", 0.5, labour, PATIENT);
    let summary = summary(&round_the_clock(1, "", &lots, ""));
    agrees(wait_hours(&summary, 0), 1.142_857, 0.01, "the urgent");
    agrees(wait_hours(&summary, 1), 5.714_286, 0.01, "the others");
}

#[test]
fn preemptive_resume_priorities() {
    let labour = "{ distribution = \"exponential\", mean = 1 }";
    let urgent = lot("A", 0.3, labour, &format!("{PATIENT}\nemergency_share = 1.0\nemergency_response_within = \"900 weeks\""));
    let lots = urgent + &lot("B", 0.5, labour, PATIENT);
    let summary = summary(&round_the_clock(1, "emergencies_interrupt = true", &lots, ""));
    for (lot, exact) in [(0, 1.428_571), (1, 7.142_857)] {
        agrees(turnaround_hours(&summary, lot), exact, 0.01, "time in system");
    }
    // Interrupting changes who waits, not how much is done.
    agrees(summary.units[0].overall.unwrap(), 0.8, 0.002, "utilisation");
}

/// Erlang's loss formula, by recursion.
fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |b, k| load * b / (f64::from(k) + load * b))
}

#[test]
fn erlang_b_overflow_whatever_the_service_distribution() {
    for (servers, load_offered, exact, labour) in [
        (10, 7.0, 0.078_741, "{ distribution = \"lognormal\", mean = 1, cv = 1.2 }"),
        (20, 15.0, 0.045_593, "{ distribution = \"gamma\", mean = 1, cv = 0.6 }"),
        (10, 7.0, 0.078_741, "{ distribution = \"constant\", mean = 1 }"),
    ] {
        let summary = summary(&round_the_clock(servers, "", &lot("X", load_offered, labour, IMPATIENT), ""));
        assert!((erlang_b(servers, load_offered) - exact).abs() < 1e-6);
        let share = summary.outsourced_share;
        agrees(share, exact, 0.002, &format!("M/G/{servers}/{servers}"));
    }
}

#[test]
fn erlang_a_abandonment() {
    // λ 9, μ 1, 8 servers, patience exponential with rate .5.
    let lots = lot(
        "X",
        9.0,
        "{ distribution = \"exponential\", mean = 1 }",
        "response_within = \"900 weeks\"\noverflow = \"when-out-of-patience\"\npatience_hours = { distribution = \"exponential\", mean = 2 }\nspot_price_per_job = 1",
    );
    let summary = summary(&round_the_clock(8, "", &lots, ""));
    agrees(summary.outsourced_share, 0.169_597, 0.002, "abandonment");
    // Work that stays is done: utilisation is the admitted load over the servers.
    agrees(summary.units[0].overall.unwrap(), 9.0 * (1.0 - 0.169_597) / 8.0, 0.002, "utilisation");
}

#[test]
fn a_queue_of_limited_length() {
    // M/M/5/12: λ 6, μ 1, twelve in the system, so seven may wait.
    let lots = lot(
        "X",
        6.0,
        "{ distribution = \"exponential\", mean = 1 }",
        "response_within = \"900 weeks\"\noverflow = \"at-queue-length\"\nqueue_at_most = 7\nspot_price_per_job = 1",
    );
    let summary = summary(&round_the_clock(5, "", &lots, ""));
    agrees(summary.outsourced_share, 0.196_083, 0.002, "blocked");
    agrees(wait_hours(&summary, 0), 0.828_173, 0.01, "wait of the admitted");
}

#[test]
fn repeat_visits_and_parts_add_the_work_they_must() {
    // With chance .2 of each visit to be repeated a job takes 1/(1 − .2) visits of one hour; with chance .5 it takes half an hour's
    // diagnosis more. Load on 10 people: 4 × (1.25 + .25) / 10 = .6.
    let extra = format!(
        "{PATIENT}\nrepeat_visits = {{ share = \"20%\", after_hours = 30 }}\nparts = {{ share = \"50%\", diagnosis_hours = 0.5, wait_hours = {{ distribution = \"exponential\", mean = 20 }} }}"
    );
    let lots = lot("X", 4.0, "{ distribution = \"exponential\", mean = 1 }", &extra);
    let summary = summary(&round_the_clock(10, "", &lots, ""));
    agrees(summary.units[0].overall.unwrap(), 0.6, 0.003, "utilisation");
    // Hardly anybody waits: 1.25 + .25 hours of work, .25 repeats after 30 hours, .5 waits for parts of 20 hours.
    let turnaround = turnaround_hours(&summary, 0).mean;
    let waiting = wait_hours(&summary, 0).mean * 1.75;
    assert!((turnaround - waiting - 19.0).abs() < 0.25, "turnaround {turnaround} h");
}

#[test]
fn steps_in_sequence_make_a_tandem_queue() {
    // Two single people with a trade each: by Burke's theorem both stations are M/M/1, so a job takes 1/(μ₁ − λ) + 1/(μ₂ − λ) hours.
    let extra = format!("{PATIENT}\nthen = [{{ trade = \"Y\", labour_hours = {{ distribution = \"exponential\", mean = 0.8 }} }}]");
    let lots = lot("X", 0.5, "{ distribution = \"exponential\", mean = 1 }", &extra);
    let members = "members = [{ skills = [\"X\"], people = 1 }, { skills = [\"Y\"], people = 1 }]";
    let text = round_the_clock(2, members, &lots, "").replace("skills = [\"X\"]\nbase", "skills = [\"X\", \"Y\"]\nbase");
    let summary = summary(&text);
    agrees(turnaround_hours(&summary, 0), 1.0 / (1.0 - 0.5) + 1.0 / (1.25 - 0.5), 0.01, "time in a tandem");
}

#[test]
fn people_with_all_skills_pool_two_queues_into_one() {
    // Two trades of half the load each. Separate specialists: two M/M/1 at .8; two people who can do both: M/M/2 at .8.
    let labour = "{ distribution = \"exponential\", mean = 1 }";
    let lots = lot("A", 0.8, labour, PATIENT) + &lot("B", 0.8, labour, PATIENT).replace("trade = \"X\"", "trade = \"Y\"");
    let with = |members: &str| {
        let text = round_the_clock(2, members, &lots, "").replace("skills = [\"X\"]\nbase", "skills = [\"X\", \"Y\"]\nbase");
        summary(&text)
    };
    let apart = with("members = [{ skills = [\"X\"], people = 1 }, { skills = [\"Y\"], people = 1 }]");
    let pooled = with("");
    for lot in 0..2 {
        agrees(wait_hours(&apart, lot), 4.0, 0.02, "an M/M/1");
        // Erlang C for 2 servers at load 1.6: P(wait) .711111, Wq = .711111/(2 − 1.6).
        agrees(wait_hours(&pooled, lot), 1.777_778, 0.02, "an M/M/2");
    }
}

#[test]
fn shifts_hand_jobs_over_and_calls_outside_them_are_paid() {
    // Three shifts of eight hours with one person each are one person around the clock: M/M/1 at .5, Wq 1 hour.
    let lots = lot("X", 0.5, "{ distribution = \"exponential\", mean = 1 }", PATIENT);
    let week = |hours: &str| format!("\"Mon-Sun {hours}\"");
    let shifts = format!("shift = [{}, {}, {}]", week("00:00-08:00"), week("08:00-16:00"), week("16:00-24:00"));
    let handover = summary(&round_the_clock(3, "", &lots, "").replace("shift = \"always\"", &shifts));
    agrees(wait_hours(&handover, 0), 1.0, 0.01, "M/M/1 handed over from shift to shift");
    agrees(handover.units[0].overall.unwrap(), 0.5, 0.003, "utilisation over three people's paid time");

    // Emergencies only, day shift 08–20 and two on call at night: half of .1 × 8,760 jobs a year are calls of one hour at 50.
    let urgent = format!("{PATIENT}\nemergency_share = 1.0\nemergency_response_within = \"900 weeks\"");
    let lots = lot("X", 0.1, "{ distribution = \"constant\", mean = 1 }", &urgent);
    let on_call = "on_call = { hours = \"Mon-Sun 00:00-08:00 20:00-24:00\", people = 2, travel_minutes = 0, pay_per_hour = 50 }";
    let text = round_the_clock(3, on_call, &lots, "").replace("shift = \"always\"", "shift = \"Mon-Sun 08:00-20:00\"");
    let calls = summary(&text);
    let pay = calls.line(houqin::outcome::CostLine::Personnel) - 3000.0;
    let exact = 0.1 * 8760.0 / 2.0 * 50.0;
    // Poisson: 40 years of 438 calls have a standard error of 3.3 × 50; handovers at both ends cancel.
    assert!((pay - exact).abs() < 3.5 * 3.4 * 50.0, "pay {pay} against {exact}");
    assert!(wait_hours(&calls, 0).mean < 0.02, "somebody is always there");
}

#[test]
fn planned_jobs_wait_for_all_others_and_are_moved_rather_than_dropped() {
    let labour = "{ distribution = \"exponential\", mean = 1 }";
    let planned = "arrivals = \"planned\"\nresponse_within = \"1 day\"\noverflow = \"never\"";
    let lots = lot("A", 0.6, labour, PATIENT) + &lot("B", 0.2, "{ distribution = \"constant\", mean = 1 }", planned);
    let summary = summary(&round_the_clock(1, "", &lots, ""));
    // Planned work comes evenly: 146 a month to the job, and all of it is done.
    assert!((summary.lots[1].demand - 0.2 * 8760.0).abs() < 1.0);
    assert!((summary.lots[1].in_house - summary.lots[1].demand).abs() < 1e-9);
    assert!(summary.lots[1].in_time.mean < 0.999, "some miss their window");
    // Ordinary jobs wait as the first of two non-preemptive classes: R/(1 − ρ₁), R = (.6 × 2 + .2 × 1)/2 (Cobham; R holds for any arrivals).
    agrees(wait_hours(&summary, 0), 0.7 / 0.4, 0.02, "the ordinary");
}

#[test]
fn the_best_headcount_with_overflow_is_the_exact_one() {
    // cost(c) = c·wage + λ·B(c, a)·fee: a team of c, jobs that find nobody free go to a contractor at once.
    for (load_offered, wage, fee) in [(2.0, 20_000.0, 12.0), (3.0, 9_000.0, 9.0), (1.2, 30_000.0, 40.0)] {
        let lots = lot(
            "X",
            load_offered,
            "{ distribution = \"exponential\", mean = 1 }",
            &IMPATIENT.replace("per_job = 1", &format!("per_job = {fee}")),
        );
        let text = round_the_clock(3, "", &lots, "").replace("personnel = 1000", &format!("personnel = {wage}"));
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
        .replace(
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
