# SPDX-License-Identifier: GPL-3.0-or-later
"""A domain of 50,000 addresses."""
import json
import struct
import subprocess

from lab import (GOOD, MAILSONDE, PTR, address_record, alone, beside_good, dns, essence, findings, ids, mx, scan, smtp,
                 srv, wire_name)

WIDE_HOSTS, WIDE_ADDRESSES = 1000, 50


def set_up():
    hosts = [f"m{n}.wide.test" for n in range(WIDE_HOSTS)]
    dns.add("wide.test", *(mx(n, host) for n, host in enumerate(hosts)))
    for n, host in enumerate(hosts):
        dns.add(host, *(address_record(f"10.66.{n % 250}.{a + 1}") for a in range(WIDE_ADDRESSES)))
    for service in ("_submission._tcp", "_submissions._tcp"):
        dns.add(f"{service}.wide.test", *(srv(5000 + n, "m0.wide.test") for n in range(40)))
    for n in range(50):
        for a in range(WIDE_ADDRESSES):
            name = f"{a + 1}.{n}.66.10.in-addr.arpa"
            dns.add(name, *((PTR, wire_name(f"p{k}-{a}-{n}.wide.test")) for k in range(8)))


def active_opens():
    """TCP connections that were begun in this network namespace."""
    with open("/proc/net/snmp", encoding="ascii") as file:
        names, values = (line.split() for line in file if line.startswith("Tcp:"))
    return int(values[names.index("ActiveOpens")])


def test_a_wide_domain_is_cut_and_says_so_once():
    dns.forget()
    before = active_opens()
    reports = beside_good("wide.test")
    made = active_opens() - before
    wide = reports["wide.test"]
    bounds = wide["bounds"]
    asked = len(dns.asked("wide.test")) + len(dns.asked("66.10.in-addr.arpa"))
    assert len(wide["endpoints"]) == bounds["endpoints_max"] == 200
    assert len({e["address"] for e in wide["endpoints"]}) >= 50, "each MX host has its turn"
    assert bounds["endpoints_left_out"] > 5000, bounds
    assert asked <= bounds["queries_max"] * 2, (asked, bounds)  # a cut answer is asked for again, over TCP
    assert bounds["queries"] <= 1000 and bounds["queries_left_out"] > 0, bounds
    assert {q for q in dns.asked("_submission._tcp.wide.test")}, "what matters is asked"
    # A connection for each endpoint, some again, those of the good ones, and DNS over TCP.
    assert made < 1500, made
    finding, = findings(wide, "target-too-large")
    assert finding["outcome"] == "unknown" and "more than 200 endpoints" in finding["evidence"], finding
    assert len(findings(wide, "dns-too-large")) == 1
    assert not [f for f in findings(wide, "ptr-missing") if f["outcome"] == "unknown"], "that is told once"


def test_the_limits_are_options():
    report = scan("--max-endpoints=7", "--max-connections-per-target=5", "--max-queries=40",
                  "wide.test")["wide.test"]
    assert len(report["endpoints"]) == 7
    assert sum(e["connections"] for e in report["endpoints"]) <= 5
    assert report["bounds"]["connections"] == 5 and report["bounds"]["connections_left_out"] > 0
    finding, = findings(report, "target-too-large")
    assert "5 connections" in finding["evidence"] and "7 endpoints" in finding["evidence"], finding
    assert report["verdict"]["inbound"] == "unknown", report["verdict"]["inbound"]
    assert "host-lookup-failed" in ids(report, "unknown")


def test_a_target_without_connections_left_spoils_no_other():
    """Both domains have the same MX host, and the first has used up its connections."""
    for name in ("poor.test", "rich.test"):
        dns.add(name, mx(10, "mx.good0.test"))
    dns.add("poor.test", *(mx(1, f"m{n}.wide.test") for n in range(3)))
    reports = scan("--max-connections-per-target=12", "--max-targets=1", "poor.test", "rich.test")
    assert findings(reports["poor.test"], "target-too-large")
    assert not findings(reports["rich.test"], "target-too-large")
    mode, = {e["found"] for e in reports["rich.test"]["endpoints"] if e["port"] == 25}
    assert mode == "starttls", mode


def test_few_open_files_are_enough():
    """20 descriptors for 20 domains of two ports that answer: places wait, nothing fails."""
    with subprocess.Popen(["bash", "-c", f'ulimit -n 20; exec "{MAILSONDE}" "$@"', "mailsonde",
                           "--resolver=127.0.0.1", "--dnssec=off", "--format=json", "--full", "--no-path", *GOOD],
                          stdout=subprocess.PIPE, text=True) as process:
        document = json.loads(process.stdout.read())
    for report in document["reports"]:
        stops = [(s["stop"]["reason"], s["stop"]["detail"]) for e in report["endpoints"] for s in e["sessions"]]
        assert not [stop for stop in stops if stop[0] == "local"], stops
        assert essence(report) == alone[report["target"]["word"]], essence(report)
