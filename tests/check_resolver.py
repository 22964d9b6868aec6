#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A name server at a link-local address is asked there, and the report says whom was asked.

The server answers SERVFAIL: who is asked is what counts.
"""
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "shared"))
import own_network  # noqa: E402  (after the path)

MAILSONDE = os.environ.get("MAILSONDE", "./mailsonde")
LINK_LOCAL = "fe80::53"
problems = []


def serve(family, address, asked):
    server = socket.socket(family, socket.SOCK_DGRAM)
    server.bind(address)

    def answer():
        while True:
            query, client = server.recvfrom(4096)
            asked.append(client[0])
            server.sendto(query[:2] + b"\x81\x82" + query[4:6] + b"\0\0\0\0\0\0" + query[12:].split(b"\0\0\x29")[0], client)
    threading.Thread(target=answer, daemon=True).start()


def scan(*options):
    command = [MAILSONDE, "--format=json", "--full", "--dns-timeout=10", "--dns-tries=1", *options, "a.test"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    try:
        return json.loads(done.stdout)["reports"][0]
    except (ValueError, KeyError, IndexError):
        problems.append(f"{command}: {done.stdout[:500]} {done.stderr[:500]}")
        return None


def check(what, report, asked, shunned, resolvers):
    if report is None:
        return
    if not asked or shunned:
        problems.append(f"{what}: {len(asked)} questions came to the name server, {len(shunned)} to the other")
    if report["vantage"].get("resolvers") != resolvers:
        problems.append(f"{what}: the report names {report['vantage'].get('resolvers')}, not {resolvers}")
    del asked[:], shunned[:]


def main():
    own_network.require()
    scope = socket.if_nametoindex("lo")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "address", "add", f"{LINK_LOCAL}/64", "dev", "lo", "nodad"], check=True)
    ours, other = [], []
    serve(socket.AF_INET6, (LINK_LOCAL, 53, 0, scope), ours)
    serve(socket.AF_INET6, (LINK_LOCAL, 5353, 0, scope), ours)
    serve(socket.AF_INET, ("127.0.0.1", 53), other)
    with tempfile.NamedTemporaryFile("w") as conf:
        conf.write(f"nameserver {LINK_LOCAL}%lo\n")
        conf.flush()
        subprocess.run(["mount", "--bind", conf.name, "/etc/resolv.conf"], check=True)
        for dnssec in ("off", "validate"):
            check(f"resolv.conf, dnssec {dnssec}", scan(f"--dnssec={dnssec}"), ours, other, [f"{LINK_LOCAL}%lo"])
        second = [f"{LINK_LOCAL}%lo", "127.0.0.9", f"[{LINK_LOCAL}%lo]:5353"]
        conf.write(f"nameserver {second[1]}\nnameserver {second[2]}\n")
        conf.flush()
        check("resolv.conf with several", scan("--dnssec=off"), ours, other, second)
        subprocess.run(["umount", "/etc/resolv.conf"], check=True)
    check("--resolver", scan(f"--resolver={LINK_LOCAL}%lo"), ours, other, [f"{LINK_LOCAL}%lo"])
    check("--resolver by number", scan(f"--resolver=[{LINK_LOCAL}%{scope}]:5353"), ours, other,
          [f"[{LINK_LOCAL}%{scope}]:5353"])
    for problem in problems:
        print(problem)
    return 1 if problems else 0


sys.exit(main())
