# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection is made, and then nothing good comes of it."""

import listeners
import ways
from runner import each
from verdicts import expect, expect_headline, expect_none, stop

GOOD_ENOUGH = listeners.smtp("mx.example", starttls=None)
# Every answer may come from the host or from something that speaks in its name: "likely" is the most.


def _meet(behaviour, *arguments, port=25, **more):
    with ways.take() as way, listeners.peer({25: GOOD_ENOUGH, port: behaviour}) as peer:
        return way.report("-4", *arguments, peer.domain, **more), peer.v4


# what it does, where and why the session stops, the finding
@each(("reset", ("greeting", "reset"), "connection-reset"), ("close", ("greeting", "closed"), "connection-closed"),
      ("silent", ("greeting", "timed_out"), "greeting-missing"))
def test_instead_of_a_greeting(case):
    name, stopped, id_ = case
    report, address = _meet(getattr(listeners, name), "--greeting-timeout=4", "--silence=1")
    seen = stop(report, address)
    assert (seen["at"], seen["reason"]) == stopped, seen
    finding = expect(report, id_, address, outcome=None)
    assert finding["points_at"] in ("target", "unknown", "target_network"), finding
    expect_headline(report, id_)
    expect_none(report, "connection-dropped", "connection-timed-out")


def test_reset_by_a_box_on_the_way():
    """The SYN gets there, and the first packet behind it meets with RST: the server knows nothing of it."""
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 tcp flags & (syn | ack) == ack reject with tcp reset")
        report = way.report("alpha.example")
        for address in ways.TARGET.values():
            assert stop(report, address)["reason"] == "reset", stop(report, address)
            finding = expect(report, "connection-reset", address, outcome="unknown", points_at="unknown",
                             certainty="possible")
            assert "or a device in this network" in finding["evidence"], finding


# how long the greeting takes, the outcome, what that is compared with
@each((6, "holds", "postscreen"), (31, "fails", "300 s"))
def test_late_greeting(case):
    seconds, outcome, habit = case
    report, address = _meet(listeners.smtp("mx.example", late_s=seconds, starttls=None), "--greeting-timeout=40")
    assert stop(report, address)["reason"] is None
    finding, = [f for f in report["findings"] if (f["id"], f["subject"]["port"]) == ("greeting-late", 25)]
    assert finding["outcome"] == outcome and habit in finding["evidence"], finding


# what it says, the reply code, the finding
GREETINGS = {
    "421 4.7.0 mx.example Error: too many connections from 192.0.2.1": "service-rate-limited",
    "450 4.7.1 Client host rejected: too many connections, rate limit exceeded": "service-rate-limited",
    "421 4.3.2 All server ports are busy": "service-unavailable",
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org": "service-blocklisted",
    "554 5.3.2 No mail service here": "service-refused",
    "451 4.7.1 Greylisted, please try again in 300 seconds": "service-unavailable",
}


@each(*GREETINGS)
def test_greeting(text):
    report, address = _meet(listeners.greets(text))
    seen = stop(report, address)
    assert (seen["at"], seen["reason"], seen["reply_code"]) == ("greeting", "rejected", int(text[:3])), seen
    finding = expect(report, GREETINGS[text], address, outcome="unknown")
    assert text in finding["evidence"], finding
    expect_headline(report, GREETINGS[text])
    # 421 says nothing about STARTTLS.
    assert not [f for f in report["findings"] if f["id"] == "starttls-not-offered" and f["outcome"] == "fails"
                and f["subject"]["port"] == 25]


def _small_packets_only(way, family):
    """Beyond r3 nothing large gets through, and the message that would say so is lost: a black hole."""
    home = {4: f"192.168.{way.number}.0/24", 6: f"fd00:0:0:{way.number}::/64"}[family]
    via = {4: "192.0.2.129", 6: "2001:db8:0:23::1"}[family]
    route = f"route replace {home} via {via}"
    way.ip(ways.R3, f"{route} mtu lock {600 if family == 4 else 1280}", route)
    way.filter(ways.R3, "output", "icmp type destination-unreachable icmp code frag-needed drop",
               "icmpv6 type packet-too-big drop")


@each(4, 6)
def test_black_hole_for_large_packets(family):
    with ways.take() as way:
        _small_packets_only(way, family)
        report = way.report(f"-{family}", "--tls-timeout=4", "alpha.example")
        address = ways.TARGET[family]
        for port in (25, 465, 587):
            assert (stop(report, address, port)["at"], stop(report, address, port)["reason"]) \
                == ("handshake", "timed_out"), stop(report, address, port)
        expect(report, "handshake-black-hole", address, outcome="unknown", points_at="path", certainty="likely")
        expect_headline(report, "handshake-black-hole")
        expect_none(report, "handshake-stalled")


def test_server_that_hangs_in_the_handshake():
    report, address = _meet(listeners.smtp("mx.example"), "--tls-timeout=3")
    assert (stop(report, address)["at"], stop(report, address)["reason"]) == ("handshake", "timed_out")
    expect(report, "handshake-stalled", address, outcome="unknown", points_at="target", certainty="possible")
    expect_headline(report, "handshake-stalled")
    expect_none(report, "handshake-black-hole")


def test_something_other_than_SMTP():
    report, _ = _meet(listeners.greets("SSH-2.0-OpenSSH_9.2p1"))
    expect_headline(report, "not-smtp", "no")
