# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine whose clock is wrong: by its time every certificate is out of date, and none is the server's fault."""

import os
import subprocess

import machine
import sonde
from runner import each

DAY_S = 86400


# The system calls of a machine with another time. Made before the tests, which run side by side.
_SHIM = os.path.join(machine.LAB, "wrong_clock.so")
subprocess.run(["cc", "-shared", "-fPIC", "-o", _SHIM, os.path.join(os.path.dirname(__file__), "wrong_clock.c")],
               check=True)


def _machine(wrong_days):
    # With sanitizers, theirs need not come first for what is replaced here.
    return machine.Machine(environment=(("LD_PRELOAD", _SHIM), ("WRONG_CLOCK_S", str(wrong_days * DAY_S)),
                                        ("ASAN_OPTIONS", "verify_asan_link_order=0")))


@each(*((days, domain) for days in (-4000, 4000) for domain in ("model.example", "pinned.example")))
def test_wrong_clock(case):
    days, domain = case
    report = _machine(days).scan(domain, status=3)
    assert report["vantage"]["clock"] == "no", report["vantage"]
    said = [f for f in report["findings"] if f["id"] == "clock-in-doubt"]
    assert [(f["outcome"], f["points_at"]) for f in said] == [("unknown", "this_machine")], said
    assert not sonde.findings(report, "fails", "warning"), sonde.findings(report, "fails", "warning")
    assert "clock" in report["verdict"]["inbound_summary"], report["verdict"]


def test_in_the_text():
    done = _machine(4000).run("model.example")
    assert done.returncode == 3 and not done.stderr, (done.returncode, done.stderr)
    assert done.stdout.count("[clock-in-doubt]") == 1, done.stdout
    assert "has expired" not in done.stdout and "expired on" not in done.stdout, done.stdout
    assert "cannot be used" not in done.stdout, done.stdout


def test_right_clock():
    assert machine.Machine().scan("model.example", status=0)["vantage"]["clock"] == "yes"
