# SPDX-License-Identifier: GPL-3.0-or-later
"""hosts.table: who is who in the lab."""

import dataclasses
import os

PORTS = (25, 465, 587, 2525)


@dataclasses.dataclass(frozen=True)
class Socket:
    address: str
    port: int
    mode: str

    @property
    def family(self):
        return 6 if ":" in self.address else 4


@dataclasses.dataclass(frozen=True)
class Host:
    name: str
    v4: str
    v6: str
    server: str
    role: str
    cert: str
    modes: dict
    on6: str

    @property
    def domain(self):
        return self.name.partition(".")[2]

    @property
    def label(self):
        return self.domain.partition(".")[0]

    @property
    def addresses(self):
        return [address for address in (self.v4, self.v6) if address]

    @property
    def is_mx(self):
        return self.role in ("mx", "both")

    @property
    def is_submission(self):
        return self.role in ("sub", "both")

    @property
    def sockets(self):
        return [Socket(address, port, self._mode(address, mode))
                for address in self.addresses for port, mode in self.modes.items()]

    def _mode(self, address, mode):
        return self.on6 if ":" in address and self.on6 != "same" else mode


def _read(path):
    with open(path, encoding="ascii") as table:
        for line in table:
            if line.startswith("#"):
                continue
            name, v4, v6, server, role, cert, *modes, on6, _ = line.split(None, 11)
            yield Host(name, v4.strip("-"), v6.strip("-"), server, role, cert,
                       dict(zip(PORTS, modes)), on6)


def read(path):
    """Another table with the same columns."""
    return tuple(_read(path))


HOSTS = read(os.environ["MAILSONDE_LAB_HOSTS"])
DOMAINS = tuple(dict.fromkeys(host.domain for host in HOSTS))


def host(name):
    return next(host for host in HOSTS if host.name == name)


def hosts_of(domain):
    return [host for host in HOSTS if host.domain == domain]
