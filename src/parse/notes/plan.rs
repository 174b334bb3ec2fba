//! Which rows of notes without labels are items.
//!
//! Notes are cut into sections at their headings. A heading over rows that are
//! items (links, times, short lines) says what they have in common; a heading
//! over text is an item itself, and the text its body.

use std::ops::Range;

use super::group::{OpeningKind, Openings};
use super::label::is_name;
use super::mode::is_bold;
use super::rows::{Row, heads, rows};
use crate::model::ItemKind;
use crate::parse::markdown::{Block, BlockKind, Line};

/// What a block is to the walk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// Whatever its words make of it.
    #[default]
    Open,
    /// An item, and what follows is its body.
    Title,
    /// A heading over items: no item, and what stood above it is over.
    Group,
    /// For each row whether it is an item.
    Rows(Vec<bool>),
}

/// A heading and what stands below it, down to the next.
struct Section {
    /// The block that is the heading; none for what stands above all of them.
    head: Option<usize>,
    /// Headings have 1 to 6, bold lines 7, lines that open something 8.
    level: u8,
    opening: Option<OpeningKind>,
    body: Range<usize>,
    kind: SectionKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SectionKind {
    /// Groups, sponsors, boilerplate: the walk knows what to do. Times count.
    Known,
    /// Its rows are items.
    Rows,
    /// Its heading is an item, if those of others are; so are its rows, if they
    /// are links.
    Titled,
    /// Lists of words without links below a heading.
    Bullets,
    /// Nothing below it but deeper headings.
    Parent,
}

const EXTRAS: OpeningKind = OpeningKind::Items(ItemKind::Extra);

struct Planner<'b> {
    blocks: &'b [Block],
    rows: Vec<Vec<Row>>,
    /// At least two rows of the notes state a time.
    has_times: bool,
}

/// The roles of all blocks.
pub(super) fn plan(blocks: &[Block], openings: &Openings<'_>) -> Vec<Role> {
    let mut rows: Vec<Vec<Row>> = blocks.iter().map(|it| rows(it, openings)).collect();
    forget_times_of_speech(&mut rows, blocks);
    let in_heads = blocks.iter().filter(|it| matches!(it.kind, BlockKind::Heading(_)));
    let in_heads = in_heads.filter(|it| it.lines.iter().any(|it| it.stated.is_some())).count();
    let n_times = rows.iter().flatten().filter(|it| it.timed).count() + in_heads;
    let planner = Planner { blocks, rows, has_times: 2 <= n_times };
    let mut sections = planner.sections(openings);
    for section in &mut sections {
        section.kind = planner.kind(section);
    }
    planner.settle(&mut sections);
    planner.name_course(&mut sections);
    let mut roles = vec![Role::Open; blocks.len()];
    for section in &sections {
        planner.assign(section, &mut roles);
    }
    roles
}

/// Lines of running text with times in front are no items where many of them
/// are long: they are what somebody said.
fn forget_times_of_speech(rows: &mut [Vec<Row>], blocks: &[Block]) {
    let is_running = |at: usize| blocks[at].kind == BlockKind::Paragraph;
    let timed = || {
        let running = rows.iter().enumerate().filter(|it| is_running(it.0));
        running.flat_map(|it| it.1).filter(|it| it.timed)
    };
    let (n, long) = (timed().count(), timed().filter(|it| it.long).count());
    if n < long * 4 {
        for (_, it) in rows.iter_mut().enumerate().filter(|it| is_running(it.0)) {
            it.iter_mut().for_each(|row| row.timed = false);
        }
    }
}

