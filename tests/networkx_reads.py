#!/usr/bin/env python3
"""Compares hvgraph with NetworkX on a data set.

    python3 tests/networkx_reads.py [--hvgraph target/debug/hvgraph] [--data DIR] [--pairs 40] [--seed 1]

`hvgraph export --json` is read with `networkx.node_link_graph` and compared with the files of the data set:
counts, kinds, types, citations and every property. What NetworkX reads from `export --graphml`, and what Python's csv
module reads from `export --csv --raw`, must be the same graph. `export --gexf` is read with `networkx.read_gexf` and
compared with the JSON: ids, ends, labels, every property, and `start` and `end` where a date is plain. What NetworkX
writes, as GraphML and as JSON, is given back to hvgraph, which must export it as it was. Then lengths and numbers of
shortest paths between random pairs are compared with `hvgraph path`. The first difference of each sort is printed;
the exit status is then 1.
Needs NetworkX 3.4 or newer.
"""

import argparse
import calendar
import collections
import csv
import io
import json
import pathlib
import random
import subprocess
import sys
import tempfile
from xml.etree import ElementTree

import networkx

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
NODE_FIELDS = ["kind", "name", "gloss", "when", "note", "derived"]
CLAIM_FIELDS = ["type", "when", "attested", "note", "derived"]
SOURCE_FIELDS = ["title", "published", "author", "publisher", "url", "lang", "note"]
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
ALL_STATUSES = "stated,inferred,disputed,denied"


def main():
    arguments = argparse.ArgumentParser(description="Compare hvgraph with NetworkX.")
    arguments.add_argument("--hvgraph", default=REPOSITORY / "target/debug/hvgraph", type=pathlib.Path)
    arguments.add_argument("--data", type=pathlib.Path, help="data set folder; the bundled one by default")
    arguments.add_argument("--pairs", default=40, type=int)
    arguments.add_argument("--seed", default=1, type=int)
    options = arguments.parse_args()
    program = [str(options.hvgraph)] + (["--data", str(options.data)] if options.data else [])

    exported = run(program + ["export", "--json"], [0])
    graph = networkx.node_link_graph(json.loads(exported), edges="edges")
    differences = compare_records(graph, read_folder(options.data or REPOSITORY / "data"))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        differences += compare_graphml(program, graph, folder)
        differences += compare_tables(program, graph, folder)
        differences += compare_return(options.hvgraph, graph, exported, folder)
    differences += compare_paths(program, graph, options.pairs, options.seed)
    differences += compare_gexf(program, graph)
    for difference in differences:
        print(difference, file=sys.stderr)
    print(f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges, {options.pairs} pairs: {len(differences)} differences")
    return 1 if differences else 0


def run(command, statuses):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=120)
    if done.returncode not in statuses:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr.decode()}")
    return done.stdout.decode("utf-8")


def read_folder(folder):
    """Returns sources, nodes and claims by id, read without hvgraph."""
    records = {"sources": {}, "nodes": {}, "claims": {}}
    for file in sorted(folder.glob("*.json")):
        if file.name == "schema.json" or file.name.endswith(".schema.json"):
            continue
        content = json.loads(file.read_text(encoding="utf-8"))
        for section, by_id in records.items():
            for record in content.get(section, []):
                by_id[record["id"]] = record
    return records


