# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else answers on port 25."""

import delay
import listeners
import ways
from runner import each
from verdicts import expect, expect_none, find, said, way_of


@each((ways.R1, 1, "certain"), (ways.R2, 2, "likely"))
def test_transparent_proxy_and_a_blocked_port(case):
    """Another port is blocked, so the way is traced; that shows the proxy, too."""
    place, hop, certainty = case
    with ways.take() as way:
        way.filter(ways.R3, "forward", "tcp dport 465 drop")
        with way.proxy(place):
            report = way.report("alpha.example")
        for address in ways.TARGET.values():
            port = way_of(report, address)
            assert (port["end"], port["end_hop"]) == ("connected", hop), port
            assert way_of(report, address, 587)["end_hop"] == ways.HOPS
            finding = expect(report, "port-intercepted", address, outcome="unknown", points_at="this_network",
                             certainty=certainty)
            assert str(hop) in finding["evidence"], finding
            # What the proxy says is not the host's word.
            assert {f["id"] for f in report["findings"] if f["subject"]["port"] == 25
                    and f["subject"]["address"] == address} == {"port-intercepted"}, said(report, address, 25)
            assert report["verdict"]["inbound"] == "unknown", report["verdict"]


def test_transparent_proxy_by_its_speed():
    """Nothing is blocked; but the host is far, and whoever answers on port 25 is near."""
    with ways.take() as way, delay.between_r2_and_r3(way, 0.02):
        report = way.report("alpha.example")
        expect_none(report, "port-intercepted")
        with way.proxy(ways.R2):
            report = way.report("alpha.example")
        for address in ways.TARGET.values():
            finding = expect(report, "port-intercepted", address, outcome="unknown")
            assert finding["points_at"] in ("path", "this_network"), finding


def test_transparent_proxy_by_what_it_shows():
    """Hosts that have nothing to do with one another all greet as somebody else: as far as the run can see, on
    port 25 there is but one server."""
    with ways.take() as way, way.proxy(ways.R2):
        for report in way.scan("alpha.example", "beta.example", "gamma.example")["reports"]:
            finding = expect(report, "port-intercepted", outcome="unknown", points_at="this_network",
                             certainty="likely")
            assert "in unrelated networks" in finding["evidence"], finding
            assert report["vantage"]["shared_identity"]["networks"] == 3, report["vantage"]
            assert "proxy.isp.example" in finding["evidence"], finding


def test_one_host_that_shows_itself_rules_the_proxy_out():
    proxied = ["192.0.2.10", "203.0.113.10", "2001:db8::10", "3fff:b::10"]
    with ways.take() as way, way.proxy(ways.R2, *proxied):
        for report in way.scan("alpha.example", "beta.example", "gamma.example")["reports"]:
            assert report["vantage"]["shared_identity"]["identity"] is None, report["vantage"]
            evidence = [f["evidence"] for f in report["findings"] if f["id"] == "port-intercepted"]
            assert not any("unrelated networks" in text for text in evidence), evidence


def test_every_port_at_the_host_is_no_proxy():
    with ways.take() as way:
        way.filter(ways.R3, "forward", "tcp dport 465 drop")
        report = way.report("alpha.example")
        expect_none(report, "port-intercepted")


# A filter that somebody else runs, which takes mail for port 25 alone: a real server with a name and a certificate of
# its own. Where it stands in the hosts' place or before their door, nobody on the way is to blame.
FILTER = {4: "192.0.2.14", 6: "2001:db8::14"}
BETA, GAMMA = ("203.0.113.10", "3fff:b::10"), ("198.18.7.10", "3fff:c::10")


def _led_to(destination, *addresses):
    """Rules that lead port 25 of these addresses there."""
    for address in addresses:
        v6 = ":" in address
        there = f"[{destination[6]}]" if v6 else destination[4]
        yield f"{'ip6' if v6 else 'ip'} daddr {address} tcp dport 25 dnat {'ip6' if v6 else 'ip'} to {there}"


def _blames_nobody(report):
    for finding in (f for f in report["findings"] if f["id"] == "port-intercepted"):
        assert finding["outcome"] == "holds" or finding["points_at"] == "target_network", finding
    assert report["verdict"]["intercepted"] == [], report["verdict"]
    assert report["verdict"]["delivery_summary"] == "yes", report["verdict"]


@each(("--depth=quick",), ("--no-path",))
def test_filter_of_somebody_else_on_port_25(more):
    with ways.take() as way:
        way.filter(ways.SERVER, "prerouting", *_led_to(FILTER, *ways.TARGET.values()), kind="nat")
        _blames_nobody(way.report("alpha.example", *more))


def test_filter_of_somebody_else_for_three_networks():
    with ways.take() as way:
        way.filter(ways.SERVER, "prerouting", *_led_to(FILTER, *ways.TARGET.values(), *BETA, *GAMMA), kind="nat")
        for report in way.scan("alpha.example", "beta.example", "gamma.example")["reports"]:
            _blames_nobody(report)


def test_filter_that_the_last_router_leads_to():
    """It may be farther away than the host itself."""
    with ways.take() as way:
        way.filter(ways.R3, "prerouting", *_led_to({4: BETA[0], 6: BETA[1]}, *ways.TARGET.values()), kind="nat")
        _blames_nobody(way.report("alpha.example"))


def test_filter_in_the_last_router():
    """What is amiss with it is a matter of the host's network, and judged."""
    with ways.take() as way:
        way.filter(ways.R3, "prerouting", "tcp dport 25 redirect to :10025", kind="nat")
        server = listeners.smtp("mx1.mailfilter.example", starttls=None)
        with way.listening(ways.R3, [("0.0.0.0", 10025, server), ("::", 10025, server)]):
            report = way.report("alpha.example")
    for address in ways.TARGET.values():
        expect(report, "port-intercepted", address, outcome="unknown", points_at="target_network")
        assert find(report, "starttls-not-offered", address)["outcome"] == "fails", said(report)
    assert report["verdict"]["inbound"] == "cleartext", report["verdict"]


@each(ways.R1, ways.R2)
def test_proxy_with_a_trusted_certificate(place):
    """Of one that stands on the way nobody is told by what it shows, but by where its packets go."""
    with ways.take() as way:
        way.filter(place, "prerouting", *_led_to(FILTER, *ways.TARGET.values()), kind="nat")
        report = way.report("alpha.example", status=3)
    for address in ways.TARGET.values():
        finding = expect(report, "port-intercepted", address, outcome="unknown", certainty="likely")
        assert finding["points_at"] in ("this_network", "provider"), finding
        assert "redirected at" in finding["evidence"], finding
