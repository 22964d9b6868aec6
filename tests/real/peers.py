# SPDX-License-Identifier: GPL-3.0-or-later
"""What other people's tools say of a domain's or a host's DANE.

Their verdicts, in our words:

    verified    DANE authenticates the host
    half        the same, but what led to the host is not signed
    refused     no mail is sent there
    encrypted   TLS is insisted on, with whomever
    none        DANE does not apply
"""

import os
import re
import subprocess

_LAB = os.environ["MAILSONDE_LAB_DIR"]
_PATIENCE_S = 30


def in_root(name, *command, status=None):
    """The output of a command in a server's root; any exit status unless `status` says which."""
    done = subprocess.run(["chroot", f"{_LAB}/roots/{name}/root", *command], text=True, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=_PATIENCE_S, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"})
    assert status is None or done.returncode == status, f"{command}: {done.returncode}: {done.stdout}"
    return done.stdout


def posttls_finger(domain):
    """Postfix's own client, as it would send to the domain."""
    said = in_root("postfix", "posttls-finger", "-c", "-t", "5", "-T", "5", "-l", "dane", "-L", "verbose,summary",
                   domain)
    signed = "DNSSEC-signed TLSA record" in said
    if "Verified TLS connection" in said:
        return "verified"
    if "MX RRset insecure" in said and "Trusted TLS connection" in said:
        return "half"
    if re.search("TLSA lookup error|address lookup failed", said):
        return "refused"
    if "unsupported TLSA certificate usage" in said and "Untrusted TLS connection" in said:
        return "encrypted"
    if "TLS connection established" in said:
        return "refused" if signed else "none"
    assert "established" not in said, said
    # It is silent about a server without STARTTLS.
    return "refused" if signed else "none"


def danetool(host):
    """GnuTLS's, at port 25 of the host."""
    said = in_root("base", "danetool", "--check", host, "--port", "25", "--proto", "tcp", "--starttls-proto=smtp",
                   "--local-dns")
    if "Verification: Certificate matches" in said:
        return "verified"
    if re.search("Verification failed|signature is invalid|Cannot resolve", said):
        return "refused"
    assert re.search("No DANE data|No DNSSEC signature", said), said
    return "none"


def ldns_dane(host):
    """NLnet Labs', with the chain that the host serves first; it does not speak SMTP itself."""
    said = in_root("base", "ldns-dane", "-k", "/etc/lab/root.key", "-r", "127.0.0.3", "-f", "/etc/lab/ca.pem", "-c",
                   f"/etc/lab/{_certificate(host)}.crt", "verify", host, "25")
    if "did not dane-validate" in said or "bogus" in said:
        return "refused"
    if "PKIX-validated" in said or "did not PKIX-validate" in said:
        return "none"
    assert "dane-validated successfully" in said, said
    return "verified"


def _certificate(host):
    relayed = ("mx1.stripped.example", "mx1.masked.example", "mx1.passed.example")
    return "mx1.relayed.example" if host in relayed else host
