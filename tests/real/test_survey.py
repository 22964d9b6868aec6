# SPDX-License-Identifier: GPL-3.0-or-later
"""What TLS real servers have, as mailsonde's survey says it: against their configuration, and against what sslscan,
nmap and testssl.sh say."""

import contextlib
import json
import socket
import threading
import time

import runner
import sonde
import survey
import tree
import tls_tools
from runner import each


# What is configured

@each(*survey.HOSTS)
def test_versions(host):
    found = survey.of(host, "deep")
    assert found["limited"] is None, found["limited"]
    accepted = {v["version"]: v["accepted"] for v in found["versions"]}
    assert accepted == {v: "yes" if v in host.suites else "no" for v in survey.VERSIONS}, accepted


@each(*survey.HOSTS)
def test_cipher_suites(host):
    found = survey.of(host, "deep")
    for name, suites in host.suites.items():
        version = survey.version(found, name)
        assert set(version["cipher_suites"]) == set(suites), \
            f"{name}: lacks {sorted(set(suites) - set(version['cipher_suites']))}, " \
            f"adds {sorted(set(version['cipher_suites']) - set(suites))}"
        assert len(version["cipher_suites"]) == len(suites) and version["complete"], version


@each(*survey.HOSTS)
def test_preference(host):
    found = survey.of(host, "deep")
    for name, suites in host.suites.items():
        version = survey.version(found, name)
        assert version["preference"] == host.preference, f"{name}: {version['preference']}"
        if host.preference == "server":
            assert tuple(version["cipher_suites"]) == suites, f"{name}: {version['cipher_suites']}"


@each(*[host for host in survey.HOSTS if host.groups])
def test_groups(host):
    found = survey.of(host, "deep")
    groups = survey.accepted(found, "groups")
    assert sorted(groups) == sorted(host.groups), \
        f"lacks {set(host.groups) - set(groups)}, adds {set(groups) - set(host.groups)}"
    if host.group_preference:
        assert found["group_preference"] == host.group_preference, found["group_preference"]
    if host.group_preference == "server":
        assert tuple(groups) == host.groups, groups
    # Those that are not accepted come after these, with an answer.
    rest = [g["accepted"] for g in found["groups"]][len(groups):]
    assert rest and set(rest) == {"no"}, found["groups"]


@each(*[host for host in survey.HOSTS if host.dh_bits])
def test_finite_field(host):
    found = survey.of(host, "deep")
    assert found["dh_bits"] == host.dh_bits, found["dh_bits"]
    if host.dh_prime:
        assert found["dh_prime"] == host.dh_prime, found["dh_prime"]


@each(*survey.HOSTS)
def test_features(host):
    features = survey.answers(survey.of(host, "deep"), "features", "feature", "present")
    wrong = {name: features.get(name) for name, answer in host.features.items() if features.get(name) != answer}
    assert not wrong, wrong


@each(*survey.HOSTS)
def test_weak_classes(host):
    found = survey.answers(survey.of(host, "deep"), "weak_classes", "weak_class", "accepted")
    assert found == {name: "yes" if name in host.weak_classes else "no" for name in survey.WEAK_CLASSES}, found


@each(*[host for host in survey.HOSTS if host.client_certificate_authorities])
def test_client_certificate_authorities(host):
    found = survey.of(host, "deep")["client_certificate_authorities"]
    assert len(found) == len(host.client_certificate_authorities) and all(
        name in said for name, said in zip(host.client_certificate_authorities, found)), found


@each(*survey.HOSTS)
def test_signature_algorithms(host):
    found = survey.accepted(survey.of(host, "deep"), "signature_algorithms")
    keys = {word for suites in host.suites.values() for suite in suites for word in ("RSA", "ECDSA")
            if f"_{word}_WITH_" in suite and suite.startswith(("TLS_ECDHE_", "TLS_DHE_"))}
    if "TLS 1.2" in host.suites and "RSA" in keys:
        assert "rsa_pkcs1_sha256" in found, found
    if "TLS 1.2" in host.suites and "ECDSA" in keys:
        assert "ecdsa_secp256r1_sha256" in found, found
    if "TLS 1.2" in host.suites:
        assert ("ECDSA" in keys) == any(name.startswith("ecdsa_") for name in found), found


# Those that are left have many uses yet.
BAD_CLASSES = survey.WEAK_CLASSES[:6]


