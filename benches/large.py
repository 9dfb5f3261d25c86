#!/usr/bin/env python3
"""Generates a large data set and times hvgraph on it beside NetworkX.

    python3 benches/large.py generate DIR [--nodes 100000] [--claims 1000000] [--seed 1]
    python3 benches/large.py compare DIR [--hvgraph target/release/hvgraph] [--runs 3]
    python3 benches/large.py bundled [--hvgraph target/release/hvgraph] [--runs 20]

`compare` exports the data set as node-link JSON once, so that NetworkX reads the equal graph, and then runs
whole processes of both in turn; betweenness, from 64 starting nodes, only once. `bundled` does the same with the
bundled data set and the README's path.
Times are wall seconds of whole processes, memory the largest resident set; medians and the ratios of medians
are printed. Needs networkx and scipy; compare needs about 4 GB of memory.
"""

import argparse
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
MIDDLES = "Văn Thị Hữu Đức Minh Quang Thanh Ngọc Xuân Tiến Hải Lan".split()
GIVEN = "An Bình Châu Dũng Giang Hà Hương Khánh Lâm Mai Nam Phong Quân Sơn Tâm Uyên Việt Yến".split()

SCHEMA = {
    "version": 1,
    "name": "large",
    "title": {"vi": "Bộ dữ liệu lớn", "en": "Large data set"},
    "source_kind": "Source",
    "kinds": {
        "Person": {"label": {"vi": "Người", "en": "Person"}, "shape": "ellipse", "color": "#0072B2"},
        "Body": {"label": {"vi": "Cơ quan", "en": "Body"}, "shape": "box", "color": "#009E73"},
        "Place": {"label": {"vi": "Nơi", "en": "Place"}, "shape": "octagon", "color": "#D55E00", "hub": True},
        "Source": {"label": {"vi": "Nguồn", "en": "Source"}, "shape": "note", "color": "#999999", "structural": True},
    },
    "types": {
        "KNOWS": {"label": {"vi": "quen", "en": "knows"}, "reverse": {"vi": "quen", "en": "knows"},
                  "from": ["Person"], "to": ["Person"], "symmetric": True},
        "WORKS_FOR": {"label": {"vi": "làm cho", "en": "works for"}, "reverse": {"vi": "có", "en": "employs"},
                      "from": ["Person"], "to": ["Body"]},
        "SEATED_IN": {"label": {"vi": "ở", "en": "is seated in"}, "reverse": {"vi": "có", "en": "is the seat of"},
                      "from": ["Body", "Person"], "to": ["Place"], "role": "containment"},
    },
}


