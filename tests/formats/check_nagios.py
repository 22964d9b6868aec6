#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Nagios makes of each report: a state by the exit status and the first line, numbers as the guidelines of
monitoring-plugins.org have them, and nothing in the texts that it, a shell or a page would take for its own."""
import glob
import json
import os
import re
import subprocess

PROGRAM = os.environ["MAILSONDE"]
STATES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
READ_BYTES = 8192
NUMBER = re.compile(r"('[^'=]+'|[^\s'=]+)=(U|-?[0-9.]+(?:s|ms|us|%|B|c)?)(?:;[-0-9.:@~]*){0,4}$")
FORBIDDEN = re.compile(r"[`~$&|'\"<>\\\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def judged(name):
    done = subprocess.run([PROGRAM, "assess", "--format", "json", "--full", name], check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL)
    return json.loads(done.stdout)


def state_of(document):
    """Errors are critical, warnings a warning, an error that is undecided is unknown."""
    findings = [finding for report in document["reports"] for finding in report["findings"]]
    fails = {finding["severity"] for finding in findings if finding["outcome"] == "fails"}
    unknown = {finding["severity"] for finding in findings if finding["outcome"] == "unknown"}
    summary = document["summary"]
    blocked = "yes" in (summary["egress_blocked_over_ipv4"], summary["egress_blocked_over_ipv6"])
    looked_at = all(report["domain"] or report["hosts"] for report in document["reports"])
    if "error" in fails:
        return "CRITICAL"
    if "warning" in fails:
        return "WARNING"
    whole = summary["complete"] and document["reports"] and looked_at and not document["input_errors"] and not blocked
    return "UNKNOWN" if "error" in unknown or not whole else "OK"


def numbers_of(text):
    numbers = {}
    for part in text.split():
        match = NUMBER.match(part)
        assert match, f"no number of a plugin: {part}"
        numbers[match.group(1)] = match.group(2)
    return numbers


def check(name):
    done = subprocess.run([PROGRAM, "assess", "--format", "nagios", name.replace(".nagios", ".json")], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert len(done.stdout) < READ_BYTES, f"{len(done.stdout)} bytes"
    first, *details = done.stdout.decode().rstrip("\n").split("\n")
    text, separator, numbers = first.partition("|")
    assert separator, "no numbers"
    for line in (text, numbers, *details):
        assert not FORBIDDEN.search(line), f"{FORBIDDEN.search(line)} in {line}"
    document = judged(name.replace(".nagios", ".json"))
    expected = state_of(document)
    assert re.match(rf"MAILSONDE {expected} - .*", text), f"{expected} is not the state in: {text}"
    assert done.returncode == STATES.index(expected), f"exit status {done.returncode}"
    numbers = numbers_of(numbers)
    for key in ("errors", "warnings", "unknown"):
        assert numbers[key] == str(document["summary"][key]), f"{key} is {numbers[key]}"
    assert numbers["targets"] == str(len(document["reports"]))


def refused():
    """An option that is not understood is unknown, with a line on standard output."""
    for words in (["-f", "nagios", "--bogus"], ["--bogus", "--format=nagios", "x"], ["-vfnagios"], ["-f", "nagios=", "x"],
                  ["-f", "nagios", "-f", "json", "x"], ["-f", "nagios", "--resolver", "`id`|", "x"]):
        done = subprocess.run([PROGRAM, *words], check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        text = done.stdout.decode()
        assert done.returncode == 3 and re.fullmatch(r"MAILSONDE UNKNOWN - .+\n", text), f"{words}: {text}"
        assert not FORBIDDEN.search(text.rstrip("\n")), text


def case(name, function, *arguments):
    try:
        function(*arguments)
        print(f"PASS {name}")
    except AssertionError as fault:
        print(f"FAIL {name}: {fault}")


for file in sorted(glob.glob("*.nagios")):
    if file != "all.nagios": # whose state is that of no one report
        case(file, check, file)
case("what is not understood", refused)
