//! Charts as static SVG: they take the theme's colours by class, and every
//! one comes with its numbers as a table.
//!
//! Drawn for a width of 280 units, which is less than the narrowest phone has:
//! text is never drawn smaller than it says. Wide charts have smaller letters
//! (`.chart` of the style), never larger ones than were given room here.
//! The reader's font is not known here: texts are given room by an estimate of
//! their width, and what does not fit is cut or left out, never drawn over
//! something else.

use std::fmt::Write as _;

use super::escape::escape;
use super::view::ChartView;
use crate::time::Timestamp;

const WIDTH: f64 = 280.0;

/// Between texts that stand side by side.
const GAP: f64 = 6.0;

/// Colours of segments, by what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// An item; two shades take turns.
    Item(bool),
    /// An extra, or a joke.
    Extra,
    Sponsor,
    /// Nothing of the notes.
    Rest,
}

impl Part {
    /// Its class, and the colour of a card.
    pub(super) fn nth(self) -> Option<usize> {
        match self {
            Self::Item(even) => Some(usize::from(!even)),
            Self::Extra => Some(2),
            Self::Sponsor => Some(3),
            Self::Rest => None,
        }
    }
}

/// A value with its name and how people read it.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub name: String,
    pub value: f64,
    pub text: String,
    /// Where its name leads, if anywhere.
    pub href: Option<String>,
}

/// What a chart is called: an id unique on its page, a title, the heads of
/// its table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caption<'c> {
    pub id: &'c str,
    pub title: &'c str,
    pub heads: &'c [&'c str],
}

/// Columns side by side, for years.
pub(super) fn columns(caption: Caption<'_>, values: &[Value]) -> ChartView {
    let (top, height, foot) = (18.0, 110.0, 20.0);
    let most = most(values);
    let step = WIDTH / values.len().max(1) as f64;
    let width = (step * 0.72).min(46.0);
    // Names must not run into one another, numbers not into the next column.
    let every = every(values.iter().map(|it| it.name.as_str()), step);
    let has_numbers = values.iter().all(|it| text_width(&it.text) <= step);
    let mut svg = begin(caption, top + height + foot);
    for (idx, it) in values.iter().enumerate() {
        let middle = step * (idx as f64 + 0.5);
        let tall = height * it.value / most;
        let y = top + height - tall;
        let _ = write!(
            svg,
            r#"<rect class="bar" x="{:.1}" y="{y:.1}" width="{width:.1}" height="{tall:.1}" rx="2"><title>{}: {}</title></rect>"#,
            middle - width / 2.0,
            escape(&it.name),
            escape(&it.text)
        );
        if 0.0 < it.value && has_numbers {
            label(&mut svg, middle, y - 4.0, "middle", &it.text);
        }
        if (values.len() - 1 - idx).is_multiple_of(every) {
            centred(&mut svg, middle, top + height + 14.0, &it.name);
        }
    }
    finish(caption, svg, values.iter().map(|it| vec![it.name.clone(), it.text.clone()]).collect())
}

