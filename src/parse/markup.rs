//! What other generators write amid Markdown, as the Markdown it means:
//! shortcodes of Hugo and Zola, Liquid of Jekyll, MDX, attributes of kramdown,
//! and HTML.
//!
//! What has a meaning here keeps it (a video, a picture, the audio, a code
//! block); everything else is dropped, and named so that its author hears of
//! it. Code is left alone: notes may speak of shortcodes.

mod address;
mod html;
mod liquid;
mod mdx;
mod rewrite;
mod shortcode;
mod table;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use self::rewrite::Rewrite;
use super::markdown::{has_too_many_tags, options};
use crate::config::AuthorHtml;

pub use self::rewrite::Places;

/// Markdown without what other generators write.
#[derive(Debug, Clone)]
pub struct PlainMarkdown<'t> {
    /// The text.
    pub text: Cow<'t, str>,
    /// Names of what was dropped, each as often as it was there.
    pub dropped: Vec<String>,
    /// Where bytes of the text come from.
    pub places: Places,
}

/// Makes plain Markdown of a text. With [`AuthorHtml::Unsafe`] HTML stays.
#[must_use]
pub fn plain(text: &str, html: AuthorHtml) -> PlainMarkdown<'_> {
    let mut made =
        PlainMarkdown { text: text.into(), dropped: Vec::new(), places: Places::default() };
    // Most notes hold none of it, and tell so by single characters.
    if text.contains(['{', '<']) || text.contains("import ") || text.contains("export ") {
        let code = code_in(text);
        let mut rewrite = Rewrite::new(text);
        scan(&mut rewrite, &code, html);
        made.take(rewrite);
    }
    let reads_html = html != AuthorHtml::Unsafe && made.text.contains('<');
    // HTML that is too much to be cleaned is too much to be read.
    if reads_html && !has_too_many_tags(&made.text) {
        let text = made.text.clone().into_owned();
        let mut rewrite = Rewrite::new(&text);
        html::blocks_to_markdown(&mut rewrite);
        let made_of = PlainMarkdown::of(rewrite);
        made.follow(made_of);
    }
    if made.text.contains("://") && made.text.contains(['*', '_', '~']) {
        let text = made.text.clone().into_owned();
        let mut rewrite = Rewrite::new(&text);
        address::enclose(&mut rewrite, &code_in(&text));
        if !rewrite.is_untouched() {
            let made_of = PlainMarkdown::of(rewrite);
            made.follow(made_of);
        }
    }
    if made.text.contains('|') && made.text.contains("--") {
        let text = made.text.clone().into_owned();
        let mut rewrite = Rewrite::new(&text);
        table::timed_to_list(&mut rewrite);
        let made_of = PlainMarkdown::of(rewrite);
        made.follow(made_of);
    }
    made
}

impl PlainMarkdown<'_> {
    fn of(rewrite: Rewrite<'_>) -> PlainMarkdown<'static> {
        let (text, dropped, places) = rewrite.end();
        PlainMarkdown { text: Cow::Owned(text), dropped, places }
    }

    fn take(&mut self, rewrite: Rewrite<'_>) {
        if !rewrite.is_untouched() {
            let (text, dropped, places) = rewrite.end();
            self.text = Cow::Owned(text);
            self.dropped.extend(dropped);
            self.places.follow(places);
        }
    }

    /// Goes on with a later step.
    fn follow(&mut self, step: PlainMarkdown<'static>) {
        if step.places.is_empty() {
            return;
        }
        self.text = step.text;
        self.dropped.extend(step.dropped);
        self.places.follow(step.places);
    }
}

/// Code of a text, in order.
fn code_in(text: &str) -> Vec<Range<usize>> {
    let mut code: Vec<Range<usize>> = Vec::new();
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        let is_code = matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_)));
        if is_code && code.last().is_none_or(|it| it.end <= range.start) {
            code.push(range);
        }
    }
    code
}

