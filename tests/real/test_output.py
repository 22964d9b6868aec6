# SPDX-License-Identifier: GPL-3.0-or-later
"""Formats, options that narrow the scan, and exit statuses, each on a real server."""

import json
import os
import tempfile

import first_scan
import sonde
import table
from runner import each

QUICK = ("-4", "--ports=25", "--depth=quick")


def test_first_scan_against_the_schema():
    sonde.validate(first_scan.get().document)
    assert first_scan.get().run.returncode == 1


def test_summary_counts_what_is_there():
    document = first_scan.get().document
    findings = [f for report in document["reports"] for f in report["findings"]]
    summary = document["summary"]
    assert summary["complete"] and summary["reports"] == len(table.DOMAINS)
    for word, count in (("unknown", summary["unknown"]), ("holds", summary["holds"])):
        assert sum(f["outcome"] == word for f in findings) == count, word
    for word, count in (("error", summary["errors"]), ("warning", summary["warnings"]), ("info", summary["infos"])):
        assert sum((f["outcome"], f["severity"]) == ("fails", word) for f in findings) == count, word


def test_jsonl_has_a_line_for_each_target():
    words = ["exim-good.example", "nullmx.example", "nxdomain.example"]
    done = sonde.run("--format=jsonl", "--full", *sonde.TRUST, *QUICK, *words)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(line["target"]["word"] for line in lines if "target" in line) == words, done.stdout[:300]
    for line in lines:
        sonde.validate(line)


@each(("-4", {4}), ("-6", {6}), ("-46", {4, 6}))
def test_families(case):
    option, families = case
    report = sonde.report(option, "--ports=25", "exim-good.example", status=0)
    assert {6 if ":" in e["address"] else 4 for e in report["endpoints"]} == families
    assert (report["vantage"]["ipv4"], report["vantage"]["ipv6"]) == (4 in families, 6 in families)


def test_ports():
    report = sonde.report("--ports=587,2525", "-4", "exim-good.example")
    assert [e["port"] for e in report["endpoints"]] == [587, 2525]


@each((0, ("exim-good.example",)), (1, ("plain25.example",)), (1, ("plain25.example", "busy.example")),
      (2, ("exim-good.example", "bad..word")), (3, ("busy.example",)), (3, ("servfail.example",)),
      (3, ("silent.example",)), (2, ("plain25.example", "bad..word")))
def test_exit_status(case):
    status, words = case
    sonde.scan(*QUICK, *words, status=status)


@each((1, "warning"), (0, "error"), (1, "info"))
def test_fail_on(case):
    status, severity = case
    # Every address of the lab is worth a warning.
    sonde.scan(*QUICK, f"--fail-on={severity}", "exim-good.example", status=status)


@each((), ("--no-such-option",), ("--ports=0", "a.example"), ("--resolver=nonsense", "a.example"),
      ("--ca-file=/nonexistent", "a.example"))
def test_bad_usage(arguments):
    done = sonde.run(*arguments)
    assert done.returncode == 2 and done.stdout == "" and done.stderr, done.stderr


@each({}, {"NO_COLOR": "1", "TERM": "xterm-256color"}, {"TERM": "xterm-256color", "CLICOLOR_FORCE": ""})
def test_no_escapes_in_a_pipe(environment):
    done = sonde.run(*sonde.TRUST, *QUICK, "plain25.example", environment=environment)
    assert "\x1b" not in done.stdout + done.stderr
    assert done.stderr == "", done.stderr


def test_color_when_asked():
    assert "\x1b[" in sonde.run(*sonde.TRUST, *QUICK, "--color=always", "plain25.example").stdout


def test_text_fits_80_columns():
    words = [domain for domain in table.DOMAINS if domain not in ("silent.example", "blocked25.example",
                                                                  "v6drop.example", "ratelimit.example",
                                                                  "busy.example", "swapped.example")]
    text = sonde.run(*sonde.TRUST, *words).stdout
    assert [line for line in text.splitlines() if len(line) > 80] == []
    for word in words:
        assert word in text


def test_ascii():
    text = sonde.run(*sonde.TRUST, *QUICK, "--ascii", "plain25.example", "exim-good.example").stdout
    assert text.isascii(), [c for c in text if not c.isascii()]


def test_output_file():
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "report.json")
        done = sonde.run("--format=json", "--full", *sonde.TRUST, *QUICK, f"--output={name}", "exim-good.example")
        assert done.returncode == 0 and done.stdout == ""
        with open(name, encoding="utf-8") as file:
            sonde.validate(json.load(file))


def test_transcript():
    text = sonde.run(*sonde.TRUST, *QUICK, "--verbose", "--helo=probe.lab.example", "exim-good.example").stdout
    for words in ("EHLO probe.lab.example", "STARTTLS", "QUIT"):
        assert words in text, words


def test_untrusted_without_the_authority():
    done = sonde.run("--format=json", "--full", "-4", "--ports=465", "exim-good.example")
    report, = json.loads(done.stdout)["reports"]
    assert done.returncode == 1
    assert sonde.finding_ids(report, "fails", "error") & {"certificate-issuer-unknown",
                                                          "certificate-chain-incomplete"}
