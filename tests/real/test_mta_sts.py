# SPDX-License-Identifier: GPL-3.0-or-later
"""MTA-STS policies served by nginx (lab/policies.sh): how far a sender gets, and what that is worth."""

import dataclasses

import sonde
import tree
from runner import each


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    status: str
    level: str
    vector: str  # what a sender that enforces MTA-STS does
    http: int = 200
    mode: str = ""
    failing: tuple = ()  # findings that fail as an error or a warning


ROWS = (
    Row("sts-enforce", "policy_valid", "pinned", "first_contact", mode="enforce"),
    Row("sts-testing", "policy_valid", "observed_only", "na", mode="testing"),
    Row("sts-none", "policy_valid", "opportunistic", "na", mode="none"),
    Row("sts-unlisted", "policy_valid", "opportunistic", "deferred", mode="enforce",
        failing=("mta-sts-mx-not-listed",)),
    Row("sts-expired-mx", "policy_valid", "opportunistic", "deferred", mode="enforce",
        failing=("mta-sts-mx-certificate", "certificate-expired")),
    Row("sts-short-age", "policy_valid", "weakly_pinned", "short_cache", mode="enforce",
        failing=("mta-sts-short-max-age",)),
    Row("sts-wildcard", "policy_valid", "pinned", "first_contact", mode="enforce"),
    Row("sts-wrong-name", "webpki_invalid", "opportunistic", "na", None, failing=("mta-sts-webpki-invalid",)),
    Row("sts-expired", "webpki_invalid", "opportunistic", "na", None, failing=("mta-sts-webpki-invalid",)),
    Row("sts-404", "http_status", "opportunistic", "na", 404, failing=("mta-sts-http-status",)),
    Row("sts-redirect", "http_status", "opportunistic", "na", 301, failing=("mta-sts-redirect",)),
    Row("sts-oversized", "too_large", "opportunistic", "na", failing=("mta-sts-too-large",)),
    Row("sts-syntax", "policy_invalid", "opportunistic", "na", failing=("mta-sts-policy-invalid",)),
    Row("sts-no-host", "host_unresolved", "opportunistic", "na", None, failing=("mta-sts-host-unresolved",)),
    Row("sts-two-records", "record_invalid", "opportunistic", "na", None, failing=("mta-sts-record-duplicate",)),
    Row("dane-sts", "policy_valid", "both", "first_contact", mode="enforce"),
)


@each(*ROWS)
def test_policy(row):
    sts = tree.report(row.name)["domain"]["mta_sts"]
    assert (sts["status"], sts["http_status"]) == (row.status, row.http), sts
    if row.mode:
        assert sts["policy"]["mode"] == row.mode, sts["policy"]
        assert sts["content_type"].startswith("text/plain"), sts["content_type"]
        assert sts["policy_addresses"] == ["192.0.2.200"] and sts["address"] == "192.0.2.200", sts
    elif row.name != "sts-two-records":
        assert sts["detail"], sts


@each(*ROWS)
def test_level(row):
    verdict = tree.report(row.name)["verdict"]
    assert verdict["inbound"] == row.level, verdict


@each(*ROWS)
def test_sender_that_enforces(row):
    assert tree.host_verdict(tree.report(row.name))["vector"]["sts"] == row.vector


@each(*ROWS)
def test_findings(row):
    said = sonde.finding_ids(tree.report(row.name), "fails", "warning") - {"address-special"}
    assert said == set(row.failing), said


@each(*[row for row in ROWS if row.vector == "deferred"])
def test_delivery_flag(row):
    assert "delivery" in tree.flags(tree.report(row.name))


def test_redirect_is_not_followed():
    sts = tree.report("sts-redirect")["domain"]["mta_sts"]
    assert sts["redirect_to"] == "https://mta-sts.sts-enforce.example/.well-known/mta-sts.txt", sts
    assert sts["policy"] is None, sts


def test_policy_needs_no_DNSSEC():
    """A policy is as good with a resolver that strips DNSSEC; whether there is DANE as well is unknown."""
    verdict = tree.report("sts-enforce", tree.STRIPPING)["verdict"]
    assert (verdict["inbound"], verdict["inbound_at_least"]) == ("unknown", "pinned"), verdict


def test_policy_does_not_make_up_for_wrong_DANE():
    """RFC 8461 2: a sender that checks both does not deliver."""
    report = tree.report("dane-wrong-sts")
    vector = tree.host_verdict(report)["vector"]
    assert (vector["sts"], vector["dane"]) == ("first_contact", "deferred"), vector
    assert "delivery" in tree.flags(report)


def test_TLS_RPT():
    said = tree.report("dane-sts")["domain"]["tls_rpt"]
    assert said["rua"] == ["mailto:tls@dane-sts.example"] and said["problems"] == [], said
    assert "tls-rpt-absent" in sonde.finding_ids(tree.report("sts-enforce"), "fails")
