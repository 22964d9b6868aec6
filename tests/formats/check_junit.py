#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""JUnit XML: libxml2 reads it and finds it valid (junit.rng), junitparser counts what the attributes say, no case has the
name of another, and what servers sent stays text."""
import glob
import json
import os
import subprocess
import sys
import xml.etree.ElementTree

try:
    import junitparser
except ImportError:
    print("python3-junitparser is not installed")
    sys.exit(77)

# What all readers take, and what Jenkins's xUnit plugin does.
SCHEMAS = [os.path.join(os.environ["srcdir"], "tests/formats", name) for name in ("junit.rng", "junit-10.rng")]
OUTCOMES = {junitparser.Failure: "failures", junitparser.Error: "errors", junitparser.Skipped: "skipped"}


def check(name, problems):
    print(f"FAIL {name}: {'; '.join(problems[:3])}" if problems else f"PASS {name}", flush=True)


def counted(file):
    """What is wrong with the counts and names, as junitparser reads them."""
    names = set()
    for suite in junitparser.JUnitXml.fromfile(file):
        counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        for case in suite:
            counts["tests"] += 1
            if case.result:
                counts[OUTCOMES[type(case.result[0])]] += 1
            if (case.classname, case.name) in names and not file.startswith("all."):
                yield f"{case.name}@{case.classname} comes twice"
            names.add((case.classname, case.name))
        for attribute, number in counts.items():
            if int(getattr(suite, attribute)) != number:
                yield f"{suite.name}: {attribute}={getattr(suite, attribute)}, but there are {number}"


def compared(file):
    """The outcomes are those of the report."""
    with open(file.replace(".junit", ".json"), encoding="utf-8") as report:
        reports = json.load(report)["reports"]
    expected = sum(finding["outcome"] == "fails" and finding["severity"] != "info" and not finding.get("accepted")
                   for report in reports for finding in report["findings"])
    found = sum(suite.failures for suite in junitparser.JUnitXml.fromfile(file))
    if expected != found:
        yield f"{found} failures of {expected}"


def main():
    files = sorted(glob.glob("*.junit"))
    told = {schema: subprocess.run(["xmllint", "--noout", "--relaxng", schema, *files], capture_output=True, text=True,
                                   check=False).stderr.splitlines() for schema in SCHEMAS}
    for file in files:
        problems = [line for lines in told.values() if f"{file} validates" not in lines
                    for line in [*(line for line in lines if line.startswith(file)), "not valid"]]
        check(file, problems or [*counted(file), *(compared(file) if not file.startswith("all") else ())])
    tree = xml.etree.ElementTree.parse("hostile.junit")
    text = "".join(tree.getroot().itertext())
    check("what was sent is text", [sent for sent in ("</script><script>", "]]></failure>", "&amp; &#0;")
                                    if sent not in text])
    check("an entry that is no target is an error", [] if [
        case for suite in junitparser.JUnitXml.fromfile("nothing.junit") for case in suite
        if isinstance(case.result[0], junitparser.Error)] else ["there is none"])


main()
