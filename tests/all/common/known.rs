//! Results that no one here chose, and what the simulation that planners use makes of them, through scenario files. The tests and the
//! validation page use the same list.

use houqin::outcome::{Estimate, Outcome, Summary};
use houqin::plan::Plan;
use houqin::random::Phase;
use houqin::replicate::{Silent, play};
use houqin::supply::Supply;
use houqin::trace::Trace;

use super::{Edit, load_with, lot, round_the_clock};

/// A result to reproduce.
pub struct Known {
    /// What is measured.
    pub what: String,
    /// Where the expected value comes from.
    pub source: &'static str,
    pub expected: f64,
    pub measured: Estimate,
    /// What the empty start of the horizon may cost, relative to the expected value.
    pub allowance: f64,
}

impl Known {
    fn new(what: impl Into<String>, source: &'static str, expected: f64, measured: Estimate, allowance: f64) -> Self {
        Self { what: what.into(), source, expected, measured, allowance }
    }

    /// Standard error, from the half-width at 39 degrees of freedom.
    pub fn error(&self) -> f64 {
        self.measured.half_width() / 2.022_69
    }

    /// Whether the measured value is within 3.5 standard errors and the allowance, and the error small enough to tell anything.
    pub fn agrees(&self) -> bool {
        (self.measured.mean - self.expected).abs() < 3.5 * self.error() + self.allowance * self.expected
            && self.error() < 0.06 * self.expected + 1e-9
    }
}

pub const PATIENT: &str = "response_within = \"900 weeks\"\noverflow = \"never\"";
pub const IMPATIENT: &str = "response_within = \"0 minutes\"\noverflow = \"at-deadline\"\nspot_price_per_job = 1";
pub const EXPONENTIAL: &str = "{ distribution = \"exponential\", mean = 1 }";

/// Play today's plan of a scenario.
pub fn summary(text: &str, settings: &[&str]) -> Summary {
    played(text, settings).0
}

fn played(text: &str, settings: &[&str]) -> (Summary, Vec<Outcome>) {
    let scenario = load_with(text, settings);
    let supply = Supply::new(&scenario);
    let plan = Plan::status_quo(&supply);
    let mut outcomes = play(&supply, &[&plan], Phase::Evaluation, scenario.run.replications, &Silent);
    (Summary::of(&supply, &plan, &outcomes[0]), outcomes.swap_remove(0))
}

fn scaled(estimate: Estimate, factor: f64) -> Estimate {
    Estimate { mean: estimate.mean * factor, lower: estimate.lower * factor, upper: estimate.upper * factor }
}

fn complement(estimate: Estimate) -> Estimate {
    Estimate { mean: 1.0 - estimate.mean, lower: 1.0 - estimate.upper, upper: 1.0 - estimate.lower }
}

pub fn wait_hours(summary: &Summary, lot: usize) -> Estimate {
    scaled(summary.lots[lot].wait.unwrap(), 1.0 / 60.0)
}

pub fn turnaround_hours(summary: &Summary, lot: usize) -> Estimate {
    scaled(summary.lots[lot].turnaround.unwrap(), 1.0 / 60.0)
}

fn utilisation(summary: &Summary) -> Estimate {
    summary.units[0].overall.unwrap()
}

/// A lot of emergencies, patient.
fn urgent(name: &str, per_hour: f64, labour: &str) -> String {
    lot(name, per_hour, labour, &format!("{PATIENT}\nemergency_share = 1.0\nemergency_response_within = \"900 weeks\""))
}

