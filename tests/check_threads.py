#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""200 domains that share their hosts, scanned with one loop and with several: the reports differ in volatile members
alone, each endpoint is asked as often, and no address has more connections at once than it may.

The servers are of many kinds: with TLS and without, with the name of the host in the certificate and without, that
refuse, reject, keep silent, talk nonsense, close, or answer in pieces. The records are a file, so that no name
server decides who waits for whom. THREADS (1,2,5) names other numbers.
"""
import collections
import json
import os
import random
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "shared"))
import of_time  # noqa: E402  (after the path)
import own_network  # noqa: E402
import same_report  # noqa: E402

MAILSONDE = os.environ.get("MAILSONDE", "./mailsonde")
THREADS = os.environ.get("THREADS", "1,2,5").split(",")
SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data/report.schema.json")
DOMAINS, HOSTS, SEED = 200, 48, 1
PER_ADDRESS = 4
BOUND_S = 250
KINDS = ("tls", "tls", "tls", "other name", "plain", "refuses", "rejects", "closes", "nonsense", "pieces", "no ehlo")


def address(number):
    return f"127.1.{number // 200}.{number % 200 + 1}"


class Server:
    """One address on port 25 (and 465, where the kind has TLS), and what it has seen."""

    def __init__(self, number, kind, contexts):
        self.kind, self.address, self.context = kind, address(number), contexts.get(kind)
        self.host = f"mx{number}.hosts.example"
        self.lock = threading.Lock()
        self.connections = collections.Counter()
        self.open = self.most_open = 0
        if kind != "refuses":
            self.listen(25, False)
            if self.context:
                self.listen(465, True)

    def listen(self, port, implicit):
        listener = socket.create_server((self.address, port), backlog=200)
        threading.Thread(target=self.accept, args=(listener, port, implicit), daemon=True).start()

    def accept(self, listener, port, implicit):
        while True:
            connection, _ = listener.accept()
            with self.lock:
                self.connections[port] += 1
                self.open += 1
                self.most_open = max(self.most_open, self.open)
            threading.Thread(target=self.serve, args=(connection, implicit), daemon=True).start()

    def serve(self, connection, implicit):
        try:
            connection.settimeout(BOUND_S)
            if implicit:
                connection = self.context.wrap_socket(connection, server_side=True)
            self.talk(connection)
        except (OSError, ValueError):
            pass  # a client may leave when it likes
        finally:
            # Before the client can see that it is over and connect again.
            with self.lock:
                self.open -= 1
            connection.close()

    def talk(self, connection):
        if self.kind == "closes":
            return
        if self.kind == "nonsense":
            connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
            return
        if self.kind == "rejects":
            self.say(connection, "554 5.7.1 no service for you")
        else:
            self.say(connection, f"220 {self.host} ESMTP")
        while line := self.line(connection):
            verb = line.split(b" ")[0].strip().upper()
            if verb == b"STARTTLS" and self.context and not isinstance(connection, ssl.SSLSocket):
                self.say(connection, "220 go ahead")
                connection = self.context.wrap_socket(connection, server_side=True)
            else:
                self.say(connection, self.reply(verb, isinstance(connection, ssl.SSLSocket)))
            if verb == b"QUIT":
                return

    def reply(self, verb, encrypted):
        if self.kind == "rejects":
            return "221 bye" if verb == b"QUIT" else "503 5.5.1 bad sequence"
        if verb == b"EHLO" and self.kind != "no ehlo":
            keywords = ["PIPELINING", "8BITMIME"] + (["STARTTLS"] if self.context and not encrypted else [])
            return "\r\n".join([f"250-{self.host}", *(f"250-{word}" for word in keywords), "250 SIZE 1000"])
        return {b"HELO": f"250 {self.host}", b"QUIT": "221 bye"}.get(verb, "502 5.5.2 not known")

    def say(self, connection, text):
        data = text.encode() + b"\r\n"
        size = 3 if self.kind == "pieces" else len(data)
        for at in range(0, len(data), size):
            connection.sendall(data[at:at + size])

    def line(self, connection):
        """Byte by byte: what follows STARTTLS belongs to TLS."""
        line = b""
        while not line.endswith(b"\n") and len(line) < 1000:
            byte = connection.recv(1)
            if not byte:
                return b""
            line += byte
        return line


def contexts(folder):
    """For the kinds with TLS. All hosts have one certificate, which names them or another one."""
    made = {}
    for kind, name in (("tls", "*.hosts.example"), ("other name", "elsewhere.example")):
        files = [os.path.join(folder, f"{kind}.{what}") for what in ("pem", "key")]
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "90", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
                        "-out", files[0], "-keyout", files[1]], check=True, capture_output=True)
        made[kind] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made[kind].load_cert_chain(*files)
    return made


def records(chance):
    """A file of records: domains with one to three of the hosts, some of which have an address in common."""
    lines = [f"mx{n}.hosts.example. 300 IN A {address(n)}" for n in range(HOSTS)]
    lines += [f"mx{n}.hosts.example. 300 IN A {address(chance.randrange(HOSTS))}" for n in range(0, HOSTS, 5)]
    for n in range(DOMAINS):
        hosts = chance.sample(range(HOSTS), chance.choice((1, 1, 2, 3)))
        lines += [f"d{n}.example. 300 IN MX {10 * (at + 1)} mx{host}.hosts.example." for at, host in enumerate(hosts)]
    return "\n".join(lines) + "\n"


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


def take_counts(servers):
    counts = {}
    for server in servers:
        with server.lock:
            for port, count in server.connections.items():
                counts[server.address, port] = count
            server.connections.clear()
    return counts


def scan_in_time(folder, threads, servers):
    """The document, and the connections that were made for it."""
    def begin():
        take_counts(servers)
        return scan(folder, threads)
    return of_time.in_time(begin), take_counts(servers)


def main():
    own_network.require()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    chance = random.Random(SEED)
    schema = same_report.read(SCHEMA)
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/records", "w", encoding="ascii") as file:
            file.write(records(chance))
        with open(f"{folder}/domains", "w", encoding="ascii") as file:
            file.writelines(f"d{n}.example\n" for n in range(DOMAINS))
        made = contexts(folder)
        servers = [Server(n, KINDS[n % len(KINDS)], made) for n in range(HOSTS)]
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
