#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""200 domains that share their hosts, scanned with one loop and with several: the reports differ in volatile members
alone, each endpoint is asked as often, and no address has more connections at once than it may.

The servers are of many kinds (shared/mixed_servers.py). The records are a file, so that no name server decides who waits
for whom. THREADS (1,2,5) names other numbers.
"""
import collections
import json
import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "shared"))
import mixed_servers  # noqa: E402  (after the path)
import of_time  # noqa: E402
import own_network  # noqa: E402
import same_report  # noqa: E402

MAILSONDE = os.environ.get("MAILSONDE", "./mailsonde")
THREADS = os.environ.get("THREADS", "1,2,5").split(",")
SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data/report.schema.json")
DOMAINS, HOSTS, SEED = 200, 48, 1
PER_ADDRESS = 4
BOUND_S = 250


def scan(folder, threads):
    # --records, so that names take no time; the domains themselves promise no submission hosts.
    command = [MAILSONDE, "--offline", f"--records={folder}/records", "--format=json", "--addresses=any", "--no-path",
               "--ports=25,465", "--depth=quick", f"--max-connections-per-address={PER_ADDRESS}", "--no-mta-sts",
               f"--threads={threads}", f"@{folder}/domains"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=BOUND_S, check=False)
    assert done.stdout and "Sanitizer" not in done.stderr, f"status {done.returncode}: {done.stderr[-5000:]}"
    document = json.loads(done.stdout)
    assert len(document["reports"]) == DOMAINS, len(document["reports"])
    del document["settings"]["options"]  # which say how many threads there are
    return document


def scan_lines(folder):
    """The targets of a run with --ordered, in the order of its lines."""
    command = [MAILSONDE, "--offline", f"--records={folder}/records", "--format=jsonl", "--addresses=any", "--no-path",
               "--ports=25", "--depth=quick", "--no-mta-sts", "--ordered", f"@{folder}/domains"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=BOUND_S, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [line["target"]["word"] for line in lines if "target" in line]


def scan_in_time(folder, threads, servers):
    """The document, and the connections that were made for it."""
    def begin():
        mixed_servers.take_counts(servers)
        return scan(folder, threads)
    return of_time.in_time(begin), mixed_servers.take_counts(servers)


def main():
    own_network.require()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    chance = random.Random(SEED)
    schema = same_report.read(SCHEMA)
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/records", "w", encoding="ascii") as file:
            file.write(mixed_servers.records(chance, DOMAINS, HOSTS))
        with open(f"{folder}/domains", "w", encoding="ascii") as file:
            file.writelines(f"d{n}.example\n" for n in range(DOMAINS))
        servers = mixed_servers.start(folder, HOSTS)
        runs = []
        for threads in THREADS:
            runs.append((threads, *scan_in_time(folder, threads, servers)))
        if scan_lines(folder) != [f"d{n}.example" for n in range(DOMAINS)]:
            problems.append("--ordered: the lines have another order")
        _, first, counts = runs[0]
        for threads, document, others in runs[1:]:
            differs = same_report.difference(schema, first, document)
            if differs:
                problems.append(f"{threads} threads: {differs}")
            if others != counts:
                problems.append(f"{threads} threads: other connections: {set(counts.items()) ^ set(others.items())}")
    most = max(server.most_open for server in servers)
    outcomes = collections.Counter(session["stop"]["reason"] for report in first["reports"]
                                   for endpoint in report.get("endpoints", [])
                                   for session in endpoint.get("sessions", []) if session.get("stop"))
    print(f"{len(first['reports'])} reports, at most {most} connections at an address, {dict(outcomes)}")
    if most > PER_ADDRESS:
        problems.append(f"{most} connections at once at one address")
    if len(outcomes) < 4:
        problems.append("the servers are not of many kinds")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


sys.exit(main())
