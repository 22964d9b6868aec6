# SPDX-License-Identifier: GPL-3.0-or-later
"""Trust anchors: one set for mail hosts and policy hosts; a machine without any accuses nobody."""

import dataclasses
import os
import tempfile

import machine
import sonde
from runner import each

BARE = machine.Machine(certs=None)
GOOD = machine.Machine()


def _vantage(report):
    return report["vantage"]["trust_anchors"]


def _about_trust(report, outcome):
    return {id_ for id_ in sonde.finding_ids(report, outcome)
            if id_.startswith("certificate-") or id_ in ("mta-sts-webpki-invalid", "mta-sts-mx-certificate")}


def test_good_machine_says_where_they_are_from():
    report = GOOD.scan("model.example")
    assert _vantage(report) == "yes", report["vantage"]
    assert "trust-anchors-missing" in sonde.finding_ids(report, "holds")


@each("model.example", "pinned.example")
def test_none_is_unknown_and_said_once(domain):
    report = BARE.scan(domain, status=3)
    assert _vantage(report) == "no", report["vantage"]
    said = [f for f in report["findings"] if f["id"] == "trust-anchors-missing"]
    assert [f["outcome"] for f in said] == ["unknown"], said
    assert not sonde.findings(report, "fails", "warning"), sonde.findings(report, "fails", "warning")
    assert not _about_trust(report, "fails"), _about_trust(report, "fails")
    sts = report["domain"]["mta_sts"]
    assert sts["status"] is None and "no trust anchors" in sts["detail"], sts
    assert sts["http_status"] is None and sts["policy"] is None and sts["body"] is None, sts
    assert report["verdict"]["inbound"] == "unknown", report["verdict"]
    for endpoint in report["endpoints"]:
        tls = sonde.session(endpoint)["tls"]
        assert tls is None or tls["verification"]["trusted"] is None, tls["verification"]


def test_none_is_unknown_for_submission():
    report = BARE.scan("model.example")
    verdict = report["verdict"]
    assert verdict["submission"] == "unknown" and "no trust anchors" in verdict["submission_summary"], verdict
    assert not verdict["clients"] and not verdict["next_steps"], verdict


def test_none_in_the_text():
    done = BARE.run("model.example")
    assert done.returncode == 3 and not done.stderr, (done.returncode, done.stderr)
    assert done.stdout.count("This machine has no trusted CA certificates") == 1, done.stdout
    assert "ca-certificates" in done.stdout and "--ca-file" in done.stdout, done.stdout
    assert "untrusted" not in done.stdout and "not trusted" not in done.stdout, done.stdout


# What is wrong whoever is trusted: finding, words of the policy host's detail
WRONG_ANYWAY = {
    "selfsigned.example": ("certificate-self-signed", "issued by \"CN=mta-sts.selfsigned.example\""),
    "expired.example": ("certificate-expired", "the certificate expired 2021-06-01"),
    "wrongname.example": ("certificate-wrong-name", "for another name: www.elsewhere.example"),
}


@each(*[(domain, name) for domain in WRONG_ANYWAY for name in ("with", "without")])
def test_what_needs_no_anchor_is_judged(case):
    domain, anchors = case
    finding, detail = WRONG_ANYWAY[domain]
    report = (GOOD if anchors == "with" else BARE).scan(domain, status=1)
    assert finding in sonde.finding_ids(report, "fails"), sonde.finding_ids(report, "fails")
    sts = report["domain"]["mta_sts"]
    assert sts["status"] == "webpki_invalid" and detail in sts["detail"], sts
    assert sts["http_status"] is None and sts["policy"] is None, sts
    trust = _about_trust(report, "fails") & {"certificate-issuer-unknown", "certificate-chain-incomplete"}
    assert not trust, trust


def test_missing_intermediate():
    """Accused with anchors; without them an intermediate might be one."""
    report = GOOD.scan("nochain.example", status=1)
    assert "certificate-chain-incomplete" in sonde.finding_ids(report, "fails")
    assert report["domain"]["mta_sts"]["status"] == "webpki_invalid", report["domain"]["mta_sts"]
    report = BARE.scan("nochain.example", status=3)
    assert report["domain"]["mta_sts"]["status"] is None, report["domain"]["mta_sts"]


@dataclasses.dataclass(frozen=True)
class Bundle:
    name: str
    text: str
    works: bool
    detail: str


BROKEN = "-----BEGIN CERTIFICATE-----\nMIIBbroken\n-----END CERTIFICATE-----\n"


@each(Bundle("one broken certificate", "# a bundle\n" + BROKEN + machine.CA, True, "line 2"),
      Bundle("nothing but a broken one", BROKEN, False, "cannot be read"),
      Bundle("empty", "", False, "no certificate in it"),
      Bundle("text", "no certificates here\n", False, "no certificate in it"))
def test_bundle(bundle):
    report = machine.Machine(certs=bundle.text).scan("model.example", status=0 if bundle.works else 3)
    assert _vantage(report) == ("yes" if bundle.works else "no"), report["vantage"]
    assert bundle.detail in report["vantage"]["trust_anchors_detail"], report["vantage"]


def test_files_without_a_bundle():
    report = machine.Machine(certs_name="lab.pem").scan("model.example", status=0)
    assert "from /etc/ssl/certs" in report["vantage"]["trust_anchors_detail"], report["vantage"]


def test_file_named_by_the_environment():
    """As other programs have it; looked at where the system has none."""
    with tempfile.NamedTemporaryFile("w", suffix=".pem", dir=machine.LAB) as file:
        file.write(machine.CA)
        file.flush()
        named = machine.Machine(certs=None, environment=(("SSL_CERT_FILE", file.name),))
        report = named.scan("model.example", status=0)
    assert file.name in report["vantage"]["trust_anchors_detail"], report["vantage"]


def test_ca_file_counts_for_policy_hosts_too():
    """The option is what is tested."""
    ca_file = f"--ca-file={os.environ['LAB_CA_FILE']}"
    done = BARE.run(ca_file, "model.example")
    assert done.returncode == 0, done.stdout
    with tempfile.NamedTemporaryFile("w", suffix=".pem", dir=machine.LAB) as file:
        file.write(machine.read(os.path.join(machine.LAB, "pki/spare.crt")))
        file.flush()
        done = GOOD.run(f"--ca-file={file.name}", "pinned.example")
    assert done.returncode == 1 and "leads to no trust" in done.stdout, done.stdout


@each("empty", "text", "broken")
def test_ca_file_without_certificates(case):
    """The option is what is tested."""
    text = {"empty": "", "text": "no certificates here\n", "broken": BROKEN}[case]
    with tempfile.NamedTemporaryFile("w", suffix=".pem", dir=machine.LAB) as file:
        file.write(text)
        file.flush()
        done = GOOD.run(f"--ca-file={file.name}", "model.example")
    assert done.returncode == 2 and not done.stdout, (done.returncode, done.stdout)
    assert done.stderr.count("\n") == 1 and file.name in done.stderr, done.stderr
