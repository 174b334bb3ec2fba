//! What hosts should say of files: type, and how long they may be kept.

/// `Content-Type` of a file.
pub(super) fn content_type(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_feed = name.starts_with("feed");
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8".to_owned(),
        "vtt" => "text/vtt; charset=utf-8".to_owned(),
        "srt" => "application/x-subrip; charset=utf-8".to_owned(),
        "txt" | "md" => "text/plain; charset=utf-8".to_owned(),
        "css" => "text/css; charset=utf-8".to_owned(),
        "js" => "text/javascript; charset=utf-8".to_owned(),
        "xml" if is_feed => "application/rss+xml; charset=utf-8".to_owned(),
        "json" if is_feed => "application/feed+json; charset=utf-8".to_owned(),
        "json" if name == "chapters.json" => "application/json+chapters".to_owned(),
        "webmanifest" => "application/manifest+json".to_owned(),
        "m4a" => "audio/mp4".to_owned(),
        _ => {
            mime_guess::from_path(name).first_raw().unwrap_or("application/octet-stream").to_owned()
        }
    }
}

/// `Cache-Control` of a file: what is named by its content is kept for good,
/// sounds for a day, and the rest is asked for again.
pub(super) fn cache_control(path: &str) -> &'static str {
    let end = path.rsplit('.').next().unwrap_or_default();
    let is_named_by_content = path.starts_with("assets/")
        || path.starts_with("cards/")
        || path.starts_with("search/") && path != super::plan::SEARCH_ENTRY && end != "html";
    match end {
        _ if is_named_by_content => "public, max-age=31536000, immutable",
        "mp3" | "m4a" | "ogg" | "opus" | "wav" | "flac" => "public, max-age=86400",
        _ => "public, max-age=0, must-revalidate",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_what_apps_expect() {
        for (path, kind) in [
            ("feed.xml", "application/rss+xml; charset=utf-8"),
            ("topics/x/feed-2.json", "application/feed+json; charset=utf-8"),
            ("a/transcript.vtt", "text/vtt; charset=utf-8"),
            ("a/audio.m4a", "audio/mp4"),
            ("search/x.idx", "application/octet-stream"),
        ] {
            assert_eq!(content_type(path), kind, "{path}");
        }
        assert!(cache_control("assets/style-1.css").contains("immutable"));
        assert!(cache_control("search/index.html").contains("must-revalidate"));
    }
}
