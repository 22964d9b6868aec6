#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports full of text that other languages take for theirs, written beside the one that is given:

    hostile.py DEMO.json

hostile.json is that report with its texts replaced, as far as a report may hold them: JSON in, JSON out. attacker.json
is a scan of a server, a certificate and a zone that send the rest of it, too: control characters, line ends, characters
that reorder text."""
import json
import os
import socket
import ssl
import subprocess
import sys
import threading

PROGRAM = os.environ["MAILSONDE"]
BOUND_S = 60
HOST = "mx.attacker.example"

# HTML, XML, JSON, Markdown, a CSV formula, a workflow command and what would end it, a label of Prometheus, perfdata
# of Nagios, a directive of TAP.
TEXTS = (
    '</script><script>alert("mailsonde-was-here")</script>',
    "]]></failure><!-- & &amp; &#0; --> <img src=x onerror=alert(1)>",
    "::error file=a.c,line=1::oh %0A::stop-commands::x ##vso[task.complete]",
    "=cmd()|' /C calc'!A0",
    "-1+1;@SUM(A1,\"x\")\\",
    "| a | `b` | ![c](javascript:alert(1)) [d](http://evil.example/) ~~~ ``` <b>",
    "x\"} 1\\n# HELP y {z=\"' | 'load'=1;2;3 # TODO # SKIP",
)
# What a server may send and a report may not hold.
RAW = "\x1b[31m\x1b]0;title\x07 \u202eright to left\u2066 \u2028 \ufeff \x9b1m \x00 \x08 \r \udcff "

# Members that hold what a server or a zone sent as it is, or what was made of it.
POISONED = {
    "subject", "issuer", "detail", "lines", "text", "parameters", "txt_records", "body", "content_type", "unknown_keys",
    "problems", "value", "evidence", "matched", "anchor", "bytes_after_reply", "first_bytes", "domain", "id", "how",
    "records", "rua", "redirect_to", "mode_word", "dns_names", "problem", "verb", "word",
}


def poisoned(value, key="", count=None):
    """The value with the texts above in place of its own, one after the other, where its key is one of those."""
    count = count if count is not None else [0]
    if isinstance(value, dict):
        return {name: poisoned(part, name, count) for name, part in value.items()}
    if isinstance(value, list):
        return [poisoned(part, key, count) for part in value]
    if not isinstance(value, str) or key not in POISONED:
        return value
    count[0] += 1
    return TEXTS[count[0] % len(TEXTS)]


def facts(document):
    """Without what the program works out by itself."""
    for report in document["reports"]:
        report.pop("findings", None)
        report.pop("verdict", None)
        report["target"].update(source=f"lists/{TEXTS[2]}:,%", line=7)
    return document


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def make_certificate():
    names = {"O": TEXTS[0], "OU": TEXTS[1][:60], "CN": f"\x1b[31m\u202e{TEXTS[3]}"}
    subject = "".join(f"/{key}=" + "".join(f"\\{c}" if c in "\\/+" else c for c in name)
                      for key, name in names.items())
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-utf8", "-keyout",
            "attacker.key", "-out", "attacker.crt", "-days", "30", "-subj", subject)


class Server:
    """Speaks SMTP and STARTTLS on a free port, and says the texts above wherever there is room for one."""

    def __init__(self):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain("attacker.crt", "attacker.key")
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection):
        connection.settimeout(BOUND_S)
        try:
            with connection:
                self._talk(connection)
        except (OSError, ssl.SSLError):
            pass

    def _talk(self, connection):
        def say(code, *texts):
            for i, text in enumerate(texts):
                line = f"{code}{' ' if i == len(texts) - 1 else '-'}{text}\r\n"
                connection.sendall(line.encode("utf-8", "surrogateescape"))
        raw = RAW.replace("\r", "")
        say(220, f"{HOST} ESMTP {raw}{TEXTS[0]}{TEXTS[1]}")
        while True:
            line = b""
            while not line.endswith(b"\n"):
                byte = connection.recv(1)
                if not byte:
                    return
                line += byte
            verb = line.split()[0].upper() if line.split() else b""
            if verb in (b"EHLO", b"HELO"):
                say(250, f"{HOST} {raw}", "STARTTLS", f"AUTH PLAIN {TEXTS[0]} {raw}",
                    *(f"{text} {raw}" for text in TEXTS), "SIZE =1+1")
            elif verb == b"STARTTLS":
                say(220, f"2.0.0 {TEXTS[2]}{raw}")
                connection = self.context.wrap_socket(connection, server_side=True)
            elif verb == b"QUIT":
                say(221, TEXTS[5])
                return
            else:
                say(250 if verb in (b"RSET", b"NOOP") else 550, f"5.5.1 {raw}{TEXTS[4]}")


def zone_text(text):
    """As master files write it (RFC 1035 5.1), one byte after the other."""
    return '"' + "".join(f"\\{byte:03d}" for byte in text.encode("utf-8", "surrogateescape")[:255]) + '"'


def scan():
    server = Server()
    zone = ["$ORIGIN attacker.example.", "$TTL 60", "@ SOA ns root 1 60 60 60 60", "@ MX 10 mx", "mx A 192.0.2.1",
            "_mta-sts TXT " + zone_text("v=STSv1; id=" + RAW + TEXTS[0]),
            "_smtp._tls TXT " + zone_text("v=TLSRPTv1; rua=mailto:" + TEXTS[1] + RAW),
            "1.2.0.192.in-addr.arpa. PTR \\027\\226\\128\\174\\060script\\062.attacker.example."]
    with open("attacker.zone", "w", encoding="ascii") as file:
        file.write("\n".join(zone) + "\n")
    done = subprocess.run(
        [PROGRAM, "scan", "--offline", "--records", "attacker.zone", "--no-path", "--ports", "25,587",
         "--connect-to", f"192.0.2.1:25:127.0.0.1:{server.port}", "--connect-to",
         f"192.0.2.1:587:127.0.0.1:{server.port}", "--depth", "quick", "--format", "json", "--full", "--output", "attacker.json",
         "attacker.example"], stdin=subprocess.DEVNULL, timeout=BOUND_S, check=False)
    assert done.returncode in (0, 1, 3), done.returncode


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    with open("hostile.facts", "w", encoding="utf-8") as file:
        json.dump(poisoned(facts(document)), file, ensure_ascii=False)
    done = subprocess.run([PROGRAM, "assess", "--format", "json", "--full", "--output", "hostile.json", "hostile.facts"],
                          check=False)
    assert done.returncode in (0, 1, 3), done.returncode
    make_certificate()
    scan()
    with open("attacker.json", encoding="utf-8") as file:
        text = file.read()
    for sent in ("mailsonde-was-here", "right to left", "\\\\x1b[31m"):
        assert sent in text, f"the scan did not meet {sent}"


if __name__ == "__main__":
    main()
