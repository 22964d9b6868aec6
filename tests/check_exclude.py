#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random exclusions over a small world of domains: no packet goes to an excluded address, and no question about an
excluded name comes to the resolver.

A run without exclusions says which names and addresses there are to be met with; what is excluded is drawn from
these. Every packet on loopback is looked at, whatever the port. The world is unsigned and its resolver on loopback, so
DNSSEC is off and the resolver is named; check_dnssec.py has the aliases that validation follows.
"""
import ipaddress
import json
import os
import random
import socket
import struct
import subprocess
import sys
import tempfile
import threading

_TESTS = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(_TESTS, "bounds"), os.path.join(_TESTS, "shared")]

import own_network  # noqa: E402  (after the path)
from lab import PTR, Dns, address_record, mx, srv, txt, wire_name  # noqa: E402

MAILSONDE = os.environ.get("MAILSONDE", "./mailsonde")
ROUNDS = int(os.environ.get("EXCLUDE_ROUNDS", "13"))
CNAME, A, AAAA = 5, 1, 28
PORTS = (25, 465, 587, 2525)
IDN = {"xn--bcher-kva.test": "bücher.test"}
DOMAINS = ["one.test", "two.test", "three.test", "sub.three.test", "xn--bcher-kva.test", "far.example"]
RESOLVER = "127.0.0.1"
problems = []


class Resolver(Dns):
    """Follows aliases, as resolvers do."""

    def _answer(self, query, limit):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode("ascii", "replace"))
            at += 1 + query[at]
        name, kind = ".".join(labels).lower(), struct.unpack(">H", query[at + 1:at + 3])[0]
        self.questions.append((name, kind))
        answers, pointer = [], b"\xc0\x0c"
        while (alias := [data for of, data in self.records.get(name, []) if of == CNAME]) and len(answers) < 5:
            answers.append(pointer + struct.pack(">HHIH", CNAME, 1, 300, len(alias[0])) + alias[0])
            pointer, name = alias[0], text_name(alias[0])
        found = self.records.get(name)
        answers += [pointer + struct.pack(">HHIH", kind, 1, 300, len(data)) + data
                    for of, data in found or [] if of == kind]
        code = 3 if found is None else 0
        return query[:2] + struct.pack(">HHHHH", 0x8580 | code, 1, len(answers), 0, 0) + query[12:at + 5] \
            + b"".join(answers)


def text_name(wire):
    labels, at = [], 0
    while wire[at]:
        labels.append(wire[at + 1:at + 1 + wire[at]].decode())
        at += 1 + wire[at]
    return ".".join(labels)


class Packets(threading.Thread):
    """Which addresses there were packets from and to."""

    def __init__(self):
        super().__init__(daemon=True)
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024 * 1024)
        self._socket.settimeout(0.1)
        self._seen, self._lock, self._idle = set(), threading.Lock(), threading.Condition()
        self._turn = 0

    def run(self):
        while True:
            try:
                packet, about = self._socket.recvfrom(65535)
            except TimeoutError:
                with self._idle:
                    self._turn += 1
                    self._idle.notify_all()
                continue
            if about[1] == 0x0800:
                pair = packet[12:16], packet[16:20]
            elif about[1] == 0x86dd:
                pair = packet[8:24], packet[24:40]
            else:
                continue
            with self._lock:
                self._seen.update(pair)

    def take(self):
        """What was seen since the last time, once nothing more comes."""
        with self._idle:
            until = self._turn + 2
            self._idle.wait_for(lambda: self._turn >= until, 20)
        dropped = struct.unpack("II", self._socket.getsockopt(263, 6, 8))[1]  # PACKET_STATISTICS
        assert dropped == 0, f"{dropped} packets were not seen"
        with self._lock:
            seen, self._seen = self._seen, set()
        return {ipaddress.ip_address(address) for address in seen}


def serve_smtp(family, address, port):
    """Greets, says yes to EHLO and no to the rest."""
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    server.bind((address, port))
    server.listen(500)

    def talk(connection):
        try:
            with connection, connection.makefile("rb") as stream:
                connection.sendall(b"220 mail.test ESMTP\r\n")
                for line in stream:
                    verb = line.strip().upper()[:4]
                    connection.sendall({b"EHLO": b"250 mail.test\r\n", b"QUIT": b"221 bye\r\n"}.get(verb, b"502 no\r\n"))
        except OSError:
            pass

    def accept():
        while True:
            connection, _ = server.accept()
            threading.Thread(target=talk, args=(connection,), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()


def alias(name):
    return CNAME, wire_name(name)


def make_world(dns):
    """Each domain has a host of its own, one of its neighbour's, one that is an alias there, and policies."""
    for number, name in enumerate(DOMAINS):
        other = DOMAINS[(number + 1) % len(DOMAINS)]
        v4, v6 = f"10.66.{number}.25", f"fd66::{number}:25"
        dns.add(name, mx(10, f"mx.{name}"), mx(20, f"mx.{other}"), mx(30, f"alias.{name}"))
        dns.add(f"mx.{name}", address_record(v4), address_record(v6))
        dns.add(f"alias.{name}", alias(f"hop.{name}"))
        dns.add(f"hop.{name}", alias(f"relay.{other}"))
        dns.add(f"relay.{name}", address_record(f"10.66.{number}.26"))
        dns.add(f"mail.{name}", address_record(f"10.67.{number}.1"))
        dns.add(f"_submissions._tcp.{name}", srv(465, f"out.{other}"))
        dns.add(f"out.{name}", address_record(f"10.67.{number}.2"), address_record(f"fd67::{number}:2"))
        dns.add(f"_mta-sts.{name}", txt("v=STSv1; id=1;"))
        dns.add(f"mta-sts.{name}", *([alias(f"sts.{other}")] if number % 2 else
                                     [address_record(f"10.68.{number}.1"), address_record(f"10.68.{number}.2")]))
        dns.add(f"sts.{name}", address_record(f"10.68.{number}.3"))
        for address in (v4, v6):
            dns.add(ipaddress.ip_address(address).reverse_pointer, (PTR, wire_name(f"ptr.{other}")))
        dns.add(f"ptr.{name}", address_record(v4))


