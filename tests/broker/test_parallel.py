# SPDX-License-Identifier: GPL-3.0-or-later
"""Without a broker: GNU parallel over ssh, as doc/at-scale.md has it, word for word. Two machines are two addresses of
this one, with one sshd and a key made for this. What mailsonde is told there, each machine has in its settings."""

import collections
import json
import os
import shutil
import subprocess

import fleet
import runner

MACHINES = {"scan1": "127.0.0.2", "scan2": "127.0.0.3"}
DOMAINS, WITH_MAIL, HOSTS, BLOCKS = 2040, 40, 8, 3


def _recipe(beginning):
    """The line of the documentation that begins so."""
    with open(os.path.join(fleet.HERE, "../../doc/at-scale.md"), encoding="utf-8") as file:
        found = [line.strip() for line in file if line.startswith(f"    {beginning}")]
    assert len(found) == 1, f"{len(found)} lines begin with {beginning}"
    return found[0]


def _write(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def _write_world(folder):
    """Some domains have mail at few hosts, and are spread over the list; the others take none."""
    names, records = [f"d{n}.parallel.test" for n in range(DOMAINS)], []
    for n, name in enumerate(names):
        number = n // (DOMAINS // WITH_MAIL) % HOSTS
        has_mail = n % (DOMAINS // WITH_MAIL) == 0
        records.append(f"{name}. MX 10 mx{number}.parallel.test." if has_mail else f"{name}. MX 0 .")
    records += [f"mx{n}.parallel.test. A 127.7.0.{n + 1}" for n in range(HOSTS)]
    _write(f"{folder}/records", "\n".join(records) + "\n")
    _write(f"{folder}/domains", "\n".join(names) + "\n")
    return names


# The blocks wait for each other, so that all are under way at once. One of them loses its connection in the middle of a
# line.
_SCAN = """#!/bin/bash
read -r _ _ address _ <<<"$SSH_CONNECTION"
echo "$address" >>FOLDER/begun
while [[ $(wc -l <FOLDER/begun) -lt BLOCKS ]]; do sleep 0.1; done
if mkdir FOLDER/broken 2>/dev/null; then
    PROGRAM "$@" | head -c 20000
    kill -9 "$PPID" "$$"
fi
exec PROGRAM "$@"
"""


def _start_machines(folder):
    os.makedirs(f"{folder}/bin")
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{folder}/{name}"], check=True)
    script = _SCAN.replace("FOLDER", folder).replace("PROGRAM", fleet.PROGRAM).replace("BLOCKS", str(BLOCKS))
    _write(f"{folder}/bin/mailsonde", script, 0o755)
    settings = {"PATH": f"{folder}/bin:{os.environ['PATH']}", "MAILSONDE_RECORDS": f"{folder}/records",
                "MAILSONDE_OFFLINE": "yes", "MAILSONDE_PORTS": fleet.SMTP, "MAILSONDE_NO_CONFIG": "yes",
                "MAILSONDE_HELO": "scan.test", "MAILSONDE_CONTACT": "https://scan.test/"}
    _write(f"{folder}/settings", "".join(f"export {name}='{value}'\n" for name, value in settings.items()
                                         if name.startswith("MAILSONDE")))
    _write(f"{folder}/sshd_config", "\n".join([
        *(f"ListenAddress {address}" for address in MACHINES.values()), f"HostKey {folder}/host", "PidFile none",
        f"AuthorizedKeysFile {folder}/user.pub", "StrictModes no", "UsePAM no", "PermitRootLogin prohibit-password",
        "MaxStartups 100", "SetEnv " + " ".join(f'"{name}={value}"' for name, value in settings.items())]) + "\n")
    with open(f"{folder}/host.pub", encoding="ascii") as file:
        _write(f"{folder}/known_hosts", f"machine {file.read()}")
    _write(f"{folder}/ssh_config", "".join(f"Host {name}\n HostName {address}\n" for name, address in MACHINES.items())
           + f"Host *\n IdentityFile {folder}/user\n IdentitiesOnly yes\n IdentityAgent none\n HostKeyAlias machine\n"
           f" UserKnownHostsFile {folder}/known_hosts\n")
    # It wants a folder of its own in /run, which this machine need not have.
    return subprocess.Popen(["unshare", "--mount", "--propagation=unchanged", "sh", "-c",
                             'mount -t tmpfs tmpfs /run && mkdir /run/sshd && exec "$(command -v sshd)" -D -f "$0"',
                             f"{folder}/sshd_config"])


def _run(folder, command):
    environment = {**os.environ, "PARALLEL_SSH": f"ssh -F {folder}/ssh_config", "PARALLEL_HOME": folder,
                   "PATH": f"{os.path.dirname(fleet.PROGRAM)}:{os.environ['PATH']}"}
    return subprocess.run(["bash", "-c", command], cwd=folder, env=environment, check=False, capture_output=True,
                          text=True, timeout=fleet.PATIENCE_S)


def _targets(path):
    """The lines of targets, by target. A line that was cut off, with one behind it, is none."""
    found = collections.Counter()
    with open(path, encoding="utf-8") as file:
        for line in file:
            try:
                value = json.loads(line)
            except ValueError:
                continue
            found.update([value["id"]] if value["kind"] == "domain" else [])
    return found


@runner.each("given to another", "gone on with")
def test_a_connection_of_parallel_is_lost_and_its_block(case):
    for tool, package in (("parallel", "parallel"), ("sshd", "openssh-server")):
        if shutil.which(tool) is None:
            raise runner.Skip(f"{tool} is not installed (Debian: {package})")
    folder = fleet.path(f"parallel {case}".replace(" ", "-"))
    os.makedirs(folder)
    names = _write_world(folder)
    machines = _start_machines(folder)
    recipe = _recipe("parallel ")
    try:
        fleet.wait_until(lambda: _run(folder, "ssh -F ssh_config scan2 true").returncode == 0, "sshd is up")
        done = _run(folder, recipe if case == "given to another" else recipe.replace("--retries 3 ", ""))
    finally:
        machines.terminate()
        machines.wait()
    with open(f"{folder}/begun", encoding="ascii") as file:
        assert set(file.read().split()) == set(MACHINES.values())
    assert done.returncode == (case == "gone on with"), f"status {done.returncode}: {done.stderr[-600:]}"
    if case == "gone on with":
        assert len(_targets(f"{folder}/results.jsonl")) < len(names)
        done = _run(folder, f". ./settings && {_recipe('mailsonde --depth quick --fail-on never --resume')}")
        assert done.returncode == 0, done.stderr[-600:]
    assert _targets(f"{folder}/results.jsonl") == collections.Counter(names)
    done = _run(folder, "mailsonde assess --fail-on never --format jsonl results.jsonl >assessed.jsonl")
    told = ["a line was cut off here" in line for line in done.stderr.splitlines()]
    assert (done.returncode, told) in ((0, []), (2, [True])), f"assess: {done.returncode}, {done.stderr[-600:]}"
    assert _targets(f"{folder}/assessed.jsonl") == collections.Counter(names)
