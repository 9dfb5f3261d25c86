//! The file: header, two slots that say how far it is valid, and frames. See the [room](super) for the layout.

use std::io;
use std::path::{Path, PathBuf};

use super::StorageError;
use super::bytes::Garbled;
use super::disk::DiskFile;
use super::records::{Frames, Place};

/// The first bytes of every database: no text, and broken by anything that changes line ends.
const MAGIC: [u8; 8] = *b"\x89hvdb\r\n\x1a";
/// The version that is written, and the newest that is read.
pub(super) const VERSION: u32 = 1;
/// How often the slots are read anew while a writer keeps changing them.
const SLOT_TRIES: usize = 1000;

/// Where the slots are: each on a page of its own, so that a torn write cannot hit two.
const SLOTS: [u64; 2] = [4096, 8192];
/// Where the frames begin.
pub(super) const FRAMES: u64 = 12288;
/// Bytes before the content of a frame.
const FRAME_HEAD: usize = 16;
/// Added to the number of the commit in its last frame.
const LAST: u64 = 1 << 63;
/// How much is read or written at once.
const WINDOW: usize = 1 << 20;

/// How far a file is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    /// The number of the last commit.
    pub(super) commit: u64,
    /// Where its last frame ends.
    pub(super) end: u64,
    /// Where the first commit, the snapshot, ends.
    pub(super) snapshot_end: u64,
    /// The checksum of the last frame.
    pub(super) checksum: u32,
}

const SLOT: usize = 32;

impl Slot {
    fn to_bytes(self) -> [u8; SLOT] {
        let mut bytes = [0; SLOT];
        bytes[0..8].copy_from_slice(&self.commit.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.end.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.snapshot_end.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.checksum.to_le_bytes());
        let checksum = crc32fast::hash(&bytes[..28]);
        bytes[28..].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Slot> {
        let bytes: &[u8; SLOT] = bytes.first_chunk()?;
        let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| bytes[at + byte]));
        let small = |at: usize| u32::from_le_bytes(std::array::from_fn(|byte| bytes[at + byte]));
        let slot =
            Slot { commit: number(0), end: number(8), snapshot_end: number(16), checksum: small(24) };
        let is_whole = small(28) == crc32fast::hash(&bytes[..28]);
        (is_whole && FRAMES <= slot.snapshot_end && slot.snapshot_end <= slot.end).then_some(slot)
    }
}

/// Returns the header, and the checksum that the first frame continues.
fn header() -> ([u8; 16], u32) {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&MAGIC);
    bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
    let checksum = crc32fast::hash(&bytes[..12]);
    bytes[12..].copy_from_slice(&checksum.to_le_bytes());
    (bytes, checksum)
}

/// A file that is read, from wherever its frames are asked for.
#[derive(Debug)]
pub(super) struct StoreFile {
    pub(super) path: PathBuf,
    pub(super) file: Box<dyn DiskFile>,
}

impl StoreFile {
    pub(super) fn io(&self, doing: &'static str) -> impl Fn(io::Error) -> StorageError + use<> {
        let path = self.path.clone();
        move |source| StorageError::Io { path: path.clone(), doing, source }
    }

    fn damaged(&self, at: u64, what: impl Into<String>) -> StorageError {
        StorageError::Damaged { path: self.path.clone(), at, what: what.into() }
    }

