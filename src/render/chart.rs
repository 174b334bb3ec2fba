//! Charts as static SVG: they take the theme's colours by class, and every
//! one comes with its numbers as a table.
//!
//! Drawn for a width of 360 units, so that text keeps its size on a phone.

use std::fmt::Write as _;

use super::escape::escape;
use super::view::ChartView;

const WIDTH: f64 = 360.0;

/// Colours of segments that the theme has.
pub(super) const COLOURS: usize = 6;

/// A value with its name and how people read it.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub name: String,
    pub value: f64,
    pub text: String,
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
    // Names must not run into one another.
    let every = (34.0 / step).ceil().max(1.0) as usize;
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
        if 0.0 < it.value && 22.0 <= step {
            label(&mut svg, middle, y - 4.0, "middle", &it.text);
        }
        if (values.len() - 1 - idx).is_multiple_of(every) {
            label(&mut svg, middle, top + height + 14.0, "middle", &it.name);
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
        label(&mut svg, 0.0, y + 13.0, "start", &it.name);
        label(&mut svg, WIDTH, y + 13.0, "end", &it.text);
        let _ = write!(
            svg,
            r#"<rect class="bar" x="0" y="{:.1}" width="{:.1}" height="8" rx="2"/>"#,
            y + 18.0,
            (WIDTH * it.value / most).max(1.0)
        );
    }
    finish(caption, svg, values.iter().map(|it| vec![it.name.clone(), it.text.clone()]).collect())
}

/// A dot for each pair of numbers: `x` from 0 to 1, `value` upwards.
pub(super) fn dots(
    caption: Caption<'_>,
    ticks: &[(f64, String)],
    points: &[(f64, Value)],
) -> ChartView {
    let (left, top, height, foot) = (34.0, 8.0, 130.0, 20.0);
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
        if 34.0 <= x(*at) - last {
            label(&mut svg, x(*at), top + height + 14.0, "middle", name);
            last = x(*at);
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
    let (left, step, head) = (118.0, 24.0, 18.0);
    let most = series.iter().flat_map(|it| &it.1).copied().max().unwrap_or(1).max(1) as f64;
    let column = (WIDTH - left - 8.0) / times.len().max(1) as f64;
    let radius = (column / 2.0).min(10.0);
    let every = (34.0 / column).ceil().max(1.0) as usize;
    let mut svg = begin(caption, head + step * series.len() as f64);
    for (idx, name) in times.iter().enumerate() {
        if (times.len() - 1 - idx).is_multiple_of(every) {
            label(&mut svg, left + column * (idx as f64 + 0.5), 12.0, "middle", name);
        }
    }
    for (row, (name, counts)) in series.iter().enumerate() {
        let y = head + step * (row as f64 + 0.5);
        label(&mut svg, 0.0, y + 4.0, "start", &cut(name));
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
    /// One of [`COLOURS`]; `None` for what is no item.
    pub colour: Option<usize>,
}

/// The course of an episode as one coloured bar.
pub(super) fn bar(title: &str, stretches: &[Stretch]) -> String {
    let mut svg = format!(
        r#"<svg class="topic-bar" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label="{}">"#,
        escape(title)
    );
    for it in stretches {
        let class = it.colour.map_or_else(|| "rest".to_owned(), |it| format!("part-{}", it + 1));
        let _ = write!(
            svg,
            r#"<rect class="{class}" x="{:.1}" y="0" width="{:.1}" height="20"><title>{}</title></rect>"#,
            it.from * 1000.0,
            ((it.to - it.from) * 1000.0 - 2.0).max(1.0),
            escape(&it.name)
        );
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

fn label(svg: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    let _ = write!(
        svg,
        r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{}</text>"#,
        escape(text)
    );
}

/// A name that fits beside a row.
fn cut(name: &str) -> String {
    if name.chars().count() <= 16 {
        return name.to_owned();
    }
    name.chars().take(15).chain(['…']).collect()
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
        Value { name: name.to_owned(), value, text: value.to_string() }
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