pub fn erlang_c(settings: &[&str]) -> Vec<Known> {
    let mut list = Vec::new();
    let source = "Erlang C";
    for (servers, rate, wait, waits) in [(1, 0.8, 4.0, 0.8), (3, 2.4, 1.078_652, 0.647_191), (10, 9.0, 0.668_732, 0.668_732)] {
        let model = format!("M/M/{servers}, λ {rate}, μ 1");
        // In time is whoever is served at once.
        let lots = lot("X", rate, EXPONENTIAL, "response_within = \"0 minutes\"\noverflow = \"never\"");
        let summary = summary(&round_the_clock(servers, "", &lots, ""), settings);
        // Relaxation takes some 20 to 100 hours of a year of 8,760.
        list.push(Known::new(format!("{model}: mean wait, h"), source, wait, wait_hours(&summary, 0), 0.01));
        list.push(Known::new(format!("{model}: share who wait"), source, waits, complement(summary.lots[0].in_time), 0.004));
        let busy = rate / f64::from(servers);
        list.push(Known::new(format!("{model}: utilisation"), "λ/cμ", busy, utilisation(&summary), 0.002));
    }
    list
}

pub fn crew_sizing(settings: &[&str]) -> Vec<Known> {
    // Breakdowns every 5 hours, repair uniform on 0 to 2m: Wq = λE[S²]/2(1−ρ), E[S²] = 4m²/3.
    let measure = |(crew, mean, exact): (u32, f64, f64)| {
        let labour = format!("{{ distribution = \"uniform\", from = 0, to = {} }}", 2.0 * mean);
        let summary = summary(&round_the_clock(1, "", &lot("X", 0.2, &labour, PATIENT), ""), settings);
        let what = format!("Rustbelt, crew of {crew} (repairs of {mean} h): mean wait, h");
        Known::new(what, "Hillier & Lieberman; Pollaczek–Khinchine", exact, wait_hours(&summary, 0), 0.01)
    };
    [(2, 4.0, 32.0 / 3.0), (3, 3.0, 3.0), (4, 2.0, 8.0 / 9.0)].into_iter().map(measure).collect()
}

pub fn priorities(settings: &[&str]) -> Vec<Known> {
    let lots = urgent("A", 0.3, EXPONENTIAL) + &lot("B", 0.5, EXPONENTIAL, PATIENT);
    let waits = summary(&round_the_clock(1, "", &lots, ""), settings);
    let interrupting = summary(&round_the_clock(1, "emergencies_interrupt = true", &lots, ""), settings);
    let (next, resume) = ("Cobham 1954", "preemptive resume, exact");
    vec![
        Known::new("M/M/1, emergencies go next: their mean wait, h", next, 1.142_857, wait_hours(&waits, 0), 0.01),
        Known::new("M/M/1, emergencies go next: mean wait of the others, h", next, 5.714_286, wait_hours(&waits, 1), 0.01),
        Known::new("M/M/1, emergencies interrupt: their time in system, h", resume, 1.428_571, turnaround_hours(&interrupting, 0), 0.01),
        Known::new("M/M/1, emergencies interrupt: the others', h", resume, 7.142_857, turnaround_hours(&interrupting, 1), 0.01),
        // Interrupting changes who waits, not how much is done.
        Known::new("M/M/1, emergencies interrupt: utilisation", "ρ", 0.8, utilisation(&interrupting), 0.002),
    ]
}

/// Erlang's loss formula, by recursion.
pub fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |b, k| load * b / (f64::from(k) + load * b))
}

