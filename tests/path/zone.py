# SPDX-License-Identifier: GPL-3.0-or-later
"""The names, in a file for --records: nothing here asks a DNS server."""

import ipaddress

PATH = "/run/lab/records.zone"
PEERS = range(20, 100)

_SERVERS = {"alpha": ("192.0.2.10", "2001:db8::10"), "beta": ("203.0.113.10", "3fff:b::10"),
            "gamma": ("198.18.7.10", "3fff:c::10"),
            **{name: (f"192.0.2.{last}", f"2001:db8::{last}")
               for last, name in enumerate(("delta", "epsilon", "zeta", "eta"), 11)}}
# Where nobody is: behind the gateway of a test, and behind r3.
_ABSENT = {"down": ("198.51.100.200", "2001:db8:dd::200"), "gone": ("192.0.2.15", "2001:db8::15")}
_ROUTERS = {"gateway.home.example": ("192.168.{n}.1", "fd00:0:0:{n}::1"),
            "r2.isp.example": ("198.51.100.2", "2001:db8:12::2"),
            "r2b.isp.example": ("198.51.100.18", "2001:db8:1b::2"),
            "r2c.isp.example": ("198.51.100.34", "2001:db8:bc::2"),
            "edge.alpha.example": ("192.0.2.130", "2001:db8:0:23::2")}


def peer_addresses(number):
    return f"192.0.2.{number}", f"2001:db8::{number}"


def _pointer(address, name):
    return f"{ipaddress.ip_address(address).reverse_pointer}. PTR {name}."


def _domain(name, addresses):
    yield f"{name}.example. MX 10 mx.{name}.example."
    for service, port in (("submissions", 465), ("submission", 587)):
        yield f"_{service}._tcp.{name}.example. SRV 0 1 {port} mx.{name}.example."
    v4, v6 = addresses
    yield f"mx.{name}.example. A {v4}"
    yield f"mx.{name}.example. AAAA {v6}"
    for address in addresses:
        yield _pointer(address, f"mx.{name}.example")


def _lines():
    yield "$TTL 3600"
    for name, addresses in (_SERVERS | _ABSENT).items():
        yield from _domain(name, addresses)
    for number in PEERS:
        yield from _domain(f"peer{number}", peer_addresses(number))
    pointers = {}
    for name, addresses in _ROUTERS.items():
        for n in range(1, 10):
            for address in addresses:
                pointers[address.format(n=n)] = name
    for address, name in pointers.items():
        yield _pointer(address, name)


def write():
    with open(PATH, "w", encoding="ascii") as file:
        file.write("\n".join(_lines()) + "\n")
