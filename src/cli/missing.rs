//! What an import could not bring.

use std::collections::BTreeMap;
use std::io::Write;

use super::import::tell;

/// What is not there after an import, by the reason.
#[derive(Default)]
pub(super) struct Missing {
    by_reason: BTreeMap<String, Vec<String>>,
    /// Hosts, and how many files failed there in a row.
    pub(super) silent: BTreeMap<String, usize>,
}

impl Missing {
    pub(super) fn add(&mut self, what: String, why: String) {
        self.by_reason.entry(why).or_default().push(what);
    }

    /// Each reason once, with three names.
    pub(super) fn say(&self, err: &mut dyn Write) {
        for (why, what) in &self.by_reason {
            let names: Vec<String> = what.iter().take(3).map(|it| format!("`{it}`")).collect();
            let more = match what.len().saturating_sub(3) {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            tell(err, &format!("missing: {}{more}: {why}", names.join(", ")));
        }
    }
}
