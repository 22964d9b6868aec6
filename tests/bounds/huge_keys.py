# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys, parameters and chains whose computing would take minutes."""
import contextlib
import hashlib
import socket
import subprocess
import threading

from lab import TLSA, address_record, beside_good, dns, findings, ids, mx, srv, txt

def der(tag, *parts):
    content = b"".join(parts)
    length = len(content)
    size = bytes([length]) if length < 128 else (
        lambda n: bytes([0x80 | len(n)]) + n)(length.to_bytes((length.bit_length() + 7) // 8, "big"))
    return bytes([tag]) + size + content


def oid(hexadecimal):
    return der(6, bytes.fromhex(hexadecimal))


def rsa_key_of(*numbers):
    return der(0x30, der(0x30, oid("2a864886f70d010101"), der(5)),
               der(3, b"\0", der(0x30, *(der(2, number) for number in numbers))))


def rsa_key(bits, exponent_bits=None):
    """A public key whose modulus and exponent have as many bits."""
    return rsa_key_of(*(b"\0" + b"\xff" * (size // 8) for size in (bits, exponent_bits or bits)))


def certificate_of(key, serial=1, subject=b"mx.key.test"):
    """Signed by nobody, with that key."""
    signature = der(0x30, oid("2a864886f70d01010b"), der(5))
    issuer, own = (der(0x30, der(0x31, der(0x30, oid("550403"), der(12, n)))) for n in (b"mx.key.test", subject))
    dates = der(0x30, der(23, b"200101000000Z"), der(23, b"400101000000Z"))
    body = der(0x30, der(0xa0, der(2, b"\2")), der(2, bytes([serial])), signature, issuer, dates, own, key)
    return der(0x30, body, signature, der(3, b"\0", b"\x55" * 256))


def certificate(bits, serial=1, exponent_bits=None, subject=b"mx.key.test"):
    return certificate_of(rsa_key(bits, exponent_bits), serial, subject)


def ocsp_response(*certificates):
    """Signed by nobody, in the name of mx.key.test; with these certificates (RFC 6960 4.2.1)."""
    signature = der(0x30, oid("2a864886f70d01010b"), der(5))
    about = der(0x30, der(0x30, oid("2b0e03021a"), der(5)), der(4, b"a" * 20), der(4, b"b" * 20), der(2, b"\1"))
    name = der(0x30, der(0x31, der(0x30, oid("550403"), der(12, b"mx.key.test"))))
    now = der(24, b"20260101000000Z")
    data = der(0x30, der(0xa1, name), now, der(0x30, der(0x30, about, b"\x80\0", now)))
    basic = der(0x30, data, signature, der(3, b"\0", b"\x55" * 2048),
                *([der(0xa0, der(0x30, *certificates))] if certificates else []))
    return der(0x30, der(10, b"\0"), der(0xa0, der(0x30, oid("2b0601050507300101"), der(4, basic))))


def handshake(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def vector(size, content):
    return len(content).to_bytes(size, "big") + content


def records(messages):
    parts = [messages[at:at + 16000] for at in range(0, len(messages), 16000)]
    return b"".join(b"\x16\3\3" + vector(2, part) for part in parts)


class HugeKey(threading.Thread):
    """Speaks TLS 1.2 from the first byte on, up to a ServerKeyExchange whose signature takes its key to check."""

    def __init__(self, address, bits, port=465, chain=None, staple=None):
        super().__init__(daemon=True)
        self._server = socket.create_server((address, port))
        chain = b"".join(vector(3, der) for der in chain or [certificate(bits)])
        key_exchange = b"\3\0\x1d" + vector(1, b"\x09" + bytes(31)) + b"\4\1" + vector(2, b"\1" * (bits // 8))
        extensions = b"\xff\1\0\1\0" + (b"\0\5\0\0" if staple else b"")
        status = handshake(22, b"\1" + vector(3, staple)) if staple else b""
        self._flight = records(handshake(2, b"\3\3" + b"R" * 32 + b"\0\xc0\x2f\0" + vector(2, extensions))
                               + handshake(11, vector(3, chain)) + status + handshake(12, key_exchange)
                               + handshake(14, b""))
        self.start()

    def run(self):
        while True:
            connection, _ = self._server.accept()
            with connection:
                try:
                    connection.settimeout(120)
                    connection.recv(4096)
                    connection.sendall(self._flight)
                    connection.recv(4096)
                except OSError:
                    pass


def test_a_huge_key_is_not_worked_with():
    subprocess.run("ip address add 10.9.1.1/32 dev lo".split(), check=True)
    HugeKey("10.9.1.1", 65536)
    dns.add("key.test", mx(10, "mx.key.test"))
    dns.add("mx.key.test", address_record("10.9.1.1"))
    report = beside_good("key.test")["key.test"]
    finding, = findings(report, "certificate-key-excessive")
    assert "a modulus of 65536 bits and an exponent of 65536 bits" in finding["evidence"], finding
    endpoint, = (e for e in report["endpoints"] if e["port"] == 465)
    stop = endpoint["sessions"][0]["stop"]
    assert stop["at"] == "handshake" and "does not process" in stop["detail"], stop


def test_a_policy_host_with_a_huge_key_holds_up_nobody():
    subprocess.run("ip address add 10.9.1.2/32 dev lo".split(), check=True)
    HugeKey("10.9.1.2", 131072, port=443)
    dns.add("policykey.test", mx(10, "mx.good2.test"))
    dns.add("_mta-sts.policykey.test", txt("v=STSv1; id=1;"))
    dns.add("mta-sts.policykey.test", address_record("10.9.1.2"))
    sts = beside_good("policykey.test")["policykey.test"]["domain"]["mta_sts"]
    assert sts["status"] == "webpki_invalid", sts
    assert "a modulus of 131072 bits and an exponent of 131072 bits, which mailsonde does not process" in sts["detail"], sts


def test_TLSA_records_of_a_huge_key_are_merged():
    """100 records, of which two differ, name the key of a certificate above the server's own."""
    bits = 32768
    subprocess.run("ip address add 10.9.1.3/32 dev lo".split(), check=True)
    HugeKey("10.9.1.3", bits, chain=[certificate(bits, 1), certificate(bits, 2)])
    dns.add("tlsa.test", mx(10, "mx.tlsa.test"))
    dns.add("_submissions._tcp.tlsa.test", srv(465, "mx.tlsa.test"))
    dns.add("mx.tlsa.test", address_record("10.9.1.3"))
    digest = hashlib.sha256(certificate(bits, 2)).digest()
    dns.add("_465._tcp.mx.tlsa.test", *[(TLSA, b"\2\0\1" + digest)] * 95, *[(TLSA, b"\2\1\0" + rsa_key(bits))] * 5)
    report = beside_good("tlsa.test")["tlsa.test"]
    tlsa, = (s for host in report["hosts"] for s in host["tlsa_sets"] if s["port"] == 465)
    assert sorted((r["selector"], r["matching_type"]) for r in tlsa["records"]) == [(0, 1), (1, 0)], tlsa
    endpoint, = (e for e in report["endpoints"] if e["port"] == 465)
    told = [(m["selector"], m["matches"], m["certificate"]) for m in endpoint["tlsa_matches"]]
    assert sorted(told) == [(0, "no", 1), (1, "no", 1)], told


def test_TLSA_records_may_hold_huge_keys_themselves():
    """As a trust anchor that nobody sends, as the server's own certificate, and as its key."""
    bits = 65536
    subprocess.run("ip address add 10.9.1.5/32 dev lo".split(), check=True)
    own = certificate(bits, 1, subject=b"mx.full.test")
    HugeKey("10.9.1.5", bits, chain=[own])
    dns.add("full.test", mx(10, "mx.full.test"))
    dns.add("_submissions._tcp.full.test", srv(465, "mx.full.test"))
    dns.add("mx.full.test", address_record("10.9.1.5"))
    dns.add("_465._tcp.mx.full.test", (TLSA, b"\2\0\0" + certificate(bits, 2)), (TLSA, b"\3\0\0" + own),
            (TLSA, b"\3\1\0" + rsa_key(bits)))
    report = beside_good("full.test")["full.test"]
    endpoint, = (e for e in report["endpoints"] if e["port"] == 465)
    told = [(m["usage"], m["selector"], m["matches"], m["certificate"]) for m in endpoint["tlsa_matches"]]
    assert sorted(told) == [(2, 0, "no", None), (3, 0, "yes", 0), (3, 1, "yes", 0)], told
    assert "certificate-key-excessive" in ids(report), ids(report)


def test_the_search_for_a_path_has_a_bound_of_work():
    """26 certificates of the issuer's name, with keys that are just small enough to be worked with."""
    subprocess.run("ip address add 10.9.1.4/32 dev lo".split(), check=True)
    above = [certificate(16384, serial + 2, 64) for serial in range(26)]
    HugeKey("10.9.1.4", 16384, chain=[certificate(16384, 1, 64, b"mx.maze.test"), *above])
    dns.add("maze.test", mx(10, "mx.maze.test"))
    dns.add("mx.maze.test", address_record("10.9.1.4"))
    report = beside_good("maze.test")["maze.test"]
    endpoint, = (e for e in report["endpoints"] if e["port"] == 465)
    seen = endpoint["sessions"][0]["tls"]["verification"]
    assert seen["trusted"] is None and "not all paths" in seen["problems"][0], seen

# A key that can sign: of the Mersenne primes 2^607-1 and 2^1279-1.
SIGNER_P, SIGNER_Q, SIGNER_E = 2**607 - 1, 2**1279 - 1, 65537
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def sign(message):
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 8.2.1)."""
    modulus = SIGNER_P * SIGNER_Q
    size = (modulus.bit_length() + 7) // 8
    info = SHA256_INFO + hashlib.sha256(message).digest()
    padded = b"\0\1" + b"\xff" * (size - len(info) - 3) + b"\0" + info
    exponent = pow(SIGNER_E, -1, (SIGNER_P - 1) * (SIGNER_Q - 1))
    return pow(int.from_bytes(padded, "big"), exponent, modulus).to_bytes(size, "big")


class HugePrime(threading.Thread):
    """Speaks TLS 1.2 from the first byte on, up to a rightly signed ServerKeyExchange of Diffie-Hellman."""

    def __init__(self, address, prime, generator=b"\2", public=b"\5", port=465):
        super().__init__(daemon=True)
        self._server = socket.create_server((address, port))
        modulus = SIGNER_P * SIGNER_Q
        self._chain = vector(3, vector(3, certificate_of(rsa_key_of(
            b"\0" + modulus.to_bytes((modulus.bit_length() + 7) // 8, "big"), b"\1\0\1"))))
        self._parameters = vector(2, prime) + vector(2, generator) + vector(2, public)
        self.start()

    def run(self):
        while True:
            connection, _ = self._server.accept()
            with connection:
                try:
                    connection.settimeout(120)
                    client_random = connection.recv(4096)[11:43]
                    random = b"R" * 32
                    key_exchange = self._parameters + b"\4\1" + vector(
                        2, sign(client_random + random + self._parameters))
                    connection.sendall(records(
                        handshake(2, b"\3\3" + random + b"\0\0\x9e\0" + vector(2, b"\xff\1\0\1\0"))
                        + handshake(11, self._chain) + handshake(12, key_exchange) + handshake(14, b"")))
                    connection.recv(4096)
                except OSError:
                    pass


class Crumbs(threading.Thread):
    """Sends the beginning of a handshake of TLS 1.2, and then the same small records for ever."""

    def __init__(self, address, begin, more, port=465):
        super().__init__(daemon=True)
        self._server = socket.create_server((address, port))
        self._begin, self._more = begin, more
        self.start()

    def run(self):
        while True:
            connection, _ = self._server.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection, contextlib.suppress(OSError):
            connection.settimeout(120)
            connection.recv(4096)
            connection.sendall(self._begin)
            while True:
                connection.sendall(self._more * 5000)


def test_a_handshake_in_crumbs_has_an_end():
    """A message of many megabytes, a byte a record: the first one, and one after the hello."""
    hello = records(handshake(2, b"\3\3" + b"R" * 32 + b"\0\xc0\x2f\0" + vector(2, b"\xff\1\0\1\0")))
    cases = [(records(b"\2\xff\xff\xff"), records(b"x")), (hello + records(b"\x0b\1\xff\0"), records(b"x"))]
    for number, (begin, more) in enumerate(cases):
        address, domain = f"10.9.5.{number + 1}", f"crumbs{number}.test"
        subprocess.run(f"ip address add {address}/32 dev lo".split(), check=True)
        Crumbs(address, begin, more)
        dns.add(domain, mx(10, "mx." + domain))
        dns.add("mx." + domain, address_record(address))
    reports = beside_good(*(f"crumbs{number}.test" for number in range(len(cases))))
    for number in range(len(cases)):
        endpoint, = (e for e in reports[f"crumbs{number}.test"]["endpoints"] if e["port"] == 465)
        stop = endpoint["sessions"][0]["stop"]
        assert stop["at"] == "handshake", stop
        # On a busy machine the time of the handshake may be over before.
        assert stop["reason"] == "timed_out" or "more than 25000 TLS records" in stop["detail"], stop


HUGE, SMALL = b"\xff" * (131072 // 8 - 1), b"\xff" * 256


def test_a_huge_Diffie_Hellman_prime_is_not_worked_with():
    """Nor a huge generator or public value beside a small one."""
    cases = [((HUGE * 4)[:65000], b"\2", b"\5"), (HUGE, b"\2", HUGE), (HUGE, HUGE, b"\5"),
             (b"\xff" * 1250 + b"\1", b"\2", b"\5"), (SMALL, HUGE, b"\5"), (SMALL, b"\2", HUGE)]
    for number, case in enumerate(cases):
        address, domain = f"10.9.2.{number + 1}", f"prime{number}.test"
        subprocess.run(f"ip address add {address}/32 dev lo".split(), check=True)
        HugePrime(address, *case)
        dns.add(domain, mx(10, "mx." + domain))
        dns.add("mx." + domain, address_record(address))
    reports = beside_good(*(f"prime{number}.test" for number in range(len(cases))))
    told = []
    for number in range(len(cases)):
        report = reports[f"prime{number}.test"]
        finding, = findings(report, "tls-dh-prime-excessive")
        endpoint, = (e for e in report["endpoints"] if e["port"] == 465)
        session = endpoint["sessions"][0]
        assert session["stop"]["at"] == "handshake" and "does not process" in session["stop"]["detail"], session
        assert session["tls"]["chain"], session
        assert finding["evidence"].startswith(session["tls"]["key_exchange_problem"]), finding
        told.append(session["tls"]["key_exchange_problem"])
    text = "Diffie-Hellman with a prime of {} bits, a generator of {} bits and a public value of {} bits"
    huge = 8 * len(HUGE)
    assert told == [text.format(*bits) for bits in ((520000, 2, 3), (huge, 2, huge), (huge, huge, 3),
                                                    (10008, 2, 3), (2048, huge, 3), (2048, 2, huge))], told


def test_staples_have_a_bound_of_work():
    """Neither huge keys beside a staple nor many issuers that may have signed it hold up anybody."""
    above = [certificate(16384, serial + 2, 64) for serial in range(15)]
    own = certificate(2048, 1, 17, b"mx.staple.test")
    cases = [([own, *above], ocsp_response(), "unverified"),
             ([own, certificate(65536, 2)], ocsp_response(), "invalid"),
             ([own, certificate(2048, 2, 17)], ocsp_response(certificate(65536, 3)), "invalid")]
    for number, (chain, staple, _) in enumerate(cases):
        address, domain = f"10.9.4.{number + 1}", f"staple{number}.test"
        subprocess.run(f"ip address add {address}/32 dev lo".split(), check=True)
        HugeKey(address, 2048, chain=chain, staple=staple)
        dns.add(domain, mx(10, "mx." + domain))
        dns.add("mx." + domain, address_record(address))
    reports = beside_good(*(f"staple{number}.test" for number in range(len(cases))))
    told = [next(e for e in reports[f"staple{number}.test"]["endpoints"] if e["port"] == 465)["sessions"][0]["tls"]
            ["ocsp_staple"] for number in range(len(cases))]
    assert told == [expected for _, _, expected in cases], told
    excessive, = findings(reports["staple1.test"], "certificate-key-excessive")
    assert excessive["evidence"].startswith("a certificate above it: RSA key with a modulus of 65536"), excessive
