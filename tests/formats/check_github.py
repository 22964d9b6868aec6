#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflow commands, read as GitHub's runner reads a log (actions/runner, ActionCommand.cs): a line that begins with "::"
after blanks is one, and so is "##[" anywhere in a line. Nothing that a server sent may become one."""
import glob
import json
import re

KINDS = ("error", "warning", "notice")


def unescaped(text, is_property):
    for escaped, plain in (("%0D", "\r"), ("%0A", "\n"), *((("%3A", ":"), ("%2C", ",")) if is_property else ()), ("%25", "%")):
        text = text.replace(escaped, plain)
    return text


def commands(file):
    """(name, {property: value}, text) of each, and the lines that are none."""
    found, plain = [], []
    with open(file, encoding="utf-8") as log:
        for line in log.read().splitlines():
            if not line.lstrip().startswith("::"):
                plain.append(line)
                continue
            head, text = line.lstrip()[2:].split("::", 1)
            name, _, properties = head.partition(" ")
            pairs = [pair.split("=", 1) for pair in properties.split(",") if pair]
            assert all(len(pair) == 2 for pair in pairs), line
            found.append((name, {key: unescaped(value, True) for key, value in pairs}, unescaped(text, False)))
    return found, plain


def check(name, problems):
    print(f"FAIL {name}: {'; '.join(map(str, problems[:3]))}" if problems else f"PASS {name}", flush=True)


def problems_of(file):
    found, plain = commands(file)
    for name, properties, text in found:
        if name not in KINDS or not set(properties) <= {"file", "line", "title"} or "title" not in properties or not text:
            yield (name, properties)
    for kind in KINDS:
        count = sum(name == kind for name, _, _ in found)
        if count > 10:
            yield f"{count} times {kind}"
    for line in plain:
        if "##[" in line or not re.match(r"(error|warning|notice): ", line):
            yield line


def findings(file, severity):
    with open(file, encoding="utf-8") as report:
        return [finding for report in json.load(report)["reports"] for finding in report["findings"]
                if finding["outcome"] == "fails" and finding["severity"] == severity]


def main():
    for file in sorted(glob.glob("*.github")):
        check(file, list(problems_of(file)))
    errors = sum(len(findings(file, "error")) for file in glob.glob("*.json") if not file.startswith(("package", "foreign", "all")))
    found, plain = commands("all.github")
    # Two of the ten are about files: one is no report, and one has none.
    check("no error is lost", [] if errors > 10 and errors + 2 == sum(name == "error" for name, _, _ in found) + sum(
        line.startswith("error: ") for line in plain) else [errors, len(found), len(plain)])
    check("the last notice counts what is not shown", [] if f"{errors - 8} more errors" in found[-1][2] else [found[-1]])
    found, _ = commands("hostile.github")
    check("each target's worst comes first", [] if len({text.split()[0] for name, _, text in found[:5]}) == 5 else [found[:5]])
    with open("hostile.json", encoding="utf-8") as report:
        source = json.load(report)["reports"][0]["target"]["source"]
    check("a file's name is what it was", [properties for name, properties, _ in found
                                           if properties.get("file") != source or properties["line"] != "7"])
    check("without a list there is no file", [properties for _, properties, _ in commands("demo.github")[0]
                                              if "file" in properties])
    listed = commands("list.github")[0]
    check("an annotation stands at its line of the list", [] if listed and all(
        properties["file"] == "targets.txt" and properties["line"] in "24" for _, properties, _ in listed) else [listed])


main()
