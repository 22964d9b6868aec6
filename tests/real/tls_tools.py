# SPDX-License-Identifier: GPL-3.0-or-later
"""What others find: sslscan, nmap and testssl.sh on one port, in mailsonde's words."""

import dataclasses
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import xml.etree.ElementTree

import runner
import tls_names

PATIENCE_S = 120
_TIMED_OUT = 124  # timeout(1)

_SSLSCAN_VERSIONS = {"SSLv2": "SSLv2", "SSLv3": "SSLv3", "TLSv1.0": "TLS 1.0", "TLSv1.1": "TLS 1.1",
                     "TLSv1.2": "TLS 1.2", "TLSv1.3": "TLS 1.3"}
_TESTSSL_VERSIONS = {"ssl2": "SSLv2", "ssl3": "SSLv3", "tls1": "TLS 1.0", "tls1_1": "TLS 1.1", "tls1_2": "TLS 1.2",
                     "tls1_3": "TLS 1.3"}


@dataclasses.dataclass
class Found:
    """Suites and groups by version, in the order in which the tool has them; features by the tool's own words."""
    suites: dict = dataclasses.field(default_factory=dict)
    groups: dict = dataclasses.field(default_factory=dict)
    features: dict = dataclasses.field(default_factory=dict)
    dh_bits: int = 0
    wall_s: float = 0
    processor_s: float = 0


def _run(*command):
    """Its output, the seconds it took, and those of processor time."""
    if not shutil.which(command[0]):
        raise runner.Skip(f"{command[0]} is not installed")
    started = time.monotonic()
    with tempfile.TemporaryFile() as output:
        # Waited for by its own, for the processor time of this child and its children alone.
        with subprocess.Popen(("timeout", str(PATIENCE_S), *command), stdin=subprocess.DEVNULL, stdout=output,
                              stderr=subprocess.STDOUT) as child:
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.monotonic() - started
        output.seek(0)
        # What it has written by then is not all that it would have.
        assert child.returncode != _TIMED_OUT, f"{command[0]} was not done after {PATIENCE_S} s"
        return output.read().decode(errors="replace"), wall_s, usage.ru_utime + usage.ru_stime


def _document(make_command):
    """What a tool writes into a file, beside what _run() returns."""
    with tempfile.TemporaryDirectory(prefix="tls-tool.") as folder:
        path = os.path.join(folder, "document")
        output, wall_s, processor_s = _run(*make_command(path))
        assert os.path.exists(path), output[-2000:]
        with open(path, encoding="utf-8", errors="replace") as document:
            return document.read(), wall_s, processor_s


def mailsonde(*arguments):
    """Its own document, for comparison."""
    text, wall_s, processor_s = _document(
        lambda path: (os.environ["MAILSONDE"], "--format=json", "--full", f"--output={path}", *arguments))
    return json.loads(text), wall_s, processor_s


_ALL_BUT_SUITES = ("--no-check-certificate", "--no-compression", "--no-fallback", "--no-groups", "--no-heartbleed",
                   "--no-renegotiation")


def sslscan(host, port=25, only_suites=False):
    text, wall_s, processor_s = _document(
        lambda path: ("sslscan", "--starttls-smtp", "--no-colour",
                      *(_ALL_BUT_SUITES if only_suites else ()), f"--xml={path}", f"{host}:{port}"))
    found = Found(wall_s=wall_s, processor_s=processor_s)
    for element in xml.etree.ElementTree.fromstring(text).iter():
        if element.tag == "cipher":
            name = tls_names.suite_of_code(int(element.get("id"), 16))
            found.suites.setdefault(_SSLSCAN_VERSIONS[element.get("sslversion")], []).append(name)
            # OpenSSL has other primes for anonymous suites, with which they do not matter.
            if "_anon_" not in name:
                found.dh_bits = max(found.dh_bits, int(element.get("dhebits") or 0))
        elif element.tag == "group":
            name = tls_names.group_of_code(int(element.get("id"), 16))
            found.groups.setdefault(_SSLSCAN_VERSIONS[element.get("sslversion")], []).append(name)
        elif element.tag in ("fallback", "renegotiation", "compression"):
            found.features[element.tag] = dict(element.items())
    return found


def nmap(host, port=25):
    text, wall_s, processor_s = _document(
        lambda path: ("nmap", "-n", "-Pn", "-sT", "-p", str(port), "--script",
                      "ssl-enum-ciphers", "-oX", path, host))
    found = Found(wall_s=wall_s, processor_s=processor_s)
    for script in xml.etree.ElementTree.fromstring(text).iter("script"):
        for version in script.findall("table"):
            suites = version.findall("table[@key='ciphers']/table/elem[@key='name']")
            # Its own word for the key exchange of TLS 1.3.
            found.suites[_SSLSCAN_VERSIONS[version.get("key")]] = \
                [tls_names.suite(suite.text.replace("TLS_AKE_WITH_", "TLS_")) for suite in suites]
            for preference in version.findall("elem[@key='cipher preference']"):
                found.features[_SSLSCAN_VERSIONS[version.get("key")]] = preference.text
    return found


def testssl(host, *checks, port=25):
    text, wall_s, processor_s = _document(
        lambda path: ("testssl", "--starttls", "smtp", *checks, "--warnings", "off",
                      "--color", "0", "--jsonfile", path, f"{host}:{port}"))
    found = Found(wall_s=wall_s, processor_s=processor_s)
    for entry in json.loads(text):
        cipher = re.fullmatch(r"cipher-(\w+)_x([0-9a-f]+)", entry["id"])
        if cipher:
            name = tls_names.suite_of_code(int(cipher[2], 16))
            found.suites.setdefault(_TESTSSL_VERSIONS[cipher[1]], []).append(name)
        else:
            found.features[entry["id"]] = entry["finding"]
    if "PFS_ECDHE_curves" in found.features:
        found.groups["all"] = [tls_names.group(word) for word in found.features["PFS_ECDHE_curves"].split()]
    return found
