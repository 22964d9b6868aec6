# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions that are hard to answer for whoever does not see them."""
import subprocess

from lab import FORGED, GOOD, beside_good, dns, places, scan, smtp

def test_each_question_has_a_port_of_its_own():
    dns.forget()
    scan(*GOOD)
    asked = len(dns.questions)
    assert asked > 200, asked
    assert len(dns.ports) > asked * 0.9, (len(dns.ports), asked)  # the kernel may give one twice


def test_letters_of_questions_are_in_random_case():
    dns.forget()
    scan(*GOOD)
    assert dns.mixed > len(dns.questions) * 0.9 and dns.by_tcp == 0, (dns.mixed, len(dns.questions), dns.by_tcp)


def with_case(case):
    """The good domains' reports with such a name server, and what it was asked by UDP and TCP."""
    dns.forget()
    dns.case = case
    try:
        reports = beside_good()
    finally:
        dns.case = "kept"
    return reports, len(dns.questions) - dns.by_tcp, dns.by_tcp


def test_a_name_server_that_loses_the_case_is_asked_without():
    _, by_udp, by_tcp = with_case("lost")
    assert 0 < by_tcp < by_udp, (by_udp, by_tcp)
    # Any number may be under way before the first is told by TCP. What follows from an answer comes after it.
    late = {name for name in dns.mixed_names if name.startswith("mx.")}
    assert dns.mixed_names and not late, late


def test_forged_answers_in_other_letters_are_not_taken():
    subprocess.run(["ip", "address", "add", FORGED + "/32", "dev", "lo"], check=True)
    smtp.listen(FORGED, 25)
    reports, _, by_tcp = with_case("forged")
    assert by_tcp >= 2 * len(GOOD), by_tcp
    assert smtp.total(FORGED) == 0, "a server was believed that no record names"
    assert not [report for report in reports.values() if FORGED in str(places(report))]
