//! to come
use houqin::stochastic::decompose::{self, Settings};
use houqin::stochastic::sourcing::{Contract, Service, Sourcing};

struct Splitmix(u64);
impl Splitmix {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        (z >> 11) as f64 / (1u64 << 53) as f64
    }
    fn many(&mut self, count: usize, low: f64, width: f64) -> Vec<f64> {
        (0..count).map(|_| low + width * self.unit()).collect()
    }
}

fn instance(replications: usize, seed: u64) -> Sourcing {
    let mut random = Splitmix(seed);
    let n = 48;
    let base = random.many(12, 200.0, 100.0);
    let output = random.many(12, 40.0, 20.0);
    let wage = random.many(12, 2500.0, 1000.0);
    let variable = random.many(12, 3.0, 4.0);
    let fee = random.many(n, 4000.0, 12000.0);
    let price = random.many(n, 50.0, 25.0);
    let reserve = random.many(n, 3.0, 5.0);
    let capacity = random.many(n, 60.0, 120.0);
    let minimum: Vec<f64> = (0..n).map(|k| 4.0 * capacity[k] * (0.5 + 0.5 * random.unit())).collect();
    let spot = random.many(12, 110.0, 30.0);
    let unserved = random.many(12, 250.0, 100.0);
    let services = (0..12)
        .map(|i| Service {
            output: output[i],
            wage: 3.0 * wage[i],
            variable: variable[i],
            spot: spot[i],
            unserved: unserved[i],
            contracts: (4 * i..4 * i + 4)
                .map(|k| Contract { fee: fee[k], price: price[k], reserve: 12.0 * reserve[k], capacity: capacity[k], minimum: minimum[k], shortfall: 0.5 * price[k] })
                .collect(),
        })
        .collect();
    let mut demand = Vec::with_capacity(replications * 144);
    for _ in 0..replications {
        let level = 0.8 + 0.4 * random.unit();
        for (i, base) in base.iter().enumerate() {
            for t in 0..12 {
                let season = 1.0 + 0.3 * (2.0 * std::f64::consts::PI * (t + i) as f64 / 12.0).sin();
                demand.push(base * season * level * (0.6 + 0.8 * random.unit()));
            }
        }
    }
    Sourcing::new(services, 12, 3, 20.0, 2.9e6, demand)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let replications: usize = arguments[1].parse().unwrap();
    let groups: usize = arguments[2].parse().unwrap();
    let gap: f64 = arguments[3].parse().unwrap();
    let program = instance(replications, 42);
    let started = std::time::Instant::now();
    let settings = Settings { gap, groups, ..Settings::default() };
    let solution = if arguments.len() > 4 { houqin::stochastic::blocks::solve(&program, settings) } else { decompose::solve(&program, settings) }.unwrap();
    if arguments.len() > 4 { for r in solution.rounds.iter().rev().take(30).rev() { println!("{:?} {:.5}%", r, (r.best-r.bound)/r.best*100.0); } }
    println!("{:.2} {:.2} rounds {} seconds {:.2}", solution.objective, solution.bound, solution.rounds.len(), started.elapsed().as_secs_f64());
}
