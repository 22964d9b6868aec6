#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What --max-time leaves of a scan whose peers never come to an end: a whole report that accuses nobody, and
other targets that are not affected.

No peer here ends by itself, so that nothing hangs on how fast this machine is: what ends is the time."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading

PROGRAM = os.environ.get("MAILSONDE", "./mailsonde")
BOUND_S = 60


class Peer:
    """Runs `talk(connection)` for each connection, and counts them."""

    def __init__(self, talk):
        self.talk = talk
        self.connections = 0
        self.over = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port = self.socket.getsockname()[1]
        self.word = f"127.0.0.1:{self.port}"
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection):
        with connection:
            try:
                self.talk(self, connection)
                self.over.wait(BOUND_S)
            except OSError:
                pass

    def close(self):
        self.over.set()
        self.socket.close()

    def drip(self, connection, text):
        """Again and again, a byte every 50 ms."""
        while not self.over.is_set():
            for byte in text:
                connection.sendall(bytes([byte]))
                if self.over.wait(0.05):
                    return


def silent(peer, connection):
    pass


def drips_a_greeting(peer, connection):
    peer.drip(connection, b"220-mail.example ESMTP\r\n")


def drips_ehlo(peer, connection):
    connection.sendall(b"220 mail.example ESMTP\r\n")
    connection.recv(512)
    peer.drip(connection, b"250-mail.example\r\n")


def silent_at_starttls(peer, connection):
    connection.sendall(b"220 mail.example ESMTP\r\n")
    connection.recv(512)
    connection.sendall(b"250-mail.example\r\n250 STARTTLS\r\n")


def silent_in_the_handshake(peer, connection):
    silent_at_starttls(peer, connection)
    connection.recv(512)
    connection.sendall(b"220 ready\r\n")


NEVER_END = {"greeting": (silent, drips_a_greeting), "ehlo": (drips_ehlo,), "starttls": (silent_at_starttls,),
             "handshake": (silent_in_the_handshake,)}


