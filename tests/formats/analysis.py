#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What check_duckdb.mjs and check_postgresql.py load and ask, made once in the folder that they run in:

    earlier.jsonl   the run 2026-11: the demo's domains, twelve customers of good.example, one that comes twice
    later.jsonl     the run 2026-12: the same, three customers with a broken MTA-STS, and what list.json has
    odd.jsonl       lines that databases take for something else, each a domain but for the last two
    questions.list  the questions of doc/at-scale.md: [[title, SQL], ...]

Facts are those of demo.json, some of them changed; mailsonde judges them and writes the lines.
"""
import copy
import hashlib
import json
import os
import re
import subprocess
import sys
import time

PROGRAM, SOURCES = os.environ["MAILSONDE"], os.environ["srcdir"]
CUSTOMERS, BROKEN_CUSTOMERS = 12, 3
DAY_S = 86400


def customer(provider, number):
    """Another domain with the same MX hosts."""
    report, name = copy.deepcopy(provider), f"customer-{number}.example"
    report["target"].update(word=name, name=name, name_unicode=name)
    report["domain"].update(name=name, name_unicode=name)
    return report


def each_object(value):
    if isinstance(value, dict):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from each_object(member)


def renewed_too_late(provider, began_unix_s):
    """The provider under another name, with new keys that its TLSA records do not have, and ten days to go."""
    report = json.loads(json.dumps(provider).replace("good.example", "late.example"))
    for item in each_object(report):
        if "spki_sha256" in item:
            item["sha256"] = hashlib.sha256(item["sha256"].encode()).hexdigest()
            end_s = began_unix_s + 10 * DAY_S
            item.update(not_after_unix_s=end_s, not_after=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(end_s)))
    for endpoint in report["endpoints"]:
        for match in endpoint["tlsa_matches"] or []:
            match.update(matches="no", certificate=None)
    return report


def write_lines(document, reports, place):
    with open("facts.document", "w", encoding="utf-8") as file:
        json.dump(document | {"reports": reports}, file)
    done = subprocess.run([PROGRAM, "assess", "-f", "jsonl", "-o", place, "facts.document"], check=False)
    if done.returncode not in (0, 1, 3):
        sys.exit(f"{place} was not made")


def make_runs():
    with open("demo.json", encoding="utf-8") as file:
        demo = json.load(file)
    with open("list.json", encoding="utf-8") as file:
        others = json.load(file)["reports"]
    good = next(report for report in demo["reports"] if report["target"]["name"] == "good.example")
    customers = [customer(good, number) for number in range(CUSTOMERS)]
    late = renewed_too_late(good, good["started_at_unix_ms"] // 1000)
    write_lines(demo, demo["reports"] + customers, "earlier.jsonl")
    with open("earlier.jsonl", "rb") as file:
        lines = file.readlines()
    with open("earlier.jsonl", "ab") as file:  # as if two runs had been put one behind the other
        file.writelines(lines[-3:])
    for report in customers[:BROKEN_CUSTOMERS]:
        report["domain"]["mta_sts"].update(status="http_status", http_status=404, policy=None)
    write_lines(demo, demo["reports"] + customers + [late] + others, "later.jsonl")


def make_odd_lines():
    names = [r"back\\slash", r"\\u0000", r"nul \u0000\u0000.", r"half \ud800.", "tab\\t, \\\"quoted\\\"", "it's $1 \\\\N", "bücher"]
    lines = [f'{{"kind":"domain","id":"{name}","target":{{"kind":"host"}},"ended":"complete"}}'.encode() for name in names]
    lines += [b"no JSON", b'{"kind":"domain","id":"torn b\xc3']
    with open("odd.jsonl", "wb") as file:
        file.write(b"\n".join(lines))


def title_of(paragraph):
    """Its first sentence, without what stands in brackets."""
    return re.sub(r" ?\([^()]*(\([^()]*\))?[^()]*\)", "", paragraph).split(". ")[0].rstrip(".:")


def make_questions():
    questions, title, code = [], [], []
    with open(f"{SOURCES}/doc/at-scale.md", encoding="utf-8") as file:
        text = file.read()
    before = ""
    for line in text.split("## Questions in SQL\n")[1].split("\n## ")[0].splitlines() + [""]:
        if line.startswith("    "):
            code.append(line[4:])
        elif code:
            if code[0].startswith("SELECT "):
                questions.append([title_of(" ".join(title)), "\n".join(code)])
            code = []
        elif line:
            title = [*(title if before else []), line]
        before = line
    with open("questions.list", "w", encoding="utf-8") as file:
        json.dump(questions, file)


def main():
    if not os.path.exists("questions.list"):
        make_runs()
        make_odd_lines()
        make_questions()


if __name__ == "__main__":
    main()
