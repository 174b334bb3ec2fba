//! What a line of a transcript begins with: a time, a name, or both, in either
//! order and however they are set off.
//!
//! `[0:12] Ann: text`, `Ann Lee (0:12):`, `**Ann** [0:12]`, `__Ann__: text`,
//! `**[0:12 --> 0:15] Ann:** text`, `### Ann Lee  0:12`. Only the shape is
//! judged; whether a name is a speaker, the whole transcript decides.

use std::ops::Range;

use super::clock::{self, Stamp};
use super::name::{LONGEST, is_emphasised, is_name, is_sound};

/// What stands before the text of a line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Mark<'t> {
    pub stamp: Option<Stamp>,
    /// Bytes of the line that look like a time and are none.
    pub broken: Option<Range<usize>>,
    pub name: Option<Name<'t>>,
    /// The byte of the line where the text begins.
    pub text_at: usize,
    /// The line is a heading.
    pub heading: bool,
}

/// A name, and how it is set off from the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name<'t> {
    pub text: &'t str,
    pub dress: Dress,
}

/// How a name is set off, the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dress {
    /// `**Name** text`: any words may be set off so.
    Bare,
    /// `**Name**` alone on a line.
    Alone,
    /// `Name: text`.
    Colon,
    /// `Name  0:12` on a line of its own, `Name (0:12): text`.
    Clock,
    /// `**Name:** text`, `__Name__: text`.
    Emphasis,
}

/// The mark a line begins with; `None` where it begins with text.
pub(super) fn mark(line: &str) -> Option<Mark<'_>> {
    let (from, heading) = lead(line);
    let mut reader = Reader { line, at: from, mark: Mark { heading, ..Mark::default() } };
    reader.read();
    let mut mark = reader.mark;
    mark.text_at = reader.at;
    let is_bullet = from != line.len() - line.trim_start().len()
        && !heading
        && !line.trim_start().starts_with('>');
    // A list of names is no dialogue.
    let is_listed = is_bullet && mark.stamp.is_none();
    if mark.stamp.is_none() && (mark.name.is_none() || is_listed) && mark.broken.is_none() {
        return None;
    }
    Some(mark)
}

/// Where a line begins behind the signs of headings, quotes and lists; whether
/// it is a heading.
fn lead(line: &str) -> (usize, bool) {
    let inner = line.trim_start();
    let indent = line.len() - inner.len();
    let hashes = inner.bytes().take_while(|it| *it == b'#').count();
    if (1..=6).contains(&hashes) && inner[hashes..].starts_with([' ', '\t']) {
        return (indent + hashes + 1, true);
    }
    let listed = ["> ", "- ", "* ", "+ ", "• "].into_iter().find(|it| inner.starts_with(it));
    // Dashes and asterisks before plain text mean other things.
    let behind = |it: &str| inner[it.len()..].starts_with(['*', '_', '[', '(', '\\']);
    match listed {
        Some(sign) if sign == "> " || behind(sign) => (indent + sign.len(), false),
        _ => (indent, false),
    }
}

struct Reader<'t> {
    line: &'t str,
    at: usize,
    mark: Mark<'t>,
}

impl<'t> Reader<'t> {
    fn read(&mut self) {
        self.stamp();
        if self.mark.stamp.is_some() {
            self.skip(&[' ', '\t', '\u{a0}', '-', '–', '—', ':', '|', '•']);
        }
        if self.emphasis().is_none() {
            self.plain();
        }
        let Some(name) = self.mark.name else { return };
        let before = self.at;
        if let Some(given) = self.mark.stamp {
            // Some write the time once more behind the name.
            self.skip(&[' ', '\t', '\u{a0}', ':', '：']);
            let again = clock::stamp(self.rest());
            if let Some(again) = again.filter(|it| it.stamp.as_ref() == Ok(&given)) {
                self.at += again.length;
            }
        } else {
            self.skip(&[' ', '\t', '\u{a0}', ':', '-', '–', '|', ',']);
            self.stamp();
            // `[Ann] [0:12] text`: both are set off.
            let is_bracketed = self.line[..before].ends_with(']');
            if self.mark.stamp.is_none() {
                self.at = before;
            } else if name.dress == Dress::Alone || is_bracketed {
                self.mark.name = Some(Name { dress: Dress::Emphasis, ..name });
            }
        }
        self.skip(&[' ', '\t', '\u{a0}', ':', '：']);
    }

