# SPDX-License-Identifier: GPL-3.0-or-later
"""The second table of scale.sh: what a list of domains costs whose mail goes where that of the most visited domains
does, at the synthetic server.

    domains.py DOMAINS...

The list is made up, the same each time: a third of the domains are at one provider, with five hosts of its own; a
quarter at another, with one host name for each domain and few addresses; a quarter at some two hundred providers of
which the first have most; and the others have one or two hosts of their own. Nothing of it is fetched.

With knotd (Debian: knot) names are asked of a real name server on loopback, below a root that is signed: the domains'
zones are not, as most are. Without it, the records are those of a file.
"""

import collections
import json
import os
import pathlib
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time

SEED = 15
FIRST, SECOND, MIDDLE = 0.35, 0.25, 0.25  # parts of the list; the rest has servers of its own
MIDDLE_PROVIDERS = 200
MARKDOWN = "BENCH_MARKDOWN" in os.environ
ENDPOINTS_MAX = 10000                     # of bench_server


class Zone:
    """Records, and the addresses that they lead to."""

    def __init__(self):
        self.records, self.hosts = [], {}

    @staticmethod
    def address(number):
        return f"127.0.{1 + number // 250}.{1 + number % 250}"  # as bench_server has them

    def host(self, name, number=None):
        """A host name with an address: the next, or the `number`th."""
        if name not in self.hosts:
            self.hosts[name] = len(set(self.hosts.values())) if number is None else number
            self.records.append(f"{name}. 300 IN A {self.address(self.hosts[name])}")
        return name

    def domain(self, name, hosts):
        self.records += [f"{name}. 300 IN MX {10 * (i + 1)} {host}." for i, host in enumerate(hosts)]


def make(count):
    """The zone, and the domains in the order of the list. The certificate of bench_server has all host names."""
    chance, zone, domains = random.Random(SEED), Zone(), []
    for i in range(5):
        zone.host(f"mx{i + 1}-first.bench.example")
    shared = [zone.hosts[zone.host(f"in{i + 1}-second.bench.example")] for i in range(4)]
    for i in range(count):
        name = f"d{i + 1}.test"
        part = chance.random()
        if part < FIRST:
            hosts = [f"mx{n + 1}-first.bench.example" for n in range(5)]
        elif part < FIRST + SECOND:
            hosts = [zone.host(f"d{i + 1}-second.bench.example", chance.choice(shared))]
        elif part < FIRST + SECOND + MIDDLE:
            provider = int(MIDDLE_PROVIDERS * chance.random() ** 3)
            hosts = [zone.host(f"mx{n + 1}-p{provider}.bench.example") for n in range(2)]
        else:
            hosts = [zone.host(f"mx{n + 1}-d{i + 1}.bench.example") for n in range(chance.choice((1, 1, 2)))]
        zone.domain(name, hosts)
        domains.append(name)
    return zone, domains


def serve(endpoints, place):
    server = subprocess.Popen(["./bench_server", str(endpoints), "0", place], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)
    if server.stdout.readline() != "ready\n":
        sys.exit("domains.py: bench_server did not start")
    return server


def connections_of(server):
    server.stdin.write("\n")
    server.stdin.flush()
    return int(server.stdout.readline().split()[0])


