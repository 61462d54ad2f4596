//! The decomposition against programs and optima that others published, and against the extensive form on random ones.

#[path = "../../examples/sourcing_instance/instance.rs"]
mod instance;
#[path = "common/smps.rs"]
mod smps;

use houqin::stochastic::confidence::Gap;
use houqin::stochastic::decompose::{Settings, solve, solve_integer};
use houqin::stochastic::explicit::{Change, Explicit, SecondRow};
use houqin::stochastic::linear::Options;
use houqin::stochastic::sourcing::{Contract, Service, Sourcing};
use houqin::stochastic::{Column, LinearError, LinearProgram, Recourse, Row, TwoStage, blocks, expected_cost};
use rand::{RngExt, SeedableRng};

const INFINITY: f64 = f64::INFINITY;

fn free(cost: f64) -> Column {
    Column { cost, lower: 0.0, upper: INFINITY, integer: false }
}

fn data(name: &str) -> String {
    let path = format!("{}/tests/data/smps/{name}", env!("CARGO_MANIFEST_DIR"));
    String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
}

fn near(found: f64, known: f64, tolerance: f64, what: &str) {
    assert!((found - known).abs() <= tolerance * known.abs(), "{what}: found {found}, known {known}");
}

/// Decomposition and extensive form both give the known optimum.
fn reaches(program: &Explicit, known: f64, tolerance: f64, what: &str) -> Vec<f64> {
    let settings = Settings { gap: 1e-9, ..Settings::default() };
    let solution = solve(program, settings).unwrap();
    near(solution.objective, known, tolerance, what);
    assert!(solution.bound <= solution.objective + 1e-9 * known.abs() && solution.gap() <= 1e-9, "{what}: bound {}", solution.bound);
    near(program.extensive().solve(Options::default()).unwrap().objective, known, tolerance, what);
    solution.x
}

/// Birge and Louveaux, Introduction to Stochastic Programming, section 1.1.
#[test]
fn the_farmer_sows_what_the_book_says() {
    let first = LinearProgram {
        columns: vec![free(150.0), free(230.0), free(260.0)],
        rows: vec![Row { lower: -INFINITY, upper: 500.0, terms: vec![(0, 1.0), (1, 1.0), (2, 1.0)] }],
    };
    // Wheat bought and sold, maize bought and sold, beets sold within and beyond the quota.
    let mut columns = vec![free(238.0), free(-170.0), free(210.0), free(-150.0), free(-36.0), free(-10.0)];
    columns[4].upper = 6000.0;
    let row = |lower, crop, second| SecondRow { lower, upper: INFINITY, first: vec![(crop, 0.0)], second };
    let rows =
        vec![row(200.0, 0, vec![(0, 1.0), (1, -1.0)]), row(240.0, 1, vec![(2, 1.0), (3, -1.0)]), row(0.0, 2, vec![(4, -1.0), (5, -1.0)])];
    let mut program = Explicit::new(first, columns, rows).with_recourse_at_least(-1e7);
    for weather in [1.2, 1.0, 0.8] {
        let yields = [2.5, 3.0, 20.0];
        let changes = (0..3).map(|crop| Change::First { row: crop, column: crop, value: yields[crop] * weather }).collect();
        program.add(1.0 / 3.0, changes);
    }
    let acres = reaches(&program, -108_390.0, 1e-6, "farmer");
    for (acres, known) in acres.iter().zip([170.0, 80.0, 250.0]) {
        near(*acres, known, 1e-6, "acres");
    }
}

/// Louveaux and Smeers 1988.
#[test]
fn power_plants_are_built_as_published() {
    let costs = [10.0, 7.0, 16.0, 6.0];
    let first = LinearProgram {
        columns: costs.map(free).to_vec(),
        rows: vec![
            Row { lower: 12.0, upper: INFINITY, terms: (0..4).map(|plant| (plant, 1.0)).collect() },
            Row { lower: -INFINITY, upper: 120.0, terms: costs.into_iter().enumerate().collect() },
        ],
    };
    let use_of = [[40.0, 24.0, 4.0], [45.0, 27.0, 4.5], [32.0, 19.2, 3.2], [55.0, 33.0, 5.5]];
    let columns = use_of.iter().flatten().map(|cost| free(*cost)).collect();
    let capacity = (0..4).map(|plant| SecondRow {
        lower: -INFINITY,
        upper: 0.0,
        first: vec![(plant, -1.0)],
        second: (0..3).map(|mode| (3 * plant + mode, 1.0)).collect(),
    });
    let demand = (0..3).map(|mode| SecondRow {
        lower: [0.0, 3.0, 2.0][mode],
        upper: INFINITY,
        first: vec![],
        second: (0..4).map(|plant| (3 * plant + mode, 1.0)).collect(),
    });
    let mut program = Explicit::new(first, columns, capacity.chain(demand).collect());
    for (probability, level) in [(0.3, 3.0), (0.4, 5.0), (0.3, 7.0)] {
        program.add(probability, vec![Change::Bounds { row: 4, lower: level, upper: INFINITY }]);
    }
    let x = reaches(&program, 381.853_333_333, 1e-8, "LandS");
    for (x, known) in x.iter().zip([8.0 / 3.0, 4.0, 10.0 / 3.0, 2.0]) {
        near(*x, known, 1e-6, "capacity");
    }
}

