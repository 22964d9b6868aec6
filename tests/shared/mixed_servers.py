# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail servers of many kinds, and domains that share them: with TLS and without, with the name of the host in the
certificate and without, that refuse, reject, keep silent, talk nonsense, close, or answer in pieces. For a network
namespace: they take ports 25 and 465 of 127.1.0.0/16."""

import collections
import os
import socket
import ssl
import subprocess
import threading

KINDS = ("tls", "tls", "tls", "other name", "plain", "refuses", "rejects", "closes", "nonsense", "pieces", "no ehlo")
# A client that keeps silent for so long is given up.
SILENCE_S = 250


def address(number):
    return f"127.1.{number // 200}.{number % 200 + 1}"


class Server:
    """One address on port 25 (and 465, where the kind has TLS), and what it has seen."""

    def __init__(self, number, contexts):
        self.kind, self.address = KINDS[number % len(KINDS)], address(number)
        self.context = contexts.get(self.kind)
        self.host = f"mx{number}.hosts.example"
        self.lock = threading.Lock()
        self.connections = collections.Counter()
        self.open = self.most_open = 0
        if self.kind != "refuses":
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
            connection.settimeout(SILENCE_S)
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


def records(chance, domains, servers, share=True):
    """A file of records: domains d0.example ... with one to three of the hosts, some of which `share` an address."""
    lines = [f"mx{n}.hosts.example. 300 IN A {address(n)}" for n in range(servers)]
    if share:
        lines += [f"mx{n}.hosts.example. 300 IN A {address(chance.randrange(servers))}" for n in range(0, servers, 5)]
    for n in range(domains):
        hosts = chance.sample(range(servers), chance.choice((1, 1, 2, 3)))
        lines += [f"d{n}.example. 300 IN MX {10 * (at + 1)} mx{host}.hosts.example." for at, host in enumerate(hosts)]
    return "\n".join(lines) + "\n"


def start(folder, count):
    """So many servers, of all kinds in turn; their certificates are made in the folder."""
    made = contexts(folder)
    return [Server(number, made) for number in range(count)]


def take_counts(servers):
    """The connections at each address and port since the last call."""
    counts = {}
    for server in servers:
        with server.lock:
            for port, count in server.connections.items():
                counts[server.address, port] = count
            server.connections.clear()
    return counts
