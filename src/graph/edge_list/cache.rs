//! Rows as they are in memory, in a file, to be read again without parsing.
//!
//! All numbers are little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `hvrows01` |
//! | 4 | flags: 1 directed, 2 whole weights, 4 real weights, 8 vertices have numbers, 16 vertices have names |
//! | 8, 8, 8 | how many vertices, arcs, edges |
//! | 4 each | where the arcs of each vertex begin, and the end of the last |
//! | 4 each | what each arc leads to |
//! | 4 or 8 each | weights, if flagged: whole, or IEEE 754 |
//! | 8 each | numbers of the vertices, if flagged |
//! | 4 + n each | names of the vertices, if flagged: length and UTF-8 |
//! | 4 | CRC-32 of all before |

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::sync::OnceLock;

use super::{EdgeListError, EdgeListGraph, Ids, ReadOptions, io_error};
use crate::graph::rows::{Rows, Weights};
use crate::graph::{Direction, Projection};

const MAGIC: [u8; 8] = *b"hvrows01";
const DIRECTED: u32 = 1;
const WHOLE: u32 = 2;
const REAL: u32 = 4;
const NUMBERS: u32 = 8;
const NAMES: u32 = 16;
const CHUNK: usize = 1 << 16;

/// Says whether a file begins as a cache does.
pub(super) fn is_one(path: &Path) -> bool {
    let mut magic = [0; MAGIC.len()];
    File::open(path).and_then(|mut file| file.read_exact(&mut magic)).is_ok() && magic == MAGIC
}

/// Writes a graph that was read from an edge list, so that it is read again in a fraction of the time.
///
/// # Errors
/// [`EdgeListError::Io`].
pub fn write_cache(graph: &EdgeListGraph, path: &Path) -> Result<(), EdgeListError> {
    let failed = io_error(path);
    let file = File::create(path).map_err(&failed)?;
    let mut out = Summed { inner: BufWriter::with_capacity(CHUNK, file), sum: crc32fast::Hasher::new() };
    write(graph, &mut out).map_err(&failed)?;
    let sum = out.sum.clone().finalize();
    out.inner.write_all(&sum.to_le_bytes()).and_then(|()| out.inner.flush()).map_err(&failed)
}

fn write(graph: &EdgeListGraph, out: &mut impl Write) -> io::Result<()> {
    let (projection, rows) = (&graph.projection, graph.projection.rows());
    let mut flags = if projection.direction() == Direction::Both { 0 } else { DIRECTED };
    flags |= match rows.weights {
        Weights::Unit => 0,
        Weights::Whole(_) => WHOLE,
        Weights::Real(_) => REAL,
    };
    flags |= match graph.ids {
        Ids::Dense => 0,
        Ids::Numbers(_) => NUMBERS,
        Ids::Names(_) => NAMES,
    };
    out.write_all(&MAGIC)?;
    out.write_all(&flags.to_le_bytes())?;
    for count in [projection.n_nodes(), rows.targets.len(), projection.n_edges()] {
        out.write_all(&(count as u64).to_le_bytes())?;
    }
    write_all(&rows.offsets, out, u32::to_le_bytes)?;
    write_all(&rows.targets, out, u32::to_le_bytes)?;
    match &rows.weights {
        Weights::Unit => {}
        Weights::Whole(weights) => write_all(weights, out, u32::to_le_bytes)?,
        Weights::Real(weights) => write_all(weights, out, f64::to_le_bytes)?,
    }
    match &graph.ids {
        Ids::Dense => {}
        Ids::Numbers(numbers) => write_all(numbers, out, u64::to_le_bytes)?,
        Ids::Names(names) => {
            for name in names {
                out.write_all(&u32::try_from(name.len()).unwrap_or(u32::MAX).to_le_bytes())?;
                out.write_all(name.as_bytes())?;
            }
        }
    }
    Ok(())
}

fn write_all<N: Copy, const B: usize>(
    numbers: &[N],
    out: &mut impl Write,
    bytes: impl Fn(N) -> [u8; B],
) -> io::Result<()> {
    let mut chunk = Vec::with_capacity(CHUNK);
    for part in numbers.chunks(CHUNK / B) {
        chunk.clear();
        chunk.extend(part.iter().flat_map(|number| bytes(*number)));
        out.write_all(&chunk)?;
    }
    Ok(())
}

