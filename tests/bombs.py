"""Sends graphs that make searches explode through every command, and holds each to its limits.

    python3 tests/bombs.py [--hvgraph target/release/hvgraph] [--timeout 2]

A 50-clique, a star of 10,000 leaves and a chain of 100,000 hops: every command and every statement must answer, find nothing or stop with
exit status 5 within two seconds of its deadline, and stay below 256 MiB. Prints what was out of bounds; the exit status is
then 1. Memory is read from the kernel (Linux).
"""

import argparse
import itertools
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

MOST_MIB = 256
MOST_HELD_MIB = 64
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

# Statements, run on the clique and on the chain. All of them ask for more than there is time or memory for, or only look so.
DEEP = 100_000
MANY = "UNWIND range(1, 1000000000000) AS i"
CROSS = "MATCH (a:Thing), (b:Thing), (c:Thing), (d:Thing), (e:Thing), (f:Thing)"
STATEMENTS = [
    "MATCH p = ()-[*1..10]-() RETURN count(*)",
    "MATCH p = ()-[*1..10]->() RETURN collect(p)",
    "MATCH ()-[r*]->() RETURN count(*)",
    "MATCH ()-[r*]-() RETURN r",
    "MATCH p = (a {name: 'N0'})-[*]-(b {name: 'N49'}) RETURN p ORDER BY length(p) DESC LIMIT 1",
    "MATCH (a)-->(b)-->(c)-->(d)-->(e)-->(f)-->(g)-->(h) RETURN count(DISTINCT a)",
    "MATCH p = (a {name: 'N0'})((x)--(y)){1,30}(b {name: 'N49'}) RETURN count(*)",
    "MATCH p = ANY SHORTEST (a {name: 'N0'})((x)--(y) WHERE x.name <> y.name)+(b {name: 'nobody'}) RETURN p",
    "MATCH p = SHORTEST 5 GROUPS (a {name: 'N0'})-[*]-(b {name: 'N40'}) RETURN count(p)",
    "MATCH p = ALL SHORTEST (a)-[*]-(b) RETURN count(p)",
    "MATCH p = shortestPath((a)-[*]-(b)) WHERE all(n IN nodes(p) WHERE n.name <> 'N3') AND a <> b RETURN count(p)",
    "MATCH p = allShortestPaths((a {name: 'N0'})-[*]-(b {name: 'N49'})) WHERE length(p) > 20 RETURN p",
    f"{CROSS} RETURN count(*)",
    f"{CROSS} RETURN a, b, c, d, e, f",
    f"{CROSS} WHERE a.name + b.name = c.name RETURN count(*)",
    f"{CROSS} RETURN collect([a, b, c, d, e, f])",
    f"{CROSS} RETURN a, b, c, d, e, f ORDER BY a.name + f.name + c.name",
    f"{CROSS} RETURN a, b, c, d, e, f ORDER BY f.name DESC LIMIT 1000000",
    f"{CROSS} RETURN DISTINCT a, b, c, d, e, f",
    f"{CROSS} RETURN count(DISTINCT [a, b, c, d, e, f])",
    f"{CROSS} RETURN percentileCont(size(a.name) * 1.0, 0.5)",
    f"{CROSS} RETURN percentileDisc(size(a.name), 0.5), stDev(size(b.name))",
    f"{CROSS} RETURN a.name + b.name + c.name + d.name AS key, count(*)",
    f"{CROSS} WITH a, b, c, d, collect(e.name + f.name) AS names RETURN count(names)",
    f"{CROSS} OPTIONAL MATCH (a)--(b)--(c)--(d) RETURN count(*)",
    f"{CROSS} WITH a SKIP 1000000000000 RETURN a",
    "MATCH (a), (b), (c) WHERE EXISTS { (a)-[*]-(b)-[*]-(c) } RETURN count(*)",
    "MATCH (a) RETURN COUNT { (a)-[*]-() }",
    "MATCH (a) RETURN COLLECT { MATCH (a)-[*]-(b) RETURN b }",
    "MATCH (a) RETURN [p = (a)-[*1..12]-() | length(p)]",
    "MATCH (a), (b) CALL (a, b) { MATCH (c), (d), (e) RETURN count(*) AS n } RETURN sum(n)",
    "MATCH (a) CALL (a) { MATCH (c), (d), (e), (f) RETURN c, d UNION MATCH (c), (d) RETURN c, d } RETURN count(*)",
    "RETURN range(1, 1000000000000)",
    "RETURN size(range(1, 1000000000000))",
    f"{MANY} RETURN count(i)",
    f"{MANY} RETURN i",
    f"{MANY} RETURN collect(i)",
    f"{MANY} RETURN collect(DISTINCT toString(i))",
    f"{MANY} WITH i ORDER BY i DESC RETURN i LIMIT 1",
    f"{MANY} CREATE (:Made {{i: i}})",
    f"{MANY} MERGE (:Made {{i: i}})",
    f"{MANY} MERGE (a:Made {{i: i}}) MERGE (b:Made {{i: i + 1}}) MERGE (a)-[:AFTER]->(b)",
    "UNWIND range(1, 100000000) AS i CREATE (:Made {i: i})-[:AFTER]->(:Made {text: toString(i) + 'some more of it'})",
    "UNWIND range(1, 100000000) AS i MATCH (n) SET n.text = toString(i)",
    "MATCH (a), (b), (c), (d) CREATE (a)-[:AFTER]->(d)",
    "MATCH (a), (b), (c), (d) MERGE (a)-[:AFTER {by: b.name + c.name}]->(d)",
    "MATCH (a), (b), (c), (d) SET a.name = b.name + d.name",
    "MATCH (a), (b), (c), (d) DETACH DELETE a",
    "FOREACH (i IN range(1, 100000000) | CREATE (:Made {i: i}))",
    "FOREACH (i IN range(1, 20000) | FOREACH (j IN range(1, 20000) | CREATE (:Made {i: i})))",
    "RETURN size(reduce(s = 'ab', i IN range(1, 60) | s + s))",
    "RETURN size(reduce(s = [1], i IN range(1, 60) | s + s))",
    "RETURN reduce(s = [1], i IN range(1, 60) | [s, s])",
    "RETURN size(toString(reduce(s = [1], i IN range(1, 60) | [s, s])))",
    "WITH reduce(s = [1], i IN range(1, 60) | [s, s]) AS l RETURN l = l",
    "WITH reduce(s = [1], i IN range(1, 60) | [s, s]) AS l RETURN DISTINCT l",
    "WITH reduce(s = [1], i IN range(1, 60) | [s, s]) AS l RETURN l ORDER BY l",
    "WITH reduce(s = [1], i IN range(1, 60) | [s, s]) AS l, reduce(s = [1], i IN range(1, 60) | [s, s]) AS m RETURN l = m",
    "RETURN reduce(m = {a: 1}, i IN range(1, 60) | {a: m, b: m})",
    "RETURN reduce(l = [], i IN range(1, 300000) | [l])",
    "RETURN size(toString(reduce(l = [], i IN range(1, 300000) | [l])))",
    "RETURN reduce(l = [], i IN range(1, 300000) | l + [i])[0]",
    "RETURN size(reduce(s = '', i IN range(1, 10000000) | s + 'some text or other'))",
    "RETURN size([i IN range(1, 100000000) | toString(i)])",
    "RETURN size([i IN range(1, 20000) | [j IN range(1, 20000) | i * j]])",
    "RETURN all(i IN range(1, 1000000000) WHERE i > 0)",
    "RETURN any(i IN range(1, 20000) WHERE any(j IN range(1, 20000) WHERE any(k IN range(1, 20000) WHERE i + j + k < 0)))",
    "WITH range(1, 100000) AS l RETURN all(i IN l WHERE i + 1 IN l OR i = 100000)",
    "WITH range(1, 2000000) AS l UNWIND l AS a UNWIND l AS b RETURN count(*)",
    "WITH range(1, 2000000) AS l UNWIND l AS a RETURN collect(l)",
    "WITH range(1, 2000000) AS l UNWIND l AS a RETURN l + a AS longer",
    "WITH reduce(s = 'ab', i IN range(1, 24) | s + s) AS text UNWIND range(1, 1000000) AS i RETURN text + i AS longer",
    "WITH reduce(s = 'ab', i IN range(1, 22) | s + s) AS text RETURN size(replace(text, 'a', text))",
    "WITH reduce(s = 'ab', i IN range(1, 22) | s + s) AS text RETURN size(split(text, ''))",
    "WITH reduce(s = 'ab', i IN range(1, 22) | s + s) AS text RETURN text =~ '(.*a)*(.*b)*(a|b)*c'",
    "RETURN 'ab' =~ '((((a{1,1000}){1,1000}){1,1000}){1,1000})'",
    "WITH 'x' AS a " + "WITH a + a AS a " * 60 + "RETURN size(a)",
    "MATCH (a) " + " ".join(f"MATCH (a)--(b{at})" for at in range(300)) + " RETURN count(*)",
    "MATCH " + ", ".join(f"(a{at})--(a{at + 1})" for at in range(500)) + " RETURN count(*)",
    "MATCH " + ", ".join(f"(a{at})" for at in range(3_000)) + " RETURN count(*)",
    "RETURN " + " UNION ALL RETURN ".join(["1 AS a"] * 20_000),
    "RETURN " + " + ".join(["1"] * DEEP),
    "RETURN " + " AND ".join(["true"] * DEEP),
    "RETURN " + "(" * DEEP + "1" + ")" * DEEP,
    "RETURN " + "[" * DEEP + "1" + "]" * DEEP,
    "RETURN " + "{a: " * DEEP + "1" + "}" * DEEP,
    "RETURN " + "- " * DEEP + "1",
    "RETURN " + "NOT " * DEEP + "true",
    "RETURN " + "CASE WHEN true THEN " * DEEP + "1" + " END" * DEEP,
    "RETURN " + "abs(" * DEEP + "1" + ")" * DEEP,
    "RETURN a" + "[0]" * DEEP,
    "WITH {a: 1} AS a RETURN a" + ".a" * DEEP,
    "RETURN " + "EXISTS { MATCH (n) WHERE " * DEEP + "true" + " }" * DEEP,
    "RETURN " + "[x IN [1] WHERE " * DEEP + "true" + "]" * DEEP,
    "CALL () { " * DEEP + "RETURN 1 AS a" + " } RETURN a" * DEEP,
    "FOREACH (x IN [1] | " * DEEP + "CREATE ()" + ")" * DEEP,
    "MATCH " + "(" * DEEP + ")" * DEEP + " RETURN 1",
    "MATCH (a:" + "(" * DEEP + "A" + ")" * DEEP + ") RETURN a",
    "MATCH (a:" + "!" * DEEP + "A) RETURN a",
    "MATCH ()" + "--()" * 20_000 + " RETURN count(*)",
    "RETURN '" + "\\" * DEEP,
    "RETURN " + "9" * DEEP,
    "/*" * DEEP,
    "WITH 1 AS a " * 20_000 + "RETURN a",
    "CREATE " + ", ".join(["(:A)"] * 50_000),
]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--hvgraph", default="target/release/hvgraph")
    arguments.add_argument("--timeout", type=int, default=2)
    arguments.add_argument("--only", choices=["commands", "statements"], help="throw only these")
    options = arguments.parse_args()
    n_bad = 0
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        for name, n_nodes, ends in graphs():
            data = write(place / name, n_nodes, ends)
            calls = [*commands(folder)] if options.only != "statements" else []
            calls += [*statements(place)] if options.only != "commands" else []
            for told, words in calls:
                status, seconds, mib = run([options.hvgraph, *words, "--data", str(data), "--timeout", str(options.timeout)])
                if status not in STATUSES or seconds > options.timeout + GRACE or mib > MOST_MIB:
                    n_bad += 1
                    print(f"{name}: {told}: status {status}, {seconds:.1f} s, {mib} MiB", file=sys.stderr, flush=True)
    print(f"{len(COMMANDS)} commands and {len(STATEMENTS)} statements on each graph: {n_bad} out of bounds")
    sys.exit(1 if n_bad else 0)


def commands(folder):
    for command in COMMANDS:
        yield command, command.format(folder=folder).split()


def statements(folder):
    """Writes statements to files, as some are longer than a command may be."""
    for at, statement in enumerate(STATEMENTS):
        file = folder / f"{at}.cypher"
        file.write_text(statement, encoding="utf-8")
        told = statement if len(statement) < 150 else f"{statement[:80]} ... {statement[-20:]}"
        yield told, ["query", "--csv", "--max-memory", str(MOST_HELD_MIB), "--file", str(file)]


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
        process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere, preexec_fn=contain)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, time.monotonic() - start, usage.ru_maxrss // 1024


def contain():
    """Keeps what goes wrong from taking the machine along."""
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))


if __name__ == "__main__":
    main()
