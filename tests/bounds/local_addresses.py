# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that lead to this machine, or to networks of its own."""
import ipaddress
import json
import tempfile

from lab import GOOD, address_record, beside_good, dns, findings, ids, mx, places, run, scan, smtp, srv, txt

LOCAL = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "::127.0.0.1", "0.0.0.0", "::", "169.254.169.254",
         "fe80::1234", "224.0.0.1", "ff02::1", "255.255.255.255", "64:ff9b::7f00:1", "2002:7f00:1::1"]


def set_up():
    for address in ("127.0.0.1", "::1", "169.254.169.254", "10.9.0.1"):
        for port in (25, 465, 587, 2525, 22, 80, 6379, 9200):
            smtp.listen(address, port)
    hosts = [f"h{n}.local.test" for n in range(len(LOCAL))]
    dns.add("local.test", *(mx(10, host) for host in hosts), mx(5, "mx.local.test"))
    dns.add("mx.local.test", address_record("10.9.0.1"))
    for host, address in zip(hosts, LOCAL):
        dns.add(host, address_record(address))
    for service in ("_submission._tcp", "_submissions._tcp"):
        dns.add(f"{service}.local.test",
                *(srv(port, host) for port in (22, 80, 6379, 9200) for host in ("h0.local.test", "mx.local.test")))
    dns.add("_mta-sts.local.test", txt("v=STSv1; id=1;"))
    dns.add("mta-sts.local.test", address_record("127.0.0.1"), address_record("::1"))
    smtp.listen("127.0.0.1", 443)
    smtp.listen("::1", 443)


MINE = ("127.0.0.1", "::1", "169.254.169.254")


def test_DNS_leads_nobody_to_this_machine():
    smtp.forget()
    report = beside_good("local.test")["local.test"]
    assert smtp.total(*MINE) == 0, smtp.connections
    assert {address for address, _ in places(report)} == {"10.9.0.1"}, places(report)
    barred = {ipaddress.ip_address(f["subject"]["address"]) for f in findings(report, "address-not-probed")}
    assert barred == {ipaddress.ip_address(address) for address in LOCAL}, barred
    assert {smtp.connections[("10.9.0.1", port)] for port in (22, 80)} == {0}, "ports of other services"
    assert smtp.connections[("10.9.0.1", 6379)] > 0, "a port that anybody may use"
    refused = {f["evidence"].split()[3] for f in findings(report, "srv-port-not-probed")}
    assert refused == {"22", "80"}, refused
    assert "mta-sts-host-not-asked" in ids(report), ids(report)


def test_a_trace_of_them_connects_nowhere_either():
    smtp.forget()
    done = run("path", "--resolver=127.0.0.1", "--dnssec=off", "--format=json", "--full", "local.test")
    report, = json.loads(done.stdout)["reports"]
    assert smtp.total(*MINE) == 0, smtp.connections
    assert {path["address"] for path in report["paths"]} == {"10.9.0.1"}


def test_any_connects_to_all():
    smtp.forget()
    report = scan("--addresses=any", "local.test")["local.test"]
    assert smtp.total("127.0.0.1") > 0 and smtp.total("::1") > 0 and smtp.total("169.254.169.254") > 0
    assert not findings(report, "address-not-probed")
    assert {smtp.connections[("127.0.0.1", port)] for port in (22, 80)} == {0}


def test_public_leaves_private_networks_out():
    smtp.forget()
    report = scan("--addresses=public", "local.test", GOOD[0])
    assert smtp.total() == 0, smtp.connections
    assert len(findings(report["local.test"], "address-not-probed")) == len(LOCAL) + 1
    assert findings(report[GOOD[0]], "address-not-probed")


def test_what_the_user_names_is_connected_to():
    with tempfile.NamedTemporaryFile("w", suffix=".zone") as zone:
        zone.write("typed.test. MX 10 mx.typed.test.\nmx.typed.test. A 127.0.0.1\n"
                   "_submission._tcp.typed.test. SRV 0 0 22 mx.typed.test.\n")
        zone.flush()
        for arguments in (["127.0.0.1"], ["--host", "[::1]"], ["localhost"],
                          [f"--records={zone.name}", "typed.test"],
                          ["--connect-to=mx.good0.test::127.0.0.1:", "good0.test"],
                          ["--submission=127.0.0.1", "good0.test"]):
            smtp.forget()
            scan(*arguments)
            assert smtp.total(*MINE) > 0, arguments
            assert (smtp.connections[("127.0.0.1", 22)] > 0) == (arguments[-1] == "typed.test"), arguments


WIDE_HOSTS, WIDE_ADDRESSES = 1000, 50
