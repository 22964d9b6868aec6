#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What "mailsonde diff" writes and how it ends: status, formats, files, and what cannot be compared.

Each kind of change has its row in tests/unit/compare_test.c."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from saved_reports import PROGRAM, changed, complain, expect, golden, problems, run, validate, write

DOCUMENT = os.path.abspath(os.path.join(os.environ.get("srcdir", "."), "doc", "changes.md"))
OLD = golden("model")
NAME = OLD["target"]["name"]


def expire(report):
    for endpoint in report["endpoints"]:
        for session in endpoint.get("sessions", []):
            for certificate in ((session.get("tls") or {}).get("chain") or [])[:1]:
                certificate["not_after_unix_s"] = report["started_at_unix_ms"] // 1000 - 86400
                session["tls"]["verification"]["in_date"] = "no"


def lose_dns(report):
    report["domain"]["mx_lookup"]["status"] = "servfail"
    report["domain"]["mx"] = []
    report["domain"]["mail_route"] = "unknown"
    report["hosts"] = [host for host in report["hosts"] if not host.get("is_mx")]


def check_words():
    write("old", [OLD])
    write("new", [golden("model", day=1)])
    out, _ = run("diff", "old", "old", lines=0)
    expect(out == f"Nothing changed: {NAME}\n", f"a file and itself: {out}")
    out, _ = run("diff", "old", "new", lines=0)
    expect(out == f"Nothing changed: {NAME}\n", f"another time alone: {out}")
    write("expired", [changed(golden("model", day=1), expire)])
    out, _ = run("diff", "old", "expired", status=1, lines=0)
    expect(out.startswith(f"{NAME}: ") and "certificate-expired" in out, f"an expired certificate: {out}")
    expect("(2026-11-10 08:00 to 2026-11-11 08:00)" in out, f"the times are not told: {out}")
    out, _ = run("diff", "expired", "old", lines=0)
    expect("mended: " in out, f"a certificate that is good again: {out}")
    quiet, _ = run("diff", "-q", "old", "expired", status=1)
    expect(len(quiet.splitlines()) == 1, f"more than a line by --quiet: {quiet}")
    run("diff", "--fail-on", "info", "old", "expired", status=1)
    run("diff", "--fail-on", "never", "old", "expired", status=0, lines=0)
    out, _ = run("diff", "--ignore", "certificate-expired", "expired", "old", lines=0)
    expect("mended: " in out, f"an accepted finding that is mended: {out}")
    with open("old", encoding="utf-8") as file:
        out, _ = run("diff", "-", "expired", status=1, stdin=file.read())
    expect("certificate-expired" in out, "standard input is not read")


def check_reversed():
    """The older run as the second one."""
    def renew(report):
        for endpoint in report["endpoints"]:
            for session in endpoint.get("sessions", []):
                for certificate in ((session.get("tls") or {}).get("chain") or [])[:1]:
                    certificate.update(sha256="ab" * 32, not_before="2026-11-10T00:00:00Z",
                                       not_after="2027-05-10T00:00:00Z", not_after_unix_s=1809907200)

    write("renewed", [changed(golden("model", day=1), renew)])
    out, _ = run("diff", "old", "renewed", lines=0)
    expect("certificate renewed" in out, f"a renewed certificate: {out}")
    out, _ = run("diff", "renewed", "old", lines=0)
    expect("an older certificate" in out and "renewed" not in out, f"the reverse: {out}")


def check_targets():
    write("two", [golden("model", "a.example"), golden("null-mx", "b.example")])
    write("other", [golden("model", "a.example", 1), golden("null-mx", "c.example", 1)])
    out, _ = run("diff", "two", "other", status=3, lines=0)
    expect("b.example: not looked at any more" in out and "c.example: new target" in out, f"targets: {out}")
    expect("\nNothing changed: a.example\n" in out and out.count("\n3 targets: ") == 1, f"targets: {out}")
    bad = changed(golden("model", "d.example", 1), expire)
    write("more", [golden("model", "a.example", 1), golden("null-mx", "b.example", 1), bad])
    run("diff", "two", "more", status=1, lines=0)
    write("lost", [changed(golden("model", "a.example", 1), lose_dns), golden("null-mx", "b.example", 1)])
    out, _ = run("diff", "--fail-on", "error", "two", "lost", status=3, lines=0)
    expect("not looked at this time: MX" in out or "(-v)" in out, f"lost records count as gone: {out}")
    expect("gone: MX" not in out, f"lost records count as gone: {out}")
    write("again", [changed(golden("model", day=5), expire), golden("model", day=9), golden("model", day=7)])
    _, told = run("diff", "old", "again", lines=1)
    expect("again: 2 of its reports" in told, f"targets that come again: {told}")


def check_examples():
    """The questions of doc/changes.md have answers; without jq they are not asked."""
    if shutil.which("jq") is None:
        return
    with open(DOCUMENT, encoding="utf-8") as file:
        examples = re.findall(r"^    (jq .*)$", file.read(), re.M)
    expect(len(examples) == 3, f"{len(examples)} examples")
    for example in examples[:2]:
        done = subprocess.run(["sh", "-c", example], capture_output=True, text=True, check=False)
        expect(done.returncode == 0 and done.stdout, f"{example}: {done.returncode}: {done.stderr}")


