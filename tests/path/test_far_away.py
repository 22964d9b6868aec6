# SPDX-License-Identifier: GPL-3.0-or-later
"""A host behind a slow line: a packet and its answer take 300 ms, more than a trace waits before the next one."""

import json

import delay
import runner
import sonde
import ways
import zone
from verdicts import expect, expect_none, hops, path, way_of

ONE_WAY_S = 0.15
ROUND_TRIP_US = 300_000
PORTS = (25, 465, 587, 2525)


def _path(way, *arguments):
    done = sonde.run("path", "--format=json", "--full", f"--records={zone.PATH}", "--offline", "--connect-timeout=5",
                     *arguments, "alpha.example", program=way.program)
    report, = json.loads(done.stdout)["reports"]
    return report


def test_every_hop_and_its_time():
    with ways.take() as way, delay.between_r2_and_r3(way, ONE_WAY_S):
        report = _path(way)
        expect_none(report, "port-intercepted", "connection-intermittent")
        for family, address in ways.TARGET.items():
            for port in PORTS:
                seen = way_of(report, address, port)
                assert (seen["end"], seen["end_hop"]) == ("connected", ways.HOPS), seen
                assert hops(report, address, port) == [way.sender(router)[family] for router in ways.ROUTERS], seen
                # Packets that were sent again have no time.
                assert seen["end_elapsed_us"] is None or seen["end_elapsed_us"] >= ROUND_TRIP_US, seen
                assert all(hop["elapsed_us"] is None or (hop["elapsed_us"] >= ROUND_TRIP_US) == (hop["hop"] > 2)
                           for hop in seen["hops"]), seen
            # On a busy machine all to the end may have been: then the near hops have one.
            times = [time for port in PORTS for seen in [way_of(report, address, port)]
                     for time in [seen["end_elapsed_us"], *(hop["elapsed_us"] for hop in seen["hops"])]]
            assert any(times), report["paths"]
            made = [way_of(report, address, port)["connections"] for port in PORTS]
            assert all(1 <= connections <= 4 for connections in made), made
            elapsed_ms = path(report, address)["elapsed_ms"]
            runner.note(f"path: 300 ms between two of four hops, IPv{family}: {elapsed_ms} ms, connections {made}")


def test_dropped_behind_it():
    with ways.take() as way, delay.between_r2_and_r3(way, ONE_WAY_S):
        way.filter(ways.R3, "forward", "tcp dport 25 drop")
        report = way.report("alpha.example")
        for family, address in ways.TARGET.items():
            assert hops(report, address) == [way.sender(router)[family] for router in ways.ROUTERS]
            finding = expect(report, "connection-timed-out", address, points_at="target_network", certainty="likely")
            assert "port 25 gets no answer beyond hop 3" in finding["evidence"], finding


def test_refused_before_it():
    with ways.take() as way, delay.between_r2_and_r3(way, ONE_WAY_S):
        way.filter(ways.R2, "forward", "tcp dport 25 reject with tcp reset")
        report = way.report("--no-path", "alpha.example")
        for address in ways.TARGET.values():
            expect(report, "connection-refused-on-the-way", address, outcome="unknown", points_at="path",
                   certainty="likely")


def test_transparent_proxy_at_home():
    """Time tells, and makes it worth a trace, which tells for sure."""
    with ways.take() as way, delay.between_r2_and_r3(way, ONE_WAY_S):
        with way.proxy(ways.R1):
            timed = way.report("--no-path", "alpha.example")
            traced = way.report("alpha.example")
        for address in ways.TARGET.values():
            finding = expect(timed, "port-intercepted", address, outcome="unknown", points_at="path",
                             certainty="likely")
            assert "accepted the connection far sooner" in finding["evidence"], finding
            times_us = {e["port"]: e["sessions"][0]["connect_us"] for e in timed["endpoints"]
                        if e["address"] == address and e["sessions"][0]["connect_us"] > 0}
            assert times_us.pop(25) < ROUND_TRIP_US <= min(times_us.values()), (finding, times_us)
            # Nothing is blocked, but time is reason enough for a trace.
            expect(traced, "port-intercepted", address, outcome="unknown", points_at="this_network",
                   certainty="certain")
