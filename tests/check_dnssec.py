#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scans domains below a private, signed root and compares what the report says about DNSSEC.

knotd serves the whole tree on a port of loopback and signs it with keys made here; between it and mailsonde
stand, where a case wants it, forwarders that take DNSSEC away. All hosts are 127.0.0.1 and the only port that
is probed is one where nobody listens, so a scan is DNS and one refused connection.
"""
import base64
import hashlib
import json
import os
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading

MAILSONDE = os.environ.get("MAILSONDE", "./mailsonde")
LIMIT_S = 60
RRSIG, NSEC, NSEC3, DS, DNSKEY, OPT, TLSA, MX = 46, 47, 50, 43, 48, 41, 52, 15
EE = "3 1 1 " + "ab" * 32

# zone: its records besides SOA, NS and the delegations
ZONES = {
    ".": "",
    "lab.": "",
    "secure.lab.": f"""
@               MX    10 mx
@               MX    20 alias
@               MX    30 mx.plain.lab.
mx              A     127.0.0.1
_25._tcp.mx     TLSA  {EE}
_25._tcp.mx     TLSA  2 0 1 {'cd' * 32}
_25._tcp.mx     TLSA  1 1 1 {'ef' * 32}
_25._tcp.mx     TLSA  3 1 1 abcd
alias           CNAME mx
_mta-sts        TXT   "v=STSv1; id=1;"
_smtp._tls      TXT   "v=TLSRPTv1; rua=mailto:tls@secure.lab"
mta-sts         A     127.0.0.1
_25._tcp.alias  TLSA  {EE}
""",
    "signed.lab.": """
@               MX    10 half
half            CNAME mx.plain.lab.
_25._tcp.half   TLSA  """ + EE + "\n",
    "plain.lab.": f"""
@               MX    10 mx.plain.lab.
@               MX    20 mx.secure.lab.
mx              A     127.0.0.1
_25._tcp.mx     TLSA  {EE}
""",
    "wrongds.lab.": f"""
@               MX    10 mx
mx              A     127.0.0.1
_25._tcp.mx     TLSA  {EE}
""",
    "newalg.lab.": f"""
@               MX    10 mx
mx              A     127.0.0.1
_25._tcp.mx     TLSA  {EE}
""",
    "below.newalg.lab.": """
@               MX    10 mx.newalg.lab.
@               MX    20 mx.secure.lab.
""",
    "newdigest.lab.": """
@               MX    10 half
half            CNAME mx.plain.lab.
""",
    "sha1.lab.": f"""
@               MX    10 mx
mx              A     127.0.0.1
_25._tcp.mx     TLSA  {EE}
""",
    "caa.lab.": """
@               MX    10 mx
@               CAA   0 issue "ca.example; validationmethods=dns-01"
@               CAA   128 issuewild ";"
mx              A     127.0.0.1
""",
    "sha1ds.lab.": """
@               MX    10 mx
mx              A     127.0.0.1
""",
    "example.": """
