# SPDX-License-Identifier: GPL-3.0-or-later
"""A new server is looked at before the DNS points at it: --connect-to, --records, --offline."""

import os
import tempfile

import sonde

# exim-good's mail is to move to the host of postfix-good, which is known by the new name only there.
MOVED = """\
$ORIGIN exim-good.example.
@                 MX   10 mx1.postfix-good.example.
_submissions._tcp SRV  0 1 465 mx1.postfix-good.example.
"""
NOWHERE = """\
moving.example.          MX 10 mx1.postfix-good.example.
mx1.postfix-good.example A  198.51.100.7
"""


def _records(text):
    with tempfile.NamedTemporaryFile("w", prefix="records.", delete=False, encoding="ascii") as made:
        made.write(text)
    return made.name


def test_records_come_before_the_DNS():
    name = _records(MOVED)
    report = sonde.report(f"--records={name}", "exim-good.example", status=0)
    os.unlink(name)
    assert [h["name"] for h in report["hosts"]][0] == "mx1.postfix-good.example"
    assert report["domain"]["mx_lookup"]["source"] == "records"
    # Its addresses are still the resolver's.
    assert report["hosts"][0]["a_lookup"]["source"] == "resolver"
    assert report["hosts"][0]["addresses"] == ["192.0.2.10", "2001:db8::10"]
    services = {s["service"]: s for s in report["domain"]["services"]}
    assert services["_submissions._tcp"]["lookup"]["source"] == "records"
    assert services["_submission._tcp"]["lookup"]["source"] == "resolver"
    assert report["verdict"]["clients"][0]["host"] == "mx1.postfix-good.example"


def test_offline_with_a_server_elsewhere():
    name = _records(NOWHERE)
    report = sonde.report(f"--records={name}", "--offline",
                          "--connect-to=mx1.postfix-good.example::192.0.2.10:", "moving.example", status=0)
    os.unlink(name)
    assert report["vantage"]["offline"]
    assert {e["address"] for e in report["endpoints"]} == {"192.0.2.10"}, \
        [(e["address"], e["connect_to"]) for e in report["endpoints"]]
    session = sonde.session(sonde.endpoint(report, "192.0.2.10", 465))
    assert session["tls"]["server_name_sent"] == "mx1.postfix-good.example"
    assert session["tls"]["verification"]["names"][0]["matches"] == "yes"


def test_the_new_server_has_the_wrong_certificate():
    report = sonde.report("--connect-to=mx1.exim-good.example::mx1.postfix-good.example:", "exim-good.example",
                          "-4", status=1)
    assert {e["address"] for e in report["endpoints"]} == {"192.0.2.10"}
    assert sonde.finding_ids(report, "fails", "error") == {"certificate-wrong-name"}


def test_another_port():
    report = sonde.report("--connect-to=:465:192.0.2.10:25", "mx1.postfix-good.example:465", "-4", status=1)
    endpoint, = report["endpoints"]
    assert (endpoint["port"], endpoint["found"]) == (465, "starttls"), endpoint
    assert endpoint["connect_to"] == "192.0.2.10:25", endpoint
    assert "plaintext-on-implicit-tls-port" in sonde.finding_ids(report, "fails", "error")


def test_offline_knows_nothing_else():
    report = sonde.report("--offline", "--records=/dev/null", "postfix-good.example", status=3)
    assert report["domain"]["mail_route"] is None and report["endpoints"] == []
    assert report["domain"]["mx_lookup"]["status"] == "not_in_records"


def test_records_with_an_error():
    name = _records("example.org. MX ten mx.example.org.\n")
    done = sonde.run(f"--records={name}", "postfix-good.example")
    os.unlink(name)
    assert done.returncode == 2 and f"{name}:1:" in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) == 1 and done.stdout == ""


def test_connect_to_a_name_without_address():
    done = sonde.run("--connect-to=::gone.mx-dangling.example:", "postfix-good.example")
    assert done.returncode == 2 and "gone.mx-dangling.example" in done.stderr, done.stderr
