#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What --resume makes of runs that ended in every way: nothing is lost, and nothing is done twice.

The targets are domains of a file of records that take no mail, so a run is as fast as lines are written. RESUME_TARGETS
says how many (10000 is a matter of some seconds).
"""
import collections
import fcntl
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time

_TESTS = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(_TESTS, "shared"))
import own_network  # noqa: E402  (after the path)

MAILSONDE = os.path.abspath(os.environ.get("MAILSONDE", "./mailsonde"))
TARGETS = int(os.environ.get("RESUME_TARGETS", "400"))
LIMIT_S = 60
NAMES = [f"d{number}.test" for number in range(TARGETS)]
WHO = ["--helo=scan.example.org", "--contact=https://scan.example.org"]
problems = []


def check(what, seen, wanted):
    if seen != wanted:
        problems.append(f"{what}: {str(seen)[:600]}, not {str(wanted)[:600]}")


def command(*words):
    return [MAILSONDE, "--offline", "--records=zone", *WHO, "--no-progress", *words]


def run(*words, status=None):
    done = subprocess.run(command(*words), capture_output=True, text=True, timeout=LIMIT_S, check=False,
                          stdin=subprocess.DEVNULL)
    if status is not None and done.returncode != status:
        problems.append(f"{words}: exit status {done.returncode}, not {status}: {done.stderr[:500]}")
    return done


def content(name):
    with open(name, "rb") as file:
        data = file.read()
    if name.removesuffix(".partial").endswith(".zst"):
        done = subprocess.run(["zstd", "-dcq"], input=data, capture_output=True, timeout=LIMIT_S, check=False)
        return done.stdout
    return data


def reports(name):
    """The targets with a line in the file, by how they ended; a line that is torn has none."""
    found = collections.Counter()
    for line in content(name).split(b"\n")[:-1]:
        record = json.loads(line)
        if record["kind"] in ("report", "domain"):
            found[record["target"]["name"], record.get("ended", "complete")] += 1
    return found


def check_union(what, name, wanted=None):
    found = reports(name)
    done = {target: count for (target, ended), count in found.items() if ended == "complete"}
    missing = sorted(set(wanted or NAMES) - set(done))
    twice = sorted(target for target, count in done.items() if count > 1)
    if missing or twice or len(done) != len(wanted or NAMES):
        problems.append(f"{what}: {len(missing)} targets are missing ({missing[:5]}), {len(twice)} are there twice "
                        f"({twice[:5]})")
    last = json.loads(content(name).rstrip(b"\n").rsplit(b"\n", 1)[-1])
    check(f"{what}: the last line", [last["kind"], last.get("complete")], ["summary", True])


def remove(*names):
    for name in names:
        for path in (name, f"{name}.partial"):
            if os.path.lexists(path):
                os.unlink(path)


def wait_until(what, condition):
    until = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > until:
                sys.exit(f"{what} does not come about: {problems}")
        time.sleep(0.01)


def kill_in_the_middle(name, given):
    """A run whose list comes by a pipe that stays open, killed once some of it is in the file."""
    # The run before may have been killed, too: what is added is waited for.
    before = max((os.path.getsize(path) for path in (name, f"{name}.partial") if os.path.exists(path)), default=0)
    process = subprocess.Popen(command("-q", "-f", f"jsonl={name}", "--resume", name, "-"), stdin=subprocess.PIPE,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process.stdin.write("".join(f"{target}\n" for target in given).encode())
    process.stdin.flush()

    def grown():
        place = f"{name}.partial" if os.path.exists(f"{name}.partial") else name
        return os.path.exists(place) and os.path.getsize(place) > before
    wait_until(f"a line in {name} of {len(given)} beyond {before} bytes", grown)
    process.send_signal(signal.SIGKILL)
    process.wait(LIMIT_S)
    process.stdin.close()


def check_killed(name, rounds):
    """The same command, again and again, as a service manager repeats it."""
    generator = random.Random(name)
    remove(name)
    for number in range(rounds):
        kill_in_the_middle(name, NAMES[:len(NAMES) * (number + 1) // rounds])
        place = f"{name}.partial" if os.path.exists(f"{name}.partial") else name
        if number % 2 == 0:
            with open(place, "ab") as file:  # as if the disk had been full, or the machine had gone down
                file.write(generator.choice([b"{\"kind\":\"rep", b"{\"kind\":", b"\0" * 700, b"{"]))
    done = run("-f", f"jsonl={name}", "--resume", name, "@list", status=0)
    if "are finished and left out" not in done.stderr:
        problems.append(f"{name}: it is not said what is left out: {done.stderr[:300]}")
    check_union(f"{name}, killed {rounds} times", name)
    check(f"{name}: FILE.partial", os.path.exists(f"{name}.partial"), False)
    before = content(name)
    run("-q", "-f", f"jsonl={name}", "--resume", name, "@list", status=0)
    check(f"{name}: a run with nothing to do keeps what is there", content(name).startswith(before), True)
    check_union(f"{name}, once more", name)


def check_elsewhere():
    """A file that is only read: the rest goes to another."""
    remove("some.jsonl", "rest.jsonl", "some.jsonl.zst")
    run("-q", "-f", "jsonl=some.jsonl", *NAMES[:50], status=0)
    before = content("some.jsonl")
    run("-q", "-f", "jsonl=rest.jsonl", "--resume", "some.jsonl", "@list", status=0)
    check("what is read stays", content("some.jsonl"), before)
    check_union("the rest", "rest.jsonl", NAMES[50:])
    subprocess.run(["zstd", "-q", "some.jsonl"], check=True)
    run("-q", "-f", "jsonl=rest.jsonl", "--resume", "some.jsonl.zst", "--resume", "rest.jsonl", "@list", status=0)
    check_union("two files", "rest.jsonl", NAMES[50:])
    done = run("-q", "-f", "jsonl", "--resume=some.jsonl.zst", "--resume=rest.jsonl", "@list", "one.invalid")
    check("standard output", [json.loads(line)["target"]["word"] for line in done.stdout.splitlines()
                              if json.loads(line)["kind"] in ("report", "domain")], ["one.invalid"])
    # Other formats have the rest alone.
    run("-q", "-f", "json=all.json", "-f", "jsonl=rest.jsonl", "--resume=rest.jsonl", *NAMES[45:52], status=0)
    with open("all.json", encoding="utf-8") as file:
        check("json beside it", [report["target"]["word"] for report in json.load(file)["reports"]], NAMES[45:50])


def check_interrupted():
    """A target that was under way is scanned again."""
    remove("late.jsonl")
    server = socket.create_server(("127.0.0.1", 2525))
    process = subprocess.Popen(command("-q", "-f", "jsonl=late.jsonl", "--resume=late.jsonl", "--no-path",
                                       "127.0.0.1:2525", *NAMES[:20]),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    connection, _ = server.accept()
    process.send_signal(signal.SIGINT)
    check("the status of an interrupted run", process.wait(LIMIT_S), 130)
    connection.close()
    server.close()
    check("interrupted", reports("late.jsonl")["127.0.0.1", "interrupted"], 1)
    run("-q", "-f", "jsonl=late.jsonl", "--resume=late.jsonl", "--no-path", "127.0.0.1:2525", *NAMES[:20])
    check_union("interrupted, then gone on", "late.jsonl", ["127.0.0.1", *NAMES[:20]])


def refused(what, part, *words, unchanged=()):
    before = {name: open(name, "rb").read() for name in unchanged}
    done = run(*words, status=2)
    if part not in done.stderr or done.stderr.count("\n") != 1:
        problems.append(f"{what}: {done.stderr!r} does not say {part!r} in one line")
    for name, was in before.items():
        check(f"{what}: {name}", open(name, "rb").read(), was)


def check_refused():
    remove("a.jsonl", "b.jsonl", "text", "text.zst")
    run("-q", "-f", "jsonl=a.jsonl", *NAMES[:5], status=0)
    with open("a.jsonl.partial", "wb") as file:
        file.write(content("a.jsonl"))
    refused("two of them", "both there", "-f", "jsonl=a.jsonl", "--resume=a.jsonl", "@list",
            unchanged=("a.jsonl", "a.jsonl.partial"))
    run("-q", "-f", "jsonl=a.jsonl", "--resume=a.jsonl.partial", *NAMES[:9], status=0)
    check_union("the one that is named", "a.jsonl", NAMES[:9])
    check("which takes its name", os.path.exists("a.jsonl.partial"), False)
    refused("no file", "no-such.jsonl: No such file", "-f", "jsonl=b.jsonl", "--resume=no-such.jsonl", "@list")
    check("and nothing is begun", os.path.exists("b.jsonl"), False)
    with open("text", "w", encoding="ascii") as file:
        file.write("d1.test\nd2.test")
    os.link("text", "text.zst")
    for name, part in (("text", "no lines of --format jsonl"), ("text.zst", "not compressed by zstd"),
                       ("zone", "no lines of --format jsonl")):
        refused(f"another file, {name}", part, "-f", f"jsonl={name}", f"--resume={name}", "d1.test",
                unchanged=(name,))
    refused("another format", "is the file of --resume", "-f", "json=a.jsonl", "--resume=a.jsonl", "@list",
            unchanged=("a.jsonl",))
    refused("what cannot begin", "no-such.pem", "--ca-file=no-such.pem", "-f", "jsonl=a.jsonl", "--resume=a.jsonl", "-q",
            "@list", unchanged=("a.jsonl",))
    for options in (["--resume=a.jsonl"], []):
        name = "a.jsonl" if options else "c.jsonl.partial"
        with open(name, "ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            refused("another run", "another run is writing to it", "-f", f"jsonl={name[0]}.jsonl", *options, "@list",
                    unchanged=(name,))
    remove("c.jsonl")


def check_who_scans():
    """More than 1,000 targets need a name and a contact; a list that comes by a pipe is not counted before."""
    names = [f"c{number}.test" for number in range(1002)]
    with open("crowd", "w", encoding="ascii") as file:
        file.writelines(f"{name}\n# {name}\n\n" for name in names[:1001])
    anonymous = [MAILSONDE, "--no-config", "--offline", "--records=zone", "--no-progress", "-q"]
    remove("crowd.jsonl")

    def run_crowd(*words, stdin=""):
        return subprocess.run([*anonymous, "-f", "jsonl=crowd.jsonl", "--resume=crowd.jsonl", *words], input=stdin,
                              capture_output=True, text=True, timeout=LIMIT_S, check=False)
    for words in ([], WHO[:1], WHO[1:]):
        done = run_crowd(*words, "@crowd")
        check(f"1,001 targets, {words}", [done.returncode, "more than 1,000 targets" in done.stderr,
                                          done.stderr.count("\n"), os.path.exists("crowd.jsonl")],
              [2, True, 1, False])
    done = run_crowd("-", stdin="".join(f"{name}\n" for name in [*names[:1000], names[7], *names[1000:]]))
    check("a stream", [done.returncode, "1,000 targets: the run ends" in done.stderr], [2, True])
    found = reports("crowd.jsonl")
    check("its first 1,000", len(found), 1000)
    last = json.loads(content("crowd.jsonl").splitlines()[-1])
    check("and it is not whole", [last["complete"], last["unfinished"]], [False, [names[1000], "-"]])
    done = run_crowd("-", stdin="".join(f"{name}\n" for name in names[:1000]))
    check("1,000 are no crowd", done.returncode, 0)
    done = run_crowd(*WHO, "@crowd")
    check("with a name and a contact", [done.returncode, len(reports("crowd.jsonl"))], [0, 1001])
    last = json.loads(content("crowd.jsonl").splitlines()[-1])
    check("which the report has", [word in last["settings"]["options"] for word in WHO], [True, True])
    refused("a contact for no header", "is no contact", "--contact=a\nb", "d1.test")


def check_frames_of_others():
    """A frame may end in the middle of a line."""
    remove("d.jsonl.zst")
    run("-q", "-f", "jsonl=some.jsonl", *NAMES[:5], status=0)
    lines = content("some.jsonl")
    with open("d.jsonl.zst", "wb") as file:
        for part in (lines[:100], lines[100:-20]):
            file.write(subprocess.run(["zstd", "-qc"], input=part, capture_output=True, check=True).stdout)
    run("-q", "-f", "jsonl=d.jsonl.zst", "--resume=d.jsonl.zst", *NAMES[:8], status=0)
    whole = [line for line in content("d.jsonl.zst").split(b"\n")[:-1]]
    readable = collections.Counter()
    for line in whole:
        try:
            readable[json.loads(line).get("target", {}).get("name")] += 1
        except ValueError:
            readable["torn"] += 1
    check("frames of others", {name: readable[name] for name in NAMES[:8]}, {name: 1 for name in NAMES[:8]})
    check("their torn line", readable["torn"], 1)


def main():
    own_network.require()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("zone", "w", encoding="ascii") as file:
            file.writelines(f"{name}. MX 0 .\n" for name in [*NAMES, "one.invalid"])
            file.write("*.test. MX 0 .\n")
        with open("list", "w", encoding="ascii") as file:
            file.writelines(f"{name}\n" for name in NAMES)
        #        check_killed("plain.jsonl", 4)
        check_killed("packed.jsonl.zst", 2)
        check_elsewhere()
        check_interrupted()
        check_refused()
        check_frames_of_others()
        check_who_scans()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
