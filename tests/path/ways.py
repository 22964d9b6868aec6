# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways to the servers: scanner - r1 - r2 - r3 - lan, each with network namespaces of its own.

The scanner looks as at home: private addresses, and r1 is its gateway. From r2 on addresses are public; r3
answers from the network of mx.alpha.example. mx.beta.example stands one router, r4, farther away: for it r3 is
somewhere in the middle. What a test changes on its way is undone when it gives it back.
"""

import contextlib
import ctypes
import ipaddress
import json
import os
import queue
import socket
import subprocess
import threading
import time

import listeners
import sonde
import zone

COUNT = 8
SCANNER, R1, R2, R3, R4, SERVER = "scanner", "r1", "r2", "r3", "r4", "server"
ROUTERS = (R1, R2, R3)

# Of alpha; by family.
TARGET = {4: "192.0.2.10", 6: "2001:db8::10"}
OWN = {R2: {4: "198.51.100.2", 6: "2001:db8:12::2"}, R3: {4: "192.0.2.130", 6: "2001:db8:0:23::2"},
       SERVER: TARGET}
# Hops from the scanner to alpha.
HOPS = 4
# Of beta.
FARTHER = {4: "203.0.113.10", 6: "3fff:b::10"}

_UNPRIVILEGED = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all",
                 "--bounding-set=-all", "--no-new-privs")
# Kernels have not all of these; where one is not there, it is not in the way.
_SYSCTLS = ("net/ipv4/conf/all/forwarding=1", "net/ipv6/conf/all/forwarding=1", "net/ipv4/icmp_ratelimit=0",
            "net/ipv4/icmp_msgs_per_sec=1000000", "net/ipv4/icmp_msgs_burst=1000000", "net/ipv6/icmp/ratelimit=0",
            "net/ipv4/conf/all/rp_filter=0", "net/ipv4/conf/default/rp_filter=0")

_LINKS = """\
link add eth0 netns scanner-{n} type veth peer name in netns r1-{n}
link add out netns r1-{n} type veth peer name in netns r2-{n}
link add out netns r2-{n} type veth peer name in netns r3-{n}
link add out netns r3-{n} type veth peer name way{n}
link add far netns r3-{n} type veth peer name in netns r4-{n}
link add out netns r4-{n} type veth peer name far{n}
link set way{n} master lan up
link set far{n} master lan up
route add 192.168.{n}.0/24 via 192.0.2.{r3} src 192.0.2.10
route add fd00:0:0:{n}::/64 via 2001:db8::1:{n}
"""

# Of each namespace: its addresses, by link, and its routes.
_INSIDE = {
    SCANNER: """\
link set eth0 up
address add 192.168.{n}.2/24 dev eth0
address add fd00:0:0:{n}::2/64 dev eth0 nodad
route add 0.0.0.0/0 via 192.168.{n}.1
route add ::/0 via fd00:0:0:{n}::1
""",
    R1: """\
link set in up
link set out up
address add 192.168.{n}.1/24 dev in
address add fd00:0:0:{n}::1/64 dev in nodad
address add 198.51.100.1/30 dev out
address add 2001:db8:12::1/64 dev out nodad
route add 0.0.0.0/0 via 198.51.100.2
route add ::/0 via 2001:db8:12::2
""",
    R2: """\
link set in up
link set out up
address add 198.51.100.2/30 dev in
address add 2001:db8:12::2/64 dev in nodad
address add 192.0.2.129/30 dev out
address add 2001:db8:0:23::1/64 dev out nodad
route add 192.168.{n}.0/24 via 198.51.100.1
route add fd00:0:0:{n}::/64 via 2001:db8:12::1
route add 0.0.0.0/0 via 192.0.2.130
route add ::/0 via 2001:db8:0:23::2
""",
    R3: """\
link set in up
link set out up
address add 192.0.2.130/30 dev in
address add 2001:db8:0:23::2/64 dev in nodad
address add 192.0.2.{r3}/25 dev out
address add 2001:db8::1:{n}/64 dev out nodad
route add 192.168.{n}.0/24 via 192.0.2.129
route add fd00:0:0:{n}::/64 via 2001:db8:0:23::1
route add 0.0.0.0/0 via 192.0.2.10
route add ::/0 via 2001:db8::10
link set far up
address add 198.51.100.9/30 dev far
address add 2001:db8:34::1/64 dev far nodad
route add 203.0.113.0/24 via 198.51.100.10
route add 3fff:b::/64 via 2001:db8:34::2
""",
    R4: """\
