"""Sends graphs that make searches explode through every command, and holds each to its limits.

    python3 tests/bombs.py [--hvgraph target/release/hvgraph] [--timeout 2]

A 50-clique, a star of 10,000 leaves and a chain of 100,000 hops: every command must answer, find nothing or stop with
exit status 5 within two seconds of its deadline, and stay below 256 MiB. Prints what was out of bounds; the exit status is
then 1. Memory is read from the kernel (Linux).
"""

import argparse
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

MOST_MIB = 256
GRACE = 2.0
STATUSES = {0, 1, 2, 5}

KIND = {"label": {"vi": "nút", "en": "thing"}, "shape": "box", "color": "#56B4E9"}
SOURCE = {"label": {"vi": "nguồn", "en": "source"}, "shape": "note", "color": "#999999", "structural": True}
TIE = {"label": {"vi": "nối với", "en": "is tied to"}, "reverse": {"vi": "nối với", "en": "is tied to"}, "from": ["Thing"], "to": ["Thing"]}
SCHEMA = {
    "version": 1,
    "name": "bombs",
    "title": {"vi": "Đồ thị quá sức", "en": "Graphs that are too much"},
    "source_kind": "Source",
    "kinds": {"Source": SOURCE, "Thing": KIND},
    "types": {"TIE": TIE},
}

COMMANDS = [
    "path n0 n49 --all --max-hops 200000",
    "path n1 n40 -k 50",
    "show n0",
    "search N1",
    "neighbors n0 --depth 3",
    "timeline",
    "stats",
    "cite",
    "check",
    "gaps",
    "rank betweenness",
    "rank edge-betweenness",
    "rank eigenvector",
    "rank degree,pagerank,closeness,harmonic,clustering,constraint,effective-size,core,katz,hubs",
    "communities",
    "communities --method louvain",
    "communities --method label-propagation",
    "components",
    "components --strong",
    "bridges",
    "counterparts",
    "brokers",
    "projection --of Thing --by Thing",
    "export --dot",
    "export --html",
    "export --json",
    "export --graphml",
    "export --gexf",
    "export --cypher",
    "export --mermaid",
    "export --ftm",
    "render -o {folder}/a.svg",
    "render --reduce top -o {folder}/b.svg",
    "render --reduce communities -o {folder}/c.svg",
]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--hvgraph", default="target/release/hvgraph")
    arguments.add_argument("--timeout", type=int, default=2)
    options = arguments.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, n_nodes, ends in graphs():
            data = write(pathlib.Path(folder) / name, n_nodes, ends)
            for command in COMMANDS:
                words = command.format(folder=folder).split()
                status, seconds, mib = run([options.hvgraph, *words, "--data", str(data), "--timeout", str(options.timeout)])
                if status not in STATUSES or seconds > options.timeout + GRACE or mib > MOST_MIB:
                    bad += 1
                    print(f"{name}: {command}: status {status}, {seconds:.1f} s, {mib} MiB", file=sys.stderr)
    print(f"{len(COMMANDS)} calls on each graph: {bad} out of bounds")
    sys.exit(1 if bad else 0)


def graphs():
    yield "clique", 50, list(itertools.combinations(range(50), 2))
    yield "star", 10_001, [(0, leaf) for leaf in range(1, 10_001)]
    yield "chain", 100_001, [(at, at + 1) for at in range(100_000)]


def write(folder, n_nodes, ends):
    folder.mkdir()
    (folder / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    records = {
        "sources": [{"id": "s", "title": "S"}],
        "nodes": [{"id": f"n{at}", "kind": "Thing", "name": f"N{at}", "cite": ["s#1"]} for at in range(n_nodes)],
        "claims": [
            {"id": f"c{at}", "type": "TIE", "from": f"n{source}", "to": f"n{target}", "cite": ["s#1"]}
            for at, (source, target) in enumerate(ends)
        ],
    }
    (folder / "records.json").write_text(json.dumps(records), encoding="utf-8")
    return folder


def run(command):
    """Returns exit status, seconds, and the most memory held in MiB."""
    start = time.monotonic()
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, time.monotonic() - start, usage.ru_maxrss // 1024


if __name__ == "__main__":
    main()
