#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python's csv module reads each report as it reads RFC 4180, finds in it what the JSON has, and no cell is one that a
spreadsheet calculates."""
import csv
import glob
import json
import os
import re
import subprocess

COLUMNS = ("target finding key outcome severity role domain host address port detail points_at certainty title rule evidence "
           "remedy settings settle reference accepted accepted_until started_at").split()
FORMULA = re.compile(r"(^|[;\t|])[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text), "a line does not end in CR LF"
    rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
    assert rows[0] == COLUMNS, rows[0]
    for row in rows[1:]:
        assert len(row) == len(COLUMNS), row
        for cell in row:
            assert not FORMULA.search(cell), f"a formula: {cell}"
    return [dict(zip(COLUMNS, row)) for row in rows[1:]]


def plain(text):
    """Without the apostrophes that make it harmless."""
    return re.sub(r"(^|[;\t|])'(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])", r"\1", text)


def expected(finding):
    subject = finding["subject"]
    return {
        "finding": finding["id"], "key": finding["key"], "outcome": finding["outcome"],
        "severity": finding["severity"], "domain": subject["domain"] or "", "host": subject["host"] or "",
        "address": subject["address"] or "", "port": str(subject["port"] or ""),
        "title": finding["title"], "rule": finding["rule"] or "",
        "evidence": finding["evidence"] or "", "remedy": finding["remedy"] or "",
    }


def compare(path):
    rows = [row for row in rows_of(path) if row["finding"]]
    if path == "all.csv":
        return
    judged = subprocess.run([os.environ["MAILSONDE"], "assess", "--format", "json", "--full", path.replace(".csv", ".json")],
                            check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    reports = json.loads(judged.stdout)["reports"]
    wanted = [expected(finding) for report in reports for finding in report["findings"]
              if finding["outcome"] != "holds"]
    assert len(rows) == len(wanted), f"{len(rows)} lines, {len(wanted)} findings"
    for row, finding in zip(rows, wanted):
        for column, text in finding.items():
            assert plain(row[column]) == text, f"{column} is {row[column]}, not {text}"


for name in sorted(glob.glob("*.csv")):
    try:
        compare(name)
        print(f"PASS {name}")
    except AssertionError as fault:
        print(f"FAIL {name}: {fault}")
