# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that Postfix is not: what they do with a connection is a function that gets it."""

import contextlib
import itertools
import socket
import struct
import threading

import zone

PORTS = (25, 465, 587, 2525)
# For a thread that nobody waits for.
_PATIENCE_S = 60

_numbers = itertools.cycle(zone.PEERS)


def reset(connection):
    """RST instead of a greeting."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def close(connection):
    """Not a word. Whatever came is read first, or it would be a reset."""
    connection.shutdown(socket.SHUT_WR)
    _swallow(connection)


def silent(connection):
    """Open, that is all."""
    _swallow(connection)


def greets(*lines):
    """Says that and ends the session."""
    def serve(connection):
        connection.sendall("".join(line + "\r\n" for line in lines).encode())
        connection.shutdown(socket.SHUT_WR)
        _swallow(connection)
    return serve


def smtp(name, late_s=0, starttls="hangs"):
    """Speaks SMTP. STARTTLS either is not offered (None), or nothing comes after the 220 ("hangs")."""
    def serve(connection):
        if late_s and not _stays(connection, late_s):
            return
        connection.sendall(f"220 {name} ESMTP\r\n".encode())
        with connection.makefile("rb") as lines:
            for line in lines:
                verb = line.split()[:1][0].upper() if line.split() else b""
                connection.sendall(_reply(name, verb, starttls))
                if verb == b"STARTTLS" and starttls:
                    return _swallow(connection)
                if verb == b"QUIT":
                    return None
        return None
    return serve


def _reply(name, verb, starttls):
    if verb == b"EHLO":
        return f"250-{name}\r\n{'250-STARTTLS' if starttls else '250-SIZE'}\r\n250 8BITMIME\r\n".encode()
    if verb == b"STARTTLS":
        return b"220 2.0.0 Ready\r\n" if starttls else b"502 5.5.1 Not here\r\n"
    return b"221 2.0.0 Bye\r\n" if verb == b"QUIT" else b"250 2.0.0 Ok\r\n"


def _stays(connection, seconds):
    """Waits that long; whether the client is still there and silent."""
    connection.settimeout(seconds)
    try:
        connection.recv(1)
        return False
    except TimeoutError:
        connection.settimeout(_PATIENCE_S)
        return True


def _swallow(connection):
    with contextlib.suppress(OSError):
        while connection.recv(4096):
            pass


def _serve(connection, behaviour):
    with connection, contextlib.suppress(OSError):
        connection.settimeout(_PATIENCE_S)
        behaviour(connection)


def _accept(listener, behaviour):
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, behaviour), daemon=True).start()


@contextlib.contextmanager
def listening(sockets):
    """(address, port, behaviour) each, in the calling thread's network, for as long as it lasts."""
    with contextlib.ExitStack() as open_:
        for address, port, behaviour in sockets:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            listener = open_.enter_context(socket.create_server((address, port), family=family, backlog=64))
            # Closing alone would leave the thread that waits in accept() with it.
            open_.callback(listener.shutdown, socket.SHUT_RDWR)
            threading.Thread(target=_accept, args=(listener, behaviour), daemon=True).start()
        yield


class Peer:
    """A host of its own at the end of the way: peer.domain leads to it."""

    def __init__(self, behaviours):
        self.number = next(_numbers)
        self.v4, self.v6 = zone.peer_addresses(self.number)
        self.domain = f"peer{self.number}.example"
        self.sockets = [(address, port, behaviour) for address in (self.v4, self.v6)
                        for port, behaviour in behaviours.items()]


@contextlib.contextmanager
def peer(behaviours):
    """A host that does so, by port."""
    made = Peer(behaviours)
    with listening(made.sockets):
        yield made
