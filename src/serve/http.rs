//! The server: files of the preview, and news for browsers.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use percent_encoding::percent_decode_str;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::BroadcastStream;
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::State;
use super::show::News;
use crate::hash::ContentHash;
use crate::path::SitePath;
use crate::pipeline::Served;

/// What the preview adds to pages: reloads them, shows problems.
const LIVE: &str = include_str!("live.js");

/// Where that script is.
const LIVE_PATH: &str = "/.cuepoint/live.js";

/// Where news comes from.
const NEWS_PATH: &str = "/.cuepoint/news";

/// Answers until the process ends.
pub(super) async fn answer(
    listener: TcpListener,
    address: SocketAddr,
    state: Arc<State>,
) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let router = Router::new()
        .route(LIVE_PATH, get(live))
        .route(NEWS_PATH, get(news))
        .fallback(file)
        .with_state((state, address));
    axum::serve(listener, router).await
}

type Server = (Arc<State>, SocketAddr);

async fn live() -> Response {
    let mime = [(header::CONTENT_TYPE, "text/javascript"), (header::CACHE_CONTROL, "no-cache")];
    (mime, LIVE).into_response()
}

/// News as they come; the first says how things are.
async fn news(Shared((state, _)): Shared<Server>) -> Response {
    let (now, more) = state.news();
    let later = BroadcastStream::new(more).filter_map(Result::ok);
    let all = tokio_stream::once(now).chain(later).map(|it: News| {
        let json = serde_json::to_string(&it).unwrap_or_default();
        Ok::<_, Infallible>(Event::default().data(json))
    });
    Sse::new(all).keep_alive(KeepAlive::default()).into_response()
}

/// Whether a request speaks to us: another site's page may have a name of its
/// own that leads here, and must not read drafts.
fn is_for_us(headers: &HeaderMap, address: SocketAddr) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|it| it.to_str().ok()) else {
        return false;
    };
    let name = host.rsplit_once(':').map_or(host, |it| it.0);
    !address.ip().is_loopback() || matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

async fn file(Shared((state, address)): Shared<Server>, request: Request) -> Response {
    if !is_for_us(request.headers(), address) {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = percent_decode_str(request.uri().path()).decode_utf8_lossy().into_owned();
    let Some(wanted) = SitePath::of_page(&path) else { return missing(&state).await };
    match state.ask(wanted.clone()).await {
        Ok(Some(Served::Bytes(bytes))) => {
            bytes_of(&request, StatusCode::OK, wanted.as_str(), bytes)
        }
        Ok(Some(Served::File(file))) => range_of(request, file).await,
        Err(problem) => problem_page(&problem),
        Ok(None | Some(Served::Stale)) => {
            // `/archive` is `/archive/`.
            let folder = format!("{path}/");
            let page = SitePath::of_page(&folder).filter(|_| !path.ends_with('/'));
            if let Some(page) = page
                && !path.contains('.')
                && matches!(state.ask(page).await, Ok(Some(_)))
            {
                let place = [(header::LOCATION, folder)];
                return (StatusCode::TEMPORARY_REDIRECT, place).into_response();
            }
            missing(&state).await
        }
    }
}

/// A source file, or the range of it that a player wants.
async fn range_of(request: Request, file: PathBuf) -> Response {
    match ServeFile::new(file).oneshot(request).await {
        Ok(response) => {
            let mut response = response.map(Body::new);
            let headers = response.headers_mut();
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            response
        }
        Err(never) => match never {},
    }
}

/// Bytes that were made, unless the browser has them.
fn bytes_of(request: &Request, status: StatusCode, name: &str, bytes: Vec<u8>) -> Response {
    let bytes = if name.ends_with(".html") { with_live(bytes) } else { bytes };
    let tag = format!("\"{:.20}\"", ContentHash::of(&bytes));
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok());
    let mime = mime_of(name);
    let headers = [
        (header::CONTENT_TYPE, mime),
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    if status == StatusCode::OK && known.is_some_and(|it| it.contains(&tag)) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (status, headers, bytes).into_response()
}

/// The type of a file by its name.
fn mime_of(name: &str) -> String {
    let text = |mime: &str| format!("{mime}; charset=utf-8");
    match name.rsplit('.').next().unwrap_or_default() {
        "vtt" => text("text/vtt"),
        "srt" => text("application/x-subrip"),
        "webmanifest" => "application/manifest+json".to_owned(),
        "xml" => text("application/xml"),
        "json" => "application/json".to_owned(),
        "md" => text("text/markdown"),
        _ => {
            let guess = mime_guess::from_path(name).first_or_octet_stream();
            if guess.type_() == "text" { text(guess.essence_str()) } else { guess.to_string() }
        }
    }
}

/// Adds the script to a page.
fn with_live(html: Vec<u8>) -> Vec<u8> {
    let script = format!("<script type=\"module\" src=\"{LIVE_PATH}\"></script>\n");
    let text = String::from_utf8(html);
    match text {
        Ok(text) => match text.rfind("</body>") {
            Some(at) => format!("{}{script}{}", &text[..at], &text[at..]).into_bytes(),
            None => (text + &script).into_bytes(),
        },
        Err(error) => error.into_bytes(),
    }
}

/// The site's own page for what is not there.
async fn missing(state: &State) -> Response {
    let page = SitePath::new("404.html");
    let answer = match page {
        Some(page) => state.ask(page).await,
        None => Ok(None),
    };
    let html = match answer {
        Ok(Some(Served::Bytes(bytes))) => bytes,
        _ => b"<!doctype html><title>404</title><body>There is no such page.</body>".to_vec(),
    };
    let mime = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::NOT_FOUND, mime, with_live(html)).into_response()
}

/// A page that cannot be made: what is wrong with it.
fn problem_page(problem: &str) -> Response {
    let text = htmlize::escape_text(problem);
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Cuepoint</title><body><pre data-problem>{text}</pre></body></html>"
    );
    let mime = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::INTERNAL_SERVER_ERROR, mime, with_live(html.into_bytes())).into_response()
}
