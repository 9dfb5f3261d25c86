//! Runs Graphviz: DOT in, a drawing out, within a time and a size.
//!
//! No shell, no files: the arguments are fixed, the DOT text goes through standard input. The text itself should come
//! from [`super::dot`], which writes nothing that makes Graphviz read files.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use thiserror::Error;

/// How long a drawing may take where the user says nothing else.
pub const TIME_LIMIT: Duration = Duration::from_secs(20);
/// The most bytes a drawing may have.
pub const SIZE_LIMIT: usize = 64 << 20;
/// The most bytes of Graphviz's complaints that are kept.
const STDERR_LIMIT: usize = 4 << 10;
const STDERR_LINES: usize = 5;
/// Up to this many nodes `dot` draws well and in time.
const MOST_NODES_IN_LAYERS: usize = 120;

/// A layout engine of Graphviz.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Layers; boxes are drawn.
    Dot,
    /// Springs, for small graphs.
    Neato,
    /// Springs; boxes are drawn.
    Fdp,
    /// Springs on several scales, for large graphs.
    Sfdp,
    /// Circles.
    Circo,
    /// Rings around a centre.
    Twopi,
}

impl Engine {
    /// All engines, the usual ones first.
    pub const ALL: [Engine; 6] =
        [Engine::Dot, Engine::Neato, Engine::Fdp, Engine::Sfdp, Engine::Circo, Engine::Twopi];

    /// Returns the engine for a picture of `n_nodes`: `dot` up to 120, `sfdp` above.
    pub const fn for_size(n_nodes: usize) -> Engine {
        if n_nodes <= MOST_NODES_IN_LAYERS { Engine::Dot } else { Engine::Sfdp }
    }

    /// Returns the name Graphviz has for it.
    pub const fn name(self) -> &'static str {
        match self {
            Engine::Dot => "dot",
            Engine::Neato => "neato",
            Engine::Fdp => "fdp",
            Engine::Sfdp => "sfdp",
            Engine::Circo => "circo",
            Engine::Twopi => "twopi",
        }
    }
}

/// What Graphviz draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Scalable, with links and tooltips.
    Svg,
    /// Pixels.
    Png,
    /// For print.
    Pdf,
}

impl Format {
    /// Returns the name Graphviz has for it, which is also the file extension.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Svg => "svg",
            Format::Png => "png",
            Format::Pdf => "pdf",
        }
    }
}

/// Why there is no drawing.
#[derive(Debug, Error)]
pub enum GraphvizError {
    /// There is no Graphviz to be started.
    #[error("Graphviz is not installed: no program `{}`", program.display())]
    NotFound {
        /// What was looked for.
        program: PathBuf,
    },
    /// It did not end in time and was stopped.
    #[error("Graphviz did not finish within {} s", limit.as_secs_f64())]
    Timeout {
        /// The time it had.
        limit: Duration,
    },
    /// It ended with an error.
    #[error("Graphviz failed ({status}): {stderr}")]
    Failed {
        /// How it ended.
        status: ExitStatus,
        /// The first lines it complained with, control characters made visible.
        stderr: String,
    },
    /// The drawing has more bytes than are kept; Graphviz was stopped.
    #[error("the drawing has more than {limit} bytes")]
    TooLarge {
        /// The most bytes kept.
        limit: usize,
    },
    /// It could not be talked to.
    #[error("could not run Graphviz")]
    Io(#[from] io::Error),
}

/// A Graphviz program that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graphviz {
    program: PathBuf,
    size_limit: usize,
}

impl Graphviz {
    /// Returns the `dot` on `PATH`, or nothing if there is none.
    ///
    /// Only looks at file names; [`Graphviz::version`] tells whether it runs. Relative entries of `PATH` are skipped,
    /// so that a `dot` lying in the current folder is never started.
    pub fn find() -> Option<Graphviz> {
        let path = std::env::var_os("PATH")?;
        let name = format!("dot{}", std::env::consts::EXE_SUFFIX);
        let folders = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
        folders.map(|folder| folder.join(&name)).find(|file| file.is_file()).map(Graphviz::at)
    }

    /// Returns the Graphviz at `program`, which is not looked at yet.
    pub fn at(program: impl Into<PathBuf>) -> Graphviz {
        Graphviz { program: program.into(), size_limit: SIZE_LIMIT }
    }

    /// Returns the same program with another limit on the bytes of a drawing.
    #[must_use]
    pub fn with_size_limit(self, bytes: usize) -> Graphviz {
        Graphviz { size_limit: bytes, ..self }
    }

    /// Returns the program file.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Returns what the program says of its version, for example `dot - graphviz version 2.43.0 (0)`.
    ///
    /// # Errors
    /// As [`Graphviz::draw`].
    pub fn version(&self, limit: Duration) -> Result<String, GraphvizError> {
        let ended = self.run(&["-V"], "", limit)?;
        let text = if ended.stderr.trim().is_empty() {
            String::from_utf8_lossy(&ended.stdout).into_owned()
        } else {
            ended.stderr
        };
        Ok(text.lines().next().unwrap_or_default().trim().to_owned())
    }

