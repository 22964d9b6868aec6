# SPDX-License-Identifier: GPL-3.0-or-later
"""Files without end, and files that lead to others."""
import json
import os
import subprocess
import tempfile
import threading

from lab import LIMIT_S, MAILSONDE, run

# An empty zone, where nobody is to be asked.
NO_RECORDS = ["--records=/dev/null"]
# Longer lists than 1,000 targets ask who scans.
WHO = ["--helo=scan.test", "--contact=https://scan.test"]


def peak_kib(*arguments):
    """How a program ended, and the memory it had at its peak."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as complaint, \
            subprocess.Popen([MAILSONDE, *arguments], stdout=output, stderr=complaint,
                             stdin=subprocess.DEVNULL) as process:
        timer = threading.Timer(LIMIT_S, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        complaint.seek(0)
        return process.returncode, output.read(), complaint.read(), usage.ru_maxrss


# With sanitizers each program needs some 80 MiB; without bounds these came to gigabytes.
def refused(expected, *arguments, memory_kib=400 * 1024):
    given = any(argument.startswith("--records=") for argument in arguments)
    status, _, complaint, peak = peak_kib("--offline", *([] if given else NO_RECORDS), *arguments)
    assert status == 2, (status, complaint)
    assert expected in complaint and complaint.count("\n") == 1, complaint
    assert peak < memory_kib, peak


def test_a_zone_file_includes_nothing():
    with tempfile.TemporaryDirectory() as folder:
        for name in ("/etc/passwd", "self.zone", "/dev/zero"):
            path = os.path.join(folder, "self.zone")
            for directive in (f"$INCLUDE {name}\n", f"$include {name}", f'$INCLUDE "{name}" sub.test. ; more\n'):
                with open(path, "w", encoding="ascii") as zone:
                    zone.write("; a comment\nfile.test. MX 0 .\n" + directive)
                refused("self.zone:3: $INCLUDE is not supported", f"--records={path}", "file.test",
                        memory_kib=160 * 1024)
                done = run("--resolver=127.0.0.1", f"--trust-anchor={path}", "good0.test")
                assert done.returncode == 2 and "self.zone:3: $INCLUDE" in done.stderr, done.stderr


def test_files_are_bounded():
    refused("/dev/zero: it is larger than 64 MiB", "--records=/dev/zero", "file.test")
    refused("/dev/zero: it is larger than 16 MiB", "--ca-file=/dev/zero", "file.test", memory_kib=160 * 1024)
    refused("/dev/zero", "--profile=/dev/zero", "file.test", memory_kib=160 * 1024)
    done = run("--resolver=127.0.0.1", "--trust-anchor=/dev/zero", "good0.test")
    assert done.returncode == 2 and "/dev/zero: it is larger than 64 MiB" in done.stderr, done.stderr


def test_lists_of_targets_are_bounded():
    status, _, complaint, peak = peak_kib("--offline", *NO_RECORDS, "@/dev/zero", "nowhere.test")
    assert status == 2 and "a line has no end" in complaint and peak < 160 * 1024, (status, complaint, peak)
    with tempfile.NamedTemporaryFile("w", suffix=".list") as names:
        names.write("not a name!\n" * 5000)
        names.flush()
        status, _, complaint, peak = peak_kib("--offline", *NO_RECORDS, *WHO, "@" + names.name)
        assert status == 2 and complaint.count("are not targets; the rest is not read") == 1
        assert complaint.count("\n") <= 1002, complaint.count("\n")


def test_a_list_that_repeats_itself_fills_no_log():
    with tempfile.NamedTemporaryFile("w", suffix=".list") as names:
        names.write("file.test\n" * 5000)
        names.flush()
        status, _, complaint, _ = peak_kib("--offline", *NO_RECORDS, *WHO, "@" + names.name)
    assert status == 3 and complaint.count("given before; it is scanned once") == 100, (status, complaint)
    assert complaint.count("mailsonde: ") == 101 and "no longer named" in complaint, complaint


def test_a_list_that_never_ends_holds_up_nobody():
    """Comments without end come in by a pipe: the target before them is reported all the same."""
    reading, writing = os.pipe()
    with subprocess.Popen([MAILSONDE, "--offline", *NO_RECORDS, "--format=jsonl", "--full", "file.test", f"@/dev/fd/{reading}"],
                          stdout=subprocess.PIPE, text=True, pass_fds=[reading]) as process:
        os.close(reading)
        def feed():
            try:
                while True:
                    os.write(writing, b"#\n" * 2000)
            except OSError:
                pass
        threading.Thread(target=feed, daemon=True).start()
        timer = threading.Timer(LIMIT_S, process.kill)
        timer.start()
        line = process.stdout.readline()
        timer.cancel()
        process.terminate()
        assert process.wait(LIMIT_S) is not None
    os.close(writing)
    assert json.loads(line)["target"]["word"] == "file.test", line


def test_pipes_may_be_read_twice():
    with tempfile.NamedTemporaryFile("w") as ca:
        ca.write(open("/etc/ssl/certs/ca-certificates.crt", encoding="ascii").read()
                 if os.path.exists("/etc/ssl/certs/ca-certificates.crt") else "")
        ca.flush()
        if os.path.getsize(ca.name):
            done = subprocess.run(["bash", "-c", f'"{MAILSONDE}" --offline --records=/dev/null --ca-file=<(cat {ca.name}) file.test'],
                                  capture_output=True, text=True, timeout=LIMIT_S, check=False)
            assert "file.test" in done.stdout, done.stderr
