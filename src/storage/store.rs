//! Opening, committing, compacting.

use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use super::StorageError;
use super::disk::{Disk, SystemDisk};
use super::file::{FRAMES, FrameWriter, Slot, StoreFile, lock_name, name_while_new};
use super::records::{NameCounts, RecordReader, RecordWriter, Settings};
use crate::graph::{ChangeSet, GraphView as _, MemoryGraph};

/// How often the lock is tried, and how long apart: a second in all, as a process that was killed takes a moment to end.
const LOCK_TRIES: u32 = 50;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// The log may grow to so many bytes before it is worth a new snapshot, however small the graph is.
const SMALL_LOG: u64 = 4 << 20;

/// A database file open for writing; nobody else can open it so until this is dropped.
#[derive(Debug)]
pub struct Store {
    disk: Arc<dyn Disk>,
    file: StoreFile,
    slot: Slot,
    names: NameCounts,
    settings: Settings,
    n_nodes: usize,
    n_edges: usize,
    is_broken: bool,
    _lock: Box<dyn Debug + Send + Sync>,
}

/// What a database file holds.
#[derive(Debug)]
pub struct Content {
    /// The graph, with all ids as they were.
    pub graph: MemoryGraph,
    /// The texts kept beside it.
    pub settings: Settings,
    /// What was found about the file.
    pub facts: FileFacts,
    /// What tells whether it is still so.
    pub seen: Seen,
}

/// What a file was like when it was read, for [`Store::open_unchanged`].
#[derive(Debug, Clone)]
pub struct Seen {
    slot: Slot,
    names: NameCounts,
    settings: Settings,
    n_nodes: usize,
    n_edges: usize,
}

/// What is known of a database file that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileFacts {
    /// The format version.
    pub version: u32,
    /// How many commits it has seen, the making of it included.
    pub n_commits: u64,
    /// How many bytes are in use.
    pub n_bytes: u64,
    /// How many of them came after the last snapshot.
    pub n_log_bytes: u64,
    /// How many bytes lie behind the last commit, of a write that was cut off.
    pub n_unfinished_bytes: u64,
}

impl Store {
    /// Makes a database file that holds a graph and settings, and opens it for writing.
    ///
    /// The file is there whole or not at all.
    ///
    /// # Errors
    /// [`StorageError::Exists`], [`StorageError::InUse`], [`StorageError::NotStorable`], [`StorageError::Io`].
    pub fn create(path: &Path, graph: &MemoryGraph, settings: Settings) -> Result<Store, StorageError> {
        Self::create_on(Arc::new(SystemDisk), path, graph, settings)
    }

    /// Opens a database file for writing, and reads it.
    ///
    /// Waits up to a second for another writer to end. Cost `O(n + m)`; writes only where a crash left a trace.
    ///
    /// # Errors
    /// [`StorageError::Missing`], [`StorageError::InUse`], [`StorageError::NotADatabase`],
    /// [`StorageError::NewerVersion`], [`StorageError::Damaged`], [`StorageError::Io`].
    pub fn open(path: &Path) -> Result<(Store, MemoryGraph), StorageError> {
        Self::open_on(Arc::new(SystemDisk), path)
    }

    /// Reads a database file as of its last commit, while others may write to it.
    ///
    /// # Errors
    /// As [`open`](Self::open), but never [`StorageError::InUse`].
    pub fn read(path: &Path) -> Result<Content, StorageError> {
        Self::read_on(&SystemDisk, path)
    }

