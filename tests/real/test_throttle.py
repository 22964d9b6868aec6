# SPDX-License-Identifier: GPL-3.0-or-later
"""Real servers that throttle as administrators set them up (throttle.table): all that is said of their TLS is true, what
was not answered is unknown and it is said why, and it comes to an end.

A deep survey takes as long as the server makes it wait. With MAILSONDE_PATIENT=1 in the environment all are made, on
every port; without it those that are through within seconds."""

import dataclasses
import os

import runner
import sonde
import survey
from runner import each, waits


@dataclasses.dataclass(frozen=True)
class Throttled:
    name: str
    truth: object  # of survey.py; None: as mx1.sendmail-good.example
    ends: str = ""  # how a deep survey of some port ends early; "": none does; "?": it depends on how fast this runs
    deep_ports: str = ""  # those that a deep survey has time for; "": none, if the tests are in a hurry

    @property
    def domain(self):
        return f"{self.name}.example"


PATIENT = os.environ.get("MAILSONDE_PATIENT") == "1"
ALL_PORTS = "25,465,587,2525"
_POSTFIX, _EXIM = survey.COUNTED, survey.FULL

THROTTLED = (
    Throttled("throttle-rate", _POSTFIX, "too many connections", "25"),
    Throttled("throttle-count", _POSTFIX, "", ALL_PORTS),
    Throttled("throttle-screen", _POSTFIX),
    Throttled("throttle-tls", _POSTFIX, "too many new TLS sessions", ALL_PORTS),
    Throttled("throttle-workers", _POSTFIX, "", ALL_PORTS),
    Throttled("throttle-exim", _EXIM, "", ALL_PORTS),
    # It has a process for each connection for half a second after that has ended.
    Throttled("throttle-few", _EXIM),
    Throttled("throttle-often", _EXIM, "you come too often", "25"),
    Throttled("throttle-spam", _EXIM, "you come too often", "25"),
    Throttled("throttle-mails", _EXIM, "", ALL_PORTS),
    Throttled("throttle-sendmail", None, "?", ALL_PORTS),
    Throttled("throttle-control", None, "Connection rate limit exceeded", ALL_PORTS),
    # Which connections it is that begin too often is chance.
    Throttled("throttle-drop", _POSTFIX, "?"),
    Throttled("throttle-reset", _POSTFIX, "?"),
    Throttled("throttle-parallel", _POSTFIX, "", ALL_PORTS),
    Throttled("throttle-banned", _POSTFIX, "no answer to the SYN", "25"),
    Throttled("throttle-cut", _POSTFIX, "accepts no more connections", ALL_PORTS),
)


def _surveys(report):
    return {(e["address"], e["port"]): e["tls_survey"] for e in report["endpoints"] if e["tls_survey"] is not None}


def _said(found):
    """All that is said with a yes or a no."""
    said = {(v["version"], "accepted"): v["accepted"] for v in found["versions"]}
    for member, key, answer in (("weak_classes", "weak_class", "accepted"), ("groups", "name", "accepted"),
                                ("signature_algorithms", "name", "accepted"), ("features", "feature", "present")):
        said.update({(member, name): value for name, value in survey.answers(found, member, key, answer).items()})
    return {what: value for what, value in said.items() if value is not None}


def _contradictions(found, other):
    other = _said(other)
    return {what: value for what, value in _said(found).items() if other.get(what, value) != value}


def _untruths(host, found):
    if host.truth is not None:
        return survey.untruths(found, host.truth)
    good = sonde.report("--depth=deep", "--ports=25", "sendmail-good.example")
    return _contradictions(found, survey.endpoint_of(good)["tls_survey"])


def _is_complete(found):
    return all(v["complete"] for v in found["versions"] if v["accepted"] == "yes")


def _look(host, depth, ports):
    """Looks for untruths; returns how surveys ended early, and how many found out anything."""
    document = sonde.scan(f"--depth={depth}", f"--ports={ports}", host.domain)
    report, = document["reports"]
    surveys = _surveys(report)
    for place, found in surveys.items():
        assert not _untruths(host, found), f"{depth}, {place}: {_untruths(host, found)}"
        assert depth == "standard" or _is_complete(found) or found["limited"] is not None, f"{place}: {found}"
    ends = {found["limited"]["detail"] or "" for found in surveys.values() if found["limited"] is not None}
    runner.note(f"{host.name}, {depth}: {len(surveys)} surveys, {len(ends)} ways in which they end early, "
                f"{sum(e['connections'] for e in report['endpoints'])} connections, "
                f"{document['summary']['elapsed_ms']} ms")
    # Where each hello is reset there is nothing to end early.
    told = [found for found in surveys.values()
            if found["limited"] is not None or any(v["accepted"] for v in found["versions"])]
    return ends, len(told)


@waits
@each(*THROTTLED)
def test_nothing_untrue(host):
    _look(host, "standard", ALL_PORTS)
    deep_ports = ALL_PORTS if PATIENT else host.deep_ports
    if deep_ports == "":
        return
    ends, surveys = _look(host, "deep", deep_ports)
    if host.ends == "":
        assert not ends, ends
    elif host.ends != "?":
        assert any(host.ends in end for end in ends) or surveys == 0, (host.ends, ends)
