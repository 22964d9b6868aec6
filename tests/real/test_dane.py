# SPDX-License-Identifier: GPL-3.0-or-later
"""DNSSEC and DANE in the signed tree: facts, what they mean, and what other people's tools say of the same hosts."""

import dataclasses
import tempfile

import peers
import runner
import sonde
import tree
from runner import each

# What a look-up's state has to be: MX records, addresses of the first MX host, TLSA records. None: not asked.
STATES = {
    "dane-ee": ("secure", "secure", "secure"),
    "dane-cname": ("secure", "secure", "secure"),
    "dane-bogus": ("secure", "secure", "bogus"),
    "half.unsigned": ("insecure", "secure", "secure"),
    "unsigned": ("insecure", "insecure", None),
    "bogus": ("bogus", "bogus", None),
    "delegated": ("secure", "secure", "secure"),
    "sts-enforce": ("secure", "secure", "secure"),
}


def _tlsa_set(host, base=None):
    return next((s for s in host["tlsa_sets"] if s["port"] == 25 and base in (None, s["base_domain"])), None)


@each(*STATES)
def test_DNSSEC_state(label):
    report = tree.report(label)
    host = tree.host(report)
    tlsa = _tlsa_set(host)
    seen = (report["domain"]["mx_lookup"]["dnssec"], host["a_lookup"]["dnssec"], tlsa and tlsa["lookup"]["dnssec"])
    # Where the address is not signed, senders do not ask for TLSA records; we may.
    wanted = STATES[label]
    assert seen[:2] == wanted[:2] and (wanted[2] is None and seen[2] != "secure" or seen[2] == wanted[2]), seen


@each("bogus", "dane-bogus")
def test_bogus_says_why(label):
    report = tree.report(label)
    lookups = [report["domain"]["mx_lookup"], *[s["lookup"] for s in tree.host(report)["tlsa_sets"]]]
    why = [lookup["dnssec_detail"] for lookup in lookups if lookup["dnssec"] == "bogus"]
    assert why and all(why), lookups


def test_headline_of_bogus_records():
    """Senders whose resolvers validate do not learn where the mail goes, and the others do."""
    verdict = tree.report("bogus")["verdict"]
    assert (verdict["delivery"], verdict["main_finding"]["id"]) == ("some_senders", "dns-bogus"), \
        verdict["delivery_summary"]


def test_denial_is_secure():
    """The level below DANE rests on a proof that there is no TLSA record."""
    lookup = _tlsa_set(tree.host(tree.report("sts-enforce")))["lookup"]
    assert (lookup["status"], lookup["dnssec"]) == ("nxdomain", "secure"), lookup


@each(*tree.DANE)
def test_resolver_that_strips_DNSSEC(label):
    """Unknown, and whose fault it is; never "no DANE"."""
    report = tree.report(label, tree.STRIPPING)
    for lookup in [report["domain"]["mx_lookup"], *[s["lookup"] for h in report["hosts"] for s in h["tlsa_sets"]]]:
        assert lookup["dnssec"] is None and "resolver" in lookup["dnssec_detail"], lookup
    assert tree.host_verdict(report)["vector"]["dane"] == "unknown", report["verdict"]
    assert report["verdict"]["inbound"] == ("cleartext" if label == "dane-plain" else "unknown"), report["verdict"]


def test_name_server_itself_as_the_resolver():
    """127.0.0.1 answers with authority and recurses for nobody; the chain of trust is all there. The other resolver is
    what is tested, as in the next."""
    report = sonde.report("--resolver=127.0.0.1", "dane-ee.example")
    assert report["verdict"]["inbound"] == "downgrade_resistant", report["verdict"]


def test_validating_resolver_that_is_trusted():
    report = sonde.report("--resolver=127.0.0.3", "--dnssec=trust-ad", "dane-ee.example")
    assert _tlsa_set(tree.host(report))["lookup"]["dnssec"] == "secure"
    assert report["verdict"]["inbound"] == "downgrade_resistant", report["verdict"]


def test_no_DNSSEC_is_unknown():
    report = sonde.report(tree.PASSING, "--dnssec=off", "dane-ee.example")
    assert tree.host_verdict(report)["vector"]["dane"] == "unknown", report["verdict"]


