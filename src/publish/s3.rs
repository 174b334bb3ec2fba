//! A bucket of a store that speaks S3.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rusty_s3::actions::ListObjectsV2;
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};

use super::types::{cache_control, content_type};
use super::{Host, PublishError};
use crate::net::{Client, Reach};

/// How long a signed request is good for.
const GOOD_FOR: Duration = Duration::from_secs(900);

/// How long one answer may take: audio is large, and lines are slow.
const PATIENCE: Duration = Duration::from_secs(600);

/// Tries of one request, with pauses that double.
const TRIES: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// Bytes of an answer: a thousand names with what is said of each, or what is
/// wrong.
const ANSWER_BYTES: u64 = 32_000_000;

/// Bytes of a file that is read: the ledger of a million episodes.
const FILE_BYTES: u64 = 1_000_000_000;

/// Pages of a listing in a row that name nothing new, as stores have them after
/// much was deleted. A listing that goes on so leads nowhere.
const EMPTY_PAGES: usize = 100;

/// What is known of a store, out of the environment.
#[derive(Clone, Default)]
pub struct Store {
    /// Its address; Amazon's unless given.
    pub endpoint: Option<String>,
    /// `us-east-1` unless given.
    pub region: Option<String>,
    /// Who publishes.
    pub key: Option<String>,
    /// In no message.
    pub secret: Option<String>,
    /// Of a session.
    pub token: Option<String>,
}

/// A bucket as a host.
pub(super) struct S3 {
    bucket: Bucket,
    credentials: Credentials,
    prefix: String,
    client: Client,
}

impl S3 {
    pub(super) fn new(store: &Store, bucket: &str, prefix: &str) -> Result<Self, PublishError> {
        let missing = PublishError::Missing(
            "a store needs credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment",
        );
        let (Some(key), Some(secret)) = (&store.key, &store.secret) else { return Err(missing) };
        let credentials = match &store.token {
            Some(token) => Credentials::new_with_token(key, secret, token),
            None => Credentials::new(key, secret),
        };
        let region = store.region.clone().unwrap_or_else(|| "us-east-1".to_owned());
        let (endpoint, style) = match &store.endpoint {
            Some(url) => (url.clone(), UrlStyle::Path),
            None => (format!("https://s3.{region}.amazonaws.com"), UrlStyle::VirtualHost),
        };
        let endpoint = endpoint
            .parse()
            .map_err(|it| PublishError::host("read the address of the store", &it))?;
        let bucket = Bucket::new(endpoint, style, bucket.to_owned(), region)
            .map_err(|it| PublishError::host("read the address of the store", &it))?;
        // The store is the user's own; no redirect is followed, so that signed
        // requests reach nobody else.
        let client = Client::new(Reach::Typed(bucket.base_url().clone()), PATIENCE, "");
        Ok(Self { bucket, credentials, prefix: prefix.to_owned(), client })
    }

    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// Sends a request until there is an answer that will not change. Its body
    /// has at most so many bytes.
    fn send(
        &self,
        doing: &str,
        bytes: u64,
        request: &dyn Fn(&ureq::Agent) -> Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<(u16, Vec<u8>), PublishError> {
        let mut why = String::new();
        for nth in 0..TRIES {
            if 0 < nth {
                std::thread::sleep(FIRST_PAUSE * 2_u32.pow(nth - 1));
            }
            match request(self.client.agent()) {
                Ok(answer) => {
                    let status = answer.status().as_u16();
                    let body = answer.into_body().into_with_config().limit(bytes).read_to_vec();
                    match body {
                        Ok(bytes) if status < 500 && status != 429 => return Ok((status, bytes)),
                        Ok(_) => why = format!("the store answers {status}"),
                        Err(error) => why = error.to_string(),
                    }
                }
                Err(error) => why = error.to_string(),
            }
        }
        Err(PublishError::host(doing, &why))
    }

    /// A request that must be answered with 2xx.
    fn done(
        &self,
        doing: &str,
        request: &dyn Fn(&ureq::Agent) -> Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Vec<u8>, PublishError> {
        match self.send(doing, ANSWER_BYTES, request)? {
            (200..300, bytes) => Ok(bytes),
            (status, bytes) => Err(refusal(doing, status, &bytes)),
        }
    }
}

/// Why a store refuses: `<Code>AccessDenied</Code>` says more than 403.
fn refusal(doing: &str, status: u16, body: &[u8]) -> PublishError {
    let text = String::from_utf8_lossy(body);
    let code = text.split("<Code>").nth(1).and_then(|it| it.split("</Code>").next());
    let is_code = |it: &&str| it.len() < 100 && it.bytes().all(|it| it.is_ascii_alphanumeric());
    let code = code.filter(is_code).map(|it| format!(" ({it})")).unwrap_or_default();
    let hint = match status {
        300..400 => "; it lies elsewhere: set AWS_REGION or AWS_ENDPOINT_URL to where it is",
        _ => "",
    };
    PublishError::host(doing, &format!("the store answers {status}{code}{hint}"))
}

impl Host for S3 {
    fn files(&self) -> Result<BTreeMap<String, String>, PublishError> {
        let mut files = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut n_empty = 0;
        let doing = "list what is there";
        let mut next: Option<String> = None;
        loop {
            let mut list = self.bucket.list_objects_v2(Some(&self.credentials));
            list.with_prefix(self.prefix.clone());
            if let Some(token) = &next {
                list.with_continuation_token(token.clone());
            }
            let url = list.sign(GOOD_FOR);
            let bytes = self.done(doing, &|it| it.get(url.as_str()).call())?;
            let page = ListObjectsV2::parse_response(&String::from_utf8_lossy(&bytes))
                .map_err(|it| PublishError::host(doing, &it))?;
            let before = files.len();
            for it in page.contents {
                let Some(path) = it.key.strip_prefix(&self.prefix) else { continue };
                let sum = it.etag.unwrap_or_default();
                files.insert(path.to_owned(), sum.trim_matches('"').to_lowercase());
            }
            n_empty = if before < files.len() { 0 } else { n_empty + 1 };
            let Some(token) = page.next_continuation_token else { return Ok(files) };
            if !seen.insert(token.clone()) || EMPTY_PAGES < n_empty {
                return Err(PublishError::host(doing, &"the store's listing goes in circles"));
            }
            next = Some(token);
        }
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, PublishError> {
        let key = self.key(path);
        let url = self.bucket.get_object(Some(&self.credentials), &key).sign(GOOD_FOR);
        let doing = format!("read `{path}`");
        match self.send(&doing, FILE_BYTES, &|it| it.get(url.as_str()).call())? {
            (200, bytes) => Ok(Some(bytes)),
            (404, _) => Ok(None),
            (status, bytes) => Err(refusal(&doing, status, &bytes)),
        }
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let key = self.key(path);
        let (kind, keep) = (content_type(path), cache_control(path));
        let mut put = self.bucket.put_object(Some(&self.credentials), &key);
        put.headers_mut().insert("content-type", kind.clone());
        put.headers_mut().insert("cache-control", keep);
        let url = put.sign(GOOD_FOR);
        let request = |it: &ureq::Agent| {
            it.put(url.as_str())
                .header("content-type", &kind)
                .header("cache-control", keep)
                .send(bytes)
        };
        self.done(&format!("put `{path}`"), &request).map(drop)
    }

    fn delete(&self, path: &str) -> Result<(), PublishError> {
        let key = self.key(path);
        let url = self.bucket.delete_object(Some(&self.credentials), &key).sign(GOOD_FOR);
        self.done(&format!("remove `{path}`"), &|it| it.delete(url.as_str()).call()).map(drop)
    }
}