def compare_records(graph, records):
    differences = []
    if not (graph.is_directed() and graph.is_multigraph()):
        differences.append("not a directed multigraph")
    expected_nodes = set(records["nodes"]) | set(records["sources"])
    if set(graph.nodes) != expected_nodes:
        differences.append(f"other nodes: {sorted(set(graph.nodes) ^ expected_nodes)[:5]}")
    edges = {key: (source, target, found) for source, target, key, found in graph.edges(keys=True, data=True)}
    if set(edges) != set(records["claims"]):
        differences.append(f"other edges: {sorted(set(edges) ^ set(records['claims']))[:5]}")
    if graph.number_of_edges() != len(records["claims"]):
        differences.append(f"{graph.number_of_edges()} edges for {len(records['claims'])} claims")
    for identity, record in records["sources"].items():
        differences += compare_fields(identity, graph.nodes.get(identity, {}), record, SOURCE_FIELDS, {})
    for identity, record in records["nodes"].items():
        more = {"citations": record["cite"], "status": record.get("status", "stated"), **record.get("props", {})}
        more["aliases"] = [alias["name"] for alias in record.get("aliases", [])] or None
        more["alias_citations"] = [alias["cite"] for alias in record.get("aliases", [])] or None
        differences += compare_fields(identity, graph.nodes.get(identity, {}), record, NODE_FIELDS, more)
    for identity, record in records["claims"].items():
        source, target, found = edges.get(identity, (None, None, {}))
        if (source, target) != (record["from"], record["to"]):
            differences.append(f"{identity}: {source} → {target}, not {record['from']} → {record['to']}")
        more = {"citations": record["cite"], "status": record.get("status", "stated"), **record.get("props", {})}
        differences += compare_fields(identity, found, record, CLAIM_FIELDS, more)
    return differences


def compare_fields(identity, found, record, fields, more):
    expected = {field: record.get(field) for field in fields} | more
    differences = []
    for field, value in expected.items():
        if found.get(field) != value:
            differences.append(f"{identity}: {field} is {found.get(field)!r}, not {value!r}")
    # `id` is the claim's own id again; a source's title is its name too.
    known = set(expected) | {"id", "name", "kind", "key"}
    extra = {field for field, value in found.items() if field not in known and value is not None}
    if extra:
        differences.append(f"{identity}: fields that no file has: {sorted(extra)}")
    return differences


def compare_gexf(program, expected):
    """Compares what NetworkX reads from GEXF with what it reads from JSON."""
    text = run(program + ["export", "--gexf"], [0])
    graph = networkx.read_gexf(io.BytesIO(text.encode("utf-8")))
    if not graph.is_multigraph():
        graph = networkx.MultiDiGraph(graph)
    differences = []
    if set(graph.nodes) != set(expected.nodes):
        differences.append(f"GEXF: other nodes: {sorted(set(graph.nodes) ^ set(expected.nodes))[:5]}")
    ends = {(source, target, found.get("id", key)) for source, target, key, found in graph.edges(keys=True, data=True)}
    if ends != set(expected.edges(keys=True)) or graph.number_of_edges() != expected.number_of_edges():
        differences.append(f"GEXF: other edges: {sorted(ends ^ set(expected.edges(keys=True)))[:5]}")
    for node, found in graph.nodes(data=True):
        # The name of a node is its label.
        wanted = dict(expected.nodes.get(node, {}))
        wanted["label"] = wanted.pop("name", None)
        wanted.pop("id", None)
        differences += compare_gexf_record(node, found, wanted)
    by_id = {key: found for _, _, key, found in expected.edges(keys=True, data=True)}
    for _, _, key, found in graph.edges(keys=True, data=True):
        wanted = {field: value for field, value in by_id.get(found.get("id", key), {}).items() if field != "id"}
        found = {field: value for field, value in found.items() if field not in ("id", "label")}
        differences += compare_gexf_record(key, found, wanted)
    return differences


def compare_gexf_record(identity, found, wanted):
    wanted, expected = dict(wanted), {}
    start, end = bounds(wanted.get("when") or "")
    for field, value in wanted.items():
        if isinstance(value, dict):
            expected.update({f"{field}.{entry}": inner for entry, inner in value.items()})
        elif isinstance(value, list):
            # Lists are JSON lists of texts; what is no text in them is JSON text again.
            items = [item if isinstance(item, str) else json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in value]
            expected[field] = items
        elif value is not None:
            expected[field] = value
    lists = {field for field, value in expected.items() if isinstance(value, list)}
    found = {field: json.loads(value) if field in lists else value for field, value in found.items() if field != "viz"}
    times = (found.pop("start", None), found.pop("end", None))
    differences = [
        f"GEXF: {identity}: {field} is {found.get(field)!r}, not {expected.get(field)!r}"
        for field in sorted(set(found) | set(expected))
        if found.get(field) != expected.get(field)
    ]
    if start is not None and times != (start, end):
        differences.append(f"GEXF: {identity}: from {times}, not {(start, end)}")
    return differences