@each(*survey.HOSTS)
def test_standard_is_true(host):
    found = survey.of(host, "standard")
    assert not survey.untruths(found, host), survey.untruths(found, host)
    # The newest version, and whether those are taken that nobody should have.
    versions = {v["version"]: v["accepted"] for v in found["versions"]}
    assert versions[max(host.suites)] == "yes", versions
    for version in ("TLS 1.0", "TLS 1.1"):
        assert versions[version] == ("yes" if version in host.suites else "no"), versions
    # Where none of the bad ones is taken, and no old version could have others than TLS 1.2, that is told.
    classes = survey.answers(found, "weak_classes", "weak_class", "accepted")
    if not host.weak_classes & set(BAD_CLASSES) and versions["TLS 1.1"] == "no":
        assert {classes[name] for name in BAD_CLASSES} == {"no"}, classes


# What --depth standard has to know of a host, taken "+" or not "-"; what is unknown is "?", and there alone.
STANDARD_KNOWS = {
    "tls-thirty": "1.0- 1.1- 1.2+ 1.3+ bad- static? cbc? dhe? key+ pq-",
    "tls-all": "1.0+ 1.1+ 1.2+ 1.3+ null+ anonymous+ export? des? rc4? 3des? static+ cbc+ dhe? key+ pq-",
    "tls-modern": "1.0- 1.1- 1.2- 1.3+ bad- static- cbc- dhe- key- pq-",
    "tls-twelve": "1.0- 1.1- 1.2+ 1.3- bad- static- cbc- dhe- key- pq-",
    "tls-eleven": "1.0+ 1.1+ 1.2- 1.3- bad? static+ cbc+ dhe+ key? pq-",
    "tls-asking": "1.0+ 1.1+ 1.2+ 1.3+ bad? static+ cbc+ dhe+ key+ pq-",
    "tls-default": "1.0+ 1.1+ 1.2+ 1.3+ null? anonymous+ export? des? rc4? 3des? static+ cbc+ dhe+ key? pq-",
    "tls-usual": "1.0- 1.1- 1.2+ 1.3+ bad- static+ cbc+ dhe? key- pq-",
    "tls-strict": "1.0- 1.1- 1.2+ 1.3+ bad- static- cbc- dhe? key- pq-",
    "tls-exim": "1.0+ 1.1+ 1.2+ 1.3+ bad? static+ cbc+ dhe+ key? pq-",
    "tls-exim-old": "1.0+ 1.1+ 1.2+ 1.3- null? anonymous? export? des? rc4+ 3des+ static? cbc+ dhe? key? pq-",
    "tls-s-server": "1.0- 1.1- 1.2+ 1.3+ bad- static+ cbc+ dhe? key- pq-",
    "tls-gnutls-serv": "1.0- 1.1- 1.2+ 1.3- null+ anonymous+ export- des- rc4- 3des- static+ cbc+ dhe? key- pq-",
}


def _in_short(found):
    """The answers of a survey: versions, weak classes, Diffie-Hellman, the other key, post-quantum groups."""
    versions = survey.answers(found, "versions", "version", "accepted")
    classes = survey.answers(found, "weak_classes", "weak_class", "accepted")
    alike = len({classes[name] for name in BAD_CLASSES}) == 1
    hybrid = survey.answers(found, "groups", "name", "accepted").get("X25519MLKEM768")
    words = [(name.removeprefix("TLS "), versions[name]) for name in ("TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")]
    words += [("bad", classes["null"])] if alike else [(name, classes[name]) for name in BAD_CLASSES]
    words += [("static", classes["static_key"]), ("cbc", classes["cbc_sha1"]), ("dhe", found["dh_accepted"]),
              ("key", found["other_key_accepted"]), ("pq", hybrid)]
    return " ".join(name + {"yes": "+", "no": "-", None: "?"}[answer] for name, answer in words)


@each(*survey.HOSTS)
def test_standard_knows(host):
    found = survey.of(host, "standard")
    known = _in_short(found)
    assert known == STANDARD_KNOWS[host.name], known
    assert found["connections"] <= 4 and found["limited"] is None, found
    runner.note(f"{host.name} in {found['connections']} connections: {known}")


def _keys(endpoint):
    """The certificates of the server's own that sessions have shown, by their kind of key."""
    own = [s["tls"]["chain"][0] for s in endpoint["sessions"] if s["tls"] and s["tls"]["chain"]]
    return {certificate["key_type"]: certificate["sha256"] for certificate in own}


