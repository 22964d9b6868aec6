#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program against servers whose connections are not all alike, and others that real mail systems have: what each
case must be called, and what it must not.

The TLS of these servers is OpenSSL's, by way of Python."""
import concurrent.futures
import hashlib
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

PROGRAM = os.environ.get("MAILSONDE", "./mailsonde")
BOUND_S = 120
NAME = "mx.mail.example"


class Server:
    """Speaks SMTP on a free port; `plan(number)` gives the settings of its NUMBERth connection."""

    def __init__(self, directory, plan, address="127.0.0.1"):
        self.directory = directory
        self.plan = plan
        self.connections = 0
        self.socket = socket.create_server((address, 0), backlog=50,
                                           family=socket.AF_INET6 if ":" in address else socket.AF_INET)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._one, args=(connection, self.plan(self.connections)), daemon=True).start()

    def _one(self, connection, settings):
        connection.settimeout(BOUND_S)
        try:
            with connection:
                self._talk(connection, settings)
        except (OSError, ssl.SSLError):
            pass

    def _context(self, settings):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if "ciphers" in settings:
            context.set_ciphers(settings["ciphers"])
        certificate = settings.get("certificate", "good")
        if certificate is not None:  # else there is no suite that the server could take
            for name in (certificate, *settings.get("certificates_beside", ())):
                context.load_cert_chain(f"{self.directory}/{name}.pem")
        if "certificate_by_name" in settings:
            by_name = self._context({"certificate": settings["certificate_by_name"]})

            def choose(connection, name, _):
                if name is not None:
                    connection.context = by_name
            context.sni_callback = choose
        if settings.get("newest"):
            context.maximum_version = settings["newest"]
        if settings.get("client_certificate"):
            context.verify_mode = settings["client_certificate"]
            context.load_verify_locations(f"{self.directory}/ca.pem")
        return context

    def _talk(self, connection, settings):
        if settings.get("implicit"):
            connection = self._context(settings).wrap_socket(connection, server_side=True)
        connection.sendall(settings.get("greeting", f"220 {NAME} ESMTP\r\n").encode())
        inside = settings.get("implicit", False)
        rest = b""
        while True:
            while b"\n" not in rest:
                received = connection.recv(4096)
                if not received:
                    return
                rest += received
            line, rest = rest.split(b"\n", 1)
            verb = line.split()[0].decode("latin1").upper() if line.split() else ""
            replies = {**settings.get("replies", {}), **(settings.get("inside", {}) if inside else {})}
            if verb in replies:
                connection.sendall(replies[verb].encode())
                if replies[verb].startswith("421"):
                    return
            elif verb in ("EHLO", "HELO"):
                keywords = ["PIPELINING", "SIZE 1000000"] + settings.get("keywords", [])
                if settings.get("offer", True) and not inside:
                    keywords.append("STARTTLS")
                lines = [NAME] + keywords
                connection.sendall("".join(f"250{'-' if i + 1 < len(lines) else ' '}{text}\r\n"
                                           for i, text in enumerate(lines)).encode())
            elif verb == "STARTTLS" and not inside:
                if not settings.get("offer", True):
                    connection.sendall(b"502 5.5.1 Command not implemented\r\n")
                    continue
                connection.sendall(b"220 2.0.0 Ready to start TLS\r\n")
                rest = b""
                connection = self._context(settings).wrap_socket(connection, server_side=True)
                inside = True
                connection.sendall(settings.get("greeting_inside", "").encode())
            elif verb == "QUIT":
                connection.sendall(b"221 2.0.0 Bye\r\n")
                return
            else:
                connection.sendall(b"250 2.0.0 Ok\r\n")


