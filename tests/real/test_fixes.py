# SPDX-License-Identifier: GPL-3.0-or-later
"""What "mailsonde explain" says of mending a finding, done to a real server that has it.

data/fixes.catalogue has the cases: all broken servers are scanned side by side, mended with the lines that explain
prints for them, and scanned again.
"""

import collections
import os
import re
import subprocess
import tempfile
import threading

import fixable
import runner
import sonde
from runner import each

_CATALOGUE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/fixes.catalogue")

Case = collections.namedtuple("Case", "name finding on release broken ports options")


def _paragraphs():
    with open(_CATALOGUE, encoding="utf-8") as file:
        text = re.sub(r"^#.*\n", "", file.read(), flags=re.MULTILINE)
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        unfolded = re.sub(r"\n[ \t]+", " ", paragraph)
        yield dict(line.split(":", 1) for line in unfolded.split("\n"))


def _lines(text):
    return [line.strip() for line in (" " + text.strip()).split(" | ")[1:]]


def _cases():
    for fields in _paragraphs():
        fields = {key: value.strip() for key, value in fields.items()}
        if "broken" not in fields:
            continue
        finding = fields["id"].removesuffix("-" + fields["on"])
        for release in fields["releases"].split():
            yield Case(f"{fields['id']} on Debian {release}", finding, fields["on"], int(release),
                       tuple(_lines(fields["broken"])), fields.get("ports", "25,465,587").replace(" ", ","),
                       tuple(fields.get("options", "").split()))


CASES = tuple(_cases())

# All fixes of one server pasted into one configuration, in the order of the catalogue and in the reverse.
Together = collections.namedtuple("Together", "name on release reverse")
TOGETHER = tuple(Together(f"all of {on} on Debian {release}{', backwards' if reverse else ''}", on, release, reverse)
                 for on, release in sorted({(case.on, case.release) for case in CASES}) for reverse in (False, True))
_TOGETHER_OPTIONS = ("--depth", "standard", "--intrusive", "full", "--relay-from", "probe@probe.example", "--relay-to",
                     "probe@elsewhere.example")


def _of(group):
    cases = [case for case in CASES if (case.on, case.release) == (group.on, group.release)]
    return cases[::-1] if group.reverse else cases


# How explain calls what the catalogue calls so.
TITLES = {"postfix": "Postfix", "exim": "Exim", "opensmtpd": "OpenSMTPD", "sendmail": "Sendmail",
          "dovecot23": "Dovecot 2.3", "dovecot24": "Dovecot 2.4"}


def _explained(case):
    """The lines that a person would copy from the terminal."""
    text = sonde.run("explain", case.finding).stdout
    found = re.search(rf"^    {re.escape(TITLES[case.on])} \(verified on Debian ([^)]*)\).*\n"
                      r"(?:      Before: .*\n(?:              .*\n)*)?((?:        \S.*\n)+)", text,
                      re.MULTILINE)
    assert found, f"explain has no verified fix for {TITLES[case.on]}:\n{text}"
    assert str(case.release) in found[1], f"explain says \"{found[1]}\", and not {case.release}"
    return [line[8:] for line in found[2].splitlines()]