@each(*survey.HOSTS)
def test_standard_agrees_with_deep(host):
    few, all_ = survey.of(host, "standard"), survey.of(host, "deep")
    for member, key, answer in (("versions", "version", "accepted"), ("weak_classes", "weak_class", "accepted"),
                                ("groups", "name", "accepted"), ("features", "feature", "present")):
        known, true = survey.answers(few, member, key, answer), survey.answers(all_, member, key, answer)
        for name, said in known.items():
            assert said in (None, true[name]), f"{name}: {said}, {true[name]}"
    for member in ("dh_accepted", "other_key_accepted"):
        assert few[member] in (None, all_[member]), (member, few[member], all_[member])
    assert few["dh_bits"] in (None, all_["dh_bits"]), (few["dh_bits"], all_["dh_bits"])
    # The chain that came with a hello is the one of the handshake.
    shown = _keys(survey.endpoint(host, "standard"))
    assert shown.items() <= _keys(survey.endpoint(host, "deep")).items(), shown
    assert (few["other_key_accepted"] == "yes") == (len(shown) == 2), shown


@each(*survey.HOSTS)
def test_standard_agrees_with_sslscan(host):
    with survey.alone_at(host):
        theirs = tls_tools.sslscan(host.host, only_suites=True)
    found = survey.of(host, "standard")
    for name, answer in survey.answers(found, "versions", "version", "accepted").items():
        assert answer is None or (answer == "yes") == bool(theirs.suites.get(name)), f"{name}: {answer}"
    taken = {weak for suites in theirs.suites.values() for suite in suites for weak in survey.weak_classes(suite)}
    for name, answer in survey.answers(found, "weak_classes", "weak_class", "accepted").items():
        assert answer is None or (answer == "yes") == (name in taken), f"{name}: {answer}"


@each(*survey.HOSTS)
def test_quick_asks_nothing(host):
    endpoint = survey.endpoint(host, "quick")
    assert endpoint["tls_survey"] is None or endpoint["tls_survey"]["connections"] == 0, endpoint["tls_survey"]


def test_standard_is_the_default():
    """And finds nothing in a good server that would be worth a word."""
    document = json.loads(sonde.run("--format=json", "--full", *sonde.TRUST, "--ports=25", "tls-modern.example").stdout)
    report, = document["reports"]
    assert survey.endpoint_of(report)["tls_survey"]["depth"] == "standard"
    assert not {id_ for id_ in sonde.finding_ids(report, "fails", "warning") if id_.startswith(("tls-", "weakness-"))}


# What others say

# Where another tool does not say what mailsonde says: tool, host, version (or "groups"), which suites or groups, and why.
# "lacks": mailsonde has these and the tool has not.
DIFFERENCES = (
    ("sslscan", "tls-twelve", "groups", "lacks", {"secp384r1", "x25519"},
     "asks for one group at a time and offers no other, so that a P-256 certificate cannot be used"),
)


def _differences(tool, host, what, ours, theirs):
    """Those that are not in the table; the table's own are printed."""
    left = []
    for word, names in (("lacks", set(ours) - set(theirs)), ("adds", set(theirs) - set(ours))):
        for row in DIFFERENCES:
            if row[:4] == (tool, host.name, what, word):
                assert names >= row[4], f"{tool} {what} {word} {sorted(names)}, no longer {sorted(row[4])}"
                runner.note(f"{tool} at {host.name}, {what}, {word} {', '.join(sorted(row[4]))}: {row[5]}")
                names -= row[4]
        left += [f"{what}: {tool} {word} {name}" for name in sorted(names)]
    return left


def _compare_suites(tool, host, theirs):
    found = survey.of(host, "deep")
    left = []
    for name in survey.VERSIONS:
        ours = survey.version(found, name)["cipher_suites"]
        left += _differences(tool, host, name, ours, theirs.suites.get(name, ()))
    assert not left, left
    runner.note(f"{tool} and mailsonde at {host.name}: " + ", ".join(
        f"{name} {len(suites)}" for name, suites in theirs.suites.items()) +
        f"; {tool} took {theirs.wall_s:.1f} s, {theirs.processor_s:.1f} s of processor time")


@each(*survey.HOSTS)
def test_sslscan_agrees(host):
    with survey.alone_at(host):
        theirs = tls_tools.sslscan(host.host)
    _compare_suites("sslscan", host, theirs)
    found = survey.of(host, "deep")
    groups = {group for names in theirs.groups.values() for group in names}
    left = _differences("sslscan", host, "groups", survey.accepted(found, "groups"), groups)
    assert not left, left
    # Where there is no Diffie-Hellman, neither names a size.
    assert (found["dh_bits"] or 0) == theirs.dh_bits, (found["dh_bits"], theirs.dh_bits)


