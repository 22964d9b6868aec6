# SPDX-License-Identifier: GPL-3.0-or-later
"""Port 25 is blocked here, for whomever: what several targets tell, and one alone does not."""

import sonde
import ways
from runner import each
from verdicts import expect, expect_none, find, said

DOMAINS = ("alpha.example", "beta.example", "gamma.example")
BLOCKED = "egress-blocked"


def _block_family(way, family, how="drop"):
    """Port 25 in one family alone, at the provider's router."""
    way.filter(ways.R2, "forward", f"meta nfproto ipv{family} tcp dport 25 {how}")


def _families_blocked(report):
    """Of which families the report says that they are."""
    found = [f for f in report["findings"] if f["id"] == BLOCKED and f["outcome"] == "unknown"]
    return {family for family in ways.TARGET if any(f"port 25 over IPv{family} failed" in f["evidence"] or
                                                    f"answer over IPv{family}" in f["evidence"] for f in found)}


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
            # r1 is the gateway, and says so where it says anything.
            assert finding["points_at"] == ("gateway" if "icmpx" in how else "this_network"), finding
            assert finding["certainty"] in ("likely", "certain"), finding
            assert _families_blocked(report) == {4, 6}, said(report)
            for family in ways.TARGET:
                assert report["vantage"][f"relay_over_ipv{family}"]["networks_blocked"] >= 3, report["vantage"]
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


@each((4, "drop"), (6, "drop"), (4, "reject with tcp reset"), (6, "reject with tcp reset"))
def test_port_25_in_one_family(case):
    """By the provider's router; the other family works, and nothing is said against any server."""
    family, how = case
    with ways.take() as way:
        _block_family(way, family, how)
        document = way.scan(*DOMAINS, status=3)
    assert document["summary"][f"egress_blocked_over_ipv{family}"] == "yes", document["summary"]
    assert document["summary"][f"egress_blocked_over_ipv{10 - family}"] == "no", document["summary"]
    for report in document["reports"]:
        finding = expect(report, BLOCKED, port=None, outcome="unknown", points_at="provider")
        assert _families_blocked(report) == {family}, said(report)
        assert "Ask the provider" in finding["remedy"], finding
        for endpoint in (e for e in report["endpoints"] if e["port"] == 25):
            over = ways.family_of(endpoint["address"])
            findings = [f for f in report["findings"] if f["subject"]["address"] == endpoint["address"]
                        and f["subject"]["port"] == 25 and f["id"].startswith("connection-")]
            outcomes = {f["outcome"] for f in findings}
            assert outcomes == {"unknown"} if over == family else "unknown" not in outcomes, said(report)
        blamed = [f for f in report["findings"] if f["outcome"] == "fails" and f["points_at"]]
        assert blamed == [], said(report)
        expect(report, "address-family-dead", port=None, outcome="unknown")
        # Over the other family the server was seen.
        assert report["verdict"]["inbound_at_least"] == "opportunistic", report["verdict"]
        assert f"port 25 is blocked from here over IPv{family})" in report["verdict"]["inbound_summary"], \
            report["verdict"]["inbound_summary"]


@each(4, 6)
def test_one_target_and_port_25_in_one_family(family):
    """Its other family works, which does not tell whose fault this one is."""
    with ways.take() as way:
        _block_family(way, family)
        report = way.report("alpha.example")
        expect_none(report, BLOCKED)
        finding = expect(report, "connection-timed-out", ways.TARGET[family], outcome="unknown")
        assert f"--control HOST:25 with a host that is known to answer there over IPv{family}" in finding["settle"]
        dead = expect(report, "address-family-dead", port=None, outcome="unknown")
        assert "--control" in dead["settle"], dead


@each(4, 6)
def test_a_control_tells_of_its_own_family(family):
    """It is a place with both; over one it answers, over the other it does not."""
    with ways.take() as way:
        _block_family(way, family)
        report = way.report("--control=mx.beta.example:25", "alpha.example", status=3)
        connected = {ways.family_of(c["address"]): c["connected"] for c in report["vantage"]["controls"]}
        assert connected == {family: "no", 10 - family: "yes"}, report["vantage"]["controls"]
        assert _families_blocked(report) == {family}, said(report)
        other = ways.FARTHER[10 - family]
        place = f"[{other}]:25" if ":" in other else f"{other}:25"
        report = way.report(f"--control={place}", "alpha.example")
        assert [c["connected"] for c in report["vantage"]["controls"]] == ["yes"], report["vantage"]
        expect_none(report, BLOCKED)
        expect(report, "connection-timed-out", ways.TARGET[family], outcome="unknown")


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
        # The name has an address in each family.
        assert [c["connected"] for c in report["vantage"]["controls"]] == ["no"] * 3, report["vantage"]
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
