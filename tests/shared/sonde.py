# SPDX-License-Identifier: GPL-3.0-or-later
"""Running mailsonde, and finding one's way in what it reports."""

import json
import os
import re
import subprocess
import zlib

import of_time

try:
    import jsonschema
except ImportError:
    jsonschema = None

# What the lab is to be trusted with: its root CA, and the key of its DNS root. Named, since these labs leave the
# host's own files alone; tests/stock is where the defaults are tested.
TRUST = ("--ca-file=" + os.environ["LAB_CA_FILE"], "--trust-anchor=" + os.environ["LAB_TRUST_ANCHOR"])
# What the tests can do without waiting for; a busy machine's servers answer well within it. What TLS a server takes
# besides is asked in the tests of that alone, so that the others know each connection.
HASTY = ("--connect-timeout=3", "--retry-after=1", "--depth=quick")
PATIENCE_S = 120

_SCHEMA_PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/report.schema.json")
with open(_SCHEMA_PATH, encoding="utf-8") as _file:
    SCHEMA = json.load(_file)

# A sanitizer's complaint must not pass for one of mailsonde's own exit statuses.
_ENVIRONMENT = {**os.environ,
                "ASAN_OPTIONS": "exitcode=99:detect_stack_use_after_return=1",
                "UBSAN_OPTIONS": "halt_on_error=1:exitcode=99:print_stacktrace=1",
                "LC_ALL": "C.UTF-8"}


# AddressSanitizer says so of every program with fibers, though these tell it of each switch.
_FIBERS = re.compile(r"^==\d+==WARNING: ASan doesn't fully support makecontext.*\n", re.MULTILINE)


def run(*arguments, stdin="", environment=None, program=(os.environ["MAILSONDE"],)):
    """mailsonde with these arguments, to its end."""
    done = subprocess.run([*program, *arguments], input=stdin.encode(), capture_output=True, check=False,
                          timeout=PATIENCE_S, env={**_ENVIRONMENT, **(environment or {})})
    done.stdout = done.stdout.decode("utf-8")
    done.stderr = _FIBERS.sub("", done.stderr.decode("utf-8"))
    complaint = re.search(r"Sanitizer|runtime error:", done.stderr)
    assert done.returncode in (0, 1, 2, 3) and not complaint, \
        f"exit status {done.returncode}: {done.stderr[-3000:]}"
    return done


# Made once: each time it would be held against the schema of schemas, which takes longer than a scan.
_VALIDATOR = jsonschema.Draft202012Validator(SCHEMA) if jsonschema else None
VALIDATED = 8


def validate(document):
    """Against the published schema."""
    if _VALIDATOR:
        _VALIDATOR.validate(document)


def scan(*arguments, status=None, **more):
    """The document of --format=json; with `status`, mailsonde must have ended with that one."""
    # An anchor is of use only where signatures are checked.
    trust = TRUST[:1] if any(word.startswith("--dnssec=") for word in arguments) else TRUST
    done = run("--format=json", "--full", *trust, *HASTY, *arguments, **more)
    assert done.stdout, f"no document, status {done.returncode}: {done.stderr}"
    document = json.loads(done.stdout)
    # One in so many commands, always the same ones: it takes a second of processor time.
    if zlib.crc32(repr(arguments).encode()) % VALIDATED == 0:
        validate(document)
    assert status is None or done.returncode == status, \
        f"exit status {done.returncode}, not {status}: {done.stderr} {failures(*document['reports'])}"
    return document


def report(*arguments, **more):
    """The one report of a scan."""
    document = scan(*arguments, **more)
    assert len(document["reports"]) == 1, f"{len(document['reports'])} reports"
    return document["reports"][0]


def report_of(document, word):
    """That of one target."""
    found = [report for report in document["reports"] if report["target"]["word"] == word]
    assert len(found) == 1, f"{len(found)} reports of {word}"
    return found[0]


def endpoint(report_, address, port):
    found = [e for e in report_["endpoints"] if (e["address"], e["port"]) == (address, port)]
    assert len(found) == 1, f"{len(found)} endpoints {address} {port}"
    return found[0]


def traced(report_, endpoint_):
    """How many of the endpoint's connections a trace made."""
    return sum(port["connections"] for path in report_["paths"] if path["address"] == endpoint_["address"]
               for port in path["ports"] if port["port"] == endpoint_["port"])


def session(endpoint_):
    """The one that tells most: the last main one that matches what was found, else the first (facts/endpoint.h)."""
    main = [s for s in endpoint_["sessions"] if s["purpose"] == "main"]
    matching = [s for s in main if s["tried"] == endpoint_["found"]]
    return (matching or main[:1])[-1]


def waited_ms(endpoint_, *steps):
    """For the longest of these steps (all, if none is named) in any main session: on a busy machine servers are slow, and
    mailsonde asks a slow one in another way."""
    return max((timing["elapsed_ms"] for s in endpoint_["sessions"] if s["purpose"] == "main" for timing in s["timings"]
                if not steps or timing["step"] in steps), default=0)


def _narrowest(subject):
    """What it consists of, without the domain of a host or a port."""
    return tuple(v for v in (subject["host"], subject["address"], subject["port"]) if v) or (subject["domain"],)


def findings(report_, outcome, minimum="info"):
    """(severity, id, subject) of each; the subject is a tuple of what it consists of.
    Without those that say how long the server took."""
    severities = ("info", "warning", "error")
    return sorted(
        (f["severity"], f["id"], _narrowest(f["subject"])) for f in report_["findings"]
        if f["outcome"] == outcome and f["id"] not in of_time.IDS
        and severities.index(f["severity"]) >= severities.index(minimum))


def finding_ids(report_, outcome, minimum="info"):
    return {id_ for _, id_, _ in findings(report_, outcome, minimum)}


def failures(*reports):
    return [f for r in reports for f in findings(r, "fails", "error")]