def make_certificates(directory):
    """An authority, a certificate that it issued, and one that nobody did."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, cwd=directory)
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Authority of this test",
            "-days", "30", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    openssl("req", *key, "-keyout", "good.key", "-out", "good.csr", "-subj", f"/CN={NAME}")
    with open(f"{directory}/extensions", "w", encoding="ascii") as file:
        file.write(f"subjectAltName=DNS:{NAME}\nextendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\n")
    openssl("x509", "-req", "-in", "good.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
            "good.crt", "-days", "20", "-extfile", "extensions")
    openssl("req", "-x509", *key, "-keyout", "bad.key", "-out", "bad.crt", "-subj", "/CN=www.elsewhere.example",
            "-days", "20", "-addext", "subjectAltName=DNS:www.elsewhere.example")
    for name, kind in (("ed25519", ["-newkey", "ed25519"]), ("rsa1024", ["-newkey", "rsa:1024"]),
                       ("secp224r1", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp224r1"])):
        openssl("req", "-x509", *kind, "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.crt", "-subj", f"/CN={NAME}",
                "-days", "20", "-addext", f"subjectAltName=DNS:{NAME}")
    for name in ("good", "bad", "ed25519", "rsa1024", "secp224r1"):
        with open(f"{directory}/{name}.pem", "w", encoding="ascii") as file:
            for part in ("key", "crt"):
                with open(f"{directory}/{name}.{part}", encoding="ascii") as source:
                    file.write(source.read())
    make_unreadable(directory)


def make_unreadable(directory):
    """The good certificate with another version, in which it must not have extensions: GnuTLS does not parse it, and
    OpenSSL, that of this server too, does not mind."""
    with open(f"{directory}/good.crt", encoding="ascii") as file:
        der = ssl.PEM_cert_to_DER_cert(file.read())
    changed = der.replace(bytes.fromhex("a003020102"), bytes.fromhex("a003020101"), 1)
    with open(f"{directory}/good.key", encoding="ascii") as key, \
            open(f"{directory}/unreadable.pem", "w", encoding="ascii") as file:
        file.write(key.read() + ssl.DER_cert_to_PEM_cert(changed))


def tlsa(directory, name):
    """What "TLSA 3 1 1" has of the certificate's key."""
    def run(*command, given=None):
        return subprocess.run(["openssl", *command], check=True, input=given, stdout=subprocess.PIPE).stdout
    key = run("x509", "-in", f"{directory}/{name}.crt", "-noout", "-pubkey")
    return hashlib.sha256(run("pkey", "-pubin", "-outform", "DER", given=key)).hexdigest()


