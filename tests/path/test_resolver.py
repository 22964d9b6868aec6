# SPDX-License-Identifier: GPL-3.0-or-later
"""The resolver cannot be asked. What it can answer wrongly is in tests/real: test_dns.py for NXDOMAIN, NODATA
and SERVFAIL, test_dane.py for what does not validate."""

import sonde
import ways
from runner import each

# rule on r2, or none: nobody listens; how the look-up ends
CASES = {"nobody listens": None, "rejected": "reject with icmpx type admin-prohibited", "dropped": "drop"}


@each(*CASES)
def test_resolver(name):
    # Named, for each way has its own; the lab's /etc/resolv.conf is one for all.
    with ways.take() as way:
        if CASES[name]:
            way.filter(ways.R2, "forward", f"meta l4proto {{ tcp, udp }} th dport 53 {CASES[name]}")
        report = sonde.report(f"--resolver={ways.TARGET[4]}", "--dns-timeout=2", "alpha.example",
                              program=way.program, status=3)
        lookup = report["domain"]["mx_lookup"]
        expected = "timeout" if name == "dropped" else "refused"
        assert lookup["status"] in (expected, "unreachable"), lookup
        finding, = [f for f in report["findings"] if f["id"] == "mx-lookup-failed"]
        assert finding["outcome"] in ("fails", "unknown"), finding
        assert finding["points_at"] == "resolver", finding