def test_wrong_trust_anchor_is_this_machines_fault():
    """The option is what is tested."""
    with tempfile.NamedTemporaryFile("w", suffix=".key") as anchor:
        anchor.write(f". DS 12345 13 2 {'0' * 64}\n")
        anchor.flush()
        report = sonde.report(tree.PASSING, f"--trust-anchor={anchor.name}", "dane-ee.example")
    lookup = report["domain"]["mx_lookup"]
    assert lookup["dnssec"] is None and "is out of date: it has key 12345" in lookup["dnssec_detail"], lookup
    assert report["vantage"]["root_key"] == "no", report["vantage"]
    assert "root-key-unusable" in sonde.finding_ids(report, "unknown")
    assert "dns-bogus" not in sonde.finding_ids(report, "fails") and not tree.flags(report), report["verdict"]


def test_alias_of_the_MX_host():
    """Records at the expanded name, none at the alias (RFC 7672 2.2.2)."""
    host = tree.host(tree.report("dane-cname"))
    assert host["a_lookup"]["cname_chain"] == ["mx1.dane-ee.example"]
    assert _tlsa_set(host, "mx1.dane-ee.example")["records"]


# --- what records match ------------------------------------------------------

# (usage, selector, matching type) -> key type -> whether one of these records has to match
MATCHES = {
    "dane-ee": {(3, 1, 1): {"ECDSA": "yes", "RSA": "yes"}},
    "dane-exim": {(3, 1, 1): {"RSA": "yes"}},
    "dane-wrong": {(3, 1, 1): {"ECDSA": "no"}},
    "dane-rollover": {(3, 1, 1): {"ECDSA": "yes"}},
    "dane-combination": {(3, 1, 1): {"ECDSA": "yes"}, (2, 1, 1): {"ECDSA": "no"}},
    "dane-ta": {(2, 0, 1): {"ECDSA": "yes"}},
    "dane-ta-root": {(2, 0, 1): {"ECDSA": "yes"}},
    "dane-ta-name": {(2, 0, 1): {"ECDSA": "no"}},
    "dane-ta-absent": {(2, 0, 1): {"ECDSA": "no"}},
    "dane-ta-forged": {(2, 0, 1): {"ECDSA": "no"}},
    "dane-onekey": {(3, 1, 1): {"ECDSA": "yes", "RSA": "no"}},
    "dane-eddsa": {(3, 1, 1): {"ECDSA": "yes", "EdDSA (Ed25519)": "no"}},
    "dane-eddsa2": {(3, 1, 1): {"ECDSA": "yes", "EdDSA (Ed25519)": "yes"}},
    "dane-expired": {(3, 1, 1): {"ECDSA": "yes"}},
    "dane-cname": {(3, 1, 1): {"ECDSA": "yes", "RSA": "yes"}},
    "half.unsigned": {(3, 1, 1): {"ECDSA": "yes", "RSA": "yes"}},
    "delegated": {(3, 1, 1): {"ECDSA": "yes"}},
}


@each(*MATCHES)
def test_records_against_chains(label):
    for endpoint in tree.port_25(tree.report(label)):
        seen = {}
        for match in endpoint["tlsa_matches"]:
            combination = (match["usage"], match["selector"], match["matching_type"])
            kinds = seen.setdefault(combination, {})
            if kinds.get(match["key_type"]) != "yes":
                kinds[match["key_type"]] = match["matches"]
            assert match["matches"] == "yes" or match["problem"], match
        assert seen == MATCHES[label], seen


@each(("dane-ta", 1), ("dane-ta-root", 2), ("dane-ee", 0))
def test_place_in_the_chain(case):
    label, place = case
    matching = [m for e in tree.port_25(tree.report(label)) for m in e["tlsa_matches"] if m["matches"] == "yes"]
    assert matching and all(m["certificate"] == place for m in matching), matching


def test_unusable_record():
    record, = _tlsa_set(tree.host(tree.report("dane-usage1")))["records"]
    assert not record["usable"] and record["unusable_because"], record


def test_submission_ports_for_information():
    """Right on 465, wrong on 587: said, and no error, since no client is known to care."""
    report = tree.report("dane-exim")
    ports = {s["port"]: [r["matching_type"] for r in s["records"]] for s in tree.host(report)["tlsa_sets"]}
    assert ports[465] == ports[587] == [1], ports
    seen = {e["port"]: {m["matches"] for m in e["tlsa_matches"]} for e in report["endpoints"]
            if e["port"] in (465, 587)}
    assert seen == {465: {"yes"}, 587: {"no"}}, seen
    said = {(severity, subject[2]) for severity, id_, subject in sonde.findings(report, "fails")
            if id_ == "dane-submission-mismatch"}
    assert said and said <= {("info", 587), ("warning", 587)}, said