ARGUMENTS = [
    [],
    ["path"],
    ["--control=mx.far.example", "--control=10.66.0.25:2525"],
    ["--connect-to=mx.one.test:25:10.66.3.26:25", "--connect-to=mta-sts.one.test:443:10.66.2.25:443"],
    ["--submission=out.two.test", "--host", "--intrusive=none"],
    ["--intrusive=full", "--relay-from=probe@far.example", "--relay-to=probe@three.test"],
]


def command_of(number, *more):
    words = ARGUMENTS[number % len(ARGUMENTS)]
    command = words[:1] if words[:1] == ["path"] else []
    targets = [IDN.get(name, name) for name in DOMAINS] + ["10.66.5.26", "[fd66::2:25]", "mail.one.test:587"]
    if "--host" in words:
        targets = [f"mx.{name}" for name in DOMAINS]
    probes = [] if command else ["--depth=quick", "--retry-after=0", "--silence=2"]
    return [MAILSONDE, *command, *words[len(command):], *probes, f"--resolver={RESOLVER}", "--dnssec=off",
            "--format=json", "--full", "--no-progress", "--max-hops=2", *more, *targets]


def scan(number, *more):
    done = subprocess.run(command_of(number, *more), capture_output=True, text=True, timeout=120, check=False,
                          stdin=subprocess.DEVNULL)
    try:
        return {report["target"]["word"]: report for report in json.loads(done.stdout)["reports"]}
    except (ValueError, KeyError):
        problems.append(f"{command_of(number, *more)}: {done.stdout[:300]} {done.stderr[:600]}")
        return {}


def draw(generator, names, addresses):
    """Lines of a file, and what they exclude: domains, networks."""
    lines, domains, networks = [], [], []
    for _ in range(generator.randint(1, 4)):
        name = generator.choice(names)
        labels = name.split(".")
        name = ".".join(labels[generator.randint(0, max(0, len(labels) - 2)):])
        if name.endswith(".arpa"):
            continue
        domains.append(name)
        written = generator.choice([name, name.upper(), f"*.{name}", f".{name}", f"{name}.", IDN.get(name, name)])
        lines.append(written + generator.choice(["", "  # asked us to", "\r"]))
    for _ in range(generator.randint(1, 4)):
        address = generator.choice(addresses)
        widest = 22 if address.version == 4 else 110
        bits = generator.choice([address.max_prefixlen, generator.randint(widest, address.max_prefixlen)])
        networks.append(ipaddress.ip_network(f"{address}/{bits}", strict=False))
        if address.version == 4 and generator.random() < 0.5:
            lines.append(f"::ffff:{address}/{bits + 96}")
        elif bits == address.max_prefixlen:
            lines.append(str(address))
        else:
            lines.append(f"{address}/{bits}")
    generator.shuffle(lines)
    return "# opted out\n\n" + "\n".join(lines) + "\n", domains, networks


def is_below(name, domain):
    return name == domain or name.endswith("." + domain)


def owners(address):
    """The names that all have to be asked about before anybody comes to the address; none where it is given."""
    kind, number, last = str(address).split(".")[1:] if address.version == 4 else ("", 0, 0)
    given = " ".join(word for words in ARGUMENTS for word in words) + " 10.66.5.26"
    before = DOMAINS[int(number) - 1]
    if str(address) in given:
        return []
    return {("66", "26"): [f"alias.{before}", f"hop.{before}", f"relay.{DOMAINS[int(number)]}"],
            ("67", "1"): [f"mail.{DOMAINS[int(number)]}"],
            ("68", "3"): [f"mta-sts.{before}", f"sts.{DOMAINS[int(number)]}"]}.get((kind, last), [])


