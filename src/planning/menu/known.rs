//! What has been worked out once and is kept.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// What has been worked out so far.
pub(in crate::planning) type Known<K, V> = RwLock<HashMap<K, V>>;

/// What is known of something, or has to be worked out. Two threads may do so at once: they find the same.
pub(in crate::planning) fn known_once<K: Eq + std::hash::Hash, V: Clone>(known: &Known<K, V>, key: K, work_out: impl FnOnce() -> V) -> V {
    let found = known.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    found.unwrap_or_else(|| {
        let fresh = work_out();
        known.write().unwrap_or_else(PoisonError::into_inner).insert(key, fresh.clone());
        fresh
    })
}

/// The same, to be added to apart.
pub(super) fn known_so_far<K: Clone, V: Clone>(known: &Known<K, V>) -> Known<K, V> {
    RwLock::new(known.read().unwrap_or_else(PoisonError::into_inner).clone())
}
