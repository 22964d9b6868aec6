# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings that follow from how long a server took, which also depends on what else this machine does at that moment.

Tests of other things leave them out. tests/check_time.sh asks for them, of servers whose delays are sure to be long
enough."""

import json
import re

IDS = frozenset({"greeting-late", "greeting-slow", "replies-slow", "reply-dripped"})


def without_in_report(report):
    """The same of one report."""
    holds = {f"{id_}@{place}" for entry in report.get("holds", []) for id_ in entry["ids"] for place in entry["at"]
             if id_ not in IDS}
    return {**{name: value for name, value in report.items() if name != "counts"},
            "findings": [finding for finding in report["findings"] if finding["id"] not in IDS],
            "holds": [{"at": [], "ids": sorted(holds)}]}


def without(document):
    """A document of --format json without these findings, and without the counts that they are in."""
    summary = {name: value for name, value in document["summary"].items()
               if name not in ("errors", "warnings", "infos", "unknown", "holds")}
    return {**document, "summary": summary, "reports": [without_in_report(report) for report in document["reports"]],
            "catalogue": [entry for entry in document.get("catalogue", []) if entry["id"] not in IDS]}


def is_late(value):
    """Whether a greeting in these reports took a second: mailsonde then asks for TLS on another connection (probe.c)."""
    return re.search(r'"step": "greeting", "elapsed_ms": \d{4}', json.dumps(value)) is not None


ATTEMPTS = 5


def in_time(scan):
    """What scan() returns, called again if servers here were late: that the machine is busy is not what is tested."""
    found = scan()
    for _ in range(ATTEMPTS - 1):
        if not is_late(found):
            break
        found = scan()
    return found
