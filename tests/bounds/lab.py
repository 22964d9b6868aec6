# SPDX-License-Identifier: GPL-3.0-or-later
"""A DNS server that answers from tables and counts what it is asked, SMTP servers that count their connections, and
20 good domains, whose reports are compared with those of a run without the hostile ones."""
import ipaddress
import json
import os
import selectors
import socket
import struct
import subprocess
import threading

import of_time
import own_network

MAILSONDE = os.environ.get("MAILSONDE", "./mailsonde")
LIMIT_S = 250
A, SOA, PTR, MX, TXT, AAAA, SRV, TLSA = 1, 6, 12, 15, 16, 28, 33, 52
GOOD = [f"good{n}.test" for n in range(20)]
FORGED = "10.9.9.9"


# --- DNS ---------------------------------------------------------------------------------------------------

def wire_name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def address_record(text):
    address = ipaddress.ip_address(text)
    return (A if address.version == 4 else AAAA), address.packed


def mx(preference, host):
    return MX, struct.pack(">H", preference) + wire_name(host)


def srv(port, host):
    return SRV, struct.pack(">HHH", 0, 0, port) + wire_name(host)


def txt(text):
    return TXT, bytes([len(text)]) + text.encode()


class Dns:
    """Answers on 127.0.0.1:53, over UDP and TCP."""

    def __init__(self):
        self.records = {}
        self.questions = []
        self.ports = set()
        self.by_tcp = self.mixed = 0
        self.mixed_names = set()
        self.case = "kept"  # of a question's letters; "lost"; "forged": another's answer comes first, in others

    def start(self):
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", 53))
        self._tcp = socket.create_server(("127.0.0.1", 53), backlog=500)
        threading.Thread(target=self._serve_udp, daemon=True).start()
        threading.Thread(target=self._serve_tcp, daemon=True).start()

    def add(self, name, *records):
        self.records.setdefault(name, []).extend(records)
        while "." in name:
            name = name.split(".", 1)[1]
            self.records.setdefault(name, [])

    def forget(self):
        self.questions, self.ports, self.mixed_names = [], set(), set()
        self.by_tcp = self.mixed = 0

    def asked(self, below):
        return [q for q in self.questions if q[0] == below or q[0].endswith("." + below)]

    def _answer(self, query, limit):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode("ascii", "replace"))
            at += 1 + query[at]
        name, kind = ".".join(labels).lower(), struct.unpack(">H", query[at + 1:at + 3])[0]
        self.questions.append((name, kind))
        question = query[12:at + 5]
        if question.lower() != question:
            self.mixed += 1
            self.mixed_names.add(name)
        if self.case == "lost":
            question = question[:-4].lower() + question[-4:]
        found = self.records.get(name)
        data = [rdata for of, rdata in found or [] if of == kind]
        answers = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 300, len(d)) + d for d in data)
        code = 3 if found is None else 0
        if 12 + len(question) + len(answers) > limit:
            return query[:2] + struct.pack(">HHHHH", 0x8780 | code, 1, 0, 0, 0) + question
        return query[:2] + struct.pack(">HHHHH", 0x8580 | code, 1, len(data), 0, 0) + question + answers

    def _serve_udp(self):
        while True:
            query, client = self._udp.recvfrom(4096)
            self.ports.add(client[1])
            answer = self._answer(query, 1232)
            if self.case == "forged" and answer[6:8] != b"\0\0":
                name = answer[12:answer.index(b"\0", 12) + 1]
                self._udp.sendto(answer[:12] + name.swapcase() + answer[12 + len(name):-4]
                                 + ipaddress.ip_address(FORGED).packed, client)
            self._udp.sendto(answer, client)

    def _serve_tcp(self):
        while True:
            connection, _ = self._tcp.accept()
            threading.Thread(target=self._serve_one, args=(connection,), daemon=True).start()

    def _serve_one(self, connection):
        with connection, connection.makefile("rb") as stream:
            while True:
                head = stream.read(2)
                if len(head) < 2:
                    return
                self.by_tcp += 1
                answer = self._answer(stream.read(struct.unpack(">H", head)[0]), 65535)
                connection.sendall(struct.pack(">H", len(answer)) + answer)


# --- SMTP --------------------------------------------------------------------------------------------------

