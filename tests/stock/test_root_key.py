# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine's key of the DNS root: one that is of no use is the machine's fault, and no answer is bogus for it."""

import dataclasses

import machine
import sonde
from runner import each

# The root's key until October 2026, which the lab's root never had.
OLD = """. IN DNSKEY 257 3 8 AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN\
7SWXgnLh4+B5xQlNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/b5\
8Da+sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5qih\
ylGa8subX2Nn6UwNR1AkUTV74bU= ; keytag 20326
"""
OLD_DS = ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n"
# An algorithm that nobody has (RFC 4034 A.1: 250 is private only for keys whose owner name is in them).
STRANGE = ". IN DS 4711 199 2 " + "ab" * 32 + "\n"


@dataclasses.dataclass(frozen=True)
class Key:
    name: str
    text: str | None
    detail: str


@each(Key("old", OLD, "out of date: it has key 20326"),
      Key("old DS", OLD_DS, "out of date: it has key 20326"),
      Key("published", machine.read(machine.LAB + "/pki/published.key"), "out of date: it has key"),
      Key("missing", None, "this system has no DNSSEC trust anchor"),
      Key("empty", "", "no DS or DNSKEY record"),
      Key("comments alone", "; nothing\n", "no DS or DNSKEY record"),
      Key("no zone file", "\x01\x02 what is this\n", "root.key"),
      Key("unknown algorithm", STRANGE, "no algorithm that can be validated"))
def test_useless_key(key):
    report = machine.Machine(root_key=key.text).scan("model.example", status=3)
    vantage = report["vantage"]
    assert vantage["root_key"] == "no" and key.detail in vantage["root_key_detail"], vantage
    said = [f for f in report["findings"] if f["id"] == "root-key-unusable"]
    assert [f["outcome"] for f in said] == ["unknown"], said
    assert not sonde.findings(report, "fails", "warning"), sonde.findings(report, "fails", "warning")
    lookups = [report["domain"]["mx_lookup"], *[h["a_lookup"] for h in report["hosts"]],
               *[s["lookup"] for h in report["hosts"] for s in h["tlsa_sets"]]]
    assert {lookup["dnssec"] for lookup in lookups} == {None}, lookups
    vector = report["verdict"]["inbound_hosts"][0]["vector"]
    assert vector["dane"] == "unknown" and vector["sts"] == "first_contact", vector


def test_both_keys():
    report = machine.Machine(root_key=OLD + machine.ROOT_KEY).scan("model.example", status=0)
    assert report["vantage"]["root_key"] == "yes", report["vantage"]


def test_in_the_text():
    done = machine.Machine(root_key=OLD).run("model.example")
    assert done.returncode == 3 and not done.stderr, (done.returncode, done.stderr)
    assert "dns-root-data" in done.stdout and "bogus" not in done.stdout.lower(), done.stdout
    assert done.stdout.count("[root-key-unusable]") == 1, done.stdout