@               MX    10 mx.example.
mx              A     127.0.0.1
""",
}
UNSIGNED = {"plain.lab."}
ALGORITHMS = {"sha1.lab.": 7}


def wire(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def digest_by_sha1(zone, dnskey):
    """A DS record as zones had them before RFC 4509."""
    flags, protocol, algorithm, key = dnskey.split("DNSKEY", 1)[1].split(None, 3)
    data = int(flags).to_bytes(2, "big") + bytes([int(protocol), int(algorithm)]) \
        + base64.b64decode("".join(key.split()))
    tag = sum(byte << 8 if n % 2 == 0 else byte for n, byte in enumerate(data))
    tag = (tag + (tag >> 16)) & 0xffff
    return f"{zone} DS {tag} {algorithm} 1 {hashlib.sha1(wire(zone) + data).hexdigest()}\n"


# Numbers that nobody has given out stand for those that a library does not know yet, or does not any more.
# 253 is for private algorithms.
UNKNOWN_DS = {"newalg.lab.": lambda ds: ds.replace(" 13 2 ", " 253 2 "),
              "newdigest.lab.": lambda ds: ds.replace(" 13 2 ", " 13 199 ")}


def children(zone):
    return [name for name in ZONES if name not in (".", zone)
            and (name.split(".", 1)[1] or ".") == zone]


class Tree:
    """The zones and the server that has them."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.config = os.path.join(folder, "knot.conf")
        os.mkdir(os.path.join(folder, "db"))
        self.write_config()
        self.forget_what_cannot_be_signed()
        self.ds = {zone: self.make_key(zone) for zone in ZONES if zone not in UNSIGNED}
        for zone in ZONES:
            self.write_zone(zone)
        self.anchor = os.path.join(folder, "root.key")
        with open(self.anchor, "w", encoding="ascii") as file:
            file.write(self.ds["."])
        self.server = None

    def write_config(self):
        lines = ["server:", f"    listen: 127.0.0.1@{self.port}", f"    rundir: {self.folder}",
                 "    background-workers: 1", "    udp-workers: 1", "    tcp-workers: 1",
                 "database:", f"    storage: {self.folder}/db",
                 "policy:", "  - id: manual", "    manual: on", "    algorithm: ecdsap256sha256",
                 "    single-type-signing: on", "log:", "  - target: stderr", "    any: info",
                 "zone:"]
        for zone in ZONES:
            lines += [f"  - domain: \"{zone}\"", f"    storage: {self.folder}",
                      f"    file: zone-{zone}", "    zonefile-sync: -1", "    journal-content: none"]
            if zone not in UNSIGNED:
                lines += ["    dnssec-signing: on", "    dnssec-policy: manual"]
        with open(self.config, "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")

    def keymgr(self, *words):
        return subprocess.run(["keymgr", "-c", self.config, *words], check=True, timeout=LIMIT_S,
                              stdout=subprocess.PIPE, text=True).stdout

    def forget_what_cannot_be_signed(self):
        """A release of Knot DNS may no longer sign with SHA-1."""
        for zone in ALGORITHMS:
            try:
                self.keymgr(zone, "generate", f"algorithm={ALGORITHMS[zone]}", "ksk=yes", "zsk=yes")
            except subprocess.CalledProcessError:
                del ZONES[zone]
        self.write_config()

    def make_key(self, zone):
        number = ALGORITHMS.get(zone, 13)
        if zone not in ALGORITHMS:
            self.keymgr(zone, "generate", f"algorithm={number}", "ksk=yes", "zsk=yes")
        if zone == "sha1ds.lab.":
            return digest_by_sha1(zone, self.keymgr(zone, "dnskey"))
        return next(line for line in self.keymgr(zone, "ds").splitlines() if f" {number} 2 " in line) + "\n"

    def write_zone(self, zone):
        with open(os.path.join(self.folder, f"zone-{zone}"), "w", encoding="ascii") as file:
            file.write(f"$ORIGIN {zone}\n$TTL 300\n@ SOA ns.{zone.lstrip('.')} nobody. 1 3600 600 86400 60\n"
                       f"@ NS ns.{zone.lstrip('.')}\nns A 127.0.0.1\n{ZONES[zone]}")
            for child in children(zone):
                file.write(f"{child} NS ns.{child}\nns.{child} A 127.0.0.1\n")
                if child not in UNSIGNED:
                    ds = self.ds[child]
                    if child == "wrongds.lab.":
                        head, digest = ds.strip().rsplit(" ", 1)
                        ds = f"{head} {digest[::-1]}\n"
                    file.write(UNKNOWN_DS.get(child, lambda ds: ds)(ds))

    def start(self):
        self.server = subprocess.Popen(["knotd", "-c", self.config], stderr=subprocess.PIPE, text=True)
        seen = []
        for line in self.server.stderr:
            seen.append(line)
            if "server started" in line:
                threading.Thread(target=self.server.stderr.read, daemon=True).start()
                return
        sys.exit("knotd does not start:\n" + "".join(seen))

    def stop(self):
        if self.server is not None:
            self.server.terminate()
            self.server.wait(LIMIT_S)


