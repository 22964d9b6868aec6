#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A domain is scanned several times, by way of a name server that answers with its records in another order each
time. Its mail server says the time and an id in each greeting. The reports differ in volatile members alone.
"""
import json
import os
import random
import socket
import socketserver
import struct
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "shared"))
import own_network  # noqa: E402  (after the path)
import same_report  # noqa: E402

MAILSONDE = os.environ.get("MAILSONDE", "./mailsonde")
SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data/report.schema.json")
RESOLVER = ("127.0.0.1", 53)
A, PTR, MX, TXT, AAAA, SRV, TLSA, CAA = 1, 12, 15, 16, 28, 33, 52, 257
DOMAIN, NOERROR, NXDOMAIN = "rotating.example", 0, 3


def name(text):
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\0"


def text(value):
    return bytes([len(value)]) + value.encode()


def zone():
    """(name, type): the data of its records."""
    records = {
        (DOMAIN, MX): [struct.pack("!H", preference) + name(f"mx{n}.{DOMAIN}")
                       for n, preference in enumerate((10, 20, 10, 30))],
        (f"_submission._tcp.{DOMAIN}", SRV): [struct.pack("!HHH", 0, weight, 587) + name(f"mail{n}.{DOMAIN}")
                                              for n, weight in enumerate((1, 5, 1))],
        (f"_smtp._tls.{DOMAIN}", TXT): [text(f"v=TLSRPTv1; rua=mailto:{who}@{DOMAIN}") for who in "abc"],
        (f"_mta-sts.{DOMAIN}", TXT): [text("v=STSv1; id=1;"), text("v=STSv1; id=2;"), text("something else")],
        (DOMAIN, CAA): [b"\0" + text("issue") + f"{ca}.example".encode() for ca in "abc"],
        (f"_25._tcp.mx0.{DOMAIN}", TLSA): [bytes([usage, 1, 1]) + bytes([n] * 32) for usage in (2, 3) for n in (1, 2)],
    }
    for host in ("mx0", "mx1", "mx2", "mx3", "mail0", "mail1", "mail2"):
        number = list("mx0 mx1 mx2 mx3 mail0 mail1 mail2".split()).index(host) * 10
        records[f"{host}.{DOMAIN}", A] = [socket.inet_aton(f"192.0.2.{number + n}") for n in range(1, 5)]
        records[f"{host}.{DOMAIN}", AAAA] = [socket.inet_pton(socket.AF_INET6, f"2001:db8::{number + n}")
                                             for n in range(1, 3)]
        for n in range(1, 5):
            records[f"{number + n}.2.0.192.in-addr.arpa", PTR] = [name(f"{other}.{DOMAIN}")
                                                                 for other in (host, "a", "b")]
    return records


class NameServer(socketserver.BaseRequestHandler):
    """The records of a question in a new order; whether names are compressed is chance as well."""
    records = zone()
    chance = random.Random(1)

    def handle(self):
        query, server = self.request
        end = query.index(b"\0", 12) + 1
        question = query[12:end + 4]
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode().lower())
            at += 1 + query[at]
        kind = struct.unpack("!H", query[end:end + 2])[0]
        asked = ".".join(labels)
        found = list(self.records.get((asked, kind), []))
        self.chance.shuffle(found)
        exists = any(known == asked or known.endswith("." + asked) for known, _ in self.records)
        answer = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, self.chance.randrange(60, 3600), len(data)) + data
                          for data in found)
        server.sendto(query[:2] + struct.pack("!HHHHH", 0x8180 | (NOERROR if exists else NXDOMAIN), 1, len(found), 0, 0)
                      + question + answer, self.client_address)


class MailServer(socketserver.StreamRequestHandler):
    """It greets as Exim does, and knows no TLS."""
    replies = {b"EHLO": "250-mx.rotating.example at your service\r\n250-PIPELINING\r\n250 SIZE 1000",
               b"QUIT": "221 bye"}

    def handle(self):
        now = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(time.time() + random.randrange(100000)))
        session = f"s{random.randrange(1 << 60):015x}-{random.randrange(1 << 40):010x}"
        self.say(f"220 mx.rotating.example ESMTP Exim 4.96 {session} {now}")
        while line := self.rfile.readline():
            self.say(self.replies.get(line[:4].strip().upper(), f"502 5.5.2 {session} I do not know that"))
            if line.upper().startswith(b"QUIT"):
                return

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")


class Listener(socketserver.ThreadingTCPServer):
    """It drops no connection for want of room."""
    request_queue_size = 500
    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a client may leave when it likes
            super().handle_error(request, client_address)


class ListenerIPv6(Listener):
    address_family = socket.AF_INET6


def serve(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()


def set_up():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "route", "add", "local", "192.0.2.0/24", "dev", "lo"], check=True)
    subprocess.run(["ip", "route", "add", "local", "2001:db8::/64", "dev", "lo"], check=True)
    serve(socketserver.ThreadingUDPServer(RESOLVER, NameServer))
    serve(Listener(("0.0.0.0", 25), MailServer))
    serve(ListenerIPv6(("::", 587), MailServer))


def scan(*options):
    command = [MAILSONDE, "--format=json", "--full", f"--resolver={RESOLVER[0]}", "--dnssec=off", "--addresses=any",
               "--no-path", "--depth=deep", "--silence=1", *options, DOMAIN]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.stdout, f"status {done.returncode}: {done.stderr}"
    document = json.loads(done.stdout)
    # One scan is made with an option more, and says so.
    del document["settings"]["options"]
    return document


def compare(one, other):
    """What "mailsonde diff" says of two runs; a list of problems."""
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ("old", "new")]
        for name, document in zip(names, (one, other)):
            with open(name, "w", encoding="utf-8") as file:
                json.dump(document, file)
        done = subprocess.run([MAILSONDE, "diff", *names], capture_output=True, text=True, timeout=100, check=False)
    same = done.returncode == 0 and done.stdout == f"Nothing changed: {DOMAIN}\n"
    return [] if same else [f"diff: status {done.returncode}: {done.stdout}{done.stderr}"]


def main():
    own_network.require()
    set_up()
    schema = same_report.read(SCHEMA)
    first = scan()
    report = first["reports"][0]
    # What is compared is there.
    assert len(report["addresses"]) == 42 and len(report["caa_sets"][0]["records"]) == 3, report["addresses"]
    assert sum(len(endpoint["sessions"]) for endpoint in report["endpoints"]) >= 42
    assert any("(date)" in (finding["evidence"] or "") for finding in report["findings"])
    problems = [differs for differs in (same_report.difference(schema, first, scan(*options))
                                        for options in ((), ("--max-connections=3",), ())) if differs]
    for problem in problems:
        print(problem)
    problems += compare(first, scan())
    return 1 if problems else 0


sys.exit(main())
