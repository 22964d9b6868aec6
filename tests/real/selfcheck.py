#!/usr/bin/env python3
"""Does the lab do what hosts.table says?  Asked by other people's clients.

    tests/real/selfcheck.py [HOST...]

brings the lab up (see lab.sh) and goes over all sockets of the table with
Python's smtplib and ssl, then over some of it with openssl s_client, swaks and
kdig.  Prints a line for each thing that is not as it should be.
Exit status: 0 all is well, 1 it is not, else as lab.sh's.
"""

import concurrent.futures
import os
import re
import shutil
import smtplib
import socket
import ssl
import subprocess
import sys
import time

PORTS = (25, 465, 587, 2525)
PATIENCE = 10           # seconds, for what is to answer
SILENCE = 1             # seconds, for what is not

# cert: what OpenSSL's check says of it (X509_V_ERR_...)
VERIFY_CODE = {"expired": 10, "selfsigned": 18, "wrongname": 62, "nochain": 20, "forclients": 26}


class Wrong(Exception):
    pass


def expect(condition, text):
    if not condition:
        raise Wrong(text)


def read_table():
    with open(os.environ["MAILSONDE_LAB_HOSTS"], encoding="ascii") as table:
        for line in table:
            if not line.startswith("#"):
                host, v4, v6, server, _, cert, *modes, on6, _ = \
                    line.split(None, 11)
                yield host, v4, v6, server, cert, dict(zip(PORTS, modes)), on6


def sockets(only):
    for host, v4, v6, _, cert, modes, on6 in read_table():
        if only and host not in only:
            continue
        for port, mode in modes.items():
            if v4 != "-":
                yield host, v4, port, mode, cert
            if v6 != "-":
                yield host, v6, port, on6 if on6 != "same" else mode, cert


# --- one session -----------------------------------------------------------

def context(old=False):
    made = ssl.create_default_context(cafile=os.environ["LAB_CA_FILE"])
    if old:
        made.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        made.set_ciphers("DEFAULT:@SECLEVEL=0")
    return made


class Session(smtplib.SMTP):
    """A session with one address, under the name of its host."""

    def __init__(self, host, address, port, tls=None):
        self.lab_tls = tls
        self.lab_host = host
        super().__init__(timeout=PATIENCE)
        self._host = host               # what starttls() verifies
        code, text = self.connect(address, port)
        self._host = host
        self.greeting = code, text.decode()

    def _get_socket(self, host, port, timeout):
        sock = socket.create_connection((host, port), timeout)
        if self.lab_tls:
            sock = self.lab_tls.wrap_socket(sock,
                                            server_hostname=self.lab_host)
        return sock


def check_greeting(session, host):
    code, text = session.greeting
    expect(code == 220, f"greets with {code} {text}")
    expect(host in text, f"greets as {text}")


def check_login(session):
    expect(session.has_extn("auth"), "no AUTH under TLS")
    offered = set(session.esmtp_features["auth"].split())
    expect({"PLAIN", "LOGIN"} <= offered, f"AUTH {offered}")
    try:
        session.login(os.environ["LAB_USER"], "wrong")
        raise Wrong("takes a wrong password")
    except smtplib.SMTPAuthenticationError:
        pass
    session.login(os.environ["LAB_USER"], os.environ["LAB_PASSWORD"])
    code, text = session.mail("tester@lab.example")
    expect(code == 250, f"after the login, MAIL gets {code} {text}")


def check_certificate(session, cert):
    """After a handshake that verified the certificate."""
    expect(cert in ("good", "expiring", "extra"), f"{cert} certificate verifies")
    ends = ssl.cert_time_to_seconds(session.sock.getpeercert()["notAfter"])
    days = int((ends - time.time()) / 86400)
    expect(days == 5 if cert == "expiring" else days > 30, f"{days} days left")


def expect_bad_certificate(error, cert):
    expect(error.verify_code == VERIFY_CODE.get(cert),
           f"{cert} certificate: {error.verify_message}")


# --- what the modes promise ------------------------------------------------

def is_closed(host, address, port, cert):
    try:
        socket.create_connection((address, port), PATIENCE).close()
    except ConnectionRefusedError:
        return
    raise Wrong("is open")


def is_drop(host, address, port, cert):
    try:
        socket.create_connection((address, port), SILENCE).close()
    except TimeoutError:
        return
    raise Wrong("is open")


def check_features(session, starttls, auth):
    session.ehlo()
    expect(session.has_extn("starttls") == starttls,
           "no STARTTLS" if starttls else "STARTTLS")
    expect(session.has_extn("auth") == auth, "no AUTH" if auth else "AUTH")


def is_plain(host, address, port, cert):
    with Session(host, address, port) as session:
        check_greeting(session, host)
        check_features(session, starttls=False, auth=False)