/// One pass over everything but code.
fn scan(rewrite: &mut Rewrite<'_>, code: &[Range<usize>], html: AuthorHtml) {
    let text = rewrite.source();
    let bytes = text.as_bytes();
    let mut code = code.iter().peekable();
    let mut at = 0;
    while at < bytes.len() {
        while code.peek().is_some_and(|it| it.end <= at) {
            code.next();
        }
        if let Some(range) = code.peek().filter(|it| it.contains(&at)) {
            at = range.end;
            continue;
        }
        let is_line = at == 0 || bytes[at - 1] == b'\n';
        let done = match bytes[at] {
            b'{' => shortcode::read(rewrite, at)
                .or_else(|| liquid::read(rewrite, at))
                .or_else(|| mdx::attributes(rewrite, at)),
            b'<' => html::comment(rewrite, at)
                .or_else(|| mdx::component(rewrite, at))
                .or_else(|| html::element(rewrite, at, html)),
            b'i' | b'e' if is_line => mdx::module_line(rewrite, at),
            _ => None,
        };
        at = done.unwrap_or(at + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str, dropped: &[&str]) {
        let made = plain(text, AuthorHtml::Sanitised);
        assert_eq!(
            (made.text.as_ref(), made.dropped.as_slice()),
            (expected, dropped.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>().as_slice()),
            "{text}"
        );
    }

    #[test]
    fn shortcodes_mean_what_they_mean_or_are_dropped() {
        let video = "[YouTube](https://www.youtube.com/watch?v=dQw4w9WgXcQ)";
        check("a {{< youtube dQw4w9WgXcQ >}} b", &format!("a {video} b"), &[]);
        check("{{< youtube id=\"dQw4w9WgXcQ\" >}}", video, &[]);
        check("{{ youtube(id=\"dQw4w9WgXcQ\") }}", video, &[]);
        check("{% youtube dQw4w9WgXcQ %}", video, &[]);
        check("{% include youtube.html id=\"dQw4w9WgXcQ\" %}", video, &[]);
        check("{{< figure src=\"a.png\" alt=\"A\" >}}", "![A](a.png)", &[]);
        check("{{< audio src=\"/a.mp3\" >}}", "[Audio](/a.mp3)", &[]);
        check("[the other]({{< ref \"2.md\" >}}) one", "the other one", &["ref"]);
        check("[the other]({% post_url 2020-01-02-x %}) one", "the other one", &["post_url"]);
        check("x {{< podcast 12 >}} y", "x  y", &["podcast"]);
        check("{{% notice tip %}}\nStay\n{{% /notice %}}", "\nStay\n", &["notice"]);
        check("{{< highlight go >}}\nx := 1\n{{< /highlight >}}", "\n```go\nx := 1\n```\n", &[]);
        check("`{{< x >}}` and {{</* y */>}}", "`{{< x >}}` and {{< y >}}", &[]);
    }

    #[test]
    fn a_sign_that_opens_does_not_close() {
        for text in ["a {%} b", "a {{%}} b", "a {{<}} b", "a {{} b", "a {/*/} b", "a <!--> b"] {
            let _ = plain(text, AuthorHtml::Sanitised);
            let _ = plain(&format!("{text} {text} %}} >}}}} */}} -->"), AuthorHtml::Sanitised);
        }
    }

    #[test]
    fn addresses_are_whole() {
        check("a https://x.example/_a_/ b", "a <https://x.example/_a_/> b", &[]);
        check("**https://x.example/a_b**", "**https://x.example/a_b**", &[]);
        check("(https://x.example/a*b_(c)).", "(<https://x.example/a*b_(c)>).", &[]);
        check(
            "[a](https://x.example/_a_) `https://x.example/_a_`",
            "[a](https://x.example/_a_) `https://x.example/_a_`",
            &[],
        );
        check("<https://x.example/_a_>", "<https://x.example/_a_>", &[]);
    }

    #[test]
    fn liquid_never_stays() {
        check("[a]({{ site.baseurl }}/about)", "[a](/about)", &[]);
        check("[a]({{ \"/about\" | relative_url }})", "[a](/about)", &[]);
        check("{% if x %}A{% else %}B{% endif %}", "AB", &["if", "else"]);
        check("{% comment %}gone{% endcomment %}x", "x", &[]);
        check("{% raw %}{{ kept }}{% endraw %}", "{{ kept }}", &[]);
        check("by {{ page.author }}.", "by .", &["page.author"]);
        check("a {{ 1 + 1 }} b", "a {{ 1 + 1 }} b", &[]);
    }

    #[test]
    fn mdx_and_kramdown_are_taken_off() {
        check("import Box from './x'\n\nHello <Box a={1} /> you", "\nHello  you", &["Box"]);
        check("<Note>\n\nStay\n\n</Note>\n", "\n\nStay\n\n\n", &["Note"]);
        check("{/* no */}yes", "yes", &[]);
        check("[a](u){:target=\"_blank\"} b\n{: .wide}\n", "[a](u) b\n\n", &[]);
        check("Elixir's {:ok, value} and {:ok}", "Elixir's {:ok, value} and {:ok}", &[]);
        check("importance is what\nexports are", "importance is what\nexports are", &[]);
        check("a <!-- b --> c", "a  c", &[]);
    }

    #[test]
    fn html_is_the_markdown_it_means() {
        check(
            "<p>Hello <b>you</b></p><h3 id=\"l\">Links</h3><ul><li><a href=\"https://a.example\">A</a></li></ul>",
            "\n\nHello **you**\n\n### Links\n\n- [A](https://a.example)\n\n",
            &[],
        );
        check("0:10 One<br>0:20 Two", "0:10 One  \n0:20 Two", &[]);
        check(
            "Text\n\n<details>\n<summary>S</summary>\n",
            "Text\n\n<details>\n<summary>S</summary>\n",
            &[],
        );
        check(
            "| Time | Topic |\n| --- | --- |\n| 0:10 | One |\n| 1:20 | [Two](u) |\n",
            "\n- 0:10 One\n- 1:20 [Two](u)\n\n",
            &[],
        );
        check(
            "| A | B |\n| --- | --- |\n| x | y |\n",
            "| A | B |\n| --- | --- |\n| x | y |\n",
            &[],
        );
        let raw = plain("<p>Hello</p>", AuthorHtml::Unsafe);
        assert_eq!(raw.text, "<p>Hello</p>");
    }

    #[test]
    fn bytes_know_where_they_come_from() {
        let text = "<!-- x -->\n{{< y >}}Title {{< z >}}end";
        let made = plain(text, AuthorHtml::Sanitised);
        let at = made.text.find("end").unwrap();
        assert_eq!(made.places.source(at), text.find("end").unwrap());
        assert_eq!(
            made.places.source(made.text.find("Title").unwrap()),
            text.find("Title").unwrap()
        );
    }
}
