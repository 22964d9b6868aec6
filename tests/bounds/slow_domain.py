# SPDX-License-Identifier: GPL-3.0-or-later
"""A domain that takes all the time it gets."""
from lab import address_record, beside_good, dns, mx, smtp

SLOW_HOSTS = 5


def set_up():
    """A domain whose MX hosts begin to greet and never come to an end; the last of them is a good one."""
    dns.add("slow.test", *(mx(n, f"m{n}.slow.test") for n in range(SLOW_HOSTS)), mx(9, "mx.good1.test"))
    for n in range(SLOW_HOSTS):
        dns.add(f"m{n}.slow.test", address_record(f"10.67.0.{n + 1}"))
        smtp.listen(f"10.67.0.{n + 1}", 25, greeting=b"220-")


def test_a_slow_domain_takes_no_time_from_others():
    smtp.forget()
    report = beside_good("--max-time=12", "slow.test")["slow.test"]
    assert report["ended"] == "time_ran_out", report["ended"]
    stops = {e["address"]: (e["sessions"][0]["stop"]["at"], e["sessions"][0]["stop"]["reason"])
             for e in report["endpoints"] if e["port"] == 25}
    assert stops.pop("10.1.0.2") != ("greeting", "time_ran_out"), "what was known by then"
    assert len(stops) == SLOW_HOSTS and set(stops.values()) == {("greeting", "time_ran_out")}, stops
    # One that began to speak is not asked whether it wants TLS.
    made = [smtp.connections[(f"10.67.0.{n + 1}", 25)] for n in range(SLOW_HOSTS)]
    assert made == [1] * SLOW_HOSTS, made