pub fn blocking(settings: &[&str]) -> Vec<Known> {
    let mut list: Vec<Known> = [
        (10, 7.0, 0.078_741, "{ distribution = \"lognormal\", mean = 1, cv = 1.2 }", "lognormal"),
        (20, 15.0, 0.045_593, "{ distribution = \"gamma\", mean = 1, cv = 0.6 }", "gamma"),
        (10, 7.0, 0.078_741, "{ distribution = \"constant\", mean = 1 }", "constant"),
    ]
    .into_iter()
    .map(|(servers, load, exact, labour, name)| {
        assert!((erlang_b(servers, load) - exact).abs() < 1e-6);
        let summary = summary(&round_the_clock(servers, "", &lot("X", load, labour, IMPATIENT), ""), settings);
        let what = format!("M/G/{servers}/{servers}, load {load}, {name} labour: share that overflows");
        Known::new(what, "Erlang B", exact, summary.outsourced_share, 0.002)
    })
    .collect();
    // M/M/5/12: λ 6, μ 1, twelve in the system, so seven may wait.
    let extra = "response_within = \"900 weeks\"\noverflow = \"at-queue-length\"\nqueue_at_most = 7\nspot_price_per_job = 1";
    let (summary, outcomes) = played(&round_the_clock(5, "", &lot("X", 6.0, EXPONENTIAL, extra), ""), settings);
    let queue: Vec<f64> = outcomes.iter().map(|outcome| outcome.lots[0].wait / 60.0 / 8760.0).collect();
    let source = "birth–death, exact";
    list.push(Known::new("M/M/5/12, λ 6: share that overflows", source, 0.196_083, summary.outsourced_share, 0.002));
    list.push(Known::new("M/M/5/12, λ 6: mean wait of the admitted, h", source, 0.828_173, wait_hours(&summary, 0), 0.01));
    list.push(Known::new("M/M/5/12, λ 6: mean number waiting", source, 3.994_695, Estimate::of(&queue), 0.01));
    list
}

pub fn abandonment(settings: &[&str]) -> Vec<Known> {
    // λ 9, μ 1, 8 servers, patience exponential with rate .5. In time is whoever is served at once.
    let extra = "response_within = \"0 minutes\"\noverflow = \"when-out-of-patience\"\npatience_hours = { distribution = \"exponential\", mean = 2 }\nspot_price_per_job = 1";
    let text = round_the_clock(8, "", &lot("X", 9.0, EXPONENTIAL, extra), "").edit("spot_in_time = \"100%\"", "spot_in_time = \"0%\"");
    let summary = summary(&text, settings);
    let source = "Erlang A (Palm 1957)";
    let name = |what: &str| format!("M/M/8 + exponential patience, λ 9: {what}");
    vec![
        Known::new(name("share that leaves"), source, 0.169_597, summary.outsourced_share, 0.002),
        Known::new(name("share who wait"), source, 0.766_499, complement(summary.lots[0].in_time), 0.004),
        Known::new(name("mean number waiting (from the trace)"), source, 3.052_743, waiting_in_traces(&text), 0.004),
        // Work that stays is done: utilisation is the admitted load over the servers.
        Known::new(name("utilisation"), source, 9.0 * (1.0 - 0.169_597) / 8.0, utilisation(&summary), 0.002),
    ]
}

/// Mean number waiting over a year, including those who leave, from the events of forty traces.
fn waiting_in_traces(text: &str) -> Estimate {
    let scenario = load_with(text, &[]);
    let supply = Supply::new(&scenario);
    let plan = Plan::status_quo(&supply);
    let numbers: Vec<f64> = (0..40)
        .map(|replication| {
            let trace = Trace::of(&supply, &plan, replication);
            let signed = trace.rows.iter().map(|row| match row.what {
                "arrived" => -row.time,
                "on site" | "left" => row.time,
                _ => 0.0,
            });
            signed.sum::<f64>() / scenario.calendar.end()
        })
        .collect();
    Estimate::of(&numbers)
}

