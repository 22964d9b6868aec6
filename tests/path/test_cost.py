# SPDX-License-Identifier: GPL-3.0-or-later
"""What looking for the cause costs: nothing where there is none, and never more than so much."""

import runner
import ways
from verdicts import beyond, connections, path, way_of

PORTS = 4
ADDRESSES = 2
MAX_HOPS = 12
# A SYN that is not answered is sent again once.
TIMES = 2


def _syns(way, *arguments, **more):
    way.count()
    report = way.report(*arguments, **more)
    counted = way.counted()
    way.reset()
    return report, counted


def test_nothing_is_blocked_and_not_one_packet_more():
    with ways.take() as way:
        report, (with_path, limited) = _syns(way, "alpha.example")
        assert report["paths"] == [] and limited == 0
        _, (without, limited) = _syns(way, "--no-path", "alpha.example")
        assert limited == 0
        assert with_path == without == sum(e["connections"] for e in report["endpoints"]), (with_path, without)


def test_no_path_traces_nothing():
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 drop")
        way.count()
        report = way.report("--no-path", "alpha.example")
        assert way.counted()[1] == 0 and report["paths"] == []


def test_bounded_where_nothing_answers():
    with ways.take() as way:
        way.filter(ways.R1, "prerouting", "drop")
        way.count()
        document = way.scan(f"--max-hops={MAX_HOPS}", "alpha.example")
        report, = document["reports"]
        sent, limited = way.counted()
        assert limited <= ADDRESSES * PORTS * MAX_HOPS * TIMES, limited
        runner.note(f"nothing answers: {sent} SYNs, {limited} of them to trace {len(report['paths'])} addresses with "
                    f"at most {MAX_HOPS} hops, {report['elapsed_ms']} ms")


def test_what_a_blocked_port_costs():
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 drop")
        way.count()
        report = way.report("alpha.example")
        sent, limited = way.counted()
        assert limited <= ADDRESSES * PORTS * 30 * TIMES, limited
        traced = max(path["elapsed_ms"] for path in report["paths"])
        runner.note(f"25 dropped by r2, both families: {sent} SYNs, {limited} of them to trace, which took {traced} ms")


def test_a_trace_counts_in_the_budget_of_each_address():
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 drop")
        report = way.report("alpha.example")
        for address in ways.TARGET.values():
            traced = path(report, address)["ports"]
            # Each packet for port 25 that may have got there is one.
            assert [port["connections"] for port in traced] == [
                beyond(report, address, port) if port["port"] == 25 else 1 for port in traced], traced
            assert way_of(report, address)["connections"] > 1, traced
        needed = max(connections(report, address) - way_of(report, address)["connections"] + 1
                     for address in ways.TARGET.values())
        report = way.report(f"--connection-budget={needed}", "alpha.example")
        for address in ways.TARGET.values():
            assert connections(report, address) <= needed, report["endpoints"]
            assert way_of(report, address)["end"] is None, path(report, address)
        for short in range(1, PORTS + 1):
            report = way.report(f"--connection-budget={needed - short}", "alpha.example")
            for address in ways.TARGET.values():
                assert connections(report, address) <= needed - short, report["endpoints"]
                traced = path(report, address)
                left_out = [port["port"] for port in traced["ports"] if port["problem"]]
                assert len(left_out) == short and (25 in left_out) == (short == PORTS), traced
                assert (traced["problem"] is not None) == (short == PORTS), traced
                assert any("limit of connections" in line for line in report["verdict"]["path_summaries"])


def test_what_dies_on_the_way_costs_nothing():
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 reject with icmpx type admin-prohibited")
        report = way.report("alpha.example")
        for address in ways.TARGET.values():
            assert way_of(report, address)["connections"] == 0, path(report, address)
            assert way_of(report, address, 587)["connections"] == 1, path(report, address)