    /// Returns the drawing of `dot`.
    ///
    /// `layout=` in the text goes before `engine`. Takes at most about `limit`; warnings of Graphviz are dropped.
    ///
    /// # Errors
    /// [`GraphvizError::NotFound`] if the program is not there, [`GraphvizError::Timeout`] and
    /// [`GraphvizError::TooLarge`] if a limit was reached, [`GraphvizError::Failed`] if it ended with an error or drew
    /// nothing, [`GraphvizError::Io`] if it could not be started or read from.
    pub fn draw(
        &self,
        dot: &str,
        engine: Engine,
        format: Format,
        limit: Duration,
    ) -> Result<Vec<u8>, GraphvizError> {
        let arguments = [format!("-K{}", engine.name()), format!("-T{}", format.name()), "-q1".to_owned()];
        let arguments = arguments.each_ref().map(String::as_str);
        let ended = self.run(&arguments, dot, limit)?;
        if ended.stdout.is_empty() {
            return Err(GraphvizError::Failed { status: ended.status, stderr: ended.stderr });
        }
        Ok(ended.stdout)
    }

    /// Runs the program to its end or the limit.
    fn run(&self, arguments: &[&str], input: &str, limit: Duration) -> Result<Ended, GraphvizError> {
        let end = Instant::now().checked_add(limit);
        let mut command = Command::new(&self.program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().map_err(|error| self.not_started(error))?;
        let mut running = Running { child };
        let (stdout, stderr) = running.talk(input, self.size_limit);
        let result = running.wait(&stdout, &stderr, end, limit, self.size_limit);
        drop(running);
        result
    }

    fn not_started(&self, error: io::Error) -> GraphvizError {
        if error.kind() == io::ErrorKind::NotFound {
            GraphvizError::NotFound { program: self.program.clone() }
        } else {
            GraphvizError::Io(error)
        }
    }
}

/// What a finished program left.
struct Ended {
    status: ExitStatus,
    stdout: Vec<u8>,
    stderr: String,
}

/// A started program, stopped when dropped.
struct Running {
    child: Child,
}

/// What a stream held, up to one byte more than its limit.
type Stream = Receiver<io::Result<Vec<u8>>>;

impl Running {
    /// Starts the threads that write and read; they end with the program's streams.
    ///
    /// They are not joined: a grandchild that holds the streams open must not outlast the limit here.
    fn talk(&mut self, input: &str, size_limit: usize) -> (Stream, Stream) {
        if let Some(mut stdin) = self.child.stdin.take() {
            let input = input.as_bytes().to_vec();
            // A program that ends before it has read all closes the pipe; its exit status tells the rest.
            thread::spawn(move || drop(stdin.write_all(&input)));
        }
        let stdout = read(self.child.stdout.take(), size_limit, AtLimit::Stop);
        let stderr = read(self.child.stderr.take(), STDERR_LIMIT, AtLimit::Drain);
        (stdout, stderr)
    }

    fn wait(
        &mut self,
        stdout: &Stream,
        stderr: &Stream,
        end: Option<Instant>,
        limit: Duration,
        size_limit: usize,
    ) -> Result<Ended, GraphvizError> {
        let drawing = receive(stdout, end, limit)??;
        if drawing.len() > size_limit {
            return Err(GraphvizError::TooLarge { limit: size_limit });
        }
        let complaints = first_lines(&receive(stderr, end, limit)??);
        let status = self.wait_for_status(end, limit)?;
        if status.success() {
            Ok(Ended { status, stdout: drawing, stderr: complaints })
        } else {
            Err(GraphvizError::Failed { status, stderr: complaints })
        }
    }

    /// Waits for the end of a program that has closed its streams, which follows at once as a rule.
    fn wait_for_status(
        &mut self,
        end: Option<Instant>,
        limit: Duration,
    ) -> Result<ExitStatus, GraphvizError> {
        let mut pause = Duration::from_micros(200);
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if end.is_some_and(|end| Instant::now() >= end) {
                return Err(GraphvizError::Timeout { limit });
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only for a program that has ended and been waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a reader does with bytes over its limit.
#[derive(Clone, Copy, PartialEq)]
enum AtLimit {
    /// Closes the stream.
    Stop,
    /// Reads on, for the program must not block, and forgets.
    Drain,
}

fn read(stream: Option<impl Read + Send + 'static>, limit: usize, at_limit: AtLimit) -> Stream {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let result = stream.map_or(Ok(0), |mut stream| {
            let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
            let read = stream.by_ref().take(most).read_to_end(&mut bytes);
            if at_limit == AtLimit::Drain {
                read.and_then(|_| io::copy(&mut stream, &mut io::sink()).map(|_| 0))
            } else {
                read
            }
        });
        // The receiver is gone when the limit was reached first.
        let _ = sender.send(result.map(|_| bytes));
    });
    receiver
}

fn receive(
    stream: &Stream,
    end: Option<Instant>,
    limit: Duration,
) -> Result<io::Result<Vec<u8>>, GraphvizError> {
    let left = end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
    stream.recv_timeout(left).map_err(|_| GraphvizError::Timeout { limit })
}

fn first_lines(bytes: &[u8]) -> String {
    let text = super::text::showable(&String::from_utf8_lossy(bytes));
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(STDERR_LINES).collect();
    lines.join("\n")
}

#[cfg(all(test, unix))]
mod tests;