    /// Checks the header.
    pub(super) fn check_header(&mut self) -> Result<(), StorageError> {
        let mut found = [0; 16];
        let n_read = self.file.read_at(0, &mut found).map_err(self.io("read it"))?;
        let version = u32::from_le_bytes([found[8], found[9], found[10], found[11]]);
        let is_whole = crc32fast::hash(&found[..12]).to_le_bytes() == found[12..];
        if n_read < 8 || found[..8] != MAGIC {
            // One damaged byte does not make it another kind of file.
            let n_same = found.iter().zip(MAGIC).filter(|(own, magic)| *own == magic).count();
            let is_ours = n_read > 0 && (n_same > 5 || MAGIC.starts_with(&found[..n_read]));
            return Err(if is_ours {
                self.damaged(0, "its first bytes are not those of a database")
            } else {
                StorageError::NotADatabase(self.path.clone())
            });
        }
        if n_read < 16 || !is_whole {
            return Err(self.damaged(8, "the header fails its checksum"));
        }
        if version > VERSION {
            return Err(StorageError::NewerVersion { path: self.path.clone(), version, newest: VERSION });
        }
        Ok(())
    }

    /// Finds out how far the file is valid, and whether both slots say so.
    pub(super) fn find_end(&mut self) -> Result<(Slot, bool), StorageError> {
        let (mut first, mut second) = (self.slot(SLOTS[0])?, self.slot(SLOTS[1])?);
        for _ in 0..SLOT_TRIES {
            let again = self.slot(SLOTS[0])?;
            if again == first {
                break;
            }
            // A writer has been here in between; only slots of one moment belong together.
            (first, second) = (again, self.slot(SLOTS[1])?);
        }
        match (first, second) {
            (Some(first), Some(second)) => self.newer(first, second).map(|slot| (slot, true)),
            (Some(whole), None) => self.after_torn_slot(whole, SLOTS[1]).map(|slot| (slot, false)),
            (None, Some(whole)) => self.after_torn_slot(whole, SLOTS[0]).map(|slot| (slot, false)),
            (None, None) => Err(self.damaged(SLOTS[0], "both records of its end fail their checksums")),
        }
    }

    fn slot(&mut self, at: u64) -> Result<Option<Slot>, StorageError> {
        let mut bytes = [0; SLOT];
        let n_read = self.file.read_at(at, &mut bytes).map_err(self.io("read it"))?;
        Ok(Slot::from_bytes(&bytes[..n_read]))
    }

    fn newer(&self, first: Slot, second: Slot) -> Result<Slot, StorageError> {
        let (older, newer) = if first.commit < second.commit { (first, second) } else { (second, first) };
        let is_next = older.commit + 1 == newer.commit && older.end < newer.end;
        if older == newer || is_next {
            Ok(newer)
        } else {
            Err(self.damaged(SLOTS[0], "the two records of its end contradict each other"))
        }
    }

    /// Finds the end by one slot. The other one is written only after the frames it speaks of are durable, so where it
    /// was torn they are all there; and where nothing follows, it was damaged and there was no later commit.
    fn after_torn_slot(&mut self, whole: Slot, torn: u64) -> Result<Slot, StorageError> {
        let length = self.file.len().map_err(self.io("read it"))?;
        if length == whole.end {
            return Ok(whole);
        }
        let commit = whole.commit + 1;
        let mut frames = FrameReader::new(self, whole.end, whole.checksum);
        while frames.at < length {
            let Some((_, number, place)) = frames.next(length)? else { break };
            if number != commit {
                break;
            }
            if place == Place::Last {
                let (end, checksum) = (frames.at, frames.checksum);
                return Ok(Slot { commit, end, checksum, ..whole });
            }
        }
        Err(self.damaged(torn, "a record of its end fails its checksum, and the commit it speaks of is not there"))
    }

