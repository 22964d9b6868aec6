# SPDX-License-Identifier: GPL-3.0-or-later
"""Who takes STARTTLS away on the way, and how real servers stand commands that are sent too early."""

import first_scan
import sonde
import tree
from runner import each


def _session(label):
    endpoint, = tree.port_25(tree.report(label))
    return sonde.session(endpoint)


def test_relay_that_changes_nothing():
    """So that what the others do is theirs."""
    report = tree.report("passed")
    assert report["verdict"]["inbound"] == tree.report("relayed")["verdict"]["inbound"] == "downgrade_resistant"
    assert _session("passed")["ehlo"]["keywords"] == _session("relayed")["ehlo"]["keywords"]


def test_stripping_relay():
    report = tree.report("stripped")
    session = _session("stripped")
    assert (session["starttls"]["offered"], session["starttls"]["masked_as"]) == ("no", None), session["starttls"]
    lost = {k["keyword"] for k in _session("relayed")["ehlo"]["keywords"]} \
        - {k["keyword"] for k in session["ehlo"]["keywords"]}
    assert lost == {"STARTTLS"}, lost
    assert report["verdict"]["inbound"] == "cleartext", report["verdict"]
    assert ("error", "starttls-not-offered", ("mx1.stripped.example", "192.0.2.131", 25)) \
        in sonde.findings(report, "fails"), sonde.findings(report, "fails")


def test_masking_relay():
    report = tree.report("masked")
    session = _session("masked")
    assert session["starttls"]["masked_as"] == "XXXXXXXA", session["starttls"]
    assert set(session["greeting"]["lines"][0]) <= set("*20 "), session["greeting"]
    assert report["verdict"]["inbound"] == "cleartext", report["verdict"]
    assert sonde.finding_ids(report, "fails", "warning") >= {"starttls-masked", "greeting-masked"}
    assert "tamper" in tree.flags(report), report["verdict"]["flags"]


@each("stripped", "masked")
def test_stripped_DANE_host_is_not_sent_to(label):
    """It promised TLS: senders that check DANE keep the mail."""
    report = tree.report(label)
    assert tree.host_verdict(report)["vector"]["dane"] == "deferred", report["verdict"]
    assert "delivery" in tree.flags(report)


# Sessions of the first scan; each is a real server of another make.
@each("postfix-good", "exim-good", "sendmail-good", "dovecot-good")
def test_no_command_gets_into_TLS(label):
    report = first_scan.report(f"{label}.example")
    sessions = [s for e in report["endpoints"] for s in e["sessions"] if s["purpose"] == "injection"]
    assert sessions, "nobody tried"
    assert all(s["injected"] is None for s in sessions), [s["injected"] for s in sessions]
    assert "starttls-injection" not in sonde.finding_ids(report, "fails")
    assert "starttls-injection" not in sonde.finding_ids(report, "unknown"), sonde.findings(report, "unknown")


@each("none", "normal", "full")
def test_how_intrusive(level):
    report = sonde.report(tree.PASSING, f"--intrusive={level}", "dane-ee.example")
    purposes = {s["purpose"] for e in report["endpoints"] for s in e["sessions"]}
    assert ("injection" in purposes) == (level != "none"), purposes
    assert ("failed_handshake" in purposes) == (level == "full"), purposes
    # What DANE needs is no intrusion.
    assert "other_key" in purposes, purposes
