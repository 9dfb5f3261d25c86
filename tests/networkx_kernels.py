#!/usr/bin/env python3
"""Compares the tasks of `hvgraph bench` with NetworkX and plain definitions, on random multigraphs.

    python3 tests/networkx_kernels.py [--hvgraph target/release/hvgraph] [--graphs 200] [--seed 1] [--jobs 2]

Each graph is directed or not, has whole or other weights, loops, parallel edges, isolated nodes, several parts, and numbers
with gaps for vertices. It is written as an LDBC Graphalytics pair, read by hvgraph, and every task is run on 1, 2 and 8
threads, whose digests must be the same. Whole numbers and partitions must be equal (up to naming), other numbers within
1e-9. PageRank for a fixed number of rounds, CDLP and directed clustering have no counterpart in NetworkX: they are
computed here as LDBC defines them. A difference is printed with the seed of its graph, and the exit status is then 1.
Needs NetworkX 3.6.
"""

import argparse
import collections
import concurrent.futures
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile

import networkx

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
TOLERANCE = 1e-9
ROUNDS = 7


class Case:
    """One random multigraph, as NetworkX and as files."""

    def __init__(self, seed):
        rng = random.Random(seed)
        self.seed, self.directed, is_whole = seed, seed % 2 == 1, seed // 2 % 2 == 1
        self.graph = networkx.MultiDiGraph() if self.directed else networkx.MultiGraph()
        nodes = sorted(rng.sample(range(200), rng.randint(2, 40)))
        self.graph.add_nodes_from(nodes)
        for _ in range(int(len(nodes) * rng.choice([0.3, 0.8, 1.5, 3, 6]))):
            source, target = rng.choice(nodes), rng.choice(nodes)
            for _ in range(rng.choice([1, 1, 1, 1, 2, 3])):
                weight = rng.randint(1, 9) if is_whole else rng.choice([0.5, 1.25, 2, 3.75, 7])
                self.graph.add_edge(source, target, weight=weight)
        # A file in which all weights are whole is read as one of whole weights.
        self.whole = all(isinstance(weight, int) for *_, weight in self.graph.edges(data="weight"))
        self.source = rng.choice(nodes)
        self.simple = networkx.DiGraph() if self.directed else networkx.Graph()
        self.simple.add_nodes_from(nodes)
        self.simple.add_edges_from((a, b) for a, b in self.graph.edges() if a != b)

    def write(self, folder):
        (folder / "case.v").write_text("".join(f"{node}\n" for node in self.graph), encoding="ascii")
        lines = (f"{a} {b} {weight}\n" for a, b, weight in self.graph.edges(data="weight"))
        (folder / "case.e").write_text("".join(lines), encoding="ascii")
        return folder / "case.e"

    def arcs_out(self, node):
        """Returns where the arcs of a node lead; a loop of an undirected graph is one arc."""
        return [target for _, target in self.graph.out_edges(node)] if self.directed else [
            target for _, target in self.graph.edges(node)
        ]

    def arcs_in(self, node):
        return [source for source, _ in self.graph.in_edges(node)] if self.directed else self.arcs_out(node)


def reached(case, distances):
    return {node: distances.get(node, -1) for node in case.graph}


def hops(case):
    return reached(case, networkx.single_source_shortest_path_length(case.graph, case.source))


def lengths(case):
    distances = networkx.single_source_dijkstra_path_length(case.graph, case.source)
    missing = -1 if case.whole else math.inf
    return {node: distances.get(node, missing) for node in case.graph}


def partition(groups):
    return {node: min(group) for group in groups for node in group}


def pagerank(case):
    n = len(case.graph)
    rank = {node: 1 / n for node in case.graph}
    out = {node: len(case.arcs_out(node)) for node in case.graph}
    for _ in range(ROUNDS):
        stuck = sum(rank[node] for node in case.graph if out[node] == 0) / n
        rank = {
            node: 0.15 / n + 0.85 * (stuck + sum(rank[source] / out[source] for source in case.arcs_in(node)))
            for node in case.graph
        }
    return rank


def settled_pagerank(case):
    return networkx.pagerank(case.graph, weight=None, tol=1e-15, max_iter=10_000)


def cdlp(case):
    label = {node: node for node in case.graph}
    for _ in range(ROUNDS):
        new = {}
        for node in case.graph:
            votes = case.arcs_out(node) + (case.arcs_in(node) if case.directed else [])
            counts = collections.Counter(label[neighbour] for neighbour in votes)
            new[node] = min(counts, key=lambda own: (-counts[own], own)) if counts else label[node]
        label = new
    return label


