//! Times the kinds of queries that graph databases are compared by, on an invented social network.
//!
//! `cargo bench --bench queries` measures, `cargo bench --bench queries -- --test` runs each once; a word chooses by name.
//! The network has 5,000 persons, 45,000 acquaintances with some far busier than others, 25,000 messages; it is the same each
//! time. Statements run in memory, from their text: the plan is cached after the first time.

#![expect(clippy::panic, reason = "a measurement of what fails means nothing")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use hvgraph::db::{Database, Session};
use hvgraph::model::Value;
use hvgraph::query::eval::Parameters;

const N_PERSONS: i64 = 5_000;

/// What makes the network, statement by statement. Products modulo a prime stand for chance, squares make hubs.
const NETWORK: [&str; 12] = [
    "CREATE INDEX person FOR (p:Person) ON (p.id)",
    "CREATE INDEX city FOR (c:City) ON (c.id)",
    "CREATE INDEX message FOR (m:Message) ON (m.id)",
    "CREATE INDEX tag FOR (t:Tag) ON (t.id)",
    "UNWIND range(0, 19) AS i CREATE (:Country {id: i, name: 'country ' + toString(i)})",
    "MATCH (y:Country) UNWIND range(0, 9) AS i CREATE (:City {id: y.id * 10 + i})-[:PART_OF]->(y)",
    "UNWIND range(0, $n - 1) AS i CREATE (:Person {id: i, name: 'name ' + toString(i * 7919 % 811), born: 19500101 + i * 104729 % 599999})",
    "MATCH (p:Person) MATCH (c:City {id: p.id * p.id % 200}) CREATE (p)-[:LOCATED_IN]->(c)",
    "MATCH (a:Person) UNWIND range(1, 9) AS k WITH a, (a.id * 7919 + k * 15485863) % $n AS x MATCH (b:Person {id: x * x / $n}) WHERE a <> b CREATE (a)-[:KNOWS]->(b)",
    "UNWIND range(0, 99) AS i CREATE (:Tag {id: i, name: 'tag ' + toString(i)})",
    "MATCH (p:Person) UNWIND range(0, 4) AS k CREATE (m:Message {id: p.id * 5 + k, length: (p.id * 31 + k * 17) % 400, date: (p.id * 5 + k) * 48271 % 1000003, content: 'some word ' + toString(p.id * k % 97)})-[:HAS_CREATOR]->(p)",
    "MATCH (m:Message) MATCH (t:Tag {id: m.id * m.id % 100}) CREATE (m)-[:HAS_TAG]->(t)",
];

