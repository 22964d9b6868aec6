# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be named on the command line, in files and on standard input."""

import os
import tempfile

import sonde
from runner import each

POSTFIX = "mx1.postfix-good.example"
EXIM = "mx1.exim-good.example"


def _hosts(report):
    return [host["name"] for host in report["hosts"]]


def _ends(report):
    return {(e["address"], e["port"]) for e in report["endpoints"]}


def test_mailbox_is_its_domain():
    report = sonde.report("tester@exim-good.example", status=0)
    assert report["target"]["kind"] == "email" and report["domain"]["name"] == "exim-good.example"
    assert _hosts(report) == [EXIM]


def test_host_by_option():
    report = sonde.report("--host", EXIM, status=0)
    assert report["target"]["kind"] == "host" and report["domain"] is None
    assert _hosts(report) == [EXIM] and len(report["endpoints"]) == 8


def test_host_and_port():
    report = sonde.report(f"{EXIM}:587", status=0)
    assert (report["target"]["name"], report["target"]["port"]) == (EXIM, 587)
    assert _ends(report) == {("192.0.2.11", 587), ("2001:db8::11", 587)}
    # Nobody has looked whether there is implicit TLS on 465.
    assert sonde.finding_ids(report, "fails", "info") - {"address-special"} == set(), \
        sonde.findings(report, "fails")


@each("192.0.2.11", "[192.0.2.11]", "[2001:db8::11]", "[IPv6:2001:db8::11]")
def test_address(word):
    # That the certificate has no such name is for information only.
    report = sonde.report(word, status=0)
    address = "2001:db8::11" if "2001" in word else "192.0.2.11"
    assert report["target"]["kind"] == "address" and report["target"]["name"] == address
    assert _ends(report) == {(address, port) for port in (25, 465, 587, 2525)}
    session = sonde.session(sonde.endpoint(report, address, 465))
    # RFC 6066 3: no address in SNI.
    assert session["tls"]["server_name_sent"] is None
    assert session["tls"]["verification"]["trusted"] == "yes"


def test_address_and_port():
    assert _ends(sonde.report("[2001:db8::11]:465")) == {("2001:db8::11", 465)}


def test_port_of_another_mode():
    report = sonde.report("mx1.swapped.example:587", "-4")
    assert sonde.session(report["endpoints"][0])["tls"]["completed"] == "yes"


@each("bücher.example", "BÜCHER.example", "xn--bcher-kva.example")
def test_internationalized_domain(word):
    report = sonde.report(word, "-4", "--ports=25", status=0)
    assert report["target"]["word"] == word
    assert (report["domain"]["name"], report["domain"]["name_unicode"]) == ("xn--bcher-kva.example",
                                                                            "bücher.example")
    assert _hosts(report) == [POSTFIX]


def test_internationalized_domain_in_text():
    text = sonde.run(*sonde.TRUST, "--quiet", "-4", "--ports=25", "bücher.example").stdout
    assert "bücher.example" in text and "xn--bcher-kva.example" in text, text


def _file(text):
    with tempfile.NamedTemporaryFile("w", prefix="targets.", delete=False, encoding="utf-8") as made:
        made.write(text)
    return made.name


def test_file_and_standard_input():
    name = _file("# the good ones\nexim-good.example  # with a remark\n\n  postfix-good.example\r\n")
    document = sonde.scan("-4", "--ports=25", f"@{name}", "-", stdin="nullmx.example\n#no.example\n", status=0)
    os.unlink(name)
    assert sorted(r["target"]["word"] for r in document["reports"]) == [
        "exim-good.example", "nullmx.example", "postfix-good.example"]
    assert document["input_errors"] == []


def test_bad_words_are_named_and_the_rest_goes_on():
    name = _file("exim-good.example\nbad..word\n# nothing\nuser@\n")
    done = sonde.run("--format=json", "--full", *sonde.TRUST, "-4", "--ports=25", "under_score.example", f"@{name}", "-",
                     stdin="nullmx.example\n-.example\n")
    os.unlink(name)
    assert done.returncode == 2, done.returncode
    lines = done.stderr.splitlines()
    for place, word in (("", "under_score.example"), (f"{name}:2:", "bad..word"), (f"{name}:4:", "user@"),
                        ("-:2:", "-.example")):
        found = [line for line in lines if f'"{word}"' in line]
        assert len(found) == 1 and place in found[0], f"{word}: {lines}"
    assert len(lines) == 4, lines
    assert '"exim-good.example"' in done.stdout and '"nullmx.example"' in done.stdout


def test_bad_words_in_the_document():
    document = sonde.scan("nullmx.example", "-", stdin="\nbad..word\n", status=2)
    error, = document["input_errors"]
    assert (error["source"], error["line"], error["word"]) == ("-", 2, "bad..word"), error
    assert len(document["reports"]) == 1 and document["summary"]["input_errors"] == 1


def test_missing_file():
    done = sonde.run("@/nonexistent/list")
    assert done.returncode == 2 and "/nonexistent/list" in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) == 1


@each("the address first", "the domain first")
def test_targets_that_share_an_address(order):
    """Each gets the answers about its own names."""
    words = ["[192.0.2.11]", "exim-good.example", "mx-two.example"]
    document = sonde.scan(*(words if order == "the address first" else words[::-1]))
    for word in words[1:]:
        report = sonde.report_of(document, word)
        assert "certificate-wrong-name" not in (sonde.finding_ids(report, "fails")
                                                | sonde.finding_ids(report, "unknown")), order
        assert (EXIM, 465) in [(c["host"], c["port"]) for c in report["verdict"]["clients"]]
        names = {name["name"] for e in report["endpoints"] if e["address"] == "192.0.2.11"
                 for name in sonde.session(e)["tls"]["verification"]["names"]}
        assert names == {EXIM}, names
    report = sonde.report_of(document, "[192.0.2.11]")
    assert len(report["endpoints"]) == 4, [(e["address"], e["port"], e["server_name"]) for e in report["endpoints"]]
    for endpoint in report["endpoints"]:
        checks = sonde.session(endpoint)["tls"]["verification"]["names"]
        assert [(c["name"], c["matches"]) for c in checks] == [("192.0.2.11", "no")], checks


def test_two_names_for_an_address():
    """A certificate that is good for one of them only."""
    report = sonde.report("--submission=mx1.mx-twoaddr.example", "exim-good.example")
    seen = sonde.findings(report, "fails", "error")
    wrong = {(subject[0], subject[1]) for _, id_, subject in seen if id_ == "certificate-wrong-name"}
    assert ("mx1.mx-twoaddr.example", "192.0.2.11") in wrong, seen
    assert not any(host == EXIM for host, _ in wrong), wrong
