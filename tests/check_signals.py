#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a signal leaves of a run: a whole report, which accuses nobody of what was cut off.

Nothing is timed: each test sends its signal once it has seen the program wait for a peer that says nothing.
Prints one line a test that fails; the exit status says whether any did."""
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("MAILSONDE", "./mailsonde")
BOUND_S = 60
PIPE_BYTES = 4096


class Peer:
    """Takes connections on a loopback port and says nothing."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(BOUND_S)
        self.port = self.socket.getsockname()[1]
        self.connections = []

    def wait(self):
        self.connections.append(self.socket.accept()[0])

    def close(self):
        for connection in self.connections:
            connection.close()
        self.socket.close()


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def start(*words, **more):
    more.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.Popen([PROGRAM, "--no-path", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, **more)


def end(process, number, expected=None):
    """Sends the signal; what the program wrote by its end."""
    process.send_signal(number)
    out, err = process.communicate(timeout=BOUND_S)
    expected = 128 + number if expected is None else expected
    assert process.returncode == expected, f"exit status {process.returncode}, not {expected}: {err}"
    return out, err


def expect_no_accusation(report):
    failed = [finding["id"] for finding in report["findings"]
              if finding["outcome"] == "fails" and finding["severity"] != "info"]
    assert not failed, f"accused of {failed}"


def expect_interrupted(report, word):
    assert report["target"]["word"] == word, report["target"]
    assert report["ended"] == "interrupted", report["ended"]
    assert any(finding["id"] == "scan-interrupted" for finding in report["findings"])
    expect_no_accusation(report)


def expect_summary(summary, unfinished, number):
    assert summary["complete"] is False
    assert summary["unfinished"] == unfinished, summary["unfinished"]
    assert summary["exit_status"] == 128 + number, summary["exit_status"]


def records_of(jsonl):
    assert jsonl.endswith("\n"), "the last line is not whole"
    return [json.loads(line) for line in jsonl.splitlines()]


def each_signal_in_each_format():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        for form in ("text", "json", "jsonl"):
            peer = Peer()
            word = f"127.0.0.1:{peer.port}"
            process = start("--offline", "--format", form, "--full", word)
            peer.wait()
            out, err = end(process, number)
            peer.close()
            assert "mailsonde:" not in err, err
            assert "points at" not in out and "this machine" not in out, out
            if form == "text":
                assert "interrupted" in "\n".join(out.splitlines()[:3]), out
                assert "refused" not in out and "no port answer" not in out, out
                assert out.splitlines()[-1].endswith(word), out
            elif form == "json":
                run = json.loads(out)
                expect_interrupted(run["reports"][0], word)
                expect_summary(run["summary"], [word], number)
                assert run["reports"][0]["endpoints"][0]["sessions"][0]["stop"]["reason"] == "interrupted"
            else:
                report, summary = records_of(out)
                assert (report["kind"], summary["kind"]) == ("report", "summary")
                expect_interrupted(report, word)
                expect_summary(summary, [word], number)


def what_was_finished_stays():
    peer = Peer()
    done, hanging = f"127.0.0.1:{closed_port()}", f"127.0.0.1:{peer.port}"
    process = start("--offline", "--format", "jsonl", "--full", done, hanging)
    peer.wait()
    first = json.loads(process.stdout.readline())
    assert (first["target"]["word"], first["ended"]) == (done, "complete"), first["target"]
    report, summary = records_of(end(process, signal.SIGINT)[0])
    peer.close()
    expect_interrupted(report, hanging)
    expect_summary(summary, [hanging], signal.SIGINT)


def what_was_not_begun_is_named():
    peer = Peer()
    first = f"127.0.0.1:{peer.port}"
    process = start("--offline", "--records=/dev/null", "--format", "json", "--full", "--max-targets", "1", first, "127.0.0.1:1", "@list")
    peer.wait()
    run = json.loads(end(process, signal.SIGINT)[0])
    peer.close()
    assert len(run["reports"]) == 1
    expect_summary(run["summary"], [first, "127.0.0.1:1", "@list"], signal.SIGINT)


def a_list_that_is_being_read():
    peer = Peer()
    word = f"127.0.0.1:{peer.port}"
    read, write = os.pipe()
    process = start("--offline", "--records=/dev/null", "--format", "json", "--full", "-", stdin=read)
    os.write(write, f"{word}\n".encode())
    peer.wait()
    run = json.loads(end(process, signal.SIGTERM)[0])
    os.close(read)
    os.close(write)
    peer.close()
    assert sorted(run["summary"]["unfinished"]) == sorted([word, "-"]), run["summary"]


def a_list_in_a_pipe_is_named_as_it_was_given():
    read, write = os.pipe()
    word = f"@/dev/fd/{read}"
    process = start("--offline", "--records=/dev/null", "--format", "json", "--full", word, pass_fds=(read,))
    while not is_caught(process, signal.SIGTERM):
        os.sched_yield()
    run = json.loads(end(process, signal.SIGTERM)[0])
    os.close(read)
    os.close(write)
    assert run["summary"]["unfinished"] == [word], run["summary"]


def while_dns_is_asked():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as resolver:
        resolver.bind(("127.0.0.1", 0))
        resolver.settimeout(BOUND_S)
        process = start("--resolver", f"127.0.0.1:{resolver.getsockname()[1]}", "--format", "json", "--full", "example.org")
        resolver.recvfrom(512)
        run = json.loads(end(process, signal.SIGINT)[0])
    report = run["reports"][0]
    expect_interrupted(report, "example.org")
    assert report["domain"]["mail_route"] is None
    assert report["domain"]["mx_lookup"]["status"] == "interrupted", report["domain"]["mx_lookup"]


def while_a_policy_is_fetched(folder):
    peer, policy_host = Peer(), Peer()
    zone = os.path.join(folder, "zone")
    with open(zone, "w", encoding="ascii") as file:
        file.write("example.org. 60 IN MX 10 mx.example.org.\nmx.example.org. 60 IN A 127.0.0.1\n"
                   "_mta-sts.example.org. 60 IN TXT \"v=STSv1; id=1;\"\nmta-sts.example.org. 60 IN A 127.0.0.1\n")
    process = start("--offline", "--records", zone, "--ports", "25", "--format", "json", "--full",
                    "--connect-to", f"mta-sts.example.org::127.0.0.1:{policy_host.port}",
                    "--connect-to", f"mx.example.org::127.0.0.1:{peer.port}", "example.org")
    peer.wait()
    policy_host.wait()
    run = json.loads(end(process, signal.SIGINT)[0])
    peer.close()
    policy_host.close()
    expect_interrupted(run["reports"][0], "example.org")
    assert run["reports"][0]["domain"]["mta_sts"]["status"] is None


def is_being_connected_to(port):
    """Whether a SYN to the loopback port is on its way."""
    syn_sent = "02"
    with open("/proc/net/tcp", encoding="ascii") as file:
        fields = [line.split() for line in list(file)[1:]]
    return any(field[2].endswith(f":{port:04X}") and field[3] == syn_sent for field in fields)


def while_a_connection_is_tried(folder):
    """Its queue is full, so the port answers no more: who is cut off then has learnt nothing of anybody."""
    zone = os.path.join(folder, "zone")
    with open(zone, "w", encoding="ascii") as file:
        file.write("example.org. 60 IN MX 10 mx.example.org.\nmx.example.org. 60 IN A 127.0.0.1\n")
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        port = server.getsockname()[1]
        waiting = []
        while not is_being_connected_to(port):
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(("127.0.0.1", port))
        for client in waiting[1:]:
            client.close()
        while is_being_connected_to(port):
            os.sched_yield()
        for form in ("json", "text"):
            process = start("--offline", "--records", zone, "--ports", "25", "--format", form, "--full",
                            "--connect-to", f"mx.example.org::127.0.0.1:{port}", "example.org")
            while not is_being_connected_to(port):
                os.sched_yield()
            out = end(process, signal.SIGINT)[0]
            if form == "text":
                assert "delivery    unknown, interrupted" in out and "in the way" not in out, out
                continue
            report = json.loads(out)["reports"][0]
            expect_interrupted(report, "example.org")
            blamed = [(f["id"], f["points_at"]) for f in report["findings"]
                      if f["outcome"] != "holds" and f["points_at"]]
            assert not blamed, f"points at {blamed}"
        for client in waiting:
            client.close()


def is_caught(process, number):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
        caught = next(line for line in file if line.startswith("SigCgt:"))
    return int(caught.split()[1], 16) >> (number - 1) & 1 == 1


def the_second_signal_ends_at_once():
    """The first comes while the program waits for who reads the report, and nobody does."""
    read, write = os.pipe()
    fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    with subprocess.Popen([PROGRAM, "--no-path", "--offline", "--format", "jsonl", "--full", f"127.0.0.1:{closed_port()}"],
                          stdin=subprocess.DEVNULL, stdout=write) as process:
        os.close(write)
        assert os.read(read, 1) == b"{"
        process.send_signal(signal.SIGINT)
        while is_caught(process, signal.SIGINT):
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=BOUND_S) == -signal.SIGINT, process.returncode
    os.close(read)


