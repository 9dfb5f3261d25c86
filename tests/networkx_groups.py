#!/usr/bin/env python3
"""Compares communities, components, bridges and articulation points with NetworkX.

    python3 tests/networkx_groups.py [--hvgraph target/debug/hvgraph] [--graphs 200] [--seed 1] [--jobs 2]

Seeded random multigraphs with loops, parallel claims and weights are written as data set folders and answered by the
program with --json. Components, strong components, bridges and articulation points must be NetworkX's; the modularity
told must be that of the communities told (1e-9), undirected and directed, with and without weights. Leiden and
Louvain are compared with the best that NetworkX's Louvain finds with five seeds: never worse by more than 0.06 on one
graph; on average Leiden not worse at all, Louvain, with its one seed, not by more than 0.005. Leiden's communities
must be connected. The first differences are printed; the exit status is then 1. Needs NetworkX 3.4 or newer.
"""

import argparse
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
SEEDS = range(5)
WORST_OF_ONE = 0.06
WORST_ON_AVERAGE = {"leiden": 0.0, "louvain": 0.005}


def main():
    arguments = argparse.ArgumentParser(description="Compare groups with NetworkX.")
    arguments.add_argument("--hvgraph", default=REPOSITORY / "target/debug/hvgraph", type=pathlib.Path)
    arguments.add_argument("--graphs", default=200, type=int)
    arguments.add_argument("--seed", default=1, type=int)
    arguments.add_argument("--jobs", default=2, type=int)
    options = arguments.parse_args()
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        seeds = range(options.seed, options.seed + options.graphs)
        results = list(pool.map(compare, [str(options.hvgraph)] * options.graphs, seeds))
    differences = [f"graph {seed}: {text}" for seed, (texts, _) in zip(seeds, results) for text in texts]
    for method in results[0][1]:
        mean = math.fsum(gains[method] for _, gains in results) / len(results)
        print(f"{method}: modularity {mean:+.5f} on average beside the best of {len(SEEDS)} runs of NetworkX's Louvain")
        if mean < -WORST_ON_AVERAGE[method.split(",")[0]]:
            differences.append(f"{method} is worse than NetworkX's Louvain by {-mean:.5f} on average")
    for difference in differences[:20]:
        print(difference, file=sys.stderr)
    print(f"{options.graphs} graphs: {len(differences)} differences")
    return 1 if differences else 0


def compare(program, seed):
    """Returns the differences on one graph, and how much better each method is than NetworkX's Louvain."""
    graph = multigraph(seed)
    with tempfile.TemporaryDirectory() as folder:
        write_data_set(graph, pathlib.Path(folder))

        def ask(*arguments):
            return run([program, *arguments, "--json", "--data", folder])

        differences = compare_components(graph, ask) + compare_cuts(graph, ask)
        gains = {}
        for directed in (False, True):
            for weight in (None, "strength"):
                for method in ("leiden", "louvain", "label-propagation"):
                    found, gain = compare_communities(graph, ask, method, directed, weight)
                    differences += found
                    if not directed and method != "label-propagation":
                        name = method if weight is None else f"{method}, weighted"
                        gains[name] = gain
    return differences, gains


def multigraph(seed):
    """A directed multigraph, some with planted groups, some sparse enough to fall apart."""
    rng = random.Random(seed)
    n_nodes = rng.randint(1, 60)
    n_groups = rng.randint(1, 6)
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(f"n{node}" for node in range(n_nodes))
    for claim in range(rng.randint(0, 4 * n_nodes)):
        source = rng.randrange(n_nodes)
        target = rng.randrange(n_nodes)
        while source % n_groups != target % n_groups and rng.random() < 0.7:
            target = rng.randrange(n_nodes)
        graph.add_edge(f"n{source}", f"n{target}", key=f"c{claim}", strength=rng.choice([1, 2, 3, 0.5]))
    return graph


def write_data_set(graph, folder):
    words = lambda text: {"vi": text, "en": text}
    kind = lambda label: {"label": words(label), "shape": "box", "color": "#009E73", "props": {}}
    schema = {
        "version": 1,
        "name": "random",
        "title": words("Random"),
        "source_kind": "Source",
        "kinds": {"Thing": kind("Thing"), "Source": {**kind("Source"), "structural": True}},
        "types": {
            "TIES": {
                "label": words("ties"),
                "reverse": words("is tied by"),
                "from": ["Thing"],
                "to": ["Thing"],
                "props": {"strength": {"type": "number", "label": words("Strength")}},
            }
        },
    }
    nodes = [{"id": node, "kind": "Thing", "name": node, "cite": ["s#1"]} for node in graph.nodes]
    claims = [
        {"id": key, "from": source, "to": target, "type": "TIES", "props": {"strength": strength}, "cite": ["s#1"]}
        for source, target, key, strength in graph.edges(keys=True, data="strength")
    ]
    records = {"sources": [{"id": "s", "title": "Source"}], "nodes": nodes, "claims": claims}
    (folder / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (folder / "records.json").write_text(json.dumps(records), encoding="utf-8")


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=120)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr.decode()}")
    return json.loads(done.stdout)


