# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines that mailsonde is run on, each with its own resolver, trust anchors and root key.

    machine.Machine().scan("model.example")                  # a good machine
    machine.Machine(certs=None).scan("model.example")        # one without trust anchors

A machine is the lab with other files bound over its own, in a mount namespace
of one run. mailsonde gets no option but the target; --format=json is added
where a test reads the facts.
"""

import dataclasses
import functools
import json
import os
import tempfile

import sonde

LAB = os.environ["MAILSONDE_LAB_DIR"]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


CA = read(os.environ["LAB_CA_FILE"])
ROOT_KEY = read(os.environ["LAB_TRUST_ANCHOR"])


@dataclasses.dataclass(frozen=True)
class Machine:
    """None: there is no such file, and nothing else in its folder."""
    certs: str | None = CA  # in /etc/ssl/certs
    certs_name: str = "ca-certificates.crt"
    root_key: str | None = ROOT_KEY  # /usr/share/dns/root.key
    resolv_conf: str | None = None  # /etc/resolv.conf; None: as in the lab
    environment: tuple = ()  # pairs

    def run(self, *arguments, **more):
        """mailsonde with these arguments, to its end."""
        with tempfile.TemporaryDirectory(dir=LAB, prefix="machine-") as folder:
            steps = [self._bind(folder, "certs", self.certs_name, self.certs, "/etc/ssl/certs"),
                     self._bind(folder, "dns", "root.key", self.root_key, "/usr/share/dns")]
            # Where a root key may lie besides, on the machine that the tests run on.
            steps += [f"mount --bind /dev/null {path}" for path in _other_root_keys()]
            if self.resolv_conf is not None:
                path = os.path.join(folder, "resolv.conf")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(self.resolv_conf)
                steps.append(f"mount --bind {path} /etc/resolv.conf")
            script = " && ".join([*steps, 'exec "$@"'])
            program = ("unshare", "--mount", "sh", "-c", script, "sh", os.environ["MAILSONDE"])
            return sonde.run(*arguments, program=program, environment=dict(self.environment), **more)

    def scan(self, target, status=None):
        """The report on the target; with `status`, mailsonde must have ended with that one."""
        done = self.run("--format=json", "--full", target)
        assert done.stdout, f"no document, status {done.returncode}: {done.stderr}"
        document = json.loads(done.stdout)
        sonde.validate(document)
        said = [f for r in document["reports"] for outcome in ("fails", "unknown")
                for f in sonde.findings(r, outcome, "warning")]
        assert status in (None, done.returncode), f"exit status {done.returncode}, not {status}: {said}"
        return document["reports"][0]

    @staticmethod
    def _bind(folder, name, file_name, text, place):
        os.makedirs(os.path.join(folder, name))
        if text is not None:
            with open(os.path.join(folder, name, file_name), "w", encoding="utf-8") as file:
                file.write(text)
        return f"mount --bind {folder}/{name} {place}"


@functools.cache
def _other_root_keys():
    paths = ("/var/lib/unbound/root.key", "/etc/unbound/root.key", "/usr/share/dnssec-root/trusted-key.key",
             "/etc/trusted-key.key")
    return [path for path in paths if os.path.exists(path)]
