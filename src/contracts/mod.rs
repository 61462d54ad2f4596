//! The law of contracts. Terms are in [`crate::scenario::Offer`]; what follows from them is here, each written once, as functions of plain numbers:
//!
//! - how far a contract is in a month, new or under way, its provider good or poor, failed or not ([`Course`], [`Standing`]);
//! - what of a month's work it does, and what it leaves, and why ([`Standing::parts`]);
//! - what is paid for what it does, and what its work is like ([`deliver`]);
//! - what is due for the month and the year as a whole: fee, minimum purchases, discounts by volume, pay by result ([`settle`]);
//! - who is asked for work, in which order, and when nobody is because it costs more than going without ([`asked`]).
//!
//! Two rooms live by it. `outcome::purchase` plays all contracts of a plan month by month; `planning::bought` plays one lot's work at one outlet over all samples, and rows of the
//! program (`planning::terms`) are made of the same terms.

pub mod asked;
mod course;
mod deliver;
pub mod settle;

pub use asked::{Emergency, typical};
pub use course::{Course, Parts, Standing};
pub use deliver::{Delivery, bad_work, deliver};
