//! The program behind `hvgraph tck`, and what two looks at its graph tell apart.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value as Json, json};

use crate::program::repository;

/// A running program.
pub(crate) struct Engine {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Engine {
    pub(crate) fn start() -> Engine {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hvgraph"));
        command.args(["tck", "--timeout", "10"]).current_dir(repository());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Engine { child, input, output }
    }

    /// Sends a request and returns the reply; an error where the program is gone.
    pub(crate) fn ask(&mut self, request: &Json) -> Result<Json, String> {
        let sent = writeln!(self.input, "{request}").and_then(|()| self.input.flush());
        let mut line = String::new();
        match sent.and_then(|()| self.output.read_line(&mut line)) {
            Ok(length) if length > 0 => serde_json::from_str(&line).map_err(|error| error.to_string()),
            _ => {
                let status = self.child.wait();
                *self = Engine::start();
                Err(format!("the program ended: {status:?}"))
            }
        }
    }

    pub(crate) fn run(&mut self, query: &str, parameters: &Json) -> Result<Json, String> {
        self.ask(&json!({ "op": "run", "query": query, "params": parameters }))
    }

    /// Looks at the whole graph.
    pub(crate) fn look(&mut self) -> Result<Look, String> {
        let mut look = Look::default();
        let queries = [("$node", "MATCH (n) RETURN n"), ("$rel", "MATCH ()-[r]->() RETURN r")];
        for (tag, query) in queries {
            let reply = self.run(query, &json!({}))?;
            let rows = reply["rows"].as_array().ok_or_else(|| format!("cannot look: {reply}"))?;
            for row in rows {
                let body = &row[0][tag];
                let id = format!("{tag}{}", body["id"]);
                let labels = body["labels"].as_array().into_iter().flatten().filter_map(Json::as_str);
                look.labels.extend(labels.map(str::to_owned));
                for (key, value) in body["props"].as_object().into_iter().flatten() {
                    look.properties.insert((id.clone(), key.clone()), value.clone());
                }
                if tag == "$node" {
                    look.nodes.insert(id)
                } else {
                    look.edges.insert(id)
                };
            }
        }
        Ok(look)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All that can be seen of a graph.
#[derive(Debug, Default)]
pub(crate) struct Look {
    nodes: BTreeSet<String>,
    edges: BTreeSet<String>,
    labels: BTreeSet<String>,
    properties: BTreeMap<(String, String), Json>,
}

impl Look {
    /// Returns what is different afterwards, in the kit's words; what is the same is left out.
    pub(crate) fn effects(&self, after: &Look) -> BTreeMap<String, usize> {
        let changed = |own: &Look, other: &Look| {
            own.properties.iter().filter(|(key, value)| other.properties.get(key) != Some(value)).count()
        };
        let effects = [
            ("+nodes", after.nodes.difference(&self.nodes).count()),
            ("-nodes", self.nodes.difference(&after.nodes).count()),
            ("+relationships", after.edges.difference(&self.edges).count()),
            ("-relationships", self.edges.difference(&after.edges).count()),
            ("+labels", after.labels.difference(&self.labels).count()),
            ("-labels", self.labels.difference(&after.labels).count()),
            ("+properties", changed(after, self)),
            ("-properties", changed(self, after)),
        ];
        effects.into_iter().filter(|(_, n)| *n > 0).map(|(name, n)| (name.to_owned(), n)).collect()
    }
}
