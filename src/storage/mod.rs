//! The durable database: one file that holds a graph, and survives being killed at any moment.
//!
//! A [`Store`] is a file open for writing: [`commit`](Store::commit) makes a [`ChangeSet`](crate::graph::ChangeSet)
//! durable. The graph itself lives in memory; the file is read when it is opened and written when something changes.
//! Readers ([`Store::read`]) take no lock and see the last commit.
//! This room knows files and bytes; who may write when, and what the settings mean, is decided above.
//!
//! # Layout, version 1
//! Numbers of a fixed length are written lowest byte first.
//!
//! | bytes | hold |
//! |---|---|
//! | 0–7 | `89 68 76 64 62 0D 0A 1A` |
//! | 8–11 | the version, 1 |
//! | 12–15 | CRC-32 of bytes 0–11 |
//! | 4096–4127 | slot of even commits |
//! | 8192–8223 | slot of odd commits |
//! | from 12288 | frames, one after another |
//!
//! All other bytes before 12288 are zero when written and are not read. A **slot** says how far the file is valid:
//!
//! | bytes of a slot | hold |
//! |---|---|
//! | 0–7 | number of the last commit; the making of a database is commit 1 |
//! | 8–15 | where its last frame ends, from the start of the file |
//! | 16–23 | where the first commit in the file, the snapshot, ends |
//! | 24–27 | checksum of its last frame |
//! | 28–31 | CRC-32 of bytes 0–27 |
//!
//! A **frame** is
//!
//! | bytes of a frame | hold |
//! |---|---|
//! | 0–3 | length of the content in bytes, not 0 |
//! | 4–7 | checksum: CRC-32 of the checksum of the frame before (of the header's for the first), bytes 0–3, bytes 8–15, and the content |
//! | 8–15 | number of the commit it belongs to, plus 2^63 in its last frame |
//! | 16– | the content: records |
//!
//! CRC-32 is that of zlib and PNG. Records are listed in `records.rs`, values in `bytes.rs`. The last record of the last
//! frame of a commit ends it. The first commit is the whole graph as it was then; later ones are what changed.
//!
//! # Why it survives
//! - *Commit*: frames are written behind the end, synchronised, then one slot, synchronised. Slots take turns. Killed
//!   before the slot is written, the old end holds and what lies behind it is overwritten by the next commit. Killed while
//!   it is written, the slot fails its checksum; the frames it speaks of are durable, so the other slot and the frames
//!   behind it give the new end.
//! - *Snapshot*: a new file `NAME.new` is written, synchronised and renamed, when the log outgrows the last one.
//! - *Damage*: every byte that is read lies under a checksum, each frame's continues the one before, and the slots say
//!   how long the file must be; so a file that was cut, or put together from two, is refused. It is never opened empty.
//! - *Two writers*: a writer holds the lock of `NAME.lock` as long as it lives.

mod bytes;
mod disk;
mod error;
mod file;
mod records;
mod store;

#[cfg(test)]
mod tests;

pub use error::StorageError;
pub use records::Settings;
pub use store::{Content, FileFacts, Seen, Store};
