# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved reports for tests: those of tests/golden under other names and times, and ways to change them."""
import copy
import json
import os
import subprocess

PROGRAM = os.path.abspath(os.environ.get("MAILSONDE", "./mailsonde"))
GOLDEN = os.path.abspath(os.path.join(os.environ.get("srcdir", "."), "tests", "golden"))

problems = []


def complain(what):
    problems.append(what)
    print(what, flush=True)


def expect(good, what):
    if not good:
        complain(what)


def golden(name, target=None, day=0):
    """A stored report, under another name and so many days later: the certificates stay as they are."""
    with open(os.path.join(GOLDEN, name + ".json"), encoding="utf-8") as file:
        text = file.read()
    report = json.loads(text)
    if target is not None:
        report = json.loads(text.replace(report["target"]["name"], target))
    report["started_at_unix_ms"] = report.get("started_at_unix_ms", 1795000000000) + day * 86400000
    report["started_at"] = f"2026-11-{10 + day:02}T08:00:00Z"
    return report


def changed(report, change):
    """A copy that `change` was applied to."""
    other = copy.deepcopy(report)
    change(other)
    return other


def write(path, reports):
    """As lines of --format jsonl."""
    with open(path, "w", encoding="utf-8") as file:
        for report in reports:
            file.write(json.dumps({"kind": "report", **report}) + "\n")
        file.write(json.dumps({"kind": "summary", "complete": True}) + "\n")


def validate(schema, path):
    """That of data/; where the validator is not installed, other tests say so."""
    tests = os.path.dirname(os.path.abspath(__file__))
    done = subprocess.run(["python3", os.path.join(tests, "validate_json.py"), os.path.join(tests, "..", "data", schema),
                           path], capture_output=True, text=True, check=False)
    expect(done.returncode in (0, 77), f"{path} is not as {schema} describes it: {done.stdout[-500:]}{done.stderr[-500:]}")


def run(*words, status=0, lines=None, stdin=None, **more):
    """Runs the program; the status has to be that, and standard error to have so many lines."""
    done = subprocess.run([PROGRAM, *words], input=stdin, capture_output=True, text=True, timeout=120, **more)
    told = [line for line in done.stderr.splitlines() if "sandbox: " not in line]
    expect(done.returncode == status,
           f"mailsonde {' '.join(words)}: exit status {done.returncode}, not {status}: {done.stderr[:500]}")
    if lines is not None:
        expect(len(told) == lines, f"mailsonde {' '.join(words)}: {len(told)} lines on standard error: {told}")
    return done.stdout, "\n".join(told)
