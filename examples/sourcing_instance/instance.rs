//! The sourcing instance: 12 services, 4 contracts each, 12 months, a budget in every replication. Every number comes from one splitmix64
//! stream, so that programs in other languages can make the same instance.

use houqin::stochastic::sourcing::{Contract, Service, Sourcing};

/// Splitmix64 (Steele, Lea and Flood 2014).
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

const SERVICES: usize = 12;
const CONTRACTS: usize = 4;
const MONTHS: usize = 12;

/// The instance with a number of replications.
pub fn instance(replications: usize, seed: u64) -> Sourcing {
    let mut random = Splitmix(seed);
    let all = SERVICES * CONTRACTS;
    let base = random.many(SERVICES, 200.0, 100.0);
    let output = random.many(SERVICES, 40.0, 20.0);
    let wage = random.many(SERVICES, 2500.0, 1000.0);
    let variable = random.many(SERVICES, 3.0, 4.0);
    let fee = random.many(all, 4000.0, 12000.0);
    let price = random.many(all, 50.0, 25.0);
    let reserve = random.many(all, 3.0, 5.0);
    let capacity = random.many(all, 60.0, 120.0);
    let minimum: Vec<f64> = capacity.iter().map(|capacity| 4.0 * capacity * (0.5 + 0.5 * random.unit())).collect();
    let spot = random.many(SERVICES, 110.0, 30.0);
    let unserved = random.many(SERVICES, 250.0, 100.0);
    let contract = |k: usize| Contract {
        fee: fee[k],
        price: price[k],
        reserve: MONTHS as f64 * reserve[k],
        capacity: capacity[k],
        minimum: minimum[k],
        shortfall: 0.5 * price[k],
    };
    let services = (0..SERVICES)
        .map(|i| Service {
            output: output[i],
            wage: 3.0 * wage[i],
            variable: variable[i],
            spot: spot[i],
            unserved: unserved[i],
            contracts: (CONTRACTS * i..CONTRACTS * (i + 1)).map(contract).collect(),
        })
        .collect();
    let mut demand = Vec::with_capacity(replications * SERVICES * MONTHS);
    for _ in 0..replications {
        let level = 0.8 + 0.4 * random.unit();
        for (i, base) in base.iter().enumerate() {
            for t in 0..MONTHS {
                let season = 1.0 + 0.3 * (2.0 * std::f64::consts::PI * (t + i) as f64 / MONTHS as f64).sin();
                demand.push(base * season * level * (0.6 + 0.8 * random.unit()));
            }
        }
    }
    Sourcing::new(services, MONTHS, 3, 20.0, 2.9e6, demand)
}