@each(*survey.HOSTS)
def test_nmap_agrees(host):
    with survey.alone_at(host):
        theirs = tls_tools.nmap(host.host)
    _compare_suites("nmap", host, theirs)
    found = survey.of(host, "deep")
    for name, preference in theirs.features.items():
        if preference != "indeterminate":
            assert survey.version(found, name)["preference"] == preference, f"{name}: nmap says {preference}"
        if preference == "server":
            assert survey.version(found, name)["cipher_suites"] == theirs.suites[name], name


def _host(name):
    return next(host for host in survey.HOSTS if host.name == name)


def test_testssl_agrees_about_suites():
    host = _host("tls-thirty")
    _compare_suites("testssl", host, tls_tools.testssl(host.host, "-E"))


# A feature, and what testssl.sh calls its extension.
EXTENSIONS = {"sct": "#18'", "session_ticket": "#35'", "encrypt_then_mac": "#22'", "extended_master_secret": "#23'",
              "heartbeat": "#15'", "secure_renegotiation": "#65281'"}


@each("tls-s-server", "tls-gnutls-serv")
def test_testssl_agrees_about_features(name):
    host = _host(name)
    with survey.alone_at(host):
        said = tls_tools.testssl(host.host, "-S", "-f")
    theirs, groups = said.features, said.groups["all"]
    found = survey.of(host, "deep")
    ours = survey.answers(found, "features", "feature", "present")
    for feature, extension in EXTENSIONS.items():
        assert ours[feature] == ("yes" if extension in theirs["TLS_extensions"] else "no"), \
            f"{feature} {ours[feature]}: {theirs['TLS_extensions']}"
    assert ours["ocsp_staple"] == ("yes" if theirs["OCSP_stapling"] == "offered" else "no")
    curves = [group for group in survey.accepted(found, "groups") if not group.startswith("ffdhe")]
    assert sorted(groups) == sorted(curves), groups
    assert theirs["DH_groups"] == "ffdhe2048" and found["dh_bits"] == 2048
    if host.dh_prime:
        assert found["dh_prime"] == theirs["DH_groups"], found["dh_prime"]


# How many connections

_counting = threading.Lock()


def _counted(*arguments):
    """A report on the host that nobody else visits, and how many connections its log shows for it."""
    with _counting:
        before = survey.connects(survey.COUNTED)
        report = sonde.report(*arguments, survey.COUNTED.domain)
        told = sum(e["connections"] for e in report["endpoints"])
        # The log is written after the connection.
        patience = time.monotonic() + 10
        while survey.connects(survey.COUNTED) - before < told and time.monotonic() < patience:
            time.sleep(0.1)
        return report, survey.connects(survey.COUNTED) - before


def test_standard_adds_four_connections_at_most():
    for ports, number in (("--ports=25", 1), ("--ports=25,465", 2)):
        quick, in_quick = _counted("--depth=quick", ports)
        standard, in_standard = _counted("--depth=standard", ports)
        for report, logged in ((quick, in_quick), (standard, in_standard)):
            assert logged == sum(e["connections"] for e in report["endpoints"]), \
                f"{logged} logged: {[e['connections'] for e in report['endpoints']]}"
        for port in (25, 465)[:number]:
            more = survey.endpoint_of(standard, port)["connections"] - survey.endpoint_of(quick, port)["connections"]
            found = survey.endpoint_of(standard, port)["tls_survey"]
            assert found["depth"] == "standard" and 0 < found["connections"] <= 4 and more <= 4, \
                f"port {port}: {more} more, {found['connections']} of the survey"
        runner.note(f"{ports}: quick takes {in_quick} connections, standard {in_standard}")


def test_deep_takes_accepted_and_twelve_connections_at_most():
    report, logged = _counted("--depth=deep", "--ports=25")
    endpoint = survey.endpoint_of(report)
    found = endpoint["tls_survey"]
    accepted = sum(len(v["cipher_suites"]) for v in found["versions"])
    groups = len(survey.accepted(found, "groups"))
    assert accepted == 30 and not survey.untruths(found, survey.COUNTED), survey.untruths(found, survey.COUNTED)
    assert logged == endpoint["connections"], (logged, endpoint["connections"])
    # Signature algorithms are no suites and no groups, but one has to be struck out after the other, too.
    signatures = len(survey.accepted(found, "signature_algorithms"))
    assert found["connections"] - signatures <= accepted + 12, (found["connections"], signatures)
    runner.note(f"deep: {accepted} suites, {groups} groups, {signatures} signature algorithms and all else in "
                f"{found['connections']} connections, {logged} in Postfix's log")


def test_deep_on_465_says_the_same():
    report, _ = _counted("--depth=deep", "--ports=465")
    found = survey.endpoint_of(report, 465)["tls_survey"]
    assert not survey.untruths(found, survey.COUNTED), survey.untruths(found, survey.COUNTED)
    for name, suites in survey.COUNTED.suites.items():
        assert tuple(survey.version(found, name)["cipher_suites"]) == suites, name