def free_port():
    """A port that is free for UDP and TCP now."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            try:
                udp.bind(tcp.getsockname())
            except OSError:
                continue
            return tcp.getsockname()[1]


def skip_name(message, at):
    while message[at] != 0:
        if message[at] >= 0xC0:
            return at + 2
        at += 1 + message[at]
    return at + 1


def without(message, unwanted):
    """The message without the records that `unwanted` is true for."""
    counts = [int.from_bytes(message[n:n + 2], "big") for n in (4, 6, 8, 10)]
    at = 12
    for _ in range(counts[0]):
        at = skip_name(message, at) + 4
    kept, sections = b"", []
    for section in (1, 2, 3):
        left = 0
        for _ in range(counts[section]):
            start, at = at, skip_name(message, at)
            kind = int.from_bytes(message[at:at + 2], "big")
            at += 10 + int.from_bytes(message[at + 8:at + 10], "big")
            if not unwanted(kind):
                kept, left = kept + message[start:at], left + 1
        sections.append(left)
    body = message[12:skip_name(message, 12) + 4]
    return message[:6] + b"".join(n.to_bytes(2, "big") for n in sections) + body + kept


def question_type(message):
    at = skip_name(message, 12)
    return int.from_bytes(message[at:at + 2], "big")


def strip(query, ask):
    """A resolver that knows nothing of DNSSEC."""
    return without(ask(query), lambda kind: kind in (RRSIG, NSEC, NSEC3))


def strip_option(query, ask):
    """A middlebox that takes EDNS from the queries."""
    return ask(without(query, lambda kind: kind == OPT))


def refuse_keys(query, ask):
    """A resolver that answers SERVFAIL for DNSKEY and DS."""
    if question_type(query) in (DNSKEY, DS):
        return query[:2] + bytes([query[2] | 0x80, 0x82]) + query[4:6] + bytes(6) \
            + query[12:skip_name(query, 12) + 4]
    return ask(query)


def spoil_root_keys(query, ask):
    """The root's keys with signatures that are wrong, as they are to a clock that is."""
    answer = ask(query)
    if question_type(query) != DNSKEY or query[12] != 0:
        return answer
    at = answer.rindex(RRSIG.to_bytes(2, "big") + b"\0\1")
    # The time that it ends stands behind type, class, TTL, length and 8 bytes of data.
    return answer[:at + 18] + b"\x40" + answer[at + 19:]


def silent_for_keys(query, ask):
    """A firewall that drops what it does not know."""
    return None if question_type(query) in (DNSKEY, DS) else ask(query)


def tamper(query, ask):
    """Somebody on the way who sends mail for preference 10 elsewhere."""
    return ask(query).replace(b"\x00\x0a\x02mx", b"\x00\x0a\x02my")


def tamper_tlsa(query, ask):
    """Somebody on the way who wants his own key to be believed."""
    return ask(query).replace(b"\xab" * 32, b"\xba" * 32)


def tamper_txt(query, ask):
    """Somebody on the way who says that there is another policy, and wants no reports about it."""
    return ask(query).replace(b"id=1", b"id=2").replace(b"v=TLSRPTv1", b"v=TLSRPTv2")


def set_flag(query, ask):
    """A validating resolver, as far as its AD flag goes: it takes all but plain.lab. as signed."""
    message = bytearray(ask(query))
    if b"\x05plain" not in query.lower():
        message[3] |= 0x20
    return bytes(message)


class Forwarder:
    """Hands queries to the tree and what comes back through `change`."""

    def __init__(self, tree, change):
        forwarder = self
        self.tree, self.change = tree, change

        class Datagram(socketserver.BaseRequestHandler):
            def handle(self):
                answer = forwarder.change(self.request[0], forwarder.ask)
                if answer is not None:
                    self.request[1].sendto(answer, self.client_address)

        self.server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Datagram)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def ask(self, query):
        with socket.socket(type=socket.SOCK_DGRAM) as sock:
            sock.settimeout(LIMIT_S)
            sock.connect(("127.0.0.1", self.tree.port))
            sock.send(query)
            return sock.recv(65535)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


# A machine's policy for OpenSSL, which some builds of libunbound use: with it no algorithm would be found.
POLICY = tempfile.NamedTemporaryFile("w", suffix=".cnf")
POLICY.write("openssl_conf = all\n[all]\nalg_section = algorithms\n[algorithms]\ndefault_properties = fips=yes\n")
POLICY.flush()


def scan(target, port, *options):
    """The facts of one target. The tree's server and root key are named, for they are on loopback and last as long as
    this script; without root there is no other way to them."""
    closed = free_port()
    run = subprocess.run([MAILSONDE, "--format=json", "--full", "--ports=25,465", "--retry-after=0", f"--resolver=127.0.0.1:{port}",
                          f"--connect-to=::127.0.0.1:{closed}", *options, target], stdout=subprocess.PIPE,
                         timeout=LIMIT_S, check=False, env={**os.environ, "OPENSSL_CONF": POLICY.name})
    return json.loads(run.stdout)["reports"][0]