def reverse_address(name):
    for tree, version in ((".in-addr.arpa", 4), (".ip6.arpa", 6)):
        labels = name.removesuffix(tree).split(".")[::-1]
        if name.endswith(tree) and len(labels) == (4 if version == 4 else 32):
            text = ".".join(labels) if version == 4 else \
                ":".join("".join(labels[n:n + 4]) for n in range(0, 32, 4))
            return ipaddress.ip_address(text)
    return None


def check_report(what, report, without):
    """An exclusion is nobody's fault."""
    def faults(of):
        return {finding["key"] for finding in of["findings"] if finding["outcome"] == "fails"
                and finding["severity"] in ("error", "warning")}
    more = faults(report) - faults(without)
    if more:
        problems.append(f"{what}: faults that are not there without exclusions: {sorted(more)}")


def second_of_policy_hosts():
    """A connection that no random choice is likely to meet: where the first address of a policy host refuses."""
    networks = [ipaddress.ip_network(f"10.68.{number}.2/32") for number in range(len(DOMAINS))]
    return "".join(f"{network}\n" for network in networks), [], networks


def check_round(number, dns, packets, met):
    names, addresses, without = met[number % len(ARGUMENTS)]
    text, domains, networks = second_of_policy_hosts() if number == 0 else \
        draw(random.Random(number), names, addresses)
    what = f"round {number}, {' '.join(ARGUMENTS[number % len(ARGUMENTS)])}, {text.split()}"
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(text)
        file.flush()
        dns.forget()
        packets.take()
        reports = scan(number, f"--exclude={file.name}")
    for name in {name for name, _ in dns.questions}:
        address = reverse_address(name)
        if any(is_below(name, domain) for domain in domains) \
                or (address is not None and any(address in network for network in networks)):
            problems.append(f"{what}: the resolver was asked about {name}")
    for address in packets.take():
        if any(address in network for network in networks):
            problems.append(f"{what}: there were packets to {address}")
        if any(is_below(name, domain) for name in owners(address) for domain in domains):
            problems.append(f"{what}: there were packets to {address}, which only an excluded name leads to")
    for word, report in reports.items():
        check_report(f"{what}: {word}", report, without[word])
    said = json.dumps(list(reports.values()))
    if reports and '"excluded"' not in said and "--exclude" not in said:
        problems.append(f"{what}: no report says so")


def check_refused(line, part):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(f"example.org\n# comment\n{line}\n")
        file.flush()
        done = subprocess.run([MAILSONDE, f"--exclude={file.name}", "--resolver=127.0.0.1", "one.test"],
                              capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 2 or not done.stderr.startswith(f"mailsonde: {file.name}:3: ") \
                or part not in done.stderr or done.stderr.count("\n") != 1 or done.stdout:
            problems.append(f"{line!r}: {done.returncode} {done.stdout!r} {done.stderr!r}")


def check_contradiction():
    """A name server that is excluded is not asked, and the user is told."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("127.0.0.0/8\n")
        file.flush()
        done = subprocess.run([MAILSONDE, f"--exclude={file.name}", "--resolver=127.0.0.1", "one.test"],
                              capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 2 or "the name server itself is on the list of --exclude" not in done.stderr:
            problems.append(f"an excluded resolver: {done.returncode} {done.stderr!r}")


def main():
    own_network.require()
    for command in ("link set lo up", *(f"route add local 10.{n}.0.0/16 dev lo" for n in (66, 67, 68)),
                    *(f"-6 route add local fd{n}::/16 dev lo" for n in (66, 67))):
        subprocess.run(["ip", *command.split()], check=True)
    dns, packets = Resolver(), Packets()
    make_world(dns)
    dns.start()
    # The first address of a policy host refuses, so that the next is tried; what is there is no HTTPS.
    for number in range(len(DOMAINS)):
        for last in (2, 3):
            serve_smtp(socket.AF_INET, f"10.68.{number}.{last}", 443)
    for port in PORTS:
        serve_smtp(socket.AF_INET, "0.0.0.0", port)
        serve_smtp(socket.AF_INET6, "::", port)
    packets.start()
    met = []
    for number in range(len(ARGUMENTS)):
        dns.forget()
        packets.take()
        without = scan(number)
        names = sorted({name for name, _ in dns.questions})
        addresses = sorted((address for address in packets.take() if not address.is_loopback),
                           key=lambda address: (address.version, address))
        met.append((names, addresses, without))
        if len(names) < 10 or len(addresses) < 5:
            problems.append(f"{ARGUMENTS[number]}: the run meets with {names} and {addresses}")
    for number in range(ROUNDS):
        if not problems:
            check_round(number, dns, packets, met)
    for line, part in (("192.0.2.0/33", "from 0 to 32"), ("2001:db8::/129", "from 0 to 128"), ("192.0.2.1:25", "port"),
                       ("192.0.2", "ends in a number"), ("a..b", "neither"), ("exa mple.org", "neither"),
                       ("user@example.org", "mail address"), (".", "root"), ("192.0.2.1-192.0.2.9", "ends in a number"),
                       ("example.org/24", "before the"), ("a\x1b[31m", "neither")):
        check_refused(line, part)
    check_contradiction()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