class _Trial:
    """All cases at once."""

    def __init__(self):
        self.errors = {}
        self.before = {}
        self.after = {}
        self._servers = {}
        fixable.write_services()
        for kind in {fixable.KINDS[case.on, case.release] for case in CASES}:
            kind.prepare()
        addresses = {case: f"198.18.0.{number}" for number, case in enumerate(CASES, 1)}
        # As lab/net.sh does it: a client with the server's own address would be a friend to some of them.
        subprocess.run(["ip", "-batch", "-"], check=True, encoding="ascii",
                       input="".join(f"address add {address}/32 dev lo\n" for address in addresses.values())
                       + "route add local 198.18.0.0/24 dev lo table 100 src 192.0.2.1\n")
        for number, case in enumerate(CASES, 1):
            self._servers[case] = fixable.KINDS[case.on, case.release](f"f{number}", addresses[case])
        self._all(lambda case, server: server.begin(case.broken))
        self._scan(self.before)
        self._all(lambda case, server: server.mend(_explained(case)))
        self._scan(self.after)
        self._all(lambda case, server: server.stop(), wait=False)
        self._servers = {}
        self.paste(len(CASES) + 1)

    def _all(self, what, wait=True):
        """Starts them one after the other, and then waits for each; what goes wrong is that case's."""
        for case, server in self._servers.items():
            self._try(case, lambda: what(case, server))
        for case, server in self._servers.items():
            if wait:
                self._try(case, server.wait)

    def _try(self, case, what):
        if case in self.errors:
            return
        try:
            what()
        except Exception as error:  # told where the case is
            self.errors[case] = f"{type(error).__name__}: {error}"

    def paste(self, first_number):
        """One server for each of TOGETHER, broken in every way that leaves its services in place, and mended."""
        for number, group in enumerate(TOGETHER, first_number):
            address = f"198.18.0.{number}"
            subprocess.run(["ip", "address", "add", f"{address}/32", "dev", "lo"], check=True)
            self._servers[group] = fixable.KINDS[group.on, group.release](f"f{number}", address)
        broken = {group: [line for case in _of(group) for line in case.broken if " -MX " not in line]
                  for group in TOGETHER}
        mended = {group: [line for case in _of(group) for line in _explained(case)] for group in TOGETHER}
        self._all(lambda group, server: server.begin(broken[group], mended[group]))
        self._scan(self.after)
        self._all(lambda group, server: server.stop(), wait=False)

    def _zone(self):
        yield "elsewhere.example. 300 IN MX 10 mx.elsewhere.example.\nmx.elsewhere.example. 300 IN A 198.18.1.1\n"
        for server in self._servers.values():
            host = f"mx.{server.name}.example."
            domain = f"{server.name}.example."
            yield f"{domain} 300 IN MX 10 {host}\n{host} 300 IN A {server.address}\n"
            yield f"_submission._tcp.{domain} 300 IN SRV 0 1 587 {host}\n"
            yield f"_submissions._tcp.{domain} 300 IN SRV 0 1 465 {host}\n"

    def _scan(self, reports):
        """One run for all cases with the same ports and options."""
        groups = collections.defaultdict(list)
        for case, server in self._servers.items():
            if case not in self.errors:
                groups[getattr(case, "ports", "25,465,587"), getattr(case, "options", _TOGETHER_OPTIONS)].append(
                    (case, server))
        with tempfile.NamedTemporaryFile("w", suffix=".zone") as zone:
            zone.writelines(self._zone())
            zone.flush()
            for (ports, options), group in groups.items():
                names = [server.name + ".example" for _, server in group]
                document = sonde.scan("-4", "--offline", f"--records={zone.name}", "--dnssec=off", "--no-mta-sts",
                                      "--no-path", "--silence=1", f"--ports={ports}", *options, *names)
                for case, server in group:
                    reports[case] = sonde.report_of(document, server.name + ".example")


_lock = threading.Lock()
_made = []


def _trial():
    with _lock:
        if not _made:
            _made.append(_Trial())
        return _made[0]


def _fails(report, case):
    return case.finding in sonde.finding_ids(report, "fails")


@each(*CASES)
def test_fix(case):
    trial = _trial()
    assert case not in trial.errors, trial.errors[case]
    assert _fails(trial.before[case], case), \
        f"the broken server does not have the finding, but {sorted(sonde.finding_ids(trial.before[case], 'fails'))}"
    assert not _fails(trial.after[case], case), "the finding is still there"
    # Mended is not broken in another way: what is decided now fails nowhere that held before.
    held = sonde.finding_ids(trial.before[case], "holds")
    fresh = {id_ for severity, id_, _ in sonde.findings(trial.after[case], "fails", "error")} & held
    assert not fresh, f"mending it broke {sorted(fresh)}"


@each(*TOGETHER)
def test_fixes_together(group):
    trial = _trial()
    assert group not in trial.errors, trial.errors[group]
    failing = sonde.finding_ids(trial.after[group], "fails") & {case.finding for case in _of(group)}
    assert not failing, f"still there: {sorted(failing)}"


def test_cases_are_many():
    runner.note(f"{len(CASES)} fixes are verified")
    assert len(CASES) >= 40
