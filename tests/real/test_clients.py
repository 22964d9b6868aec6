# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that others wrote, set up as the report says: they log in; and fail where it says they must."""

import os
import smtplib
import socket
import ssl
import subprocess
import tempfile

import first_scan
import table
from runner import each

USER, PASSWORD = os.environ["LAB_USER"], os.environ["LAB_PASSWORD"]
CA_FILE = os.environ["LAB_CA_FILE"]
# OpenSSL and GnuTLS, in smtplib and msmtp, take certificates that no path needs, as mailsonde does.
GOOD = ("postfix-good.example", "exim-good.example", "dovecot-good.example", "sendmail-good.example",
        "extra.example")
PATIENCE_S = 20


def _settings(domain):
    clients = first_scan.report(domain)["verdict"]["clients"]
    assert clients, f"nothing is recommended for {domain}"
    return [(c["host"], c["port"], c["mode"]) for c in clients]


def _smtplib(host, port, mode, patience=PATIENCE_S):
    """A session inside TLS, its certificate verified; the caller ends it."""
    context = ssl.create_default_context(cafile=CA_FILE)
    if mode == "implicit_tls":
        return smtplib.SMTP_SSL(host, port, timeout=patience, context=context)
    session = smtplib.SMTP(host, port, timeout=patience)
    try:
        session.starttls(context=context)
    except Exception:
        session.close()
        raise
    return session


def _msmtp(host, port, mode):
    """A mail sent by msmtp; its exit status and complaint."""
    with tempfile.NamedTemporaryFile("w", prefix="msmtprc.", encoding="ascii") as config:
        config.write(f"""\
account lab
host {host}
port {port}
tls on
tls_starttls {"off" if mode == "implicit_tls" else "on"}
tls_trust_file {CA_FILE}
auth plain
user {USER}
password {PASSWORD}
from tester@lab.example
timeout {PATIENCE_S}
account default : lab
""")
        config.flush()
        done = subprocess.run(["msmtp", "-C", config.name, "postmaster@lab.example"], capture_output=True,
                              check=False, timeout=60, input=b"Subject: test\n\nA test.\n")
    return done.returncode, done.stderr.decode(errors="replace")


@each(*GOOD)
def test_smtplib_logs_in(domain):
    for host, port, mode in _settings(domain):
        with _smtplib(host, port, mode) as session:
            code, text = session.login(USER, PASSWORD)
            assert code == 235, f"{host} {port}: {code} {text}"
            assert session.mail("tester@lab.example")[0] == 250


@each(*GOOD)
def test_msmtp_sends_a_mail(domain):
    for host, port, mode in _settings(domain):
        status, complaint = _msmtp(host, port, mode)
        assert status == 0, f"{host} {port} {mode}: {complaint}"


@each("plain25.example", "postscreen.example", "v4only.example", "v6only.example", "v6closed.example",
      "blocked25.example", "clearauth.example", "swapped.example")
def test_settings_of_less_good_domains_work(domain):
    for host, port, mode in _settings(domain):
        with _smtplib(host, port, mode) as session:
            assert session.login(USER, PASSWORD)[0] == 235
        status, complaint = _msmtp(host, port, mode)
        assert status == 0, f"{host} {port} {mode}: {complaint}"


def _fails(error, function, *arguments):
    try:
        session = function(*arguments)
    except error as caught:
        return caught
    session.close()
    raise AssertionError(f"{arguments}: works")


# What OpenSSL's verification says (X509_V_ERR_...).
BAD_CERTIFICATES = (("expired", 10), ("selfsigned", 18), ("wrongname", 62), ("nochain", 20),
                    ("forclients", 26))


@each(*BAD_CERTIFICATES)
def test_bad_certificate_is_refused(case):
    label, code = case
    host = f"mx1.{label}.example"
    assert first_scan.report(f"{label}.example")["verdict"]["clients"] == []
    for port, mode in ((465, "implicit_tls"), (587, "starttls"), (2525, "starttls")):
        assert _fails(ssl.SSLCertVerificationError, _smtplib, host, port, mode).verify_code == code
        # GnuTLS asks for the purpose only if the program does, and msmtp does not.
        assert (_msmtp(host, port, mode)[0] == 0) == (label == "forclients")


@each("opensmtpd", "tls10")
def test_handshake_fails(label):
    host = f"mx1.{label}.example"
    for port, mode in ((465, "implicit_tls"), (587, "starttls"), (2525, "starttls")):
        _fails(ssl.SSLError, _smtplib, host, port, mode)


def test_missing_certificate():
    for port in (587, 2525):
        error = _fails(smtplib.SMTPResponseException, _smtplib, "mx1.nokey.example", port, "starttls")
        assert error.smtp_code == 454, error


def test_swapped_modes():
    """The registered modes do not work there."""
    _fails(ssl.SSLError, _smtplib, "mx1.swapped.example", 465, "implicit_tls")
    _fails((socket.timeout, OSError), _smtplib, "mx1.swapped.example", 587, "starttls", 2)


def _login_in_clear(host, port):
    with smtplib.SMTP(host, port, timeout=PATIENCE_S) as session:
        session.ehlo()
        if session.has_extn("auth"):
            return session.login(USER, PASSWORD)[0]
        return session.docmd("AUTH", "PLAIN AAAA")[0]


@each(*[domain for domain in GOOD if any(host.is_submission for host in table.hosts_of(domain))])
def test_no_login_before_TLS(domain):
    host = next(host.name for host in table.hosts_of(domain) if host.is_submission)
    for port in (587, 2525):
        assert _login_in_clear(host, port) >= 500


def test_login_in_clear_where_the_report_says_so():
    report = first_scan.report("clearauth.example")
    ports = {f["subject"]["port"] for f in report["findings"]
             if (f["id"], f["outcome"]) == ("auth-plaintext-before-tls", "fails")}
    assert ports == {587, 2525}
    for port in ports:
        assert _login_in_clear("mx1.clearauth.example", port) == 235
