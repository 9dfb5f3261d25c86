//! The bottom of the store: what it asks of files. Tests put a disk here that fails and forgets.

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// A folder of files. After [`DiskFile::sync`] what was written stays, whatever happens; after
/// [`sync_folder`](Self::sync_folder) so do names.
pub(super) trait Disk: Debug + Send + Sync {
    /// Opens a file to read.
    fn read(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// Opens a file to read and write.
    fn write(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// Makes an empty file, in the place of one that is there.
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// Says whether there is a file.
    fn exists(&self, path: &Path) -> io::Result<bool>;
    /// Gives a file another name, in the place of one that has it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes the names of the folder that holds a file durable.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
    /// Takes the one lock of a name, if nobody has it.
    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Debug + Send + Sync>>>;
}

/// An open file.
pub(super) trait DiskFile: Debug + Send + Sync {
    /// Returns how many bytes it has.
    fn len(&self) -> io::Result<u64>;
    /// Reads as much as there is from a place on, up to the length of `bytes`, and returns how much.
    fn read_at(&mut self, at: u64, bytes: &mut [u8]) -> io::Result<usize>;
    /// Writes all bytes at a place, growing the file where needed.
    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()>;
    /// Makes durable what was written.
    fn sync(&mut self) -> io::Result<()>;
}

/// The files of the operating system.
#[derive(Debug)]
pub(super) struct SystemDisk;

impl Disk for SystemDisk {
    fn read(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(File::open(path)?))
    }

    fn write(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(OpenOptions::new().read(true).write(true).open(path)?))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(path)?;
        Ok(Box::new(file))
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        path.try_exists()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    #[cfg(unix)]
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    #[cfg(not(unix))]
    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Debug + Send + Sync>>> {
        loop {
            let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
            match file.try_lock() {
                Ok(()) if is_at(&file, path) => {
                    return Ok(Some(Box::new(LockFile { _file: file, path: path.to_owned() })));
                }
                // The one who had it has just removed it.
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }
}

impl DiskFile for File {
    fn len(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn read_at(&mut self, at: u64, bytes: &mut [u8]) -> io::Result<usize> {
        self.seek(SeekFrom::Start(at))?;
        let mut n_read = 0;
        while n_read < bytes.len() {
            match self.read(&mut bytes[n_read..]) {
                Ok(0) => break,
                Ok(more) => n_read += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(n_read)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.seek(SeekFrom::Start(at))?;
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// A locked file beside the database; the lock ends with the process, the file goes with the lock where it can.
#[derive(Debug)]
struct LockFile {
    _file: File,
    path: PathBuf,
}

impl Drop for LockFile {
    fn drop(&mut self) {
        // Removed while it is locked: who opened it meanwhile sees that it is gone and tries again.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let place = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    file.metadata().map(place).ok().is_some_and(|own| fs::metadata(path).map(place).ok() == Some(own))
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
