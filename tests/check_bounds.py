#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scans hostile domains beside good ones, in a network namespace whose only interface is loopback.

A small DNS server answers from tables and counts what it is asked; small SMTP servers count their connections.
What is asserted is counts, and that the good domains' reports are the same as without the hostile ones. The
servers here are in no signed tree, so DNSSEC is off.
"""
import hashlib
import ipaddress
import json
import os
import selectors
import socket
import struct
import subprocess
import sys
import tempfile
import threading

MAILSONDE = os.environ.get("MAILSONDE", "./mailsonde")
LIMIT_S = 60
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

dns = None
smtp = None


def run(*arguments, before=()):
    return subprocess.run([*before, MAILSONDE, *arguments], capture_output=True, text=True, timeout=LIMIT_S,
                          stdin=subprocess.DEVNULL, check=False)


def scan(*arguments, before=()):
    """The reports by their target's word, and the process's memory at its peak."""
    done = run("--resolver=127.0.0.1", "--dnssec=off", "--format=json", *arguments, before=before)
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
    ends = {(e["address"], e["port"], e["found"]): [(s["stop"]["at"], s["stop"]["reason"]) for s in e["sessions"]]
            for e in report["endpoints"]}
    # Which ways the run has traces left for depends on who is first.
    said = sorted((f["id"], f["outcome"], f["severity"], str(f["subject"])) for f in report["findings"]
                  if (f["id"], f["outcome"]) != ("port-intercepted", "holds"))
    return ends, said, report["hosts"][0]["addresses"], report["verdict"]["inbound"], report["verdict"]["submission"]


def beside_good(*arguments):
    """Scans the arguments' targets with the good ones; the good reports have to be the same as without."""
    reports = scan(*arguments, *GOOD)
    for word in GOOD:
        now, before = essence(reports[word]), alone[word]
        assert now == before, [(word, a, b) if not isinstance(a, list) else
                               (word, [f for f in a if f not in b], [f for f in b if f not in a])
                               for a, b in zip(now, before) if a != b]
    return reports


def set_up():
    global dns, smtp
    for command in ("link set lo up", "address add 169.254.169.254/32 dev lo", "address add 10.9.0.1/32 dev lo",
                    *(f"address add 10.1.0.{n + 1}/32 dev lo" for n in range(len(GOOD))),
                    "-6 address add fe80::1234/128 dev lo", "route add local 10.66.0.0/16 dev lo",
                    "route add local 10.67.0.0/16 dev lo"):
        subprocess.run(["ip", *command.split()], check=True)
    dns, smtp = Dns(), Smtp()
    for number, name in enumerate(GOOD):
        dns.add(name, mx(10, "mx." + name))
        dns.add("mx." + name, address_record(f"10.1.0.{number + 1}"))
        smtp.listen(f"10.1.0.{number + 1}", 25)
        smtp.listen(f"10.1.0.{number + 1}", 587)


# --- cases -------------------------------------------------------------------------------------------------

LOCAL = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "::127.0.0.1", "0.0.0.0", "::", "169.254.169.254",
         "fe80::1234", "224.0.0.1", "ff02::1", "255.255.255.255", "64:ff9b::7f00:1", "2002:7f00:1::1"]


def set_up_local():
    for address in ("127.0.0.1", "::1", "169.254.169.254", "10.9.0.1"):
        for port in (25, 465, 587, 2525, 22, 80, 6379, 9200):
            smtp.listen(address, port)
    hosts = [f"h{n}.local.test" for n in range(len(LOCAL))]
    dns.add("local.test", *(mx(10, host) for host in hosts), mx(5, "mx.local.test"))
    dns.add("mx.local.test", address_record("10.9.0.1"))
    for host, address in zip(hosts, LOCAL):
        dns.add(host, address_record(address))
    for service in ("_submission._tcp", "_submissions._tcp"):
        dns.add(f"{service}.local.test",
                *(srv(port, host) for port in (22, 80, 6379, 9200) for host in ("h0.local.test", "mx.local.test")))
    dns.add("_mta-sts.local.test", txt("v=STSv1; id=1;"))
    dns.add("mta-sts.local.test", address_record("127.0.0.1"), address_record("::1"))
    smtp.listen("127.0.0.1", 443)
    smtp.listen("::1", 443)


MINE = ("127.0.0.1", "::1", "169.254.169.254")


