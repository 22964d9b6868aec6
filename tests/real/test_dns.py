# SPDX-License-Identifier: GPL-3.0-or-later
"""Domains with a twist in the DNS, and resolvers that have one themselves."""

import socket
import struct
import threading

import sonde
from runner import each

GOOD = "mx1.postfix-good.example"

# domain -> mail route, status of the MX look-up, exit status, what fails as an error or warning
ODD = {
    "nullmx": ("null_mx", "ok", 0, set()),
    "nullmx-mixed": ("mixed_null_mx", "ok", 1, {"mx-null-mixed"}),
    "mx-cname": ("mx", "ok", 1, {"mx-cname", "certificate-wrong-name"}),
    "mx-ip": ("mx", "ok", 1, {"mx-ip-literal"}),
    "mx-localhost": ("mx", "ok", 1, {"mx-localhost"}),
    "mx-dangling": ("mx", "ok", 1, {"host-without-address"}),
    "mx-noaddress": ("mx", "ok", 1, {"host-without-address"}),
    "mx-two": ("mx", "ok", 0, set()),
    "mx-twoaddr": ("mx", "ok", 1, {"certificate-wrong-name"}),
    "implicit-mx": ("implicit_mx", "nodata", 1, {"mx-implicit", "certificate-wrong-name"}),
    "alias": ("mx", "ok", 0, set()),
    "srv-none": ("none", "nodata", 1, {"no-mail-host"}),
    "nodata": ("none", "nodata", 1, {"no-mail-host"}),
    "nxdomain": ("no_domain", "nxdomain", 1, {"domain-not-found"}),
    "servfail": (None, "servfail", 3, set()),
    "dead-alias": ("no_domain", "nxdomain", 1, {"domain-alias-dead"}),
    "mx-underscore": ("mx", "ok", 1, {"mx-not-a-host-name", "certificate-wrong-name"}),
    "mx-list": ("mx", "ok", 1, {"mx-not-a-host-name"}),
    "srv-zero": ("mx", "ok", 1, {"srv-port-zero"}),
    "txt-quoted": ("mx", "ok", 1, {"mta-sts-record-invalid", "tls-rpt-odd"}),
}


# domain -> whether mail gets there, and the finding that decides it
HEADLINE = {
    "nullmx": ("no", "mx-null"),
    "nullmx-mixed": ("some_senders", "mx-null-mixed"),
    "mx-cname": ("some_senders", "mx-cname"),
    "mx-ip": ("no", "mx-ip-literal"),
    "mx-localhost": ("no", "mx-localhost"),
    "mx-dangling": ("no", "host-without-address"),
    "mx-noaddress": ("no", "host-without-address"),
    "mx-two": ("yes", None),
    "srv-none": ("no", "no-mail-host"),
    "nodata": ("no", "no-mail-host"),
    "nxdomain": ("no", "domain-not-found"),
    "dead-alias": ("no", "domain-alias-dead"),
    "mx-underscore": ("some_senders", "mx-not-a-host-name"),
    "servfail": ("unknown", "mx-lookup-failed"),
}


@each(*HEADLINE)
def test_headline(label):
    verdict = sonde.report(f"{label}.example", status=ODD[label][2])["verdict"]
    main = verdict["main_finding"]
    assert (verdict["delivery"], main and main["id"]) == HEADLINE[label], verdict["delivery_summary"]
    assert not main or main["title"] in verdict["delivery_summary"], verdict["delivery_summary"]


@each(*ODD)
def test_odd_domain(label):
    route, status, exit_status, failing = ODD[label]
    report = sonde.report(f"{label}.example", status=exit_status)
    assert report["domain"]["mail_route"] == route, report["domain"]
    assert report["domain"]["mx_lookup"]["status"] == status, report["domain"]["mx_lookup"]
    assert sonde.finding_ids(report, "fails", "warning") - {"address-special"} == failing, \
        sonde.findings(report, "fails", "warning")


@each("mx-underscore", "mx-list")
def test_no_suggestion_names_what_is_no_host_name(label):
    for step in sonde.report(f"{label}.example")["verdict"]["next_steps"]:
        for part in step["parts"]:
            assert not any("mx: " in line or "my_mail" in line for line in part["lines"]), part


def test_null_MX():
    report = sonde.report("nullmx.example")
    assert report["hosts"] == [] and report["endpoints"] == []
    assert report["verdict"]["inbound"] == "no_mail"
    assert sonde.finding_ids(report, "fails", "info") >= {"mx-null"}


def test_null_MX_beside_a_real_one():
    report = sonde.report("nullmx-mixed.example")
    assert [(host["name"], host["kind"]) for host in report["hosts"]] == [(".", "root"), (GOOD, "name")]
    assert len(report["endpoints"]) == 8


