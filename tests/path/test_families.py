# SPDX-License-Identifier: GPL-3.0-or-later
"""One family is dead: at the target, or here."""

import ways
from verdicts import expect, expect_none, find, said

DOMAINS = ("alpha.example", "beta.example", "gamma.example")
# Those that the domain promises.
PORTS = (25, 465, 587)


def test_only_one_target_does_not_answer_over_IPv6():
    with ways.take() as way:
        way.filter(ways.R3, "forward", "ip6 daddr 2001:db8::10 drop")
        document = way.scan(*DOMAINS)
        alpha = next(r for r in document["reports"] if r["target"]["word"] == "alpha.example")
        dead = find(alpha, "address-family-dead")
        assert dead["outcome"] == "fails" and dead["points_at"] in ("target", "target_network"), said(alpha)
        for report in document["reports"]:
            expect_none(report, "family-broken-here")


def test_no_target_answers_over_IPv6():
    with ways.take() as way:
        way.filter(ways.R1, "forward", "meta nfproto ipv6 drop")
        document = way.scan(*DOMAINS)
        for report in document["reports"]:
            finding = expect(report, "family-broken-here", port=None, outcome="unknown")
            assert finding["points_at"] in ("this_machine", "this_network"), finding
            assert not [f for f in report["findings"] if f["id"] == "address-family-dead" and f["outcome"] == "fails"], \
                said(report)
            assert report["vantage"]["over_ipv6"]["networks_reached"] == 0, report["vantage"]
            assert report["vantage"]["over_ipv4"]["networks_failed"] == 0, report["vantage"]


def test_no_route_for_IPv6_and_several_targets():
    with ways.take() as way:
        way.ip(ways.SCANNER, "-6 route del ::/0", f"route add ::/0 via {way.gateway[6]}")
        for report in way.scan(*DOMAINS)["reports"]:
            for id_ in ("family-broken-here", "address-family-dead"):
                expect(report, id_, port=None, outcome="unknown", points_at="this_machine", certainty="certain")
            assert not [f for f in report["findings"] if f["id"] == "address-family-dead" and f["outcome"] == "fails"], \
                said(report)


def test_one_target_and_IPv6_that_does_not_work():
    """It cannot be told whose fault it is."""
    with ways.take() as way:
        way.filter(ways.R1, "forward", "meta nfproto ipv6 drop")
        report = way.report("alpha.example")
        for port in PORTS:
            assert find(report, "connection-timed-out", ways.TARGET[6], port)["certainty"] != "certain"
        seen = {"networks_reached": 0, "networks_failed": 1, "networks_blocked": 1, "how": "timed_out"}
        assert seen.items() <= report["vantage"]["over_ipv6"].items(), report["vantage"]