#[test]
fn programs_from_files_reach_their_published_optima() {
    let read = |name: &str| smps::base(&data(&format!("{name}.cor")), &data(&format!("{name}.tim")));
    let pgp2 = read("pgp2").with_replications(&data("pgp2.sto"));
    assert_eq!(pgp2.replications(), 576);
    let x = reaches(&pgp2, 447.324_356, 1e-7, "pgp2");
    for (x, known) in x.iter().zip([1.5, 5.5, 5.0, 5.5]) {
        near(*x, known, 1e-6, "pgp2");
    }
    let baa99 = read("baa99").with_replications(&data("baa99.sto")).with_recourse_at_least(-1e4);
    assert_eq!(baa99.replications(), 625);
    let x = reaches(&baa99, -238.778_298, 1e-7, "baa99");
    for (x, known) in x.iter().zip([159.4882, 111.3772]) {
        near(*x, known, 1e-5, "baa99");
    }
}

/// SIZES (Løkketangen and Woodruff 1996; figures of the SIPLIB instances): ten sizes are made in two years, larger ones cut to smaller at a price;
/// what is set up is yes or no in both years, so the extensive form goes to the integer solver. With the figures of the ten-replication file the optima lie .07 % below those published for three and five replications,
/// by the same 155 in both, so that the published files must differ in a detail; hence a tolerance of .1 %, to which nothing else would come near.
#[test]
fn sizes_are_made_at_the_published_cost() {
    const SIZES: usize = 10;
    let demand = [2.5, 7.5, 12.5, 10.0, 35.0, 25.0, 15.0, 12.5, 12.5, 5.0];
    let pairs: Vec<(usize, usize)> = (0..SIZES).flat_map(|from| (0..=from).map(move |to| (from, to))).collect();
    // Columns of a year: set-ups, amounts made, amounts of one size used as another.
    let setup = Column { cost: 453.0, lower: 0.0, upper: 1.0, integer: true };
    let made = (0..SIZES).map(|size| free(748.0 + 10.4 * size as f64));
    let used = pairs.iter().map(|(from, to)| free(if from == to { 0.0 } else { 8.0 }));
    let columns: Vec<Column> = std::iter::repeat_n(setup, SIZES).chain(made).chain(used).collect();
    let of_pairs = |is_in: &dyn Fn(&(usize, usize)) -> bool| -> Vec<(usize, f64)> {
        (0..pairs.len()).filter(|index| is_in(&pairs[*index])).map(|index| (2 * SIZES + index, 1.0)).collect()
    };
    let met = |size: usize| of_pairs(&|(_, to)| *to == size);
    let taken = |size: usize| of_pairs(&|(from, _)| *from == size).into_iter().chain([(SIZES + size, -1.0)]).collect::<Vec<_>>();
    let set_up = |size: usize| vec![(SIZES + size, 1.0), (size, -201.0)];
    let capacity: Vec<(usize, f64)> = (0..SIZES).map(|size| (SIZES + size, 1.0)).collect();
    let most = |upper: f64, terms: Vec<(usize, f64)>| Row { lower: -INFINITY, upper, terms };
    let mut rows: Vec<Row> = (0..SIZES).map(|size| Row { lower: demand[size], upper: INFINITY, terms: met(size) }).collect();
    rows.extend((0..SIZES).flat_map(|size| [most(0.0, taken(size)), most(0.0, set_up(size))]));
    rows.push(most(200.0, capacity.clone()));
    let first = LinearProgram { columns: columns.clone(), rows };
    let second = |lower, upper, first, second| SecondRow { lower, upper, first, second };
    // What the first year leaves may be used in the second.
    let mut rows: Vec<SecondRow> = (0..SIZES).map(|size| second(demand[size], INFINITY, vec![], met(size))).collect();
    rows.extend((0..SIZES).map(|size| second(-INFINITY, 0.0, taken(size), taken(size))));
    rows.extend((0..SIZES).map(|size| second(-INFINITY, 0.0, vec![], set_up(size))));
    rows.push(second(-INFINITY, 200.0, vec![], capacity));
    let program = Explicit::new(first, columns, rows);
    for (levels, known) in [(&[0.7, 1.0, 1.3][..], 224_433.67), (&[0.6, 0.8, 1.0, 1.2, 1.4], 224_486.0)] {
        let mut program = program.clone();
        for level in levels {
            let changes = (0..SIZES).map(|size| Change::Bounds { row: size, lower: demand[size] * level, upper: INFINITY });
            program.add(1.0 / levels.len() as f64, changes.collect());
        }
        let found = program.extensive().solve(Options { gap: 5e-4, seconds: 100.0 }).unwrap();
        assert!(!found.stopped && found.bound >= found.objective * (1.0 - 5e-4), "{} {}", found.objective, found.bound);
        near(found.objective, known, 1e-3, "SIZES");
    }
}