class Checks:
    def __init__(self):
        self.failed = 0

    def same(self, what, seen, wanted):
        if seen != wanted:
            self.failed += 1
            print(f"{what}: {seen!r}, not {wanted!r}")

    def has(self, what, text, part):
        if part not in (text or ""):
            self.failed += 1
            print(f"{what}: {text!r} does not have {part!r}")


def host(report, name):
    return next(host for host in report["hosts"] if host["name"] == name)


def sets(report, name):
    return [(s["base_domain"], s["port"], s["lookup"]["status"], s["lookup"]["dnssec"])
            for s in host(report, name)["tlsa_sets"]]


def check_secure(check, tree, anchor):
    report = scan("secure.lab", tree.port, anchor, "--no-sandbox")  # in which POLICY cannot be read
    check.same("secure MX", report["domain"]["mx_lookup"]["dnssec"], "secure")
    check.same("secure A", host(report, "mx.secure.lab")["a_lookup"]["dnssec"], "secure")
    check.same("secure denial of AAAA", [host(report, "mx.secure.lab")["aaaa_lookup"][key]
                                         for key in ("status", "dnssec")], ["nodata", "secure"])
    check.same("TLSA", sets(report, "mx.secure.lab"), [("mx.secure.lab", 25, "ok", "secure")])
    records = host(report, "mx.secure.lab")["tlsa_sets"][0]["records"]
    check.same("usable", sorted((r["usage"], r["selector"], r["matching_type"], len(r["data_hex"]), r["usable"])
                                for r in records),
               [(1, 1, 1, 64, False), (2, 0, 1, 64, True), (3, 1, 1, 4, False), (3, 1, 1, 64, True)])
    domain = report["domain"]
    check.same("TXT and policy host", [domain["mta_sts"]["txt_lookup"]["dnssec"], domain["mta_sts"]["address_dnssec"],
                                      domain["tls_rpt"]["lookup"]["dnssec"]], ["secure", "secure", "secure"])
    check.same("policy addresses", domain["mta_sts"]["barred_addresses"], ["127.0.0.1"])
    check.same("bases of an alias", sets(report, "alias.secure.lab"),
               [("mx.secure.lab", 25, "ok", "secure"), ("alias.secure.lab", 25, "ok", "secure")])
    check.same("TLSA of an unsigned host", sets(report, "mx.plain.lab"), [("mx.plain.lab", 25, "ok", "insecure")])
    check.same("for the report's sake", host(report, "mx.plain.lab")["tlsa_sets"][0]["unasked"], True)
    check.same("and it is said", [f["outcome"] for f in report["findings"]
                                  if f["id"] == "dane-insecure" and f["subject"].get("host") == "mx.plain.lab"], ["fails"])
    check.same("its addresses", host(report, "mx.plain.lab")["a_lookup"]["dnssec"], "insecure")


def check_insecure(check, tree, anchor):
    report = scan("plain.lab", tree.port, anchor)
    check.same("insecure MX", report["domain"]["mx_lookup"]["dnssec"], "insecure")
    check.same("signed host under an unsigned MX", sets(report, "mx.secure.lab"),
               [("mx.secure.lab", 25, "ok", "secure")])
    report = scan("signed.lab", tree.port, anchor)
    check.same("a signed alias of an unsigned host", [host(report, "half.signed.lab")["a_lookup"]["dnssec"],
                                                      sets(report, "half.signed.lab")],
               ["insecure", [("half.signed.lab", 25, "ok", "secure"),
                            ("mx.plain.lab", 25, "ok", "insecure")]])
    report = scan("absent.lab", tree.port, anchor)
    check.same("secure denial", [report["domain"]["mx_lookup"][key] for key in ("status", "dnssec")],
               ["nxdomain", "secure"])


