#!/usr/bin/env python3
"""Compares the measures of `hvgraph rank` with NetworkX itself, on random multigraphs.

    python3 tests/networkx_equal.py [--hvgraph target/release/hvgraph] [--graphs 200] [--seed 1] [--jobs 2]

Each graph is directed or not, weighted or not, has loops, parallel edges, isolated nodes and often several parts. It
is written as a data set, ranked by hvgraph, and measured by NetworkX; scores must agree within 1e-9. Where NetworkX
defines a measure on simple graphs alone, it gets the simple graph underneath, parallel weights added up, and no loops
where hvgraph says that they do not count. Eigenvectors and Katz scores are compared where NetworkX converges, and where it
does not hvgraph must say so too; hubs and authorities are compared with `networkx.hits` where the greatest singular value
is single, and elsewhere with NetworkX's own power iteration. How often each was compared is printed; a difference is
printed with the seed of its graph, and the exit status is then 1. Needs NetworkX 3.6, NumPy and SciPy.
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
import warnings

import networkx
import numpy
from networkx.algorithms.link_analysis import hits_alg

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
TOLERANCE = 1e-9
EVERYTHING = str(2**31)
MANY_STEPS = 20_000
ATTENUATION = 0.05

SCHEMA = {
    "version": 1,
    "name": "random",
    "title": {"vi": "Đồ thị ngẫu nhiên", "en": "Random graph"},
    "source_kind": "Source",
    "kinds": {
        "Node": {"label": {"vi": "Nút", "en": "Node"}, "shape": "ellipse", "color": "#FFFFFF"},
        "Source": {"label": {"vi": "Nguồn", "en": "Source"}, "shape": "note", "color": "#999999", "structural": True},
    },
    "types": {
        "TIE": {
            "label": {"vi": "nối", "en": "ties"}, "reverse": {"vi": "nối", "en": "ties"}, "from": ["Node"], "to": ["Node"],
            "props": {"weight": {"type": "number", "label": {"vi": "trọng số", "en": "weight"}}},
        },
    },
}


class Case:
    """One random multigraph, as NetworkX and as a data set."""

    def __init__(self, seed):
        self.seed = seed
        rng = random.Random(seed)
        self.directed, self.weighted = seed % 2 == 1, seed // 2 % 2 == 1
        self.graph = networkx.MultiDiGraph() if self.directed else networkx.MultiGraph()
        self.graph.add_nodes_from(f"n{at}" for at in range(rng.randint(2, 30)))
        parts = [part for part in divided(rng, sorted(self.graph)) if len(part) > rng.choice([0, 1])]
        edges = [edge for part in parts for edge in edges_within(rng, part)]
        for at, (source, target) in enumerate(edges):
            weight = rng.choice([1, 2, 3, 4, 0.5, 2.25]) if self.weighted else 1
            self.graph.add_edge(source, target, key=f"c{at}", weight=weight, distance=1 / weight)
        self.sampled = rng.randint(2, len(self.graph))

    def simple(self, loops):
        """Returns the simple graph underneath, with the sums of parallel weights."""
        simple = networkx.DiGraph() if self.directed else networkx.Graph()
        simple.add_nodes_from(self.graph)
        for source, target, weight in self.graph.edges(data="weight"):
            if loops or source != target:
                before = simple.get_edge_data(source, target, {"weight": 0})["weight"]
                simple.add_edge(source, target, weight=before + weight)
        return simple

    def write(self, folder):
        # The data set lists nodes in an order of its own; hvgraph numbers them as it reads them.
        nodes = [{"id": node, "kind": "Node", "name": node, "cite": ["s#1"]} for node in self.graph]
        claims = [
            {"id": key, "type": "TIE", "from": source, "to": target, "cite": ["s#1"], "props": {"weight": weight}}
            for source, target, key, weight in self.graph.edges(keys=True, data="weight")
        ]
        folder.mkdir()
        (folder / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
        data = {"sources": [{"id": "s", "title": "s"}], "nodes": nodes, "claims": claims}
        (folder / "data.json").write_text(json.dumps(data), encoding="utf-8")


def divided(rng, nodes):
    rng.shuffle(nodes)
    cuts = sorted(rng.sample(range(1, len(nodes)), min(rng.choice([0, 0, 1, 2]), len(nodes) - 1)))
    return [nodes[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(nodes)])]


def edges_within(rng, part):
    edges = []
    for _ in range(int(len(part) * rng.choice([0.5, 1, 1.5, 3, 5])) + 1):
        edges.append((rng.choice(part), rng.choice(part)))
        if rng.random() < 0.2:
            edges.append(edges[-1] if rng.random() < 0.5 else edges[-1][::-1])
        if rng.random() < 0.05:
            edges.append((edges[-1][0], edges[-1][0]))
    return edges


class SplitMix64(random.Random):
    """The generator by which hvgraph chooses a sample, in the place of NetworkX's own."""

    def __new__(cls, *_):
        return super().__new__(cls)

    def __init__(self, seed):
        super().__init__()
        self.state = seed

    def bits(self):
        mask = 2**64 - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        bits = self.state
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9 & mask
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB & mask
        return bits ^ (bits >> 31)

    def sample(self, population, k):
        population = list(population)
        for at in range(k):
            other = at + (self.bits() * (len(population) - at) >> 64)
            population[at], population[other] = population[other], population[at]
        return population[:k]