class NameServer:
    """The records in zones, served by knotd."""

    ZONES = (".", "test.", "bench.example.", "127.in-addr.arpa.")

    def __init__(self, zone, place):
        place = os.path.abspath(place) + "/dns"
        os.makedirs(place + "/db")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.anchor, config = f"{place}/root.key", f"{place}/knot.conf"
        records = {name: self._delegations() if name == "." else [] for name in self.ZONES}
        for record in zone.records:
            records["test." if record.split()[0].endswith(".test.") else "bench.example."].append(record)
        for number, host in {number: host for host, number in reversed(zone.hosts.items())}.items():
            reverse = ".".join(reversed(Zone.address(number).split(".")))
            records["127.in-addr.arpa."].append(f"{reverse}.in-addr.arpa. PTR {host}.")
        lines = ["server:", f"    listen: 127.0.0.1@{self.port}", f"    rundir: {place}", "    udp-workers: 1",
                 "    tcp-workers: 1", "    background-workers: 1", "database:", f"    storage: {place}/db", "policy:",
                 "  - id: manual", "    manual: on", "    single-type-signing: on", "log:", "  - target: stderr",
                 "    any: info", "zone:"]
        for name in self.ZONES:
            lines += [f'  - domain: "{name}"', f"    storage: {place}", f"    file: zone-{name}",
                      "    zonefile-sync: -1", "    journal-content: none"]
            lines += ["    dnssec-signing: on", "    dnssec-policy: manual"] if name == "." else []
            with open(f"{place}/zone-{name}", "w", encoding="ascii") as file:
                file.write(f"$ORIGIN {name}\n$TTL 300\n@ SOA ns nobody 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n"
                           + "\n".join(records[name]) + "\n")
        with open(config, "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")
        keymgr = ["keymgr", "-c", config, "."]
        subprocess.run([*keymgr, "generate", "algorithm=13", "ksk=yes", "zsk=yes"], check=True, stdout=subprocess.DEVNULL)
        with open(self.anchor, "w", encoding="ascii") as file:
            subprocess.run([*keymgr, "ds"], check=True, stdout=file)
        self.log = open(f"{place}/log", "w+", encoding="utf-8")
        self.process = subprocess.Popen(["knotd", "-c", config], stderr=self.log)
        while "server started" not in pathlib.Path(f"{place}/log").read_text(encoding="utf-8"):
            if self.process.poll() is not None:
                sys.exit("domains.py: knotd did not start")
            time.sleep(0.05)

    def _delegations(self):
        return [line for name in self.ZONES[1:] for line in (f"{name} NS ns.{name}", f"ns.{name} A 127.0.0.1")]

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


def scan(zone, domains, place):
    """Wall time in s, CPU time in s, peak resident set in KiB."""
    with open(f"{place}/zone", "w", encoding="ascii") as file:
        file.write("\n".join(zone.records) + "\n")
    with open(f"{place}/domains", "w", encoding="ascii") as file:
        file.write("\n".join(domains) + "\n")
    server = NameServer(zone, place) if shutil.which("knotd") else None
    names = ([f"--resolver=127.0.0.1:{server.port}", f"--trust-anchor={server.anchor}"] if server
             else ["--offline", f"--records={place}/zone", "--no-mta-sts"])
    began = time.monotonic()
    command = ["./mailsonde", "--depth=quick", "--intrusive=none", *os.environ.get("BENCH_WORDS", "").split(), *names,
               "--helo=client.bench.example", "--contact=bench@bench.example", "--addresses=any", f"--ca-file={place}/ca.pem",
               "--format=jsonl", f"--output={place}/lines", f"@{place}/domains"]
    pid = os.posix_spawn(command[0], command, os.environ)
    _, _, usage = os.wait4(pid, 0)
    wall_s = time.monotonic() - began
    if server:
        server.end()
    return wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def bytes_by_kind(path):
    kinds = collections.Counter()
    with open(path, encoding="utf-8") as file:
        for line in file:
            kinds[json.loads(line)["kind"]] += len(line)
    return kinds


def print_row(cells, last):
    if MARKDOWN:
        print("|", " | ".join(str(cell) for cell in cells), "|", last, "|", flush=True)
    else:
        print(*(f"{cell:>9}" for cell in cells), " " + last, flush=True)


def measure(count):
    zone, domains = make(count)
    endpoints = len(set(zone.hosts.values()))
    if endpoints > ENDPOINTS_MAX:
        sys.exit(f"domains.py: {count} domains have {endpoints} servers, and bench_server has {ENDPOINTS_MAX}")
    with tempfile.TemporaryDirectory(dir=".") as place:
        server = serve(endpoints, place)
        wall_s, cpu_s, peak_kib = scan(zone, domains, place)
        connections = connections_of(server)
        server.stdin.close()
        server.wait()
        kinds = bytes_by_kind(f"{place}/lines")
        subprocess.run(["zstd", "-q", f"{place}/lines"], check=True)
        packed = os.path.getsize(f"{place}/lines.zst")
    by_line = ", ".join(f"{kind} {size / count:.0f}" for kind, size in kinds.most_common())
    print_row([count, endpoints, connections, f"{count / wall_s:.1f}", f"{1000 * cpu_s / count:.3f}",
               f"{peak_kib / 1024:.1f}", f"{sum(kinds.values()) / count:.0f}", f"{packed / count:.0f}"], by_line)


def main():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, hard), hard))
    print_row(["domains", "servers", "connect.", "domains/s", "CPU ms/d.", "RSS MiB", "bytes/d.", ".zst/d."], "by line")
    if MARKDOWN:
        print("|--:" * 8 + "|:--|")
    for count in sys.argv[1:]:
        measure(int(count))


if __name__ == "__main__":
    main()
