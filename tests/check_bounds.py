#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scans hostile domains beside good ones, in a network namespace whose only interface is loopback.

A small DNS server answers from tables and counts what it is asked; small SMTP servers count their connections.
What is asserted is counts, and that the good domains' reports are the same as without the hostile ones. The
servers here are in no signed tree, so DNSSEC is off. The cases are in tests/bounds/, a file an idea; words on the
command line choose some.
"""
import os
import sys

_TESTS = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(_TESTS, "bounds"), os.path.join(_TESTS, "shared")]

import files  # noqa: E402  (after the path)
import huge_keys
import lab
import local_addresses
import policies
import questions
import slow_domain
import wide_domain

MODULES = [local_addresses, wide_domain, questions, huge_keys, policies, files, slow_domain]


def main():
    wanted = sys.argv[1:]
    failed = 0
    lab.set_up()
    for module in MODULES:
        if hasattr(module, "set_up"):
            module.set_up()
    lab.measure_alone()
    for name, case in [item for module in MODULES for item in vars(module).items() if item[0].startswith("test_")]:
        if wanted and not any(word in name for word in wanted):
            continue
        try:
            case()
            print(f"PASS: {name[5:]}", flush=True)
        except Exception as problem:  # the next case is told all the same
            failed += 1
            print(f"FAIL: {name[5:]}: {type(problem).__name__}: {str(problem)[:1500]}", flush=True)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