def bounds(when):
    """Returns first and last day of a plain year, month or day; nothing for any other date."""
    parts = when.split("-")
    if not all(part.isdigit() for part in parts) or len(parts[0]) != 4:
        return (None, None)
    year, month, day = (int(part) for part in parts + ["0"] * (3 - len(parts)))
    last = calendar.monthrange(year, month or 12)[1]
    return (f"{year:04}-{month or 1:02}-{day or 1:02}", f"{year:04}-{month or 12:02}-{day or last:02}")
def compare_graphml(program, graph, folder):
    """Compares GraphML with JSON: nodes, edges with their keys, and every attribute with its type."""
    file = folder / "graph.graphml"
    run(program + ["export", "--graphml", "-o", str(file)], [0])
    read = networkx.read_graphml(file, force_multigraph=True)
    nested = {"node": set(), "edge": set()}
    for key in ElementTree.parse(file).getroot().iter(f"{GRAPHML}key"):
        if key.get("hv.type") == "json" and key.get("for") in nested:
            nested[key.get("for")].add(key.get("attr.name"))
    nodes = {node: restored(data, nested["node"], {"label"}) for node, data in read.nodes(data=True)}
    edges = {
        (source, target, key): restored(data, nested["edge"], set())
        for source, target, key, data in read.edges(keys=True, data=True)
    }
    differences = compare_all("GraphML", graph, nodes, edges)
    if json.loads(read.graph["schema"]) != graph.graph["schema"]:
        differences.append("GraphML: another schema")
    return differences


def restored(data, nested, said_elsewhere):
    """Returns attributes with lists and objects again what they were."""
    data = {name: value for name, value in data.items() if name not in said_elsewhere}
    return {name: json.loads(value) if name in nested else value for name, value in data.items()}


def compare_tables(program, graph, folder):
    """Compares CSV with JSON; a cell is text, so the type comes from the JSON's value."""
    tables = folder / "tables"
    run(program + ["export", "--csv", str(tables), "--raw"], [0])
    nodes = {row.pop("id"): row for row in rows(tables / "nodes.csv")}
    edges = {(row.pop("source"), row.pop("target"), row["id"]): row for row in rows(tables / "claims.csv")}
    expected = dict(graph.nodes(data=True))
    nodes = {node: typed(row, expected.get(node, {})) for node, row in nodes.items()}
    expected = {(source, target, key): data for source, target, key, data in graph.edges(keys=True, data=True)}
    edges = {edge: typed(row, expected.get(edge, {})) for edge, row in edges.items()}
    for row in edges.values():
        row.pop("id")
    return compare_all("CSV", graph, nodes, edges)


