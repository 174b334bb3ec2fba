//! Lists that are made entry by entry while templates take them.

use std::fmt;

use serde::{Serialize, Serializer};

/// As many entries as there are, each made when it is asked for: a list of all
/// episodes of a large archive is never in memory beside its own page.
pub struct Each<'a, T> {
    total: usize,
    make: Box<dyn Fn(usize) -> T + 'a>,
}

impl<'a, T> Each<'a, T> {
    /// So many entries; `make` makes the one at an index.
    pub fn new(total: usize, make: impl Fn(usize) -> T + 'a) -> Self {
        Self { total, make: Box::new(make) }
    }
}

impl<T> fmt::Debug for Each<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} entries", self.total)
    }
}

impl<T: Serialize> Serialize for Each<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq((0..self.total).map(&self.make))
    }
}