def clustering(case):
    scores = {}
    for node in case.simple:
        near = set(networkx.all_neighbors(case.simple, node))
        ties = sum(case.simple.has_edge(a, b) for a in near for b in near if a != b)
        scores[node] = ties / (len(near) * (len(near) - 1)) if len(near) > 1 else 0.0
    return scores


def bridges(case):
    counts = dict.fromkeys(case.graph, 0)
    for a, b in networkx.bridges(case.graph):
        counts[a] += 1
        counts[b] += 1
    return counts


def flags(nodes, case):
    marked = set(nodes)
    return {node: int(node in marked) for node in case.graph}


def sums(case, lengths_of):
    return {node: sum(lengths_of(node).values()) for node in case.graph}


def hop_sums(case):
    return sums(case, lambda node: networkx.single_source_shortest_path_length(case.graph, node))


def length_sums(case):
    return sums(case, lambda node: networkx.single_source_dijkstra_path_length(case.graph, node))


def betweenness(case):
    return networkx.betweenness_centrality(case.simple, normalized=False)


ALWAYS = {
    "bfs": hops,
    "sssp": lengths,
    "wcc": lambda case: partition(networkx.connected_components(case.graph.to_undirected())),
    "pagerank": pagerank,
    "pagerank_conv": settled_pagerank,
    "cdlp": cdlp,
    "lcc": clustering,
    "apsp": hop_sums,
    "apsp_w": length_sums,
    "closeness": lambda case: networkx.closeness_centrality(case.graph),
    "harmonic": lambda case: networkx.harmonic_centrality(case.graph),
}
DIRECTED = {"scc": lambda case: partition(networkx.strongly_connected_components(case.graph))}
UNDIRECTED = {
    "kcore": lambda case: networkx.core_number(case.simple),
    "triangles": lambda case: {0: sum(networkx.triangles(case.simple).values()) // 3},
    "bridges": bridges,
    "articulation": lambda case: flags(networkx.articulation_points(case.simple), case),
}
PARTITIONS = {"wcc", "scc"}
# Parallel edges count as paths of their own for hvgraph, which `networkx_equal.py` looks at; here the graph is simple.
SIMPLE = {"betweenness": betweenness}


def run(hvgraph, case, graph, task, threads, output):
    command = [
        hvgraph, "bench", "--json", "--graph", graph, "--algorithm", task, "--repeat", "1", "--threads", threads,
        "--directed" if case.directed else "--undirected", "--output", output, "--iterations", ROUNDS,
    ]
    if task in ("bfs", "sssp"):
        command += ["--sources", case.source]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"graph {case.seed}, {task}: exit {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)["result_digest"]


def read(path):
    pairs = (line.split("\t") for line in path.read_text(encoding="ascii").splitlines())
    return {int(node): float(value) for node, value in pairs}


def named_by_lowest(labels):
    groups = collections.defaultdict(list)
    for node, label in labels.items():
        groups[label].append(node)
    return partition(groups.values())


def same(task, own, expected):
    if own.keys() != expected.keys():
        return False
    if task in PARTITIONS:
        return named_by_lowest(own) == named_by_lowest(expected)
    return all(
        own[node] == value or math.isclose(own[node], value, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        for node, value in expected.items()
    )


def compare(hvgraph, seed):
    """Returns how many tasks were compared, and what differs."""
    case, wrong = Case(seed), []
    tasks = ALWAYS | (DIRECTED if case.directed else UNDIRECTED)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        graph = case.write(folder)
        for task, define in tasks.items():
            digests = {run(hvgraph, case, graph, task, threads, folder / "out") for threads in (1, 2, 8)}
            own, expected = read(folder / "out"), define(case)
            if len(digests) > 1:
                wrong.append(f"graph {seed}, {task}: differs between numbers of threads")
            if not same(task, own, expected):
                wrong.append(f"graph {seed}, {task}: {own} instead of {expected}")
        case.graph = case.simple
        graph = folder / "simple.e"
        (folder / "simple.v").write_text("".join(f"{node}\n" for node in case.simple), encoding="ascii")
        graph.write_text("".join(f"{a} {b}\n" for a, b in case.simple.edges()), encoding="ascii")
        for task, define in SIMPLE.items():
            run(hvgraph, case, graph, task, 2, folder / "out")
            if not same(task, read(folder / "out"), define(case)):
                wrong.append(f"graph {seed}, {task}: {read(folder / 'out')} instead of {define(case)}")
    return len(tasks) + len(SIMPLE), wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hvgraph", default=str(REPOSITORY / "target/release/hvgraph"))
    parser.add_argument("--graphs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.graphs)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda seed: compare(options.hvgraph, seed), seeds))
    wrong = [line for _, lines in results for line in lines]
    print("\n".join(wrong[:20]))
    print(f"{sum(count for count, _ in results)} results on {len(results)} graphs compared, {len(wrong)} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
