# SPDX-License-Identifier: GPL-3.0-or-later
"""mailsonde path: four ports over four hops."""

import json

import runner
import sonde
import ways
import zone
from verdicts import hops, path, way_of

PORTS = (25, 465, 587, 2525)


def _path(way, *arguments, output="json"):
    return sonde.run("path", f"--format={output}", "--full", f"--records={zone.PATH}", "--offline", "--connect-timeout=3",
                     *arguments, program=way.program)


def _report(way, *arguments):
    document = json.loads(_path(way, *arguments).stdout)
    sonde.validate(document)
    report, = document["reports"]
    return report


def test_nothing_is_blocked():
    with ways.take() as way:
        report = _report(way, "alpha.example")
        for family, address in ways.TARGET.items():
            seen = path(report, address)
            assert seen["problem"] is None and seen["tells_senders"] == "yes", seen
            assert (seen["source_address"], seen["interface"], seen["gateway"]) == \
                (way.source[family], "eth0", way.gateway[family]), seen
            assert tuple(port["port"] for port in seen["ports"]) == PORTS
            for port in PORTS:
                end = way_of(report, address, port)
                assert (end["end"], end["end_hop"]) == ("connected", ways.HOPS), end
                assert hops(report, address, port) == [way.sender(router)[family] for router in ways.ROUTERS]
        runner.note(f"path: four ports over four hops, both families, in {report['elapsed_ms']} ms")


def test_25_is_dropped():
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 drop")
        report = _report(way, "alpha.example")
        for family, address in ways.TARGET.items():
            assert way_of(report, address)["end"] == "silent"
            assert hops(report, address) == [way.sender(router)[family] for router in ways.ROUTERS[:2]]
            assert way_of(report, address, 465)["end_hop"] == ways.HOPS
        runner.note(f"path: 25 dropped by the second of four hops, both families: {report['elapsed_ms']} ms")


def test_every_way_to_end():
    with ways.take() as way:
        way.filter(ways.R1, "forward", "tcp dport 465 reject with icmpx type admin-prohibited")
        way.filter(ways.R2, "forward", "tcp dport 25 drop", "tcp dport 587 reject with tcp reset")
        report = _report(way, "alpha.example")
        for address in ways.TARGET.values():
            ends = {port: (way_of(report, address, port)["end"], way_of(report, address, port)["end_hop"])
                    for port in PORTS}
            assert ends == {25: ("silent", None), 465: ("rejected", 2), 587: ("refused", 3), 2525: ("connected", 4)}, ends


def test_text():
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 drop")
        text = _path(way, "alpha.example", output="text").stdout
        for word in ("r2.isp.example", "gateway.home.example", "edge.alpha.example", *ways.TARGET.values()):
            assert word in text, text
        assert "25" in text and "hop 2" in text, text
        assert all(len(line) <= 80 for line in text.splitlines()), text


def test_an_address_and_one_port():
    with ways.take() as way:
        report = _report(way, f"{ways.TARGET[4]}:587")
        assert [port["port"] for port in path(report, ways.TARGET[4])["ports"]] == [587]


def test_few_hops():
    with ways.take() as way:
        report = _report(way, "-4", "--max-hops=2", "alpha.example")
        port = way_of(report, ways.TARGET[4])
        assert port["end"] in (None, "silent") and path(report, ways.TARGET[4])["hop_limit"] == 2, port
        assert hops(report, ways.TARGET[4]) == [way.sender(router)[4] for router in ways.ROUTERS[:2]]


def test_bounded_where_nothing_answers():
    with ways.take() as way:
        way.filter(ways.R1, "prerouting", "drop")
        way.count()
        report = _report(way, "alpha.example")
        sent, _ = way.counted()
        assert sent <= 2 * len(PORTS) * 30 * 2, sent
        runner.note(f"path: nothing answers, up to 30 hops, both families: {sent} SYNs, {report['elapsed_ms']} ms")


def test_no_route():
    with ways.take() as way:
        way.ip(ways.SCANNER, "-6 route del ::/0", f"route add ::/0 via {way.gateway[6]}")
        report = _report(way, "alpha.example")
        assert path(report, ways.TARGET[6])["gateway"] is None and path(report, ways.TARGET[6])["problem"]
        assert way_of(report, ways.TARGET[4])["end"] == "connected"


def test_intercepted():
    """Nothing is blocked, and yet the trace shows that port 25 ends nearer than the others."""
    with ways.take() as way:
        with way.proxy(ways.R2):
            report = _report(way, "alpha.example")
        for address in ways.TARGET.values():
            assert (way_of(report, address)["end"], way_of(report, address)["end_hop"]) == ("connected", 2)
            summary, = [line for line in report["verdict"]["path_summaries"] if line.startswith(address)]
            assert "25 is accepted at hop 2" in summary and "before the host" in summary, summary
