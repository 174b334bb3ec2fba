//! The one integration crate. Fixtures are folders and pairs of texts.
#![expect(clippy::disallowed_methods, reason = "tests read, write and look at the environment")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on panics")]

mod addresses;
mod archive;
mod audio;
mod begin;
mod check;
mod cli;
mod corpus;
mod directories;
mod feeds;
mod formats;
mod imports;
mod incremental;
mod learn;
mod links;
mod lock;
mod look;
mod manual;
mod output;
mod parsers_never_panic;
mod people;
mod publish;
mod serve;
mod sites;
mod support;
mod tidy;
mod times;
mod topics;
mod transcripts;
mod unlisted;
mod unreadable;