def scan(directory, servers, port=25, options=(), keys=()):
    """The report on a domain whose MX hosts' addresses are these: {address in DNS: server}. With `keys` the zone counts
    as signed, and has TLSA records for these certificates."""
    zone = ["$ORIGIN mail.example.", "$TTL 60", "@ SOA ns root 1 60 60 60 60", "@ MX 10 mx"]
    zone += [f"mx {'AAAA' if ':' in address else 'A'} {address}" for address in servers]
    zone += [f"_25._tcp.mx TLSA 3 1 1 {tlsa(directory, name)}" for name in keys]
    with tempfile.NamedTemporaryFile("w", dir=directory, suffix=".zone", encoding="ascii") as records:
        records.write("\n".join(zone) + "\n")
        records.flush()
        command = [PROGRAM, "scan", "--offline", "--records", records.name, "--no-mta-sts", "--no-path",
                   *(["--records-signed"] if keys else ["--dnssec", "off"]),
                   "--ca-file", f"{directory}/ca.pem",  # this test's own authority issued the certificates
                   "--ports", str(port), "--format", "json", "--full", *options]
        for address, server in servers.items():
            word = f"[{address}]" if ":" in address else address
            command += ["--connect-to", f"{word}:{port}:127.0.0.1:{server.port}"]
        done = subprocess.run(command + ["mail.example"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=BOUND_S, check=False)
    assert done.returncode in (0, 1, 3), (done.returncode, done.stderr)
    return json.loads(done.stdout)["reports"][0]


def findings(report, outcome):
    return {finding["id"]: finding for finding in report["findings"] if finding["outcome"] == outcome}


def attacker(report, which):
    return next(view for view in report["verdict"]["attackers"] if view["attacker"] == which)


FIRST = "192.0.2.10"


def by_number(bad, **settings):
    """All connections are good but those with these numbers."""
    return lambda number: settings if number in bad else {}


def test_alike(directory):
    report = scan(directory, {FIRST: Server(directory, lambda number: {})})
    assert "starttls-intermittent" in findings(report, "holds"), report["findings"]
    assert report["verdict"]["inbound_at_least"] == "opportunistic", report["verdict"]


def each_intermittent():
    refused = {"STARTTLS": "502 5.5.1 Command not implemented\r\n"}
    not_now = {"STARTTLS": "454 4.7.0 TLS not available due to temporary reason\r\n"}
    for bad in ((1,), (2,), (3,), (4,), (2, 4), (5,)):
        yield f"502 on {bad}", by_number(bad, replies=refused)
        yield f"not offered on {bad}", by_number(bad, offer=False)
    yield "handshake fails on 2", by_number((2,), certificate=None)
    yield "handshake fails on 1", by_number((1,), certificate=None)
    yield "454 on 1", by_number((1,), replies=not_now)
    yield "454 on 2", by_number((2,), replies=not_now)
    yield "odd", lambda number: {} if number % 2 else {"offer": False}


def test_intermittent(directory):
    for what, plan in each_intermittent():
        report = scan(directory, {FIRST: Server(directory, plan)})
        assert "starttls-intermittent" in findings(report, "fails"), (what, report["endpoints"][0]["sessions"])
        assert report["verdict"]["inbound"] == "cleartext", (what, report["verdict"]["inbound"])
        assert attacker(report, "passive")["inbound"] == "some", what
        others = {"starttls-injection", "starttls-not-offered", "starttls-refused", "tls-server-name-refused"}
        assert not others & set(findings(report, "fails")), (what, others & set(findings(report, "fails")))


TURNED_AWAY = ({"greeting": "421 4.7.0 Too many connections from you\r\n"},
               {"replies": {"STARTTLS": "421 4.7.0 Too many new TLS sessions\r\n"}},
               {"replies": {"EHLO": "451 4.7.1 Try again later\r\n"}})


def test_turned_away_is_not_intermittent(directory):
    def one(case):
        bad, settings = case
        report = scan(directory, {FIRST: Server(directory, by_number(bad, **settings))})
        assert "starttls-intermittent" not in findings(report, "fails"), (bad, settings)
        assert report["verdict"]["inbound_at_least"] == "opportunistic", (bad, settings)
    # The program pauses for seconds after such replies.
    cases = [(bad, settings) for bad in ((2,), (3,), (4,), range(3, 99)) for settings in TURNED_AWAY]
    with concurrent.futures.ThreadPoolExecutor(len(cases)) as pool:
        list(pool.map(one, cases))


def test_certificate_on_one_connection(directory):
    report = scan(directory, {FIRST: Server(directory, by_number((2,), certificate="bad"))})
    assert "certificate-intermittent" in findings(report, "fails"), report["findings"]


def test_certificate_that_this_end_cannot_parse(directory):
    """What other clients make of it is not known from here."""
    report = scan(directory, {FIRST: Server(directory, lambda number: {"certificate": "unreadable"})})
    fails = findings(report, "fails")
    assert "certificate-unreadable" in fails, report["findings"]
    others = {"tls-handshake-failed", "starttls-intermittent", "certificate-expired", "certificate-issuer-unknown"}
    assert not others & set(fails), others & set(fails)
    assert report["verdict"]["inbound"] == "unknown", report["verdict"]


def each_demand():
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        yield f"OpenSSL, {version}", {"client_certificate": ssl.CERT_REQUIRED, "newest": version}
        yield f"Postfix, {version}", {
            "client_certificate": ssl.CERT_OPTIONAL, "newest": version,
            "inside": {"EHLO": f"421 4.7.1 {NAME} Error: No client certificate presented\r\n"}}


def test_client_certificate_demanded(directory):
    for what, settings in each_demand():
        server = Server(directory, lambda number, settings=settings: settings)
        report = scan(directory, {FIRST: server})
        fails = findings(report, "fails")
        assert "client-certificate-required" in fails, (what, report["endpoints"][0]["sessions"])
        others = {"client-certificate-requested", "session-broken-off", "service-unavailable", "service-rate-limited",
                  "starttls-intermittent", "tls-handshake-failed"}
        assert not others & set(fails), (what, others & set(fails))
        assert not others & set(findings(report, "unknown")), (what, findings(report, "unknown"))
        assert report["verdict"]["inbound"] == "cleartext", what
        main_finding = report["verdict"]["main_finding"]
        assert main_finding and main_finding["id"] == "client-certificate-required", (what, report["verdict"])
        assert len([s for s in report["endpoints"][0]["sessions"] if s["purpose"] == "main"]) == 1, what


def test_client_certificate_demanded_with_implicit_tls(directory):
    for what, settings in each_demand():
        settings = {**settings, "implicit": True}
        if "inside" in settings:
            settings["greeting"] = settings["inside"]["EHLO"]
        report = scan(directory, {FIRST: Server(directory, lambda number, settings=settings: settings)}, port=465)
        assert "client-certificate-required" in findings(report, "fails"), (what, report["endpoints"][0]["sessions"])
        assert "service-unavailable" not in findings(report, "unknown"), what
        assert "client certificate" in report["verdict"]["client_note"], (what, report["verdict"]["client_note"])


def test_client_certificate_asked_for(directory):
    settings = {"client_certificate": ssl.CERT_OPTIONAL}
    report = scan(directory, {FIRST: Server(directory, lambda number: settings)})
    assert "client-certificate-requested" in findings(report, "fails")
    assert "client-certificate-required" in findings(report, "holds")


MALFORMED = {
    "no codes": "250 Nice to meet you\r\nSIZE\r\nSTARTTLS\r\n",
    "no codes, in parts": "250-mail\r\nSIZE\r\n250 STARTTLS\r\n",
    "no separator": "250-mail\r\n250STARTTLS\r\n",
    "another separator": "250-mail\r\n250_STARTTLS\r\n",
    "two digits": "250-mail\r\n25 STARTTLS\r\n",
    "two final lines": "250 mail\r\n250 STARTTLS\r\n",
}


def test_malformed_reply(directory):
    for what, reply in MALFORMED.items():
        report = scan(directory, {FIRST: Server(directory, lambda number, reply=reply: {"replies": {"EHLO": reply}})})
        assert "reply-malformed" in findings(report, "fails"), (what, report["endpoints"][0]["sessions"])
        told = json.dumps(report["findings"])
        assert "was not tried" not in told, (what, told)
        assert "session-broken-off" not in findings(report, "fails"), what
    for what, greeting in {"two digits": "22 mail ESMTP\r\n", "no separator": "220mail ESMTP\r\n",
                           "an empty line first": "\r\n220 mail ESMTP\r\n"}.items():
        settings = {"greeting": greeting}
        report = scan(directory, {FIRST: Server(directory, lambda number, settings=settings: settings)})
        assert "reply-malformed" in findings(report, "fails"), (what, report["endpoints"][0]["sessions"])
        assert "not-smtp" not in findings(report, "fails"), what


def test_reply_that_senders_bear(directory):
    for what, settings in {"codes": {"replies": {"EHLO": "220-mail\r\n250 STARTTLS\r\n"}},
                           "bare LF": {"replies": {"EHLO": "250-mail\n250 STARTTLS\n"}},
                           "CR CR LF": {"replies": {"EHLO": "250-mail\r\r\n250 STARTTLS\r\r\n"}},
                           "NUL": {"replies": {"EHLO": "250-ma\0il\r\n250 STARTTLS\r\n"}},
                           "250": {"greeting": "250 mail ESMTP\r\n"}}.items():
        report = scan(directory, {FIRST: Server(directory, lambda number, settings=settings: settings)})
        assert "reply-nonconforming" in findings(report, "fails"), (what, report["endpoints"][0]["sessions"])
        assert "reply-malformed" in findings(report, "holds"), what
        assert "starttls-not-offered" in findings(report, "holds"), what


def test_some_addresses_without_starttls(directory):
    good, bad = {}, {"offer": False}
    for first, second in (("192.0.2.10", "2001:db8::10"), ("192.0.2.10", "192.0.2.11")):
        for settings in ((good, bad), (bad, good)):
            servers = {address: Server(directory, lambda number, own=own: own)
                       for address, own in zip((first, second), settings)}
            report = scan(directory, servers)
            assert report["verdict"]["inbound"] == "cleartext"
            assert "some senders" in report["verdict"]["inbound_summary"], report["verdict"]["inbound_summary"]
            assert attacker(report, "passive")["inbound"] == "some"
            vector = report["verdict"]["inbound_hosts"][0]["vector"]
            assert vector["opportunistic"] == "some_clear", vector
            assert "addresses-differ-starttls" in findings(report, "fails")
    servers = {address: Server(directory, lambda number: bad) for address in ("192.0.2.10", "2001:db8::10")}
    report = scan(directory, servers)
    assert attacker(report, "passive")["inbound"] == "all" or attacker(report, "passive")["inbound"] == "reads"
    assert "some senders" not in report["verdict"]["inbound_summary"]


def test_two_greetings(directory):
    """A proxy with one of its own, and a wrapper that connects anew once TLS is up."""
    again = f"220 {NAME} ESMTP\r\n"
    for what, settings in {"in clear": {"greeting": "220 proxy ready\r\n" + again}, "inside": {"greeting_inside": again},
                           "both": {"greeting": again + again, "greeting_inside": again}}.items():
        report = scan(directory, {FIRST: Server(directory, lambda number, settings=settings: settings)})
        fails = findings(report, "fails")
        assert "greeting-repeated" in fails, (what, report["findings"])
        others = {"reply-malformed", "ehlo-rejected", "starttls-injection", "starttls-intermittent", "session-broken-off",
                  "starttls-not-offered"}
        assert not others & set(fails), (what, others & set(fails))
        assert report["verdict"]["inbound_at_least"] == "opportunistic", (what, report["verdict"])
        assert report["endpoints"][0]["sessions"][0]["ehlo_tls"]["reply"]["code"] == 250, what


def test_every_key_of_a_server_counts(directory):
    """OpenSSL clients are served Ed25519 before ECDSA."""
    server = Server(directory, lambda number: {"certificates_beside": ("ed25519",)})
    report = scan(directory, {FIRST: server}, keys=("good",))
    mismatch = findings(report, "fails").get("dane-mismatch")
    assert mismatch and tlsa(directory, "ed25519") in mismatch["evidence"], report["findings"]
    lines = json.dumps(report["verdict"]["next_steps"][0])
    assert tlsa(directory, "ed25519") in lines and tlsa(directory, "good") not in lines, lines
    report = scan(directory, {FIRST: server}, keys=("good", "ed25519"))
    assert {"dane-mismatch", "dane-record-idle"} <= set(findings(report, "holds")), report["findings"]
    assert report["verdict"]["inbound"] == "downgrade_resistant", report["verdict"]["inbound"]


def test_a_small_key_is_replaced_before_it_is_pinned(directory):
    settings = {"certificate": "rsa1024", "ciphers": "ALL:@SECLEVEL=0"}
    report = scan(directory, {FIRST: Server(directory, lambda number: settings)})
    assert "certificate-weak-key" in findings(report, "fails"), report["findings"]
    first = report["verdict"]["next_steps"][0]
    assert "certificate" in first["title"].lower() and tlsa(directory, "rsa1024") not in json.dumps(
        report["verdict"]["next_steps"]), report["verdict"]["next_steps"]


def test_the_curve_of_the_key_is_the_reason(directory):
    """Other groups for the key exchange would mend nothing."""
    report = scan(directory, {FIRST: Server(directory, lambda number: {"certificate": "secp224r1"})})
    found = findings(report, "fails").get("tls-uncommon-only")
    assert found and "key type: ECDSA with the curve secp224r1" in found["evidence"], report["findings"]
    steps = json.dumps(report["verdict"]["next_steps"])
    assert "ec_paramgen_curve:P-256" in steps and "tls_eecdh_auto_curves" not in steps, steps


def test_the_name_decides_the_certificate(directory):
    settings = {"certificate": "bad", "certificate_by_name": "good"}
    server = Server(directory, lambda number: settings)
    report = scan(directory, {FIRST: server}, options=("--depth", "deep"))
    found = findings(report, "fails").get("certificate-needs-sni")
    assert found and "without one for www.elsewhere.example" in found["evidence"], report["findings"]
    assert "certificate-intermittent" in findings(report, "holds"), report["findings"]
    assert "tls-key-share-reused" in findings(report, "holds"), report["findings"]
    report = scan(directory, {FIRST: Server(directory, lambda number: {})}, options=("--depth", "deep"))
    assert "certificate-needs-sni" in findings(report, "holds"), report["findings"]


UNKNOWN = "500 5.5.1 Unknown command\r\n"
OTHERS = {
    "LMTP": {"greeting": "220 mail LMTP ready\r\n", "replies": {"EHLO": UNKNOWN, "HELO": UNKNOWN, "LHLO": UNKNOWN}},
    "LMTP ": {"greeting": "220 mail Dovecot ready.\r\n", "replies": {"EHLO": UNKNOWN, "HELO": UNKNOWN}},
    "FTP": {"greeting": "220 (vsFTPd 3.0.3)\r\n", "replies": {
        "EHLO": "530 Please login with USER and PASS.\r\n", "HELO": "530 Please login with USER and PASS.\r\n"}},
    "POP3": {"greeting": "+OK ready\r\n"},
    "IMAP": {"greeting": "* OK [CAPABILITY IMAP4rev1] ready\r\n"},
    "ManageSieve": {"greeting": '"IMPLEMENTATION" "Dovecot Pigeonhole"\r\n"SIEVE" "fileinto"\r\nOK "ready"\r\n'},
    "SSH": {"greeting": "SSH-2.0-OpenSSH_9.2p1\r\n"},
    "SSH ": {"greeting": "Authorized use only\r\nSSH-2.0-OpenSSH_9.2p1\r\n"},
    "HTTP": {"greeting": "HTTP/1.1 400 Bad Request\r\n\r\n"},
    "NNTP": {"greeting": "200 news.example InterNetNews ready\r\n"},
}


def test_other_services(directory):
    for name, settings in OTHERS.items():
        report = scan(directory, {FIRST: Server(directory, lambda number, settings=settings: settings)})
        fails = findings(report, "fails")
        assert "not-smtp" in fails and name.strip() in fails["not-smtp"]["evidence"], (name, report["findings"])
        others = {"starttls-not-offered", "reply-malformed"}
        assert not others & set(fails), (name, others & set(fails))
        assert not others & set(findings(report, "unknown")), (name, findings(report, "unknown"))


def test_other_services_inside_tls(directory):
    """Port 465 with the certificate and the service of another port."""
    for name in ("POP3", "IMAP", "HTTP"):
        settings = {"implicit": True, "greeting": OTHERS[name]["greeting"]}
        report = scan(directory, {FIRST: Server(directory, lambda number, settings=settings: settings)}, port=465)
        fails = findings(report, "fails")
        assert "not-smtp" in fails and name in fails["not-smtp"]["evidence"], (name, report["findings"])
        assert "reply-malformed" not in fails, name


def test_a_mail_server_with_the_name_of_another_service(directory):
    denied = "550 5.7.1 Access denied\r\n"
    for name in ("ftp.mail.example", "lmtp.mail.example", "nntp.mail.example"):
        settings = {"greeting": f"220 {name} ESMTP Postfix\r\n", "replies": {"EHLO": denied, "HELO": denied}}
        report = scan(directory, {FIRST: Server(directory, lambda number, settings=settings: settings)})
        assert "not-smtp" not in findings(report, "fails"), (name, report["findings"])


def run(test, directory):
    try:
        test(directory)
    except AssertionError as error:
        return str(error)[:3000]
    return None


def main():
    wanted = sys.argv[1:]
    tests = {name: test for name, test in sorted(globals().items())
             if name.startswith("test_") and (not wanted or any(word in name for word in wanted))}
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        make_certificates(directory)
        with concurrent.futures.ThreadPoolExecutor(6) as pool:  # they mostly wait
            for name, complaint in zip(tests, pool.map(lambda test: run(test, directory), tests.values())):
                if complaint is not None:
                    print(f"{name}: {complaint}")
                    failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
