# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian 13's servers (debian13.table), each as it should be: nothing in them is at fault, and nothing is left open."""

import os
import threading

import expected
import peers
import sonde
import table
from runner import each

HOSTS = table.read(os.environ["MAILSONDE_LAB_DEBIAN13"])
DOMAINS = tuple(dict.fromkeys(host.domain for host in HOSTS))
HYBRID = "X25519MLKEM768"
# Who takes it: OpenSSL 3.5 by itself where the server leaves the groups to it, as Dovecot does, Postfix when it is told
# to (lab/postfix.sh). OpenSMTPD names three groups itself, and GnuTLS 3.8.9 has it not in NORMAL.
TAKES_HYBRID = ("mx1.postfix13-good.example", "smtp.dovecot13-good.example")

# What is as it is in any lab: addresses for documentation.
OF_THE_LAB = {"address-special"}

_lock = threading.Lock()
_made = []


def _report(domain):
    """Of one scan of them all, with whatever TLS can be asked."""
    with _lock:
        if not _made:
            _made.append(sonde.scan("--depth=deep", *DOMAINS, status=0))
    return sonde.report_of(_made[0], domain)


def _sockets(host):
    for socket in host.sockets:
        yield socket, sonde.endpoint(_report(host.domain), socket.address, socket.port)


@each(*DOMAINS)
def test_nothing_is_at_fault(domain):
    failing = sonde.finding_ids(_report(domain), "fails", "warning") - OF_THE_LAB
    assert not failing, failing


@each(*DOMAINS)
def test_nothing_is_left_open(domain):
    unknown = sonde.finding_ids(_report(domain), "unknown", "warning")
    assert not unknown, unknown


@each(*HOSTS)
def test_sessions(host):
    for socket, endpoint in _sockets(host):
        assert endpoint["found"] == expected.found(socket.mode), f"{socket}: {endpoint['found']}"
        session = sonde.session(endpoint)
        stop = session["stop"]
        assert (stop["at"], stop["reason"], stop["reply_code"]) == expected.stop(socket.mode), f"{socket}: {stop}"
        if socket.mode == "closed":
            continue
        tls = session["tls"]
        assert (tls["completed"], tls["version"]) == ("yes", "TLS 1.3"), f"{socket}: {tls}"
        assert tls["verification"]["trusted"] == "yes" and len(tls["chain"]) == 2, f"{socket}: {tls}"
        logins = {"PLAIN", "LOGIN"} & set(session["ehlo_tls"]["auth_mechanisms"])
        assert logins == ({"PLAIN", "LOGIN"} if socket.mode in expected.LOGIN_IN_TLS else set()), f"{socket}: {logins}"


@each(*HOSTS)
def test_post_quantum_groups(host):
    """A draft's group would not do: it is the standard's, by its number."""
    for socket, endpoint in _sockets(host):
        if socket.mode == "closed":
            continue
        found = endpoint["tls_survey"]
        assert found["limited"] is None, found["limited"]
        answers = {group["name"]: group["accepted"] for group in found["groups"]}
        assert answers[HYBRID] == ("yes" if host.name in TAKES_HYBRID else "no"), f"{socket}: {answers}"
        taken = {name for name, accepted in answers.items() if accepted == "yes" and "KEM" in name.upper()}
        assert taken <= {HYBRID}, f"{socket}: {taken}"


@each(*TAKES_HYBRID)
def test_openssl_agrees_about_the_group(name):
    host = next(host for host in HOSTS if host.name == name)
    port, start = (25, ["-starttls", "smtp"]) if host.is_mx else (465, [])
    said = peers.in_root("postfix13", "openssl", "s_client", "-connect", f"{host.v4}:{port}", "-groups", HYBRID,
                         "-CAfile", "/etc/lab/ca.pem", "-verify_return_error", *start)
    assert f"Negotiated TLS1.3 group: {HYBRID}" in said and "Verify return code: 0 (ok)" in said, said