def check_json():
    out, _ = run("diff", "-f", "json", "old", "expired", status=1, lines=0)
    document = json.loads(out)
    summary, target = document["summary"], document["targets"][0]
    expect(document["schema_version"] == 1 and summary["exit_status"] == 1, f"the head: {summary}")
    expect(summary["targets"] == summary["targets_changed"] == 1, f"the numbers: {summary}")
    expect(target["worse"] == sum(change["direction"] == "worse" for change in target["changes"]),
           f"the numbers: {target['worse']}")
    first = target["changes"][0]
    expect(first["direction"] == "worse" and first["severity"] == "error", f"not the worst first: {first}")
    broken = [change for change in target["changes"] if change["finding"] == "certificate-expired"]
    expect(broken and broken[0]["before"] == "holds" and broken[0]["after"] == "error"
           and broken[0]["name"].startswith("certificate-expired@"), f"the finding: {broken[:1]}")
    text, _ = run("diff", "-f", "json=changes.json", "-f", "text", "old", "expired", status=1, lines=0)
    page, _ = run("diff", "-f", "markdown", "old", "expired", status=1, lines=0)
    expect(page.startswith("## mailsonde: changes") and "certificate-expired" in page, f"markdown: {page[:200]}")
    with open("changes.json", encoding="utf-8") as file:
        expect(json.load(file) == document and text.startswith(NAME), "two formats at once")
    validate("changes.schema.json", "changes.json")
    run("diff", "-f", "json=many.json", "two", "other", status=3)
    validate("changes.schema.json", "many.json")
    check_examples()
    for empty in ("old", "new"):
        out, _ = run("diff", "-f", "json", "old", empty)
        expect(json.loads(out)["targets"][0]["changes"] == [], "changes where there are none")


def check_faults():
    def refused(words, *line, stdin=None):
        out, told = run("diff", *words, status=2, lines=1, stdin=stdin)
        expect(out == "", f"diff {words}: output {out[:100]}")
        for word in line:
            expect(word in told, f"diff {words}: no \"{word}\" in: {told}")

    refused(["old"], "two files")
    refused(["old", "new", "expired"], "two files")
    refused(["-", "-"], "standard input")
    refused(["--last", NAME], "--store")
    refused(["-f", "jsonl", "old", "new"], "text, json")
    refused(["--depth", "deep", "old", "new"], "--depth")
    refused(["-f", "json=x", "-f", "text=x", "old", "new"], "x: ")
    refused(["missing", "new"], "missing: No such file")
    refused(["old", "."], ".: Is a directory")
    refused(["old", "/dev/null"], "there is no report")
    refused(["old", "-"], "not JSON", stdin="nothing\n")
    newer = changed(OLD, lambda report: report.update(schema_version=99))
    write("newer", [newer])
    refused(["old", "newer"], "newer:1: schema_version 99 is newer")
    with open("mixed", "w", encoding="utf-8") as mixed, open("old", encoding="utf-8") as old:
        mixed.write(old.read() + "{]\n")
    out, told = run("diff", "old", "mixed", status=2, lines=1)
    expect("mixed:3: " in told and out == f"Nothing changed: {NAME}\n", f"a bad line: {told}: {out}")
    # What only one side has may be in the part of the other that is damaged.
    with open("partial", "w", encoding="utf-8") as partial, open("two", encoding="utf-8") as two:
        partial.write(two.read() + "{]\n")
    for words, what in ((["partial", "other"], "\"partial\""), (["other", "partial"], "\"partial\"")):
        out, told = run("diff", *words, status=2, lines=2)
        expect(f"{what}: not compared, since not all of it could be read: c.example" in told
               and "c.example" not in out and "Nothing changed: a.example" in out, f"{words}: {out}{told}")
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([PROGRAM, "diff", "old", "expired"], stdout=full, stderr=subprocess.PIPE, check=False)
    expect(done.returncode == 2 and b"No space left" in done.stderr, f"a full disk: {done}")
    before = os.listdir(".")
    run("diff", "-o", "kept", "old", "missing", status=2)
    expect(os.listdir(".") == before, "files are left behind")


def check_hostile():
    def spoil(report):
        report["target"]["name"] = report["target"]["word"] = "\x1b[31m`<script>|\u202ex"
        report["domain"]["mx"][0]["exchange"] = "\x1b]0;x\x07|`\u202e<b>"

    write("hostile", [changed(golden("model"), spoil)])
    write("tame", [golden("null-mx", "a.example")])
    for words in (["tame", "hostile"], ["hostile", "tame"], ["-f", "json", "tame", "hostile"]):
        done = subprocess.run([PROGRAM, "diff", "--ascii", *words], capture_output=True, check=False)
        expect(done.returncode in (0, 1, 2, 3), f"hostile names: {done.returncode}")
        for byte in done.stdout + done.stderr:
            if byte < 0x20 and byte != 0x0a or byte == 0x7f:
                complain(f"a control character by {words}: {byte:#x}")
                break


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for check in (check_words, check_reversed, check_targets, check_json, check_faults, check_hostile):
            check()
        os.chdir("/")
    sys.exit(1 if problems else 0)


main()