def start(*words, time_s=1):
    return subprocess.Popen([PROGRAM, "--no-path", f"--max-time={time_s}", *words], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def scan(*words, time_s=1):
    """The exit status and what was written to standard output."""
    process = start(*words, time_s=time_s)
    out, err = process.communicate(timeout=BOUND_S)
    assert "mailsonde:" not in err, err
    return process.returncode, out


def report_of(json_text):
    report, = json.loads(json_text)["reports"]
    return report


def expect_out_of_time(report):
    assert report["ended"] == "time_ran_out", report["ended"]
    finding, = (f for f in report["findings"] if f["id"] == "time-ran-out")
    assert finding["outcome"] == "unknown", finding
    failed = [f["id"] for f in report["findings"] if f["outcome"] == "fails" and f["severity"] != "info"]
    assert not failed, f"accused of {failed}"
    assert not [f for f in report["findings"] if f["id"] == "scan-interrupted" and f["outcome"] != "holds"]
    return finding


def expect_out_of_time_at(step, word, form, out):
    if form == "text":
        assert "time ran out (--max-time)" in out and "interrupted" not in out, out
        return
    if form == "json":
        summary = json.loads(out)["summary"]
        report = report_of(out)
    else:
        report, summary = map(json.loads, out.splitlines())
    assert summary["complete"] and summary["unfinished"] == [], summary
    assert word in expect_out_of_time(report)["evidence"]
    stop = report["endpoints"][0]["sessions"][0]["stop"]
    assert (stop["at"], stop["reason"]) == (step, "time_ran_out"), stop


def each_step_in_each_format():
    peers = [(step, Peer(talk)) for step, talks in NEVER_END.items() for talk in talks]
    scans = [(step, peer.word, form, start("--offline", f"--format={form}", "--full", peer.word, time_s=4))
             for step, peer in peers for form in ("text", "json", "jsonl")]
    for step, word, form, process in scans:
        out, err = process.communicate(timeout=BOUND_S)
        assert process.returncode == 3, (step, form, err, out)
        expect_out_of_time_at(step, word, form, out)
    for _, peer in peers:
        peer.close()


def one_connection_more_than_that_is_not_begun():
    peer = Peer(drips_ehlo)
    report = report_of(scan("--offline", "--format=json", "--full", peer.word)[1])
    assert peer.connections == report["endpoints"][0]["connections"] == 1, peer.connections
    peer.close()


def without_a_limit_other_limits_end_it():
    peer = Peer(silent)
    report = report_of(scan("--offline", "--format=json", "--full", "--greeting-timeout=1.5", "--silence=1",
                            "--tls-timeout=1.5", peer.word, time_s=0)[1])
    assert report["ended"] == "complete" and report["bounds"]["time_max_ms"] is None, report["ended"]
    assert report["endpoints"][0]["sessions"][0]["stop"]["reason"] == "timed_out"
    peer.close()


def the_default_hangs_on_the_depth():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    for words, limit_s in (([], 90), (["--depth=quick"], 90), (["--depth=deep"], 300),
                           (["--depth=deep", "--max-time=90"], 90), (["--max-time=0.5"], 0.5)):
        done = subprocess.run([PROGRAM, "--offline", "--no-path", "--format=json", "--full", *words, f"127.0.0.1:{port}"],
                              capture_output=True, timeout=BOUND_S, check=False)
        bounds = report_of(done.stdout)["bounds"]
        assert bounds["time_max_ms"] == limit_s * 1000, (words, bounds)


def while_dns_is_asked():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as resolver:
        resolver.bind(("127.0.0.1", 0))
        status, out = scan(f"--resolver=127.0.0.1:{resolver.getsockname()[1]}", "--format=json", "--full", "example.org")
    report = report_of(out)
    assert status == 3, status
    expect_out_of_time(report)
    assert report["domain"]["mail_route"] is None
    assert report["domain"]["mx_lookup"]["status"] == "time_ran_out", report["domain"]["mx_lookup"]


def a_dead_dns_server_costs_one_wait():
    """Nobody answers for the domain, so that nothing else is asked about it."""
    asked = []

    def count(resolver):
        while True:
            try:
                asked.append(resolver.recvfrom(512)[0])
            except OSError:
                return

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as resolver:
        resolver.bind(("127.0.0.1", 0))
        threading.Thread(target=count, args=(resolver,), daemon=True).start()
        status, out = scan(f"--resolver=127.0.0.1:{resolver.getsockname()[1]}", "--format=json", "--full", "--dnssec=off",
                           "--dns-timeout=0.3", "example.org", time_s=30)
    report = report_of(out)
    assert (status, report["ended"]) == (3, "complete"), (status, report["ended"])
    unknown = {f["id"] for f in report["findings"] if f["outcome"] == "unknown"}
    assert {"mx-lookup-failed", "mta-sts-absent", "tls-rpt-absent"} <= unknown, unknown
    assert not [query for query in asked if b"mta-sts" in query.lower() or b"_tls" in query.lower()], "it was asked again"
    assert len(asked) == 4 * 3, (len(asked), "MX and SRV of three services, three tries each")


def a_turn_that_others_have_is_not_the_targets_time():
    """Each needs half a second of the one place that the address has, and more than all have time for."""
    def greets_late(peer, connection):
        peer.over.wait(0.5)
        connection.sendall(b"220 mail.example ESMTP\r\n")
        with connection.makefile("rb") as lines:
            for line in lines:
                connection.sendall(b"250 mail.example\r\n" if line[:4] == b"EHLO" else
                                   b"221 bye\r\n" if line[:4] == b"QUIT" else b"502 no\r\n")
                if line[:4] == b"QUIT":
                    connection.shutdown(socket.SHUT_RDWR)

    peers = [Peer(greets_late) for _ in range(12)]
    _, out = scan("--offline", "--format=json", "--full", "--intrusive=none", "--max-connections-per-address=1",
                  *(peer.word for peer in peers), time_s=5)
    ends = [report["ended"] for report in json.loads(out)["reports"]]
    for peer in peers:
        peer.close()
    assert ends == ["complete"] * len(peers), ends


def ports_that_begin_with_TLS_come_last():
    """Their sessions are the shortest, and the checks are those of the others: so a slow server is done with
    sooner."""
    order = []
    peers = {}
    for port in (25, 465, 587):
        def close(peer, connection, port=port):
            order.append(port)
            connection.shutdown(socket.SHUT_RDWR)
        peers[port] = Peer(close)
    scan("--offline", "--intrusive=none", "--max-connections-per-address=1", "--ports=25,465,587", "--host",
         *(f"--connect-to=:{port}:127.0.0.1:{peer.port}" for port, peer in peers.items()), "127.0.0.1", time_s=20)
    for peer in peers.values():
        peer.close()
    assert order[:3] == [25, 587, 465], order


def zone_of(folder, *records):
    place = os.path.join(folder, "zone")
    with open(place, "w", encoding="ascii") as file:
        file.writelines(record + "\n" for record in records)
    return place


def while_a_policy_is_fetched(folder):
    policy_host = Peer(silent)
    zone = zone_of(folder, "example.org. 60 IN MX 10 mx.example.org.", "mx.example.org. 60 IN A 127.0.0.1",
                   "_mta-sts.example.org. 60 IN TXT \"v=STSv1; id=1;\"", "mta-sts.example.org. 60 IN A 127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    report = report_of(scan("--offline", "--records", zone, "--ports=25", "--format=json", "--full",
                            "--connect-to", f"mta-sts.example.org::127.0.0.1:{policy_host.port}",
                            "--connect-to", f"mx.example.org::127.0.0.1:{port}", "example.org")[1])
    policy_host.close()
    assert report["ended"] == "time_ran_out", report["ended"]
    assert report["domain"]["mta_sts"]["status"] is None, report["domain"]["mta_sts"]
    assert report["endpoints"][0]["sessions"][0]["stop"]["reason"] == "refused", "what was known by then"


