# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's servers against a file that says how they should be, also when one of them is broken on purpose."""

import os
import re
import time

import peers
import sonde
import tree

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lab.expect")
LAB = os.environ["MAILSONDE_LAB_DIR"]
BROKEN = "mx1.gate.example"
FOLDER = f"/etc/suggest/{BROKEN}"
PATIENCE_S = 20


def _expected(*words, **more):
    return sonde.scan("-4", tree.PASSING, f"--expect={FILE}", *words, **more)


def _unmet(document):
    """(id, host, line) of what is expected and not met, or not known."""
    return sorted((f["id"], f["subject"]["host"], f["line"]) for report in document["reports"]
                  for f in report["findings"] if f["id"].startswith("expectation-") and f["outcome"] != "holds")


def _line(words, section=""):
    """Of lab.expect: the first one of these words behind the one that begins the section."""
    with open(FILE, encoding="ascii") as file:
        lines = file.read().splitlines()
    begin = lines.index(section) if section else 0
    return next(i for i, line in enumerate(lines) if i >= begin and line.strip() == words) + 1


def _change(name, change):
    """What `change` makes of a file of the Postfix that may be broken; what it was."""
    path = f"{LAB}/roots/postfix/root{FOLDER}/{name}"
    with open(path, encoding="ascii") as config:
        before = config.read()
    with open(path, "w", encoding="ascii") as config:
        config.write(change(before))
    peers.in_root("postfix", "postfix", "-c", FOLDER, "reload", status=0)
    return before


def _expected_until(unmet):
    """Processes that know the old settings may still answer at first."""
    patience = time.monotonic() + PATIENCE_S
    while True:
        document = _expected("gate.example")
        if _unmet(document) == unmet or time.monotonic() > patience:
            return document


def _break(name, change, unmet):
    """Breaks the Postfix, sees what comes of it, and mends it again."""
    before = _change(name, change)
    try:
        document = _expected_until(unmet)
        assert _unmet(document) == unmet, (_unmet(document), unmet)
        assert document["summary"]["exit_status"] == 1
    finally:
        _change(name, lambda text: before)


def test_what_is_broken_on_purpose_fails():
    """The lab is as expected; then a Postfix loses its TLS, then port 25, and gets both back."""
    words = ("dovecot-good.example", "exim-good.example", "gate.example", "plain25.example")
    document = _expected(*words)
    assert document["summary"]["exit_status"] == 0 and _unmet(document) == [], \
        [sonde.findings(report, outcome, "error") for report in document["reports"] for outcome in ("fails", "unknown")]
    accepted = {f["id"] for f in sonde.report_of(document, "plain25.example")["findings"] if f["accepted"]}
    assert "starttls-not-offered" in accepted, accepted
    section = "domain gate.example"
    inbound = ("expectation-inbound-level", None, _line("inbound opportunistic", section))
    starttls = _line("open 25 starttls", section)
    _break("main.cf", lambda text: text + "smtpd_tls_security_level = none\n",
           [inbound, ("expectation-mode-differs", BROKEN, starttls)])
    _break("master.cf", lambda text: re.sub(r"^25 +inet ", "2525 inet ", text, flags=re.MULTILINE),
           [inbound, ("expectation-port-not-closed", BROKEN, _line("closed 2525")),
            ("expectation-port-not-open", BROKEN, starttls)])
    document = _expected_until([])
    assert document["summary"]["exit_status"] == 0 and _unmet(document) == [], _unmet(document)
