# SPDX-License-Identifier: GPL-3.0-or-later
"""A domain that has all that there is to have, seen from a machine that has nothing wrong either."""

import machine
import sonde


def test_nothing_is_found():
    report = machine.Machine().scan("model.example", status=0)
    assert report["verdict"]["inbound"] == "both", report["verdict"]
    assert report["domain"]["mta_sts"]["status"] == "policy_valid", report["domain"]["mta_sts"]
    assert report["domain"]["mx_lookup"]["dnssec"] == "secure", report["domain"]["mx_lookup"]
    for outcome in ("fails", "unknown"):
        assert not sonde.findings(report, outcome, "warning"), sonde.findings(report, outcome, "warning")


def test_the_report_says_so():
    done = machine.Machine().run("model.example")
    assert done.returncode == 0 and not done.stderr, (done.returncode, done.stderr)
    assert "MTA-STS" in done.stdout and "DANE" in done.stdout, done.stdout


def test_an_address_has_no_name_to_check():
    """Clients have one, and which it is nobody knows here: that the certificate is for others is no fault."""
    verdict = machine.Machine().scan("45.2.0.10", status=0)["verdict"]
    assert verdict["submission"] == "unknown", verdict
    assert verdict["submission_summary"] == "unknown, a certificate could not be checked", verdict