def nohup_is_respected():
    peer = Peer()
    process = start("--offline", "--format", "json", "--full", f"127.0.0.1:{peer.port}",
                    preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    peer.wait()
    process.send_signal(signal.SIGHUP)
    end(process, signal.SIGTERM)
    peer.close()


def a_file_is_whole_or_not_at_all(folder):
    for form in ("text", "json", "jsonl"):
        for number in (signal.SIGINT, signal.SIGKILL):
            place = os.path.join(folder, "report")
            with open(place, "w", encoding="ascii") as file:
                file.write("old\n")
            peer = Peer()
            done, hanging = f"127.0.0.1:{closed_port()}", f"127.0.0.1:{peer.port}"
            process = start("--offline", "--format", form, "--full", "--max-targets", "1", "-o", place, done, hanging)
            peer.wait()
            with open(place, encoding="utf-8") as file:
                assert file.read() == "old\n", "the file was touched before the end"
            end(process, number, -number if number == signal.SIGKILL else None)
            peer.close()
            with open(place, encoding="utf-8") as file:
                text = file.read()
            if number == signal.SIGKILL:
                assert text == "old\n", text
            elif form == "json":
                expect_summary(json.loads(text)["summary"], [hanging], number)
            elif form == "jsonl":
                expect_summary(records_of(text)[-1], [hanging], number)
            else:
                assert "interrupted" in text, text
            if number == signal.SIGKILL and form == "jsonl":
                with open(place + ".partial", encoding="utf-8") as file:
                    assert [record["target"]["word"] for record in records_of(file.read())] == [done]
                os.unlink(place + ".partial")
            left = [name for name in os.listdir(folder) if "mailsonde" in name or "partial" in name]
            assert not left or number == signal.SIGKILL, left


def so_is_each_of_several(folder):
    """In folders of their own, each of which the sandbox leaves open."""
    places = [os.path.join(folder, name) for name in ("one/report.json", "two/report.jsonl")]
    for place in places:
        os.mkdir(os.path.dirname(place))
    for number in (signal.SIGINT, signal.SIGKILL):
        for place in places:
            with open(place, "w", encoding="ascii") as file:
                file.write("old\n")
        peer = Peer()
        done, hanging = f"127.0.0.1:{closed_port()}", f"127.0.0.1:{peer.port}"
        process = start("--offline", "-f", f"json={places[0]}", "-f", f"jsonl={places[1]}", "--max-targets", "1",
                        done, hanging)
        peer.wait()
        out, _ = end(process, number, -number if number == signal.SIGKILL else None)
        peer.close()
        texts = []
        for place in places:
            with open(place, encoding="utf-8") as file:
                texts.append(file.read())
        if number == signal.SIGKILL:
            assert texts == ["old\n", "old\n"], texts
            assert os.path.exists(places[1] + ".partial")
        else:
            expect_summary(json.loads(texts[0])["summary"], [hanging], number)
            expect_summary(records_of(texts[1])[-1], [hanging], number)
            assert "interrupted" in out, out


def while_a_pipe_has_no_writer(folder):
    """A named pipe in place of a file. That it can be opened for writing says that the program has opened it."""
    pipe = os.path.join(folder, "pipe")
    os.mkfifo(pipe)
    for option in ("--records", "--ca-file", "--trust-anchor"):
        process = start("--format", "json", "--full", "--resolver", "127.0.0.1:9", option, pipe, "a.test")
        with open(pipe, "w", encoding="ascii"):
            out, _ = end(process, signal.SIGINT)
        expect_summary(json.loads(out)["summary"], [], signal.SIGINT)
    # A list of targets holds up no other target.
    done = f"127.0.0.1:{closed_port()}"
    process = start("--offline", "--records", "/dev/null", "--format", "jsonl", "--full", done, "@" + pipe)
    first = json.loads(process.stdout.readline())
    assert (first["target"]["word"], first["ended"]) == (done, "complete"), first["target"]
    summary, = records_of(end(process, signal.SIGTERM)[0])
    expect_summary(summary, ["@" + pipe], signal.SIGTERM)
    os.unlink(pipe)


def main():
    # Whoever started this may have asked for nothing to be heard of a hang-up (nohup).
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for test, arguments in ((each_signal_in_each_format, ()), (what_was_finished_stays, ()),
                                (what_was_not_begun_is_named, ()), (a_list_that_is_being_read, ()),
                                (a_list_in_a_pipe_is_named_as_it_was_given, ()),
                                (while_dns_is_asked, ()), (while_a_policy_is_fetched, (folder,)),
                                (while_a_connection_is_tried, (folder,)), (while_a_pipe_has_no_writer, (folder,)),
                                (the_second_signal_ends_at_once, ()), (nohup_is_respected, ()),
                                (a_file_is_whole_or_not_at_all, (folder,)), (so_is_each_of_several, (folder,))):
            try:
                test(*arguments)
            except (AssertionError, ValueError, OSError, subprocess.TimeoutExpired) as fault:
                faults += 1
                print(f"{test.__name__}: {type(fault).__name__}: {fault}")
    sys.exit(1 if faults > 0 else 0)


main()
