# SPDX-License-Identifier: GPL-3.0-or-later
"""A scan of real servers under valgrind. (Tests on a program with sanitizers look for the same in all scans.)"""

import os
import shutil

import sonde
from runner import Skip

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")


def _has_sanitizers(program):
    with open(program, "rb") as file:
        return b"__asan_init" in file.read()


def _plain_program():
    for program in (os.environ["MAILSONDE"], f"{TOP}/mailsonde", f"{TOP}/build/test/gcc/mailsonde"):
        if os.access(program, os.X_OK) and not _has_sanitizers(program):
            return program
    raise Skip("only a program with sanitizers has been built")


def test_valgrind():
    if not shutil.which("valgrind"):
        raise Skip("valgrind is not installed")
    valgrind = ("valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite",
                _plain_program())
    done = sonde.run(*sonde.TRUST, "postfix-good.example", "dovecot-good.example", "opensmtpd.example",
                     "expired.example", "nokey.example", "mx-two.example", "[192.0.2.15]", "servfail.example",
                     program=valgrind)
    assert "==" not in done.stderr, done.stderr
    assert done.returncode == 1
