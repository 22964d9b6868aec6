# SPDX-License-Identifier: GPL-3.0-or-later
"""Port 25 is blocked here, for whomever: what several targets tell, and one alone does not."""

import sonde
import ways
from runner import each
from verdicts import expect, expect_none, find, said

DOMAINS = ("alpha.example", "beta.example", "gamma.example")
BLOCKED = "egress-blocked"


def _block(way, *exceptions):
    """Port 25 but to these addresses."""
    accepted = [f"{'ip6' if ':' in address else 'ip'} daddr {address} accept" for address in exceptions]
    way.filter(ways.R1, "forward", *accepted, "tcp dport 25 drop")


@each("drop", "reject with icmpx type admin-prohibited", "reject with tcp reset")
def test_port_25_of_three_networks(how):
    with ways.take() as way:
        way.filter(ways.R1, "forward", f"tcp dport 25 {how}")
        document = way.scan(*DOMAINS, status=3)
        for report in document["reports"]:
            finding = expect(report, BLOCKED, port=None, outcome="unknown")
            assert finding["points_at"] == "this_network", finding
            assert finding["certainty"] in ("likely", "certain"), finding
            assert report["vantage"]["relay"]["networks_blocked"] >= 3, report["vantage"]
            # Not one of them is the server's fault.
            blamed = [f for f in report["findings"] if f["outcome"] == "fails" and f["subject"]["port"] == 25
                      and f["severity"] != "info"]
            assert blamed == [], said(report)
            assert report["verdict"]["inbound"] == "unknown", report["verdict"]["inbound_summary"]
            # The ports that work are judged as ever.
            assert report["verdict"]["submission"] != "unknown"


@each("drop", "reject with icmpx type admin-prohibited")
def test_port_25_of_three_networks_and_a_firewall_of_this_machine(how):
    """Each report knows that by itself; where one says it of the whole run, it is no provider's doing either."""
    with ways.take() as way:
        way.filter(ways.SCANNER, "output", f"tcp dport 25 {how}")
        for report in way.scan(*DOMAINS, status=3)["reports"]:
            expect(report, "connection-forbidden-here", outcome="unknown", points_at="this_machine",
                   certainty="certain")
            blocked = [f for f in report["findings"] if f["id"] == BLOCKED]
            assert all(f["points_at"] == "this_machine" for f in blocked), said(report)
            if how != "drop":
                summaries = report["verdict"]["path_summaries"]
                assert any("25 is rejected by this machine" in line for line in summaries), summaries


def test_one_server_answers_on_25():
    with ways.take() as way:
        _block(way, *ways.FARTHER.values())
        document = way.scan(*DOMAINS)
        for report in document["reports"]:
            expect_none(report, BLOCKED)
        alpha = sonde.report_of(document, "alpha.example")
        expect(alpha, "connection-timed-out", ways.TARGET[4], outcome=None)


def test_one_target_says_what_it_cannot_tell():
    with ways.take() as way:
        _block(way)
        report = way.report("alpha.example")
        finding = find(report, "connection-timed-out", ways.TARGET[4], 25)
        assert finding["certainty"] != "certain" and finding["settle"], said(report)
        assert "--control" in finding["settle"] or "other" in finding["settle"], finding["settle"]


def test_one_target_and_a_control_that_answers():
    with ways.take() as way:
        _block(way, "203.0.113.10")
        report = way.report("--control=203.0.113.10:25", "alpha.example")
        control, = report["vantage"]["controls"]
        assert (control["address"], control["port"], control["connected"]) == ("203.0.113.10", 25, "yes"), control
        expect_none(report, BLOCKED)


def test_several_targets_and_a_control_that_answers():
    with ways.take() as way:
        _block(way, "203.0.113.10")
        document = way.scan("--control=203.0.113.10:25", "alpha.example", "gamma.example")
        for report in document["reports"]:
            expect_none(report, BLOCKED)


def test_control_that_does_not_answer_either():
    with ways.take() as way:
        _block(way)
        report = way.report("--control=203.0.113.10:25", "--control=mx.gamma.example:25", "alpha.example")
        assert [c["connected"] for c in report["vantage"]["controls"]] == ["no", "no"], report["vantage"]
        finding = find(report, BLOCKED)
        assert finding["points_at"] == "this_network", said(report)


def test_cloud():
    with ways.take() as way:
        _block(way)
        document = way.scan("--cloud=gcp", *DOMAINS, status=3)
        for report in document["reports"]:
            assert report["vantage"]["cloud"], report["vantage"]
            finding = find(report, BLOCKED)
            assert "Google" in finding["evidence"] + finding["remedy"] + (finding["settle"] or ""), finding