def test_DNS_leads_nobody_to_this_machine():
    smtp.forget()
    report = beside_good("local.test")["local.test"]
    assert smtp.total(*MINE) == 0, smtp.connections
    assert {address for address, _ in places(report)} == {"10.9.0.1"}, places(report)
    barred = {ipaddress.ip_address(f["subject"]["address"]) for f in findings(report, "address-not-probed")}
    assert barred == {ipaddress.ip_address(address) for address in LOCAL}, barred
    assert {smtp.connections[("10.9.0.1", port)] for port in (22, 80)} == {0}, "ports of other services"
    assert smtp.connections[("10.9.0.1", 6379)] > 0, "a port that anybody may use"
    refused = {f["evidence"].split()[3] for f in findings(report, "srv-port-not-probed")}
    assert refused == {"22", "80"}, refused
    assert "mta-sts-host-not-asked" in ids(report), ids(report)


def test_a_trace_of_them_connects_nowhere_either():
    smtp.forget()
    done = run("path", "--resolver=127.0.0.1", "--dnssec=off", "--format=json", "local.test")
    report, = json.loads(done.stdout)["reports"]
    assert smtp.total(*MINE) == 0, smtp.connections
    assert {path["address"] for path in report["paths"]} == {"10.9.0.1"}


def test_any_connects_to_all():
    smtp.forget()
    report = scan("--addresses=any", "local.test")["local.test"]
    assert smtp.total("127.0.0.1") > 0 and smtp.total("::1") > 0 and smtp.total("169.254.169.254") > 0
    assert not findings(report, "address-not-probed")
    assert {smtp.connections[("127.0.0.1", port)] for port in (22, 80)} == {0}


def test_public_leaves_private_networks_out():
    smtp.forget()
    report = scan("--addresses=public", "local.test", GOOD[0])
    assert smtp.total() == 0, smtp.connections
    assert len(findings(report["local.test"], "address-not-probed")) == len(LOCAL) + 1
    assert findings(report[GOOD[0]], "address-not-probed")


def test_what_the_user_names_is_connected_to():
    with tempfile.NamedTemporaryFile("w", suffix=".zone") as zone:
        zone.write("typed.test. MX 10 mx.typed.test.\nmx.typed.test. A 127.0.0.1\n"
                   "_submission._tcp.typed.test. SRV 0 0 22 mx.typed.test.\n")
        zone.flush()
        for arguments in (["127.0.0.1"], ["--host", "[::1]"], ["localhost"],
                          [f"--records={zone.name}", "typed.test"],
                          ["--connect-to=mx.good0.test::127.0.0.1:", "good0.test"],
                          ["--submission=127.0.0.1", "good0.test"]):
            smtp.forget()
            scan(*arguments)
            assert smtp.total(*MINE) > 0, arguments
            assert (smtp.connections[("127.0.0.1", 22)] > 0) == (arguments[-1] == "typed.test"), arguments


WIDE_HOSTS, WIDE_ADDRESSES = 1000, 50


def set_up_wide():
    hosts = [f"m{n}.wide.test" for n in range(WIDE_HOSTS)]
    dns.add("wide.test", *(mx(n, host) for n, host in enumerate(hosts)))
    for n, host in enumerate(hosts):
        dns.add(host, *(address_record(f"10.66.{n % 250}.{a + 1}") for a in range(WIDE_ADDRESSES)))
    for service in ("_submission._tcp", "_submissions._tcp"):
        dns.add(f"{service}.wide.test", *(srv(5000 + n, "m0.wide.test") for n in range(40)))
    for n in range(50):
        for a in range(WIDE_ADDRESSES):
            name = f"{a + 1}.{n}.66.10.in-addr.arpa"
            dns.add(name, *((PTR, wire_name(f"p{k}-{a}-{n}.wide.test")) for k in range(8)))


def active_opens():
    """TCP connections that were begun in this network namespace."""
    with open("/proc/net/snmp", encoding="ascii") as file:
        names, values = (line.split() for line in file if line.startswith("Tcp:"))
    return int(values[names.index("ActiveOpens")])