impl Planner<'_> {
    fn sections(&self, openings: &Openings<'_>) -> Vec<Section> {
        let section = |head, level, opening, from| Section {
            head,
            level,
            opening,
            body: from..from,
            kind: SectionKind::Known,
        };
        let mut sections = vec![section(None, 0, None, 0)];
        for (at, block) in self.blocks.iter().enumerate() {
            let first = block.lines.first();
            // `0:00 Intro` is an item, `Intro` alone is not.
            let is_timed = first.is_some_and(|it| it.stated.is_some());
            let alone = first.filter(|_| block.lines.len() == 1 && !is_timed);
            let opened = alone.and_then(|it| heads(it, openings)).map(|it| it.kind);
            let level = match block.kind {
                BlockKind::Heading(level) => level,
                BlockKind::Paragraph if is_bold(block) => 7,
                BlockKind::Paragraph if opened.is_some() => 8,
                // `Sponsored by us! Look at:` goes on below.
                BlockKind::Paragraph if alone.is_some_and(|it| ends_open(it, openings)) => 8,
                _ => 0,
            };
            if 0 < level {
                // A sponsor's heading names the sponsor: the walk reads it.
                let whole = first.and_then(|it| openings.of(&it.plain())).map(|it| it.kind);
                let sponsor =
                    first.is_some_and(|it| openings.sponsor_behind(&it.plain()).is_some());
                let own = match sponsor {
                    true => Some(OpeningKind::Items(ItemKind::Sponsor)),
                    false => opened.or(whole).or_else(|| {
                        // A heading of every episode is none of this one's items.
                        let is_standing =
                            alone.is_some_and(|it| openings.standing.has_head(&it.plain()));
                        is_standing.then_some(OpeningKind::List)
                    }),
                };
                sections.push(section(Some(at), level, own, at + 1));
            }
            if let Some(last) = sections.last_mut() {
                last.body.end = at + 1;
            }
        }
        self.pass_on(&mut sections);
        sections
    }

    /// What stands below boilerplate is boilerplate, and what stands below
    /// extras is one, unless it opens something of its own. Names of those who
    /// present them may be as large as the heading over all.
    fn pass_on(&self, sections: &mut [Section]) {
        let mut above: Option<(u8, OpeningKind)> = None;
        for section in sections {
            let head = section.head.and_then(|it| self.blocks[it].lines.first());
            let is_person = head.is_some_and(|it| {
                let plain = it.plain();
                let name = plain.trim().trim_end_matches(':');
                is_name(name) && !name.contains(' ')
            });
            let is_group =
                |kind| matches!(kind, OpeningKind::Items(ItemKind::Extra | ItemKind::Joke));
            above = above.filter(|it| it.0 < section.level || (is_person && is_group(it.1)));
            match (above, section.opening) {
                (Some((_, kind)), None) => section.opening = Some(kind),
                (_, Some(OpeningKind::List | OpeningKind::Items(ItemKind::Sponsor)) | None) => {}
                (_, Some(kind)) => above = Some((section.level, kind)),
            }
        }
    }

    fn kind(&self, section: &Section) -> SectionKind {
        match section.opening {
            Some(OpeningKind::List) => return SectionKind::Rows,
            // Lines below a heading of extras are one each, if they are links.
            Some(OpeningKind::Items(ItemKind::Extra)) if !self.has_list(section) => {}
            Some(_) => return SectionKind::Known,
            None => {}
        }
        let all: Vec<Row> = self.rows_in(section).filter(|it| !it.empty).collect();
        if section.opening.is_some() {
            let is_links = 2 <= all.len() && self.is_links(&all, true);
            return if is_links { SectionKind::Rows } else { SectionKind::Known };
        }
        let listed: Vec<Row> = section
            .body
            .clone()
            .filter(|at| self.is_list(*at))
            .flat_map(|at| self.rows[at].iter().copied())
            .filter(|it| it.may_be_item())
            .collect();
        let of =
            |list: &[Row], test: &dyn Fn(&Row) -> bool| list.iter().filter(|it| test(it)).count();
        let linked = of(&all, &|it| it.linked && it.may_be_item());
        let contacts = of(&all, &|it| it.contact);
        if 2 <= contacts && linked <= contacts * 2 && of(&all, &|it| it.timed) == 0 {
            return SectionKind::Known;
        }
        if !all.is_empty() && all.iter().all(|it| it.audio) {
            return SectionKind::Known;
        }
        let timed = of(&all, &|it| it.timed);
        if self.has_times && 0 < timed && all.len() <= timed * 2 {
            return SectionKind::Rows;
        }
        let in_lists = of(&listed, &|it| it.linked || it.timed);
        if self.is_numbered(section) {
            return SectionKind::Titled;
        }
        if 0 < in_lists && listed.len() <= in_lists * 2 && self.starts_with_list(section) {
            return SectionKind::Rows;
        }
        if self.is_links(&all, section.head.is_some()) {
            return SectionKind::Rows;
        }
        if section.body.is_empty() || section.head.is_none() {
            return if section.head.is_none() {
                self.headless(&all, &listed)
            } else {
                SectionKind::Parent
            };
        }
        let only_lists =
            section.body.clone().all(|at| self.is_list(at) || self.rows[at].len() == 1);
        if !listed.is_empty() && only_lists && in_lists == 0 && self.starts_with_list(section) {
            return SectionKind::Bullets;
        }
        SectionKind::Titled
    }

    /// What stands above all headings: lists of links and of words.
    fn headless(&self, all: &[Row], listed: &[Row]) -> SectionKind {
        let linked = listed.iter().filter(|it| it.linked).count();
        let is_list = 2 <= listed.len() && listed.iter().all(|it| it.short);
        let short = all.iter().filter(|it| it.short && !it.opens).count();
        match () {
            () if 0 < linked && listed.len() <= linked * 2 => SectionKind::Rows,
            () if is_list => SectionKind::Bullets,
            () if listed.is_empty() && 4 <= short && all.len() * 3 <= short * 5 => {
                SectionKind::Bullets
            }
            () => SectionKind::Known,
        }
    }

    /// Whether most rows are links with a title: below a heading one will do.
    fn is_links(&self, all: &[Row], headed: bool) -> bool {
        let titled = |it: &&Row| it.is_link && it.linked && it.may_be_item() && !it.contact;
        let links = all.iter().filter(titled).count();
        let n_rows = all.iter().filter(|it| !it.bare && !it.audio && !it.standing).count();
        let least = if headed { 1 } else { 3 };
        least <= links && n_rows * 3 <= links * 5
    }

    /// Decides between headings and rows where both might be items.
    fn settle(&self, sections: &mut [Section]) {
        let count = |sections: &[Section], kind, headed| {
            sections.iter().filter(|it| it.kind == kind && it.head.is_some() == headed).count()
        };
        let lists = count(sections, SectionKind::Bullets, true);
        let titled = count(sections, SectionKind::Titled, true) + lists;
        // One way of writing for all of the notes: where most headings stand
        // over text, links below the others say more about them too.
        let own_rows = |it: &Section| {
            it.kind == SectionKind::Rows
                && it.opening.is_none()
                && it.head.is_some()
                && !self.rows_in(it).any(|row| row.timed)
        };
        let n_rows = sections.iter().filter(|it| own_rows(it)).count();
        // Where the notes begin with their list, what follows is about the show.
        let is_first = |it: &&Section| it.head.is_none() && it.kind == SectionKind::Rows;
        let first = sections.iter().find(is_first).map_or(0, |it| self.n_rows(it));
        if 2 <= titled && n_rows < titled && first < titled {
            for it in sections.iter_mut().filter(|it| own_rows(it)) {
                it.kind = SectionKind::Titled;
            }
        }
        let rows = sections.iter().filter(|it| it.kind == SectionKind::Rows);
        let rows: usize = rows.map(|it| self.n_rows(it)).sum();
        let are_items = 2 <= titled && rows < titled * 3 && first < titled;
        for at in 0..sections.len() {
            let is_parent = sections.get(at + 1).is_some_and(|it| sections[at].level < it.level);
            let section = &mut sections[at];
            let headed = section.head.is_some();
            section.kind = match section.kind {
                // One list is what the episode is about; several below
                // headings say more about these.
                SectionKind::Bullets if headed && (are_items || self.states(section)) => {
                    SectionKind::Titled
                }
                SectionKind::Bullets if !headed && (are_items || 2 <= lists) => SectionKind::Known,
                SectionKind::Bullets if !headed && 0 < rows && !self.has_list(section) => {
                    SectionKind::Known
                }
                SectionKind::Bullets => SectionKind::Rows,
                SectionKind::Parent if are_items && !is_parent => SectionKind::Titled,
                SectionKind::Titled if !are_items && !self.states(section) => SectionKind::Known,
                it => it,
            };
        }
    }

    /// Headings with nothing below them, one after another, are the course of
    /// the episode: the times that stood in front of them are no part of what
    /// they are. Others of their level are items too, and so are words that
    /// elsewhere are boilerplate: `Intro` has its place in a course.
    fn name_course(&self, sections: &mut [Section]) {
        let levels: Vec<u8> = sections.iter().map(|it| it.level).collect();
        let is_leaf = |at: usize| {
            let next = levels.get(at + 1).copied().unwrap_or_default();
            sections[at].head.is_some() && sections[at].body.is_empty() && next <= levels[at]
        };
        let leaves: Vec<bool> = (0..sections.len()).map(is_leaf).collect();
        let open = || sections.iter().enumerate().filter(|it| it.1.opening.is_none());
        let count = |level: u8| open().filter(|it| leaves[it.0] && it.1.level == level).count();
        let Some(level) = (1..=6).max_by_key(|it| (count(*it), 6 - it)) else { return };
        let headed = open().filter(|it| it.1.level == level).count();
        let n = count(level);
        if n < 2 || (n == 2 && n * 2 <= headed) {
            return;
        }
        for (section, is_leaf) in sections.iter_mut().zip(leaves).filter(|it| it.0.level == level) {
            let is_timed =
                section.kind == SectionKind::Rows && self.rows_in(section).any(|it| it.timed);
            match section.opening {
                None if !is_timed => section.kind = SectionKind::Titled,
                Some(OpeningKind::Boilerplate | OpeningKind::List) if is_leaf => {
                    section.kind = SectionKind::Titled
                }
                _ => {}
            }
        }
    }

    fn assign(&self, section: &Section, roles: &mut [Role]) {
        let is_sponsor = section.opening == Some(OpeningKind::Items(ItemKind::Sponsor));
        if let Some(head) = section.head.filter(|_| !is_sponsor) {
            let itself = self.is_linked(section) || self.states(section);
            roles[head] = match section.kind {
                SectionKind::Titled => Role::Title,
                SectionKind::Rows if itself && section.opening.is_none() => Role::Title,
                // Nothing need stand below `1:11:06 The spout`.
                SectionKind::Parent if self.states(section) && section.opening.is_none() => {
                    Role::Title
                }
                // A heading of extras opens their group.
                SectionKind::Rows if section.opening == Some(EXTRAS) => Role::Open,
                SectionKind::Rows | SectionKind::Parent => Role::Group,
                _ if self.states(section) && self.has_times && section.opening.is_none() => {
                    Role::Title
                }
                _ => match section.opening {
                    None => Role::Group,
                    Some(_) => Role::Open,
                },
            };
        }
        let one_liners = self.are_one_liners(section);
        for at in section.body.clone() {
            let rows = &self.rows[at];
            let are_items: Vec<bool> = match section.kind {
                SectionKind::Rows => self.items_in(at, section, one_liners),
                _ if self.has_times => {
                    let n_timed = rows.iter().filter(|it| it.timed).count();
                    rows.iter().map(|it| it.timed && rows.len() <= n_timed * 2).collect()
                }
                _ => Vec::new(),
            };
            if are_items.contains(&true) {
                roles[at] = Role::Rows(are_items);
            }
        }
    }

    /// Which rows of a block are items, where rows are.
    fn items_in(&self, at: usize, section: &Section, one_liners: bool) -> Vec<bool> {
        let rows = &self.rows[at];
        let is_list = self.is_list(at);
        let n_linked = rows.iter().filter(|it| it.linked).count();
        let n_short = rows.iter().filter(|it| it.short || it.linked || it.timed).count();
        // Some links in a list of sentences are all that is meant; in one of
        // short entries they say more about these.
        let few = 0 < n_linked
            && n_linked * 2 < rows.len()
            && n_short < rows.len()
            && section.opening.is_none();
        // Below lines that are items a list of words says more about one.
        let n_timed = rows.iter().filter(|it| it.timed).count();
        let details = is_list
            && n_linked == 0
            && n_timed == 0
            && section.opening.is_none()
            && self.is_lines(section);
        if details {
            return Vec::new();
        }
        rows.iter()
            .map(|it| {
                let counts = match is_list {
                    true => !few || it.linked || it.timed,
                    false => {
                        it.timed
                            || (it.is_link && it.linked && !it.contact && !it.aside)
                            || (it.short
                                && !it.opens
                                && !it.linked
                                && 3 <= rows.len()
                                && rows.len() * 4 <= n_short * 5)
                            || (it.short && one_liners && rows.len() == 1 && !it.opens)
                    }
                };
                counts && it.may_be_item()
            })
            .collect()
    }

    /// Whether the paragraphs of a section are mostly one short line each.
    fn are_one_liners(&self, section: &Section) -> bool {
        let paragraphs =
            section.body.clone().filter(|at| self.blocks[*at].kind == BlockKind::Paragraph);
        let paragraphs: Vec<&Vec<Row>> = paragraphs.map(|at| &self.rows[at]).collect();
        let one = |it: &&&Vec<Row>| it.len() == 1 && it[0].short && !it[0].opens;
        let n = paragraphs.iter().filter(one).count();
        2 <= n && paragraphs.len() * 3 <= n * 5
    }

    /// Whether the items of a section are lines, not entries of lists.
    fn is_lines(&self, section: &Section) -> bool {
        let linked = |at: usize| self.rows[at].iter().any(|it| it.linked || it.timed);
        let body = || section.body.clone();
        body().any(|at| !self.is_list(at) && linked(at))
            && !body().any(|at| self.is_list(at) && linked(at))
    }

    /// Whether a heading is mostly a link.
    fn is_linked(&self, section: &Section) -> bool {
        let lines = section.head.map(|it| self.blocks[it].lines.as_slice()).unwrap_or_default();
        lines.iter().any(|line| {
            let links = line.links_from(0);
            let text: usize = links.iter().map(|it| it.text.trim().len()).sum();
            0 < text && line.plain().trim().len() <= text * 2
        })
    }

    /// Whether a heading has a number in front: `10: Title`, `3. Title`.
    fn is_numbered(&self, section: &Section) -> bool {
        let Some(line) = section.head.and_then(|it| self.blocks[it].lines.first()) else {
            return false;
        };
        let plain = line.plain();
        let text = plain.trim().trim_start_matches('#');
        let rest = text.trim_start_matches(|it: char| it.is_ascii_digit());
        rest.len() < text.len() && rest.starts_with([':', '.', ')']) && rest.len() + 3 >= text.len()
    }

    /// Rows of a section that are worth an item by what they hold.
    fn n_rows(&self, section: &Section) -> usize {
        self.rows_in(section).filter(|row| row.linked || row.timed).count()
    }

    fn rows_in(&self, section: &Section) -> impl Iterator<Item = Row> + '_ {
        section.body.clone().flat_map(|at| self.rows[at].iter().copied())
    }

    fn is_list(&self, at: usize) -> bool {
        self.blocks[at].kind == BlockKind::List
    }

    fn has_list(&self, section: &Section) -> bool {
        section.body.clone().any(|at| self.is_list(at))
    }

    /// Whether a list stands directly below a heading, or below one short line.
    fn starts_with_list(&self, section: &Section) -> bool {
        let first = section.body.clone().find(|at| self.is_list(*at));
        first.is_some_and(|it| it <= section.body.start + 1 || section.head.is_none())
    }

    /// Whether the heading states a time.
    fn states(&self, section: &Section) -> bool {
        let head = section.head.map(|it| &self.blocks[it]);
        head.is_some_and(|it| it.lines.iter().any(|line| line.stated.is_some()))
    }
}

/// Whether a line thanks or names somebody, and ends in a colon.
fn ends_open(line: &Line, openings: &Openings<'_>) -> bool {
    let plain = line.plain();
    let ends = plain.trim_end().ends_with(':');
    ends && openings.of(&plain).is_some_and(|it| it.kind != OpeningKind::List)
}
