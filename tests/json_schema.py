#!/usr/bin/env python3
"""Checks every file of the bundled data set against the JSON Schema that it names, as an editor does."""

import json
import pathlib
import sys

import jsonschema

data = pathlib.Path(__file__).resolve().parent.parent / "data"
n_files = n_errors = 0
for path in sorted(data.glob("*.json")):
    if path.name.endswith(".schema.json"):
        continue
    document = json.loads(path.read_text(encoding="utf-8"))
    schema = json.loads((data / document["$schema"]).read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    validator.check_schema(schema)
    for error in validator.iter_errors(document):
        print(f"{path.name}: {'/'.join(map(str, error.absolute_path))}: {error.message}")
        n_errors += 1
    n_files += 1

# A broken record must not pass: the schemas are not empty words.
schema = json.loads((data / "dataset.schema.json").read_text(encoding="utf-8"))
broken = {"claims": [{"id": "x", "type": "NO_SUCH_TYPE", "from": "a", "to": "b", "cite": []}]}
if jsonschema.validators.validator_for(schema)(schema).is_valid(broken):
    print("dataset.schema.json accepts a claim of an unknown type without a citation")
    n_errors += 1
print(f"{n_files} files, {n_errors} errors")
sys.exit(1 if n_errors or not n_files else 0)
