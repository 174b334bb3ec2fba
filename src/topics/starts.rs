//! Which of thousands of folded names begin at a place in a text. At most
//! places none does, and a bit or three tell.

/// Bytes by which most places are told.
const HEAD: usize = 4;

/// Bits of the filter, as a power of two.
const BITS: u32 = 16;

/// Folded names in order, and what begins with what.
#[derive(Debug)]
pub(super) struct Starts {
    /// A bit for the hash of each head; shorter names are filled up with
    /// zeros, which no text has.
    filter: Vec<u64>,
    /// For each name the longest other one that it begins with.
    within: Vec<Option<u32>>,
}

impl Starts {
    /// Takes names in ascending order.
    pub(super) fn new(names: &[String]) -> Self {
        let mut starts = Self { filter: vec![0; (1 << BITS) / 64], within: Vec::new() };
        let mut open: Vec<u32> = Vec::new();
        for (place, name) in (0..).zip(names) {
            let bit = bit(head(name.as_bytes(), name.len().min(HEAD)));
            starts.filter[bit / 64] |= 1 << (bit % 64);
            // All that a name begins with stands before it, the last the
            // longest; what it does not begin with, no later one does.
            while open.last().is_some_and(|it| !name.starts_with(&names[*it as usize])) {
                open.pop();
            }
            starts.within.push(open.last().copied());
            open.push(place);
        }
        starts
    }

    /// Calls `each` with the place of every name that a text begins with.
    /// `names` are those that this was made of.
    pub(super) fn each(&self, names: &[String], text: &[u8], mut each: impl FnMut(usize)) {
        if !self.may_begin(text) {
            return;
        }
        // A name that the text begins with stands before the text, and all that
        // stands between the two begins with it.
        let last = names.partition_point(|it| it.as_bytes() <= text).checked_sub(1);
        let mut next = last.and_then(|it| u32::try_from(it).ok());
        while let Some(place) = next {
            if text.starts_with(names[place as usize].as_bytes()) {
                each(place as usize);
            }
            next = self.within[place as usize];
        }
    }

    fn may_begin(&self, text: &[u8]) -> bool {
        (1..=text.len().min(HEAD)).rev().any(|length| {
            let bit = bit(head(text, length));
            self.filter[bit / 64] >> (bit % 64) & 1 == 1
        })
    }
}

/// The first bytes of a text.
fn head(text: &[u8], length: usize) -> u32 {
    match text.first_chunk::<HEAD>() {
        Some(all) => u32::from_le_bytes(*all) & (u32::MAX >> (8 * (HEAD - length))),
        None => text.iter().take(length).rev().fold(0, |all, it| all << 8 | u32::from(*it)),
    }
}

fn bit(head: u32) -> usize {
    (head.wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_where_it_begins() {
        let names = ["ab", "abc", "abcde", "abd", "b", "bcdefg", "bcdx", "ü"];
        let names: Vec<String> = names.iter().map(|it| (*it).to_owned()).collect();
        let starts = Starts::new(&names);
        for text in ["abcdef", "abcd", "abz", "a", "", "bcdefghi", "bcdy", "ab", "üb", "zz"] {
            let mut found = Vec::new();
            starts.each(&names, text.as_bytes(), |it| found.push(names[it].as_str()));
            found.sort_unstable();
            let all = names.iter().map(String::as_str).filter(|it| text.starts_with(it));
            assert_eq!(found, all.collect::<Vec<_>>(), "{text}");
        }
    }
}