    /// Opens a database file for writing without reading it again; none where it has changed since it was read, or a crash
    /// left a trace. Then [`open`](Self::open) tells.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_unchanged(path: &Path, seen: &Seen) -> Result<Option<Store>, StorageError> {
        let disk = Arc::new(SystemDisk);
        if !exists(&*disk, path)? {
            return Err(StorageError::Missing(path.to_owned()));
        }
        let lock = lock(&*disk, path)?;
        let file = disk.write(path).map_err(|error| not_opened(path, error))?;
        let mut file = StoreFile { path: path.to_owned(), file };
        file.check_header()?;
        let (slot, is_settled) = file.find_end()?;
        if slot != seen.slot || !is_settled || exists(&*disk, &name_while_new(path))? {
            return Ok(None);
        }
        let Seen { names, settings, n_nodes, n_edges, .. } = seen.clone();
        Ok(Some(Store { disk, file, slot, names, settings, n_nodes, n_edges, is_broken: false, _lock: lock }))
    }

    pub(super) fn create_on(
        disk: Arc<dyn Disk>,
        path: &Path,
        graph: &MemoryGraph,
        settings: Settings,
    ) -> Result<Store, StorageError> {
        if exists(&*disk, path)? {
            return Err(StorageError::Exists(path.to_owned()));
        }
        let lock = lock(&*disk, path)?;
        if exists(&*disk, path)? {
            return Err(StorageError::Exists(path.to_owned()));
        }
        let (file, slot) = write_new(&*disk, path, graph, &settings, 1)?;
        let mut store = Store {
            disk,
            file,
            slot,
            names: (0, 0, 0),
            settings,
            n_nodes: 0,
            n_edges: 0,
            is_broken: false,
            _lock: lock,
        };
        store.count(graph);
        Ok(store)
    }

    pub(super) fn open_on(
        disk: Arc<dyn Disk>,
        path: &Path,
    ) -> Result<(Store, MemoryGraph), StorageError> {
        if !exists(&*disk, path)? {
            return Err(StorageError::Missing(path.to_owned()));
        }
        let lock = lock(&*disk, path)?;
        let file = disk.write(path).map_err(|error| not_opened(path, error))?;
        let mut file = StoreFile { path: path.to_owned(), file };
        let (slot, is_settled, read) = read_all(&mut file)?;
        if !is_settled {
            file.write_slot(slot)?;
            file.write_other_slot(slot)?;
            file.sync()?;
        }
        let new = name_while_new(path);
        if exists(&*disk, &new)? {
            disk.remove(&new).map_err(file.io("remove an unfinished copy of it"))?;
        }
        let (graph, settings, names) = read.finish();
        let mut store = Store {
            disk,
            file,
            slot,
            names: (0, 0, 0),
            settings,
            n_nodes: 0,
            n_edges: 0,
            is_broken: false,
            _lock: lock,
        };
        store.count(&graph);
        store.names = names;
        Ok((store, graph))
    }

    pub(super) fn read_on(disk: &dyn Disk, path: &Path) -> Result<Content, StorageError> {
        if !exists(disk, path)? {
            return Err(StorageError::Missing(path.to_owned()));
        }
        let file = disk.read(path).map_err(|error| not_opened(path, error))?;
        let mut file = StoreFile { path: path.to_owned(), file };
        let (slot, _, read) = read_all(&mut file)?;
        let length = file.file.len().map_err(file.io("read it"))?;
        let facts = FileFacts {
            version: super::file::VERSION,
            n_commits: slot.commit,
            n_bytes: slot.end,
            n_log_bytes: slot.end - slot.snapshot_end,
            n_unfinished_bytes: length.saturating_sub(slot.end),
        };
        let (graph, settings, names) = read.finish();
        let (n_nodes, n_edges) = (graph.node_count(), graph.edge_count());
        let seen = Seen { slot, names, settings: settings.clone(), n_nodes, n_edges };
        Ok(Content { graph, settings, facts, seen })
    }

    /// Returns where the file is.
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// Returns the texts kept beside the graph.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Writes a copy of the database to another file, as of the last commit.
    ///
    /// # Errors
    /// As [`create`](Self::create) of the copy.
    pub fn back_up(content: &Content, copy: &Path) -> Result<(), StorageError> {
        Self::create(copy, &content.graph, content.settings.clone()).map(drop)
    }

    /// Makes changes of the graph durable, all or none: when this returns they survive the end of the process and of
    /// the power.
    ///
    /// Apply them to the graph afterwards. Cost: what changed, and two synchronisations of the file.
    ///
    /// # Errors
    /// [`StorageError::NotStorable`], [`StorageError::Io`]: nothing was committed. If the system refuses to say what is
    /// on disk, all later commits are refused as [`StorageError::Broken`]; opening the file again tells.
    pub fn commit(&mut self, changes: &ChangeSet) -> Result<(), StorageError> {
        self.commit_with(changes, &[])
    }

    /// Makes changes of the graph and of settings durable together; a setting without content is removed.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn commit_with(
        &mut self,
        changes: &ChangeSet,
        settings: &[(&str, Option<&str>)],
    ) -> Result<(), StorageError> {
        self.check()?;
        let (n_added, n_removed) = (changes.n_added(), changes.n_removed());
        let n_nodes = (self.n_nodes + n_added.0).saturating_sub(n_removed.0);
        let n_edges = (self.n_edges + n_added.1).saturating_sub(n_removed.1);
        let mut frames = FrameWriter::after(&mut self.file, self.slot);
        let mut records = RecordWriter::new(&mut frames);
        records.changes(changes, settings, self.names, n_nodes, n_edges)?;
        let (end, checksum) = frames.finish()?;
        let slot = Slot { commit: self.slot.commit + 1, end, checksum, ..self.slot };
        self.is_broken = true;
        self.file.sync()?;
        self.file.write_slot(slot)?;
        self.file.sync()?;
        self.is_broken = false;
        self.slot = slot;
        self.names = changes.symbols().counts();
        (self.n_nodes, self.n_edges) = (n_nodes, n_edges);
        for (name, content) in settings {
            match content {
                Some(content) => self.settings.insert((*name).to_owned(), (*content).to_owned()),
                None => self.settings.remove(*name),
            };
        }
        Ok(())
    }

    /// Says whether so much was logged that a new snapshot pays.
    pub fn wants_compaction(&self) -> bool {
        let snapshot = self.slot.snapshot_end - FRAMES;
        self.slot.end - self.slot.snapshot_end > snapshot.max(SMALL_LOG)
    }

    /// Writes the file anew with this graph and the settings of now, in the place of the old one, all or nothing.
    ///
    /// Who reads the old file reads on in it. Cost `O(n + m)`.
    ///
    /// # Errors
    /// As [`commit`](Self::commit); the old file stays.
    pub fn rewrite(&mut self, graph: &MemoryGraph) -> Result<(), StorageError> {
        self.rewrite_with(graph, self.settings.clone())
    }

    /// Writes the file anew with this graph and these settings, as [`rewrite`](Self::rewrite) does.
    ///
    /// # Errors
    /// As [`rewrite`](Self::rewrite).
    pub fn rewrite_with(&mut self, graph: &MemoryGraph, settings: Settings) -> Result<(), StorageError> {
        self.check()?;
        let path = self.file.path.clone();
        let commit = self.slot.commit + 1;
        // Once the names are changed, the file that is open is not the one that will be found.
        self.is_broken = true;
        let written = write_new(&*self.disk, &path, graph, &settings, commit);
        if written.is_err() && !is_replaced(&*self.disk, &mut self.file, &path) {
            self.is_broken = false;
        }
        (self.file, self.slot) = written?;
        self.settings = settings;
        self.is_broken = false;
        self.count(graph);
        Ok(())
    }

    fn check(&self) -> Result<(), StorageError> {
        if self.is_broken { Err(StorageError::Broken(self.file.path.clone())) } else { Ok(()) }
    }

    fn count(&mut self, graph: &MemoryGraph) {
        self.names = graph.symbols().counts();
        (self.n_nodes, self.n_edges) = (graph.node_count(), graph.edge_count());
    }
}

