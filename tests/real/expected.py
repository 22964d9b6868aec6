# SPDX-License-Identifier: GPL-3.0-or-later
"""What mailsonde has to say about the hosts of the table, worked out from the table."""

import table

# mode of the table -> how mailsonde finds that the port begins
FOUND = {"closed": None, "drop": None, "implicit": "implicit_tls", "sslfails": "implicit_tls"}

# mode -> where and why the session stops; the others go on to their end
STOP = {
    "closed": ("connect", "refused", None),
    "drop": ("connect", "timed_out", None),
    "notls": ("starttls", "rejected", 454),
    "tlsfails": ("handshake", "tls_alert", None),
    "sslfails": ("handshake", "tls_alert", None),
    "say421": ("greeting", "rejected", 421),
    "say554": ("greeting", "rejected", 554),
}
WHOLE = (None, None, None)

NO_TLS = ("closed", "drop", "plain", "plainauth", "notls", "tlsfails", "sslfails", "say421", "say554")
LOGIN_IN_CLEAR = ("clearauth", "plainauth")
LOGIN_IN_TLS = ("submit", "implicit", "clearauth")

# cert -> the finding, its severity on a submission port, that on port 25
CERTIFICATE = {
    "expired": ("certificate-expired", "error", "info"),
    "selfsigned": ("certificate-self-signed", "error", "info"),
    "wrongname": ("certificate-wrong-name", "error", "info"),
    "nochain": ("certificate-chain-incomplete", "error", "info"),
    "expiring": ("certificate-expires-soon", "warning", "info"),
    "extra": ("certificate-chain-extraneous", "info", "info"),
    "forclients": ("certificate-wrong-purpose", "error", "info"),
}
NATURAL_MODE = {465: "implicit_tls"}


def found(mode):
    return FOUND.get(mode, "starttls")


def stop(mode):
    return STOP.get(mode, WHOLE)


def is_swapped(socket):
    return found(socket.mode) not in (None, NATURAL_MODE.get(socket.port, "starttls"))


def _in_tls(host, socket):
    """What the handshake and the session inside it show."""
    mx = socket.port == 25
    if host.cert in CERTIFICATE:
        id_, submission, inbound = CERTIFICATE[host.cert]
        yield inbound if mx else submission, id_
    if host.label == "tls10":
        yield "warning" if mx else "error", "tls-version-old"
        yield "info" if mx else "warning", "tls-cipher-cbc-sha1"
        yield "info", "weakness-beast"
    if host.server == "sendmail":
        yield "info", "client-certificate-requested"
        yield "info", "certificate-root-sent"
    # Postfix takes MAIL and waits for RCPT to refuse it.
    if host.server == "postfix" and socket.mode in LOGIN_IN_TLS:
        yield "info", "mail-before-auth"


def _before_tls(host, socket):
    if socket.mode == "closed" and socket.port == 25 and host.is_mx:
        yield "warning", "connection-refused"
    if socket.mode in ("plain", "plainauth"):
        yield "error", "starttls-not-offered"
    if socket.mode in LOGIN_IN_CLEAR:
        yield "error", "auth-plaintext-before-tls"
    if socket.mode in LOGIN_IN_CLEAR + ("notls",) and socket.port != 25:
        yield "warning", "mail-before-tls"
    if socket.mode == "notls":
        yield "error", "starttls-refused"
    if socket.mode in ("tlsfails", "sslfails"):
        yield "error", "tls-handshake-failed"
    if is_swapped(socket) and socket.port == 465:
        yield "error", "plaintext-on-implicit-tls-port"
    if is_swapped(socket) and socket.port == 587:
        yield "error", "implicit-tls-on-starttls-port"


def _of_host(host):
    dead = [s for s in host.sockets if s.port == 25 and s.mode == "closed"]
    if host.is_mx and len(dead) == len(host.addresses):
        yield "error", "mx-host-unreachable", (host.name,)
    families = {6 if ":" in address else 4 for address in host.addresses}
    if host.is_mx and 6 not in families:
        yield "info", "mx-without-ipv6", (host.name,)
    if host.is_mx and 4 not in families:
        yield "warning", "mx-without-ipv4", (host.name,)
    # Over the whole run IPv6 works, so that it is the host where it does not.
    if host.on6 in ("closed", "drop"):
        for _ in table.PORTS:
            yield "warning", "address-family-dead", (host.name,)
    if not any(found(s.mode) == "implicit_tls" for s in host.sockets) \
            and any(found(s.mode) == "starttls" for s in host.sockets if s.port != 25):
        yield "warning", "submission-without-implicit-tls", (host.name,)


def _is_open_to_downgrade(hosts):
    """None has TLSA records: where TLS works at every address that takes mail, an attacker can take it away."""
    modes = {s.mode for host in hosts if host.is_mx for s in host.sockets if s.port == 25} - {"closed", "drop"}
    return bool(modes) and modes.isdisjoint(NO_TLS)


def _of_domain(domain):
    hosts = table.hosts_of(domain)
    for id_ in ("mta-sts-absent", "tls-rpt-absent"):
        yield "info", id_, (domain,)
    if _is_open_to_downgrade(hosts):
        yield "info", "inbound-downgrade", (domain,)
    if not any(host.is_submission for host in hosts):
        yield "info", "srv-not-published", (domain,)
    submission = [s.mode for host in hosts for s in host.sockets if s.port != 25]
    if all(mode == "closed" for mode in submission):
        yield "info", "submission-missing", (domain,)


def failing(domain):
    """The findings of outcome "fails", as sonde.findings() gives them; address-special left out, which
    stands for every address of the lab, and auth-usable-before-tls, which one port of an address stands for."""
    wanted = list(_of_domain(domain))
    for host in table.hosts_of(domain):
        wanted += _of_host(host)
        for socket in host.sockets:
            subject = (host.name, socket.address, socket.port)
            said = list(_before_tls(host, socket))
            if socket.mode not in NO_TLS:
                said += _in_tls(host, socket)
            wanted += [(severity, id_, subject) for severity, id_ in said]
    return sorted(wanted)
