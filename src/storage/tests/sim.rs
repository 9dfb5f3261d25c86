//! A disk in memory that fails where it is told, and forgets what was not synchronised.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use super::model::Dice;
use crate::storage::disk::{Disk, DiskFile};

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It does nothing.
    Error,
    /// It does half of what it should.
    Half,
    /// It does nothing, and so does all writing after it.
    NoSpace,
    /// The machine stops: nothing works until it is started again.
    PowerCut,
}

pub(super) const FAULTS: [Fault; 4] = [Fault::Error, Fault::Half, Fault::NoSpace, Fault::PowerCut];

/// Writes survive a power cut by pieces of so many bytes.
const SECTOR: usize = 512;

#[derive(Debug, Clone, Default)]
pub(super) struct SimDisk(Arc<Mutex<Sim>>);

#[derive(Debug, Default)]
struct Sim {
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    files: Vec<Content>,
    locks: BTreeSet<PathBuf>,
    n_calls: usize,
    fault: Option<(usize, Fault)>,
    is_full: bool,
    is_off: bool,
}

#[derive(Debug, Default, Clone)]
struct Content {
    now: Vec<u8>,
    durable: Vec<u8>,
}

impl SimDisk {
    pub(super) fn new() -> SimDisk {
        SimDisk::default()
    }

    /// Lets the call after so many more fail.
    pub(super) fn fail_after(&self, n_calls: usize, fault: Fault) {
        let mut sim = self.sim();
        sim.fault = Some((sim.n_calls + n_calls, fault));
    }

    pub(super) fn n_calls(&self) -> usize {
        self.sim().n_calls
    }

    /// Says whether the fault has come.
    pub(super) fn has_failed(&self) -> bool {
        self.sim().fault.is_none()
    }

    /// Cuts the power and starts again: of what was not synchronised, some stays and some is gone.
    pub(super) fn restart(&self, seed: u64) {
        let mut dice = Dice::new(seed);
        let mut sim = self.sim();
        let sim = &mut *sim;
        for content in &mut sim.files {
            let mut kept = content.durable.clone();
            // Growth and content reach the disk apart.
            if content.now.len() > kept.len() && dice.below(2) == 0 {
                kept.resize(content.now.len(), 0);
            }
            for start in (0..content.now.len()).step_by(SECTOR) {
                let end = (start + SECTOR).min(content.now.len());
                if end <= kept.len() && dice.below(2) == 0 {
                    kept[start..end].copy_from_slice(&content.now[start..end]);
                }
            }
            *content = Content { now: kept.clone(), durable: kept };
        }
        if dice.below(2) == 0 {
            sim.names.clone_from(&sim.durable_names);
        }
        sim.durable_names.clone_from(&sim.names);
        sim.locks.clear();
        (sim.fault, sim.is_full, sim.is_off) = (None, false, false);
    }

    /// Ends the process alone: the system keeps what was written.
    pub(super) fn kill(&self) {
        let mut sim = self.sim();
        sim.locks.clear();
        (sim.fault, sim.is_full, sim.is_off) = (None, false, false);
    }

    pub(super) fn bytes(&self, path: &str) -> Vec<u8> {
        let sim = self.sim();
        sim.files[sim.names[Path::new(path)]].now.clone()
    }

    pub(super) fn set_bytes(&self, path: &str, bytes: Vec<u8>) {
        let mut sim = self.sim();
        let at = sim.names[Path::new(path)];
        sim.files[at] = Content { now: bytes.clone(), durable: bytes };
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.sim().names.keys().map(|name| name.display().to_string()).collect()
    }

    fn sim(&self) -> MutexGuard<'_, Sim> {
        self.0.lock().unwrap()
    }

    /// Counts a call, and says how it is to fail.
    fn call(&self, writes: bool) -> (MutexGuard<'_, Sim>, Option<Fault>) {
        let mut sim = self.sim();
        sim.n_calls += 1;
        let mut fault = None;
        if sim.fault.is_some_and(|(at, _)| at < sim.n_calls) {
            fault = sim.fault.take().map(|(_, fault)| fault);
        }
        sim.is_full |= fault == Some(Fault::NoSpace);
        sim.is_off |= fault == Some(Fault::PowerCut);
        if sim.is_off {
            fault = Some(fault.unwrap_or(Fault::Error));
        } else if sim.is_full && writes {
            fault = Some(Fault::NoSpace);
        }
        (sim, fault)
    }

    fn file(&self, at: usize) -> Box<dyn DiskFile> {
        Box::new(SimFile { disk: self.clone(), at })
    }
}

