//! The fast way into an edge list: vertices are small whole numbers, one edge a line.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::thread;

use super::blocks::{Blocks, Parts};
use super::{EdgeListError, EdgeListGraph, Ids, ReadOptions, io_error};
use crate::graph::Projection;

/// How much is read at once.
const CHUNK: usize = if cfg!(test) { 1 << 10 } else { 1 << 20 };
/// So many bytes at the end of the buffer are never read into, so that eight can always be looked at.
const SLACK: usize = 16;
/// Each thread reads at least so many bytes, else starting it costs more than it saves.
const MIN_PART: u64 = if cfg!(test) { 1 << 14 } else { 1 << 22 };
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
    let mut ids = Ids::Dense;
    if !parts.are_all_used() {
        let used = parts.are_used();
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
        let mut buffer = vec![0_u8; CHUNK + SLACK];
        let (mut filled, mut is_inside) = (0, self.begin == 0);
        loop {
            if filled + SLACK == buffer.len() {
                buffer.resize(buffer.len() * 2, 0);
            }
            let room = buffer.len() - SLACK;
            let n_read = match file.read(&mut buffer[filled..room]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                outcome => outcome?,
            };
            filled += n_read;
            let is_last = n_read == 0;
            if is_last && filled > 0 && buffer[filled - 1] != b'\n' {
                buffer[filled] = b'\n';
                filled += 1;
            }
            let mut begin = 0;
            if !is_inside {
                let Some(newline) = memchr::memchr(b'\n', &buffer[..filled]) else {
                    if is_last {
                        break;
                    }
                    continue;
                };
                (begin, is_inside) = (newline + 1, true);
            }
            let whole = memchr::memrchr(b'\n', &buffer[..filled]).map_or(begin, |newline| newline + 1).max(begin);
            // Lines that begin at the end of this part or after it are the next one's.
            let until = usize::try_from(self.end.saturating_sub(at)).unwrap_or(usize::MAX).max(begin);
            let own = if until < whole {
                let last = until.saturating_sub(1);
                memchr::memchr(b'\n', &buffer[last..whole]).map_or(whole, |newline| last + newline + 1)
            } else {
                whole
            };
            if lines.take(&buffer, begin, own).is_none() {
                return Ok(None);
            }
            if is_last || own < whole {
                break;
            }
            buffer.copy_within(whole..filled, 0);
            filled -= whole;
            at += whole as u64;
            if at >= self.end {
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
    /// Takes whole lines in, up to `end`, which is followed by [`SLACK`] bytes of anything; nothing at the first line that
    /// is not two small numbers, and a weight if those are wanted.
    fn take(&mut self, text: &[u8], begin: usize, end: usize) -> Option<()> {
        let mut at = begin;
        // Where lines end is found ahead of their numbers, so that one line need not wait for another.
        for newline in memchr::memchr_iter(b'\n', &text[begin..end]) {
            let line = std::mem::replace(&mut at, begin + newline + 1);
            let (source, after) = match number(text, line) {
                Some(read) => read,
                None if matches!(text[line], b'#' | b'%') => continue,
                None => return None,
            };
            if !matches!(text[after], b'\t' | b' ' | b',') {
                return None;
            }
            let (target, after) = match number(text, after + 1) {
                Some(read) => read,
                None => number(text, blank(text, after))?,
            };
            if source.max(target) > self.limit || !is_end(text[after]) {
                return None;
            }
            if self.is_weighted {
                self.weight(text, blank(text, after))?;
            }
            self.blocks.push(u32::try_from(source).ok()?, u32::try_from(target).ok()?);
        }
        Some(())
    }

    /// Takes a weight in.
    fn weight(&mut self, text: &[u8], at: usize) -> Option<()> {
        if matches!(text[at], b'\n' | b'\r') {
            self.blocks.push_whole(1);
            return Some(());
        }
        if let Some((whole, after)) = number(text, at)
            && is_end(text[after])
            && let Ok(whole) = u32::try_from(whole)
        {
            self.blocks.push_whole(whole);
            return Some(());
        }
        let after = at + text[at..].iter().position(|byte| is_end(*byte))?;
        let real: f64 = std::str::from_utf8(&text[at..after]).ok()?.parse().ok()?;
        if real.is_nan() {
            return None;
        }
        self.blocks.push_real(real);
        Some(())
    }
}

/// Returns eight bytes as a number, the first one lowest.
#[inline]
fn eight(text: &[u8], at: usize) -> Option<u64> {
    text.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Reads a number of at most 18 digits and returns where it ends.
///
/// Up to seven digits are taken at once: moved to the top of a word, then summed up in pairs, fours and all.
#[inline]
fn number(text: &[u8], at: usize) -> Option<(u64, usize)> {
    let digits = eight(text, at)? ^ (ONES * u64::from(b'0'));
    // The lowest byte above 9 gets its highest bit.
    let others = (digits.wrapping_add(ONES * 0x76) | digits) & HIGH;
    let length = others.trailing_zeros() / 8;
    if length == 0 {
        return None;
    }
    if length == 8 {
        return long_number(text, at);
    }
    let digits = digits << (64 - 8 * length);
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let high = (pairs & 0x0000_00FF_0000_00FF).wrapping_mul(0x000F_4240_0000_0064);
    let low = ((pairs >> 16) & 0x0000_00FF_0000_00FF).wrapping_mul(0x0000_2710_0000_0001);
    Some((high.wrapping_add(low) >> 32, at + length as usize))
}

#[cold]
fn long_number(text: &[u8], at: usize) -> Option<(u64, usize)> {
    let length = text[at..].iter().position(|byte| !byte.is_ascii_digit())?;
    let digits = std::str::from_utf8(&text[at..at + length]).ok()?;
    (length < 19).then(|| digits.parse().ok()).flatten().map(|number| (number, at + length))
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
