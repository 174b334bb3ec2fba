//! The server: files of the preview, and news for browsers.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use percent_encoding::percent_decode_str;
use tokio::sync::Semaphore;
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

/// How long a browser may take to say what it wants, and keep a connection
/// without a further request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// Bytes that the head of a request may have.
const MAX_HEAD: usize = 64 * 1024;

/// Connections that are served at one time; the others wait. Every open page
/// keeps one for its news.
const MAX_CONNECTIONS: usize = 512;

/// How long no connection is taken after the system refused one: it has no
/// descriptors left until others end.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Answers until the process ends.
///
/// hyper is driven here and not by `axum::serve`, which sets no time limit on
/// the head of a request: a client that never ends it would stay for ever.
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
        .layer(middleware::from_fn_with_state(address, for_us_only))
        .with_state(state);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(REQUEST_TIMEOUT).max_buf_size(MAX_HEAD);
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return Ok(()) };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = http.serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move {
            // One that breaks off is the browser's business.
            let _ = connection.await;
            drop(place);
        });
    }
}

async fn live() -> Response {
    let mime = [(header::CONTENT_TYPE, "text/javascript"), (header::CACHE_CONTROL, "no-cache")];
    (mime, LIVE).into_response()
}

/// News as they come; the first says how things are.
async fn news(Shared(state): Shared<Arc<State>>) -> Response {
    let (now, more) = state.news();
    let later = BroadcastStream::new(more).filter_map(Result::ok);
    let all = tokio_stream::once(now).chain(later).map(|it: News| {
        let json = serde_json::to_string(&it).unwrap_or_default();
        Ok::<_, Infallible>(Event::default().data(json))
    });
    Sse::new(all).keep_alive(KeepAlive::default()).into_response()
}

/// Answers only requests that name this machine: another site's page may have a
/// name of its own that leads here (DNS rebinding), and must not read drafts.
async fn for_us_only(
    Shared(address): Shared<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    if is_for_us(request.headers(), address) {
        next.run(request).await
    } else {
        StatusCode::MISDIRECTED_REQUEST.into_response()
    }
}

/// Whether `Host` names this machine; somebody who listens at another address
/// wants other machines, whatever they call it.
fn is_for_us(headers: &HeaderMap, address: SocketAddr) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|it| it.to_str().ok()) else {
        return false;
    };
    let is_port = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    let name = host.rsplit_once(':').filter(|it| is_port(it.1)).map_or(host, |it| it.0);
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    !address.ip().is_loopback() || matches!(name.as_str(), "localhost" | "127.0.0.1" | "[::1]")
}

async fn file(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
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
    let script = format!("<script type=\"module\" src=\"{LIVE_PATH}\" data-once></script>\n");
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
