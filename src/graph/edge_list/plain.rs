//! The fast way into an edge list: vertices are small whole numbers, one edge a line.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::thread;

use super::blocks::{Blocks, Parts};
use super::{EdgeListError, EdgeListGraph, Ids, ReadOptions, io_error};
use crate::graph::Projection;

/// How much is read at once.
const CHUNK: usize = 1 << 20;
/// Each thread reads at least so many bytes, else starting it costs more than it saves.
const MIN_PART: u64 = 1 << 22;
/// Numbers up to this are always small.
const SMALL: u64 = 1 << 20;

/// Reads a file of small whole numbers; nothing if it is not one.
pub(super) fn read(path: &Path, options: ReadOptions) -> Result<Option<EdgeListGraph>, EdgeListError> {
    let failed = io_error(path);
    let metadata = std::fs::metadata(path).map_err(&failed)?;
    if !metadata.is_file() {
        return Ok(None);
    }
    let length = metadata.len();
    let n_parts = (length / MIN_PART).clamp(1, options.n_threads.get() as u64);
    let bounds: Vec<u64> = (0..=n_parts).map(|part| length / n_parts * part).collect();
    let limit = (length / 4).max(SMALL).min(u64::from(u32::MAX) - 1);
    let part = |begin: u64, end: u64| Part { begin, end, limit, options }.read(path);
    let parts: Result<Vec<_>, io::Error> = match bounds.as_slice() {
        [_, _] => part(0, length).map(|blocks| vec![blocks]),
        _ => thread::scope(|scope| {
            let ends = bounds[1..].iter().enumerate().map(|(at, end)| if at + 2 == bounds.len() { length } else { *end });
            let part = &part;
            let workers: Vec<_> = bounds.iter().zip(ends).map(|(begin, end)| scope.spawn(move || part(*begin, end))).collect();
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| Err(io::Error::other("a thread stopped")))).collect()
        }),
    };
    let Some(parts) = parts.map_err(&failed)?.into_iter().collect::<Option<Vec<_>>>() else { return Ok(None) };
    graph(Parts::of(parts, options.is_directed), path, options).map(Some)
}

fn graph(mut parts: Parts, path: &Path, options: ReadOptions) -> Result<EdgeListGraph, EdgeListError> {
    if parts.n_arcs() >= u64::from(u32::MAX) {
        return Err(EdgeListError::TooLarge { path: path.to_owned() });
    }
    let used = parts.are_used();
    let mut ids = Ids::Dense;
    if used.iter().any(|used| !used) {
        let numbers: Vec<u64> = used.iter().zip(0..).filter(|(used, _)| **used).map(|(_, number)| number).collect();
        let mut next = 0;
        let names: Vec<u32> = used
            .iter()
            .map(|used| {
                let name = if *used { next } else { u32::MAX };
                next += u32::from(*used);
                name
            })
            .collect();
        parts.rename(&names, numbers.len());
        ids = Ids::Numbers(numbers);
    }
    let n_edges = parts.n_edges;
    let rows = parts.rows(options.n_threads.get());
    Ok(EdgeListGraph { projection: Projection::of_rows(options.direction(), rows, n_edges), ids })
}

/// The lines of a file that begin within some bytes.
struct Part {
    begin: u64,
    end: u64,
    limit: u64,
    options: ReadOptions,
}

