//! Which notes are an episode's. Repositories hold posts, pages of guests and
//! drafts of plans beside them; what they lack tells: a number, audio, a
//! transcript, which the episodes around them have.

use std::collections::{BTreeMap, BTreeSet};

use crate::parse::clues::Sign;

/// What is known of notes and the files that belong to them.
#[derive(Debug, Default)]
pub(super) struct Signs<'a> {
    /// The folder, and what stands before numbers there.
    pub family: (&'a str, String),
    /// What only episodes have, stated.
    pub signs: Vec<Sign>,
    /// A transcript, audio or chapters belong to it.
    pub has_files: bool,
    /// A number in the name or heading, and the season with it.
    pub named: Option<(Option<u32>, u32)>,
    /// A day, stated or in the name.
    pub is_dated: bool,
    /// Settings, a folder of notes or a name say that it is notes.
    pub is_claimed: bool,
    /// It lies in a folder of episodes.
    pub in_episodes: bool,
    /// Front matter has a title to be filled in.
    pub is_blank: bool,
    /// Nothing stands behind the front matter.
    pub is_bare: bool,
    /// The template of another generator that notes are for.
    pub layout: Option<&'a str>,
}

/// What is decided of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They are an episode's.
    Episode,
    /// A blank to be copied.
    Blank,
    /// They lack what those around them have.
    Lacking,
    /// Nothing says that they are an episode's.
    Unclear,
}

/// So many sure episodes tell what an episode has.
const ENOUGH: usize = 3;

/// Decides for all notes of a show which are episodes.
pub(super) fn judge(all: &[Signs<'_>]) -> Vec<Verdict> {
    let mut families: BTreeMap<&(&str, String), Family> = BTreeMap::new();
    for it in all {
        let family = families.entry(&it.family).or_default();
        family.n += 1;
        family.n_strong += usize::from(it.is_strong());
        family.n_sure += usize::from(it.is_strong() || it.named.is_some());
        family.n_stated += usize::from(it.is_stated() || it.named.is_some());
        family.named.extend(it.named);
    }
    let strong = |it: &Signs<'_>| families.get(&it.family).is_some_and(Family::is_strong);
    let n_sure: usize = families.values().filter(|it| it.is_main()).map(|it| it.n_sure).sum();
    let taken: BTreeSet<_> =
        all.iter().filter(|it| it.is_strong() && strong(it)).filter_map(|it| it.named).collect();
    // Notes that speak of others' episodes: `prep-583` of `podcast-583`.
    let is_satellite = |it: &Family| {
        let n_taken = it.named.iter().filter(|it| taken.contains(*it)).count();
        it.n_strong == 0 && !taken.is_empty() && it.named.len() <= n_taken * 2
    };
    let layouts = layouts(all);
    // The page of a tag, a post of another kind.
    let is_other = |it: &Signs<'_>| {
        let is_foreign = || it.layout.is_some_and(|it| !layouts.contains(it));
        (it.is_bare && it.signs.is_empty()) || (!layouts.is_empty() && is_foreign())
    };
    let judge = |it: &Signs<'_>| {
        let is_satellite = || families.get(&it.family).is_some_and(is_satellite);
        if it.is_blank {
            Verdict::Blank
        } else if it.is_season() && ENOUGH <= n_sure {
            Verdict::Lacking
        } else if it.is_strong() || it.is_claimed || (it.named.is_some() && !is_satellite()) {
            Verdict::Episode
        } else if is_other(it) {
            Verdict::Lacking
        } else if ENOUGH <= n_sure {
            // In the folder of the others a weaker sign is enough; and a day
            // is, where those have nothing but transcripts: not all need one.
            let family = families.get(&it.family).filter(|it| it.is_main());
            let is_dated = it.is_dated || it.in_episodes;
            let is_enough =
                |family: &Family| !it.signs.is_empty() || (is_dated && !family.is_defined());
            if family.is_some_and(is_enough) { Verdict::Episode } else { Verdict::Lacking }
        } else if it.is_dated || it.in_episodes {
            Verdict::Episode
        } else {
            Verdict::Unclear
        }
    };
    all.iter().map(judge).collect()
}

