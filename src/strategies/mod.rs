//! The plans that are compared: today's, the extremes that people argue about, and the optima. Each strategy has a file that says its key, its words, and the rules by which its plan is chosen or whose plan
//! it is; the table of all is below.

mod all_in_house;
mod all_outsourced;
mod custom;
mod ninety_percent;
mod optimum;
mod per_department;
mod settle;
mod status_quo;

use crate::plan::Plan;
use crate::planning::{InBoth, Limit, Menu, PlanningError, Prediction, Rules, StandIn, Verified};

pub use ninety_percent::NINE_TENTHS;
pub use settle::{candidates, settle};

/// The table of all: a line makes a variant and says who answers for it; those of every run stand first, in the order in which they are shown.
macro_rules! strategies {
    (of every run: { $($(#[$doc:meta])* $run:ident => $of_run:path,)+ } beside: { $($(#[$doc_beside:meta])* $beside:ident => $of_beside:path,)+ }) => {
        /// A strategy: a rule that yields a plan for any scenario.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum Strategy {
            $($(#[$doc])* $run,)+
            $($(#[$doc_beside])* $beside,)+
        }

        impl Strategy {
            /// Those of every run, in the order in which they are shown.
            pub const ALL: [Self; [$(stringify!($run)),+].len()] = [$(Self::$run),+];

            /// Who answers for it.
            fn kind(self) -> &'static dyn Kind {
                match self {
                    $(Self::$run => &$of_run,)+
                    $(Self::$beside => &$of_beside,)+
                }
            }
        }
    };
}

strategies! {
    of every run: {
        /// The plan in force.
        StatusQuo => status_quo::StatusQuo,
        /// Own people do what they can; nothing is under contract. How many they are is decided as if nobody else could do it; what they then leave is bought
        /// where that is better than leaving it undone.
        AllInHouse => all_in_house::AllInHouse,
        /// Everything that can be bought is, whatever that costs.
        AllOutsourced => all_outsourced::AllOutsourced,
        /// At least nine tenths by market value are bought.
        NinetyPercent => ninety_percent::NinetyPercent,
        /// Each department plans for itself: teams, contracts and budget of its own.
        PerDepartment => per_department::PerDepartment,
        /// The best plan for all together.
        Optimum => optimum::Optimum,
    }
    beside: {
        /// A plan that the user brings.
        Custom => custom::Custom,
    }
}

impl Strategy {
    /// Stable key for files.
    pub fn key(self) -> &'static str {
        self.kind().key()
    }

    /// What it is called.
    pub fn title(self) -> InBoth {
        self.kind().title()
    }
}

/// All that is asked of a strategy.
trait Kind: Sync {
    /// Its key in files.
    fn key(&self) -> &'static str;

    /// What it is called.
    fn title(&self) -> InBoth;

    /// Its plan, where nobody chooses it.
    fn given(&self, _: &Menu, _: &Verified) -> Option<Plan> {
        None
    }

    /// The rules by which it is chosen, where somebody does.
    fn rules(&self, menu: &Menu) -> Rules {
        Rules::of(menu)
    }

    /// Limits that it does not give up, though it cannot keep all.
    fn keeps(&self) -> &'static [Limit] {
        &[]
    }

    /// What it does where not even that leaves a plan; nothing where it has none then.
    fn out_of_reach(&self, _: &Menu, _: &Rules, _: &mut Known) -> Option<Found> {
        None
    }

    /// What becomes of the plan once its rules have chosen it, with the limits that it gave up; nothing where it stays as it is.
    fn completed(&self, _: &Menu, _: &Rules, _: &Prediction, _: &[Limit]) -> Option<Result<Prediction, PlanningError>> {
        None
    }
}

/// A plan, and the limits that it gave up.
type Found = Result<(Prediction, Vec<Limit>), PlanningError>;

/// A strategy's plan, or why it has none.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Candidate {
    /// The strategy.
    pub strategy: Strategy,
    /// The plan.
    pub plan: Option<Plan>,
    /// What a reader must know.
    pub note: Note,
    #[serde(skip)]
    known: Known,
}

/// What is known of a strategy's plans when the next one is chosen.
#[derive(Clone, Debug, Default)]
struct Known {
    /// Whether nobody chooses it.
    is_given: bool,
    /// Responses that may not stand in for those at the plan's own routing.
    barred: Vec<StandIn>,
    /// What it costs with what goes without.
    cost: Option<f64>,
    /// How much can be bought at all, where it was asked: who buys whole lots asks no team, so that new responses change nothing in it.
    reach: Option<f64>,
    /// Limits that it gave up.
    given_up: Vec<Limit>,
    /// Whether all that it must is known of its responses, so that its plan is chosen in full: before that one near the best does, and it gives up what it gave up
    /// before, unasked whether less would do.
    in_full: bool,
    /// Whether that would find nothing else: it gave up nothing, and is proved as far as is asked though it was chosen soon.
    is_proved: bool,
}

/// What a reader must know of a strategy's plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// Limits of the scenario, or of the strategy, that it does not keep.
    pub limits: Vec<Limit>,
    /// Nine tenths are not bought: they cannot be, and the plan buys as much as can be bought, or fewer are when it is played.
    pub out_of_reach: bool,
    /// People who are paid though no work goes to them.
    pub waiting: u32,
}

impl Note {
    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.limits.is_empty() && !self.out_of_reach && self.waiting == 0
    }

    /// With what shows when the plan is played.
    #[must_use]
    pub fn and(mut self, limits: Vec<Limit>, waiting: u32) -> Self {
        self.waiting = waiting;
        self.limits.extend(limits);
        self.limits = Limit::ALL.into_iter().filter(|limit| self.limits.contains(limit)).collect();
        self
    }
}
