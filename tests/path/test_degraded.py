# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that was built as on a system which does not tell who sent an ICMP error."""

import os

import ways
from runner import Skip
from verdicts import expect, path, stop, way_of


def _report(way, *arguments):
    program = os.environ.get("MAILSONDE_WITHOUT_ERROR_QUEUE")
    if not program:
        raise Skip("MAILSONDE_WITHOUT_ERROR_QUEUE names no program: make mailsonde_without_error_queue")
    return way.report(*arguments, program=way.program_of(program))


def test_origin_unknown():
    """errno is all there is: in IPv4 "prohibited" cannot be told from "unreachable" by it."""
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 reject with icmpx type admin-prohibited")
        report = _report(way, "alpha.example")
        for family, error, id_ in ((4, "EHOSTUNREACH", "connection-unreachable"), (6, "EACCES", "connection-rejected")):
            address = ways.TARGET[family]
            seen = stop(report, address)
            assert (seen["reason"], seen["system_error"], seen["icmp"]) == ("unreachable", error, None), seen
            finding = expect(report, id_, address, outcome="unknown", points_at="unknown", certainty="possible")
            assert "ender is unknown" in finding["evidence"], finding


def test_port_unreachable_looks_like_a_refusal():
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 reject with icmpx type port-unreachable")
        report = _report(way, "--no-path", "alpha.example")
        for address in ways.TARGET.values():
            assert stop(report, address)["reason"] == "refused", stop(report, address)
            finding = expect(report, "connection-refused", address, outcome="unknown")
            assert finding["certainty"] == "possible" and "ender is unknown" in finding["evidence"], finding


def test_port_unreachable_from_nearer_than_the_host():
    """Who answers is not told, and how far away it is can be found out all the same."""
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 reject with icmpx type port-unreachable")
        report = _report(way, "alpha.example")
        for address in ways.TARGET.values():
            finding = expect(report, "connection-refused-on-the-way", address, outcome="unknown")
            assert "cannot distinguish a RST from an ICMP error" in finding["evidence"], finding


def test_trace_without_senders():
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 drop")
        report = _report(way, "alpha.example")
        for address in ways.TARGET.values():
            assert path(report, address)["tells_senders"] == "no", path(report, address)
            assert way_of(report, address)["hops"] == []
            assert way_of(report, address, 587)["end"] in ("connected", None)
            # By what its other ports say; where on this side is not seen.
            expect(report, "connection-timed-out", address, outcome="unknown", points_at="this_network",
                   certainty="likely")
