#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validates JSON files against data/report.schema.json: validate_json.py SCHEMA FILE...

A .jsonl file is a report a line. Also holds that the schema can say no: a report that is not as described
must not pass. Ends with 77, a skip, when python3-jsonschema is not there."""

import copy
import json
import sys

try:
    import jsonschema
except ImportError:
    print("SKIP: the Python module jsonschema is not installed (Debian: python3-jsonschema)")
    sys.exit(77)


def documents(path):
    with open(path, encoding="utf-8") as file:
        if path.endswith(".jsonl"):
            return [json.loads(line) for line in file]
        return [json.load(file)]


def spoiled(document):
    """Copies of the document, each with one fault."""
    first = next(key for key in document if key != "kind")
    for fault in (
        lambda d: d.update(surprise=1),
        lambda d: d.pop(first),
        lambda d: d.update({first: {"neither": "text nor number"}}),
    ):
        copied = copy.deepcopy(document)
        fault(copied)
        yield copied


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    faults = 0
    count = 0
    for path in sys.argv[2:]:
        for document in documents(path):
            count += 1
            for error in validator.iter_errors(document):
                faults += 1
                print(f"{path}: {error.json_path}: {error.message[:200]}")
            for wrong in spoiled(document):
                if validator.is_valid(wrong):
                    faults += 1
                    print(f"{path}: a spoiled copy passed as valid")
    print(f"{count} documents validated, {faults} faults")
    if faults > 0 or count == 0:
        sys.exit(1)


main()