def partition(groups):
    return sorted(sorted(member["id"] for member in group["members"]) for group in groups)


def compare_components(graph, ask):
    differences = []
    weak = partition(ask("components", "--top", "1000")["components"])
    if weak != sorted(map(sorted, networkx.weakly_connected_components(graph))):
        differences.append("other components")
    strong = partition(ask("components", "--strong", "--top", "1000")["components"])
    if strong != sorted(map(sorted, networkx.strongly_connected_components(graph))):
        differences.append("other strong components")
    return differences


def compare_cuts(graph, ask):
    """A claim is a bridge of NetworkX's if it is the only one between its ends, loops aside."""
    differences = []
    answer = ask("bridges", "--top", "100000")
    simple = networkx.Graph(graph.to_undirected(as_view=True))
    simple.remove_edges_from(networkx.selfloop_edges(simple))
    n_claims = lambda a, b: graph.number_of_edges(a, b) + graph.number_of_edges(b, a)
    expected = {frozenset(edge) for edge in networkx.bridges(simple) if n_claims(*edge) == 1}
    found = [frozenset((bridge["claim"]["source"], bridge["claim"]["target"])) for bridge in answer["bridges"]]
    if set(found) != expected or len(found) != len(expected):
        differences.append("other bridges")
    for bridge in answer["bridges"]:
        rest = simple.copy()
        rest.remove_edge(bridge["claim"]["source"], bridge["claim"]["target"])
        apart = {node["id"] for node in bridge["apart"]}
        if apart != networkx.node_connected_component(rest, bridge["apart"][0]["id"]):
            differences.append(f"{bridge['claim']['id']} parts other nodes")
    points = {point["node"]["id"]: point["parts"] for point in answer["articulation_points"]}
    if set(points) != set(networkx.articulation_points(simple)):
        differences.append("other articulation points")
    for node, parts in points.items():
        whole = simple.subgraph(networkx.node_connected_component(simple, node) - {node})
        if parts != sorted(map(len, networkx.connected_components(whole)), reverse=True):
            differences.append(f"{node} leaves other parts")
    return differences


def compare_communities(graph, ask, method, directed, weight):
    flags = (["--directed"] if directed else []) + (["--weight", weight] if weight else [])
    if weight and graph.number_of_edges() == 0:
        return [], 0.0
    answer = ask("communities", "--method", method, "--top", "1000", "--min-size", "1", *flags)
    groups = partition(answer["communities"])
    what = f"{method} {' '.join(flags)}"
    if sorted(node for group in groups for node in group) != sorted(graph.nodes):
        return [f"{what}: not every node is in one community"], 0.0
    if graph.number_of_edges() == 0:
        return [] if answer["modularity"] == 0 else [f"{what}: modularity without claims"], 0.0
    read = graph if directed else undirected(graph)
    differences = []
    expected = networkx.community.modularity(read, groups, weight=weight)
    if abs(answer["modularity"] - expected) > 1e-9:
        differences.append(f"{what}: modularity {answer['modularity']}, NetworkX has {expected}")
    both_ways = undirected(graph)
    if method != "louvain" and not all(networkx.is_connected(both_ways.subgraph(group)) for group in groups):
        differences.append(f"{what}: a community is not connected")
    if directed or method == "label-propagation":
        return differences, 0.0
    best = max(
        networkx.community.modularity(
            read, networkx.community.louvain_communities(read, weight=weight, seed=seed), weight=weight
        )
        for seed in SEEDS
    )
    if expected < best - WORST_OF_ONE:
        differences.append(f"{what}: modularity {expected}, NetworkX's Louvain finds {best}")
    return differences, expected - best


def undirected(graph):
    """Every claim an edge of its own; NetworkX's conversion would join claims there and back."""
    read = networkx.MultiGraph()
    read.add_nodes_from(graph.nodes)
    read.add_edges_from(graph.edges(keys=True, data=True))
    return read


if __name__ == "__main__":
    sys.exit(main())