/// Writes a whole file beside `path`, makes it durable, and gives it its name.
fn write_new(
    disk: &dyn Disk,
    path: &Path,
    graph: &MemoryGraph,
    settings: &Settings,
    commit: u64,
) -> Result<(StoreFile, Slot), StorageError> {
    let new = name_while_new(path);
    let failed = |doing| move |source| StorageError::Io { path: path.to_owned(), doing, source };
    let file = disk.create(&new).map_err(failed("make it"))?;
    let mut file = StoreFile { path: path.to_owned(), file };
    let written = write_whole(&mut file, graph, settings, commit)
        .and_then(|slot| disk.rename(&new, path).map_err(failed("give it its name")).map(|()| slot));
    match written {
        Ok(slot) => {
            disk.sync_folder(path).map_err(failed("make its name durable"))?;
            Ok((file, slot))
        }
        Err(error) => {
            // What is left is removed when the database is opened next, if not now.
            let _ = disk.remove(&new);
            Err(error)
        }
    }
}

fn write_whole(
    file: &mut StoreFile,
    graph: &MemoryGraph,
    settings: &Settings,
    commit: u64,
) -> Result<Slot, StorageError> {
    let mut frames = FrameWriter::snapshot(file, commit);
    RecordWriter::new(&mut frames).graph(graph, settings)?;
    let (end, checksum) = frames.finish()?;
    let slot = Slot { commit, end, snapshot_end: end, checksum };
    file.write_head(slot)?;
    file.sync()?;
    Ok(slot)
}

/// Says whether another file has taken the name, or nobody can tell.
fn is_replaced(disk: &dyn Disk, own: &mut StoreFile, path: &Path) -> bool {
    let named = disk.read(path).map(|file| StoreFile { path: path.to_owned(), file });
    match (named.ok().and_then(|mut file| file.find_end().ok()), own.find_end().ok()) {
        (Some(named), Some(own)) => named != own,
        _ => true,
    }
}

fn read_all(file: &mut StoreFile) -> Result<(Slot, bool, RecordReader), StorageError> {
    file.check_header()?;
    let (slot, is_settled) = file.find_end()?;
    let mut records = RecordReader::default();
    file.each_frame(slot, |content| records.frame(content))?;
    Ok((slot, is_settled, records))
}

fn exists(disk: &dyn Disk, path: &Path) -> Result<bool, StorageError> {
    disk.exists(path).map_err(|error| not_opened(path, error))
}

fn not_opened(path: &Path, source: std::io::Error) -> StorageError {
    StorageError::Io { path: path.to_owned(), doing: "open it", source }
}

fn lock(disk: &dyn Disk, path: &Path) -> Result<Box<dyn Debug + Send + Sync>, StorageError> {
    for attempt in 0..LOCK_TRIES {
        if attempt > 0 {
            sleep(LOCK_PAUSE);
        }
        let lock = disk.lock(&lock_name(path));
        let failed = |source| StorageError::Io { path: path.to_owned(), doing: "lock it", source };
        if let Some(lock) = lock.map_err(failed)? {
            return Ok(lock);
        }
    }
    Err(StorageError::InUse(path.to_owned()))
}
