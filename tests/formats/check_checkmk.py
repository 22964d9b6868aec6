#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Checkmk reads in each report, as docs.checkmk.com describes local checks: a line for each service, whose state is
a number, a quoted name, metrics, and a text with "\\n" before each further line of it."""
import glob
import json
import os
import re
import subprocess

LINE = re.compile(r'([0-3]) "([^"]+)" (-|\S+) (.+)')
METRIC = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(-?[0-9.]+)$")
# What its pages take for the state of a part of the text, and what a page, a shell or a terminal would take for its own.
FORBIDDEN = re.compile(r"\((!+|\?|\.)\)|[`$&|'\"<>\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def check(name):
    with open(name, encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")
    assert lines.pop() == "", "the last line does not end"
    services = {}
    for line in lines:
        match = LINE.fullmatch(line)
        assert match, f"no local check: {line}"
        state, service, metrics, text = match.groups()
        assert service not in services or name == "all.checkmk", f"{service} is there twice"
        services[service] = int(state)
        for metric in metrics.split("|"):
            assert METRIC.match(metric), f"no metric: {metric}"
        for part in text.split("\\n"):
            assert "\\" not in part and not FORBIDDEN.search(part), f"{FORBIDDEN.search(part)} in {part}"
    if name == "all.checkmk":
        return
    judged = subprocess.run([os.environ["MAILSONDE"], "assess", "--format", "json", "--full", name.replace(".checkmk", ".json")],
                            check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    document = json.loads(judged.stdout)
    assert len(services) == len(document["reports"]) + 1, f"{len(services)} services"
    assert services["mailsonde"] == (3 if document["input_errors"] or not document["summary"]["complete"] else 0)
    for report in document["reports"]:
        target = report["target"]["name"] + (f":{report['target']['port']}" if report["target"]["port"] else "")
        fails = {finding["severity"] for finding in report["findings"] if finding["outcome"] == "fails"}
        expected = {2} if "error" in fails else {1} if "warning" in fails else {0, 3}
        assert services[f"mailsonde {target}"] in expected, f"{target} is {services[f'mailsonde {target}']}"


for file in sorted(glob.glob("*.checkmk")):
    try:
        check(file)
        print(f"PASS {file}")
    except AssertionError as fault:
        print(f"FAIL {file}: {fault}")