/// Reads what [`write_cache`] wrote. Weights that are there are kept or dropped as wanted.
pub(super) fn read(path: &Path, options: ReadOptions) -> Result<EdgeListGraph, EdgeListError> {
    let file = File::open(path).map_err(io_error(path))?;
    let length = file.metadata().map_err(io_error(path))?.len();
    let mut reader = Summed { inner: BufReader::with_capacity(CHUNK, file), sum: crc32fast::Hasher::new() };
    let damaged = |what| EdgeListError::Cache { path: path.to_owned(), what };
    let (flags, mut graph) = read_graph(&mut reader, length).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => damaged("damaged: it ends too early or does not fit together"),
        _ => EdgeListError::Io { path: path.to_owned(), source: error },
    })?;
    let sum = reader.sum.clone().finalize();
    let mut stored = [0; 4];
    reader.inner.read_exact(&mut stored).map_err(|_| damaged("damaged: it ends too early"))?;
    if u32::from_le_bytes(stored) != sum {
        return Err(damaged("damaged: its checksum is another"));
    }
    if (flags & DIRECTED != 0) != options.is_directed {
        return Err(damaged("a cache of a graph of the other kind, directed or undirected"));
    }
    if !options.is_weighted && graph.projection.is_weighted() {
        graph.projection = graph.projection.without_weights();
    }
    Ok(graph)
}

fn read_graph(reader: &mut impl Read, length: u64) -> io::Result<(u32, EdgeListGraph)> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let mut magic = [0; MAGIC.len()];
    reader.read_exact(&mut magic)?;
    let flags = u32::from_le_bytes(read_array(reader)?);
    let mut count = || {
        let count = u64::from_le_bytes(read_array(reader)?);
        // Nothing is made room for that the file cannot hold.
        if count > length { Err(invalid()) } else { usize::try_from(count).map_err(|_| invalid()) }
    };
    let (n_nodes, n_arcs, n_edges) = (count()?, count()?, count()?);
    let offsets = read_all(reader, n_nodes + 1, u32::from_le_bytes)?;
    let targets = read_all(reader, n_arcs, u32::from_le_bytes)?;
    let is_whole = offsets.first() == Some(&0) && offsets.last().is_some_and(|last| *last as usize == n_arcs);
    if !is_whole || !offsets.is_sorted() || targets.iter().any(|target| *target as usize >= n_nodes) {
        return Err(invalid());
    }
    let weights = if flags & WHOLE != 0 {
        Weights::Whole(read_all(reader, n_arcs, u32::from_le_bytes)?)
    } else if flags & REAL != 0 {
        Weights::Real(read_all(reader, n_arcs, f64::from_le_bytes)?)
    } else {
        Weights::Unit
    };
    let ids = if flags & NUMBERS != 0 {
        Ids::Numbers(read_all(reader, n_nodes, u64::from_le_bytes)?)
    } else if flags & NAMES != 0 {
        Ids::Names((0..n_nodes).map(|_| read_name(reader, length)).collect::<io::Result<_>>()?)
    } else {
        Ids::Dense
    };
    let is_directed = flags & DIRECTED != 0;
    let direction = if is_directed { Direction::Outgoing } else { Direction::Both };
    let rows = Rows { offsets, targets, weights, edges: OnceLock::new(), is_symmetric: !is_directed };
    Ok((flags, EdgeListGraph { projection: Projection::of_rows(direction, rows, n_edges), ids }))
}

fn read_name(reader: &mut impl Read, length: u64) -> io::Result<String> {
    let n_bytes = u32::from_le_bytes(read_array(reader)?);
    if u64::from(n_bytes) > length {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; n_bytes as usize];
    reader.read_exact(&mut bytes)?;
    String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData.into())
}

fn read_array<const B: usize>(reader: &mut impl Read) -> io::Result<[u8; B]> {
    let mut bytes = [0; B];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn read_all<N, const B: usize>(reader: &mut impl Read, count: usize, number: impl Fn([u8; B]) -> N) -> io::Result<Vec<N>> {
    let mut numbers = Vec::with_capacity(count);
    let mut chunk = vec![0; CHUNK];
    while numbers.len() < count {
        let part = (CHUNK / B).min(count - numbers.len()) * B;
        reader.read_exact(&mut chunk[..part])?;
        numbers.extend(chunk[..part].as_chunks::<B>().0.iter().map(|bytes| number(*bytes)));
    }
    Ok(numbers)
}

/// Sums up what passes through.
struct Summed<T> {
    inner: T,
    sum: crc32fast::Hasher,
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.inner.read(buffer)?;
        self.sum.update(&buffer[..n_read]);
        Ok(n_read)
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n_written = self.inner.write(bytes)?;
        self.sum.update(&bytes[..n_written]);
        Ok(n_written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
