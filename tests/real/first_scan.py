# SPDX-License-Identifier: GPL-3.0-or-later
"""One scan of all domains of the table, before the servers have seen anybody else.

Most tests look at its document. Meanwhile the kernel is asked how many
connections are open, and afterwards the servers' logs say how they were used.
"""

import collections
import glob
import ipaddress
import json
import os
import threading
import time

import runner
import sonde
import table

_LOG_DIR = os.path.join(os.environ["MAILSONDE_LAB_DIR"], "log")
_CLIENTS = {ipaddress.ip_address("192.0.2.1"), ipaddress.ip_address("2001:db8::1")}
_ESTABLISHED = "01"
_LISTEN = "0A"


def _address(hexadecimal):
    """As /proc/net/tcp writes it: 32-bit words in the machine's order."""
    raw = b"".join(bytes.fromhex(hexadecimal[i:i + 8])[::-1] for i in range(0, len(hexadecimal), 8))
    return ipaddress.ip_address(raw)


def _sockets():
    """(local end, remote end, state, queues) of each; one look at the kernel's tables, which change meanwhile."""
    for path in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(path, encoding="ascii") as sockets:
            next(sockets)
            for line in sockets:
                _, local, remote, state, queues, *_ = line.split(None, 5)
                yield local, remote, state, queues


def _open_connections():
    """The client's, as (local end, address)."""
    return {(local, _address(remote.split(":")[0])) for local, remote, state, _ in _sockets()
            if state == _ESTABLISHED and _address(local.split(":")[0]) in _CLIENTS
            and int(remote.split(":")[1], 16) in table.PORTS}


def _unaccepted():
    """Connections that wait for a server to take them, perhaps long after the client has left."""
    return sum(int(queues.split(":")[1], 16) for local, _, state, queues in _sockets()
               if state == _LISTEN and int(local.split(":")[1], 16) in table.PORTS)


class _Sampler(threading.Thread):
    """Keeps the largest number of connections that were open to each address at one time."""

    def __init__(self):
        super().__init__(daemon=True)
        self.most = collections.Counter()
        self.samples = 0
        self._over = threading.Event()

    def run(self):
        before = set()
        while not self._over.wait(0.002):
            self.samples += 1
            now = _open_connections()
            # Those that both looks show were all open between the two.
            self.most |= collections.Counter(str(address) for _, address in before & now)
            before = now

    def stop(self):
        self._over.set()
        self.join()


class _Logs:
    """What the servers wrote since this was made."""

    def __init__(self):
        self._sizes = {path: os.path.getsize(path) for path in glob.glob(_LOG_DIR + "/*")}

    def read(self, name):
        path = os.path.join(_LOG_DIR, name)
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8", errors="replace") as log:
            log.seek(self._sizes.get(path, 0))
            return log.read().splitlines()

    def _sessions(self):
        """How many Postfix has noted the beginning of, and the end."""
        lines = self.read("postfix.log") + self.read("postfix13.log")
        return (sum("smtpd[" in line and "]: connect from" in line for line in lines),
                sum("smtpd[" in line and "]: disconnect from" in line for line in lines))

    def settle(self):
        """Until the servers have noted the end of every connection. A busy machine's server takes one that a trace
        made when that is long over, and notes it a moment later still: so nothing new is noted for a second."""
        patience = time.monotonic() + 60
        before, quiet_since = None, time.monotonic()
        while time.monotonic() < patience:
            begun, ended = now = self._sessions()
            if now != before or begun != ended or _open_connections() or _unaccepted():
                before, quiet_since = now, time.monotonic()
            if time.monotonic() - quiet_since > 1:
                return
            time.sleep(0.1)
        begun, ended = self._sessions()
        assert begun == ended, "Postfix still has sessions"


class _FirstScan:
    def __init__(self):
        logs = _Logs()
        sampler = _Sampler()
        sampler.start()
        self.run = sonde.run("--format=json", "--full", *sonde.TRUST, "--connect-timeout=3", "--retry-after=2", "--depth=quick",
                             *table.DOMAINS)
        sampler.stop()
        logs.settle()
        self.log = {name: logs.read(name) for name in
                    ("postfix.log", "exim.main", "exim.reject", "exim.panic", "dovecot.log", "opensmtpd.log",
                     "sendmail.mx1.sendmail-good.example.log",
                     "sendmail.mx1.sendmail-good.example.traffic")}
        self.most_open = sampler.most
        self.samples = sampler.samples
        self.document = json.loads(self.run.stdout)
        self._note()

    def _note(self):
        elapsed = self.document["summary"]["elapsed_ms"]
        endpoints = [e for r in self.document["reports"] for e in r["endpoints"]]
        slowest = max(endpoints, key=lambda e: e["elapsed_ms"])
        runner.note(f"{len(table.DOMAINS)} domains, {len(endpoints)} endpoints in {elapsed} ms; the slowest "
                    f"endpoint {slowest['address']} {slowest['port']} took {slowest['elapsed_ms']} ms, all "
                    f"together {sum(e['elapsed_ms'] for e in endpoints)} ms")
        for domain in ("blocked25.example", "silent.example"):
            report = self.report(domain)
            dropped = [e["elapsed_ms"] for e in report["endpoints"]
                       if sonde.session(e)["stop"]["reason"] == "timed_out"]
            runner.note(f"{domain}: {report['elapsed_ms']} ms with {len(dropped)} of {len(report['endpoints'])} "
                        f"endpoints dropped, the slowest for {max(dropped, default=0)} ms (--connect-timeout=3)")
        runner.note(f"{self.samples} samples of open connections, at most "
                    f"{max(self.most_open.values(), default=0)} to one address")

    def report(self, domain):
        return sonde.report_of(self.document, domain)


class _StandardScan:
    """What a scan as most people make it leaves in the logs of servers that are as they should be."""

    def __init__(self):
        logs = _Logs()
        document = sonde.scan("--depth=standard", *STANDARD_DOMAINS)
        logs.settle()
        self.reports = document["reports"]
        self.log = {name: logs.read(name) for name in STANDARD_LOGS}


# Debian 12's and 13's. Each server program has one log, so that one domain of each is scanned.
STANDARD_DOMAINS = ("postfix-good.example", "exim-good.example", "postfix13-good.example", "exim13-good.example")
STANDARD_LOGS = ("postfix.log", "exim.main", "exim.reject", "postfix13.log", "exim13.main", "exim13.reject")

_lock = threading.Lock()
_made = []
_standard = []


def begin():
    get()
    _standard.append(_StandardScan())


def standard():
    return _standard[0]


def get():
    """Made when first asked for."""
    with _lock:
        if not _made:
            _made.append(_FirstScan())
        return _made[0]


def report(domain):
    return get().report(domain)