def test_a_wide_domain_is_cut_and_says_so_once():
    dns.forget()
    before = active_opens()
    reports = beside_good("wide.test")
    made = active_opens() - before
    wide = reports["wide.test"]
    bounds = wide["bounds"]
    asked = len(dns.asked("wide.test")) + len(dns.asked("66.10.in-addr.arpa"))
    assert len(wide["endpoints"]) == bounds["endpoints_max"] == 200
    assert len({e["address"] for e in wide["endpoints"]}) >= 50, "each MX host has its turn"
    assert bounds["endpoints_left_out"] > 5000, bounds
    assert asked <= bounds["queries_max"] * 2, (asked, bounds)  # a cut answer is asked for again, over TCP
    assert bounds["queries"] <= 1000 and bounds["queries_left_out"] > 0, bounds
    assert {q for q in dns.asked("_submission._tcp.wide.test")}, "what matters is asked"
    # A connection for each endpoint, some again, those of the good ones, and DNS over TCP.
    assert made < 1500, made
    finding, = findings(wide, "target-too-large")
    assert finding["outcome"] == "unknown" and "more than 200 endpoints" in finding["evidence"], finding
    assert len(findings(wide, "dns-too-large")) == 1
    assert not [f for f in findings(wide, "ptr-missing") if f["outcome"] == "unknown"], "that is told once"


def test_the_limits_are_options():
    report = scan("--max-endpoints=7", "--max-connections-per-target=5", "--max-queries=40",
                  "wide.test")["wide.test"]
    assert len(report["endpoints"]) == 7
    assert sum(e["connections"] for e in report["endpoints"]) <= 5
    assert report["bounds"]["connections"] == 5 and report["bounds"]["connections_left_out"] > 0
    finding, = findings(report, "target-too-large")
    assert "5 connections" in finding["evidence"] and "7 endpoints" in finding["evidence"], finding
    assert report["verdict"]["inbound"] == "unknown", report["verdict"]["inbound"]
    assert "host-lookup-failed" in ids(report, "unknown")


def test_a_target_without_connections_left_spoils_no_other():
    """Both domains have the same MX host, and the first has used up its connections."""
    for name in ("poor.test", "rich.test"):
        dns.add(name, mx(10, "mx.good0.test"))
    dns.add("poor.test", *(mx(1, f"m{n}.wide.test") for n in range(3)))
    reports = scan("--max-connections-per-target=12", "--max-targets=1", "poor.test", "rich.test")
    assert findings(reports["poor.test"], "target-too-large")
    assert not findings(reports["rich.test"], "target-too-large")
    mode, = {e["found"] for e in reports["rich.test"]["endpoints"] if e["port"] == 25}
    assert mode == "starttls", mode


def test_few_open_files_are_enough():
    """20 descriptors for 20 domains of two ports that answer: places wait, nothing fails."""
    with subprocess.Popen(["bash", "-c", f'ulimit -n 20; exec "{MAILSONDE}" "$@"', "mailsonde",
                           "--resolver=127.0.0.1", "--dnssec=off", "--format=json", "--no-path", *GOOD],
                          stdout=subprocess.PIPE, text=True) as process:
        document = json.loads(process.stdout.read())
    for report in document["reports"]:
        stops = [(s["stop"]["reason"], s["stop"]["detail"]) for e in report["endpoints"] for s in e["sessions"]]
        assert not [stop for stop in stops if stop[0] == "local"], stops
        assert essence(report) == alone[report["target"]["word"]], essence(report)


def test_each_question_has_a_port_of_its_own():
    dns.forget()
    scan(*GOOD)
    asked = len(dns.questions)
    assert asked > 200, asked
    assert len(dns.ports) > asked * 0.9, (len(dns.ports), asked)  # the kernel may give one twice


def test_letters_of_questions_are_in_random_case():
    dns.forget()
    scan(*GOOD)
    assert dns.mixed > len(dns.questions) * 0.9 and dns.by_tcp == 0, (dns.mixed, len(dns.questions), dns.by_tcp)


def with_case(case):
    """The good domains' reports with such a name server, and what it was asked by UDP and TCP."""
    dns.forget()
    dns.case = case
    try:
        reports = beside_good()
    finally:
        dns.case = "kept"
    return reports, len(dns.questions) - dns.by_tcp, dns.by_tcp


def test_a_name_server_that_loses_the_case_is_asked_without():
    _, by_udp, by_tcp = with_case("lost")
    assert 0 < by_tcp < by_udp, (by_udp, by_tcp)
    # Any number may be under way before the first is told by TCP. What follows from an answer comes after it.
    late = {name for name in dns.mixed_names if name.startswith("mx.")}
    assert dns.mixed_names and not late, late


