#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares reports without what the schema calls volatile, and without findings that follow from how long servers
took: same_report.py SCHEMA FIRST AGAIN...

Each is a document of --format json. Says where the first difference is, and ends with 1 then."""

import json
import sys

import of_time


class Differing(Exception):
    """Two documents differ; `path` is where."""

    def __init__(self, path, first, again):
        super().__init__(f"{path}: {shortened(first)}, then {shortened(again)}")
        self.path = path


def shortened(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else text[:300] + "..."


class Comparison:
    """By one schema."""

    def __init__(self, schema):
        self.definitions = schema["$defs"]

    def resolve(self, schema):
        """What describes an object or a list, behind references and "or null"."""
        while "$ref" in schema:
            schema = self.definitions[schema["$ref"].rsplit("/", 1)[1]]
        for choice in schema.get("anyOf", []):
            if choice.get("type") != "null":
                return self.resolve(choice)
        return schema

    def compare(self, first, again, schema, path):
        schema = self.resolve(schema)
        if type(first) is not type(again):
            raise Differing(path, first, again)
        if isinstance(first, dict):
            self.compare_objects(first, again, schema.get("properties", {}), path)
        elif isinstance(first, list):
            for number, (one, other) in enumerate(zip(first, again)):
                self.compare(one, other, schema.get("items", {}), f"{path}[{number}]")
            if len(first) != len(again):
                raise Differing(f"{path}[{min(len(first), len(again))}]", len(first), len(again))
        elif first != again:
            raise Differing(path, first, again)

    def compare_objects(self, first, again, properties, path):
        for name in [*first, *(name for name in again if name not in first)]:
            described = properties.get(name, {})
            if described.get("x-volatile"):
                continue
            if name not in first or name not in again:
                raise Differing(f"{path}.{name}", first.get(name), again.get(name))
            self.compare(first[name], again[name], described, f"{path}.{name}")


def difference(schema, first, again, kind="run"):
    """The first difference in words; None where there is none. `kind` is the definition that both are."""
    if kind == "run":
        first, again = of_time.without(first), of_time.without(again)
    elif kind == "report":
        first, again = of_time.without_in_report(first), of_time.without_in_report(again)
    try:
        Comparison(schema).compare(first, again, {"$ref": f"#/$defs/{kind}"}, "$")
    except Differing as differing:
        return str(differing)
    return None


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main():
    schema, first, *others = [read(path) for path in sys.argv[1:]]
    faults = 0
    for path, again in zip(sys.argv[3:], others):
        differs = difference(schema, first, again)
        if differs:
            faults += 1
            print(f"{path}: {differs}")
    return 1 if faults or not others else 0


if __name__ == "__main__":
    sys.exit(main())
