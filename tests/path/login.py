# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of Dovecot's login service as Postfix wants before it offers AUTH; nobody logs in here."""

import socket
import threading

HELLO = ("VERSION\t1\t2", "MECH\tPLAIN\tplaintext", "MECH\tLOGIN\tplaintext", "SPID\t1", "CUID\t1",
         "COOKIE\t0123456789abcdef0123456789abcdef", "DONE")


def _serve(connection):
    with connection:
        connection.sendall("".join(line + "\n" for line in HELLO).encode())
        while connection.recv(4096):
            pass


with socket.create_server(("127.0.0.1", 12345)) as listener:
    while True:
        threading.Thread(target=_serve, args=(listener.accept()[0],), daemon=True).start()