def test_forged_answers_in_other_letters_are_not_taken():
    subprocess.run(["ip", "address", "add", FORGED + "/32", "dev", "lo"], check=True)
    smtp.listen(FORGED, 25)
    reports, _, by_tcp = with_case("forged")
    assert by_tcp >= 2 * len(GOOD), by_tcp
    assert smtp.total(FORGED) == 0, "a server was believed that no record names"
    assert not [report for report in reports.values() if FORGED in str(places(report))]


# --- keys ------------------------------------------------------------------------------------------------

def der(tag, *parts):
    content = b"".join(parts)
    length = len(content)
    size = bytes([length]) if length < 128 else (
        lambda n: bytes([0x80 | len(n)]) + n)(length.to_bytes((length.bit_length() + 7) // 8, "big"))
    return bytes([tag]) + size + content


def oid(hexadecimal):
    return der(6, bytes.fromhex(hexadecimal))


def rsa_key_of(*numbers):
    return der(0x30, der(0x30, oid("2a864886f70d010101"), der(5)),
               der(3, b"\0", der(0x30, *(der(2, number) for number in numbers))))


def rsa_key(bits, exponent_bits=None):
    """A public key whose modulus and exponent have as many bits."""
    return rsa_key_of(*(b"\0" + b"\xff" * (size // 8) for size in (bits, exponent_bits or bits)))


def certificate_of(key, serial=1, subject=b"mx.key.test"):
    """Signed by nobody, with that key."""
    signature = der(0x30, oid("2a864886f70d01010b"), der(5))
    issuer, own = (der(0x30, der(0x31, der(0x30, oid("550403"), der(12, n)))) for n in (b"mx.key.test", subject))
    dates = der(0x30, der(23, b"200101000000Z"), der(23, b"400101000000Z"))
    body = der(0x30, der(0xa0, der(2, b"\2")), der(2, bytes([serial])), signature, issuer, dates, own, key)
    return der(0x30, body, signature, der(3, b"\0", b"\x55" * 256))


def certificate(bits, serial=1, exponent_bits=None, subject=b"mx.key.test"):
    return certificate_of(rsa_key(bits, exponent_bits), serial, subject)


def ocsp_response(*certificates):
    """Signed by nobody, in the name of mx.key.test; with these certificates (RFC 6960 4.2.1)."""
    signature = der(0x30, oid("2a864886f70d01010b"), der(5))
    about = der(0x30, der(0x30, oid("2b0e03021a"), der(5)), der(4, b"a" * 20), der(4, b"b" * 20), der(2, b"\1"))
    name = der(0x30, der(0x31, der(0x30, oid("550403"), der(12, b"mx.key.test"))))
    now = der(24, b"20260101000000Z")
    data = der(0x30, der(0xa1, name), now, der(0x30, der(0x30, about, b"\x80\0", now)))
    basic = der(0x30, data, signature, der(3, b"\0", b"\x55" * 2048),
                *([der(0xa0, der(0x30, *certificates))] if certificates else []))
    return der(0x30, der(10, b"\0"), der(0xa0, der(0x30, oid("2b0601050507300101"), der(4, basic))))


def handshake(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def vector(size, content):
    return len(content).to_bytes(size, "big") + content


def records(messages):
    parts = [messages[at:at + 16000] for at in range(0, len(messages), 16000)]
    return b"".join(b"\x16\3\3" + vector(2, part) for part in parts)


class HugeKey(threading.Thread):
    """Speaks TLS 1.2 from the first byte on, up to a ServerKeyExchange whose signature takes its key to check."""

    def __init__(self, address, bits, port=465, chain=None, staple=None):
        super().__init__(daemon=True)
        self._server = socket.create_server((address, port))
        chain = b"".join(vector(3, der) for der in chain or [certificate(bits)])
        key_exchange = b"\3\0\x1d" + vector(1, b"\x09" + bytes(31)) + b"\4\1" + vector(2, b"\1" * (bits // 8))
        extensions = b"\xff\1\0\1\0" + (b"\0\5\0\0" if staple else b"")
        status = handshake(22, b"\1" + vector(3, staple)) if staple else b""
        self._flight = records(handshake(2, b"\3\3" + b"R" * 32 + b"\0\xc0\x2f\0" + vector(2, extensions))
                               + handshake(11, vector(3, chain)) + status + handshake(12, key_exchange)
                               + handshake(14, b""))
        self.start()

    def run(self):
        while True:
            connection, _ = self._server.accept()
            with connection:
                try:
                    connection.settimeout(10)
                    connection.recv(4096)
                    connection.sendall(self._flight)
                    connection.recv(4096)
                except OSError:
                    pass


def test_a_huge_key_is_not_worked_with():
    subprocess.run("ip address add 10.9.1.1/32 dev lo".split(), check=True)
    HugeKey("10.9.1.1", 65536)
    dns.add("key.test", mx(10, "mx.key.test"))
    dns.add("mx.key.test", address_record("10.9.1.1"))
    report = beside_good("key.test")["key.test"]
    finding, = findings(report, "certificate-key-excessive")
    assert "a modulus of 65536 bits and an exponent of 65536 bits" in finding["evidence"], finding
    endpoint, = (e for e in report["endpoints"] if e["port"] == 465)
    stop = endpoint["sessions"][0]["stop"]
    assert stop["at"] == "handshake" and "does not process" in stop["detail"], stop


def test_a_policy_host_with_a_huge_key_holds_up_nobody():
    subprocess.run("ip address add 10.9.1.2/32 dev lo".split(), check=True)
    HugeKey("10.9.1.2", 131072, port=443)
    dns.add("policykey.test", mx(10, "mx.good2.test"))
    dns.add("_mta-sts.policykey.test", txt("v=STSv1; id=1;"))
    dns.add("mta-sts.policykey.test", address_record("10.9.1.2"))
    sts = beside_good("policykey.test")["policykey.test"]["domain"]["mta_sts"]
    assert sts["status"] == "webpki_invalid", sts
    assert "a modulus of 131072 bits and an exponent of 131072 bits, which mailsonde does not process" in sts["detail"], sts


def test_TLSA_records_of_a_huge_key_are_merged():
    """100 records, of which two differ, name the key of a certificate above the server's own."""
    bits = 32768
    subprocess.run("ip address add 10.9.1.3/32 dev lo".split(), check=True)
    HugeKey("10.9.1.3", bits, chain=[certificate(bits, 1), certificate(bits, 2)])
    dns.add("tlsa.test", mx(10, "mx.tlsa.test"))
    dns.add("_submissions._tcp.tlsa.test", srv(465, "mx.tlsa.test"))
    dns.add("mx.tlsa.test", address_record("10.9.1.3"))
    digest = hashlib.sha256(certificate(bits, 2)).digest()
    dns.add("_465._tcp.mx.tlsa.test", *[(TLSA, b"\2\0\1" + digest)] * 95, *[(TLSA, b"\2\1\0" + rsa_key(bits))] * 5)
    report = beside_good("tlsa.test")["tlsa.test"]
    tlsa, = (s for host in report["hosts"] for s in host["tlsa_sets"] if s["port"] == 465)
    assert sorted((r["selector"], r["matching_type"]) for r in tlsa["records"]) == [(0, 1), (1, 0)], tlsa
    endpoint, = (e for e in report["endpoints"] if e["port"] == 465)
    told = [(m["selector"], m["matches"], m["certificate"]) for m in endpoint["tlsa_matches"]]
    assert sorted(told) == [(0, "no", 1), (1, "no", 1)], told


def test_TLSA_records_may_hold_huge_keys_themselves():
    """As a trust anchor that nobody sends, as the server's own certificate, and as its key."""
    bits = 65536
    subprocess.run("ip address add 10.9.1.5/32 dev lo".split(), check=True)
    own = certificate(bits, 1, subject=b"mx.full.test")
    HugeKey("10.9.1.5", bits, chain=[own])
    dns.add("full.test", mx(10, "mx.full.test"))
    dns.add("_submissions._tcp.full.test", srv(465, "mx.full.test"))
    dns.add("mx.full.test", address_record("10.9.1.5"))
    dns.add("_465._tcp.mx.full.test", (TLSA, b"\2\0\0" + certificate(bits, 2)), (TLSA, b"\3\0\0" + own),
            (TLSA, b"\3\1\0" + rsa_key(bits)))
    report = beside_good("full.test")["full.test"]
    endpoint, = (e for e in report["endpoints"] if e["port"] == 465)
    told = [(m["usage"], m["selector"], m["matches"], m["certificate"]) for m in endpoint["tlsa_matches"]]
    assert sorted(told) == [(2, 0, "no", -1), (3, 0, "yes", 0), (3, 1, "yes", 0)], told
    assert "certificate-key-excessive" in ids(report), ids(report)


def test_the_search_for_a_path_has_a_bound_of_work():
    """26 certificates of the issuer's name, with keys that are just small enough to be worked with."""
    subprocess.run("ip address add 10.9.1.4/32 dev lo".split(), check=True)
    above = [certificate(16384, serial + 2, 64) for serial in range(26)]
    HugeKey("10.9.1.4", 16384, chain=[certificate(16384, 1, 64, b"mx.maze.test"), *above])
    dns.add("maze.test", mx(10, "mx.maze.test"))
    dns.add("mx.maze.test", address_record("10.9.1.4"))
    report = beside_good("maze.test")["maze.test"]
    endpoint, = (e for e in report["endpoints"] if e["port"] == 465)
    seen = endpoint["sessions"][0]["tls"]["verification"]
    assert seen["trusted"] == "unknown" and "not all paths" in seen["problems"][0], seen

# A key that can sign: of the Mersenne primes 2^607-1 and 2^1279-1.
SIGNER_P, SIGNER_Q, SIGNER_E = 2**607 - 1, 2**1279 - 1, 65537
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def sign(message):
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 8.2.1)."""
    modulus = SIGNER_P * SIGNER_Q
    size = (modulus.bit_length() + 7) // 8
    info = SHA256_INFO + hashlib.sha256(message).digest()
    padded = b"\0\1" + b"\xff" * (size - len(info) - 3) + b"\0" + info
    exponent = pow(SIGNER_E, -1, (SIGNER_P - 1) * (SIGNER_Q - 1))
    return pow(int.from_bytes(padded, "big"), exponent, modulus).to_bytes(size, "big")


class HugePrime(threading.Thread):
    """Speaks TLS 1.2 from the first byte on, up to a rightly signed ServerKeyExchange of Diffie-Hellman."""

    def __init__(self, address, prime, generator=b"\2", public=b"\5", port=465):
        super().__init__(daemon=True)
        self._server = socket.create_server((address, port))
        modulus = SIGNER_P * SIGNER_Q
        self._chain = vector(3, vector(3, certificate_of(rsa_key_of(
            b"\0" + modulus.to_bytes((modulus.bit_length() + 7) // 8, "big"), b"\1\0\1"))))
        self._parameters = vector(2, prime) + vector(2, generator) + vector(2, public)
        self.start()

    def run(self):
        while True:
            connection, _ = self._server.accept()
            with connection:
                try:
                    connection.settimeout(10)
                    client_random = connection.recv(4096)[11:43]
                    random = b"R" * 32
                    key_exchange = self._parameters + b"\4\1" + vector(
                        2, sign(client_random + random + self._parameters))
                    connection.sendall(records(
                        handshake(2, b"\3\3" + random + b"\0\0\x9e\0" + vector(2, b"\xff\1\0\1\0"))
                        + handshake(11, self._chain) + handshake(12, key_exchange) + handshake(14, b"")))
                    connection.recv(4096)
                except OSError:
                    pass


HUGE, SMALL = b"\xff" * (131072 // 8 - 1), b"\xff" * 256


def test_a_huge_Diffie_Hellman_prime_is_not_worked_with():
    """Nor a huge generator or public value beside a small one."""
    cases = [((HUGE * 4)[:65000], b"\2", b"\5"), (HUGE, b"\2", HUGE), (HUGE, HUGE, b"\5"),
             (b"\xff" * 1250 + b"\1", b"\2", b"\5"), (SMALL, HUGE, b"\5"), (SMALL, b"\2", HUGE)]
    for number, case in enumerate(cases):
        address, domain = f"10.9.2.{number + 1}", f"prime{number}.test"
        subprocess.run(f"ip address add {address}/32 dev lo".split(), check=True)
        HugePrime(address, *case)
        dns.add(domain, mx(10, "mx." + domain))
        dns.add("mx." + domain, address_record(address))
    reports = beside_good(*(f"prime{number}.test" for number in range(len(cases))))
    told = []
    for number in range(len(cases)):
        report = reports[f"prime{number}.test"]
        finding, = findings(report, "tls-dh-prime-excessive")
        endpoint, = (e for e in report["endpoints"] if e["port"] == 465)
        session = endpoint["sessions"][0]
        assert session["stop"]["at"] == "handshake" and "does not process" in session["stop"]["detail"], session
        assert session["tls"]["chain"], session
        assert finding["evidence"].startswith(session["tls"]["key_exchange_problem"]), finding
        told.append(session["tls"]["key_exchange_problem"])
    text = "Diffie-Hellman with a prime of {} bits, a generator of {} bits and a public value of {} bits"
    huge = 8 * len(HUGE)
    assert told == [text.format(*bits) for bits in ((520000, 2, 3), (huge, 2, huge), (huge, huge, 3),
                                                    (10008, 2, 3), (2048, huge, 3), (2048, 2, huge))], told


def test_staples_have_a_bound_of_work():
    """Neither huge keys beside a staple nor many issuers that may have signed it hold up anybody."""
    above = [certificate(16384, serial + 2, 64) for serial in range(15)]
    own = certificate(2048, 1, 17, b"mx.staple.test")
    cases = [([own, *above], ocsp_response(), "unverified"),
             ([own, certificate(65536, 2)], ocsp_response(), "invalid"),
             ([own, certificate(2048, 2, 17)], ocsp_response(certificate(65536, 3)), "invalid")]
    for number, (chain, staple, _) in enumerate(cases):
        address, domain = f"10.9.4.{number + 1}", f"staple{number}.test"
        subprocess.run(f"ip address add {address}/32 dev lo".split(), check=True)
        HugeKey(address, 2048, chain=chain, staple=staple)
        dns.add(domain, mx(10, "mx." + domain))
        dns.add("mx." + domain, address_record(address))
    reports = beside_good(*(f"staple{number}.test" for number in range(len(cases))))
    told = [next(e for e in reports[f"staple{number}.test"]["endpoints"] if e["port"] == 465)["sessions"][0]["tls"]
            ["ocsp_staple"] for number in range(len(cases))]
    assert told == [expected for _, _, expected in cases], told
    excessive, = findings(reports["staple1.test"], "certificate-key-excessive")
    assert excessive["evidence"].startswith("a certificate above it: RSA key with a modulus of 65536"), excessive


# --- files -------------------------------------------------------------------------------------------------

# An empty zone, where nobody is to be asked.
NO_RECORDS = ["--records=/dev/null"]


def peak_kib(*arguments):
    """How a program ended, and the memory it had at its peak."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as complaint, \
            subprocess.Popen([MAILSONDE, *arguments], stdout=output, stderr=complaint,
                             stdin=subprocess.DEVNULL) as process:
        timer = threading.Timer(LIMIT_S, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        complaint.seek(0)
        return process.returncode, output.read(), complaint.read(), usage.ru_maxrss


# With sanitizers each program needs some 80 MiB; without bounds these came to gigabytes.
def refused(expected, *arguments, memory_kib=400 * 1024):
    status, _, complaint, peak = peak_kib("--offline", *NO_RECORDS, *arguments)
    assert status == 2, (status, complaint)
    assert expected in complaint and complaint.count("\n") == 1, complaint
    assert peak < memory_kib, peak


def test_a_zone_file_includes_nothing():
    with tempfile.TemporaryDirectory() as folder:
        for name in ("/etc/passwd", "self.zone", "/dev/zero"):
            path = os.path.join(folder, "self.zone")
            for directive in (f"$INCLUDE {name}\n", f"$include {name}", f'$INCLUDE "{name}" sub.test. ; more\n'):
                with open(path, "w", encoding="ascii") as zone:
                    zone.write("; a comment\nfile.test. MX 0 .\n" + directive)
                refused("self.zone:3: $INCLUDE is not supported", f"--records={path}", "file.test",
                        memory_kib=160 * 1024)
                done = run("--resolver=127.0.0.1", f"--trust-anchor={path}", "good0.test")
                assert done.returncode == 2 and "self.zone:3: $INCLUDE" in done.stderr, done.stderr


def test_files_are_bounded():
    refused("/dev/zero: it is larger than 64 MiB", "--records=/dev/zero", "file.test")
    refused("/dev/zero: it is larger than 16 MiB", "--ca-file=/dev/zero", "file.test", memory_kib=160 * 1024)
    refused("/dev/zero", "--profile=/dev/zero", "file.test", memory_kib=160 * 1024)
    done = run("--resolver=127.0.0.1", "--trust-anchor=/dev/zero", "good0.test")
    assert done.returncode == 2 and "/dev/zero: it is larger than 64 MiB" in done.stderr, done.stderr


def test_lists_of_targets_are_bounded():
    status, _, complaint, peak = peak_kib("--offline", *NO_RECORDS, "@/dev/zero", "nowhere.test")
    assert status == 2 and "a line has no end" in complaint and peak < 160 * 1024, (status, complaint, peak)
    with tempfile.NamedTemporaryFile("w", suffix=".list") as names:
        names.write("not a name!\n" * 5000)
        names.flush()
        status, _, complaint, peak = peak_kib("--offline", *NO_RECORDS, "@" + names.name)
        assert status == 2 and complaint.count("are not targets; the rest is not read") == 1
        assert complaint.count("\n") <= 1002, complaint.count("\n")


def test_a_list_that_never_ends_holds_up_nobody():
    """Comments without end come in by a pipe: the target before them is reported all the same."""
    reading, writing = os.pipe()
    with subprocess.Popen([MAILSONDE, "--offline", *NO_RECORDS, "--format=jsonl", "file.test", f"@/dev/fd/{reading}"],
                          stdout=subprocess.PIPE, text=True, pass_fds=[reading]) as process:
        os.close(reading)
        def feed():
            try:
                while True:
                    os.write(writing, b"#\n" * 2000)
            except OSError:
                pass
        threading.Thread(target=feed, daemon=True).start()
        timer = threading.Timer(LIMIT_S, process.kill)
        timer.start()
        line = process.stdout.readline()
        timer.cancel()
        process.terminate()
        assert process.wait(LIMIT_S) is not None
    os.close(writing)
    assert json.loads(line)["target"]["word"] == "file.test", line


def test_pipes_may_be_read_twice():
    with tempfile.NamedTemporaryFile("w") as ca:
        ca.write(open("/etc/ssl/certs/ca-certificates.crt", encoding="ascii").read()
                 if os.path.exists("/etc/ssl/certs/ca-certificates.crt") else "")
        ca.flush()
        if os.path.getsize(ca.name):
            done = subprocess.run(["bash", "-c", f'"{MAILSONDE}" --offline --records=/dev/null --ca-file=<(cat {ca.name}) file.test'],
                                  capture_output=True, text=True, timeout=LIMIT_S, check=False)
            assert "file.test" in done.stdout, done.stderr


SLOW_HOSTS = 5


def set_up_slow():
    """A domain whose MX hosts begin to greet and never come to an end; the last of them is a good one."""
    dns.add("slow.test", *(mx(n, f"m{n}.slow.test") for n in range(SLOW_HOSTS)), mx(9, "mx.good1.test"))
    for n in range(SLOW_HOSTS):
        dns.add(f"m{n}.slow.test", address_record(f"10.67.0.{n + 1}"))
        smtp.listen(f"10.67.0.{n + 1}", 25, greeting=b"220-")


def test_a_slow_domain_takes_no_time_from_others():
    smtp.forget()
    report = beside_good("--max-time=12", "slow.test")["slow.test"]
    assert report["ended"] == "time_ran_out", report["ended"]
    stops = {e["address"]: (e["sessions"][0]["stop"]["at"], e["sessions"][0]["stop"]["reason"])
             for e in report["endpoints"] if e["port"] == 25}
    assert stops.pop("10.1.0.2") != ("greeting", "time_ran_out"), "what was known by then"
    assert len(stops) == SLOW_HOSTS and set(stops.values()) == {("greeting", "time_ran_out")}, stops
    # One that began to speak is not asked whether it wants TLS.
    made = [smtp.connections[(f"10.67.0.{n + 1}", 25)] for n in range(SLOW_HOSTS)]
    assert made == [1] * SLOW_HOSTS, made


CASES = {name: case for name, case in globals().items() if name.startswith("test_")}
alone = {}


def main():
    wanted = sys.argv[1:]
    failed = 0
    set_up()
    set_up_local()
    set_up_wide()
    set_up_slow()
    alone.update((word, essence(report)) for word, report in scan(*GOOD).items())
    for name, case in CASES.items():
        if wanted and not any(word in name for word in wanted):
            continue
        try:
            case()
            print(f"PASS: {name[5:]}", flush=True)
        except Exception as problem:  # the next case is told all the same
            failed += 1
            print(f"FAIL: {name[5:]}: {type(problem).__name__}: {str(problem)[:1500]}", flush=True)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