pub fn networks(settings: &[&str]) -> Vec<Known> {
    // Two single people with a trade each: by Burke's theorem both stations are M/M/1, so a job takes 1/(μ₁ − λ) + 1/(μ₂ − λ) hours.
    let two_trades = |text: String| text.edit("skills = [\"X\"]\nbase", "skills = [\"X\", \"Y\"]\nbase");
    let apart = "members = [{ skills = [\"X\"], people = 1 }, { skills = [\"Y\"], people = 1 }]";
    let then = format!("{PATIENT}\nthen = [{{ trade = \"Y\", labour_hours = {{ distribution = \"exponential\", mean = 0.8 }} }}]");
    let tandem = summary(&two_trades(round_the_clock(2, apart, &lot("X", 0.5, EXPONENTIAL, &then), "")), settings);
    let exact = 1.0 / (1.0 - 0.5) + 1.0 / (1.25 - 0.5);
    let mut list = vec![Known::new("two trades in sequence: time in system, h", "Burke 1956", exact, turnaround_hours(&tandem, 0), 0.01)];
    // Two trades of half the load each. Separate specialists: two M/M/1 at .8; two people who can do both: M/M/2 at .8, P(wait) .711111.
    let lots = lot("A", 0.8, EXPONENTIAL, PATIENT) + &lot("B", 0.8, EXPONENTIAL, PATIENT).edit("trade = \"X\"", "trade = \"Y\"");
    for (members, exact, what) in [(apart, 4.0, "two specialists"), ("", 1.777_778, "two people with both trades")] {
        let summary = summary(&two_trades(round_the_clock(2, members, &lots, "")), settings);
        for (lot, trade) in ["first", "second"].into_iter().enumerate() {
            let what = format!("{what}: mean wait of the {trade} trade, h");
            list.push(Known::new(what, "Erlang C", exact, wait_hours(&summary, lot), 0.02));
        }
    }
    // Three shifts of eight hours with one person each are one person around the clock: M/M/1 at .5.
    let shifts = "shift = [\"Mon-Sun 00:00-08:00\", \"Mon-Sun 08:00-16:00\", \"Mon-Sun 16:00-24:00\"]";
    let text = round_the_clock(3, "", &lot("X", 0.5, EXPONENTIAL, PATIENT), "").edit("shift = \"always\"", shifts);
    let handover = summary(&text, settings);
    list.push(Known::new("M/M/1 handed over between three shifts: mean wait, h", "Erlang C", 1.0, wait_hours(&handover, 0), 0.01));
    list.push(Known::new("the same: utilisation of paid time", "ρ", 0.5, utilisation(&handover), 0.003));
    list
}

pub fn planned(settings: &[&str]) -> Vec<Known> {
    let planned = "arrivals = \"planned\"\nresponse_within = \"1 day\"\noverflow = \"never\"";
    let lots = lot("A", 0.6, EXPONENTIAL, PATIENT) + &lot("B", 0.2, "{ distribution = \"constant\", mean = 1 }", planned);
    let summary = summary(&round_the_clock(1, "", &lots, ""), settings);
    // The first of two non-preemptive classes: R/(1 − ρ₁), R = (.6 × 2 + .2 × 1)/2; R holds for any arrivals.
    vec![Known::new("planned work waits for the rest: mean wait of the rest, h", "Cobham 1954", 0.7 / 0.4, wait_hours(&summary, 0), 0.02)]
}

pub fn repeats_and_parts(settings: &[&str]) -> Vec<Known> {
    // With chance .2 of each visit to be repeated a job takes 1/(1 − .2) visits of one hour; with chance .5 it takes half an hour's
    // diagnosis more. Load on 10 people: 4 × (1.25 + .25) / 10 = .6.
    let extra = format!(
        "{PATIENT}\nrepeat_visits = {{ share = \"20%\", after_hours = 30 }}\nparts = {{ share = \"50%\", diagnosis_hours = 0.5, wait_hours = {{ distribution = \"exponential\", mean = 20 }} }}"
    );
    let summary = summary(&round_the_clock(10, "", &lot("X", 4.0, EXPONENTIAL, &extra), ""), settings);
    vec![Known::new("repeat visits and parts: utilisation", "geometric visits", 0.6, utilisation(&summary), 0.003)]
}

/// Measures some results under settings of the scenario.
pub type Group = fn(&[&str]) -> Vec<Known>;

/// All groups.
pub const GROUPS: [Group; 8] = [erlang_c, crew_sizing, priorities, blocking, abandonment, networks, planned, repeats_and_parts];
