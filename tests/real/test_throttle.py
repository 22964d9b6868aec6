# SPDX-License-Identifier: GPL-3.0-or-later
"""Real servers that throttle as administrators set them up (throttle.table): all that is said of their TLS is true, what
was not answered is unknown and it is said why, and it comes to an end."""

import dataclasses

import runner
import sonde
import survey
from runner import each


@dataclasses.dataclass(frozen=True)
class Throttled:
    name: str
    truth: object  # of survey.py; None: as mx1.sendmail-good.example
    ends: str = ""  # how a deep survey of some port ends early; "": none does; "?": it depends on how fast this runs
    deep_ports: str = "25,465,587,2525"

    @property
    def domain(self):
        return f"{self.name}.example"


_POSTFIX, _EXIM = survey.COUNTED, survey.FULL

THROTTLED = (
    Throttled("throttle-rate", _POSTFIX, "too many connections"),
    Throttled("throttle-count", _POSTFIX),
    Throttled("throttle-screen", _POSTFIX),
    Throttled("throttle-tls", _POSTFIX, "too many new TLS sessions"),
    Throttled("throttle-workers", _POSTFIX),
    Throttled("throttle-exim", _EXIM),
    # It has a process for each connection for half a second after that has ended.
    Throttled("throttle-few", _EXIM, deep_ports="25"),
    Throttled("throttle-often", _EXIM, "you come too often"),
    Throttled("throttle-spam", _EXIM, "you come too often"),
    Throttled("throttle-mails", _EXIM),
    Throttled("throttle-sendmail", None, "?"),
    Throttled("throttle-control", None, "Connection rate limit exceeded"),
    # Which connections it is that begin too often is chance.
    Throttled("throttle-drop", _POSTFIX, "?", deep_ports="25"),
    Throttled("throttle-reset", _POSTFIX, "?", deep_ports="465"),
    Throttled("throttle-parallel", _POSTFIX),
    Throttled("throttle-banned", _POSTFIX, "no answer to the SYN"),
    Throttled("throttle-cut", _POSTFIX, "no longer taken"),
)


def _surveys(report):
    return {(e["address"], e["port"]): e["tls_survey"] for e in report["endpoints"] if e["tls_survey"] is not None}


def _said(found):
    """All that is said with a yes or a no."""
    said = {(v["version"], "accepted"): v["accepted"] for v in found["versions"]}
    for member, key, answer in (("weak_classes", "weak_class", "accepted"), ("groups", "name", "accepted"),
                                ("signature_algorithms", "name", "accepted"), ("features", "feature", "present")):
        said.update({(member, name): value for name, value in survey.answers(found, member, key, answer).items()})
    return {what: value for what, value in said.items() if value != "unknown"}


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


@each(*THROTTLED)
def test_nothing_untrue(host):
    for depth in ("standard", "deep"):
        ports = Throttled.deep_ports if depth == "standard" else host.deep_ports
        # More than a second between tries is not what any of these waits for.
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
    if host.ends == "":
        assert not ends, ends
    elif host.ends != "?":
        assert any(host.ends in end for end in ends) or not surveys, (host.ends, ends)