/// The order is the quantile of demand at (price − cost) / (price − salvage).
#[test]
fn the_newsvendor_orders_the_quantile() {
    let (price, cost, salvage) = (10.0, 6.0, 1.0);
    let first = LinearProgram { columns: vec![free(cost)], rows: vec![] };
    let rows = vec![
        SecondRow { lower: 0.0, upper: 0.0, first: vec![(0, -1.0)], second: vec![(0, 1.0), (1, 1.0)] },
        SecondRow { lower: -INFINITY, upper: 0.0, first: vec![], second: vec![(0, 1.0)] },
    ];
    let n = 500;
    let mut program = Explicit::new(first, vec![free(-price), free(-salvage)], rows).with_recourse_at_least(-1e6);
    // Demand exponential with mean 100, by its quantiles.
    let demand: Vec<f64> = (0..n).map(|k| -100.0 * (1.0 - (f64::from(k) + 0.5) / f64::from(n)).ln()).collect();
    for demand in &demand {
        program.add(1.0 / f64::from(n), vec![Change::Bounds { row: 1, lower: -INFINITY, upper: *demand }]);
    }
    let ratio: f64 = (price - cost) / (price - salvage);
    let known = demand[(ratio * f64::from(n)).ceil() as usize - 1];
    let order = solve(&program, Settings { gap: 1e-10, ..Settings::default() }).unwrap().x[0];
    near(order, known, 1e-6, "order");
    near(order, -100.0 * (1.0 - ratio).ln(), 5e-3, "order against the distribution");
}

/// The interval of Mak, Morton and Wood covers the true gap of a newsvendor, which is a formula, at least as often as it says, and is not
/// so wide that it says nothing.
#[test]
fn the_gap_interval_covers_the_true_gap() {
    let (price, cost, salvage, mean) = (10.0, 6.0, 1.0, 100.0);
    // Expected loss of an order when demand is exponential.
    let loss = |order: f64| {
        let sold = mean * (1.0 - (-order / mean).exp());
        cost * order - price * sold - salvage * (order - sold)
    };
    let best = -mean * (1.0 - (price - cost) / (price - salvage)).ln();
    let candidate = 1.4 * best;
    let truth = loss(candidate) - loss(best);
    let mut random = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(11);
    let (experiments, batches, samples) = (1000, 10, 50);
    let (mut covered, mut total) = (0, 0.0);
    for _ in 0..experiments {
        let gaps: Vec<f64> = (0..batches)
            .map(|_| {
                let mut demand: Vec<f64> = (0..samples).map(|_| -mean * (1.0 - random.random_range(0.0..1.0f64)).ln()).collect();
                demand.sort_by(f64::total_cmp);
                let on = |order: f64| {
                    let one = |demand: &f64| cost * order - price * demand.min(order) - salvage * (order - demand).max(0.0);
                    demand.iter().map(one).sum::<f64>() / f64::from(samples)
                };
                let at = ((price - cost) / (price - salvage) * f64::from(samples)).ceil() as usize - 1;
                on(candidate) - on(demand[at])
            })
            .collect();
        let gap = Gap::of(&gaps, 0.95);
        covered += u32::from(gap.upper >= truth);
        total += gap.upper;
    }
    let share = f64::from(covered) / f64::from(experiments);
    let error = (0.95 * 0.05 / f64::from(experiments)).sqrt();
    assert!(share >= 0.95 - 3.0 * error, "covered {share}");
    assert!(total / f64::from(experiments) < 3.0 * truth, "mean bound {} of a gap of {truth}", total / f64::from(experiments));
}

