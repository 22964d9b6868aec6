# SPDX-License-Identifier: GPL-3.0-or-later
"""Every port of every address of the table: what mailsonde saw there."""

import expected
import first_scan
import sonde
import table
from runner import each


def _sessions(host):
    report = first_scan.report(host.domain)
    for socket in host.sockets:
        endpoint = sonde.endpoint(report, socket.address, socket.port)
        yield socket, endpoint, sonde.session(endpoint)


@each(*table.HOSTS)
def test_all_addresses_and_ports(host):
    report = first_scan.report(host.domain)
    said = next(h for h in report["hosts"] if h["name"] == host.name)
    assert said["addresses"] == host.addresses, said["addresses"]
    assert said["is_mx"] == host.is_mx
    assert said["submission"] == ("srv" if host.is_submission else None)
    assert [p["port"] for p in said["ports"]] == list(table.PORTS)
    expected_modes = {p["port"]: p["expected"] for p in said["ports"]}
    assert expected_modes == {25: "starttls", 465: "implicit_tls", 587: "starttls", 2525: "starttls"}


@each(*table.HOSTS)
def test_mode(host):
    for socket, endpoint, _ in _sessions(host):
        # A 421 that never ends hides nothing: it is plaintext SMTP.
        assert endpoint["found"] == expected.found(socket.mode), f"{socket}: {endpoint['found']}"


@each(*table.HOSTS)
def test_where_sessions_stop(host):
    for socket, _, session in _sessions(host):
        stop = session["stop"]
        seen = (stop["at"], stop["reason"], stop["reply_code"])
        assert seen == expected.stop(socket.mode), f"{socket}: {stop}"
        if socket.mode == "closed":
            assert stop["system_error"] == "ECONNREFUSED", stop


@each(*table.HOSTS)
def test_starttls(host):
    for socket, _, session in _sessions(host):
        offered = session["starttls"]["offered"]
        if expected.found(socket.mode) != "starttls" or socket.mode in ("say421", "say554"):
            assert offered is None, f"{socket}: {offered}"
        elif socket.mode in ("plain", "plainauth"):
            assert offered == "no", f"{socket}: {offered}"
            assert session["starttls"]["reply"]["code"] >= 500, socket
        else:
            assert offered == "yes", f"{socket}: {offered}"
            assert session["starttls"]["reply"]["code"] == (454 if socket.mode == "notls" else 220), socket
        assert session["starttls"]["bytes_after_reply"] is None, socket


@each(*table.HOSTS)
def test_tls(host):
    for socket, _, session in _sessions(host):
        if socket.mode in expected.NO_TLS:
            completed = (session["tls"] or {}).get("completed")
            assert completed == ("no" if socket.mode in ("tlsfails", "sslfails") else None), socket
            continue
        tls = session["tls"]
        assert tls["completed"] == "yes", socket
        assert tls["version"] == ("TLS 1.0" if host.label == "tls10" else "TLS 1.3"), f"{socket}: {tls}"
        assert tls["server_name_sent"] == host.name, socket
        assert tls["client_certificate_requested"] == ("yes" if host.server == "sendmail" else "no"), socket
        ehlo = session["ehlo_tls"]
        assert ehlo["reply"]["code"] == 250 and ehlo["domain"] == host.name, socket
        assert "STARTTLS" not in [k["keyword"] for k in ehlo["keywords"]], socket