/// Bars below one another, each under its name.
pub(super) fn rows(caption: Caption<'_>, values: &[Value]) -> ChartView {
    let step = 32.0;
    let most = most(values);
    let mut svg = begin(caption, step * values.len() as f64);
    for (idx, it) in values.iter().enumerate() {
        let y = step * idx as f64;
        let room = WIDTH - text_width(&it.text) - 2.0 * GAP;
        if let Some(href) = &it.href {
            let _ = write!(svg, r#"<a href="{}">"#, escape(href));
        }
        label(&mut svg, 0.0, y + 13.0, "start", &cut(&it.name, room));
        svg.push_str(if it.href.is_some() { "</a>" } else { "" });
        label(&mut svg, WIDTH, y + 13.0, "end", &it.text);
        let _ = write!(
            svg,
            r#"<rect class="bar" x="0" y="{:.1}" width="{:.1}" height="8" rx="2"><title>{}: {}</title></rect>"#,
            y + 18.0,
            (WIDTH * it.value / most).max(1.0),
            escape(&it.name),
            escape(&it.text)
        );
    }
    if values.iter().any(|it| it.href.is_some()) {
        // A picture holds nothing that one could follow.
        svg = svg.replacen(r#"role="img""#, r#"role="group""#, 1);
    }
    finish(caption, svg, values.iter().map(|it| vec![it.name.clone(), it.text.clone()]).collect())
}

/// A dot for each pair of numbers: `x` from 0 to 1, `value` upwards.
pub(super) fn dots(
    caption: Caption<'_>,
    ticks: &[(f64, String)],
    points: &[(f64, Value)],
) -> ChartView {
    // The lowest number stands half under its line: years keep clear of it.
    let (left, top, height, foot) = (34.0, 8.0, 130.0, 24.0);
    let most = points.iter().map(|it| it.1.value).fold(1.0, f64::max);
    let step = [5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0]
        .into_iter()
        .find(|it| most / it <= 5.0)
        .unwrap_or(most);
    let scale = (most / step).ceil() * step;
    let x = |at: f64| left + 4.0 + (WIDTH - left - 10.0) * at;
    let y = |value: f64| top + height * (1.0 - value / scale);
    let mut svg = begin(caption, top + height + foot);
    let mut line = 0.0;
    while line <= scale {
        let _ = write!(
            svg,
            r#"<line class="grid" x1="{left}" x2="{WIDTH}" y1="{0:.1}" y2="{0:.1}"/>"#,
            y(line)
        );
        label(&mut svg, left - 6.0, y(line) + 4.0, "end", &format!("{line:.0}"));
        line += step;
    }
    let mut last = f64::MIN;
    for (at, name) in ticks {
        let half = text_width(name) / 2.0;
        let middle = x(*at).clamp(half, (WIDTH - half).max(half));
        if last + GAP <= middle - half {
            label(&mut svg, middle, top + height + 20.0, "middle", name);
            last = middle + half;
        }
    }
    for (at, it) in points {
        let _ = write!(
            svg,
            r#"<circle class="dot" cx="{:.1}" cy="{:.1}" r="2.5"><title>{}: {}</title></circle>"#,
            x(*at),
            y(it.value),
            escape(&it.name),
            escape(&it.text)
        );
    }
    let table = points.iter().map(|(_, it)| vec![it.name.clone(), it.text.clone()]).collect();
    finish(caption, svg, table)
}

/// How often each of several things comes up in each of several times: a row
/// of bubbles for each.
pub(super) fn bubbles(
    caption: Caption<'_>,
    times: &[String],
    series: &[(String, Vec<usize>)],
) -> ChartView {
    let (left, step, head) = (100.0, 24.0, 18.0);
    let most = series.iter().flat_map(|it| &it.1).copied().max().unwrap_or(1).max(1) as f64;
    let column = (WIDTH - left - 8.0) / times.len().max(1) as f64;
    let radius = (column / 2.0).min(10.0);
    let every = every(times.iter().map(String::as_str), column);
    let mut svg = begin(caption, head + step * series.len() as f64);
    for (idx, name) in times.iter().enumerate() {
        if (times.len() - 1 - idx).is_multiple_of(every) {
            centred(&mut svg, left + column * (idx as f64 + 0.5), 12.0, name);
        }
    }
    for (row, (name, counts)) in series.iter().enumerate() {
        let y = head + step * (row as f64 + 0.5);
        label(&mut svg, 0.0, y + 4.0, "start", &cut(name, left - GAP));
        for (idx, count) in counts.iter().enumerate().filter(|it| 0 < *it.1) {
            let _ = write!(
                svg,
                r#"<circle class="bar" cx="{:.1}" cy="{y:.1}" r="{:.1}"><title>{}, {}: {count}</title></circle>"#,
                left + column * (idx as f64 + 0.5),
                (radius * (*count as f64 / most).sqrt()).max(1.5),
                escape(name),
                escape(&times[idx])
            );
        }
    }
    let table = series.iter().map(|(name, counts)| {
        std::iter::once(name.clone()).chain(counts.iter().map(ToString::to_string)).collect()
    });
    finish(caption, svg, table.collect())
}

/// A stretch of an episode.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    /// From 0 to 1.
    pub from: f64,
    pub to: f64,
    pub name: String,
    pub part: Part,
    /// Where it begins; nothing where there is nowhere to go.
    pub start: Option<Timestamp>,
}

/// The course of an episode as one coloured bar; each stretch leads to its
/// moment on the page with the address `page`, if one is given. Who uses keys
/// has the same links in the list of items.
pub(super) fn bar(title: &str, stretches: &[Stretch], page: Option<&str>) -> String {
    let mut svg = format!(
        r#"<svg class="topic-bar" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label="{}">"#,
        escape(title)
    );
    for it in stretches {
        let class =
            it.part.nth().map_or_else(|| "rest".to_owned(), |it| format!("part-{}", it + 1));
        let clock = it.start.map(|it| format!("{it} ")).unwrap_or_default();
        let rect = format!(
            r#"<rect class="{class}" x="{:.1}" y="0" width="{:.1}" height="20"><title>{clock}{}</title></rect>"#,
            it.from * 1000.0,
            ((it.to - it.from) * 1000.0 - 2.0).max(1.0),
            escape(&it.name)
        );
        let _ = match it.start.zip(page) {
            Some((start, page)) => write!(
                svg,
                r#"<a href="{}#t={}" tabindex="-1">{rect}</a>"#,
                escape(page),
                start.whole_seconds()
            ),
            None => write!(svg, "{rect}"),
        };
    }
    svg.push_str("</svg>");
    svg
}

fn most(values: &[Value]) -> f64 {
    let most = values.iter().map(|it| it.value).fold(0.0, f64::max);
    if most == 0.0 { 1.0 } else { most }
}

fn begin(caption: Caption<'_>, height: f64) -> String {
    format!(
        r#"<svg class="chart" viewBox="0 0 {WIDTH} {height:.0}" role="img" aria-labelledby="{0}-title"><title id="{0}-title">{1}</title>"#,
        caption.id,
        escape(caption.title)
    )
}

/// A text beside a place. Its own direction does not turn it around its
/// anchor: charts run from left to right in every language (`.chart` of the
/// style), and the text is isolated.
fn label(svg: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    let _ = write!(
        svg,
        r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{}</text>"#,
        escape(text)
    );
}

/// A text around a place, moved inwards where it would leave the chart.
fn centred(svg: &mut String, middle: f64, y: f64, text: &str) {
    let half = text_width(text) / 2.0;
    label(svg, middle.min(WIDTH - half).max(half), y, "middle", text);
}

/// Of texts side by side, `step` apart, one in how many has room.
fn every<'n>(names: impl Iterator<Item = &'n str>, step: f64) -> usize {
    let widest = names.map(text_width).fold(0.0, f64::max);
    ((widest + GAP) / step).ceil().max(1.0) as usize
}

