//! The commands, one a file: each wires library calls to output.

pub(super) mod bridges;
pub(super) mod brokers;
pub(super) mod check;
pub(super) mod cite;
pub(super) mod communities;
pub(super) mod completions;
pub(super) mod components;
pub(super) mod diff;
pub(super) mod counterparts;
pub(super) mod doctor;
pub(super) mod export;
pub(super) mod gaps;
pub(super) mod man;
pub(super) mod neighbors;
pub(super) mod path;
pub(super) mod rank;
pub(super) mod projection;
pub(super) mod render;
pub(super) mod schema;
pub(super) mod search;
pub(super) mod show;
pub(super) mod stats;
pub(super) mod timeline;
