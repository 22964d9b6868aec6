# SPDX-License-Identifier: GPL-3.0-or-later
"""What mailsonde makes of the servers of the table: no finding too many, none too few."""

import collections

import expected
import first_scan
import sonde
import table
from runner import each

GOOD = ("postfix-good.example", "exim-good.example", "dovecot-good.example", "sendmail-good.example")
# Lab addresses are from the ranges for documentation, so each one is a warning.
EVERYWHERE = "address-special"
# One port of an address is asked, whichever is ready first.
AUTH = "auth-usable-before-tls"


def _difference(seen, wanted):
    seen, wanted = collections.Counter(seen), collections.Counter(wanted)
    return f"too many: {sorted(seen - wanted)}; missing: {sorted(wanted - seen)}"


@each(*table.DOMAINS)
def test_exactly_the_expected_findings(domain):
    seen = [f for f in sonde.findings(first_scan.report(domain), "fails") if f[1] not in (EVERYWHERE, AUTH)]
    wanted = expected.failing(domain)
    assert seen == wanted, _difference(seen, wanted)


@each(*table.DOMAINS)
def test_AUTH_before_TLS_works_at_one_host_alone(domain):
    seen = {subject[:2] for _, id_, subject in sonde.findings(first_scan.report(domain), "fails") if id_ == AUTH}
    wanted = {(host.name, address) for host in table.hosts_of(domain) for address in host.addresses
              if {"clearauth", "plainauth"} & set(host.modes.values())}
    assert seen == wanted, _difference(seen, wanted)


@each(*table.DOMAINS)
def test_addresses_of_the_lab_are_special(domain):
    seen = [f for f in sonde.findings(first_scan.report(domain), "fails") if f[1] == EVERYWHERE]
    wanted = sorted(("warning", EVERYWHERE, (host.name, address))
                    for host in table.hosts_of(domain) for address in host.addresses)
    assert seen == wanted, _difference(seen, wanted)


@each(*GOOD)
def test_nothing_to_complain_of(domain):
    assert sonde.findings(first_scan.report(domain), "fails", "error") == []
    assert sonde.finding_ids(first_scan.report(domain), "fails", "warning") <= {EVERYWHERE}
    assert sonde.finding_ids(first_scan.report(domain), "unknown") == set()


@each(*GOOD)
def test_much_holds(domain):
    holds = sonde.finding_ids(first_scan.report(domain), "holds")
    wanted = {"starttls-not-offered", "certificate-expired", "certificate-wrong-name", "tls-version-old",
              "auth-plaintext-before-tls", "mail-before-tls", "ptr-not-confirmed", "srv-wrong-mode"}
    assert wanted <= holds, wanted - holds


def _unknown(domain):
    return sonde.findings(first_scan.report(domain), "unknown", "warning")


def test_vanished_packets_are_unknown():
    host = table.host("mx1.silent.example")
    wanted = sorted([("error", "mx-host-unreachable", (host.name,)), ("error", "nothing-answers", (host.domain,))]
                    + [("warning", "connection-timed-out", (host.name, address, 25)) for address in host.addresses])
    assert _unknown(host.domain) == wanted, _unknown(host.domain)
    assert "submission-missing" in sonde.finding_ids(first_scan.report(host.domain), "unknown")


def test_vanished_port_25_says_nothing_about_the_rest():
    report = first_scan.report("blocked25.example")
    assert "mx-host-unreachable" in sonde.finding_ids(report, "unknown")
    assert report["verdict"]["inbound"] == "unknown"
    assert report["verdict"]["submission"] == "implicit_tls"


def test_one_family_refused():
    report = first_scan.report("v6closed.example")
    evidence = [f["evidence"] for f in report["findings"] if f["id"] == "address-family-dead"]
    assert len(evidence) == len(table.PORTS), evidence
    assert report["verdict"]["submission"] == "implicit_tls"


def test_one_family_vanished_may_be_this_network():
    report = sonde.report("v6drop.example")
    assert "address-family-dead" in sonde.finding_ids(report, "unknown")
    assert sonde.findings(report, "fails", "error") == []


def test_one_family_vanished_and_works_elsewhere():
    report = first_scan.report("v6drop.example")
    assert "address-family-dead" in sonde.finding_ids(report, "fails")
    assert sonde.findings(report, "fails", "error") == []


@each("v4only.example", "v6only.example")
def test_one_family_alone_is_no_fault(domain):
    assert "address-family-dead" not in sonde.finding_ids(first_scan.report(domain), "fails")
    assert first_scan.report(domain)["verdict"]["submission"] == "implicit_tls"


@each("busy.example", "refusing.example")
def test_no_service_is_no_word_about_STARTTLS(domain):
    report = first_scan.report(domain)
    id_ = "service-unavailable" if domain.startswith("busy") else "service-refused"
    for address in table.hosts_of(domain)[0].addresses:
        assert ("error", id_, (f"mx1.{domain}", address, 25)) in _unknown(domain)
    assert "starttls-not-offered" not in sonde.finding_ids(report, "fails")
    assert report["verdict"]["inbound"] == "unknown"


VERDICTS = {
    "postfix-good.example": ("opportunistic", "steady_discovery"),
    "plain25.example": ("cleartext", "implicit_tls"),
    "nokey.example": ("cleartext", None),
    "opensmtpd.example": ("cleartext", None),
    "clearauth.example": ("opportunistic", "credentials_in_clear"),
    "closed.example": ("unknown", "none"),
    "silent.example": ("unknown", "unknown"),
    # Its only port that is as a client expects it is 2525.
    "swapped.example": ("opportunistic", "starttls"),
}


@each(*VERDICTS)
def test_headline(domain):
    inbound, submission = VERDICTS[domain]
    verdict = first_scan.report(domain)["verdict"]
    assert verdict["inbound"] == inbound, verdict
    assert submission is None or verdict["submission"] == submission, verdict


@each("postfix-good.example", "exim-good.example", "dovecot-good.example", "sendmail-good.example")
def test_465_first_then_587(domain):
    clients = first_scan.report(domain)["verdict"]["clients"]
    host = next(host.name for host in table.hosts_of(domain) if host.is_submission)
    assert [(c["host"], c["port"], c["mode"]) for c in clients] == [
        (host, 465, "implicit_tls"), (host, 587, "starttls"), (host, 2525, "starttls")]


@each("expired", "selfsigned", "wrongname", "nochain", "forclients", "tls10", "nokey", "opensmtpd")
def test_no_setting_is_recommended(label):
    assert first_scan.report(label + ".example")["verdict"]["clients"] == []