    /// Hands over the content of all frames up to an end; `take` says whether it ends a commit.
    pub(super) fn each_frame(
        &mut self,
        slot: Slot,
        mut take: impl FnMut(&[u8]) -> Result<Place, Garbled>,
    ) -> Result<(), StorageError> {
        let length = self.file.len().map_err(self.io("read it"))?;
        if length < slot.end {
            return Err(self.damaged(length, format!("it is cut off; it should have {} bytes", slot.end)));
        }
        let mut commit = None;
        let mut last_place = Place::Last;
        let mut frames = FrameReader::new(self, FRAMES, header().1);
        while frames.at < slot.end {
            let at = frames.at;
            let Some((content, number, place)) = frames.next(slot.end)? else {
                return Err(self.damaged(at, "a frame fails its checksum"));
            };
            if commit.is_some_and(|last: u64| number != last + u64::from(last_place == Place::Last)) {
                return Err(self.damaged(at, "a frame belongs to another commit"));
            }
            commit = Some(number);
            last_place = place;
            match take(content) {
                Ok(found) if found == place => {}
                Ok(_) => return Err(self.damaged(at, "a commit ends where it should not, or does not end")),
                Err(Garbled(expected)) => {
                    return Err(self.damaged(at, format!("a record is garbled; expected {expected}")));
                }
            }
        }
        if last_place == Place::Last && commit == Some(slot.commit) && frames.checksum == slot.checksum {
            Ok(())
        } else {
            Err(self.damaged(slot.end, "the last commit is not the one that was recorded"))
        }
    }

    /// Writes the header and both slots of a new file.
    pub(super) fn write_head(&mut self, slot: Slot) -> Result<(), StorageError> {
        let failed = self.io("write it");
        self.file.write_at(0, &header().0).map_err(&failed)?;
        SLOTS.iter().try_for_each(|at| self.file.write_at(*at, &slot.to_bytes())).map_err(&failed)
    }

    /// Writes one slot, in the place of the older one.
    pub(super) fn write_slot(&mut self, slot: Slot) -> Result<(), StorageError> {
        let at = SLOTS[usize::from(!slot.commit.is_multiple_of(2))];
        self.file.write_at(at, &slot.to_bytes()).map_err(self.io("write it"))
    }

    /// Writes the slot that is not the one of a commit.
    pub(super) fn write_other_slot(&mut self, slot: Slot) -> Result<(), StorageError> {
        let at = SLOTS[usize::from(slot.commit.is_multiple_of(2))];
        self.file.write_at(at, &slot.to_bytes()).map_err(self.io("write it"))
    }

    pub(super) fn sync(&mut self) -> Result<(), StorageError> {
        self.file.sync().map_err(self.io("make the write durable"))
    }
}

/// The content of a frame, the number of its commit and where it stands there.
type Frame<'b> = (&'b [u8], u64, Place);

/// Reads frames one after another.
struct FrameReader<'f> {
    file: &'f mut StoreFile,
    /// Where the next frame begins.
    at: u64,
    /// The checksum of the last frame.
    checksum: u32,
    window: Vec<u8>,
    window_at: u64,
}

impl<'f> FrameReader<'f> {
    fn new(file: &'f mut StoreFile, at: u64, checksum: u32) -> Self {
        FrameReader { file, at, checksum, window: Vec::new(), window_at: at }
    }

    /// Returns the next frame; nothing where no whole frame ends before
    /// `end`.
    fn next(&mut self, end: u64) -> Result<Option<Frame<'_>>, StorageError> {
        let head_end = self.at + FRAME_HEAD as u64;
        if head_end > end {
            return Ok(None);
        }
        let Some(head) = self.bytes(FRAME_HEAD, end)? else { return Ok(None) };
        let head: [u8; FRAME_HEAD] = std::array::from_fn(|at| head[at]);
        let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]);
        let found = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        let commit = u64::from_le_bytes(std::array::from_fn(|at| head[8 + at]));
        if length == 0 || head_end + u64::from(length) > end {
            return Ok(None);
        }
        let length = length as usize;
        let before = self.checksum;
        let Some(bytes) = self.bytes(FRAME_HEAD + length, end)? else { return Ok(None) };
        if checksum(before, &head, &bytes[FRAME_HEAD..]) != found {
            return Ok(None);
        }
        let start = usize::try_from(self.at - self.window_at).unwrap_or(usize::MAX) + FRAME_HEAD;
        self.at = head_end + length as u64;
        self.checksum = found;
        let place = if commit & LAST == 0 { Place::Within } else { Place::Last };
        Ok(Some((&self.window[start..start + length], commit & !LAST, place)))
    }

    /// Returns so many bytes from the start of the next frame; nothing if the file ends before. Nothing from `end` on
    /// will be asked for.
    fn bytes(&mut self, n_bytes: usize, end: u64) -> Result<Option<&[u8]>, StorageError> {
        let start = usize::try_from(self.at - self.window_at).unwrap_or(usize::MAX);
        if start.checked_add(n_bytes).is_some_and(|end| end <= self.window.len()) {
            return Ok(Some(&self.window[start..start + n_bytes]));
        }
        self.window.clear();
        let rest = usize::try_from(end - self.at).unwrap_or(usize::MAX);
        self.window.resize(n_bytes.max(WINDOW.min(rest)), 0);
        self.window_at = self.at;
        let n_read = self.file.file.read_at(self.at, &mut self.window).map_err(self.file.io("read it"))?;
        self.window.truncate(n_read);
        Ok(self.window.get(..n_bytes))
    }
}