def test_connections_for_other_keys():
    """One that shows it for each further key of the server, and one that is refused."""
    for label in tree.DANE + tree.STS:
        report = tree.report(label)
        for endpoint in tree.port_25(report):
            purposes = [session["purpose"] for session in endpoint["sessions"]]
            probed = endpoint["connections"] - sonde.traced(report, endpoint)
            shown = [s["tls"]["chain"][0]["key_type"] for s in endpoint["sessions"]
                     if s["purpose"] in ("main", "other_key") and s["tls"] and s["tls"]["chain"]]
            assert len(shown) == len(set(shown)), (label, shown)
            asked = purposes.count("other_key")
            assert asked <= max(len(shown), 1) and probed <= 2 + asked, (label, purposes)


@each("dane-eddsa", "dane-eddsa2")
def test_every_key_counts(label):
    """A record for the key that OpenSSL's clients are not served helps none of them; one for each is not idle."""
    report = tree.report(label)
    outcomes = {id_: {f["outcome"] for f in report["findings"] if f["id"] == id_}
                for id_ in ("dane-mismatch", "dane-record-idle")}
    wrong = label == "dane-eddsa"
    assert outcomes == {"dane-mismatch": {"fails" if wrong else "holds"}, "dane-record-idle": {"holds"}}, outcomes
    assert bool(sonde.findings(report, "fails", "error")) == wrong


# --- what it adds up to ------------------------------------------------------

@dataclasses.dataclass(frozen=True)
class Row:
    """What each program says of a domain's first MX host, in the words of peers.py; "-": not asked."""
    name: str
    level: str  # mailsonde's, of the domain
    mailsonde: str
    posttls: str
    danetool: str
    ldns: str
    delivery: bool = False  # senders that check DANE stop delivering
    because: str = ""  # why they differ


VERDICTS = (
    Row("dane-ee", "downgrade_resistant", "verified", "verified", "verified", "verified"),
    Row("dane-exim", "downgrade_resistant", "verified", "verified", "verified", "verified"),
    Row("delegated", "downgrade_resistant", "verified", "verified", "verified", "verified"),
    Row("dane-wrong", "opportunistic", "refused", "refused", "refused", "refused", delivery=True),
    Row("dane-rollover", "downgrade_resistant", "verified", "verified", "verified", "verified"),
    Row("dane-combination", "downgrade_resistant", "verified", "verified", "verified", "verified", delivery=True,
        because="each asks for one record that matches; RFC 7671 8 wants one of each combination"),
    Row("dane-ta", "downgrade_resistant", "verified", "verified", "verified", "verified"),
    Row("dane-ta-root", "downgrade_resistant", "verified", "verified", "verified", "verified"),
    Row("dane-ta-name", "opportunistic", "refused", "refused", "verified", "refused", delivery=True,
        because="danetool compares no names"),
    Row("dane-ta-absent", "opportunistic", "refused", "refused", "refused", "refused", delivery=True),
    Row("dane-ta-forged", "opportunistic", "refused", "refused", "verified", "refused", delivery=True,
        because="danetool looks for the anchor among what is sent, and not for its signatures"),
    Row("dane-usage1", "unauthenticated", "encrypted", "encrypted", "verified", "verified",
        because="for SMTP usage 1 is unusable (RFC 7672 3.1.3); the other two know no SMTP"),
    Row("dane-plain", "cleartext", "refused", "refused", "-", "verified", delivery=True,
        because="ldns-dane looks at the certificate and not at the server"),
    Row("dane-bogus", "opportunistic", "refused", "refused", "refused", "refused", delivery=True),
    Row("dane-onekey", "opportunistic", "refused", "verified", "refused", "verified", delivery=True,
        because="the records fit one of the server's two keys; OpenSSL is given that one, GnuTLS the other"),
    Row("dane-expired", "downgrade_resistant", "verified", "verified", "verified", "verified"),
    Row("dane-cname", "downgrade_resistant", "verified", "verified", "-", "-"),
    Row("dane-backup", "opportunistic", "verified", "verified", "-", "-",
        because="the first host is; the second, without TLSA records, decides for the domain"),
    Row("dane-dead", "opportunistic", "verified", "verified", "-", "-",
        because="the first host is; an attacker can stand in for the second, which answers nobody"),
    Row("half.unsigned", "half_dane", "half", "half", "-", "-"),
    Row("unsigned", "opportunistic", "none", "none", "none", "none"),
    Row("bogus", "opportunistic", "refused", "refused", "refused", "refused", delivery=True),
    Row("sts-enforce", "pinned", "none", "none", "none", "none"),
    Row("dane-sts", "both", "verified", "verified", "verified", "verified"),
    Row("dane-wrong-sts", "pinned", "refused", "refused", "refused", "refused", delivery=True),
    Row("relayed", "downgrade_resistant", "verified", "verified", "verified", "verified"),
    Row("passed", "downgrade_resistant", "verified", "verified", "verified", "refused",
        because="ldns-dane compares the name for usage 3, too, which RFC 7671 5.1 does not"),
    Row("stripped", "cleartext", "refused", "refused", "-", "-", delivery=True),
    Row("masked", "cleartext", "refused", "refused", "-", "-", delivery=True),
)
_OURS = {"resistant": "verified", "half": "half", "deferred": "refused", "encrypted_only": "encrypted", "na": "none",
         "unknown": "unknown"}