@each(*[host for host in table.HOSTS if host.cert != "none"])
def test_certificate(host):
    for socket, _, session in _sessions(host):
        if session["tls"] is None:
            continue
        tls = session["tls"]
        answers = tls["verification"]
        assert answers["trusted"] == ("no" if host.cert in ("selfsigned", "nochain", "forclients") else "yes"), \
            f"{socket}: {answers}"
        assert answers["in_date"] == ("no" if host.cert == "expired" else "yes"), f"{socket}: {answers}"
        assert answers["names"][0]["name"] == host.name, socket
        assert answers["names"][0]["matches"] == ("no" if host.cert == "wrongname" else "yes"), socket
        chain = tls["chain"]
        name = "www.elsewhere.example" if host.cert == "wrongname" else host.name
        assert chain[0]["dns_names"] == [name], socket
        assert chain[0]["self_signed"] == (host.cert == "selfsigned"), socket
        assert chain[0]["key_type"] == ("RSA" if host.server == "exim" else "ECDSA"), socket
        # Sendmail sends the root as well.
        length = 1 if host.cert in ("selfsigned", "nochain") else 3 if host.server == "sendmail" else \
            4 if host.cert == "extra" else 2
        assert len(chain) == length, f"{socket}: {len(chain)} certificates"


@each(*table.HOSTS)
def test_login_before_and_inside_TLS(host):
    for socket, _, session in _sessions(host):
        for ehlo, modes in ((session["ehlo"], expected.LOGIN_IN_CLEAR),
                            (session["ehlo_tls"], expected.LOGIN_IN_TLS)):
            if ehlo is None:
                continue
            offered = {"PLAIN", "LOGIN"} & set(ehlo["auth_mechanisms"])
            assert offered == ({"PLAIN", "LOGIN"} if socket.mode in modes else set()), \
                f"{socket}: {ehlo['auth_mechanisms']}"


@each(*table.HOSTS)
def test_MAIL_before_TLS_and_before_login(host):
    for socket, endpoint, session in _sessions(host):
        early = next((s["mail_before_tls"] for s in endpoint["sessions"] if s["mail_before_tls"]), None)
        late = session["mail_before_auth"]
        if socket.port == 25:
            assert early is None and late is None, f"{socket}: MAIL on port 25"
            continue
        if expected.found(socket.mode) == "starttls":
            insists = socket.mode in ("submit", "tlsfails")
            # A server that counts connections may not let this one in, and one that is slow is not asked.
            if early is None and (host.domain == "ratelimit.example" or sonde.waited_ms(endpoint) >= 1000):
                continue
            assert early["code"] == (530 if insists else 250), f"{socket}: {early}"
        if socket.mode in expected.LOGIN_IN_TLS:
            # Postfix leaves the refusal to RCPT.
            assert late["code"] == (250 if host.server == "postfix" else 530), f"{socket}: {late}"


@each(*table.HOSTS)
def test_reverse_DNS(host):
    report = first_scan.report(host.domain)
    for address in host.addresses:
        said = next(a for a in report["addresses"] if a["address"] == address)
        assert said["ptr_names"] == [host.name], said
        assert said["forward_confirmed"] == "yes", said
        assert said["scope"] == "documentation", said
        assert said["family"] == (6 if ":" in address else 4), said


def test_alert_of_a_broken_handshake():
    for _, _, session in _sessions(table.host("mx1.opensmtpd.example")):
        assert session["tls"]["alert"] == "internal_error", session["tls"]


def test_teaser_is_waited_out():
    for socket, _, session in _sessions(table.host("mx1.postscreen.example")):
        if socket.port != 25:
            continue
        greeting = session["greeting"]
        assert greeting["code"] == 220 and len(greeting["lines"]) == 2, greeting
        assert greeting["lines"][0] == "one moment, please", greeting
        assert greeting["first_line_ms"] < greeting["elapsed_ms"], greeting


@each("postfix-good.example", "exim-good.example", "sendmail-good.example", "dovecot-good.example")
def test_SRV_records(domain):
    services = {s["service"]: s for s in first_scan.report(domain)["domain"]["services"]}
    target = next(host.name for host in table.hosts_of(domain) if host.is_submission)
    for service, port in (("_submissions._tcp", 465), ("_submission._tcp", 587)):
        assert services[service]["offered"] == "yes", services[service]
        assert [(r["target"], r["port"]) for r in services[service]["records"]] == [(target, port)]
    assert services["_smtps._tcp"]["lookup"]["status"] == "nxdomain"
