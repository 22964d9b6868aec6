#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What PostgreSQL makes of lines: contrib/sql/postgresql.sql loads them, and the questions of doc/at-scale.md have the
answers of analysis-answers.txt, which check_duckdb.mjs wants of DuckDB, too. "check_postgresql.py --update" writes that
file. The server is one of its own, in a temporary folder, with a socket there and no port."""
import contextlib
import glob
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

SOURCES = os.environ["srcdir"]
LOAD = f"{SOURCES}/contrib/sql/postgresql.sql"
ANSWERS = pathlib.Path(SOURCES, "tests/formats/analysis-answers.txt")
SETTINGS = {"listen_addresses": "", "fsync": "off", "shared_buffers": "16MB", "max_connections": "5", "autovacuum": "off"}


def programs():
    """The folder with initdb and postgres: Debian has one for each version."""
    found = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    if not found:
        print("PostgreSQL is not installed (Debian: postgresql)")
        sys.exit(77)
    return os.path.dirname(max(found, key=lambda path: int(path.split("/")[4])))


def as_nobody(*command):
    """PostgreSQL does not run as root. It ends with its parent."""
    user = ["--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
    return ["setpriv", *user, "--pdeathsig=INT", *command]


@contextlib.contextmanager
def server():
    with tempfile.TemporaryDirectory(prefix="pg.", dir="/tmp") as place:  # the path of a socket has at most 107 bytes
        if os.getuid() == 0:
            subprocess.run(["chown", "nobody", place], check=True)
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        subprocess.run(as_nobody(f"{programs()}/initdb", "-D", f"{place}/data", "-U", "tester", "-A", "trust", "-E", "UTF8",
                                 "--no-locale", "--no-sync"), env=environment, cwd=place, check=True,
                       stdout=subprocess.DEVNULL)
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        process = subprocess.Popen(as_nobody(f"{programs()}/postgres", "-D", f"{place}/data", "-k", place, *settings),
                                   env=environment, cwd=place, stderr=subprocess.PIPE, text=True)
        said = []
        while not any("ready to accept connections" in line for line in said[-1:]):
            said.append(process.stderr.readline())
            if not said[-1]:
                sys.exit("PostgreSQL did not start: " + "".join(said[-5:]))
        drain = threading.Thread(target=process.stderr.read)
        drain.start()
        try:
            yield environment | {"PGHOST": place, "PGUSER": "tester", "PGDATABASE": "mail", "PGTZ": "UTC"}
        finally:
            process.send_signal(2)
            process.wait()
            drain.join()


def psql(environment, *words, file=None):
    done = subprocess.run(["psql", "-X", "-A", "-t", "-F", "\t", *words], env=environment, check=False, text=True,
                          stdin=file or subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout if done.returncode == 0 else f"failed: {done.stdout}"


def load(environment, run, path):
    with open(path, "rb") as file:
        return psql(environment, "-v", f"run={run}", "-f", LOAD, file=file).strip()


def say(name, expected, actual):
    print(f"PASS {name}" if expected == actual else f"FAIL {name}: {actual!r} and not {expected!r}".replace("\n", " "))


def answer(environment):
    with open("questions.list", encoding="utf-8") as file:
        return {title: psql(environment, "-c", question) for title, question in json.load(file)}


def main():
    subprocess.run([f"{SOURCES}/tests/formats/analysis.py"], check=True)
    with server() as environment:
        subprocess.run(["createdb", "-E", "UTF8", "-T", "template0", "mail"], env=environment, check=True)
        say("the earlier run", "21\t2\t0", load(environment, "2026-11", "earlier.jsonl"))
        say("the later run", "22\t1\t0", load(environment, "2026-12", "later.jsonl"))
        counts = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in (
            "domains", "domain_hosts", "findings", "hosts", "endpoints", "host_endpoints", "certificates"))
        before = psql(environment, "-c", counts)
        load(environment, "2026-12", "later.jsonl")
        say("a run that is loaded twice", before, psql(environment, "-c", counts))
        answers = answer(environment)
        say("odd lines", "7\t0\t2", load(environment, "odd", "odd.jsonl"))
        say("odd names", "\\u0000\nback\\slash\nbücher\nhalf \ufffd.\nit's $1 \\N\nnul \ufffd\ufffd.\ntab\t, \"quoted\"\n",
            psql(environment, "-c", "SELECT domain FROM domains WHERE run = 'odd' ORDER BY domain COLLATE \"C\""))
    written = "".join(f"## {title}\n{text}" for title, text in answers.items())
    if sys.argv[1:] == ["--update"]:
        ANSWERS.write_text(written, encoding="utf-8")
    for paragraph in written.split("## ")[1:]:
        stored = [each for each in ANSWERS.read_text(encoding="utf-8").split("## ") if each.startswith(paragraph.split("\n")[0])]
        say(paragraph.split("\n")[0].replace(":", ""), stored[0] if stored else "", paragraph)


if __name__ == "__main__":
    main()