def is_starttls(host, address, port, cert, login=False, clear=False):
    old = host == "mx1.tls10.example"
    session = Session(host, address, port)
    check_greeting(session, host)
    check_features(session, starttls=True, auth=clear)
    if login and not clear:
        code, text = session.mail("tester@lab.example")
        expect(code == 530, f"without TLS, MAIL gets {code} {text}")
    try:
        session.starttls(context=context(old))
    except ssl.SSLCertVerificationError as error:
        session.close()
        expect_bad_certificate(error, cert)
        return
    check_certificate(session, cert)
    check_version(session, old)
    session.ehlo()
    if login:
        check_login(session)
    else:
        expect(not session.has_extn("auth"), "AUTH under TLS")
    session.quit()


def check_version(session, old):
    version = session.sock.version()
    expect(version == ("TLSv1" if old else "TLSv1.3"), f"{version}")


def is_teaser(host, address, port, cert):
    is_starttls(host, address, port, cert)
    started = time.monotonic()
    with Session(host, address, port) as session:
        expect("\n" in session.greeting[1], "greets with one line only")
        taken = time.monotonic() - started
        expect(1 < taken < 5, f"greets after {taken:.1f} s")


def is_submit(host, address, port, cert):
    is_starttls(host, address, port, cert, login=True)


def is_clearauth(host, address, port, cert):
    is_starttls(host, address, port, cert, login=True, clear=True)
    is_plainauth(host, address, port, cert, starttls=True)


def is_plainauth(host, address, port, cert, starttls=False):
    with Session(host, address, port) as session:
        check_greeting(session, host)
        check_features(session, starttls=starttls, auth=True)
        check_login(session)


def is_implicit(host, address, port, cert):
    old = host == "mx1.tls10.example"
    try:
        session = Session(host, address, port, tls=context(old))
    except ssl.SSLCertVerificationError as error:
        expect_bad_certificate(error, cert)
        return
    check_greeting(session, host)
    check_certificate(session, cert)
    check_version(session, old)
    session.ehlo()
    expect(not session.has_extn("starttls"), "STARTTLS under TLS")
    check_login(session)
    session.quit()


def is_notls(host, address, port, cert):
    with Session(host, address, port) as session:
        check_features(session, starttls=True, auth=False)
        code, text = session.docmd("STARTTLS")
        expect(code == 454, f"STARTTLS gets {code} {text}")


def is_tlsfails(host, address, port, cert):
    session = Session(host, address, port)
    check_greeting(session, host)
    check_features(session, starttls=True, auth=False)
    if port != 25:
        code, text = session.mail("tester@lab.example")
        expect(code == 530, f"without TLS, MAIL gets {code} {text}")
    expect_alert(lambda: session.starttls(context=context()))
    session.close()


def is_sslfails(host, address, port, cert):
    expect_alert(lambda: Session(host, address, port, tls=context()))


def expect_alert(handshake):
    try:
        handshake()
    except ssl.SSLError as error:
        expect("ALERT_INTERNAL_ERROR" in str(error.reason), f"{error}")
        return
    raise Wrong("can do TLS after all")


def is_said(host, address, port, wanted, tls=None):
    session = Session(host, address, port, tls)
    expect(session.greeting[0] == wanted, f"greets with {session.greeting}")
    session.close()


def is_say421(host, address, port, cert):
    is_said(host, address, port, 421)


def is_say554(host, address, port, cert):
    is_said(host, address, port, 554)


def check_socket(host, address, port, mode, cert):
    try:
        globals()["is_" + mode](host, address, port, cert)
        if host == "mx1.ratelimit.example":
            # The one connection has been had.
            is_said(host, address, port, 421,
                    context() if mode == "implicit" else None)
    except (Wrong, OSError, smtplib.SMTPException) as error:
        return f"{host} {address} {port}, {mode}: {error}"
    return None


# --- the other clients -----------------------------------------------------

def output(*command, text=""):
    done = subprocess.run(command, input=text, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=30)
    return done.stdout


def check_s_client(host, address, port, mode):
    """A verified handshake with the good hosts by openssl s_client."""
    where = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    said = output("openssl", "s_client", "-connect", where, "-brief",
                  "-CAfile", os.environ["LAB_CA_FILE"],
                  "-verify_hostname", host, "-verify_return_error",
                  *([] if mode == "implicit" else ["-starttls", "smtp"]),
                  text="QUIT\r\n")
    return [] if "Verification: OK" in said else \
        [f"openssl s_client {where}: {said}"]


def check_tls10():
    """Too old for a client that was not told otherwise."""
    command = ["openssl", "s_client", "-connect", "mx1.tls10.example:25",
               "-starttls", "smtp", "-brief"]
    modern = output(*command)
    old = output(*command, "-tls1", "-cipher", "DEFAULT:@SECLEVEL=0")
    wrong = []
    if "CONNECTION ESTABLISHED" in modern:
        wrong.append(f"tls10 and a modern client: {modern}")
    if "Protocol version: TLSv1\n" not in old:
        wrong.append(f"tls10 and an old client: {old}")
    return wrong


