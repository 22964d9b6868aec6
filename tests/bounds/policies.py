# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts of MTA-STS policies that send without end, beside 20 domains that have good policies."""
import contextlib
import os
import socket
import ssl
import subprocess
import tempfile
import threading

from lab import GOOD, address_record, beside, dns, essence, ids, mx, scan, txt

# What follows the version, and what follows that for ever.
_CHUNKED = b"200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
HOSTILE = {
    "body": (b"200 OK\r\nContent-Type: text/plain\r\n\r\nversion: STSv1\r\n", b"mx: m.test\r\n" * 1000),
    "headers": (b"200 OK\r\nContent-Type: text/plain\r\n", b"X-Filler: 0\r\n" * 1000),
    "interim": (b"100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "extension": (_CHUNKED + b"1;", b"e" * 10000),
    "chunks": (_CHUNKED, b"1\r\n\n\r\n" * 1000),
    "trailers": (_CHUNKED + b"0\r\n", b"X-Trailer: 0\r\n" * 1000),
}
# Of each: a policy of 64 KiB, what may come beside it, and what the kernel takes that nobody reads.
SENT_MAX_BYTES = 2 * 1024 * 1024
GOOD_STS = [f"sts-{name}" for name in GOOD]
GOOD_ADDRESS = "10.9.3.1"


def hostile_address(number):
    return f"10.9.3.{number + 2}"


class Policies(threading.Thread):
    """Answers each request over HTTPS with the head, and then with `more` until nobody takes it; counts bytes."""

    def __init__(self, address, context, head, more=None):
        super().__init__(daemon=True)
        self._server = socket.create_server((address, 443), backlog=100)
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)
        self._context, self._head, self._more = context, head, more
        self.requests = self.sent_bytes = 0
        self.start()

    def run(self):
        while True:
            connection, _ = self._server.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        connection.settimeout(120)
        with contextlib.suppress(OSError), connection, \
                self._context.wrap_socket(connection, server_side=True) as inside:
            request = b""
            while b"\r\n\r\n" not in request and (received := inside.recv(4096)):
                request += received
            self.requests += 1
            inside.sendall(b"HTTP/1.1 " + self._head)
            while self._more and self.sent_bytes < 2 * SENT_MAX_BYTES:
                inside.sendall(self._more)
                self.sent_bytes += len(self._more)


def server_context(folder, domains):
    """With a certificate for the policy hosts of these domains, which is its own authority."""
    names = ",".join(f"DNS:mta-sts.{domain}" for domain in domains)
    files = [os.path.join(folder, name) for name in ("own.key", "own.pem")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", files[0], "-out", files[1], "-subj", "/CN=Policies of this test", "-days", "30",
                    "-addext", f"subjectAltName={names}"], check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    return context, files[1]


def add_domain(domain, host, policy_address):
    dns.add(domain, mx(10, host))
    dns.add(f"_mta-sts.{domain}", txt("v=STSv1; id=1;"))
    dns.add(f"mta-sts.{domain}", address_record(policy_address))


def set_up():
    for number in range(len(HOSTILE) + 1):
        subprocess.run(f"ip address add 10.9.3.{number + 1}/32 dev lo".split(), check=True)
    for domain, name in zip(GOOD_STS, GOOD):
        add_domain(domain, "mx." + name, GOOD_ADDRESS)
    for number, kind in enumerate(HOSTILE):
        add_domain(f"{kind}.policy.test", "mx." + GOOD[number], hostile_address(number))


def test_a_policy_without_end_holds_up_nobody():
    words = [f"{kind}.policy.test" for kind in HOSTILE]
    with tempfile.TemporaryDirectory() as folder:
        context, authority = server_context(folder, GOOD_STS + words)
        policy = b"version: STSv1\r\nmode: testing\r\nmx: *.test\r\nmax_age: 604800\r\n"
        good = Policies(GOOD_ADDRESS, context, b"200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
                        % (len(policy), policy))
        hostile = [Policies(hostile_address(number), context, *HOSTILE[kind])
                   for number, kind in enumerate(HOSTILE)]
        trusted = f"--ca-file={authority}"  # this test's own
        before = {word: essence(report) for word, report in scan(trusted, *GOOD_STS).items()}
        assert good.requests == len(GOOD_STS), good.requests
        reports = beside(before, trusted, *words)
    assert {reports[word]["domain"]["mta_sts"]["status"] for word in GOOD_STS} == {"policy_valid"}
    assert good.requests == 2 * len(GOOD_STS), good.requests
    told = {word: reports[word]["domain"]["mta_sts"]["status"] for word in words}
    assert set(told.values()) == {"too_large"}, told
    assert reports["interim.policy.test"]["domain"]["mta_sts"]["http_status"] is None
    assert "mta-sts-http-status" not in ids(reports["interim.policy.test"])
    sent = {word: (server.requests, server.sent_bytes) for word, server in zip(words, hostile)}
    assert all(requests == 1 and 0 < sent_bytes < SENT_MAX_BYTES for requests, sent_bytes in sent.values()), sent
