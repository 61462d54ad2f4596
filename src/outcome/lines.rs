//! The lines of a cost statement: one table makes the enum, the list of all and their keys. A line's word is in `report::words`, its colour in `report::theme`.

/// A line of the table: what it is of, its name here and its key in files.
macro_rules! lines {
    ($($(#[$doc:meta])* $line:ident => $key:literal,)+) => {
        /// The lines of a cost statement. All of them are cash; what going without costs is kept apart ([`super::Outcome::unserved_cost`]).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum CostLine {
            $($(#[$doc])* $line,)+
        }

        impl CostLine {
            /// All lines, in the order of a statement.
            pub const ALL: [Self; [$($key),+].len()] = [$(Self::$line),+];

            /// Stable key for files.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$line => $key,)+
                }
            }
        }
    };
}

lines! {
    /// Pay of in-house people and all that follows from it.
    Personnel => "personnel",
    /// Materials, tools and ingredients.
    Materials => "materials",
    /// Other cost of in-house people.
    Other => "other",
    /// Overhead on personnel.
    Overhead => "overhead",
    /// Rooms kept.
    Facilities => "facilities",
    /// Energy, water and what else is used in serving.
    Resources => "resources",
    /// Fees, call-offs and unused minimum purchases of contracts.
    Contracts => "contracts",
    /// Work bought without a contract.
    Spot => "spot",
    /// Purchasing and supervising contracts.
    Administration => "administration",
    /// Changing over: transition, redeployment, hiring; spread over the horizon ([`crate::scenario::Scenario::once_a_year`]).
    Conversion => "conversion",
}