def check_swaks(host, port, mode):
    """A whole mail, sent by swaks under a login."""
    said = output(
        "swaks", "--server", host, "--port", str(port),
        "--tls-on-connect" if mode == "implicit" else "--tls",
        "--auth-user", os.environ["LAB_USER"],
        "--auth-password", os.environ["LAB_PASSWORD"],
        "--from", "tester@lab.example",
        "--to", "postmaster@" + host.partition(".")[2])
    sent = re.search(r"~> \.\n<~ +250 ", said)
    return [] if sent else [f"swaks {host} {port}: {said}"]


NAMES = (
    ("postfix-good.example MX", "10 mx1.postfix-good.example."),
    ("mx1.postfix-good.example A", "192.0.2.10"),
    ("mx1.postfix-good.example AAAA", "2001:db8::10"),
    ("_submissions._tcp.dovecot-good.example SRV",
     "0 1 465 smtp.dovecot-good.example."),
    ("_submission._tcp.dovecot-good.example SRV",
     "10 1 587 smtp.dovecot-good.example."),
    ("-x 192.0.2.1", "client.lab.example."),
    ("-x 2001:db8::1", "client.lab.example."),
    ("-x 192.0.2.35", "mx1.v6drop.example."),
    ("-x 2001:db8::35", "mx1.v6drop.example."),
    ("mx1.v6only.example A", ""),
    ("nullmx.example MX", "0 ."),
    ("nullmx-mixed.example MX", "0 .\n10 mx1.postfix-good.example."),
    ("mx-cname.example MX", "10 alias.mx-cname.example."),
    ("alias.mx-cname.example A", "mx1.postfix-good.example.\n192.0.2.10"),
    ("mx-ip.example MX", "10 192.0.2.10."),
    ("mx-localhost.example MX", "10 localhost."),
    ("mx-dangling.example MX", "10 gone.mx-dangling.example."),
    ("mx-twoaddr.example MX", "10 mx1.mx-twoaddr.example."),
    ("mx1.mx-twoaddr.example A", "192.0.2.10\n192.0.2.11"),
    ("implicit-mx.example MX", ""),
    ("implicit-mx.example A", "192.0.2.10"),
    ("alias.example MX", "postfix-good.example.\n"
     "10 mx1.postfix-good.example."),
    ("_submission._tcp.srv-none.example SRV", "0 0 0 ."),
)
STATUSES = (
    ("nodata.example A", "NOERROR"),
    ("nodata.example MX", "NOERROR"),
    ("nxdomain.example MX", "NXDOMAIN"),
    ("gone.mx-dangling.example A", "NXDOMAIN"),
    ("192.0.2.10. A", "NXDOMAIN"),
    ("elsewhere.test A", "NXDOMAIN"),
    ("servfail.example MX", "SERVFAIL"),
)


def check_names():
    # kdig is there, in the root of the DNS server.
    kdig = ("chroot", os.environ["MAILSONDE_LAB_DIR"] + "/roots/base/root",
            "kdig", "@127.0.0.1")
    wrong = []
    for query, answer in NAMES:
        said = output(*kdig, "+short", *query.split()).strip()
        if said != answer:
            wrong.append(f"DNS {query}: {said!r}")
    for query, status in STATUSES:
        if f"status: {status};" not in output(*kdig, *query.split()):
            wrong.append(f"DNS {query}: not {status}")
    return wrong


def have_swaks():
    """With what it needs for TLS and AUTH."""
    if not shutil.which("swaks"):
        return False
    said = output("swaks", "--support")
    return "TLS supported" in said and "Basic AUTH supported" in said


def other_clients(only, swaks):
    yield check_names,
    if not only or "mx1.tls10.example" in only:
        yield check_tls10,
    for host, v4, v6, server, cert, modes, _ in read_table():
        if "good" not in host or only and host not in only:
            continue
        for port, mode in modes.items():
            if mode in ("starttls", "submit", "implicit"):
                yield check_s_client, host, v4, port, mode
                yield check_s_client, host, v6, port, mode
            if mode in ("submit", "implicit") and swaks:
                yield check_swaks, host, port, mode


def main():
    only = sys.argv[1:]
    swaks = have_swaks()
    started = time.monotonic()
    table = list(sockets(only))
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        wrong = list(filter(None, pool.map(lambda a: check_socket(*a), table)))
        jobs = [pool.submit(*job) for job in other_clients(only, swaks)]
        for job in jobs:
            wrong += job.result()
    for text in wrong:
        print(text)
    if not swaks:
        print("no swaks with TLS here, done without it")
    print(f"{len(table)} sockets, {len(jobs)} other checks, "
          f"{len(wrong)} wrong, {time.monotonic() - started:.1f} s")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    if "MAILSONDE_LAB_DIR" in os.environ:
        main()
    lab = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lab.sh")
    os.execv(lab, [lab, "run", sys.executable, os.path.abspath(__file__),
                   *sys.argv[1:]])