def check_bogus(check, tree, anchor):
    report = scan("wrongds.lab", tree.port, anchor)
    check.same("bogus MX", report["domain"]["mx_lookup"]["dnssec"], "bogus")
    check.has("why", report["domain"]["mx_lookup"]["dnssec_detail"], "wrongds.lab")
    forwarder = Forwarder(tree, tamper)
    forged = scan("wrongds.lab", forwarder.port, anchor)["domain"]["mx"]
    check.same("the forgery is there", [mx["exchange"] for mx in forged], ["my.wrongds.lab"])
    lookup = scan("secure.lab", forwarder.port, anchor)["domain"]["mx_lookup"]
    forwarder.stop()
    check.same("forged", [lookup["status"], lookup["dnssec"]], ["ok", "bogus"])
    # What is wrong with it each libunbound says in words of its own.
    check.has("forged", lookup["dnssec_detail"], "validation failure <secure.lab. MX IN>: ")
    check.has("forged", lookup["dnssec_detail"], "signature ")
    forwarder = Forwarder(tree, tamper_tlsa)
    check.same("forged TLSA", sets(scan("secure.lab", forwarder.port, anchor), "mx.secure.lab"),
               [("mx.secure.lab", 25, "ok", "bogus")])
    forwarder.stop()
    forwarder = Forwarder(tree, tamper_txt)
    report_of_forgery = scan("secure.lab", forwarder.port, anchor)
    forwarder.stop()
    domain = report_of_forgery["domain"]
    check.same("forged TXT", [domain["mta_sts"]["txt_lookup"]["dnssec"], domain["mta_sts"]["status"],
                              domain["tls_rpt"]["lookup"]["dnssec"]], ["bogus", None, "bogus"])
    check.same("nobody is accused of it", {f["outcome"] for f in report_of_forgery["findings"]
                                           if f["id"] in ("mta-sts-absent", "tls-rpt-absent")}, {"unknown"})
    check.same("no TLSA asked for", sets(report, "mx.wrongds.lab"), [])


def check_unknown_algorithms(check, tree, anchor):
    """Who takes them for unsigned is not wrong, but knows less than others (RFC 4035 5.2)."""
    for target, kind in (("newalg.lab", "algorithm 253 (PRIVATEDNS) with DS digest type 2"),
                         ("newdigest.lab", "algorithm 13 (ECDSAP256SHA256) with DS digest type 199")):
        report = scan(target, tree.port, anchor)
        lookup = report["domain"]["mx_lookup"]
        check.same(target, [lookup["status"], lookup["dnssec"]], ["ok", None])
        check.same(target, lookup["dnssec_detail"], f"this machine cannot validate the signatures of {target}: {kind}")
        check.same(f"{target}, findings", {f["outcome"] for f in report["findings"] if f["id"] == "dane-mx-insecure"} - {
            "unknown"}, set())
    mx = host(scan("newalg.lab", tree.port, anchor), "mx.newalg.lab")
    check.same("addresses", [mx["a_lookup"]["dnssec"], mx["aaaa_lookup"]["dnssec"]], [None, None])
    check.same("TLSA", [(s["lookup"]["dnssec"], s["unasked"]) for s in mx["tlsa_sets"]], [(None, False)])
    report = scan("below.newalg.lab", tree.port, anchor)
    check.has("a zone below one", report["domain"]["mx_lookup"]["dnssec_detail"], "the signatures of newalg.lab")
    check.same("nothing but what it is", host(report, "mx.secure.lab")["a_lookup"]["dnssec"], "secure")
    half = host(scan("newdigest.lab", tree.port, anchor), "half.newdigest.lab")
    check.same("an alias there", half["a_lookup"]["dnssec"], None)


def notimp_for_tlsa(query, ask):
    """Name servers that know no TLSA, behind a resolver that knows no DNSSEC."""
    if question_type(query) == TLSA:
        return query[:2] + bytes([query[2] | 0x80, 0x84]) + query[4:6] + bytes(6) + query[12:skip_name(query, 12) + 4]
    return strip(query, ask)


def cut_mx(query, ask):
    """Only MX answers are too long for UDP; nobody listens for TCP."""
    if question_type(query) == MX:
        return query[:2] + bytes([query[2] | 0x82, 0x80]) + query[4:6] + bytes(6) + query[12:skip_name(query, 12) + 4]
    return ask(query)