# Servers that have had enough

def _asserts_limits(found):
    """What was not asked is unknown, and nothing of it is told."""
    host = survey.COUNTED
    assert not survey.untruths(found, host), survey.untruths(found, host)
    complete = [v["version"] for v in found["versions"] if v["complete"] and v["accepted"] == "yes"]
    unknown = [a for member, key in (("versions", "accepted"), ("groups", "accepted"), ("features", "present"),
                                     ("weak_classes", "accepted")) for a in found[member] if a[key] is None]
    assert len(complete) < len(host.suites) and unknown, found


def test_connection_budget():
    report, logged = _counted("--depth=deep", "--ports=25", "--connection-budget=9")
    found = survey.endpoint_of(report)["tls_survey"]
    assert logged <= 9, logged
    assert found["limited"] is not None, found
    _asserts_limits(found)


def test_rate_limit_of_the_server():
    report = sonde.report("--depth=deep", "--ports=25", survey.LIMITED.domain)
    endpoint = survey.endpoint_of(report)
    found = endpoint["tls_survey"]
    stop = found["limited"]
    # The last refusal that the address gets a pause for may be that of the survey or of another session.
    assert (stop["reason"], stop["reply_code"]) in (("rejected", 421), ("not_tried", None)), stop
    assert "too many connections" in stop["detail"], stop
    # A few tries with a pause between them, and no more.
    assert survey.LIMIT < endpoint["connections"] <= survey.LIMIT + 4, endpoint["connections"]
    # The main session comes first, and had all that it needs.
    assert sonde.session(endpoint)["stop"]["reason"] is None, sonde.session(endpoint)["stop"]
    _asserts_limits(found)


# As many connections as Exim takes at one time, when nobody says otherwise.
EXIM_LIMIT = 20


def _take_all_connections(others):
    """Those of earlier clients are over a little after their end."""
    patience, held = time.monotonic() + 20, 0
    while held < EXIM_LIMIT and time.monotonic() < patience:
        client = socket.create_connection((survey.FULL.host, 25), timeout=10)
        if client.recv(3) == b"220":
            others.enter_context(client)
            held += 1
        else:
            client.close()
            time.sleep(0.1)
    assert held == EXIM_LIMIT, held


def test_limit_of_connections_at_one_time():
    """With one after the other there is no end to them; beside many others the port says 421, before any TLS."""
    report = sonde.report("--depth=deep", "--ports=25", survey.FULL.domain)
    found = survey.endpoint_of(report)["tls_survey"]
    assert found["limited"] is None, found["limited"]
    assert not survey.untruths(found, survey.FULL), survey.untruths(found, survey.FULL)
    assert all(v["complete"] for v in found["versions"] if v["accepted"] == "yes"), found["versions"]
    with contextlib.ExitStack() as others:
        _take_all_connections(others)
        report = sonde.report("--depth=deep", "--ports=25,465", survey.FULL.domain)
    for endpoint in report["endpoints"]:
        assert endpoint["tls_survey"] is None, endpoint["tls_survey"]
        stop = sonde.session(endpoint)["stop"]
        assert (stop["at"], stop["reason"], stop["reply_code"]) == ("greeting", "rejected", 421), stop
    assert survey.endpoint_of(report, 465)["found"] is None
    # Whether there is TLS nobody knows.
    assert sonde.finding_ids(report, "fails", "error") == set(), sonde.failures(report)


def test_group_that_no_sender_has():
    """A server that takes MLKEM768 alone: what it takes, and no advice to offer STARTTLS, which it does."""
    report = sonde.report("--depth=standard", tree.PASSING, "kem-only.example")
    failing = {f["id"]: f for f in report["findings"] if f["outcome"] == "fails"}
    assert "tls-uncommon-only" in failing and "tls-handshake-failed" not in failing, sorted(failing)
    assert "an uncommon group: MLKEM768" in failing["tls-uncommon-only"]["evidence"], failing["tls-uncommon-only"]
    steps = [step["title"] for step in report["verdict"]["next_steps"]]
    assert steps[0] == "Enable the groups and key types that senders support", steps


def test_groups_that_the_library_has_and_Postfix_leaves_out():
    report = sonde.report("--depth=standard", tree.PASSING, "no-kem.example")
    finding = next(f for f in report["findings"] if f["id"] == "tls-no-post-quantum")
    assert finding["outcome"] == "fails" and "tls_eecdh_auto_curves = X25519MLKEM768" in json.dumps(finding), finding