/// The layouts of episodes, where nearly all that are sure have one of at most
/// two; else none.
fn layouts<'a>(all: &[Signs<'a>]) -> BTreeSet<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let sure = all.iter().filter(|it| it.is_strong() || it.named.is_some());
    let mut n_sure = 0;
    for it in sure {
        n_sure += 1;
        *counts.entry(it.layout.unwrap_or_default()).or_default() += 1;
    }
    let mut counts: Vec<(usize, &str)> = counts.into_iter().map(|it| (it.1, it.0)).collect();
    counts.sort_unstable();
    let own: Vec<(usize, &str)> = counts.into_iter().rev().take(2).collect();
    let n_own: usize = own.iter().map(|it| it.0).sum();
    let is_telling = ENOUGH + 2 <= n_sure && n_sure * 9 <= n_own * 10;
    if !is_telling || own.iter().any(|it| it.1.is_empty()) {
        return BTreeSet::new();
    }
    own.into_iter().filter(|it| n_sure <= it.0 * 10).map(|it| it.1).collect()
}

impl Signs<'_> {
    /// Whether it has what nothing but an episode has.
    fn is_strong(&self) -> bool {
        self.has_files || self.is_stated()
    }

    /// Whether it is the page of a season, and says nothing else.
    fn is_season(&self) -> bool {
        self.is_bare && self.signs == [Sign::Season] && !self.has_files && !self.is_dated
    }

    fn is_stated(&self) -> bool {
        let is_strong = |it: &Sign| !matches!(it, Sign::Length | Sign::Video | Sign::People);
        self.signs.iter().any(is_strong)
    }
}

#[derive(Debug, Default)]
struct Family {
    n: usize,
    n_strong: usize,
    n_sure: usize,
    n_stated: usize,
    /// Seasons and numbers in names and headings.
    named: Vec<(Option<u32>, u32)>,
}

impl Family {
    fn is_strong(&self) -> bool {
        self.n * 2 <= self.n_strong * 5
    }

    /// Whether numbers or audio tell what its episodes are.
    fn is_defined(&self) -> bool {
        self.n * 2 <= self.n_stated * 5
    }

    fn is_main(&self) -> bool {
        self.n * 2 <= self.n_sure * 5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(folder: &'static str, prefix: &str, number: u32, signs: &[Sign]) -> Signs<'static> {
        Signs {
            family: (folder, prefix.to_owned()),
            named: (0 < number).then_some((None, number)),
            signs: signs.to_vec(),
            is_dated: true,
            ..Signs::default()
        }
    }

    #[test]
    fn posts_among_episodes_lack_what_those_have() {
        let all = [
            of("posts", "podcast", 1, &[Sign::Audio]),
            of("posts", "podcast", 2, &[Sign::Audio]),
            of("posts", "podcast", 3, &[Sign::Audio]),
            of("posts", "podcast", 4, &[]),
            of("posts", "prep", 2, &[]),
            of("posts", "", 0, &[]),
        ];
        use Verdict::{Episode, Lacking};
        assert_eq!(judge(&all), [Episode, Episode, Episode, Episode, Lacking, Lacking]);
    }

    #[test]
    fn another_layout_or_no_body_tells_what_is_no_episode() {
        let with =
            |layout, number, is_bare| Signs { layout, is_bare, ..of("posts", "", number, &[]) };
        let mut all: Vec<_> = (1..7).map(|it| with(Some("podcast"), it, false)).collect();
        all.extend([
            with(Some("letter"), 0, false),
            with(Some("podcast"), 0, true),
            with(Some("letter"), 8, true),
        ]);
        use Verdict::{Episode, Lacking};
        assert_eq!(judge(&all)[5..], [Episode, Lacking, Lacking, Episode]);
    }

    #[test]
    fn the_page_of_a_season_is_no_episode() {
        let mut all: Vec<_> = (1..4).map(|it| of("posts", "", it, &[Sign::Audio])).collect();
        let season = of("seasons", "", 1, &[Sign::Season]);
        all.push(Signs { is_bare: true, is_dated: false, ..season });
        assert_eq!(judge(&all)[3], Verdict::Lacking);
    }

    #[test]
    fn dated_notes_are_episodes_where_nothing_better_is_there() {
        let all = [of("posts", "", 0, &[]), of("posts", "", 0, &[Sign::Audio])];
        assert_eq!(judge(&all), [Verdict::Episode, Verdict::Episode]);
    }
}
