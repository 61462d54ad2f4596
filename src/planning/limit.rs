//! Limits that a planner has set and could take back, by name: the table of all. What is asked of each is answered in its file in `limits`.

/// The table: a line makes a variant, puts it into the list of its kind and says who answers for it. `then` is done with it.
macro_rules! table {
    ($then:ident) => {
        $then! {
            of a year: {
                /// Cash of the year.
                Budget => budget::Budget,
                /// What is spent once.
                OneOff => one_off::OneOff,
                /// Cash of each month.
                PerMonth => per_month::PerMonth,
                /// Cash of each department: its share of the budget, or what it pays today.
                DepartmentShares => department_shares::DepartmentShares,
                /// Shares in time of the lots.
                Standards => standards::Standards,
                /// Own people.
                Quota => quota::Quota,
                /// People redeployed.
                Redeployed => redeployed::Redeployed,
                /// Least share of the work that is bought.
                Outsourced => outsourced::Outsourced,
                /// Most of the contracts' work that one provider has.
                ProviderShare => provider_share::ProviderShare,
                /// Least number of providers.
                Providers => providers::Providers,
                /// Least share of the contracts' work that small firms have.
                SetAside => set_aside::SetAside,
                /// Use of resources.
                Resources => resources::Resources,
                /// Nobody hired beyond today's.
                NewHires => new_hires::NewHires,
                /// Secret work for which no provider is cleared.
                Secrecy => secrecy::Secrecy,
            }
            of a path: {
                /// Places with other bodies in a year.
                RedeployedPerYear => redeployed_per_year::RedeployedPerYear,
                /// How many may be retrained in a year.
                Retrained => retrained::Retrained,
                /// How many may retire before their time in a year.
                Early => early::Early,
                /// How many may be paid to leave in a year.
                Severed => severed::Severed,
                /// Lots that may change sides in a year.
                LotsMoved => lots_moved::LotsMoved,
            }
        }
    };
}
pub(super) use table;

/// The enum and its lists.
macro_rules! names {
    (of a year: { $($(#[$year_doc:meta])* $year:ident => $of_year:path,)+ } of a path: { $($(#[$path_doc:meta])* $path:ident => $of_path:path,)+ }) => {
        /// A limit that a planner has set and could take back.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum Limit {
            $($(#[$year_doc])* $year,)+
            $($(#[$path_doc])* $path,)+
        }

        impl Limit {
            /// Those of a year by itself.
            pub const ALL: [Self; [$(stringify!($year)),+].len()] = [$(Self::$year),+];

            /// Those of a path beside.
            pub const OF_A_PATH: [Self; [$(stringify!($path)),+].len()] = [$(Self::$path),+];
        }
    };
}
table!(names);
