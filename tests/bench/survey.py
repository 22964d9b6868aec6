# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of survey.sh; runs in the lab of tests/real."""

import os
import statistics
import sys
import time

_TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path[:0] = [os.path.join(_TESTS, "real"), os.path.join(_TESTS, "shared")]

# pylint: disable=wrong-import-position
import runner
import sonde
import survey
import tls_tools

# testssl.sh has much to do at the server with everything.
tls_tools.PATIENCE_S = 900
RUNS = int(os.environ.get("BENCH_RUNS", "5"))
HOSTS = (survey.COUNTED, next(host for host in survey.HOSTS if host.name == "tls-all"))


def _mailsonde(depth, *more):
    def measure(host):
        found = tls_tools.Found()
        document, found.wall_s, found.processor_s = tls_tools.mailsonde(
            f"--depth={depth}", "--ports=25", *more, *sonde.TRUST, host.domain)
        report = document["reports"][0]
        described = survey.endpoint_of(report)["tls_survey"]
        if described is not None:
            found.suites = {v["version"]: v["cipher_suites"] for v in described["versions"] if v["cipher_suites"]}
            found.groups = {"all": survey.accepted(described, "groups")}
            found.features = {f["feature"]: f["present"] for f in described["features"]}
        return found
    return measure


TOOLS = (
    ("mailsonde --depth quick", RUNS, _mailsonde("quick")),
    ("mailsonde (standard)", RUNS, _mailsonde("standard")),
    ("mailsonde --depth deep", RUNS, _mailsonde("deep")),
    ("the same, five connections at once", RUNS, _mailsonde("deep", "--max-connections-per-address=5")),
    ("sslscan", RUNS, lambda host: tls_tools.sslscan(host.host)),
    ("sslscan, suites alone", RUNS, lambda host: tls_tools.sslscan(host.host, only_suites=True)),
    ("nmap ssl-enum-ciphers", RUNS, lambda host: tls_tools.nmap(host.host)),
    ("testssl -E -f", 1, lambda host: tls_tools.testssl(host.host, "-E", "-f")),
    ("testssl, all but vulnerabilities", 1, lambda host: tls_tools.testssl(host.host, "-E", "-p", "-f", "-S", "-P")),
)


def _settled(host):
    """Connections so far; the log is written a little after they end."""
    count, patience = survey.connects(host), time.monotonic() + 5
    while time.monotonic() < patience:
        time.sleep(0.3)
        before, count = count, survey.connects(host)
        if before == count:
            break
    return count


def _groups(found):
    return {group for names in found.groups.values() for group in names}


def _agreement(found, host):
    """Suites of all versions that are right, of those there are; and what is wrong."""
    true = {(version, suite) for version, suites in host.suites.items() for suite in suites}
    said = {(version, suite) for version, suites in found.suites.items() for suite in suites}
    wrong = f", {len(said - true)} wrong" if said - true else ""
    groups = f", {len(_groups(found) & set(host.groups))} of {len(host.groups)} groups" if found.groups else ""
    return f"{len(said & true)} of {len(true)} suites{wrong}{groups}"


def _row(host, label, runs, measure):
    measured, connections = [], []
    for _ in range(runs):
        before = _settled(host)
        try:
            measured.append(measure(host))
        except runner.Skip as reason:
            print(f"  {label:36} {reason}")
            return
        connections.append(_settled(host) - before)
    print(f"  {label:36} {statistics.median(connections):11.0f} "
          f"{statistics.median(found.wall_s for found in measured):9.2f} "
          f"{statistics.median(found.processor_s for found in measured):9.2f}   "
          f"{_agreement(measured[-1], host)}", flush=True)


def main():
    for host in HOSTS:
        suites = sum(map(len, host.suites.values()))
        print(f"{host.name}: {suites} suites in {len(host.suites)} versions, {len(host.groups)} groups")
        print(f"  {'':36} {'connections':>11} {'wall, s':>9} {'CPU, s':>9}   finds")
        for label, runs, measure in TOOLS:
            _row(host, label, runs, measure)
        print()


main()
