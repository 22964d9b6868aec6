#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""promtool, of Debian's package prometheus, has nothing to say of each report; the samples of a metric stand together, none
is there twice, and they say what the JSON says.

The package would start a service. So where there is no promtool the program alone is taken from it."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys

PROGRAM = os.environ["MAILSONDE"]
SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\]|\\["\\n])*",?)+)\})? (-?[0-9.]+)')
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\]|\\["\\n])*)"')


def promtool():
    found = shutil.which("promtool")
    if found:
        return found
    unpacked = os.path.abspath("node_modules/.promtool/usr/bin/promtool") # which is kept from run to run
    if not os.path.exists(unpacked):
        try:
            subprocess.run(["apt-get", "download", "-q", "prometheus"], check=True, stdout=subprocess.DEVNULL)
            subprocess.run(["dpkg-deb", "-x", *glob.glob("prometheus_*.deb"), "node_modules/.promtool"], check=True)
        except (OSError, subprocess.CalledProcessError):
            print("there is no promtool, and apt-get could not download Debian's package prometheus")
            sys.exit(77)
    return unpacked


def samples_of(text):
    """{(metric, labels): value}; labels as a frozenset of pairs."""
    samples, families = {}, []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        match = SAMPLE.fullmatch(line)
        assert match, f"no sample: {line}"
        metric, labels, value = match.groups()
        if not families or families[-1] != metric:
            assert metric not in families, f"the samples of {metric} are apart"
            families.append(metric)
        pairs = {name: re.sub(r"\\(.)", r"\1", text) for name, text in LABEL.findall(labels or "")}
        key = metric, frozenset(pairs.items())
        assert key not in samples, f"twice: {line}"
        samples[key] = float(value)
    return samples


def expected_of(document):
    for report in document["reports"]:
        port = report["target"]["port"]
        target = report["target"]["name"] + (f":{port}" if port else "")
        yield "mailsonde_scan_timestamp_seconds", {"target": target}, (report["started_at_unix_ms"] or 0) // 1000
        for severity in ("error", "warning", "info"):
            for outcome in ("fails", "unknown"):
                count = sum(finding["outcome"] == outcome and finding["severity"] == severity
                            for finding in report["findings"])
                yield "mailsonde_findings", {"target": target, "severity": severity, "outcome": outcome}, count
        yield "mailsonde_delivery_info", {"target": target, "delivery": report["verdict"]["delivery"] or "unknown"}, 1
    yield "mailsonde_run_complete", {}, document["summary"]["complete"]
    yield "mailsonde_run_targets", {}, len(document["reports"])
    yield "mailsonde_run_input_errors", {}, len(document["input_errors"])


def not_after_of(document):
    """Of each certificate that some session shows first."""
    return {session["tls"]["chain"][0]["not_after_unix_s"] for report in document["reports"]
            for endpoint in report["endpoints"] for session in endpoint["sessions"]
            if session["tls"] and session["tls"]["chain"] and session["tls"]["chain"][0]["not_after_unix_s"]}


def check(tool, name):
    with open(name, encoding="utf-8") as file:
        text = file.read()
    done = subprocess.run([tool, "check", "metrics"], input=text, text=True, check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    assert done.returncode == 0 and not done.stdout, f"promtool: {done.stdout}"
    samples = samples_of(text)
    if name == "all.prometheus":
        return
    saved = "foreign.json" if name == "nothing.prometheus" else name.replace(".prometheus", ".json")
    judged = subprocess.run([PROGRAM, "assess", "--format", "json", "--full", saved], check=False, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL)
    document = json.loads(judged.stdout)
    for metric, labels, value in expected_of(document):
        seen = samples.get((metric, frozenset(labels.items())))
        assert seen == value, f"{metric} {labels} is {seen}, not {value}"
    shown = {value for (metric, _), value in samples.items() if metric.startswith("mailsonde_certificate_not_after")}
    assert shown <= not_after_of(document), shown - not_after_of(document)
    assert bool(shown) == bool(not_after_of(document)), "no certificate"


TOOL = promtool()
for file in sorted(glob.glob("*.prometheus")):
    try:
        check(TOOL, file)
        print(f"PASS {file}")
    except AssertionError as fault:
        print(f"FAIL {file}: {fault}")
