#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports that are kept by --store: what is in the file, who may write to it, and what becomes of it when a
writer is killed, the disk is full, or another program has it locked."""
import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from saved_reports import PROGRAM, changed, complain, expect, golden, problems, run, validate, write

KILLS = 12
BOUND_S = 60
DOCUMENT = os.path.abspath(os.path.join(os.environ.get("srcdir", "."), "doc", "history.md"))


def ask(path, question):
    """Rows of a query; the connection is closed, since an open one keeps the file from being tidied up."""
    database = sqlite3.connect(path, timeout=BOUND_S)
    try:
        return database.execute(question).fetchall()
    finally:
        database.close()


def check_file(path):
    """Each report is whole: its text, its numbers, and its findings."""
    expect(ask(path, "PRAGMA integrity_check") == [("ok",)], f"{path}: not sound")
    for identifier, text, target, counted in ask(
            path, "SELECT id, json, target, errors + warnings + infos + unknown FROM report"):
        try:
            name = json.loads(text)["target"]["name"]
        except (ValueError, KeyError):
            name = None
        expect(name == target, f"{path}: report {identifier} of {target} has no such text")
        rows = ask(path, f"SELECT count(*) FROM finding WHERE report = {identifier} AND NOT accepted")[0][0]
        expect(rows == counted, f"{path}: report {identifier} has {rows} of {counted} findings")
    orphans = ask(path, "SELECT count(*) FROM finding WHERE report NOT IN (SELECT id FROM report)")
    expect(orphans == [(0,)], f"{path}: {orphans[0][0]} findings of no report")


def spoil(report):
    for session in report["endpoints"][0]["sessions"]:
        session["starttls"] = {"offered": "no"}


def check_runs():
    write("first", [golden("model", "a.example"), golden("null-mx", "b.example")])
    write("second", [changed(golden("model", "a.example", 1), spoil), golden("null-mx", "b.example", 1)])
    write("third", [golden("model", "a.example", 2)])
    plain, _ = run("assess", "first")
    kept, _ = run("assess", "--store", "runs.db", "first", lines=0)
    expect(plain == kept, "the report is another with --store")
    expect(sorted(os.listdir(".")) == ["first", "runs.db", "second", "third"], f"files: {os.listdir('.')}")
    run("assess", "--store", "runs.db", "second", status=1, lines=0)
    run("assess", "--store", "runs.db", "second", status=1, lines=0)
    run("assess", "--store", "runs.db", "third", lines=0)
    expect(ask("runs.db", "SELECT target, count(*) FROM report GROUP BY 1 ORDER BY 1")
           == [("a.example", 3), ("b.example", 2)], "a run that was kept twice")
    expect(ask("runs.db", "PRAGMA journal_mode") == [("wal",)], "it does not log ahead")
    check_file("runs.db")
    document, _ = run("assess", "-f", "json", "third")
    kept = ask("runs.db", "SELECT json FROM report ORDER BY started_at_unix_ms DESC LIMIT 1")[0][0]
    expect(json.loads(kept) == {"kind": "report", **json.loads(document)["reports"][0]}, "what is kept is no report")
    fails = "SELECT count(*) FROM finding WHERE id = 'starttls-not-offered' AND outcome = 'fails'"
    expect(ask("runs.db", fails)[0][0] > 0, "no finding to be filtered by")

    out, _ = run("history", "--store", "runs.db", lines=0)
    expect("3 runs" in out and "2 runs" in out, f"targets: {out}")
    out, _ = run("history", "--store", "runs.db", "-f", "json", "A.example", lines=0)
    runs = json.loads(out)["runs"]
    expect([entry["started_at"][:10] for entry in runs] == ["2026-11-12", "2026-11-11", "2026-11-10"],
           f"runs: {out}")
    expect([entry["better"] for entry in runs][::2] == [4, None] and runs[1]["worse"] == 4,
           f"what changed: {[(entry['worse'], entry['better']) for entry in runs]}")
    run("history", "--store", "runs.db", "-f", "json=list.json")
    validate("history.schema.json", "list.json")
    out, _ = run("history", "--store", "runs.db", "--last", "1", "a.example", lines=0)
    expect(out.count("2026-11-1") == 1 and "changed: " in out, f"the last run: {out}")

    out, _ = run("diff", "--last", "--store", "runs.db", "a.example", lines=0)
    expect("mended: " in out and "2026-11-11 08:00 to 2026-11-12" in out, f"the last two: {out}")
    out, _ = run("diff", "--last", "2", "--store=runs.db", "a.example", lines=0)
    expect(out == "Nothing changed: a.example\n", f"the last and the first: {out}")
    out, _ = run("diff", "--last", "--store", "runs.db", lines=0)
    expect("a.example: " in out and "Nothing changed: b.example" in out, f"all targets: {out}")
    for words in (["diff", "--last", "3", "a.example"], ["diff", "--last", "c.example"],
                  ["diff", "--last", "9"], ["history", "c.example"]):
        out, told = run(*words, "--store", "runs.db", status=2, lines=1)
        expect(out == "" and told.startswith("mailsonde: runs.db: "), f"{words}: {told}")
    run("history", "a.example", status=2, lines=1)
    # The counts of the table of several targets.
    out, _ = run("assess", "-f", "text", "first", "second", status=1)
    counts = re.findall(r"(\d+/\d+/\d+)$", out, re.M)
    out, _ = run("history", "--store", "runs.db", "a.example", lines=0)
    expect(set(re.findall(r"\d+/\d+/\d+", out)) <= set(counts), f"other counts than {counts}: {out}")
    # A run that cannot be read is none that was not there.
    shutil.copy("runs.db", "unreadable.db")
    with sqlite3.connect("unreadable.db") as database:
        database.execute("UPDATE report SET json = '{' WHERE target = 'a.example' AND started_at LIKE '2026-11-11%'")
    database.close()
    for words in (["a.example"], []):
        out, told = run("diff", "--last", "--store", "unreadable.db", *words, status=2, lines=2)
        expect("the runs of \"a.example\" cannot be compared" in told and "a.example" not in out, f"unreadable: {out}{told}")
    os.symlink("runs.db", "link.db")
    run("assess", "--store", "link.db", "third", lines=0)
    expect(not [name for name in os.listdir(".") if name.endswith(("-wal", "-shm"))], f"left: {os.listdir('.')}")


def check_scan():
    """A scan that needs no network; it runs in the sandbox, where no file can be opened for writing."""
    with open("zone", "w", encoding="utf-8") as zone:
        zone.write("$ORIGIN null.example.\n@ 300 IN SOA ns host 1 1 1 1 1\n@ 300 IN MX 0 .\n")
    words = ["--offline", "--records", "zone", "--no-path", "null.example"]
    out, _ = run(*words, status=0)
    for _ in range(2):
        kept, told = run("-v", *words[:-1], "--store", "scans.db", "null.example", status=0)
        expect("null.example" in kept, f"no report: {told}")
        expect("not restricted" not in told or os.environ.get("CI") is None, f"the sandbox: {told}")
    expect("null.example" in out, f"no report: {out}")
    expect(ask("scans.db", "SELECT count(*), min(exit_status) FROM report") == [(2, 0)], "scans that were kept")
    run("diff", "--last", "--store", "scans.db", "null.example", status=0, lines=0)
    expect(not os.path.exists("scans.db-wal"), "the log is left behind")


def check_document():
    """doc/history.md has the tables as they are."""
    with open(DOCUMENT, encoding="utf-8") as file:
        text = file.read()
    for (statement,) in ask("runs.db", "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"):
        flat = " ".join(statement.split())
        expect(flat in " ".join(text.split()), f"doc/history.md has no \"{flat}\"")
    database = sqlite3.connect("runs.db")
    queries = re.findall(r"^    sqlite3 runs\.db \"(.*)\"$", text, re.M)
    for query in queries:
        (database.executescript if ";" in query else database.execute)(query)
    database.close()
    expect(len(queries) == 4, f"{len(queries)} examples")


def check_refused():
    def refused(path, word, *more):
        for words in (["assess", "third"], ["history"], ["diff", "--last"]):
            if more and words[0] != "assess":
                continue
            out, told = run(*words, *more, "--store", path, status=2, lines=1)
            expect(out == "" and word in told, f"{words} {path}: no \"{word}\" in: {told}: {out[:50]}")

    with open("text", "w", encoding="utf-8") as file:
        file.write("This is no database, however long it is. " * 100)
    refused("text", "text: it is no SQLite database")
    other = sqlite3.connect("other.db")
    other.execute("CREATE TABLE report (id INTEGER PRIMARY KEY, json TEXT)")
    other.close()
    before = open("other.db", "rb").read()
    refused("other.db", "other.db: it is the database of another program")
    expect(open("other.db", "rb").read() == before, "another program's database was changed")
    newer = sqlite3.connect("newer.db")
    newer.executescript("PRAGMA application_id = 0x6d736e64; PRAGMA user_version = 2; CREATE TABLE future (x);")
    newer.close()
    refused("newer.db", "newer.db: it is of a newer mailsonde")
    hollow = sqlite3.connect("hollow.db")
    hollow.executescript("PRAGMA application_id = 0x6d736e64; PRAGMA user_version = 1;")
    hollow.close()
    refused("hollow.db", "hollow.db: ")
    refused(".", ".: Is a directory")
    refused("/dev/null", "it is no regular file")
    refused("missing/runs.db", "No such file")
    refused("third", "third: ")
    refused("b\x1b[31m.db/x", "b\\x1b[31m.db/x: ")
    open("taken.db", "w", encoding="utf-8").close()
    refused("taken.db", "another use", "-f", "json=taken.db")
    for empty in ("history", "diff --last"):
        open("empty.db", "w", encoding="utf-8").close()
        run(*empty.split(), "--store", "empty.db", status=2, lines=1)
    run("assess", "--store", "empty.db", "third", lines=0)
    run("assess", "--store", ":memory:", "third", lines=0)
    run("assess", "--store", "file:x?mode=memory", "third", lines=0)
    expect(os.path.exists(":memory:") and os.path.exists("file:x?mode=memory"), "a name that SQLite took for its own")


def may_run(user):
    """Whether the folders of the program are open to that user."""
    try:
        return subprocess.run([PROGRAM, "version"], user=user, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def check_read_only():
    """Where nothing can be written, what is there can be read."""
    os.mkdir("still#?%")
    run("assess", "--store", "still#?%/runs.db", "first")
    os.chmod("still#?%/runs.db", 0o444)
    os.chmod("still#?%", 0o555)
    os.chmod(".", 0o755)
    if os.geteuid() != 0:
        other = {}
    elif may_run(65534):
        other = {"user": 65534, "group": 65534, "extra_groups": []}
    else:
        return
    out, _ = run("history", "--store", "still#?%/runs.db", lines=0, **other)
    expect("a.example" in out, f"a file that cannot be written to: {out}")
    for name, word in (("runs.db", "it cannot be written to"), ("new.db", "no file can be made in its folder")):
        out, told = run("assess", "--store", f"still#?%/{name}", "first", status=2, lines=1, **other)
        expect(word in told and out == "", f"{name} in a folder that cannot be written to: {told}")
    os.chmod("still#?%", 0o755)


def check_hostile():
    """A file of ours that somebody has put other things into."""
    run("assess", "--store", "hostile.db", "first", "second", status=1, lines=0)
    database = sqlite3.connect("hostile.db")
    database.executescript(
        "CREATE TRIGGER t AFTER INSERT ON report BEGIN DELETE FROM report; END;"
        "UPDATE report SET target = 'a' || char(27) || '[31m', started_at = char(27), json = '{' WHERE id = 1;"
        "UPDATE report SET json = x'00ff', target = 'b.example' WHERE id = 2;"
        "UPDATE report SET json = 5, delivery = NULL WHERE id = 3;" .replace(", delivery = NULL", ""))
    database.close()
    run("assess", "--store", "hostile.db", "third", lines=0)
    expect(ask("hostile.db", "SELECT count(*) FROM report")[0][0] == 5, "a trigger of the file has run")
    for words in (["history"], ["history", "b.example"], ["diff", "--last"], ["diff", "--last", "b.example"]):
        done = subprocess.run([PROGRAM, *words, "--store", "hostile.db"], capture_output=True, check=False)
        expect(done.returncode in (0, 1, 2, 3), f"{words}: {done.returncode}: {done.stderr[-300:]}")
        expect(b"\x1b" not in done.stdout + done.stderr, f"{words}: a control character")
    with open("hostile.db", "r+b") as file:
        file.seek(5000)
        file.write(b"\xff" * 20000)
    for words in (["history"], ["diff", "--last"], ["assess", "third"]):
        done = subprocess.run([PROGRAM, *words, "--store", "hostile.db"], capture_output=True, check=False)
        expect(done.returncode in (0, 1, 2, 3), f"damaged: {words}: {done.returncode}: {done.stderr[-300:]}")


def many(prefix, count):
    name = f"{prefix}.reports"
    write(name, [golden("null-mx", f"{prefix}{i}.example") for i in range(count)])
    return name


def check_two_writers():
    """Both make the file at once, and write to it at once."""
    one, other = many("one", 60), many("other", 60)
    for _ in range(3):
        writers = [subprocess.Popen([PROGRAM, "assess", "-q", "--store", "both.db", name],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for name in (one, other)]
        for writer in writers:
            told = writer.communicate(timeout=BOUND_S)[1]
            expect(writer.returncode == 0, f"one of two writers: {writer.returncode}: {told}")
        expect(ask("both.db", "SELECT count(DISTINCT target), count(*) FROM report") == [(120, 120)],
               "a report of two writers is missing")
        check_file("both.db")
        os.remove("both.db")


def check_kills():
    """A writer is killed after so many of its reports are there, whatever it is at then."""
    name = many("killed", 200)
    counts = []
    for i in range(KILLS):
        writer = subprocess.Popen([PROGRAM, "assess", "-q", "--store", "killed.db", name],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        until = time.monotonic() + BOUND_S
        while writer.poll() is None and time.monotonic() < until:
            try:
                if ask("killed.db", "SELECT count(*) FROM report")[0][0] > i * 5:
                    break
            except sqlite3.Error:
                pass  # it is not there yet, or has no tables
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        check_file("killed.db")
        counts.append(ask("killed.db", "SELECT count(*) FROM report")[0][0])
        if i % 4 == 3:
            os.remove("killed.db")
            for rest in ("killed.db-wal", "killed.db-shm"):
                if os.path.exists(rest):
                    os.remove(rest)
    expect(any(0 < count < 200 for count in counts), f"no writer was killed on its way: {counts}")
    run("assess", "-q", "--store", "killed.db", name, status=0, lines=0)
    expect(ask("killed.db", "SELECT count(*) FROM report") == [(200,)], "no writer after one that was killed")


def check_full():
    """The disk has no more room: the report is written all the same, and one line says what is missing."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200000, 200000))

    name = many("full", 200)
    plain, _ = run("assess", name, status=0)
    out, told = run("assess", "--store", "limit.db", name, status=2, preexec_fn=limit)
    expect(out == plain, "a report is lost with the file")
    lines = told.splitlines()
    expect(len(lines) == 2 and "limit.db: the report of " in lines[0] and "reports are not stored" in lines[1],
           f"the limit is not told: {told}")
    check_file("limit.db")

    disk = os.path.join(os.getcwd(), "disk")
    os.mkdir(disk)
    script = f"mount -t tmpfs -o size=300k none {disk} && exec \"$@\""
    if subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", "true"], capture_output=True, check=False).returncode != 0:
        print("a full disk is not tried: no name spaces here")
        return
    done = subprocess.run(["unshare", "-rm", "sh", "-c", script, "sh", PROGRAM, "assess", "--store", "disk/full.db", name],
                          capture_output=True, text=True, check=False)
    expect(done.returncode == 2 and done.stdout == plain, f"a full disk: {done.returncode}: {done.stderr[:300]}")
    fill = f"{script.replace('300k', '64k').replace('exec', 'dd if=/dev/zero of=disk/x bs=1k 2>/dev/null;')}; ls disk"
    left = subprocess.run(["unshare", "-rm", "sh", "-c", fill, "sh", PROGRAM, "assess", "--store", "disk/full.db", name],
                          capture_output=True, text=True, check=False)
    expect(left.stdout.endswith("\nx\n"), f"an empty file is left on a full disk: {left.stdout[-100:]}")
    expect("the disk is full" in done.stderr and len(done.stderr.splitlines()) <= 2, f"a full disk: {done.stderr[:300]}")


def begin_locked():
    """Another program keeps the lock for longer than anybody waits."""
    run("assess", "--store", "locked.db", "first", lines=0)
    database = sqlite3.connect("locked.db", isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    writer = subprocess.Popen([PROGRAM, "assess", "--store", "locked.db", "second", "third"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return database, writer


def end_locked(database, writer):
    out, told = writer.communicate(timeout=BOUND_S)
    plain, _ = run("assess", "second", "third", status=1)
    expect(writer.returncode == 2 and out == plain, f"a locked file: {writer.returncode}: {told}")
    expect("locked.db: another program keeps it locked" in told and len(told.splitlines()) == 1,
           f"a locked file: {told}")
    run("history", "--store", "locked.db", lines=0)  # who reads does not wait
    database.execute("COMMIT")
    database.close()
    run("assess", "--store", "locked.db", "third", lines=0)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        check_runs()
        locked = begin_locked()
        for check in (check_scan, check_document, check_refused, check_read_only, check_hostile, check_two_writers, check_kills,
                      check_full):
            check()
        end_locked(*locked)
        os.chdir("/")
    sys.exit(1 if problems else 0)


main()