#[test]
fn programs_without_an_answer_say_so() {
    let settings = Settings::default();
    let build = |cost: f64, upper: f64, row: SecondRow| {
        let first = LinearProgram { columns: vec![Column { cost, lower: 0.0, upper, integer: true }], rows: vec![] };
        let mut program = Explicit::new(first, vec![free(1.0)], vec![row]);
        program.add(1.0, vec![]);
        program
    };
    let nothing = SecondRow { lower: 0.0, upper: INFINITY, first: vec![], second: vec![(0, 1.0)] };
    assert!(matches!(solve(&build(-1.0, INFINITY, nothing.clone()), settings), Err(LinearError::Unbounded)));
    // x must be at least 5 for the recourse to exist, and may be at most 4, or may be 6.
    let five = SecondRow { lower: 5.0, upper: INFINITY, first: vec![(0, 1.0)], second: vec![] };
    assert!(matches!(solve(&build(1.0, 4.0, five.clone()), settings), Err(LinearError::Infeasible)));
    assert!(matches!(solve_integer(&build(1.0, 4.0, five.clone()), settings), Err(LinearError::Infeasible)));
    near(solve(&build(1.0, 6.0, five.clone()), settings).unwrap().objective, 5.0, 1e-9, "least x with recourse");
    near(solve_integer(&build(1.0, 6.0, SecondRow { lower: 4.5, ..five }), settings).unwrap().objective, 5.0, 1e-9, "least whole x");
}

/// Optima on which HiGHS and Clarabel agree, on the extensive form.
#[test]
fn the_sourcing_instance_has_its_known_optima() {
    let settings = Settings { gap: 2e-7, ..Settings::default() };
    for (replications, known) in [(10, 2_461_342.17), (100, 2_430_348.09)] {
        let solution = solve(&instance::instance(replications, 42), settings).unwrap();
        near(solution.objective, known, 3e-7, "relaxation");
    }
    let whole = blocks::solve(&instance::instance(10, 42), Settings { gap: 1e-5, ..settings }).unwrap();
    near(whole.objective, 2_473_655.67, 1e-8, "integer");
    assert!(whole.gap() <= 1e-5 && whole.bound <= 2_473_655.67 * (1.0 + 1e-8));
    let hundred = blocks::solve(&instance::instance(100, 42), Settings { gap: 1e-4, ..settings }).unwrap();
    assert!(hundred.objective <= 2_440_818.0 && hundred.gap() <= 1e-4, "{} {}", hundred.objective, hundred.bound);
}

/// A small sourcing program with everything that may happen in it: ties, contracts without a minimum, none at all, budgets that bind or break.
fn small(random: &mut rand_xoshiro::Xoshiro256PlusPlus) -> Sourcing {
    let services = (0..random.random_range(1..=3))
        .map(|_| Service {
            output: random.random_range(1.0..5.0),
            wage: random.random_range(5.0..30.0),
            variable: random.random_range(0.0..3.0),
            spot: random.random_range(8.0..15.0),
            unserved: random.random_range(5.0..40.0),
            contracts: (0..random.random_range(0..=3))
                .map(|_| Contract {
                    fee: random.random_range(0.0..20.0),
                    price: f64::from(random.random_range(3..9)),
                    reserve: random.random_range(0.0..3.0),
                    capacity: random.random_range(2.0..10.0),
                    minimum: random.random_range(0.0..30.0),
                    shortfall: random.random_range(0.0..6.0),
                })
                .collect(),
        })
        .collect::<Vec<_>>();
    let (periods, replications) = (random.random_range(1..=6), random.random_range(1..=4));
    let demand: Vec<f64> = (0..replications * services.len() * periods).map(|_| random.random_range(0.0..14.0)).collect();
    let budget = random.random_range(30.0..250.0) * services.len() as f64;
    Sourcing::new(services, periods, 2, 4.0, budget, demand)
}

fn point(program: &Sourcing, random: &mut rand_xoshiro::Xoshiro256PlusPlus) -> Vec<f64> {
    let first = program.first_stage();
    let mut x: Vec<f64> = first.columns.iter().map(|column| column.upper * random.random_range(0.0..1.0)).collect();
    // Corners are where duals are many.
    x.iter_mut().filter(|_| random.random_range(0..3) == 0).for_each(|x| *x = if *x < 0.5 { 0.0 } else { x.round() });
    x
}