def test_MX_that_is_an_alias():
    host, = sonde.report("mx-cname.example")["hosts"]
    assert host["a_lookup"]["cname_chain"] == [GOOD], host
    assert host["addresses"] == ["192.0.2.10", "2001:db8::10"]


@each("mx-ip", "mx-localhost")
def test_nothing_to_connect_to(label):
    report = sonde.report(f"{label}.example")
    assert report["endpoints"] == [], "neither is a mail host"
    assert report["domain"]["mx"][0]["kind"] == {"mx-ip": "ip_literal", "mx-localhost": "localhost"}[label]


def test_NXDOMAIN_and_NODATA_of_a_host():
    for label, status in (("mx-dangling", "nxdomain"), ("mx-noaddress", "nodata")):
        host, = sonde.report(f"{label}.example")["hosts"]
        assert (host["a_lookup"]["status"], host["aaaa_lookup"]["status"]) == (status, status), host


def test_two_MX_hosts_in_order():
    report = sonde.report("mx-two.example")
    assert [(h["name"], h["mx_preference"]) for h in report["hosts"]] == [
        (GOOD, 10), ("mx1.exim-good.example", 20)]
    assert len(report["endpoints"]) == 16


def test_host_with_addresses_of_two_servers():
    report = sonde.report("mx-twoaddr.example")
    assert len(report["endpoints"]) == 16
    assert "addresses-differ-certificate" in sonde.finding_ids(report, "fails")


def test_implicit_MX():
    host, = sonde.report("implicit-mx.example")["hosts"]
    assert (host["name"], host["is_mx"]) == ("implicit-mx.example", True)


def test_alias_of_a_domain():
    report = sonde.report("alias.example")
    assert report["domain"]["mx_lookup"]["cname_chain"] == ["postfix-good.example"]
    assert "domain-is-alias" in sonde.finding_ids(report, "fails")


def test_no_such_service():
    report = sonde.report("srv-none.example")
    offered = {s["service"]: s["offered"] for s in report["domain"]["services"]}
    assert (offered["_submissions._tcp"], offered["_submission._tcp"]) == ("no", "no"), offered
    assert report["verdict"]["submission"] == "none", report["verdict"]


def test_SERVFAIL_is_not_no_MX():
    report = sonde.report("servfail.example")
    verdict = report["verdict"]
    assert (verdict["inbound"], verdict["submission"]) == ("unknown", "unknown"), verdict
    assert "mx-lookup-failed" in sonde.finding_ids(report, "unknown")
    assert report["endpoints"] == []


# --- resolvers ---------------------------------------------------------------------------------------------

class Resolver(threading.Thread):
    """Answers each datagram with what `answer` makes of it, if anything."""

    def __init__(self, answer):
        super().__init__(daemon=True)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._answer = answer
        self.questions = 0
        # Its port is one that was free: no /etc/resolv.conf can have it.
        self.option = "--resolver=127.0.0.1:%d" % self._socket.getsockname()[1]
        self.start()

    def run(self):
        while True:
            question, client = self._socket.recvfrom(4096)
            self.questions += 1
            answer = self._answer(question)
            if answer:
                self._socket.sendto(answer, client)


def _response(question, code=0, answers=0, more=b""):
    return question[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, answers, 0, 0) + _question_of(question) + more


def _question_of(packet):
    end = 12
    while packet[end]:
        end += packet[end] + 1
    return packet[12:end + 5]


RESOLVERS = {
    "timeout": lambda question: None,
    "refused": lambda question: _response(question, 5),
    "servfail": lambda question: _response(question, 2),
    # One answer, whose name points at itself for ever.
    "malformed": lambda question: _response(question, 0, 1, b"\xc0" + bytes([12 + len(_question_of(question))])),
}


@each(*RESOLVERS)
def test_resolver(status):
    resolver = Resolver(RESOLVERS[status])
    report = sonde.report("--dns-timeout=0.3", "--dns-tries=2", resolver.option, "postfix-good.example", status=3)
    lookup = report["domain"]["mx_lookup"]
    assert lookup["status"] == status, lookup
    assert report["domain"]["mail_route"] is None
    assert report["verdict"]["inbound"] == "unknown" and report["endpoints"] == []
    assert sonde.findings(report, "fails", "error") == []
    assert resolver.questions > 0


def test_resolver_where_nobody_listens():
    """The option is what is tested, here and in the next."""
    report = sonde.report("--dns-timeout=0.3", "--dns-tries=2", "--resolver=127.0.0.9", "postfix-good.example",
                          status=3)
    assert report["domain"]["mx_lookup"]["status"] in ("unreachable", "timeout"), report["domain"]["mx_lookup"]


@each("127.0.0.1", "127.0.0.1:53")
def test_resolver_by_address(address):
    report = sonde.report(f"--resolver={address}", "-4", "--ports=25", "postfix-good.example", status=0)
    assert report["vantage"]["resolver"] == address