    fn rest(&self) -> &'t str {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, signs: &[char]) {
        self.at = self.line.len() - self.rest().trim_start_matches(signs).len();
    }

    fn stamp(&mut self) {
        let Some(found) = clock::stamp(self.rest()) else { return };
        match found.stamp {
            Ok(stamp) => {
                self.mark.stamp = Some(stamp);
                self.at += found.length;
            }
            Err(range) => {
                self.mark.broken = Some(self.at + range.start..self.at + range.end);
            }
        }
    }

    /// `**Name:**`, `__Name__:`, `**[0:12] Name:**`, `**[0:12]**`.
    fn emphasis(&mut self) -> Option<()> {
        let rest = self.rest();
        let sign = ["***", "**", "__", "*", "_"].into_iter().find(|it| rest.starts_with(it))?;
        let inner = &rest[sign.len()..];
        let close = inner.find(sign).filter(|it| *it <= LONGEST + 30)?;
        let (inside, after) = (&inner[..close], &inner[close + sign.len()..]);
        let mut named = inside;
        let mut stamp = self.mark.stamp;
        if let Some(found) = clock::stamp(inside)
            && let Ok(first) = found.stamp
        {
            stamp = Some(first);
            named = &inside[found.length..];
        } else if let Some(open) = inside.rfind(['(', '['])
            && let Some(found) = clock::stamp(&inside[open..])
            && let Ok(last) = found.stamp
        {
            stamp = Some(last);
            named = inside[..open].trim_end_matches('\\');
        }
        let end = self.line.len() - after.len();
        let has_colon = named.trim_end().ends_with([':', '：']);
        let name = named.trim_matches([' ', '\t', ':', '：', '-', '–', '*', '_', '|']);
        if name.is_empty() {
            // A time alone is set off; a name may follow.
            stamp.filter(|_| self.mark.stamp.is_none())?;
            (self.mark.stamp, self.at) = (stamp, end);
            self.skip(&[' ', '\t', '-', '–', '—', ':']);
            return self.emphasis().or_else(|| {
                self.plain();
                Some(())
            });
        }
        let follows = after.trim_start();
        let set_off = has_colon
            || follows.starts_with([':', '：'])
            || clock::stamp(follows).is_some_and(|it| it.stamp.is_ok())
            || stamp.is_some();
        let dress = match set_off {
            true => Dress::Emphasis,
            false if follows.is_empty() && 2 <= sign.len() => Dress::Alone,
            false if sign == "**" && follows.len() < after.len() && is_name(name, 3) => Dress::Bare,
            false => return None,
        };
        is_emphasised(name).then_some(())?;
        self.mark.stamp = stamp;
        self.mark.name = Some(Name { text: name, dress });
        self.at = end;
        Some(())
    }

    /// `Name: text`, `Name  0:12`, `Name (0:12): text`.
    fn plain(&mut self) {
        let rest = self.rest();
        let near = floor(rest, LONGEST);
        let colon = near.char_indices().find(|(at, it)| is_colon(rest, *at, *it));
        let named = self.mark.stamp.is_none().then(|| by_clock(rest, near)).flatten();
        if let Some((name, dress, length, stamp)) = named {
            (self.mark.name, self.mark.stamp) = (Some(Name { text: name, dress }), Some(stamp));
            self.at += length;
            return;
        }
        // `[Ann] text`; what is heard stands in brackets, too: `[Music]`.
        let bracketed = near.strip_prefix('[').and_then(|it| it.split_once(']'));
        if let Some((name, rest)) = bracketed
            && rest.starts_with([' ', '\t'])
            && is_name(name, 3)
            && !is_sound(name)
        {
            self.mark.name = Some(Name { text: name, dress: Dress::Colon });
            self.at += name.len() + 2;
            return;
        }
        let Some((at, sign)) = colon else { return };
        let name = rest[..at].trim_end();
        let name = match self.mark.stamp {
            Some(_) => name,
            // `[Ann Lee]: text`
            None => name.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(name),
        };
        if is_name(name, 4) {
            self.mark.name = Some(Name { text: name, dress: Dress::Colon });
            self.at += at + sign.len_utf8();
        }
    }
}

/// A name and the time behind it, where nothing else stands on the line, or a
/// colon ends both.
fn by_clock<'t>(rest: &'t str, near: &str) -> Option<(&'t str, Dress, usize, Stamp)> {
    let digit = near.find(|it: char| it.is_ascii_digit());
    let mut from = digit?;
    // `Speaker 1  0:12`: the first digit may belong to the name.
    for _ in 0..3 {
        let open = rest[..from].trim_end_matches('\\');
        let open = open.strip_suffix(['[', '(']).map_or(from, str::len);
        let open = rest[..open].trim_end_matches('\\').len();
        if let Some(found) = clock::stamp(&rest[open..])
            && let Ok(stamp) = found.stamp
        {
            let name =
                rest[..open].trim_end_matches([' ', '\t', '\u{a0}', ':', '-', '–', '|', ',']);
            let after = &rest[open + found.length..];
            let bracketed = open < from;
            let dress = match after.trim_matches([' ', '\t', '*', '_']) {
                "" | ":" => Dress::Clock,
                it if bracketed && it.starts_with(':') => Dress::Clock,
                _ if bracketed => Dress::Colon,
                _ => return None,
            };
            return is_name(name, 5).then_some((name, dress, open + found.length, stamp));
        }
        let behind = rest[from..].find(|it: char| !it.is_ascii_digit()).map(|it| from + it)?;
        from = near.get(behind..)?.find(|it: char| it.is_ascii_digit()).map(|it| behind + it)?;
    }
    None
}