def rows(file):
    with open(file, encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def typed(row, like):
    """Returns the cells with something in them, but for columns that repeat what stands elsewhere."""
    return {name: cell_value(cell, like.get(name)) for name, cell in row.items() if cell != "" and "." not in name}


def cell_value(cell, like):
    if isinstance(like, bool):
        return {"true": True, "false": False}.get(cell, cell)
    if isinstance(like, (int, float)):
        return type(like)(cell)
    if isinstance(like, dict) or cell.startswith("["):
        return json.loads(cell) if isinstance(like, (dict, list)) else cell
    return cell.split("; ") if isinstance(like, list) else cell


def compare_all(form, graph, nodes, edges):
    """Compares nodes and edges with those of the JSON, where a claim's id is its key and an attribute too."""
    expected = {
        (source, target, key): {name: value for name, value in data.items() if name != "id"}
        for source, target, key, data in graph.edges(keys=True, data=True)
    }
    differences = []
    for what, found, wanted in [("node", nodes, dict(graph.nodes(data=True))), ("edge", edges, expected)]:
        if set(found) != set(wanted):
            differences.append(f"{form}: other {what}s: {sorted(set(found) ^ set(wanted))[:5]}")
        for identity in set(found) & set(wanted):
            if found[identity] != wanted[identity] or types(found[identity]) != types(wanted[identity]):
                differences.append(f"{form}: {identity} is {found[identity]}, not {wanted[identity]}")
    return differences


def types(data):
    """Returns the types of values; NetworkX reads all numbers of one key as one type."""
    return {name: float if type(value) is int else type(value) for name, value in data.items()}


def compare_return(hvgraph, graph, exported, folder):
    """Compares what hvgraph reads of NetworkX's own files with what it wrote first."""
    flat = networkx.MultiDiGraph(**{name: as_text(value) for name, value in graph.graph.items()})
    for node, data in graph.nodes(data=True):
        flat.add_node(node, **{name: as_text(value) for name, value in data.items()})
    for source, target, key, data in graph.edges(keys=True, data=True):
        flat.add_edge(source, target, key=key, **{n: as_text(value) for n, value in data.items() if n != "id"})
    networkx.write_graphml(flat, folder / "networkx.graphml", edge_id_from_attribute=None)
    with open(folder / "networkx.json", "w", encoding="utf-8") as file:
        json.dump(networkx.node_link_data(graph, edges="edges"), file, ensure_ascii=True)
    differences = []
    for name in ["networkx.graphml", "networkx.json"]:
        again = run([str(hvgraph), "--data", str(folder / name), "export", "--json"], [0])
        records = [sorted_records(document) for document in (exported, again)]
        if records[0] != records[1]:
            n_other = sum(one != other for one, other in zip(*records))
            differences.append(f"{name}: {n_other} nodes or edges came back otherwise")
    return differences


def as_text(value):
    """GraphML of NetworkX holds no lists and objects."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


def sorted_records(document):
    """Returns nodes and edges by id; NetworkX hands edges on by their source."""
    document = json.loads(document)
    nodes = sorted(document["nodes"], key=lambda node: node["id"])
    return nodes + sorted(document["edges"], key=lambda edge: edge["key"])


def compare_paths(program, graph, n_pairs, seed):
    """Compares with everything let in: structural kinds, all statuses, hubs as stepping stones."""
    rng = random.Random(seed)
    nodes = sorted(graph.nodes)
    undirected = graph.to_undirected()
    flags = ["--json", "--through-hubs", "--structural", "--status", ALL_STATUSES, "--max-hops", "1000"]
    differences = []
    for _ in range(n_pairs):
        source, target = rng.choice(nodes), rng.choice(nodes)
        answer = json.loads(run(program + ["path", *flags, "--", source, target], [0, 1]))
        found = (answer["paths"][0]["length"] if answer["paths"] else None, answer["n_shortest_paths"])
        expected = shortest(undirected, source, target)
        if found != expected:
            differences.append(f"{source} – {target}: (length, number) is {found}, NetworkX has {expected}")
        if answer["paths"] and not is_walk(graph, answer["paths"][0], source, target):
            differences.append(f"{source} – {target}: the path is no walk in the graph")
    return differences


def shortest(graph, source, target):
    """Returns length and number of shortest paths, parallel edges counted apart."""
    lengths = networkx.single_source_shortest_path_length(graph, source)
    if target not in lengths:
        return (None, 0)
    n_paths = collections.Counter({source: 1})
    for node in sorted(lengths, key=lengths.get):
        for neighbor in graph.adj[node]:
            if lengths[neighbor] == lengths[node] + 1:
                n_paths[neighbor] += n_paths[node] * graph.number_of_edges(node, neighbor)
    return (lengths[target], n_paths[target])


def is_walk(graph, path, source, target):
    nodes = [node["id"] for node in path["nodes"]]
    if (nodes[0], nodes[-1]) != (source, target) or len(nodes) != len(path["hops"]) + 1:
        return False
    for hop, here, there in zip(path["hops"], nodes, nodes[1:]):
        ends = (here, there) if hop["forwards"] else (there, here)
        if not graph.has_edge(*ends, key=hop["id"]):
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
