#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a run when there is no memory.

One failed allocation costs nothing, with none left the program says so and ends, and a limit on the address
space ends the target that takes most of it. Whatever happens: no signal, no hang, only whole lines on standard
output, and nobody is accused of what he is not accused of where there is enough memory.

Arguments: "each" has an allocation of each place in the program fail in turn, on a scan and on the demo; otherwise
it is some of them, spread over all. A place is what has the same innermost callers."""
import concurrent.futures
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading

PROGRAM = os.environ.get("MAILSONDE", "./mailsonde")
PRELOADED = os.path.abspath("tests/failing_malloc.so")
BOUND_S = 120
EACH = sys.argv[1:] == ["each"]
MIB = 1024 * 1024
OUT_OF_MEMORY = b"mailsonde: out of memory\n"


class Peer:
    """An SMTP server without TLS on every address of 127/8."""

    def __init__(self):
        self.socket = socket.create_server(("0.0.0.0", 0), backlog=500)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection):
        with connection:
            try:
                self._talk(connection)
            except OSError:
                pass

    def _talk(self, connection):
        connection.sendall(b"220 mx.example.test ESMTP\r\n")
        for line in connection.makefile("rb"):
            verb = line[:4].upper()
            connection.sendall(b"250-mx.example.test\r\n250 SIZE 1000\r\n" if verb == b"EHLO"
                               else b"221 bye\r\n" if verb == b"QUIT" else b"502 no\r\n")
            if verb == b"QUIT":
                return

    def close(self):
        self.socket.close()


class LatePeer(Peer):
    """At 127.0.0.1 it greets once two connections to other addresses have come to their end."""

    def __init__(self):
        self.ended = threading.Semaphore(0)
        super().__init__()

    def _one(self, connection):
        if connection.getsockname()[0] == "127.0.0.1":
            self.ended.acquire(timeout=BOUND_S)
            self.ended.acquire(timeout=BOUND_S)
            super()._one(connection)
        else:
            super()._one(connection)
            self.ended.release()

    def _talk(self, connection):
        super()._talk(connection)
        connection.recv(1)


def run(words, environment=None, limit_bytes=None, stack_bytes=None):
    """Exit status, standard output and error of the program."""
    def limit():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if limit_bytes is not None:
            resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))
        if stack_bytes is not None:
            resource.setrlimit(resource.RLIMIT_STACK, (stack_bytes, stack_bytes))
    # pylint: disable=subprocess-popen-preexec-fn
    done = subprocess.run([PROGRAM, *words], env={**os.environ, **(environment or {})}, capture_output=True,
                          timeout=BOUND_S, check=False, preexec_fn=limit, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def read(output):
    """The reports and the summary of JSON lines, each of which is whole."""
    assert output == b"" or output.endswith(b"\n"), output[-200:]
    lines = [json.loads(line) for line in output.splitlines()]
    hosts = {line["id"]: line["findings"] for line in lines if line["kind"] == "host"}
    for line in lines:
        if line["kind"] == "domain":
            line["findings"] += [finding for host in line.get("hosts", []) for finding in hosts.get(host.get("id"), [])]
    return ([line for line in lines if line["kind"] in ("domain", "report")],
            [line for line in lines if line["kind"] == "summary"])


def accusations(reports):
    return {(report["target"]["word"], finding["id"]) for report in reports for finding in report["findings"]
            if finding["outcome"] == "fails"}


def check(what, result, unharmed):
    """What must hold of every run."""
    status, output, problem = result
    reports, summary = read(output)
    known_status, known_accusations = unharmed
    worse = accusations(reports) - known_accusations
    assert not worse, f"{what}: {worse}"
    assert status in (0, 1, 2, 3), f"{what}: status {status}: {problem[-400:]}"
    if status == 2:
        assert problem.startswith(b"mailsonde: ") and problem.count(b"\n") == 1, f"{what}: {problem[-400:]}"
    else:
        assert len(summary) == 1, f"{what}: no summary"
        assert status == known_status or any(report["ended"] == "memory_ran_out" for report in reports), \
            f"{what}: status {status} instead of {known_status}"
    return reports


# --- allocations that fail ---

def fail_one(words, unharmed, how, number):
    """Allocation `number` fails, or all from there on, or some."""
    environment = {"LD_PRELOAD": PRELOADED, "FAIL_AT": str(number)}
    environment.update({"once": {}, "all": {"FAIL_ALL": "1"}, "some": {"FAIL_EVERY": "97"}}[how])
    what = f"{words[0]}: {how}, {number}"
    result = run(words, environment)
    reports = check(what, result, unharmed)
    if how == "all":
        assert result[0] != 2 or result[2] == OUT_OF_MEMORY, f"{what}: {result[2]}"
    else:
        assert result[0] == unharmed[0], f"{what}: status {result[0]}: {result[2]}"
        assert {report["ended"] for report in reports} == {"complete"}, what
    return result[0]


def places_of(words):
    """How a run ends that all memory is there for, and the number of the first allocation of each place."""
    with tempfile.NamedTemporaryFile() as counted:
        status, output, _ = run(words, {"LD_PRELOAD": PRELOADED, "COUNT_ALLOCATIONS": counted.name})
        *places, count = [int(line) for line in counted.read().split()]
    assert count > 1000 and len(places) > 500, f"{count} allocations: the failing malloc() is not used"
    return (status, accusations(read(output)[0])), places, count


def fail_in_turn(words, at_most):
    """Has the allocations of so many places fail in turn, spread over all."""
    unharmed, places, count = places_of(words)
    step = max(1, len(places) // at_most)
    jobs = [(how, number) for how in ("once", "all", "some") for number in places[::step]]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(lambda job: fail_one(words, unharmed, *job), jobs))
    print(f"{words[0]}: {count} allocations of {len(places)} places, {len(jobs)} runs, {ended.count(2)} of them ended "
          "for want of memory")


def count_of(words):
    with tempfile.NamedTemporaryFile() as counted:
        run(words, {"LD_PRELOAD": PRELOADED, "COUNT_ALLOCATIONS": counted.name})
        return int(counted.read().split()[-1])


def what_is_finished_is_written(folder):
    """Two reports wait for that of the first target, in the midst of whose assessment memory runs out for good."""
    peer = LatePeer()
    targets = [f"127.0.0.{number}:{peer.port}" for number in (1, 2, 3)]
    path, lines = os.path.join(folder, "report.json"), os.path.join(folder, "report.jsonl")
    words = ["scan", "--format", f"json={path}", "--format", f"jsonl={lines}", "--offline", "--no-path", "--intrusive",
             "none", "--quiet", *targets]
    count = count_of(words)
    os.unlink(path)
    os.unlink(lines)
    seen = set()
    for number in range(count - 2000, count, 400):
        status, _, problem = run(words, {"LD_PRELOAD": PRELOADED, "FAIL_AT": str(number), "FAIL_ALL": "1"})
        if status == 2 and not seen and not os.path.exists(path):
            # No target was begun yet: how much is allocated before differs between libraries.
            assert problem == OUT_OF_MEMORY and not os.path.exists(lines), problem
            continue
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        with open(lines, encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        os.unlink(path)
        os.unlink(lines)
        reported = [report["target"]["word"] for report in document["reports"]]
        summary = document["summary"]
        assert reported == sorted(reported) and summary["reports"] == len(reported), (number, reported, summary)
        if status == 2:
            assert problem == OUT_OF_MEMORY, problem
            assert not summary["complete"] and summary["exit_status"] == 2, summary
            assert sorted(reported + summary["unfinished"]) == targets, (number, reported, summary)
        assert records[-1]["kind"] == "summary" and records[-1]["complete"] == summary["complete"], records[-1]
        reported_in_lines = [record["target"]["word"] for record in records if record["kind"] == "domain"]
        assert sorted(reported_in_lines + records[-1]["unfinished"]) == targets, (number, records[-1])
        seen.add((status == 2, tuple(reported)))
    assert (True, tuple(targets[1:])) in seen, seen
    status, output, _ = run([*words, "--format", "nagios"],
                            {"LD_PRELOAD": PRELOADED, "FAIL_AT": str(count - 3000), "FAIL_ALL": "1"})
    assert status == 3 and output.startswith(b"MAILSONDE UNKNOWN - "), (status, output)
    peer.close()


# --- a limit on the address space ---

def small_limits(words):
    """From too little to begin with to enough: either it says so, or the reports that fit are there."""
    status, output, _ = run(words)
    unharmed = status, accusations(read(output)[0])
    seen = set()
    for limit_mib in range(24, 200, 8):
        result = run(words, limit_bytes=limit_mib * MIB)
        if result[0] == 127 or b"shared libraries" in result[2]:
            continue # the loader's own words
        reports = check(f"{limit_mib} MiB", result, unharmed)
        seen.add((result[0] == 2, tuple(report["ended"] for report in reports)))
    assert any(not failed and set(ended) == {"complete"} for failed, ended in seen), seen
    assert any(failed for failed, ended in seen), seen


def small_stack(words):
    """The stack that is claimed ahead may be more than there is."""
    status, output, _ = run(words)
    reports = check("small stack", run(words, stack_bytes=256 * 1024), (status, accusations(read(output)[0])))
    assert [report["ended"] for report in reports] == ["complete"], reports


def enough_mib(words):
    """How much address space a run takes when all is looked at to the end."""
    low, high = 24, 1024
    while high - low > 2:
        middle = (low + high) // 2
        status, output, _ = run(words, limit_bytes=middle * MIB)
        reports = read(output)[0] if status in (0, 1, 3) else []
        whole = reports and all(report["ended"] == "complete" for report in reports)
        low, high = (low, middle) if whole else (middle, high)
    return high


def one_target_ends(folder, peer):
    """A target with 160 endpoints does not fit; those beside it are reported as without it."""
    records = os.path.join(folder, "records")
    with open(records, "w", encoding="ascii") as file:
        for host in range(40):
            print(f"large.test. MX 10 mx{host}.large.test.", file=file)
            for address in range(4):
                print(f"mx{host}.large.test. A 127.1.{host}.{address + 1}", file=file)
        print("beside.test. MX 10 mx0.large.test.", file=file) # which shares what is seen of four endpoints
    options = ["scan", "--format", "jsonl", "--full", "--offline", "--no-path", "--no-mta-sts", "--records", records,
               "--addresses", "any", "--ports", str(peer.port)]
    small = [f"127.0.0.{number + 1}:{peer.port}" for number in range(20)] + ["beside.test"]
    status, output, _ = run([*options, "large.test", *small])
    unharmed = status, accusations(read(output)[0])
    limit_mib = enough_mib([*options, *small]) + 16
    reports = check("one target", run([*options, "large.test", *small], limit_bytes=limit_mib * MIB), unharmed)
    ended = {report["target"]["word"]: report["ended"] for report in reports}
    assert ended.pop("large.test") == "memory_ran_out", ended
    assert ended == dict.fromkeys(small, "complete"), ended
    finding, = (finding for report in reports for finding in report["findings"]
                if finding["id"] == "memory-ran-out" and finding["outcome"] == "unknown")
    assert finding["severity"] == "error", finding


def one_anchor(folder):
    """Reading 150 trust anchors would be most of what a scan allocates."""
    path = os.path.join(folder, "anchor.pem")
    try:
        with open("/etc/ssl/certs/ca-certificates.crt", encoding="ascii") as anchors, \
                open(path, "w", encoding="ascii") as file:
            file.write(anchors.read().partition("-----END CERTIFICATE-----\n")[0] + "-----END CERTIFICATE-----\n")
    except OSError:
        return []
    return ["--ca-file", path]


def main():
    peer = Peer()
    scan = ["scan", "--format", "jsonl", "--offline", "--no-path", f"127.0.0.1:{peer.port}"]
    with tempfile.TemporaryDirectory() as folder:
        small_limits(scan)
        small_stack(scan)
        # Validation has a thread of its own, with a stack that may not be there.
        small_limits([*scan[:3], "--no-path", "--resolver", "127.0.0.1:9", "--dns-timeout", "1", "example.test", scan[-1]])
        one_target_ends(folder, peer)
        what_is_finished_is_written(folder)
        fail_in_turn([*scan, *one_anchor(folder)], 10 ** 6 if EACH else 50)
        fail_in_turn(["demo", "--format", "jsonl"], 10 ** 6 if EACH else 12)
    peer.close()


main()