/// As much of a text as has so many bytes, whole characters.
fn floor(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A colon that ends a name: white space follows, or nothing.
fn is_colon(text: &str, at: usize, it: char) -> bool {
    match it {
        '：' => true,
        ':' => text[at + 1..].chars().next().is_none_or(char::is_whitespace),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `time|name|text`, as far as they are there.
    #[track_caller]
    fn check(line: &str, expected: &str) {
        let got = mark(line).map(|it| {
            let clock = it.stamp.map(|it| it.start.clock()).unwrap_or_default();
            let name = it.name.map(|it| it.text).unwrap_or_default();
            format!("{clock}|{name}|{}", &line[it.text_at..])
        });
        assert_eq!(got.as_deref().unwrap_or("-"), expected, "{line}");
    }

    #[test]
    fn names_and_times_are_found_in_every_dress() {
        for (line, expected) in [
            ("[00:04] Ann: Hi", "0:04|Ann|Hi"),
            ("00:04 - Hi there", "0:04||Hi there"),
            ("Ann Lee (00:00:04):", "0:04|Ann Lee|"),
            ("(00:01:21):", "1:21||"),
            ("Ryan J. Low (1:02:03): Hi", "1:02:03|Ryan J. Low|Hi"),
            ("Ann Lee: 00:00:10", "0:10|Ann Lee|"),
            ("Speaker 1  0:12", "0:12|Speaker 1|"),
            ("**[00:00:09] Ann:** Hi", "0:09|Ann|Hi"),
            ("**[00:00:09]** Hi", "0:09||Hi"),
            ("**Ann** [00:04]", "0:04|Ann|"),
            ("**Ann (00:04):** Hi", "0:04|Ann|Hi"),
            ("**Ann** (00:04): Hi", "0:04|Ann|Hi"),
            ("[00:04] **Ann:** Hi", "0:04|Ann|Hi"),
            ("[00:04] **Ann:** [00:04] Hi", "0:04|Ann|Hi"),
            ("0:04.2 **Ann Lee & Bo** Hi", "0:04|Ann Lee & Bo|Hi"),
            ("**Ann:** Hi", "|Ann|Hi"),
            ("**Ann**: Hi", "|Ann|Hi"),
            ("__Ann Lee__: Hi", "|Ann Lee|Hi"),
            ("**Ann**", "|Ann|"),
            ("**Ann Lee**  Hi", "|Ann Lee|Hi"),
            ("**Ann**'s kettle", "-"),
            ("### Ann Lee  0:12", "0:12|Ann Lee|"),
            ("Ann: Hi", "|Ann|Hi"),
            ("[Ann] Hi", "|Ann|Hi"),
            ("[Ann] [0:12] Hi", "0:12|Ann|Hi"),
            ("[0:12] [Ann] Hi", "0:12|Ann|Hi"),
            ("[Music] Hi", "-"),
            ("Ann Lee (AL): Hi", "|Ann Lee (AL)|Hi"),
            ("Ann\u{a0}: Bonjour", "|Ann|Bonjour"),
            ("山田：こんにちは", "|山田|こんにちは"),
            (r"\[04:00\] Hi", "4:00||Hi"),
            ("[00:01.000 --> 00:03.000]  Hi", "0:01||Hi"),
            ("**Ann:** \\[04:00\\] Hi", "4:00|Ann|Hi"),
            ("Adriel Low:", "|Adriel Low|"),
            ("We say: hello", "-"),
            ("At 12:30 we meet", "-"),
            ("Monday 10:30 we meet", "-"),
            ("https://x.example/", "-"),
            ("[0:00](https://x.example/) Hi", "-"),
            ("- Ann: Hi", "-"),
            ("- **What it is**: a list", "-"),
            ("- **[00:09]** Hi", "0:09||Hi"),
            ("**Ann #1:** [X](y)", "-"),
            ("**bold** beginning", "-"),
            ("", "-"),
        ] {
            check(line, expected);
        }
    }
}
