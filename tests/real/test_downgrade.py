# SPDX-License-Identifier: GPL-3.0-or-later
"""What mailsonde suggests is done, to the letter, to a real Postfix, DNS zone and policy host: the level rises."""

import os
import re
import shutil
import tempfile
import threading
import time

import peers
import runner
import sonde
import tree
from runner import each

LAB = os.environ["MAILSONDE_LAB_DIR"]
POSTFIX = f"{LAB}/roots/postfix/root"
# As rising values; the words that stand for no level have none.
LEVELS = {"inbound": ("cleartext", "opportunistic", "observed_only", "unauthenticated", "weakly_pinned", "half_dane",
                      "pinned", "downgrade_resistant", "both"),
          "submission": ("credentials_in_clear", "strippable", "starttls", "implicit_tls", "steady_discovery")}
PATIENCE_S = 20
_zone = threading.Lock()


# --- doing what is said -------------------------------------------------------

def _knotc(*words):
    peers.in_root("base", "knotc", "-c", "/etc/knot/lab.conf", *words, status=0)


def _zone_command(line, replaced):
    """What a line of a zone file asks for; `replaced` are the names and types already emptied."""
    remove = re.fullmatch(r"; remove: (\S+) IN (\S+) (.*)", line)
    if remove:
        yield ("zone-unset", "example", remove[1], remove[2], remove[3])
    record = re.fullmatch(r"([^;\s]\S*)(?: \d+)? IN (\S+) (.*)", line)
    assert record or line.startswith(";"), line
    if not record:
        return
    name, type_, data = record.groups()
    # A record that the lines do not speak of stays; TXT ones are replaced, as a person would.
    if (name, type_) not in replaced:
        replaced.add((name, type_))
        if type_ in ("TXT", "TLSA") and _has(name, type_):
            yield ("zone-unset", "example", name, type_)
    yield ("zone-set", "example", name, "300", type_, data)


def _has(name, type_):
    said = peers.in_root("base", "kdig", "@127.0.0.1", "+noall", "+answer", name, type_, status=0)
    return said.strip() != ""


def _apply_dns(part):
    replaced = set()
    with _zone:
        commands = [command for line in part["lines"] for command in _zone_command(line, replaced)]
        _knotc("zone-begin", "example")
        for command in commands:
            _knotc(*command)
        _knotc("zone-commit", "example")


def _apply_file(part):
    """The policy, where nginx looks for it."""
    host, path = re.search(r"https://([^/]+)(/\S+)", part["place"]).groups()
    label = host.removeprefix("mta-sts.").removesuffix(".example")
    path = f"{LAB}/roots/nginx/root/srv/{label}{path}"
    with open(path, "w", encoding="ascii", newline="") as file:
        file.write("".join(line + "\r\n" for line in part["lines"] if not line.startswith(("#", ";"))))


def _apply_postfix(part):
    """Key and certificate lie where the lines say; a service that is there already is replaced."""
    name, host = re.match(r"(main\.cf|master\.cf) on (\S+)$", part["place"]).groups()
    text = "\n".join(part["lines"]) + "\n"
    for path in re.findall(r"/\S+\.(?:key|pem|crt)", text):
        source = f"{LAB}/pki/{host}.{'key' if path.endswith('.key') else 'crt'}"
        os.makedirs(os.path.dirname(POSTFIX + path), exist_ok=True)
        shutil.copy(source, POSTFIX + path)
    folder = f"/etc/suggest/{host}"
    with open(f"{POSTFIX}{folder}/{name}", "r+", encoding="ascii") as config:
        kept = config.read()
        for service in re.findall(r"^(\d+) +inet ", text, re.MULTILINE):
            kept = re.sub(rf"^{service} +inet .*\n(?: .*\n)*", "", kept, flags=re.MULTILINE)
        config.seek(0)
        config.truncate()
        config.write(kept + text)
    peers.in_root("postfix", "postfix", "-c", folder, "reload", status=0)


_APPLY = {"dns": _apply_dns, "file": _apply_file, "postfix": _apply_postfix}


def _scan(domain):
    return sonde.report(tree.PASSING, domain)["verdict"]


def _suggested(domain):
    return sonde.run("--suggest", *sonde.TRUST, *sonde.HASTY, tree.PASSING, domain).stdout


def _is_printed(line, printed):
    # The id of a policy is the time.
    return line in printed or "id=" in line


def _scan_until(domain, side, wanted):
    """Processes that know the old settings may still answer at first. `wanted` is a level's place in its list."""
    patience = time.monotonic() + PATIENCE_S
    while True:
        verdict = _scan(domain)
        level = verdict[side]
        if level in LEVELS[side] and LEVELS[side].index(level) >= wanted or time.monotonic() > patience:
            return verdict


