# SPDX-License-Identifier: GPL-3.0-or-later
"""Two networks as customers know them, seen as a whole: one whose provider leads outgoing port 25 to a proxy of its
own, and one that drops it. The servers behind are well, whichever domain is asked about and however many: in one
network or in three, nothing is said against them, and the report says what is the matter."""

import listeners
import sonde
import ways
from runner import each
from verdicts import expect, expect_none, find, said

NEIGHBOURS = ("alpha.example", "delta.example", "epsilon.example", "zeta.example", "eta.example")
ELSEWHERE = ("alpha.example", "beta.example", "gamma.example")
ASKED = {"one": ("alpha.example",), "five of one network": NEIGHBOURS, "three of three networks": ELSEWHERE,
         "five of three networks": ELSEWHERE + NEIGHBOURS[1:3]}
NO_PEER = 98


def _nothing_against(report):
    """The servers on port 25, and nobody is told to change a setting of theirs."""
    blamed = [f for f in report["findings"] if f["outcome"] == "fails" and f["subject"]["port"] in (None, 25)
              and f["severity"] != "info" and f["id"] != "address-special"]
    assert blamed == [], said(report) + str(blamed)
    assert report["verdict"]["inbound"] == "unknown", report["verdict"]["inbound_summary"]
    lines = str(report["verdict"]["next_steps"])
    assert "smtpd_tls" not in lines and "main.cf" not in lines, lines


@each(*((asked, kind) for asked in ASKED for kind in ("of the gateway", "of the provider", "aside")))
def test_proxy(case):
    asked, kind = case
    place = ways.R1 if kind == "of the gateway" else ways.R2
    with ways.take() as way, way.proxy_aside(place, NO_PEER) if kind == "aside" else way.proxy(place):
        document = way.scan(*ASKED[asked], status=3)
        text = way.text(*ASKED[asked])
    assert "cleartext, an eavesdropper" not in text and "main.cf" not in text and "no STARTTLS " not in text, text
    assert "? intercepted" in text, text
    for report in document["reports"]:
        _nothing_against(report)
        assert "in place of the server" in report["verdict"]["inbound_summary"], report["verdict"]["inbound_summary"]
        for address in (e["address"] for e in report["endpoints"] if e["port"] == 25):
            finding = expect(report, "port-intercepted", address, outcome="unknown")
            assert finding["points_at"] in ("this_network", "provider"), said(report)
            assert "proxy.isp.example" in finding["evidence"], finding
            if kind == "aside":
                assert "redirected at" in finding["evidence"], finding
            about = {f["id"] for f in report["findings"]
                     if f["subject"]["port"] == 25 and f["subject"]["address"] == address}
            assert about == {"port-intercepted"}, said(report)
        # The ports that are not led away are judged as ever.
        assert report["verdict"]["submission"] != "unknown"


def test_proxy_that_cannot_be_traced():
    """What the ports show is enough."""
    with ways.take() as way, way.proxy(ways.R2):
        report = way.report("--no-path", "alpha.example", status=3)
    _nothing_against(report)
    for address in ways.TARGET.values():
        finding = expect(report, "port-intercepted", address, outcome="unknown", points_at="this_network",
                         certainty="likely")
        assert "calls itself mx.alpha.example" in finding["evidence"], finding


def test_another_program_on_port_25():
    """It offers no TLS and bears no name to speak of, and stands as far away as the others: that is the server's
    own affair, and judged."""
    with ways.take() as way:
        port = 10025
        way.filter(ways.SERVER, "prerouting", f"tcp dport 25 redirect to :{port}", kind="nat")
        server = listeners.smtp("filter.other.example", starttls=None)
        with listeners.listening([(address, port, server) for address in ways.TARGET.values()]):
            report = way.report("alpha.example")
        expect_none(report, "port-intercepted")
        assert find(report, "starttls-not-offered", ways.TARGET[4])["outcome"] == "fails", said(report)
        assert report["verdict"]["inbound"] == "cleartext", report["verdict"]


@each(*((asked, place) for asked in ASKED for place in (ways.R1, ways.R2)))
def test_drop(case):
    asked, place = case
    with ways.take() as way:
        way.filter(place, "forward", "tcp dport 25 drop")
        document = way.scan(*ASKED[asked], status=3)
    several = asked != "one"
    for report in document["reports"]:
        _nothing_against(report)
        assert "likely cause" in report["verdict"]["delivery_summary"], report["verdict"]
        if several:
            assert "blocked from here" in report["verdict"]["inbound_summary"], report["verdict"]
        for endpoint in (e for e in report["endpoints"] if e["port"] == 25):
            finding = expect(report, "connection-timed-out", endpoint["address"], outcome="unknown",
                             certainty="likely")
            assert finding["points_at"] in ("this_network", "provider"), said(report)
            assert "the host is up" not in finding["remedy"], finding
            if several:
                continue
            for word in ("most likely first: 1. This network", "answers on 465, 587", "2. A firewall"):
                assert word in finding["evidence"], finding
        if several:
            blocked = expect(report, "egress-blocked", port=None, outcome="unknown", certainty="likely")
            assert "Less likely" in blocked["evidence"], blocked


@each("198.18.7.10", "mx.gamma.example", "[3fff:c::10]")
def test_drop_and_a_control_without_a_port(place):
    """It means port 25, and nobody asks for it once it is given."""
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 drop")
        report = way.report(f"--control={place}", "alpha.example", status=3)
    assert {c["port"] for c in report["vantage"]["controls"]} == {25}, report["vantage"]
    assert {c["connected"] for c in report["vantage"]["controls"]} == {"no"}, report["vantage"]
    for family in {ways.family_of(c["address"]) for c in report["vantage"]["controls"]}:
        finding = expect(report, "connection-timed-out", ways.TARGET[family], outcome="unknown", certainty="likely")
        blocked = next(f for f in report["findings"] if f["id"] == "egress-blocked"
                       and f"does not answer over IPv{family}" in f["evidence"])
        assert "--control" not in finding["settle"] + blocked["settle"], blocked
        assert finding["points_at"] in ("this_network", "provider"), said(report)


@each("nobody beside", "another is reached")
def test_host_is_down(beside):
    """The last router on the way, here the gateway itself, has the host's link and says that nobody there answers."""
    with ways.take() as way:
        network = {4: "198.51.100.192/27", 6: "2001:db8:dd::/64"}
        for family, prefix in network.items():
            gateway = {4: "198.51.100.193/27", 6: "2001:db8:dd::1/64"}[family]
            nodad = " nodad" if family == 6 else ""
            way.ip(ways.R1, f"-{family} address add {gateway} dev in{nodad}",
                   f"-{family} address del {gateway} dev in")
        others = ["beta.example"] if beside == "another is reached" else []
        # A router takes three seconds to be sure of it.
        document = way.scan("--connect-timeout=8", "down.example", *others)
    report = sonde.report_of(document, "down.example")
    for address in ("198.51.100.200", "2001:db8:dd::200"):
        finding = expect(report, "connection-unreachable", address, outcome="fails" if others else "unknown",
                         points_at="target", certainty="likely" if others else "possible")
        assert "the host is down" in finding["evidence"], finding


def test_host_is_down_behind_the_last_router():
    with ways.take() as way:
        # A router takes three seconds to be sure of it.
        report = way.report("--connect-timeout=8", "gone.example")
        for address in ("192.0.2.15", "2001:db8::15"):
            finding = expect(report, "connection-unreachable", address, outcome="fails", points_at="target",
                             certainty="likely")
            assert "the host is down" in finding["evidence"], finding
