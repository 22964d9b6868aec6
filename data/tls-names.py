#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes data/tls-names.table: every name of TLS that the program knows, one a line.

    data/tls-names.py > data/tls-names.table

Reads the extracts of IANA's registries (data/iana) and what no registry has (data/tls-names), and asks the
openssl and gnutls-cli of this machine for their names. What a cipher suite is made of follows from its name.
Run it when an extract changes or when the libraries learn names; its output is checked in."""

import csv
import datetime
import pathlib
import re
import subprocess
import sys

DATA = pathlib.Path(__file__).resolve().parent

KEY_EXCHANGES = {
    # the name's part before _WITH_: key exchange, authentication
    "RSA": ("RSA", "RSA"),
    "DH_DSS": ("DH", "DSS"),
    "DH_RSA": ("DH", "RSA"),
    "DHE_DSS": ("DHE", "DSS"),
    "DHE_RSA": ("DHE", "RSA"),
    "DH_anon": ("DH_ANON", "NONE"),
    "ECDH_ECDSA": ("ECDH", "ECDSA"),
    "ECDH_RSA": ("ECDH", "RSA"),
    "ECDHE_ECDSA": ("ECDHE", "ECDSA"),
    "ECDHE_RSA": ("ECDHE", "RSA"),
    "ECDH_anon": ("ECDH_ANON", "NONE"),
    "PSK": ("PSK", "PSK"),
    "DHE_PSK": ("DHE_PSK", "PSK"),
    "PSK_DHE": ("DHE_PSK", "PSK"),
    "RSA_PSK": ("RSA_PSK", "RSA"),
    "ECDHE_PSK": ("ECDHE_PSK", "PSK"),
    "SRP_SHA": ("SRP", "SRP"),
    "SRP_SHA_RSA": ("SRP", "RSA"),
    "SRP_SHA_DSS": ("SRP", "DSS"),
    "KRB5": ("KRB5", "KRB5"),
    "ECCPWD": ("ECCPWD", "ECCPWD"),
    "CECPQ1_RSA": ("CECPQ1", "RSA"),
    "CECPQ1_ECDSA": ("CECPQ1", "ECDSA"),
    "RSA_FIPS": ("RSA", "RSA"),
    "RSA_OLDFIPS": ("RSA", "RSA"),
    "GOSTR341094": ("GOST", "GOST"),
    "GOSTR341001": ("GOST", "GOST"),
    "GOSTR341112_256": ("GOST", "GOST"),
    "NULL": ("NONE", "NONE"),
}

CIPHERS = [
    # the name's part after _WITH_: cipher, bits that an attacker has to search, mode
    (r"NULL", "NULL", 0, "NONE"),
    (r"RC4_(?:128_EXPORT)?40", "RC4-40", 40, "STREAM"),
    (r"RC4_128", "RC4-128", 128, "STREAM"),
    (r"RC4_64", "RC4-64", 64, "STREAM"),
    (r"RC4_56", "RC4-56", 56, "STREAM"),
    (r"RC2_128_CBC_EXPORT40|RC2_CBC_40|RC2_40", "RC2-40-CBC", 40, "CBC"),
    (r"RC2_CBC_56", "RC2-56-CBC", 56, "CBC"),
    (r"RC2_128_CBC", "RC2-128-CBC", 128, "CBC"),
    (r"IDEA(?:_128)?_CBC", "IDEA-CBC", 128, "CBC"),
    (r"DES40_CBC|DES_CBC_40", "DES-40-CBC", 40, "CBC"),
    (r"3DES_EDE_CBC|DES_192_EDE3_CBC", "3DES-CBC", 112, "CBC"),
    (r"DES(?:_64)?_CBC", "DES-CBC", 56, "CBC"),
    (r"SEED_CBC", "SEED-CBC", 128, "CBC"),
    (r"(AES|CAMELLIA|ARIA)_(128|256)_(CBC|GCM)", None, None, None),
    (r"(AES)_(128|256)_(CCM_8|CCM)", None, None, None),
    (r"SM4_(GCM|CCM)", None, 128, "AEAD"),
    (r"AEGIS_(128L|256)", None, None, "AEAD"),
    (r"CHACHA20_POLY1305", "CHACHA20-POLY1305", 256, "AEAD"),
    (r"28147_CNT", "GOST28147-CNT", 256, "STREAM"),
    (r"(KUZNYECHIK|MAGMA)_CTR", None, 256, "STREAM"),
    (r"(KUZNYECHIK|MAGMA)_MGM_[LS]", None, 256, "AEAD"),
]

TLS_1_3_ONLY = {0x00C6, 0x00C7, 0xC0B4, 0xC0B5, 0xC103, 0xC104, 0xC105, 0xC106}
GOST_2012 = {0xC100, 0xC101, 0xC102}
SIGNALS = {0x00FF, 0x5600}
SMALL_BLOCKS = ("3DES", "DES", "RC2", "IDEA", "MAGMA", "GOST28147")

GROUP_FAMILIES = [
    # the group's name: family, bits of the field or the prime; 0 where the name says it
    (r"sect(\d+)", "EC_BINARY", 0),
    (r"secp(\d+)|brainpoolP(\d+)", "EC_PRIME", 0),
    (r"x25519", "MONTGOMERY", 255),
    (r"x448", "MONTGOMERY", 448),
    (r"GC(\d+)", "GOST", 0),
    (r"curveSM2", "EC_PRIME", 256),
    (r"ffdhe(\d+)", "FFDHE", 0),
    (r"MLKEM(\d+)", "KEM", 0),
    (r".+(?:MLKEM|Kyber)(\d+)", "HYBRID", 0),
    (r"arbitrary_explicit_prime", "EC_PRIME", None),
    (r"arbitrary_explicit_char2", "EC_BINARY", None),
]

VERSIONS = [
    (0x0002, "SSLv2", "SSLv2", "-"),
    (0x0300, "SSLv3", "SSLv3", "SSL3.0"),
    (0x0301, "TLS 1.0", "TLSv1", "TLS1.0"),
    (0x0302, "TLS 1.1", "TLSv1.1", "TLS1.1"),
    (0x0303, "TLS 1.2", "TLSv1.2", "TLS1.2"),
    (0x0304, "TLS 1.3", "TLSv1.3", "TLS1.3"),
]


def rows(path):
    with open(DATA / path, encoding="ascii") as file:
        yield from csv.reader(line for line in file if not line.startswith("#"))


def registry(path):
    return {int(code, 16): name for code, name in rows(path)}


def by_kind(path):
    """{kind: {code: name}}"""
    names = {}
    for kind, code, name in rows(path):
        names.setdefault(kind, {})[int(code, 16)] = name
    return names


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def openssl_suites():
    listing = output_of("openssl", "ciphers", "-V", "ALL:COMPLEMENTOFALL:eNULL:@SECLEVEL=0")
    found = re.findall(r"0x(..),0x(..) - (\S+)", listing)
    return {int(high + low, 16): name for high, low, name in found}


def gnutls_suites(listing):
    found = re.findall(r"^(TLS_\S+)\s+0x(..), 0x(..)", listing, re.M)
    return {int(high + low, 16): name for name, high, low in found}


def gnutls_words(listing, title, prefix):
    line = re.search(rf"^{title}: (.*)$", listing, re.M).group(1)
    return {word[len(prefix):] for word in line.split(", ")}


def gnutls_group(name, known):
    return name.upper() if name.upper() in known else "-"


def gnutls_signature(name, known):
    word = name.upper().replace("_", "-")
    word = re.sub(r"^RSA-PKCS1-", "RSA-", word).replace("RSA-PSS-PSS", "RSA-PSS")
    word = re.sub(r"^(ED25519|ED448)$", lambda found: "EdDSA-" + found.group().capitalize(), word)
    return word if word in known else "-"


def cipher_of(name):
    """(cipher, bits, mode, what follows it in the name)"""
    for pattern, cipher, bits, mode in CIPHERS:
        found = re.match(rf"(?:{pattern})(?=_|$)", name)
        if found is None:
            continue
        if cipher is None:
            cipher = found.group().replace("_", "-")
        if bits is None:
            bits = int(re.search(r"\d+", cipher).group())
        if mode is None:
            mode = "CBC" if cipher.endswith("CBC") else "AEAD"
        return cipher, bits, mode, name[found.end():].lstrip("_")
    sys.exit(f"tls-names: what cipher is {name}?")


def mac_of(mode, rest):
    if mode == "AEAD":
        return "AEAD"
    if rest in ("", "NULL"):
        return "NULL"
    return {"SHA": "SHA1", "GOSTR3411": "GOSTR3411"}.get(rest, rest)


def parts_of(code, name):
    """(key exchange, authentication, cipher, bits, mode, mac, first version, export)"""
    if code in SIGNALS:
        return "NONE", "NONE", "NULL", 0, "NONE", "NULL", 0x0300, False
    if code == 0xFF85:  # names of OpenSSL that are no IANA name
        return "GOST", "GOST", "GOST28147-CNT", 256, "STREAM", "IMIT", 0x0301, False
    if code == 0xFF87:
        return "GOST", "GOST", "NULL", 0, "NONE", "GOSTR3411", 0x0301, False
    if code in (0xC0B4, 0xC0B5):  # RFC 9150: integrity alone
        return "ANY", "ANY", "NULL", 0, "NONE", name.rsplit("_", 1)[1], 0x0304, False
    if code > 0xFFFF:
        cipher, bits, mode, rest = cipher_of(name.removeprefix("SSL_CK_").replace("_WITH_", "_"))
        return "RSA", "RSA", cipher, bits, mode, rest, 0x0002, "EXPORT" in name
    body = re.sub(r"^(TLS|SSL)_", "", name).removesuffix("_OLD")
    if "_WITH_" not in body:
        cipher, bits, mode, _ = cipher_of(body)
        return "ANY", "ANY", cipher, bits, mode, "AEAD", 0x0304, False
    method, rest = body.split("_WITH_")
    export = "_EXPORT" in method
    exchange, authentication = KEY_EXCHANGES[re.sub(r"_EXPORT(1024)?$", "", method)]
    cipher, bits, mode, rest = cipher_of(rest)
    mac = mac_of(mode, rest)
    return exchange, authentication, cipher, bits, mode, mac, first_version(code, exchange, mode, mac), export


def first_version(code, exchange, mode, mac):
    """The oldest version that may pick the suite (RFC 5246, 5288, 5289, 5487, 5489, 8422, 9189)."""
    if code in TLS_1_3_ONLY:
        return 0x0304
    if mode == "AEAD" or code in GOST_2012:
        return 0x0303
    if mac in ("SHA256", "SHA384") and not exchange.endswith("PSK"):
        return 0x0303
    return 0x0301 if exchange.startswith(("EC", "GOST")) or exchange.endswith("PSK") else 0x0300


def classes_of(code, exchange, authentication, cipher, mode, mac, export, registered):
    if code in SIGNALS:
        return ["SIGNAL"]
    holds = {
        "NULL": cipher == "NULL",
        "ANON": authentication == "NONE",
        "EXPORT": export,
        "RC4": cipher.startswith("RC4"),
        "DES": cipher.startswith(("DES", "RC2", "IDEA")),
        "3DES": cipher.startswith("3DES"),
        "SMALL_BLOCK": cipher.startswith(SMALL_BLOCKS),
        "STATIC_RSA": exchange in ("RSA", "RSA_PSK"),
        "FORWARD_SECRET": exchange.startswith(("DHE", "ECDHE", "CECPQ1", "ECCPWD"))
        or exchange in ("ANY", "DH_ANON", "ECDH_ANON", "SRP"),
        "CBC_SHA1": mode == "CBC" and mac == "SHA1",
        "AEAD": mode == "AEAD",
        "PSK": exchange.endswith("PSK"),
        "UNREGISTERED": not registered,
    }
    return [name for name, held in holds.items() if held]


def suite_lines(kind, names, registered, openssl, gnutls):
    for code, name in sorted(names.items()):
        exchange, authentication, cipher, bits, mode, mac, first, export = parts_of(code, name)
        classes = classes_of(code, exchange, authentication, cipher, mode, mac, export, code in registered)
        yield (kind, code, name, openssl.get(code, "-"), gnutls.get(code, "-"), exchange, authentication,
               cipher, bits, mode, mac, f"0x{first:04X}", ",".join(classes) or "-")


def group_lines(names, openssl, gnutls):
    for code, name in sorted(names.items()):
        for pattern, family, bits in GROUP_FAMILIES:
            found = re.match(pattern, name)
            if found:
                break
        else:
            sys.exit(f"tls-names: what group is {name}?")
        if bits == 0:
            bits = next(number for number in found.groups() if number)
        yield "group", code, name, openssl.get(code, "-"), gnutls_group(name, gnutls), family, bits or 0


def signature_lines(names, openssl, gnutls):
    for code, name in sorted(names.items()):
        yield "signature", code, name, openssl.get(code, "-"), gnutls_signature(name, gnutls)


def main():
    listing = output_of("gnutls-cli", "-l")
    other, openssl = by_kind("tls-names/unregistered.csv"), by_kind("tls-names/openssl.csv")
    suites = registry("iana/cipher-suites.csv")
    signatures = registry("iana/signature-schemes.csv") | other["signature"]
    lines = [
        *suite_lines("suite", suites | other["suite"], suites, openssl["suite"] | openssl_suites(),
                     gnutls_suites(listing)),
        *suite_lines("ssl2", other["ssl2"], other["ssl2"], openssl["ssl2"], {}),
        *group_lines(registry("iana/supported-groups.csv"), openssl["group"],
                     gnutls_words(listing, "Groups", "GROUP-")),
        *signature_lines(signatures, openssl["signature"], gnutls_words(listing, "PK-signatures", "SIGN-")),
        *(("alert", code, name, name.replace("_", " "), "-")
          for code, name in sorted(registry("iana/alerts.csv").items())),
        *(("version", *version) for version in VERSIONS),
    ]
    print(f"""\
# Made by data/tls-names.py on {datetime.date.today()}; change its inputs.
# {output_of("openssl", "version").split(" (")[0].strip()}, {output_of("gnutls-cli", "--version").splitlines()[0]}
# One name a line, columns apart by tabs, "-" for none: kind, code point, name (IANA's, where there is one),
# OpenSSL's name, GnuTLS's name; suites and SSLv2 cipher kinds also: key exchange, authentication, cipher, bits,
# mode, MAC, the oldest version that may pick it, classes; groups also: family, bits.""")
    for kind, code, *columns in lines:
        width = {"ssl2": 6, "alert": 2}.get(kind, 4)
        print(kind, f"0x{code:0{width}X}", *columns, sep="\t")


main()
