//! The commands, one a file: each wires library calls to output.

pub(super) mod backup;
pub(super) mod check;
pub(super) mod cite;
pub(super) mod completions;
pub(super) mod doctor;
pub(super) mod dump;
pub(super) mod export;
pub(super) mod init;
pub(super) mod load;
pub(super) mod man;
pub(super) mod neighbors;
pub(super) mod path;
pub(super) mod query;
pub(super) mod rank;
pub(super) mod render;
pub(super) mod schema;
pub(super) mod search;
pub(super) mod shell;
pub(super) mod show;
pub(super) mod stats;
pub(super) mod tck;
pub(super) mod timeline;
