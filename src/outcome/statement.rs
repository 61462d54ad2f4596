//! What a contract comes to: what its provider is paid, line by line, what the contract costs beside, and what is delivered for it.

/// The lines of a contract's statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContractLine {
    /// Fixed fee, for as long as work can be called off; of a contract that saves, its share of the savings with it.
    Fee,
    /// Work called off, at list price.
    CallOffs,
    /// Discount because offers are taken together.
    Bundles,
    /// Discount by volume.
    Rebates,
    /// Minimum purchase that was not used.
    Minimum,
    /// Deducted for work found below specification.
    Deductions,
    /// Deducted or added by the share in time.
    ByResult,
    /// Held back and kept, since the provider failed.
    Retention,
    /// Beside what the provider is paid: purchasing, supervision, reserve, readiness to take back.
    Administration,
    /// Own people who accompany the provider's, or those who stand in for it.
    Escorts,
    /// Paid to others while the provider has failed.
    Emergency,
    /// Changing over: transition, screening, clearance; spread over the horizon.
    Once,
}

impl ContractLine {
    /// All lines, in the order of a statement; first those that the provider is paid.
    pub const ALL: [Self; 12] = [
        Self::Fee,
        Self::CallOffs,
        Self::Bundles,
        Self::Rebates,
        Self::Minimum,
        Self::Deductions,
        Self::ByResult,
        Self::Retention,
        Self::Administration,
        Self::Escorts,
        Self::Emergency,
        Self::Once,
    ];

    /// Stable key for files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fee => "fee",
            Self::CallOffs => "call_offs",
            Self::Bundles => "bundle_discount",
            Self::Rebates => "rebates",
            Self::Minimum => "unused_minimum",
            Self::Deductions => "deductions",
            Self::ByResult => "by_result",
            Self::Retention => "retention_kept",
            Self::Administration => "administration",
            Self::Escorts => "escorts",
            Self::Emergency => "emergency",
            Self::Once => "changing_over",
        }
    }

    /// Whether it is part of what the provider is paid.
    pub fn is_paid(self) -> bool {
        (self as usize) < Self::Administration as usize
    }
}

/// What a provider's failure changes in a mean year of one replication: with it less without it, all else alike.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Consequence {
    /// Cash.
    pub cash: f64,
    /// What going without costs.
    pub unserved: f64,
    /// Share in time of all work.
    pub in_time: f64,
}

/// A contract's year in one replication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    lines: [f64; ContractLine::ALL.len()],
    /// Months a year in which its provider has failed.
    pub failed_months: f64,
    /// What the failure changes.
    pub failure: Consequence,
    /// Market value of the work done under it.
    pub value: f64,
    /// Of it, within the standard.
    pub value_in_time: f64,
}

impl Statement {
    /// What the provider is paid.
    pub fn paid(&self) -> f64 {
        ContractLine::ALL.into_iter().filter(|line| line.is_paid()).map(|line| self[line]).sum()
    }

    /// Multiply everything.
    pub fn scaled(mut self, factor: f64) -> Self {
        self.lines.iter_mut().for_each(|amount| *amount *= factor);
        for amount in [&mut self.failed_months, &mut self.value, &mut self.value_in_time] {
            *amount *= factor;
        }
        self
    }
}

impl std::ops::Index<ContractLine> for Statement {
    type Output = f64;
    fn index(&self, line: ContractLine) -> &f64 {
        &self.lines[line as usize]
    }
}

impl std::ops::IndexMut<ContractLine> for Statement {
    fn index_mut(&mut self, line: ContractLine) -> &mut f64 {
        &mut self.lines[line as usize]
    }
}