link set in up
link set out up
address add 198.51.100.10/30 dev in
address add 2001:db8:34::2/64 dev in nodad
address add 192.0.2.{r4}/25 dev out
address add 2001:db8::4:{n}/64 dev out nodad
route add 192.168.{n}.0/24 via 198.51.100.9
route add fd00:0:0:{n}::/64 via 2001:db8:34::1
route add 0.0.0.0/0 via 192.0.2.10
route add ::/0 via 2001:db8::10
""",
}

_PATIENCE_S = 20
_libc = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNET = 0x40000000


def _run(*command, text=""):
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}\n{text}"
    return done.stdout


def _set_sysctls(namespace, sysctls):
    """Those that this kernel has in a namespace."""
    _run("nsenter", f"--net={_path(namespace)}", "sh", "-c",
         'for s; do f=/proc/sys/${s%=*}; [ ! -w "$f" ] || echo "${s#*=}" >"$f"; done', "sh", *sysctls)


def _path(namespace):
    return f"/run/netns/{namespace}"


class Way:
    """One of them; between tests as it was made."""

    def __init__(self, number):
        self.number = number
        self.gateway = {4: f"192.168.{number}.1", 6: f"fd00:0:0:{number}::1"}
        self.source = {4: f"192.168.{number}.2", 6: f"fd00:0:0:{number}::2"}
        # As the servers see it.
        self.last_router = {4: f"192.0.2.{100 + number}", 6: f"2001:db8::1:{number}"}
        self._undo = contextlib.ExitStack()
        self._tables = set()
        self._make()

    def _make(self):
        values = {"n": self.number, "r3": 100 + self.number, "r4": 110 + self.number}
        for place in _INSIDE:
            self.add_place(place)
        links, routes = _LINKS.format(**values).split("route", 1)
        _run("ip", "-batch", "-", text=links)
        for place, lines in _INSIDE.items():
            _run("ip", "-n", self._namespace(place), "-batch", "-", text=lines.format(**values))
        _run("ip", "-batch", "-", text="route" + routes)
        self.warm_up()

    def _connects(self, address):
        with self.entered(SCANNER):
            connection = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        with connection:
            connection.settimeout(_PATIENCE_S)
            return connection.connect_ex((address, 2525)) == 0

    def warm_up(self):
        """Waits until every server can be reached: links take a moment before they carry IPv6, and routers say
        meanwhile that there is no route."""
        until = time.monotonic() + _PATIENCE_S
        for address in (*TARGET.values(), *FARTHER.values(), "198.18.7.10", "3fff:c::10"):
            while not self._connects(address):
                assert time.monotonic() < until, f"{address} cannot be reached"

    def _namespace(self, place):
        return f"{place}-{self.number}"

    def sender(self, place):
        """The addresses by which a place signs its ICMP, by family."""
        return {R1: self.gateway, SCANNER: self.source}.get(place) or OWN[place]

    @contextlib.contextmanager
    def entered(self, place):
        """The calling thread's new sockets are of that place."""
        before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(_path(self._namespace(place)), os.O_RDONLY)
        try:
            assert _libc.setns(there, _CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())
            yield
        finally:
            assert _libc.setns(before, _CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())
            os.close(there)
            os.close(before)

    @contextlib.contextmanager
    def listening(self, place, sockets):
        """listeners.listening() at that place."""
        with contextlib.ExitStack() as open_:
            with self.entered(place):
                open_.enter_context(listeners.listening(sockets))
            yield

    @contextlib.contextmanager
    def proxy(self, place, *addresses):
        """A transparent proxy at that place, which answers on port 25 of these addresses, or of all, as
        proxy.isp.example."""
        port = 10025
        rules = [f"{'ip6' if ':' in address else 'ip'} daddr {address} tcp dport 25 redirect to :{port}"
                 for address in addresses]
        self.filter(place, "prerouting", *(rules or [f"tcp dport 25 redirect to :{port}"]), kind="nat")
        server = listeners.smtp("proxy.isp.example", starttls=None)
        with self.listening(place, [("0.0.0.0", port, server), ("::", port, server)]):
            yield

    @contextlib.contextmanager
    def proxy_aside(self, place, number):
        """A router at that place gives packets for port 25 another destination: a proxy in the servers' network,
        as far away as the servers, at an address that no peer has."""
        port = 10025 + self.number
        v4, v6 = zone.peer_addresses(number)
        self.filter(place, "prerouting", f"ip daddr != {v4} tcp dport 25 dnat ip to {v4}:{port}",
                    f"ip6 daddr != {v6} tcp dport 25 dnat ip6 to [{v6}]:{port}", kind="nat")
        server = listeners.smtp("proxy.isp.example", starttls=None)
        with listeners.listening([(address, port, server) for address in (v4, v6)]):
            yield

    def nft(self, place, text, *arguments):
        """What nft prints, fed with it."""
        where = () if place == SERVER else ("nsenter", f"--net={_path(self._namespace(place))}")
        return _run(*where, "nft", *(arguments or ("-f", "-")), text=text)

    def filter(self, place, hook, *rules, kind="filter", sets=""):
        """Rules of nft in a hook ("forward", "prerouting") of a place; on the server for this way's packets alone."""
        table = f"inet way{self.number}_{kind}_{hook}"
        priority = "-150" if hook == "prerouting" else "0"
        if kind == "nat":
            priority = "srcnat" if hook == "postrouting" else "dstnat"
        lines = [f"table {table} {{", sets, "chain mine {", *rules, "}", "chain entry {",
                 f"type {kind} hook {hook} priority {priority};"]
        if place == SERVER:
            side = "daddr" if hook == "output" else "saddr"
            lines += [f"ip {side} 192.168.{self.number}.0/24 jump mine",
                      f"ip6 {side} fd00:0:0:{self.number}::/64 jump mine"]
        else:
            lines.append("jump mine")
        self.nft(place, "\n".join([*lines, "}", "}", ""]))
        self._tables.add((place, table))

    def ip(self, place, do, undo):
        """A command of ip(8) at a place, and what undoes it."""
        where = () if place == SERVER else ("-n", self._namespace(place))
        _run("ip", *where, *do.split())
        self._undo.callback(_run, "ip", *where, *undo.split())

    def add_place(self, place):
        """A router that the way has not by itself."""
        _run("ip", "netns", "add", self._namespace(place))
        _set_sysctls(self._namespace(place), _SYSCTLS)
        self.batch("link set lo up\n", place)

    def remove_place(self, place):
        _run("ip", "netns", "del", self._namespace(place))

    def batch(self, lines, place=SERVER):
        """Commands of ip(8) at a place; {n} in them is the way's number."""
        where = () if place == SERVER else ("-n", self._namespace(place))
        _run("ip", *where, "-batch", "-", text=lines.format(n=self.number))

    def delete_link(self, place, name):
        _run("ip", "-n", self._namespace(place), "link", "del", name)

    def sysctl(self, place, do, undo):
        _set_sysctls(self._namespace(place), [do])
        self._undo.callback(_set_sysctls, self._namespace(place), [undo])

    def count(self):
        """From now on counts the scanner's SYNs, as it would send them; see counted()."""
        self.nft(SCANNER, """\
table inet counting {
counter every { }
counter limited { }
chain output {
type filter hook output priority -300;
tcp flags & (syn | ack) == syn counter name every
ip ttl < 64 tcp flags & (syn | ack) == syn counter name limited
ip6 hoplimit < 64 tcp flags & (syn | ack) == syn counter name limited
}
}
""")
        self._tables.add((SCANNER, "inet counting"))

    def counted(self):
        """How many SYNs there were, and how many of them with a hop limit of their own."""
        listed = json.loads(self.nft(SCANNER, "", "-j", "list", "counters"))["nftables"]
        packets = {entry["counter"]["name"]: entry["counter"]["packets"] for entry in listed if "counter" in entry}
        return packets["every"], packets["limited"]

    def reset(self):
        for place, table in self._tables:
            self.nft(place, f"delete table {table}\n")
        self._tables.clear()
        self._undo.close()

    def program_of(self, path):
        """A mailsonde at the scanner, run by a user who may nothing."""
        return ("nsenter", f"--net={_path(self._namespace(SCANNER))}", *_UNPRIVILEGED, path)

    @property
    def program(self):
        return self.program_of(os.environ["MAILSONDE"])

    def scan(self, *arguments, **more):
        """The document; see sonde.scan()."""
        return sonde.scan(f"--records={zone.PATH}", "--offline", *arguments, program=self.program, **more)

    def report(self, *arguments, **more):
        """The one report."""
        more.setdefault("program", self.program)
        return sonde.report(f"--records={zone.PATH}", "--offline", *arguments, **more)

    def text(self, *arguments):
        """What mailsonde prints for people."""
        return sonde.run(*sonde.TRUST, *sonde.HASTY, f"--records={zone.PATH}", "--offline", *arguments,
                         program=self.program).stdout


_pool = queue.Queue()


def make_all():
    """Before the tests."""
    zone.write()
    numbers = range(1, COUNT + 1)
    threads = [threading.Thread(target=lambda n: _pool.put(Way(n)), args=(n,)) for n in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _pool.qsize() == COUNT, f"{_pool.qsize()} of {COUNT} ways could be made"


@contextlib.contextmanager
def take():
    """A way for one test."""
    way = _pool.get()
    try:
        yield way
    finally:
        way.reset()
        _pool.put(way)


def family_of(address):
    return ipaddress.ip_address(address).version
