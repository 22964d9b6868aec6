# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the tests of a folder: every function test_... of every module test_*.py in it.

    runner.py FOLDER [WORD...]

A test passes when it returns, and fails when it raises. Tests run a few at a
time and in no order; FOLDER/before.py says how many, and its begin() makes
what all of them look at.
"""

import concurrent.futures
import glob
import importlib
import os
import sys
import time
import traceback


class Skip(Exception):
    """Raised by a test that cannot be run here; says why."""


def each(*cases):
    """Makes one test of each case, which is what the function gets."""
    def decorate(function):
        function.cases = cases
        return function
    return decorate


def waits(function):
    """A test that does little but wait for its server: such tests are run beside the others."""
    function.waits = True
    return function


def when_asked(function):
    """A test that is run only when a word names it."""
    function.when_asked = True
    return function


def _say(line):
    """In one piece: tests say things, too, and at the same time."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def note(text):
    """A figure for the reader of the log."""
    _say(f"note: {text}")


def _label(case):
    if isinstance(case, tuple):
        return " ".join(map(_label, case)) or "nothing"
    if isinstance(case, dict):
        return " ".join(f"{key}={value}" for key, value in case.items()) or "nothing"
    return str(getattr(case, "name", case))


def _tests(folder):
    for path in sorted(glob.glob(os.path.join(folder, "test_*.py"))):
        module = importlib.import_module(os.path.basename(path)[:-3])
        for name, function in vars(module).items():
            if not name.startswith("test_"):
                continue
            title = f"{module.__name__[5:]}/{name[5:].replace('_', ' ')}"
            if hasattr(function, "cases"):
                for case in function.cases:
                    yield f"{title} {_label(case)}", function, (case,)
            else:
                yield title, function, ()


def _is_wanted(test, words):
    """By the words, or if there are none all but those that have to be asked for."""
    name, function, _ = test
    return any(word in name for word in words) if words else not hasattr(function, "when_asked")


def _run(function, arguments):
    try:
        function(*arguments)
        return "PASS", ""
    except Skip as reason:
        return "SKIP", str(reason)
    except Exception as error:  # whatever a test stumbles over is its failure
        frame = traceback.extract_tb(error.__traceback__)[-1]
        own = [f for f in traceback.extract_tb(error.__traceback__) if "test_" in f.filename]
        frame = own[-1] if own else frame
        return "FAIL", f"{os.path.basename(frame.filename)}:{frame.lineno}: {frame.line}\n" \
                       f"{type(error).__name__}: {error}"


def _cpu_seconds():
    """What all processes of this pid namespace have used so far, those that have ended too: whoever waited for one has
    its time, and what nobody waits for is left to the first process."""
    ticks = 0
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                ticks += sum(map(int, file.read().rsplit(")", 1)[1].split()[11:15]))
        except OSError:
            pass  # it has ended
    return ticks / os.sysconf("SC_CLK_TCK")


def main():
    folder, *words = sys.argv[1:]
    sys.path.insert(0, folder)
    tests = [test for test in _tests(folder) if _is_wanted(test, words)]
    started = time.monotonic()
    before = importlib.import_module("before")
    # Without it no test means anything.
    result, text = _run(before.begin, ())
    if result != "PASS":
        _say(f"FAIL what comes before the tests\n    {text}")
        sys.exit(1)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(before.AT_A_TIME) as busy, \
            concurrent.futures.ThreadPoolExecutor(before.AT_A_TIME) as idle:
        running = {(idle if hasattr(function, "waits") else busy).submit(_run, function, arguments): name
                   for name, function, arguments in tests}
        for done in concurrent.futures.as_completed(running):
            result, text = done.result()
            failed += result == "FAIL"
            more = {"SKIP": f": {text}", "FAIL": "\n    " + text.replace("\n", "\n    ")}.get(result, "")
            _say(f"{result} {running[done]}{more}")
    cpu = f", {_cpu_seconds():.0f} s of CPU" if os.getpid() == 1 else ""
    note(f"{len(tests)} tests, {failed} failed, {time.monotonic() - started:.0f} s{cpu}")
    sys.exit(1 if failed or not tests else 0)


if __name__ == "__main__":
    # The modules import this file by its name; there shall be one of it.
    sys.modules["runner"] = sys.modules["__main__"]
    main()
