# SPDX-License-Identifier: GPL-3.0-or-later
"""The second table of scale.sh: what a list of domains costs whose mail goes where that of the most visited domains
does, at the synthetic server.

    domains.py DOMAINS...

The list is made up, the same each time: a third of the domains are at one provider, with five hosts of its own; a
quarter at another, with one host name for each domain and few addresses; a quarter at some two hundred providers of
which the first have most; and the others have one or two hosts of their own. Nothing of it is fetched.
"""

import collections
import json
import os
import random
import resource
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
    def _address(number):
        return f"127.0.{1 + number // 250}.{1 + number % 250}"  # as bench_server has them

    def host(self, name, number=None):
        """A host name with an address: the next, or the `number`th."""
        if name not in self.hosts:
            self.hosts[name] = len(set(self.hosts.values())) if number is None else number
            self.records.append(f"{name}. 300 IN A {self._address(self.hosts[name])}")
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


def scan(zone, domains, place):
    """Wall time in s, CPU time in s, peak resident set in KiB."""
    with open(f"{place}/zone", "w", encoding="ascii") as file:
        file.write("\n".join(zone.records) + "\n")
    with open(f"{place}/domains", "w", encoding="ascii") as file:
        file.write("\n".join(domains) + "\n")
    began = time.monotonic()
    command = ["./mailsonde", "--depth=quick", "--intrusive=none", "--ports=25", "--offline", "--no-mta-sts",
               "--helo=client.bench.example", "--contact=bench@bench.example",
               f"--records={place}/zone", f"--ca-file={place}/ca.pem", "--format=jsonl", f"--output={place}/lines",
               f"@{place}/domains"]
    pid = os.posix_spawn(command[0], command, os.environ)
    _, _, usage = os.wait4(pid, 0)
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


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
    by_line = ", ".join(f"{kind} {size / count:.0f}" for kind, size in kinds.most_common())
    print_row([count, endpoints, connections, f"{count / wall_s:.1f}", f"{1000 * cpu_s / count:.3f}",
               f"{peak_kib / 1024:.1f}", f"{sum(kinds.values()) / count:.0f}"], by_line)


def main():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, hard), hard))
    print_row(["domains", "servers", "connect.", "domains/s", "CPU ms/d.", "RSS MiB", "bytes/d."], "by line")
    if MARKDOWN:
        print("|--:" * 7 + "|:--|")
    for count in sys.argv[1:]:
        measure(int(count))


if __name__ == "__main__":
    main()