/// Returns the checksum of a frame: CRC-32 of the one before, its head without this, and its content.
fn checksum(before: u32, head: &[u8; FRAME_HEAD], content: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&before.to_le_bytes());
    hasher.update(&head[..4]);
    hasher.update(&head[8..]);
    hasher.update(content);
    hasher.finalize()
}

/// Writes the frames of one commit.
pub(super) struct FrameWriter<'f> {
    file: &'f mut StoreFile,
    commit: u64,
    /// Where the next byte goes once `waiting` is written.
    written: u64,
    checksum: u32,
    waiting: Vec<u8>,
}

impl<'f> FrameWriter<'f> {
    /// Writes a snapshot from the start of the frames.
    pub(super) fn snapshot(file: &'f mut StoreFile, commit: u64) -> Self {
        FrameWriter { file, commit, written: FRAMES, checksum: header().1, waiting: Vec::new() }
    }

    /// Writes the commit after one.
    pub(super) fn after(file: &'f mut StoreFile, slot: Slot) -> Self {
        let (written, checksum) = (slot.end, slot.checksum);
        FrameWriter { file, commit: slot.commit + 1, written, checksum, waiting: Vec::new() }
    }

    /// Writes out what waits, and returns where the last frame ends and its checksum.
    pub(super) fn finish(mut self) -> Result<(u64, u32), StorageError> {
        self.write_out()?;
        Ok((self.written, self.checksum))
    }

    fn write_out(&mut self) -> Result<(), StorageError> {
        self.file.file.write_at(self.written, &self.waiting).map_err(self.file.io("write it"))?;
        self.written += self.waiting.len() as u64;
        self.waiting.clear();
        Ok(())
    }
}

impl Frames for FrameWriter<'_> {
    fn frame(&mut self, content: &[u8], place: Place) -> Result<(), StorageError> {
        let length = u32::try_from(content.len());
        let length = length.map_err(|_| StorageError::NotStorable("more than 4 GiB in one node or relationship"))?;
        let mut head = [0; FRAME_HEAD];
        head[..4].copy_from_slice(&length.to_le_bytes());
        let number = if place == Place::Last { self.commit | LAST } else { self.commit };
        head[8..].copy_from_slice(&number.to_le_bytes());
        self.checksum = checksum(self.checksum, &head, content);
        head[4..8].copy_from_slice(&self.checksum.to_le_bytes());
        self.waiting.extend_from_slice(&head);
        self.waiting.extend_from_slice(content);
        if self.waiting.len() < WINDOW { Ok(()) } else { self.write_out() }
    }
}

/// Returns the name that a new file has until it is whole.
pub(super) fn name_while_new(path: &Path) -> PathBuf {
    with_ending(path, ".new")
}

/// Returns the name of the lock.
pub(super) fn lock_name(path: &Path) -> PathBuf {
    with_ending(path, ".lock")
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
