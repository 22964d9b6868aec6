# SPDX-License-Identifier: GPL-3.0-or-later
"""r1 as most home routers are: nobody beyond it sees the scanner's address, nor the port it sends from."""

import ways

# By which the way's scanner is known outside, by family; each way has its own, since they share the servers.
_OUTSIDE = {4: "198.51.100.{}", 6: "2001:db8:12::66:{}"}
# Who has to know the way back, and where it goes from there, by family.
_BACK = {ways.R2: {4: "198.51.100.1", 6: "2001:db8:12::1"}, ways.R3: {4: "192.0.2.129", 6: "2001:db8:0:23::1"},
         ways.R4: {4: "198.51.100.9", 6: "2001:db8:34::1"}}
_BITS = {4: 32, 6: 128}


def outside(way):
    """The addresses by which servers know the scanner."""
    return {4: _OUTSIDE[4].format(64 + way.number), 6: _OUTSIDE[6].format(way.number)}


def at_r1(way):
    """The way has address translation from now on, to the end of the test."""
    known_as = outside(way)
    for family, address in known_as.items():
        network = f"{address}/{_BITS[family]}"
        for place, back in _BACK.items():
            way.ip(place, f"route add {network} via {back[family]}", f"route del {network}")
        way.ip(ways.SERVER, f"route add {network} via {way.last_router[family]}", f"route del {network}")
    # "random": not the port the scanner chose.
    way.filter(ways.R1, "postrouting", f'oifname "out" ip saddr {way.source[4]} snat ip to {known_as[4]} random',
               f'oifname "out" ip6 saddr {way.source[6]} snat ip6 to {known_as[6]} random', kind="nat")
