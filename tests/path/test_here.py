# SPDX-License-Identifier: GPL-3.0-or-later
"""This machine itself: its firewall, its routes, its addresses."""

import ways
from runner import each
from verdicts import expect, expect_none, hops, stop, way_of

HERE = {"points_at": "this_machine", "outcome": "unknown"}


@each("tcp dport 25 drop", "tcp dport 25 reject with icmpx type admin-prohibited")
def test_local_firewall(rule):
    with ways.take() as way:
        way.filter(ways.SCANNER, "output", rule)
        report = way.report("alpha.example", status=3)
        for address in ways.TARGET.values():
            finding = expect(report, "connection-forbidden-here", address, **HERE)
            advice = finding["remedy"] + finding["settle"]
            assert "nft insert rule" in advice and "tables -I" in advice, advice
            # There is no way to trace from a machine that lets nothing out.
            assert all(path["address"] != address or not hops(report, address) for path in report["paths"])
        expect_none(report, "connection-timed-out", "connection-rejected", "connection-refused")


def test_local_firewall_with_a_reset():
    """Not to be told from a router's: but its hop count is that of this machine."""
    with ways.take() as way:
        way.filter(ways.SCANNER, "output", "tcp dport 25 reject with tcp reset")
        report = way.report("alpha.example")
        for address in ways.TARGET.values():
            assert stop(report, address)["reason"] == "refused"
            assert way_of(report, address)["end_hop"] == 1, way_of(report, address)
            expect_none(report, "connection-refused")


# How the kernel calls it, and its error.
@each(("prohibit", "EACCES"), ("blackhole", "EINVAL"), ("unreachable", "EHOSTUNREACH"))
def test_route_that_forbids(case):
    kind, error = case
    with ways.take() as way:
        way.ip(ways.SCANNER, f"route add {kind} 192.0.2.10/32", f"route del {kind} 192.0.2.10/32")
        way.ip(ways.SCANNER, f"route add {kind} 2001:db8::10/128", f"route del {kind} 2001:db8::10/128")
        report = way.report("alpha.example", status=3)
        for address in ways.TARGET.values():
            assert stop(report, address)["reason"] == "local", stop(report, address)
            assert stop(report, address)["system_error"] == error or "." not in address, stop(report, address)
            id_ = "connection-impossible-here" if kind == "unreachable" else "connection-forbidden-here"
            expect(report, id_, address, certainty="certain", **HERE)


@each(4, 6)
def test_no_route_in_a_family(family):
    network, via = {4: ("0.0.0.0/0", "192.168.{}.1"), 6: ("::/0", "fd00:0:0:{}::1")}[family]
    with ways.take() as way:
        via = via.format(way.number)
        way.ip(ways.SCANNER, f"-{family} route del {network}", f"route add {network} via {via}")
        report = way.report("alpha.example")
        assert stop(report, ways.TARGET[family])["system_error"] == "ENETUNREACH"
        for port in (25, 465, 587):
            expect(report, "connection-impossible-here", ways.TARGET[family], port, certainty="certain", **HERE)
        assert stop(report, ways.TARGET[10 - family])["reason"] is None
        # It is not the target's fault.
        assert not [f for f in report["findings"] if f["id"] == "address-family-dead" and f["outcome"] == "fails"]