def check_faults_of_others(check, tree, anchor):
    forwarder = Forwarder(tree, notimp_for_tlsa)
    report = scan("plain.lab", forwarder.port, anchor)
    forwarder.stop()
    found = [(f["outcome"], f["evidence"]) for f in report["findings"]
             if f["id"] == "dane-lookup-failed" and f["subject"].get("host") == "mx.plain.lab"]
    check.same("NOTIMP, and nobody knows who asks", [outcome for outcome, _ in found], ["unknown"])
    check.has("NOTIMP", found and found[0][1], "response code 4")
    forwarder = Forwarder(tree, cut_mx)
    report = scan("secure.lab", forwarder.port, anchor, "--dns-timeout=2")
    forwarder.stop()
    lookup = report["domain"]["mx_lookup"]
    check.same("TC, and TCP refused", lookup["status"], "truncated")
    check.has("TC, and TCP refused", lookup["detail"], "was truncated (TC) and TCP to the resolver failed")
    outcomes = {f["id"]: (f["outcome"], f.get("points_at")) for f in report["findings"]}
    check.same("the way to the resolver", [outcomes["resolver-without-tcp"][0], outcomes["resolver-unreachable"][0],
                                           outcomes["mx-lookup-failed"][0]], ["unknown", "holds", "unknown"])


def check_special_names(check, tree, anchor):
    report = scan("example", tree.port, anchor)
    check.same("a TLD of special use", report["domain"]["mx_lookup"]["dnssec"], "secure")


    forwarder = Forwarder(tree, deny_test)
    report = scan("nobody.test", forwarder.port, anchor)
    forwarder.stop()
    lookup = report["domain"]["mx_lookup"]
    check.same("a resolver that denies test. by itself", [lookup["status"], lookup["dnssec"]], ["nxdomain", None])
    check.has("a resolver that denies test. by itself", lookup["dnssec_detail"], "for local use")
    check.same("and nobody is accused of forgery", [f["outcome"] for f in report["findings"]
                                                    if f["id"] == "dns-bogus" and f["outcome"] == "fails"], [])


def deny_test(query, ask):
    """A resolver that knows RFC 6761 6.2."""
    if not query[12:skip_name(query, 12)].lower().endswith(b"\x04test\0"):
        return ask(query)
    return query[:2] + bytes([query[2] | 0x80, 0x83]) + query[4:6] + bytes(6) + query[12:skip_name(query, 12) + 4]


def check_exclusions(check, tree, anchor):
    """libunbound follows an alias by itself, but not to an excluded domain."""
    asked = set()

    def note(query, ask):
        asked.add(query[12:skip_name(query, 12)].lower())
        return ask(query)

    def asked_below(zone):
        return any(name.endswith(wire(zone)) for name in asked)

    path = os.path.join(tree.folder, "excluded")
    with open(path, "w", encoding="ascii") as file:
        file.write("plain.lab\n")
    forwarder = Forwarder(tree, note)
    scan("signed.lab", forwarder.port, anchor)
    check.same("an alias is followed", asked_below("plain.lab."), True)
    asked.clear()
    report = scan("signed.lab", forwarder.port, anchor, f"--exclude={path}")
    forwarder.stop()
    check.same("but not to an excluded domain", asked_below("plain.lab."), False)
    lookup = host(report, "half.signed.lab")["a_lookup"]
    check.same("its look-up", [lookup["status"], lookup["cname_chain"]], ["excluded", ["mx.plain.lab"]])
    check.same("the domain's own", [report["domain"]["mx_lookup"][key] for key in ("status", "dnssec")], ["ok", "secure"])


def spoil_caa(query, ask):
    """Somebody on the way who wants another authority to issue."""
    return ask(query).replace(b"ca.example", b"ca.invalid")


def outcomes(report, finding):
    return [(f["outcome"], f["severity"], f["evidence"]) for f in report["findings"] if f["id"] == finding]


def check_sha1(check, tree, anchor):
    """RFC 9905: who takes it for unsigned is right, and so may libunbound do."""
    report = scan("sha1.lab", tree.port, anchor) if "sha1.lab." in ZONES else None
    if report is not None and report["domain"]["mx_lookup"]["dnssec"] == "secure":
        check.same("who signed", report["domain"]["mx_lookup"]["signers"], ["sha1.lab"])
        check.same("an algorithm with SHA-1", outcomes(report, "dnssec-sha1"),
                   [("fails", "warning", "DS records of sha1.lab: algorithm 7 (SHA-1) with digest type 2.")])
    report = scan("caa.lab", tree.port, anchor)
    check.same("CAA is asked for at depth deep alone", report["caa_sets"], [])
    report = scan("sha1ds.lab", tree.port, anchor)
    if report["domain"]["mx_lookup"]["dnssec"] == "secure":
        check.same("a digest by SHA-1", outcomes(report, "dnssec-sha1"),
                   [("fails", "info", "DS records of sha1ds.lab: algorithm 13 with digest type 1 (SHA-1).")])
    check.same("others", [found[0] for found in outcomes(scan("secure.lab", tree.port, anchor), "dnssec-sha1")], ["holds"])
    check.same("unsigned", outcomes(scan("plain.lab", tree.port, anchor), "dnssec-sha1")[:1],
               [("holds", "warning", "DS records of secure.lab: algorithm 13 with digest type 2.")])


