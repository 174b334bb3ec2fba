//! Which file a path in front matter, or of a picture in notes, means: one rule
//! for audio, pictures and transcripts.

use crate::path::within;
use crate::source::PUBLISHED;

/// A folder whose files other tools take into pages.
const INCLUDED: &str = "_includes";

/// The paths that a path which a file names may mean, the likeliest first: beside
/// the file that names it, then at the root and below the folders that other
/// tools publish there. Every folder above the file may be such a root, the
/// nearest first: a site may lie below another. A path that begins with a slash
/// does not stand beside the file.
pub fn places<'p>(folder: &'p str, path: &'p str) -> impl Iterator<Item = String> + 'p {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let above = |it: &&'p str| (!it.is_empty()).then(|| it.rsplit_once('/').map_or("", |it| it.0));
    let roots = std::iter::successors(Some(folder), above);
    let is_rooted = path.starts_with('/') && !folder.is_empty();
    let beside = (!is_rooted).then(|| within(folder, path)).flatten();
    let roots = roots.skip(usize::from(is_rooted));
    let of_root = move |root: &'p str| {
        let folders = PUBLISHED.into_iter().chain([INCLUDED]);
        folders.filter_map(move |it| within(&format!("{root}/{it}"), path))
    };
    beside.into_iter().chain(roots.flat_map(of_root))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_mean_files_beside_and_at_the_root() {
        let means = |folder: &str, path: &str, file: &str| {
            assert!(places(folder, path).any(|it| it == file), "{folder} {path}");
        };
        means("content/episode", "1.txt", "content/episode/1.txt");
        means("content/episode", "../1.txt?x", "content/1.txt");
        means("content/episode", "/static/said/1.md", "static/said/1.md");
        means("content/episode", "/said/1.md", "static/said/1.md");
        means("_posts", "said/1.html", "_includes/said/1.html");
        means("", "/1.mp3", "1.mp3");
        means("b/episodes", "/1.mp3", "b/static/1.mp3");
        let mut beside = places("episodes", "/1.mp3");
        assert!(beside.all(|it| it != "episodes/1.mp3"));
        assert_eq!(places("a", "../../1.mp3").find(|it| it.contains("..")), None);
    }
}