class Comparison:
    """The runs of one case, what was compared, and what differs."""

    def __init__(self, program, case, folder):
        self.program, self.case, self.folder = program, case, folder
        self.compared, self.differences = collections.Counter(), []

    def ours(self, measures, *flags, may_fail=False):
        """Returns scores by measure and id; nothing where hvgraph says that it found none."""
        case = self.case
        command = [*self.program, "rank", ",".join(measures), "--data", str(self.folder), "--top", EVERYTHING, "--json", *flags]
        if case.directed and "--reversed" not in flags:
            command.append("--directed")
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=120)
        if may_fail and done.returncode == 5 and b"no convergence" in done.stderr:
            return None
        if done.returncode not in (0, 1):
            sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr.decode()}")
        rows = json.loads(done.stdout)["ranking"]
        item = "claim" if measures == ["edge-betweenness"] else "node"
        return {measure: {row[item]["id"]: row["scores"][measure] for row in rows} for measure in measures}

    def equal(self, what, ours, theirs):
        self.compared[what] += 1
        for item, expected in theirs.items():
            found = ours.get(item)
            found, expected = math.nan if found is None else float(found), float(expected)
            same = (math.isnan(found) and math.isnan(expected)) or abs(found - expected) <= TOLERANCE * max(1, abs(expected))
            if not same:
                self.differences.append(f"seed {self.case.seed}: {what} of {item} is {found}, not {expected}")
                return
        if set(ours) - set(theirs):
            self.differences.append(f"seed {self.case.seed}: {what} of {sorted(set(ours) - set(theirs))}, which do not exist")

    def run(self):
        self.counts()
        self.on_paths()
        self.on_simple_graphs()
        self.iterations()
        self.starts()
        self.whole_graphs()
        return self

    def weights(self):
        return ["--weight", "weight"] if self.case.weighted else []

    def counts(self):
        graph, directed = self.case.graph, self.case.directed
        ours = self.ours(["degree", "strength", "pagerank"], "--set", "tolerance=1e-14", *self.weights())
        self.equal("degree", ours["degree"], dict(graph.out_degree() if directed else graph.degree()))
        weighted = graph.out_degree(weight="weight") if directed else graph.degree(weight="weight")
        self.equal("strength", ours["strength"], dict(weighted))
        self.equal("pagerank", ours["pagerank"], networkx.pagerank(graph, tol=1e-14, max_iter=MANY_STEPS))
        if directed:
            self.equal("degree, incoming", self.ours(["degree"], "--reversed")["degree"], dict(graph.in_degree()))

    def on_paths(self):
        graph, case = self.case.graph, self.case
        ways = [("", [], None)]
        if case.weighted:
            ways = [(", lengths", ["--length", "weight"], "weight"), (", weights", ["--weight", "weight"], "distance")]
        for name, flags, attribute in ways:
            for normalized in (True, False):
                by = {"normalized": normalized, "weight": attribute}
                flags = [*flags, "--set", f"normalized={int(normalized)}"]
                ours = self.ours(["betweenness", "closeness", "harmonic"], *flags)
                self.equal("betweenness" + name, ours["betweenness"], networkx.betweenness_centrality(graph, **by))
                ours_of_edges = self.ours(["edge-betweenness"], *flags)["edge-betweenness"]
                of_edges = networkx.edge_betweenness_centrality(graph, **by)
                self.equal("edge betweenness" + name, ours_of_edges, {key: score for (_, _, key), score in of_edges.items()})
            self.equal("closeness" + name, ours["closeness"], networkx.closeness_centrality(graph, distance=attribute))
            self.equal("harmonic" + name, ours["harmonic"], networkx.harmonic_centrality(graph, distance=attribute))
        self.sampled()

    def sampled(self):
        graph, case = self.case.graph, self.case
        # Degree comes first, since a node without an estimate has no rank.
        measures = ["degree", "betweenness"]
        ours = self.ours(measures, "--set", f"sample={case.sampled}", "--set", f"seed={case.seed}")["betweenness"]
        numbered = networkx.MultiDiGraph() if case.directed else networkx.MultiGraph()
        numbered.add_nodes_from(graph)
        numbered.add_edges_from(graph.edges())
        theirs = networkx.betweenness_centrality(numbered, k=case.sampled, seed=SplitMix64(case.seed))
        self.equal("betweenness, sampled", ours, theirs)

    def on_simple_graphs(self):
        simple, weighted = self.case.simple(loops=False), self.case.weighted
        measures = ["core", "clustering", "constraint", "effective-size", "triangles"]
        ours = self.ours(measures, *self.weights())
        self.equal("core", ours["core"], networkx.core_number(simple))
        attribute = "weight" if weighted else None
        self.equal("clustering", ours["clustering"], networkx.clustering(simple, weight=attribute))
        self.equal("constraint", ours["constraint"], networkx.constraint(simple, weight="weight"))
        # Asked for all nodes at once, NetworkX 3.6 divides by the wrong nodes' greatest weights. Asked for each it does
        # not, but has no answer for a node without outgoing edges; the definition knows mutual weights alone.
        mutual = networkx.Graph()
        mutual.add_nodes_from(simple)
        for source, target, weight in simple.edges(data="weight"):
            before = mutual.get_edge_data(source, target, {"weight": 0})["weight"]
            mutual.add_edge(source, target, weight=before + weight)
        by_definition = networkx.effective_size(mutual, nodes=list(mutual), weight="weight")
        self.equal("effective size", ours["effective-size"], by_definition)
        self.equal("triangles", ours["triangles"], networkx.triangles(mutual))

    def iterations(self):
        simple = self.case.simple(loops=True)
        steps = ["--set", f"iterations={MANY_STEPS}", "--set", "tolerance=1e-15", *self.weights()]
        tight = {"max_iter": MANY_STEPS, "tol": 1e-15}
        self.where_both_converge("eigenvector", steps, lambda: networkx.eigenvector_centrality(simple, weight="weight", **tight))
        alpha = ["--set", f"alpha={ATTENUATION}", *steps]
        theirs = lambda: networkx.katz_centrality(simple, alpha=ATTENUATION, weight="weight", **tight)
        self.where_both_converge("katz", alpha, theirs)
        if simple.number_of_edges():
            self.hits(simple, steps)

    def starts(self):
        graph, case = self.case.graph, self.case
        start = sorted(graph)[case.seed % len(graph)]
        attribute, flags = ("weight", ["--length", "weight"]) if case.weighted else (None, [])
        # Degree comes first, since a node that no path leads to has no rank.
        ours = self.ours(["degree", "distance"], "--from", start, *flags)["distance"]
        ours = {node: distance for node, distance in ours.items() if distance is not None}
        self.equal("distance", ours, networkx.single_source_dijkstra_path_length(graph, start, weight=attribute))
        ours = self.ours(["pagerank"], "--from", start, "--set", "tolerance=1e-14", *self.weights())["pagerank"]
        # Without arcs out of it NetworkX sends the walk back to the start, and hvgraph anywhere it may jump: the same.
        self.equal("pagerank, personal", ours, networkx.pagerank(graph, personalization={start: 1}, tol=1e-14, max_iter=MANY_STEPS))
        eccentricity = self.ours(["eccentricity"])["eccentricity"]
        lengths = {source: max(reached.values()) for source, reached in networkx.all_pairs_shortest_path_length(graph)}
        self.equal("eccentricity", eccentricity, lengths)

    def whole_graphs(self):
        """Numbers of the whole graph, and scores of pairs, by one statement."""
        simple, graph = self.case.simple(loops=False), self.case.graph
        lengths = [length for source, reached in networkx.all_pairs_shortest_path_length(graph) for target, length in reached.items() if source != target]
        undirected = networkx.Graph(simple)
        theirs = {
            "density": networkx.density(simple) if len(simple) > 1 else None,
            "transitivity": networkx.transitivity(undirected) if any(degree > 1 for _, degree in undirected.degree()) else None,
            "average_clustering": networkx.average_clustering(simple),
            "average_distance": sum(lengths) / len(lengths) if lengths else None,
            "diameter": max(lengths, default=0),
            "reciprocity": networkx.reciprocity(simple) if self.case.directed and simple.number_of_edges() else None,
        }
        direction = "outgoing" if self.case.directed else "both"
        options = f"labels: ['Node'], direction: '{direction}'"
        parts = [f"CALL hv.{name}({{{options}}}) YIELD value RETURN '{name}' AS name, '' AS one, '' AS other, value" for name in theirs]
        scores = {
            "jaccard": networkx.jaccard_coefficient, "adamic_adar": networkx.adamic_adar_index,
            "resource_allocation": networkx.resource_allocation_index, "preferential_attachment": networkx.preferential_attachment,
        }
        for name, of in scores.items():
            parts.append(f"CALL hv.{name}({{top: 1000000, {options}}}) YIELD node1, node2, score RETURN '{name}' AS name, node1.id AS one, node2.id AS other, score AS value")
            shares = lambda pair: any(True for _ in networkx.common_neighbors(undirected, *pair))
            pairs = [pair for pair in networkx.non_edges(undirected) if shares(pair)]
            theirs.update({(name, *sorted(pair)): score for *pair, score in of(undirected, pairs)})
        command = [*self.program, "query", "--data", str(self.folder), "--json", " UNION ALL ".join(parts)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=120)
        ours = {}
        for name, one, other, value in json.loads(done.stdout)["rows"]:
            ours[(name, *sorted([one, other])) if one else name] = math.nan if value is None else value
        theirs = {name: math.nan if value is None else value for name, value in theirs.items()}
        self.equal("numbers of the graph, and scores of pairs", ours, theirs)

    def where_both_converge(self, measure, flags, theirs):
        ours = self.ours([measure], *flags, may_fail=True)
        try:
            theirs = theirs()
        except (networkx.PowerIterationFailedConvergence, OverflowError):
            theirs = None
        if ours and theirs:
            self.equal(measure, ours[measure], theirs)
        elif ours or theirs:
            who = "hvgraph" if ours else "NetworkX"
            self.differences.append(f"seed {self.case.seed}: only {who} converges to {measure}")
        else:
            self.compared[f"{measure}: neither converges"] += 1

    def hits(self, simple, flags):
        ours = self.ours(["hubs", "authorities"], *flags, may_fail=True)
        if ours is None:
            self.differences.append(f"seed {self.case.seed}: hvgraph does not converge to hubs")
            return
        values = numpy.linalg.svd(networkx.to_numpy_array(simple), compute_uv=False)
        if values[0] - values[1] > 1e-3 * values[0]:
            hubs, authorities = networkx.hits(simple, max_iter=MANY_STEPS, tol=0)
            self.equal("hubs", ours["hubs"], hubs)
            self.equal("authorities", ours["authorities"], authorities)
            return
        try:
            hubs, authorities = hits_alg._hits_python(simple, max_iter=MANY_STEPS, tol=1e-14)
        except networkx.PowerIterationFailedConvergence:
            self.compared["hits: NetworkX does not converge"] += 1
            return
        self.equal("hubs, several answers, from equal hubs", ours["hubs"], hubs)
        self.equal("authorities, several answers, from equal hubs", ours["authorities"], authorities)


def compared(program, seed, folder):
    case = Case(seed)
    case.write(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return Comparison(program, case, folder).run()


def main():
    parser = argparse.ArgumentParser(description="Compare hvgraph's measures with NetworkX.")
    parser.add_argument("--hvgraph", default=REPOSITORY / "target/release/hvgraph", type=pathlib.Path)
    parser.add_argument("--graphs", default=200, type=int)
    parser.add_argument("--seed", default=1, type=int)
    parser.add_argument("--jobs", default=2, type=int)
    options = parser.parse_args()
    counts, differences = collections.Counter(), []
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        seeds = range(options.seed, options.seed + options.graphs)
        jobs = [pool.submit(compared, [str(options.hvgraph)], seed, pathlib.Path(scratch) / str(seed)) for seed in seeds]
        for job in jobs:
            result = job.result()
            counts.update(result.compared)
            differences += result.differences
    for difference in differences:
        print(difference, file=sys.stderr)
    for what, count in sorted(counts.items()):
        print(f"{count:5} {what}")
    print(f"{options.graphs} graphs: {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