def check_caa(check, tree, anchor):
    report = scan("caa.lab", tree.port, anchor, "--depth=deep")
    check.same("found above the host", [(s["host"], s["lookup"]["name"], s["lookup"]["dnssec"],
                                         [(r["flags"], r["tag"], r["value"]) for r in sorted(s["records"], key=str)])
                                        for s in report["caa_sets"]],
               [("mx.caa.lab", "caa.lab", "secure", [(0, "issue", "ca.example; validationmethods=dns-01"),
                                                       (128, "issuewild", ";")])])
    check.has("and shown", outcomes(report, "caa-lookup-failed")[0][2], "validationmethods=dns-01")
    report = scan("secure.lab", tree.port, anchor, "--depth=deep")
    check.same("hosts and the policy host, up to the top", sorted((s["host"], s["lookup"]["name"], s["lookup"]["status"])
                                                                  for s in report["caa_sets"]),
               [("alias.secure.lab", "lab", "nodata"), ("mta-sts.secure.lab", "lab", "nodata"),
                ("mx.plain.lab", "lab", "nodata"), ("mx.secure.lab", "lab", "nodata")])
    forwarder = Forwarder(tree, spoil_caa)
    report = scan("caa.lab", forwarder.port, anchor, "--depth=deep")
    forwarder.stop()
    check.same("bogus: no certificate is issued", [found[:2] for found in outcomes(report, "caa-lookup-failed")],
               [("fails", "warning")])


def check_obstacles(check, tree, anchor):
    for change, why in ((strip, "removes DNSSEC: it returns the DNSKEY records of \".\" without signatures"),
                        (strip_option, "removes DNSSEC"), (refuse_keys, "servfail"), (silent_for_keys, "timeout")):
        forwarder = Forwarder(tree, change)
        for target in ("secure.lab", "plain.lab"):
            report = scan(target, forwarder.port, anchor, "--dns-timeout=1")
            lookup = report["domain"]["mx_lookup"]
            what = f"{change.__name__}, {target}"
            check.same(what, [lookup["status"], lookup["dnssec"]], ["ok", None])
            check.has(what, lookup["dnssec_detail"], f"your resolver 127.0.0.1:{forwarder.port}")
            check.has(what, lookup["dnssec_detail"], why)
            check.same(what, sets(report, "mx.secure.lab"), [("mx.secure.lab", 25, "ok", None)])
        forwarder.stop()


def check_modes(check, tree):
    def state(port, *options, target="secure.lab"):
        lookup = scan(target, port, *options)["domain"]["mx_lookup"]
        return lookup["dnssec"], lookup["dnssec_detail"]

    check.same("off", state(tree.port, "--dnssec=off"), (None, "not asked (--dnssec=off)"))
    seen = state(tree.port, "--dnssec=trust-ad")
    check.same("trust-ad, no flag at all", seen[0], None)
    check.has("trust-ad, no flag at all", seen[1], "does not validate")
    forwarder = Forwarder(tree, set_flag)
    check.same("trust-ad", state(forwarder.port, "--dnssec=trust-ad"), ("secure", None))
    check.same("trust-ad, unsigned", state(forwarder.port, "--dnssec=trust-ad", target="plain.lab"),
               ("insecure", None))
    forwarder.stop()
    anchor = os.path.join(tree.folder, "example.key")
    with open(anchor, "w", encoding="ascii") as file:
        file.write(tree.ds["example."])
    check.same("anchor below the root", state(tree.port, f"--trust-anchor={anchor}", target="example"),
               ("secure", None))
    seen = state(tree.port, f"--trust-anchor={anchor}")
    check.same("no anchor above", seen[0], None)
    check.has("no anchor above", seen[1], "no trust anchor above")
    digest = "0" * 64
    for name, line, part in (("out of date", f". DS 12345 13 2 {digest}\n", "out of date: it has key 12345"),
                             ("no known algorithm", f". DS 12345 199 2 {digest}\n", "no algorithm that can be")):
        with open(anchor, "w", encoding="ascii") as file:
            file.write(line)
        for target in ("secure.lab", "plain.lab", "wrongds.lab"):
            seen = state(tree.port, f"--trust-anchor={anchor}", target=target)
            check.same(f"anchor {name}, {target}", seen[0], None)
            check.has(f"anchor {name}, {target}", seen[1], part)
    forwarder = Forwarder(tree, spoil_root_keys)
    seen = state(forwarder.port, f"--trust-anchor={tree.anchor}")
    forwarder.stop()
    check.same("root keys signed wrong", seen[0], None)
    check.has("root keys signed wrong", seen[1], "clock")