/// Merit order, augmenting paths and tangents give what a linear program gives, and slopes that are slopes.
#[test]
fn the_recourse_of_sourcing_equals_a_linear_program() {
    let mut random = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(4);
    let (mut bound, mut broken) = (0, 0);
    for case in 0..400 {
        let program = small(&mut random);
        let explicit = program.explicit();
        let (x, other) = (point(&program, &mut random), point(&program, &mut random));
        let mut slope = vec![0.0; x.len()];
        let mut slope_of_lp = vec![0.0; x.len()];
        for replication in 0..program.replications() {
            let ours = program.recourse(replication, &x, &mut slope).unwrap();
            let theirs = explicit.recourse(replication, &x, &mut slope_of_lp).unwrap();
            let step: f64 = slope.iter().zip(&other).zip(&x).map(|((slope, other), x)| slope * (other - x)).sum();
            match (ours, theirs) {
                (Recourse::Value(ours), Recourse::Value(theirs)) => {
                    assert!((ours - theirs).abs() <= 1e-6 * (1.0 + theirs.abs()), "case {case}: {ours} against {theirs}");
                    if let Recourse::Value(there) = explicit.recourse(replication, &other, &mut slope_of_lp).unwrap() {
                        assert!(there >= ours + step - 1e-6 * (1.0 + there.abs()), "case {case}: plane above the truth");
                    }
                    bound += usize::from(program.price_of_budget(replication, &x) != Some(0.0));
                }
                (Recourse::Infeasible(excess), Recourse::Infeasible(_)) => {
                    broken += 1;
                    assert!(excess > 0.0);
                    if let Recourse::Value(_) = explicit.recourse(replication, &other, &mut slope_of_lp).unwrap() {
                        assert!(excess + step <= 1e-6 * (1.0 + excess), "case {case}: a point with recourse is cut off");
                    }
                }
                (ours, theirs) => panic!("case {case}: {ours:?} against {theirs:?}"),
            }
        }
    }
    assert!(bound > 50 && broken > 20, "budgets bind in {bound} and break in {broken} cases: too few to test");
}

/// On random programs the decomposition, its integer methods and the extensive form agree.
#[test]
fn decomposition_equals_the_extensive_form() {
    let mut random = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(7);
    let mut solved = 0;
    for case in 0..40 {
        let program = small(&mut random);
        let extensive = program.explicit().extensive();
        let Ok(relaxed) = extensive.relaxed().solve(Options::default()) else {
            panic!("a plan without people or contracts always exists");
        };
        let settings = Settings { gap: 1e-8, ..Settings::default() };
        let ours = solve(&program, settings).unwrap();
        near(ours.objective, relaxed.objective, 1e-6, &format!("case {case}, relaxed"));
        let whole = extensive.solve(Options::default()).unwrap().objective;
        let lazy = solve_integer(&program, settings).unwrap();
        near(lazy.objective, whole, 1e-6, &format!("case {case}, lazy rounds"));
        assert!(lazy.bound <= whole * (1.0 + 1e-6) + 1e-6, "case {case}: bound {} above {whole}", lazy.bound);
        let priced = blocks::solve(&program, Settings { gap: 1e-5, ..settings }).unwrap();
        assert!(priced.bound <= whole * (1.0 + 1e-6) + 1e-6, "case {case}: bound {} above {whole}", priced.bound);
        assert!(priced.objective >= whole * (1.0 - 1e-6) - 1e-6, "case {case}: {} below {whole}", priced.objective);
        near(expected_cost(&program, &priced.x).unwrap(), priced.objective, 1e-9, "what the plan costs");
        assert!(program.first_stage().violation(&priced.x) <= 1e-6);
        solved += usize::from(priced.gap() <= 1e-4);
    }
    assert_eq!(solved, 40, "the gap is closed in {solved} of 40");
}

/// The answer does not depend on the number of threads.
#[test]
fn threads_do_not_change_the_answer() {
    let program = instance::instance(40, 1);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| blocks::solve(&program, Settings { gap: 1e-3, ..Settings::default() }).unwrap())
    };
    let (one, three) = (on(1), on(3));
    assert_eq!(one.x, three.x);
    assert_eq!((one.objective, one.bound), (three.objective, three.bound));
}
