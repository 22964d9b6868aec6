# SPDX-License-Identifier: GPL-3.0-or-later
"""From r1 two ways of equal cost lead to r3: by r2, and by r2b, behind which r2c may make the way a hop longer."""

import contextlib

import ways

R2B, R2C = "r2b", "r2c"
OWN = {R2B: {4: "198.51.100.18", 6: "2001:db8:1b::2"}, R2C: {4: "198.51.100.34", 6: "2001:db8:bc::2"}}

_FIRST_LINK = """\
link add alt netns r1-{n} type veth peer name in netns r2b-{n}
"""
_SHORT_LINK = """\
link add out netns r2b-{n} type veth peer name alt netns r3-{n}
"""
_LONG_LINKS = """\
link add out netns r2b-{n} type veth peer name in netns r2c-{n}
link add out netns r2c-{n} type veth peer name alt netns r3-{n}
"""
_AT_R1 = """\
link set alt up
address add 198.51.100.17/30 dev alt
address add 2001:db8:1b::1/64 dev alt nodad
"""
_AT_R3 = """\
link set alt up
address add 192.0.2.134/30 dev alt
address add 2001:db8:0:b3::2/64 dev alt nodad
"""
_IN_R2B = """\
link set in up
link set out up
address add 198.51.100.18/30 dev in
address add 2001:db8:1b::2/64 dev in nodad
route add 192.168.{n}.0/24 via 198.51.100.17
route add fd00:0:0:{n}::/64 via 2001:db8:1b::1
"""
_OUT_TO_R3 = """\
address add 192.0.2.133/30 dev out
address add 2001:db8:0:b3::1/64 dev out nodad
route add 0.0.0.0/0 via 192.0.2.134
route add ::/0 via 2001:db8:0:b3::2
"""
_OUT_TO_R2C = """\
address add 198.51.100.33/30 dev out
address add 2001:db8:bc::1/64 dev out nodad
route add 0.0.0.0/0 via 198.51.100.34
route add ::/0 via 2001:db8:bc::2
"""
_IN_R2C = """\
link set in up
link set out up
address add 198.51.100.34/30 dev in
address add 2001:db8:bc::2/64 dev in nodad
route add 192.168.{n}.0/24 via 198.51.100.33
route add fd00:0:0:{n}::/64 via 2001:db8:bc::1
"""

_DEFAULT = {"0.0.0.0/0": ("198.51.100.2", "198.51.100.18"), "::/0": ("2001:db8:12::2", "2001:db8:1b::2")}
# Of r1, for packets that a test sends by r2b.
_MARK, _TABLE = 1, 100


# One that the tests leave alone.
_WARM_UP = "tcp dport 2525"


def _make(way, longer):
    way.add_place(R2B)
    way.batch(_FIRST_LINK)
    if longer:
        way.add_place(R2C)
        way.batch(_LONG_LINKS)
        way.batch(_IN_R2B + _OUT_TO_R2C, R2B)
        way.batch(_IN_R2C + _OUT_TO_R3, R2C)
    else:
        way.batch(_SHORT_LINK)
        way.batch(_IN_R2B + _OUT_TO_R3, R2B)
    way.batch(_AT_R1, ways.R1)
    way.batch(_AT_R3, ways.R3)


def _by_r2b(*rules):
    """Rules of nft by which r1 sends what they match by r2b; HOPS in them is a packet's hop limit there."""
    return [f"{rule.replace('HOPS', hops)} meta mark set {_MARK}" for rule in rules
            for hops in ("ip ttl", "ip6 hoplimit")]


def _mark_routes(way):
    for network, vias in _DEFAULT.items():
        family = "-6" if ":" in network else "-4"
        way.ip(ways.R1, f"{family} route add {network} via {vias[1]} table {_TABLE}",
               f"{family} route flush table {_TABLE}")
        way.ip(ways.R1, f"{family} rule add fwmark {_MARK} table {_TABLE}",
               f"{family} rule del fwmark {_MARK} table {_TABLE}")


@contextlib.contextmanager
def _made(way, longer):
    _make(way, longer)
    try:
        # Links of IPv6 take a moment, and nothing here must be lost by chance.
        _mark_routes(way)
        way.filter(ways.R1, "prerouting", *_by_r2b(_WARM_UP))
        way.warm_up()
        way.reset()
        yield
    finally:
        way.reset()
        # With a namespace its links go, too, but not at once.
        for place in (ways.R1, ways.R3):
            way.delete_link(place, "alt")
        for place in (R2B, R2C) if longer else (R2B,):
            way.remove_place(place)


@contextlib.contextmanager
def by_source_port(way, longer=False):
    """r1 picks one of two ways for each connection, as routers do: by a hash of addresses and ports."""
    with _made(way, longer):
        for policy in ("net/ipv4/fib_multipath_hash_policy", "net/ipv6/fib_multipath_hash_policy"):
            way.sysctl(ways.R1, f"{policy}=1", f"{policy}=0")
        for network, vias in _DEFAULT.items():
            both = " ".join(f"nexthop via {via}" for via in vias)
            way.ip(ways.R1, f"route replace {network} {both}", f"route replace {network} via {vias[0]}")
        yield


@contextlib.contextmanager
def chosen(way, *rules, longer=False):
    """r1 sends by r2b what these rules of nft match (see _by_r2b()) and all else by r2: one throw of the dice that
    by_source_port() throws."""
    with _made(way, longer):
        _mark_routes(way)
        way.filter(ways.R1, "prerouting", *_by_r2b(*rules))
        yield
