# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of TLS as mailsonde writes them, from other people's: data/tls-names.table."""

import os

_TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/tls-names.table")
_SSL_2 = 0x10000  # code points from here on are SSLv2 cipher kinds


def _read():
    by_code, by_name = {}, {}
    with open(_TABLE, encoding="ascii") as table:
        for line in table:
            kind, *columns = line.rstrip("\n").split("\t")
            if kind not in ("suite", "group"):
                continue
            code, name, openssl, gnutls = columns[:4]
            by_code[kind, int(code, 16)] = name
            for word in (name, openssl, gnutls):
                if word != "-" and int(code, 16) < _SSL_2:
                    by_name.setdefault((kind, word.lower()), name)
    return by_code, by_name


_by_code, _by_name = _read()


def suite(word):
    """Of a name of IANA's, OpenSSL's or GnuTLS's."""
    return _by_name["suite", word.lower()]


def group(word):
    return _by_name["group", word.lower()]


def suite_of_code(code):
    return _by_code["suite", code]


def group_of_code(code):
    return _by_code["group", code]