def check_records(check, tree, anchor):
    plain = path = os.path.join(tree.folder, "records")
    with open(path, "w", encoding="ascii") as file:
        file.write(f"_25._tcp.mx.secure.lab. TLSA {EE}\nplain.lab. MX 5 mx.plain.lab.\n")

    def tlsa(*options):
        lookup = host(scan("secure.lab", tree.port, anchor, f"--records={path}", *options),
                      "mx.secure.lab")["tlsa_sets"][0]["lookup"]
        return lookup["source"], lookup["dnssec"]

    check.same("what-if in a signed zone", tlsa(), ("records", "secure"))
    lookup = scan("plain.lab", tree.port, anchor, f"--records={path}")["domain"]["mx_lookup"]
    check.same("what-if in an unsigned zone", (lookup["source"], lookup["dnssec"]), ("records", "insecure"))
    path = os.path.join(tree.folder, "aliases")
    with open(path, "w", encoding="ascii") as file:
        file.write("alias.secure.lab. CNAME mx.plain.lab.\nalias.plain.lab. CNAME mx.secure.lab.\n"
                   "secure.lab. MX 1 alias.secure.lab.\nsecure.lab. MX 2 alias.plain.lab.\n"
                   "secure.lab. MX 3 other.secure.lab.\nother.secure.lab. CNAME mx.secure.lab.\n")
    report = scan("secure.lab", tree.port, anchor, f"--records={path}")
    check.same("an alias of the file is as weak as its weakest link",
               [host(report, name)["a_lookup"]["dnssec"]
                for name in ("alias.secure.lab", "alias.plain.lab", "other.secure.lab")],
               ["insecure", "insecure", "secure"])
    check.same("a signed alias to an unsigned host", sets(report, "alias.secure.lab"),
               [("alias.secure.lab", 25, "ok", "secure"), ("mx.plain.lab", 25, "ok", "insecure")])
    lookup = scan("plain.lab", tree.port, anchor, f"--records={plain}", "--records-signed")["domain"]["mx_lookup"]
    check.same("what-if, signed", (lookup["source"], lookup["dnssec"]), ("records", "secure"))


def check_anchor_files(check, tree):
    for content, part in ((None, "No such file"), ("rubbish\n", "bad.key:1"), ("; empty\n", "no DS or DNSKEY record")):
        path = os.path.join(tree.folder, "bad.key")
        if content is not None:
            with open(path, "w", encoding="ascii") as file:
                file.write(content)
        run = subprocess.run([MAILSONDE, f"--trust-anchor={path}", "--resolver=127.0.0.1:1", "secure.lab"],
                             stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, timeout=LIMIT_S, check=False,
                             text=True)
        check.same(f"anchor file {part}", run.returncode, 2)
        check.has("anchor file", run.stderr, part)


def main():
    check = Checks()
    with tempfile.TemporaryDirectory() as folder:
        tree = Tree(folder)
        try:
            tree.start()
            anchor = f"--trust-anchor={tree.anchor}"
            check_secure(check, tree, anchor)
            check_insecure(check, tree, anchor)
            check_bogus(check, tree, anchor)
            check_unknown_algorithms(check, tree, anchor)
            check_faults_of_others(check, tree, anchor)
            check_special_names(check, tree, anchor)
            check_sha1(check, tree, anchor)
            check_exclusions(check, tree, anchor)
            check_caa(check, tree, anchor)
            check_obstacles(check, tree, anchor)
            check_modes(check, tree)
            check_records(check, tree, anchor)
            check_anchor_files(check, tree)
        finally:
            tree.stop()
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
