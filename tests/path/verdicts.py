# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding one's way in what a report says about what could not be reached."""

import sonde
import ways


def said(report, address=None, port=None):
    """What is said of it, for people who wonder why a test fails."""
    return "\n".join(f"    {f['outcome']} {f['id']} {f['subject']['address'] or ''} {f['subject']['port'] or ''}: "
                     f"{f['points_at']}, {f['certainty']}: {f['evidence']}"
                     for f in report["findings"]
                     if f["points_at"] and (not address or f["subject"]["address"] in (address, None))
                     and (not port or f["subject"]["port"] in (port, None)))


def find(report, id_, address=None, port=None):
    """The finding about that address and port."""
    found = [f for f in report["findings"] if f["id"] == id_ and f["outcome"] != "holds"
             and (not address or f["subject"]["address"] == address)
             and (not port or f["subject"]["port"] == port)]
    assert found, f"no {id_} of {address} {port}, but\n{said(report)}"
    return found[0]


def expect(report, id_, address=None, port=25, outcome="fails", points_at=None, certainty=None):
    """That this is what is found of it, and whom it points at; returns the finding."""
    finding = find(report, id_, address, port)
    assert outcome in (None, finding["outcome"]), f"{finding['outcome']}:\n{said(report, address, port)}"
    assert points_at is None or finding["points_at"] == points_at, said(report, address, port)
    assert certainty is None or finding["certainty"] == certainty, said(report, address, port)
    assert finding["evidence"] and finding["title"] and finding["explanation"] and finding["remedy"], finding
    # Who is sure has nothing to settle, and who is not says how to.
    assert finding["certainty"] == "certain" or finding["settle"], finding
    return finding


def expect_headline(report, id_, delivery="unknown"):
    """That the first line of the report is about this, in the words of its finding."""
    verdict = report["verdict"]
    main = verdict["main_finding"]
    assert (verdict["delivery"], main and main["id"]) == (delivery, id_), (verdict["delivery_summary"], said(report))
    assert main["title"] in verdict["delivery_summary"], verdict["delivery_summary"]


def expect_none(report, *ids):
    """That nothing of the kind is said."""
    found = [f for f in report["findings"] if f["id"] in ids and f["outcome"] != "holds"]
    assert not found, said(report)


def stop(report, address, port=25):
    return sonde.session(sonde.endpoint(report, address, port))["stop"]


def expect_icmp(report, address, type_, code, sender, port=25):
    """That an ICMP error is why, and that its sender is known."""
    seen = stop(report, address, port)
    assert (seen["at"], seen["reason"]) == ("connect", "unreachable"), seen
    family = ways.family_of(address)
    assert seen["icmp"] == {"family": family, "type": type_, "code": code, "sender": sender}, seen


def path(report, address):
    found = [p for p in report["paths"] if p["address"] == address]
    assert len(found) == 1, f"{len(found)} paths to {address}: {report['paths']}"
    return found[0]


def way_of(report, address, port=25):
    """How the packets for a port end."""
    ports = [p for p in path(report, address)["ports"] if p["port"] == port]
    assert len(ports) == 1, path(report, address)
    return ports[0]


def hops(report, address, port=25):
    """Who answered, hop by hop: None for nobody, up to the last one who did."""
    answered = {hop["hop"]: hop["address"] for hop in way_of(report, address, port)["hops"]}
    return [answered.get(hop) for hop in range(1, max(answered, default=0) + 1)]


def beyond(report, address, port):
    """The packets for the port that had a larger hop limit than any router that answered."""
    return port["attempts"] - max(hop["hop"] for each in path(report, address)["ports"] for hop in each["hops"])


def connections(report, address):
    """How many were made to it, whatever for."""
    return sum(e["connections"] for e in report["endpoints"] if e["address"] == address)
