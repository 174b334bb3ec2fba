//! The server: files of the preview, and news for browsers.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use percent_encoding::percent_decode_str;
use tokio::sync::{Semaphore, broadcast, mpsc};

use super::State;
use super::body::Body;
use super::show::News;
use super::source_file;
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

/// After so long a browser hears that there is no news: what lies between may
/// end connections on which nothing happens.
const NO_NEWS: Duration = Duration::from_secs(15);

/// Answers until the process ends. A client that never ends the head of its
/// request does not stay for ever.
pub(super) async fn answer(
    listener: TcpListener,
    address: SocketAddr,
    state: Arc<State>,
) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(REQUEST_TIMEOUT).max_buf_size(MAX_HEAD);
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return Ok(()) };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let state = Arc::clone(&state);
        let service = service_fn(move |request| {
            let state = Arc::clone(&state);
            async move { Ok::<_, Infallible>(route(&request, address, &state).await) }
        });
        let connection = http.serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move {
            // One that breaks off is the browser's business.
            let _ = connection.await;
            drop(place);
        });
    }
}

/// An answer; a header whose value cannot be one is left out.
pub(super) fn response(
    status: StatusCode,
    headers: &[(HeaderName, &str)],
    body: impl Into<Body>,
) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Answers only requests that name this machine: another site's page may have a
/// name of its own that leads here (DNS rebinding), and must not read drafts.
async fn route<B>(request: &Request<B>, address: SocketAddr, state: &State) -> Response<Body> {
    if !is_for_us(request.headers(), address) {
        return response(StatusCode::MISDIRECTED_REQUEST, &[], Vec::new());
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let allow = [(header::ALLOW, "GET,HEAD")];
        return response(StatusCode::METHOD_NOT_ALLOWED, &allow, Vec::new());
    }
    match request.uri().path() {
        LIVE_PATH => {
            let headers =
                [(header::CONTENT_TYPE, "text/javascript"), (header::CACHE_CONTROL, "no-cache")];
            response(StatusCode::OK, &headers, LIVE.as_bytes().to_vec())
        }
        NEWS_PATH => news(state),
        path => file(request, path, state).await,
    }
}

/// News as they come; the first says how things are.
fn news(state: &State) -> Response<Body> {
    let (now, more) = state.news();
    let (send, events) = mpsc::channel(1);
    tokio::spawn(tell(now, more, send));
    let headers =
        [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-cache")];
    response(StatusCode::OK, &headers, Body::Pieces(events))
}

/// Sends news as events of a stream until the browser has left.
async fn tell(
    now: News,
    mut more: broadcast::Receiver<News>,
    send: mpsc::Sender<std::io::Result<Bytes>>,
) {
    let event = |it: &News| {
        format!("data: {}\n\n", serde_json::to_string(it).unwrap_or_default()).into_bytes()
    };
    let mut next = event(&now);
    while send.send(Ok(next.into())).await.is_ok() {
        next = match tokio::time::timeout(NO_NEWS, more.recv()).await {
            Ok(Ok(it)) => event(&it),
            // What was missed is older than what comes next.
            Ok(Err(broadcast::error::RecvError::Lagged(_))) | Err(_) => b":\n\n".to_vec(),
            Ok(Err(broadcast::error::RecvError::Closed)) => return,
        };
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

async fn file<B>(request: &Request<B>, path: &str, state: &State) -> Response<Body> {
    let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    let Some(wanted) = SitePath::of_page(&path) else { return missing(state).await };
    match state.ask(wanted.clone()).await {
        Ok(Some(Served::Bytes(bytes))) => bytes_of(request.headers(), wanted.as_str(), bytes),
        Ok(Some(Served::File(file))) => source_file::answer(request, &file),
        Err(problem) => problem_page(&problem),
        Ok(None | Some(Served::Stale)) => {
            // `/archive` is `/archive/`.
            let folder = format!("{path}/");
            let page = SitePath::of_page(&folder).filter(|_| !path.ends_with('/'));
            if let Some(page) = page
                && !path.contains('.')
                && matches!(state.ask(page).await, Ok(Some(_)))
            {
                let place = [(header::LOCATION, folder.as_str())];
                return response(StatusCode::TEMPORARY_REDIRECT, &place, Vec::new());
            }
            missing(state).await
        }
    }
}

/// Bytes that were made, unless the browser has them.
fn bytes_of(headers: &HeaderMap, name: &str, bytes: Vec<u8>) -> Response<Body> {
    let bytes = if name.ends_with(".html") { with_live(bytes) } else { bytes };
    let tag = format!("\"{:.20}\"", ContentHash::of(&bytes));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok());
    let mime = mime_of(name);
    let headers = [
        (header::CONTENT_TYPE, mime.as_str()),
        (header::ETAG, &tag),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    if known.is_some_and(|it| it.contains(&tag)) {
        return response(StatusCode::NOT_MODIFIED, &headers, Vec::new());
    }
    response(StatusCode::OK, &headers, bytes)
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
async fn missing(state: &State) -> Response<Body> {
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
    response(StatusCode::NOT_FOUND, &mime, with_live(html))
}

/// A page that cannot be made: what is wrong with it.
fn problem_page(problem: &str) -> Response<Body> {
    let text = htmlize::escape_text(problem);
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Cuepoint</title><body><pre data-problem>{text}</pre></body></html>"
    );
    let mime = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    response(StatusCode::INTERNAL_SERVER_ERROR, &mime, with_live(html.into_bytes()))
}
