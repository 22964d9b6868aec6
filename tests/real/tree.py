# SPDX-License-Identifier: GPL-3.0-or-later
"""The signed tree of the lab (tree.table, lab/tree.sh, lab/policies.sh): scans of all its domains, made once."""

import threading

import runner
import sonde

# lab/resolvers.sh. Named, for the lab's /etc/resolv.conf has the name server, and tests compare resolvers.
PASSING = "--resolver=127.0.0.2"
STRIPPING = "--resolver=127.0.0.4"

DANE = ("dane-ee", "dane-exim", "dane-wrong", "dane-rollover", "dane-combination", "dane-ta", "dane-ta-root",
        "dane-ta-name", "dane-ta-absent", "dane-ta-forged", "dane-usage1", "dane-plain", "dane-bogus", "dane-onekey", "dane-eddsa", "dane-eddsa2",
        "dane-expired",
        "dane-cname", "dane-backup", "dane-dead", "half.unsigned", "unsigned", "bogus", "delegated")
STS = ("sts-enforce", "sts-testing", "sts-none", "sts-unlisted", "sts-expired-mx", "sts-short-age", "sts-wildcard",
       "sts-wrong-name", "sts-expired", "sts-404", "sts-redirect", "sts-oversized", "sts-syntax", "sts-no-host",
       "sts-two-records", "dane-sts", "dane-wrong-sts")
RELAYED = ("relayed", "passed", "stripped", "masked")

_lock = threading.Lock()
_documents = {}


def scan(resolver=PASSING):
    """The document of a scan of them all with that resolver."""
    with _lock:
        if resolver not in _documents:
            _documents[resolver] = sonde.scan(resolver, *[f"{label}.example" for label in DANE + STS + RELAYED])
            runner.note(f"{len(DANE + STS + RELAYED)} domains of the tree with {resolver} in "
                        f"{_documents[resolver]['summary']['elapsed_ms']} ms")
        return _documents[resolver]


def report(label, resolver=PASSING):
    return sonde.report_of(scan(resolver), f"{label}.example")


def host(report_, name=None):
    """The MX host of that name, else the first."""
    return next(h for h in report_["hosts"] if h["is_mx"] and name in (None, h["name"]))


def host_verdict(report_, name=None):
    return next(v for v in report_["verdict"]["inbound_hosts"] if v["host"] == host(report_, name)["name"])


def port_25(report_):
    return [e for e in report_["endpoints"] if e["port"] == 25]


def flags(report_):
    return {flag["kind"] for flag in report_["verdict"]["flags"]}