impl Part {
    fn read(&self, path: &Path) -> io::Result<Option<Blocks>> {
        let mut file = File::open(path)?;
        let mut lines = Lines { blocks: Blocks::new(self.options.is_directed), limit: self.limit, is_weighted: self.options.is_weighted };
        // The line that begins before this part is the last of the part before; it is read from one byte earlier on,
        // so that a line that begins with the part is not taken for it.
        let mut at = self.begin.saturating_sub(1);
        file.seek(SeekFrom::Start(at))?;
        let mut buffer = vec![0_u8; CHUNK];
        let (mut filled, mut is_inside) = (0, self.begin == 0);
        loop {
            if filled == buffer.len() {
                buffer.resize(buffer.len() * 2, 0);
            }
            let n_read = file.read(&mut buffer[filled..])?;
            let is_last = n_read == 0;
            if is_last && filled > 0 && buffer[filled - 1] != b'\n' {
                buffer[filled] = b'\n';
                filled += 1;
            }
            filled += n_read;
            let mut begin = 0;
            if !is_inside {
                let Some(newline) = memchr::memchr(b'\n', &buffer[..filled]) else {
                    if is_last { break };
                    continue;
                };
                (begin, is_inside) = (newline + 1, true);
            }
            let whole = memchr::memrchr(b'\n', &buffer[..filled]).map_or(begin, |newline| newline + 1).max(begin);
            // Lines that begin at the end of this part or after it are the next one's.
            let until = usize::try_from(self.end - at).unwrap_or(usize::MAX).max(begin);
            let own = if until < whole {
                memchr::memchr(b'\n', &buffer[until.saturating_sub(1)..whole]).map_or(whole, |newline| until.saturating_sub(1) + newline + 1)
            } else {
                whole
            };
            if lines.take(&buffer[begin..own]).is_none() {
                return Ok(None);
            }
            if is_last || own < whole {
                break;
            }
            buffer.copy_within(whole..filled, 0);
            filled -= whole;
            at += whole as u64;
            if at >= self.end && self.end > 0 {
                break;
            }
        }
        Ok(Some(lines.blocks))
    }
}

/// Takes lines in as edges.
struct Lines {
    blocks: Blocks,
    limit: u64,
    is_weighted: bool,
}

impl Lines {
    /// Takes whole lines in; nothing at the first that is not two small numbers, and a weight if those are wanted.
    fn take(&mut self, text: &[u8]) -> Option<()> {
        let mut at = 0;
        while at < text.len() {
            if matches!(text[at], b'#' | b'%') {
                at += memchr::memchr(b'\n', &text[at..])? + 1;
                continue;
            }
            let (source, after) = number(text, at)?;
            let between = blank(text, after);
            if between == after {
                return None;
            }
            let (target, mut after) = number(text, between)?;
            if source > self.limit || target > self.limit {
                return None;
            }
            let weight = blank(text, after);
            if self.is_weighted {
                after = self.weight(text, weight)?;
            } else if weight == after && !matches!(text[after], b'\n' | b'\r') {
                return None;
            }
            self.blocks.push(u32::try_from(source).ok()?, u32::try_from(target).ok()?);
            at = after;
            while text[at] != b'\n' {
                at += 1;
            }
            at += 1;
        }
        Some(())
    }

    /// Takes a weight in and returns where the line goes on.
    fn weight(&mut self, text: &[u8], at: usize) -> Option<usize> {
        if matches!(text[at], b'\n' | b'\r') {
            self.blocks.push_whole(1);
            return Some(at);
        }
        let (whole, after) = number(text, at).unwrap_or((u64::MAX, at));
        if after > at && is_end(text[after]) && let Ok(whole) = u32::try_from(whole) {
            self.blocks.push_whole(whole);
            return Some(after);
        }
        let after = at + text[at..].iter().position(|byte| is_end(*byte))?;
        let real: f64 = std::str::from_utf8(&text[at..after]).ok()?.parse().ok()?;
        if real.is_nan() {
            return None;
        }
        self.blocks.push_real(real);
        Some(after)
    }
}

/// Reads a number of at most 18 digits and returns where it ends.
#[inline]
fn number(text: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    let mut end = at;
    while let Some(digit) = text.get(end).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10) {
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        end += 1;
    }
    (end > at && end - at < 19).then_some((value, end))
}

#[inline]
fn blank(text: &[u8], mut at: usize) -> usize {
    while matches!(text.get(at), Some(b'\t' | b' ' | b',')) {
        at += 1;
    }
    at
}

#[inline]
fn is_end(byte: u8) -> bool {
    matches!(byte, b'\t' | b' ' | b',' | b'\n' | b'\r')
}