/// About how wide a text of 12 units is in the usual fonts of systems, rather
/// too wide than too narrow.
fn text_width(text: &str) -> f64 {
    text.chars().map(char_width).sum()
}

fn char_width(it: char) -> f64 {
    match it {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 4.0,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' => 11.5,
        'A'..='Z' => 8.8,
        '0'..='9' => 7.7,
        // Scripts whose signs fill a square, and pictures.
        '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{FFEF}' | '\u{1F000}'.. => 13.0,
        _ => 7.2,
    }
}

/// A name that fits into a width.
fn cut(name: &str, room: f64) -> String {
    if text_width(name) <= room {
        return name.to_owned();
    }
    let mut used = char_width('…');
    let fits = |it: &char| {
        used += char_width(*it);
        used <= room
    };
    let short: String = name.chars().take_while(fits).collect();
    format!("{}…", short.trim_end())
}

fn finish(caption: Caption<'_>, mut svg: String, rows: Vec<Vec<String>>) -> ChartView {
    svg.push_str("</svg>");
    ChartView {
        id: caption.id.to_owned(),
        title: caption.title.to_owned(),
        svg,
        heads: caption.heads.iter().map(|it| (*it).to_owned()).collect(),
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str, value: f64) -> Value {
        Value { name: name.to_owned(), value, text: value.to_string(), href: None }
    }

    #[test]
    fn long_names_are_cut_and_numbers_are_left_out_where_they_have_no_room() {
        let caption = Caption { id: "c", title: "t", heads: &["x", "y"] };
        let long = "W".repeat(200);
        let chart = rows(caption, &[value(&long, 12.0), value("short", 3.0)]);
        let shown = |svg: &str| -> Vec<String> {
            let texts = svg.split("<text ").skip(1);
            texts.filter_map(|it| it.split(['>', '<']).nth(1)).map(str::to_owned).collect()
        };
        let names = shown(&chart.svg);
        assert!(names[0].ends_with('…') && names[0].chars().count() < 31, "{}", names[0]);
        assert_eq!(names[1..], ["12", "short", "3"]);
        assert!(chart.svg.contains(&format!("<title>{long}: 12</title>")), "the whole name");
        let years: Vec<Value> = (1990..2020).map(|it| value(&it.to_string(), 1234.5)).collect();
        let texts = shown(&columns(caption, &years).svg);
        assert!(!texts.contains(&"1234.5".to_owned()), "{texts:?}");
        assert!(texts.contains(&"2019".to_owned()) && texts.len() < 11, "{texts:?}");
    }

    #[test]
    fn names_cannot_leave_their_place() {
        let caption = Caption { id: "c", title: "A <b>", heads: &["x", "y"] };
        for chart in [
            columns(caption, &[value("<script>", 1.0)]),
            rows(caption, &[value("\"><x", 0.0)]),
            dots(caption, &[], &[(0.5, value("<i>", 3.0))]),
            bubbles(caption, &["<y>".into()], &[("<n>".into(), vec![2])]),
            columns(caption, &[]),
        ] {
            assert!(!chart.svg.contains("<script") && !chart.svg.contains("<x"), "{}", chart.svg);
            assert!(!chart.svg.contains("NaN") && !chart.svg.contains("inf"), "{}", chart.svg);
        }
    }
}