const QUERIES: [(&str, &str); 20] = [
    ("lookup", "MATCH (p:Person {id: $id}) RETURN p.name, p.born"),
    ("hop1", "MATCH (p:Person {id: $id})-[:KNOWS]-(f:Person) RETURN f.id AS id, f.name ORDER BY id"),
    (
        "hop2",
        "MATCH (p:Person {id: $id})-[:KNOWS]-(:Person)-[:KNOWS]-(f:Person) WHERE f.born >= 19800101 AND f.id <> $id RETURN count(DISTINCT f.id)",
    ),
    (
        "varlen",
        "MATCH (p:Person {id: $id})-[:KNOWS*1..3]->(f:Person) WHERE f.born >= 19800101 RETURN count(DISTINCT f.id)",
    ),
    (
        "shortest",
        "MATCH (x:Person {id: $id}), (y:Person {id: 4000}) MATCH p = shortestPath((x)-[:KNOWS*]-(y)) RETURN length(p)",
    ),
    (
        "triangles",
        "MATCH (a:Person)-[:KNOWS]->(b:Person)-[:KNOWS]->(c:Person), (a)-[:KNOWS]->(c) RETURN count(*)",
    ),
    ("star2", "MATCH (a:Person)-[:KNOWS]->(b:Person)-[:KNOWS]->(c:Person) WHERE a.id < c.id RETURN count(*)"),
    (
        "star3",
        "MATCH (t:Tag)<-[:HAS_TAG]-(m:Message)-[:HAS_CREATOR]->(c:Person)-[:KNOWS]->(f:Person) RETURN count(*)",
    ),
    (
        "friends of friends",
        "MATCH (p:Person {id: $id})-[:KNOWS]-(f:Person)-[:KNOWS]-(g:Person) WHERE NOT (p)-[:KNOWS]-(g) AND g.id <> $id RETURN g.id AS id, count(f) AS mutual ORDER BY mutual DESC, id LIMIT 10",
    ),
    (
        "recent",
        "MATCH (p:Person {id: $id})-[:KNOWS]-(f:Person)<-[:HAS_CREATOR]-(m:Message) WHERE m.date < 900000 RETURN f.id AS friend, m.id AS id, m.date AS date ORDER BY date DESC, id LIMIT 20",
    ),
    (
        "countries",
        "MATCH (x:Country)<-[:PART_OF]-(:City)<-[:LOCATED_IN]-(a:Person)-[:KNOWS]->(b:Person)-[:LOCATED_IN]->(:City)-[:PART_OF]->(y:Country) WHERE x.name <> y.name RETURN x.name AS one, y.name AS other, count(*) AS n ORDER BY n DESC, one, other LIMIT 10",
    ),
    (
        "optional",
        "MATCH (p:Person) OPTIONAL MATCH (p)<-[:HAS_CREATOR]-(m:Message) WHERE m.length > 150 WITH p, count(m) AS n RETURN n, count(*) AS persons ORDER BY n",
    ),
    (
        "range",
        "MATCH (m:Message) WHERE m.date >= 300000 AND m.date < 400000 RETURN m.id AS id, m.date AS date ORDER BY date DESC, id LIMIT 20",
    ),
    (
        "collect",
        "MATCH (p:Person)-[:LOCATED_IN]->(c:City) WITH c, collect(p.name) AS names UNWIND names AS name RETURN name, count(*) AS n ORDER BY n DESC, name LIMIT 10",
    ),
    ("prefix", "MATCH (p:Person) WHERE p.name STARTS WITH 'name 12' RETURN count(*)"),
    ("contains", "MATCH (m:Message) WHERE m.content CONTAINS 'word 9' RETURN count(*)"),
    (
        "aggregates",
        "MATCH (m:Message) RETURN m.length % 5 AS part, count(*) AS n, avg(m.date) AS mean, min(m.date) AS least, max(m.date) AS most ORDER BY part",
    ),
    ("set", "MATCH (m:Message) SET m.score = m.length % 100"),
    (
        "create and delete",
        "UNWIND range(1, 1000) AS i CREATE (t:Temp {id: i, name: 't' + toString(i)}) DETACH DELETE t",
    ),
    ("merge", "MATCH (x:Person) WHERE x.id < 500 MATCH (y:Person {id: x.id + 1}) MERGE (x)-[:FOLLOWS]->(y)"),
];

fn parameters() -> Parameters {
    let given = [("n", N_PERSONS), ("id", 12)];
    given.into_iter().map(|(name, value)| (name.into(), Value::Integer(value))).collect()
}

fn network() -> Session {
    let session = Session::new(&Database::new());
    for statement in NETWORK {
        if let Err(error) = session.run(statement, &parameters()) {
            panic!("{statement}: {error}");
        }
    }
    session
}

fn queries(criterion: &mut Criterion) {
    let (session, parameters) = (network(), parameters());
    let mut group = criterion.benchmark_group("queries");
    group.sample_size(10);
    for (name, text) in QUERIES {
        group.bench_function(name, |bencher| {
            bencher.iter(|| match session.run(black_box(text), &parameters) {
                Ok(answer) => black_box(answer.n_rows()),
                Err(error) => panic!("{name}: {error}"),
            });
        });
    }
    group.finish();
}

criterion_group!(benches, queries);
criterion_main!(benches);