class Smtp:
    """Servers that know EHLO, RSET and QUIT and count their connections by address and port."""

    def __init__(self):
        self.connections = {}
        self._greetings = {}
        self._selector = selectors.DefaultSelector()
        self._lock = threading.Lock()

    def start(self):
        threading.Thread(target=self._run, daemon=True).start()

    def listen(self, address, port, greeting=b"220 mail.test ESMTP\r\n"):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        server = socket.socket(family, socket.SOCK_STREAM)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((address, port))
        server.listen(500)
        server.setblocking(False)
        self.connections[(address, port)] = 0
        with self._lock:
            self._greetings[(address, port)] = greeting
            self._selector.register(server, selectors.EVENT_READ, (address, port))

    def forget(self):
        for place in self.connections:
            self.connections[place] = 0

    def total(self, *addresses):
        return sum(n for (address, _), n in self.connections.items() if not addresses or address in addresses)

    def _run(self):
        while True:
            for key, _ in self._selector.select(0.05):
                if isinstance(key.data, tuple):
                    connection, _ = key.fileobj.accept()
                    self.connections[key.data] += 1
                    connection.setblocking(False)
                    self._selector.register(connection, selectors.EVENT_READ, bytearray())
                    connection.send(self._greetings[key.data])
                else:
                    self._talk(key.fileobj, key.data)

    def _talk(self, connection, pending):
        try:
            received = connection.recv(4096)
            pending += received
            while b"\n" in pending:
                line, _, rest = bytes(pending).partition(b"\n")
                pending[:] = rest
                verb = line.strip().upper()[:4]
                connection.send({b"EHLO": b"250 mail.test\r\n", b"QUIT": b"221 bye\r\n",
                                 b"RSET": b"250 ok\r\n"}.get(verb, b"502 no\r\n"))
        except OSError:
            received = b""
        if not received:
            self._selector.unregister(connection)
            connection.close()


# --- running -----------------------------------------------------------------------------------------------

dns = Dns()
smtp = Smtp()
alone = {}  # what there is of the good domains' reports when nobody is beside them


def run(*arguments, before=()):
    return subprocess.run([*before, MAILSONDE, *arguments], capture_output=True, text=True, timeout=LIMIT_S,
                          stdin=subprocess.DEVNULL, check=False)


def scan(*arguments, before=()):
    """The reports by their target's word, and the process's memory at its peak."""
    done = run("--resolver=127.0.0.1", "--dnssec=off", "--format=json", "--full", *arguments, before=before)
    assert done.stdout, done.stderr
    document = json.loads(done.stdout)
    assert document["summary"]["stalls"] == 0, document["summary"]
    return {report["target"]["word"]: report for report in document["reports"]}


def ids(report, outcome="fails"):
    return {f["id"] for f in report["findings"] if f["outcome"] == outcome}


def findings(report, name):
    return [f for f in report["findings"] if f["id"] == name]


def places(report):
    return {(e["address"], e["port"]) for e in report["endpoints"]}


def essence(report):
    """What of a report does not hang on the clock or on ports that the kernel chose."""
    # A server here that is late with its greeting is asked for TLS on a second connection.
    ends = {(e["address"], e["port"], e["found"]): [(s["stop"]["at"], s["stop"]["reason"])
                                                    for at, s in enumerate(e["sessions"]) if at == 0 or s["purpose"] != "main"]
            for e in report["endpoints"]}
    # Which ways the run has traces left for depends on who is first.
    said = sorted((f["id"], f["outcome"], f["severity"], str(f["subject"])) for f in report["findings"]
                  if (f["id"], f["outcome"]) != ("port-intercepted", "holds") and f["id"] not in of_time.IDS)
    sts = (report["domain"] or {}).get("mta_sts") or {}
    return ends, said, sts.get("status"), report["hosts"][0]["addresses"], report["verdict"]["inbound"], \
        report["verdict"]["submission"]


def beside(before, *arguments):
    """Scans the arguments' targets with those of `before`, whose reports have to be the same as in there."""
    reports = scan(*arguments, *before)
    for word, was in before.items():
        now = essence(reports[word])
        assert now == was, [(word, a, b) if not isinstance(a, list) else
                            (word, [f for f in a if f not in b], [f for f in b if f not in a])
                            for a, b in zip(now, was) if a != b]
    return reports


def beside_good(*arguments):
    return beside(alone, *arguments)


def set_up():
    own_network.require()
    for command in ("link set lo up", "address add 169.254.169.254/32 dev lo", "address add 10.9.0.1/32 dev lo",
                    *(f"address add 10.1.0.{n + 1}/32 dev lo" for n in range(len(GOOD))),
                    "-6 address add fe80::1234/128 dev lo", "route add local 10.66.0.0/16 dev lo",
                    "route add local 10.67.0.0/16 dev lo"):
        subprocess.run(["ip", *command.split()], check=True)
    dns.start()
    smtp.start()
    for number, name in enumerate(GOOD):
        dns.add(name, mx(10, "mx." + name))
        dns.add("mx." + name, address_record(f"10.1.0.{number + 1}"))
        smtp.listen(f"10.1.0.{number + 1}", 25)
        smtp.listen(f"10.1.0.{number + 1}", 587)


def measure_alone():
    alone.update((word, essence(report)) for word, report in scan(*GOOD).items())
