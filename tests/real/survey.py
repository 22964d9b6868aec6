# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of survey.table: what TLS they have, as lab/survey.sh sets them up, and what mailsonde says of it."""

import contextlib
import dataclasses
import os
import re
import subprocess
import threading

import runner
import sonde
import tls_names

_LOG = os.path.join(os.environ["MAILSONDE_LAB_DIR"], "log/postfix.log")
WEAK_CLASSES = ("null", "anonymous", "export", "des", "rc4", "3des", "static_key", "cbc_sha1")
VERSIONS = ("SSLv2", "SSLv3", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")
# What lab/survey.sh does not say of a server is what its library does.
_OPENSSL = {"fallback_scsv": "yes", "secure_renegotiation": "yes", "extended_master_secret": "yes",
            "encrypt_then_mac": "yes", "compression": "no", "downgrade_sentinel": "yes", "ocsp_staple": "no",
            "must_staple": "no", "sct": "no", "heartbeat": "no", "large_hello": "yes", "no_sni": "yes",
            "unknown_sni": "yes", "unknown_extension": "yes"}
_GNUTLS = {"fallback_scsv": "yes", "secure_renegotiation": "yes", "extended_master_secret": "yes",
           "encrypt_then_mac": "yes", "compression": "no", "ocsp_staple": "no", "must_staple": "no", "sct": "no",
           "large_hello": "yes", "no_sni": "yes", "unknown_extension": "yes"}


@dataclasses.dataclass(frozen=True)
class Host:
    """What is left out is not looked at."""
    name: str
    suites: dict  # of each version that is accepted, in IANA's names, and in the server's order where that decides
    preference: str
    groups: tuple = ()
    group_preference: str = ""
    dh_bits: int = 0
    dh_prime: str = ""
    features: dict = dataclasses.field(default_factory=dict)
    client_certificate_authorities: tuple = ()

    @property
    def host(self):
        return f"mx1.{self.name}.example"

    @property
    def domain(self):
        return f"{self.name}.example"

    @property
    def weak_classes(self):
        return {name for suites in self.suites.values() for suite in suites for name in weak_classes(suite)}


def weak_classes(suite):
    """Those of facts/tls_survey.h that a suite is in, by its name."""
    words = suite.split("_")
    return {name for name, applies in (
        ("null", "NULL" in words),
        ("anonymous", "anon" in words),
        ("export", "EXPORT" in words),
        ("des", "_DES_CBC" in suite or "_IDEA_" in suite),
        ("rc4", "RC4" in words),
        ("3des", "3DES" in words),
        ("static_key", suite.startswith(("TLS_RSA_", "TLS_DH_RSA", "TLS_ECDH_RSA", "TLS_ECDH_ECDSA"))),
        ("cbc_sha1", suite.endswith("_CBC_SHA"))) if applies}


def _names(text):
    return tuple(map(tls_names.suite, text.split()))


def _usable(names):
    """With a certificate, RSA or ECDSA, and no keys agreed on beforehand."""
    return tuple(name for name in names if not re.search(r"_PSK_|_SRP_|_DSS_|_KRB5_", name))


def _openssl_has(version, ciphers):
    """What OpenSSL makes of its own way to write a list of suites."""
    line = subprocess.run(["openssl", "ciphers", "-s", version, "-ciphersuites", "", ciphers], check=True,
                          capture_output=True, text=True).stdout
    return _usable(map(tls_names.suite, line.strip().split(":")))


def _without_ecdsa(names):
    return tuple(name for name in names if "_ECDSA_" not in name)


def _gnutls_has(priority, without="_ECDSA_"):
    """The suites of each version that GnuTLS has with this priority string; the key is RSA."""
    text = subprocess.run(["gnutls-cli", "--list", f"--priority={priority}"], check=True, capture_output=True,
                          text=True).stdout
    enabled = [f"TLS {word}" for word in re.findall(r"\bVERS-TLS([\d.]+)", text)]
    rows = [(tls_names.suite_of_code(int(high + low, 16)), f"TLS {version}") for high, low, version in
            re.findall(r"^TLS_\S+\s+0x(..), 0x(..)\s+TLS([\d.]+)$", text, re.MULTILINE)]
    return {version: tuple(
        name for name in _usable(name for name, first in rows if first <= version and
                                 (first == "TLS 1.3") == (version == "TLS 1.3")) if without not in name)
            for version in enabled}


_TLS_1_3 = _names("TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 TLS_AES_128_GCM_SHA256")

_THIRTY = {
    "suites": {
        "TLS 1.2": _names("""
            ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384
            ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-ECDSA-CHACHA20-POLY1305
            DHE-RSA-AES128-GCM-SHA256 DHE-RSA-AES256-GCM-SHA384 DHE-RSA-CHACHA20-POLY1305
            ECDHE-ECDSA-AES256-CCM DHE-RSA-AES256-CCM ECDHE-ECDSA-AES128-SHA256 ECDHE-RSA-AES128-SHA256
            ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA ECDHE-RSA-AES256-SHA384 ECDHE-ECDSA-AES256-SHA
            ECDHE-RSA-AES256-SHA DHE-RSA-AES128-SHA256 DHE-RSA-AES256-SHA ECDHE-RSA-CAMELLIA128-SHA256
            DHE-RSA-CAMELLIA256-SHA AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA256 AES128-SHA AES256-SHA"""),
        "TLS 1.3": _TLS_1_3},
    "preference": "server",
    "groups": ("x25519", "x448", "secp256r1", "secp384r1", "secp521r1"), "group_preference": "server",
    "dh_bits": 2048, "dh_prime": "2048-bit MODP of RFC 3526",
    "features": {**_OPENSSL, "session_ticket": "yes"}}

_EXIM = {
    "suites": _gnutls_has("NORMAL"), "preference": "client", "dh_bits": 2048,
    "groups": ("secp256r1", "secp384r1", "secp521r1", "x25519", "x448", "ffdhe2048", "ffdhe3072", "ffdhe4096",
               "ffdhe6144", "ffdhe8192"),
    "features": {**_GNUTLS, "heartbeat": "no"}}

FULL = Host("tls-full", **_EXIM)
COUNTED = Host("tls-counted", **_THIRTY)
LIMITED = Host("tls-limited", **_THIRTY)
# After so many connections it says 421.
LIMIT = 8


def _all_hosts():
    everything = {f"TLS 1.{minor}": _openssl_has(option, "ALL:COMPLEMENTOFALL:@SECLEVEL=0")
                  for minor, option in enumerate(("-tls1", "-tls1_1", "-tls1_2"))}
    asking = {f"TLS 1.{minor}": _openssl_has(option, "HIGH:MEDIUM:!aNULL:@SECLEVEL=0")
              for minor, option in enumerate(("-tls1", "-tls1_1", "-tls1_2"))}
    default = {f"TLS 1.{minor}": _without_ecdsa(_openssl_has(option, "HIGH:MEDIUM:@SECLEVEL=0"))
               for minor, option in enumerate(("-tls1", "-tls1_1", "-tls1_2"))}
    usual = tuple(name for name in default["TLS 1.2"] if "_anon_" not in name)
    old = _gnutls_has("NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:-CIPHER-ALL:+AES-128-CBC:+3DES-CBC"
                      ":+ARCFOUR-128:+AES-256-GCM:+RSA:+MD5:%SERVER_PRECEDENCE")
    return (
        Host("tls-thirty", **_THIRTY),
        Host("tls-all", {**everything, "TLS 1.3": _TLS_1_3 + _names("TLS_AES_128_CCM_SHA256 TLS_AES_128_CCM_8_SHA256")},
             "client", groups=("secp256r1", "x25519", "x448", "secp384r1", "secp521r1", "secp224r1", "secp192r1",
                               "secp256k1", "sect283k1", "brainpoolP256r1"),
             dh_bits=1024, dh_prime="1024-bit MODP of RFC 2409", features=_OPENSSL),
        Host("tls-modern", {"TLS 1.3": _names("TLS_CHACHA20_POLY1305_SHA256 TLS_AES_256_GCM_SHA384")}, "server",
             groups=("x25519",), features={"large_hello": "yes", "no_sni": "yes", "unknown_sni": "yes",
                                           "unknown_extension": "yes"}),
        Host("tls-twelve", {"TLS 1.2": _names("ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES256-GCM-SHA384 "
                                              "ECDHE-ECDSA-AES128-GCM-SHA256")}, "server",
             groups=("secp384r1", "x25519"),
             # Nothing to fall back from, nor to be downgraded from, and no suite with CBC.
             features={**_OPENSSL, "fallback_scsv": None, "downgrade_sentinel": None,
                       "encrypt_then_mac": None}),
        Host("tls-eleven", {version: _names("AES256-SHA DHE-RSA-AES128-SHA AES128-SHA DHE-RSA-CAMELLIA256-SHA")
                            for version in ("TLS 1.0", "TLS 1.1")}, "server",
             dh_bits=2048, dh_prime="ffdhe2048", features={"fallback_scsv": "yes", "encrypt_then_mac": "yes",
                                                           "secure_renegotiation": "yes", "compression": "no"}),
        Host("tls-asking", {**asking, "TLS 1.3": _TLS_1_3}, "client",
             groups=("x25519", "x448", "secp256r1", "secp521r1", "secp384r1"), features=_OPENSSL,
             client_certificate_authorities=("Lab Root CA",)),
        Host("tls-default", {**default, "TLS 1.3": _TLS_1_3}, "client", dh_bits=2048, features=_OPENSSL),
        Host("tls-usual", {"TLS 1.2": usual, "TLS 1.3": _TLS_1_3}, "client", dh_bits=2048, features=_OPENSSL),
        Host("tls-strict", {"TLS 1.2": _names("ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-CHACHA20-POLY1305 "
                                              "ECDHE-RSA-AES128-GCM-SHA256"), "TLS 1.3": _TLS_1_3}, "server",
             features={**_OPENSSL, "encrypt_then_mac": None}),
        Host("tls-exim", **_EXIM),
        Host("tls-exim-old", old, "server", dh_bits=2048,
             groups=("secp256r1", "secp384r1", "secp521r1", "x25519", "x448"),
             features={**_GNUTLS, "heartbeat": "no"}),
        Host("tls-s-server", {"TLS 1.2": _names("ECDHE-RSA-AES256-SHA384 AES128-SHA DHE-RSA-AES256-GCM-SHA384 "
                                                "ECDHE-RSA-AES128-GCM-SHA256"),
                              "TLS 1.3": _names("TLS_AES_128_GCM_SHA256 TLS_CHACHA20_POLY1305_SHA256")}, "server",
             groups=("secp384r1", "x25519", "ffdhe2048"), group_preference="server", dh_bits=2048,
             dh_prime="ffdhe2048", features={**_OPENSSL, "ocsp_staple": "yes", "sct": "yes", "encrypt_then_mac": "no",
                                             "session_ticket": "no", "session_id": "yes"}),
        Host("tls-gnutls-serv", _gnutls_has(
            "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-GCM:+AES-256-CBC:+NULL:+RSA:+ANON-ECDH:+ANON-DH"
            ":+MAC-ALL:-GROUP-ALL:+GROUP-SECP256R1:+GROUP-X25519:+GROUP-FFDHE2048"), "client",
             groups=("secp256r1", "x25519"), dh_bits=2048,
             features={**_GNUTLS, "heartbeat": "yes", "unknown_sni": "no",
                       "session_ticket": "yes", "fallback_scsv": None},
             client_certificate_authorities=("Lab Root CA",)))


HOSTS = _all_hosts()

# s_server has one connection at a time.
_S_SERVER = threading.Lock()


def alone_at(host):
    return _S_SERVER if host.name == "tls-s-server" else contextlib.nullcontext()


_lock = threading.Lock()
_documents = {}


def document(depth):
    """The document of a scan of all HOSTS."""
    with _lock:
        if depth not in _documents:
            with _S_SERVER:
                _documents[depth] = sonde.scan(f"--depth={depth}", "--ports=25", *[host.domain for host in HOSTS])
            runner.note(f"{len(HOSTS)} hosts of survey.table with --depth={depth} in "
                        f"{_documents[depth]['summary']['elapsed_ms']} ms")
        return _documents[depth]


def endpoint(host, depth):
    return endpoint_of(sonde.report_of(document(depth), host.domain))


def endpoint_of(report, port=25):
    return next(e for e in report["endpoints"] if e["port"] == port)


def of(host, depth):
    """What mailsonde says of its TLS."""
    return endpoint(host, depth)["tls_survey"]


def connects(host):
    """How many connections to the host's services Postfix has noted."""
    with open(_LOG, encoding="utf-8", errors="replace") as log:
        return sum(f"postfix/{host.name}/smtpd[" in line and "]: connect from" in line for line in log)


def version(survey, name):
    return next((v for v in survey["versions"] if v["version"] == name), None)


def accepted(survey, member):
    """The names of the groups, or signature algorithms, that are accepted, in the order of the report."""
    return [a["name"] for a in survey[member] if a["accepted"] == "yes"]


def answers(survey, member, key, answer):
    return {a[key]: a[answer] for a in survey[member]}


def untruths(survey, host):
    """Whatever is said to be otherwise than it is; what is unknown is no untruth."""
    wrong = []
    for v in survey["versions"]:
        true = host.suites.get(v["version"], ())
        if v["accepted"] and (v["accepted"] == "yes") != bool(true):
            wrong.append(f"{v['version']} accepted: {v['accepted']}")
        wrong += [f"{v['version']} {suite} accepted" for suite in v["cipher_suites"] if suite not in true]
        if v["complete"] and set(v["cipher_suites"]) != set(true):
            wrong.append(f"{v['version']} complete without {sorted(set(true) - set(v['cipher_suites']))}")
    for name, answer in answers(survey, "weak_classes", "weak_class", "accepted").items():
        if answer is not None and (answer == "yes") != (name in host.weak_classes):
            wrong.append(f"class {name} accepted: {answer}")
    for name, answer in answers(survey, "groups", "name", "accepted").items():
        if host.groups and answer is not None and (answer == "yes") != (name in host.groups):
            wrong.append(f"group {name} accepted: {answer}")
    for name, answer in answers(survey, "features", "feature", "present").items():
        if answer is not None and answer != host.features.get(name, answer):
            wrong.append(f"feature {name}: {answer}")
    return wrong
