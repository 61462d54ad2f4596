//! Combinations in which a key has no effect: whoever wrote it is told.