def answer_mx(query, exchange):
    """The response to a query for MX, by which a name server of the test answers it."""
    name = b"".join(bytes([len(label)]) + label for label in exchange.encode().split(b".")) + b"\0"
    end = query.index(b"\0", 12) + 5
    record = b"\xc0\x0c\0\x0f\0\x01\0\0\0\x3c" + (len(name) + 2).to_bytes(2, "big") + b"\0\x0a" + name
    return query[:2] + b"\x85\x80\0\x01\0\x01\0\0\0\0" + query[12:end] + record


def answer_late(resolver, asked, may_answer):
    """Says that it was asked, and answers when it may. Other names do not exist."""
    while True:
        try:
            query, client = resolver.recvfrom(512)
        except OSError:
            return
        if query[12:18].lower() != b"\x05first":
            end = query.index(b"\0", 12) + 5
            resolver.sendto(query[:2] + b"\x85\x83\0\x01" + bytes(6) + query[12:end], client)
            continue
        asked.set()
        may_answer.wait(BOUND_S)
        resolver.sendto(answer_mx(query, "mx.example"), client)


def an_endpoint_goes_on_for_who_has_time(folder):
    """The first target has to wait for DNS; then both want the same port. The server greets once the first was
    given up: the second has its greeting, and the server no connection more."""
    first_is_out = threading.Event()

    def greets_late(peer, connection):
        first_is_out.wait(BOUND_S)
        connection.sendall(b"220 mail.example ESMTP\r\n")
        with connection.makefile("rb") as lines:
            for line in lines:
                connection.sendall(b"250 mail.example\r\n" if line[:4] == b"EHLO" else
                                   b"221 bye\r\n" if line[:4] == b"QUIT" else b"502 no\r\n")

    peer = Peer(greets_late)
    zone = zone_of(folder, "second.example. 60 IN MX 10 mx.example.", "mx.example. 60 IN A 127.0.0.1")
    resolver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    resolver.bind(("127.0.0.1", 0))
    asked, may_answer = threading.Event(), threading.Event()
    threading.Thread(target=answer_late, args=(resolver, asked, may_answer), daemon=True).start()
    with subprocess.Popen([PROGRAM, "--no-path", "--max-time=5", "--dns-timeout=5", "--dns-tries=1", "--dnssec=off",
                           f"--resolver=127.0.0.1:{resolver.getsockname()[1]}", "--records", zone, "--ports=25",
                           "--format=jsonl", "--full", "--no-mta-sts", "--connect-to", f"mx.example::127.0.0.1:{peer.port}",
                           "--intrusive=none",  # no check of what the server lacks
                           "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        process.stdin.write("first.example\n")
        process.stdin.flush()
        asked.wait(BOUND_S)
        threading.Event().wait(2)  # so much longer the second one may wait
        process.stdin.write("second.example\n")
        process.stdin.close()
        may_answer.set()
        first = json.loads(process.stdout.readline())
        first_is_out.set()
        second = json.loads(process.stdout.readline())
        process.stdout.read()
    peer.close()
    assert first["target"]["word"] == "first.example", first["target"]
    expect_out_of_time(first)
    stop = first["endpoints"][0]["sessions"][0]["stop"]
    assert (stop["at"], stop["reason"]) == ("greeting", "time_ran_out"), stop
    assert second["ended"] == "complete", second["ended"]
    assert second["endpoints"][0]["sessions"][0]["greeting"]["code"] == 220
    assert peer.connections == second["endpoints"][0]["connections"] == 1, peer.connections


def main():
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for test, arguments in ((each_step_in_each_format, ()), (one_connection_more_than_that_is_not_begun, ()),
                                (without_a_limit_other_limits_end_it, ()), (the_default_hangs_on_the_depth, ()),
                                (while_dns_is_asked, ()), (a_dead_dns_server_costs_one_wait, ()),
                                (a_turn_that_others_have_is_not_the_targets_time, ()), (ports_that_begin_with_TLS_come_last, ()),
                                (while_a_policy_is_fetched, (folder,)),
                                (an_endpoint_goes_on_for_who_has_time, (folder,))):
            try:
                test(*arguments)
            except (AssertionError, ValueError, OSError, subprocess.TimeoutExpired) as fault:
                faults += 1
                print(f"{test.__name__}: {type(fault).__name__}: {str(fault)[:1500]}")
    sys.exit(1 if faults > 0 else 0)


main()