def generate(folder, n_nodes, n_claims, seed):
    rng = random.Random(seed)
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "schema.json").write_text(json.dumps(SCHEMA, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    n_sources = 200
    sources = [{"id": f"s{i:03}", "title": f"Source {i}", "published": f"20{i % 20:02}-{i % 12 + 1:02}-11"} for i in range(n_sources)]
    n_places, n_bodies = max(1, n_nodes // 1000), max(1, n_nodes // 10)
    kinds = ["Place"] * n_places + ["Body"] * n_bodies
    kinds += ["Person"] * (n_nodes - len(kinds))

    def cite():
        return f"s{rng.randrange(n_sources):03}#{rng.randrange(1, 60)}"

    def name(i, kind):
        if kind == "Person":
            return f"{rng.choice(FAMILIES)} {rng.choice(MIDDLES)} {rng.choice(GIVEN)} {i}"
        return f"{'Cơ quan' if kind == 'Body' else 'Nơi'} {i}"

    nodes = [{"id": f"n{i}", "kind": kind, "name": name(i, kind), "cite": [cite()]} for i, kind in enumerate(kinds)]
    write(folder / "nodes.json", {"sources": sources, "nodes": nodes})
    n_parts, first_body, first_person = 8, n_places, n_places + n_bodies
    for part in range(n_parts):
        claims = []
        for i in range(part * n_claims // n_parts, (part + 1) * n_claims // n_parts):
            roll = rng.random()
            # The square makes hubs: low numbers are met more often.
            skewed = first_person + int((n_nodes - first_person) * rng.random() ** 2)
            if roll < 0.75:
                ends = ("KNOWS", f"n{rng.randrange(first_person, n_nodes)}", f"n{skewed}")
            elif roll < 0.95:
                ends = ("WORKS_FOR", f"n{skewed}", f"n{rng.randrange(first_body, first_person)}")
            else:
                ends = ("SEATED_IN", f"n{rng.randrange(first_body, first_person)}", f"n{rng.randrange(n_places)}")
            claim = {"id": f"c{i}", "type": ends[0], "from": ends[1], "to": ends[2], "cite": [cite()]}
            if roll < 0.5:
                claim["when"] = f"20{rng.randrange(24):02}-{rng.randrange(1, 13):02}"
            claims.append(claim)
        write(folder / f"claims-{part}.json", {"claims": claims})


def write(path, document):
    """One record a line, which keeps the files small and their changes readable."""
    with open(path, "w", encoding="utf-8") as out:
        out.write("{\n")
        for at, (key, records) in enumerate(document.items()):
            lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
            out.write(("" if at == 0 else ",\n") + f"\"{key}\": [\n{lines}\n]")
        out.write("\n}\n")


LOAD = "import json, networkx as nx\ng = nx.node_link_graph(json.load(open({path!r}, encoding='utf-8')), edges='edges')\n"
PATH = LOAD + "u = g.to_undirected(as_view=True)\nprint(nx.shortest_path(u, {a!r}, {b!r}))\n"
PAGERANK = LOAD + "r = nx.pagerank(g, tol=1e-12, max_iter=1000)\nprint(sorted(r, key=r.get)[-20:])\n"
BETWEENNESS = LOAD + "b = nx.betweenness_centrality(g, k=64, seed=1)\nprint(sorted(b, key=b.get)[-20:])\n"
DOT = LOAD + """
def q(text):
    return '"' + str(text).replace('\\\\', '\\\\\\\\').replace('"', '\\\\"').replace('\\n', '\\\\n') + '"'
with open({out!r}, 'w', encoding='utf-8') as out:
    out.write('digraph {{\\n')
    for node, data in g.nodes(data=True):
        out.write(f"  {{q(node)}} [label={{q(data.get('name', node))}}];\\n")
    for a, b, data in g.edges(data=True):
        out.write(f"  {{q(a)}} -> {{q(b)}} [label={{q(data.get('type', ''))}}];\\n")
    out.write('}}\\n')
"""


def measured(command):
    """Runs a command; returns wall seconds and the peak resident set in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command} failed: {errors.decode(errors='replace')}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def pair(label, ours, theirs, runs):
    rounds = [(measured(ours), measured(theirs)) for _ in range(runs)]
    our_s, our_mb = (statistics.median(ours[i] for ours, _ in rounds) for i in (0, 1))
    their_s, their_mb = (statistics.median(theirs[i] for _, theirs in rounds) for i in (0, 1))
    print(f"{label:16} hvgraph {our_s:8.3f} s {our_mb:7.0f} MB   NetworkX {their_s:8.3f} s {their_mb:7.0f} MB   "
          f"{their_s / our_s:6.1f} x faster, {our_mb / their_mb:5.2f} of the memory", flush=True)


def python(script, **values):
    return [sys.executable, "-c", script.format(**values)]


def compare(folder, hvgraph, runs):
    with tempfile.TemporaryDirectory() as scratch:
        path, dot = f"{scratch}/graph.json", f"{scratch}/graph.dot"
        base = [hvgraph, "--data", folder]
        subprocess.run([*base, "export", "--json", "-o", path], check=True)
        # The parent must stay small: a child's peak memory counts from what it was forked from.
        stats = json.loads(subprocess.run([*base, "stats", "--json"], check=True, capture_output=True).stdout)
        n_nodes = stats["loaded"]["nodes"]
        a, b = f"n{n_nodes // 2}", f"n{n_nodes - 1}"
        pair("load", [*base, "stats"], python(LOAD, path=path), runs)
        pair("path", [*base, "path", a, b], python(PATH, path=path, a=a, b=b), runs)
        rank = [*base, "rank", "--directed", "--timeout", "600"]
        pair("rank pagerank", [*rank, "pagerank"], python(PAGERANK, path=path), runs)
        sample = ["betweenness", "--set", "sample=64"]
        pair("rank betweenness", [*rank, *sample], python(BETWEENNESS, path=path), 1)
        pair("export --dot", [*base, "export", "--dot", "--reduce", "none", "-o", f"{scratch}/ours.dot"], python(DOT, path=path, out=dot), runs)


def bundled(hvgraph, runs):
    with tempfile.TemporaryDirectory() as scratch:
        path = f"{scratch}/graph.json"
        subprocess.run([hvgraph, "export", "--json", "-o", path], check=True)
        a, b = "dinh-tien-dung", "anouphap-tounalom"
        pair("path", [hvgraph, "path", "Đinh Tiến Dũng", "Anouphap Tounalom"], python(PATH, path=path, a=a, b=b), runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    jobs = parser.add_subparsers(dest="job", required=True)
    job = jobs.add_parser("generate")
    job.add_argument("folder")
    job.add_argument("--nodes", type=int, default=100_000)
    job.add_argument("--claims", type=int, default=1_000_000)
    job.add_argument("--seed", type=int, default=1)
    for name, runs in (("compare", 3), ("bundled", 20)):
        job = jobs.add_parser(name)
        if name == "compare":
            job.add_argument("folder")
        job.add_argument("--hvgraph", default="target/release/hvgraph")
        job.add_argument("--runs", type=int, default=runs)
    args = parser.parse_args()
    if args.job == "generate":
        generate(args.folder, args.nodes, args.claims, args.seed)
    elif args.job == "compare":
        compare(args.folder, args.hvgraph, args.runs)
    else:
        bundled(args.hvgraph, args.runs)


if __name__ == "__main__":
    main()