@each(*VERDICTS)
def test_level(row):
    verdict = tree.report(row.name)["verdict"]
    assert verdict["inbound"] == row.level, verdict


@each(*VERDICTS)
def test_delivery_flag(row):
    report = tree.report(row.name)
    said = [f["evidence"] for f in report["verdict"]["flags"]
            if f["kind"] == "delivery" and "CNAME" not in f["evidence"]]
    assert bool(said) == row.delivery, report["verdict"]["flags"]


def test_combination_is_an_error():
    said = sonde.findings(tree.report("dane-combination"), "fails", "error")
    assert any(id_.startswith(("dane-", "tlsa-")) for _, id_, _ in said), said


@each("dane-wrong", "dane-ta-name", "dane-ta-absent", "dane-ta-forged", "dane-plain", "dane-bogus",
      "dane-onekey")
def test_what_stops_senders_is_an_error(label):
    said = sonde.findings(tree.report(label), "fails", "error")
    assert any(id_.startswith(("dane-", "tlsa-", "dnssec-")) for _, id_, _ in said), said


def test_root_that_is_not_sent():
    """This machine trusts it, so the report says which it is, and that nothing else is wrong (RFC 7671 5.2.2)."""
    report = tree.report("dane-ta-absent")
    said = [f for f in report["findings"] if f["outcome"] == "fails" and f["id"].startswith("dane-")]
    assert [f["id"] for f in said] == ["dane-anchor-absent"], said
    assert "which issued the chain and is not sent" in said[0]["evidence"], said
    match = next(m for e in tree.port_25(report) for m in e["tlsa_matches"])
    assert match["unsent_anchor"] and match["unsent_anchor_issued"] == "yes", match
    assert "dane-anchor-absent" in sonde.finding_ids(tree.report("dane-ta-root"), "holds")


@each("dane-ee", "dane-exim", "dane-ta", "dane-ta-root", "dane-expired", "delegated", "dane-sts")
def test_nothing_is_wrong(label):
    said = sonde.findings(tree.report(label), "fails", "warning")
    assert {id_ for _, id_, _ in said} <= {"address-special"}, said


def _peers(row):
    host = tree.host(tree.report(row.name))["name"]
    return (peers.posttls_finger(f"{row.name}.example"),
            "-" if row.danetool == "-" else peers.danetool(host),
            "-" if row.ldns == "-" else peers.ldns_dane(host))


def test_against_other_peoples_tools():
    """All of them agree, or it is known why not; the table is for the reader of the log."""
    wrong = []
    runner.note(f"{'domain':18}{'mailsonde':11}{'(level)':21}{'posttls-finger':16}{'danetool':11}{'ldns-dane':11}")
    for row in VERDICTS:
        ours = _OURS[tree.host_verdict(tree.report(row.name))["vector"]["dane"]]
        said = _peers(row)
        runner.note(f"{row.name:18}{ours:11}{row.level:21}{said[0]:16}{said[1]:11}{said[2]:11}{row.because}".rstrip())
        if (ours, *said) != (row.mailsonde, row.posttls, row.danetool, row.ldns):
            wrong.append((row, ours, *said))
        differs = {row.mailsonde, *said} - {"-"}
        assert len(differs) == 1 or row.because, row
    assert not wrong, wrong