def _take_step(domain, verdict, side="inbound"):
    """The first step that is about one side of mail: done as --suggest prints it; the verdict afterwards."""
    step = next(s for s in verdict["next_steps"] if s[f"raises_{side}_to"])
    printed = _suggested(domain)
    for part in step["parts"]:
        assert all(_is_printed(line, printed) for line in part["lines"]), (part, printed)
        _APPLY[part["medium"]](part)
    levels = LEVELS[side]
    promised = levels.index(step[f"raises_{side}_to"])
    after = _scan_until(domain, side, promised)
    assert levels.index(after[side]) >= promised > levels.index(verdict[side]), (step, after[side])
    # It may rise further than one step promises where the rest is there already: SRV records, signed.
    assert side == "submission" or after[side] == levels[promised], (step, after[side])
    return after


# --- tests --------------------------------------------------------------------

def test_from_nothing_to_the_top():
    """A Postfix without TLS, in a signed zone: STARTTLS, DANE, MTA-STS, one suggestion after the other."""
    domain = "suggest.example"
    verdict = _scan(domain)
    path = [verdict["inbound"]]
    while verdict["next_steps"] and len(path) < len(LEVELS["inbound"]):
        verdict = _take_step(domain, verdict)
        path.append(verdict["inbound"])
        if verdict["inbound"] == "downgrade_resistant":
            assert peers.posttls_finger(domain) == "verified"
    runner.note(f"{domain}: {', '.join(path)}")
    assert path[0] == "cleartext" and path[-1] == "both", path


def test_submission_from_nothing_to_the_top():
    """Passwords in clear, on 587 alone: what is suggested for main.cf, master.cf and the SRV records."""
    domain = "fix-login.example"
    verdict = _scan(domain)
    path = [verdict["submission"]]
    while verdict["next_steps"] and len(path) < len(LEVELS["submission"]):
        verdict = _take_step(domain, verdict, "submission")
        path.append(verdict["submission"])
    runner.note(f"{domain}: {', '.join(path)}")
    assert path[0] == "credentials_in_clear" and LEVELS["submission"].index(path[-1]) >= 3, path


@each(("fix-wrong", "opportunistic", "downgrade_resistant"), ("fix-backup", "opportunistic", "downgrade_resistant"),
      ("fix-dead", "opportunistic", "downgrade_resistant"), ("sts-fix-testing", "observed_only", "pinned"),
      ("sts-fix-unlisted", "opportunistic", "pinned"))
def test_suggestion(case):
    label, before, after = case
    domain = f"{label}.example"
    verdict = _scan(domain)
    assert verdict["inbound"] == before, verdict
    assert _take_step(domain, verdict)["inbound"] == after
    if after == "downgrade_resistant":
        assert peers.posttls_finger(domain) == "verified"


def test_suggestion_is_what_serves_the_key():
    """The TLSA record that would be published is the one that stands in the zone for the same key."""
    report = tree.report("dane-backup")
    line, = [line for step in report["verdict"]["next_steps"] for part in step["parts"] for line in part["lines"]
             if " IN TLSA " in line]
    host, = [e for e in tree.port_25(report) if e["address"] == "192.0.2.115"]
    assert line.split()[-1] == sonde.session(host)["tls"]["chain"][0]["spki_sha256"], line


def _what_if(domain, line, *options):
    with tempfile.NamedTemporaryFile("w", suffix=".zone") as records:
        records.write(line + "\n")
        records.flush()
        return sonde.report(tree.PASSING, f"--records={records.name}", *options, domain)["verdict"]


def test_what_if():
    """--records tries a record out before it is published, and it counts as signed in a zone that is."""
    domain = "postfix-good.example"
    line, = [line for line in _suggested(domain).splitlines() if " IN TLSA " in line]
    what_if = _what_if(domain, line)
    assert what_if["inbound"] == "downgrade_resistant", what_if
    assert _scan(domain)["inbound"] == "opportunistic"


def test_what_if_in_an_unsigned_zone():
    report = tree.report("unsigned")
    key = sonde.session(tree.port_25(report)[0])["tls"]["chain"][0]["spki_sha256"]
    line = f"_25._tcp.mx1.unsigned.example. IN TLSA 3 1 1 {key}"
    assert _what_if("unsigned.example", line)["inbound"] == "opportunistic"


def test_eavesdropper_and_attackers():
    """Who reads what, where the levels differ most."""
    def view(label, senders="inbound"):
        return {a["attacker"]: a[senders] for a in tree.report(label)["verdict"]["attackers"]}

    assert view("stripped", "inbound_opportunistic")["passive"] == "reads"
    assert view("stripped", "inbound_dane")["passive"] == "nothing"
    assert view("sts-404")["passive"] == "encrypted" and view("sts-404")["on_path"] == "reads"
    # Some senders check DANE, some do not: an attacker on the way reads what these send.
    assert view("dane-ee")["passive"] == "encrypted" and view("dane-ee")["on_path"] in ("some", "reads")
    assert set(view("dane-ee", "inbound_dane").values()) <= {"encrypted", "nothing"}
    assert view("half.unsigned", "inbound_dane")["dns_spoofing"] == "reads"
    enforced = view("sts-enforce", "inbound_sts")
    assert enforced["on_path"] == "encrypted" and enforced["first_contact"] == "reads", enforced
    assert enforced["mis_issued_certificate"] == "reads", enforced