fn failure(fault: Fault) -> io::Error {
    let kind = if fault == Fault::NoSpace { io::ErrorKind::StorageFull } else { io::ErrorKind::Other };
    io::Error::new(kind, format!("{fault:?}"))
}

impl Disk for SimDisk {
    fn read(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let (sim, fault) = self.call(false);
        fault.map_or(Ok(()), |fault| Err(failure(fault)))?;
        let at = *sim.names.get(path).ok_or(io::ErrorKind::NotFound)?;
        drop(sim);
        Ok(self.file(at))
    }

    fn write(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.read(path)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let (mut sim, fault) = self.call(true);
        if let Some(fault) = fault
            && fault != Fault::Half
        {
            return Err(failure(fault));
        }
        let at = sim.files.len();
        sim.files.push(Content::default());
        sim.names.insert(path.to_owned(), at);
        drop(sim);
        fault.map_or(Ok(()), |fault| Err(failure(fault)))?;
        Ok(self.file(at))
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        let (sim, fault) = self.call(false);
        fault.map_or(Ok(()), |fault| Err(failure(fault)))?;
        Ok(sim.names.contains_key(path))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let (mut sim, fault) = self.call(true);
        // A rename is whole or not at all, but its outcome may be reported wrongly.
        if fault.is_none_or(|fault| fault == Fault::Half) {
            let at = sim.names.remove(from).ok_or(io::ErrorKind::NotFound)?;
            sim.names.insert(to.to_owned(), at);
        }
        fault.map_or(Ok(()), |fault| Err(failure(fault)))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let (mut sim, fault) = self.call(false);
        fault.map_or(Ok(()), |fault| Err(failure(fault)))?;
        sim.names.remove(path).map(drop).ok_or(io::ErrorKind::NotFound.into())
    }

    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        let (mut sim, fault) = self.call(true);
        if fault.is_none_or(|fault| fault == Fault::Half) {
            let names = sim.names.clone();
            sim.durable_names = names;
        }
        fault.map_or(Ok(()), |fault| Err(failure(fault)))
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Debug + Send + Sync>>> {
        let (mut sim, fault) = self.call(false);
        fault.map_or(Ok(()), |fault| Err(failure(fault)))?;
        if !sim.locks.insert(path.to_owned()) {
            return Ok(None);
        }
        Ok(Some(Box::new(SimLock { disk: self.clone(), path: path.to_owned() })))
    }
}

#[derive(Debug)]
struct SimLock {
    disk: SimDisk,
    path: PathBuf,
}

impl Drop for SimLock {
    fn drop(&mut self) {
        self.disk.sim().locks.remove(&self.path);
    }
}

#[derive(Debug)]
struct SimFile {
    disk: SimDisk,
    at: usize,
}

impl DiskFile for SimFile {
    fn len(&self) -> io::Result<u64> {
        let (sim, fault) = self.disk.call(false);
        fault.map_or(Ok(()), |fault| Err(failure(fault)))?;
        Ok(sim.files[self.at].now.len() as u64)
    }

    fn read_at(&mut self, at: u64, bytes: &mut [u8]) -> io::Result<usize> {
        let (sim, fault) = self.disk.call(false);
        fault.map_or(Ok(()), |fault| Err(failure(fault)))?;
        let content = &sim.files[self.at].now;
        let start = usize::try_from(at).unwrap().min(content.len());
        let end = (start + bytes.len()).min(content.len());
        bytes[..end - start].copy_from_slice(&content[start..end]);
        Ok(end - start)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let (mut sim, fault) = self.disk.call(true);
        let n_written = match fault {
            None => bytes.len(),
            Some(Fault::Half | Fault::PowerCut) => bytes.len() / 2,
            Some(_) => 0,
        };
        let content = &mut sim.files[self.at].now;
        let start = usize::try_from(at).unwrap();
        content.resize(content.len().max(start + n_written), 0);
        content[start..start + n_written].copy_from_slice(&bytes[..n_written]);
        fault.map_or(Ok(()), |fault| Err(failure(fault)))
    }

    fn sync(&mut self) -> io::Result<()> {
        let (mut sim, fault) = self.disk.call(true);
        if fault.is_none_or(|fault| fault == Fault::Half) {
            let content = &mut sim.files[self.at];
            content.durable = content.now.clone();
        }
        fault.map_or(Ok(()), |fault| Err(failure(fault)))
    }
}
