//! Cuepoint builds the web site of a podcast from its show notes and transcripts.
//!
//! `folders → SourceTree → Episode (each, in parallel) → Facts → Catalog (once)
//! → pages (each, in parallel) → output`. The modules below stand in the order
//! of their layers; ARCHITECTURE.md is the map.

pub mod diag;
pub mod disk;
pub mod hash;
#[cfg(feature = "net")]
pub mod net;
pub mod path;
pub mod schemes;
pub mod time;
pub mod trace;
pub mod tree;

pub mod cache;
pub mod config;
pub mod model;
pub mod source;

pub mod parse;

pub mod assemble;

pub mod align;

pub mod learn;

pub mod topics;

pub mod catalog;

pub mod refrain;
pub mod render;
pub mod search;

pub mod output;

pub mod amend;

pub mod check;

pub mod pipeline;

#[cfg(feature = "serve")]
pub mod serve;

#[cfg(feature = "import")]
pub mod import;

pub mod begin;

#[cfg(feature = "publish")]
pub mod publish;

pub mod cli;
