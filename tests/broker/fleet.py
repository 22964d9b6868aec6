# SPDX-License-Identifier: GPL-3.0-or-later
"""A broker, mail servers, and the commands that use them."""

import atexit
import collections
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PROGRAM = os.environ["MAILSONDE"]
HERE = os.path.dirname(os.path.abspath(__file__))
SEED = int(os.environ.get("BROKER_SEED", "1"))
AMQP, AMQPS, SMTP = 5672, 5671, 2525
VHOSTS = [f"v{n}" for n in range(20)]
PATIENCE_S = 240
# What is tested here is not what a scan finds.
SCAN = ("--offline", f"--ports={SMTP}", "--depth=quick", "--intrusive=none", "--no-mta-sts", "--no-path",
        "--helo=probe.test", "--contact=postmaster@probe.test")

_folder = tempfile.mkdtemp(prefix="mailsonde-broker-")
_vhosts = iter(VHOSTS)


def wait_until(true, what, seconds=PATIENCE_S):
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.05)


class Broker:
    """A node of RabbitMQ in a folder of its own; what it has on disk stays when it is stopped."""

    def __init__(self, folder, settings=(), enter=(), name="one@localhost", address="127.0.0.1"):
        self.folder, self.enter, self.name, self.address, self.process = folder, enter, name, address, None
        os.makedirs(folder, exist_ok=True)
        users = [{"name": "guest", "password": "guest", "tags": "administrator"},
                 {"name": "probe", "password": "p:w@/", "tags": ""}]
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        own = {"configure": r"^mailsonde\.", "write": r"^(mailsonde\..*|amq\.default)$", "read": r"^mailsonde\."}
        definitions = {"users": users, "vhosts": [{"name": name} for name in ["/", *VHOSTS]],
                       "permissions": [{"user": user, "vhost": vhost, **rights} for vhost in ["/", *VHOSTS]
                                       for user, rights in (("guest", everything), ("probe", own))]}
        self._write("definitions.json", json.dumps(definitions))
        self._write("plugins", "[].\n")
        self._write("rabbitmq.conf", "\n".join([f"listeners.tcp.1 = {address}:{AMQP}", "loopback_users = none",
                                                f"load_definitions = {folder}/definitions.json", *settings]) + "\n")

    def _write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def environment(self):
        return {**os.environ, "RABBITMQ_NODENAME": self.name, "RABBITMQ_MNESIA_BASE": f"{self.folder}/db",
                "RABBITMQ_LOG_BASE": f"{self.folder}/log", "RABBITMQ_CONFIG_FILE": f"{self.folder}/rabbitmq",
                "RABBITMQ_ENABLED_PLUGINS_FILE": f"{self.folder}/plugins", "HOME": self.folder}

    def start(self):
        with open(os.path.join(self.folder, "said"), "a", encoding="utf-8") as said:
            self.process = subprocess.Popen([*self.enter, "/usr/lib/rabbitmq/bin/rabbitmq-server"], stdout=said,
                                            stderr=said, env=self.environment(), start_new_session=True)

    def answers(self):
        """Whether it takes connections."""
        if self.process.poll() is not None:
            raise AssertionError(f"RabbitMQ has ended: see {self.folder}/said")
        try:
            with socket.create_connection((self.address, AMQP), timeout=5) as connection:
                connection.sendall(b"AMQP\0\0\x09\x01")
                return connection.recv(1) == b"\x01"
        except OSError:
            return False

    def wait(self):
        wait_until(self.answers, "RabbitMQ is up", 180)

    def end(self, number=signal.SIGKILL):
        os.killpg(self.process.pid, number)
        self.process.wait()

    def control(self, *words):
        return subprocess.run([*self.enter, "/usr/lib/rabbitmq/bin/rabbitmqctl", "-q", *words], env=self.environment(),
                              capture_output=True, text=True, check=True).stdout


def _openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=_folder)


def _make_certificates():
    for name in ("ca", "other-ca"):
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                 f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={name}", "-days", "30")
    _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "server.key", "-out",
             "server.csr", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    _openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-copy_extensions",
             "copy", "-days", "30", "-out", "server.pem")


def path(name):
    return os.path.join(_folder, name)


def _enter_root(root):
    """What makes a command run in another system's root, in which this folder is seen."""
    for folder in (_folder, "/dev"):
        os.makedirs(root + folder, exist_ok=True)
        subprocess.run(["mount", "--bind", folder, root + folder], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", root + "/proc"], check=True)
    return ["chroot", root]


broker = None


def _end():
    if broker is not None and broker.process.poll() is None:
        broker.end()
    shutil.rmtree(_folder, ignore_errors=True)


def begin():
    global broker
    if "BROKER_ROOT" not in os.environ:
        atexit.register(_end)  # else the folder is mounted there, too
    for words in (["link", "set", "lo", "up"], ["address", "add", "127.0.0.2/8", "dev", "lo"]):
        subprocess.run(["ip", *words], check=True)
    _make_certificates()
    broker = Broker(path("broker"), [f"listeners.ssl.1 = 127.0.0.1:{AMQPS}", f"ssl_options.cacertfile = {path('ca.pem')}",
                                     f"ssl_options.certfile = {path('server.pem')}",
                                     f"ssl_options.keyfile = {path('server.key')}"],
                    _enter_root(os.environ["BROKER_ROOT"]) if "BROKER_ROOT" in os.environ else ())
    broker.start()
    servers = subprocess.Popen([sys.executable, os.path.join(HERE, "mail_servers.py"), str(SMTP), _folder],
                               stdout=subprocess.PIPE, text=True)
    assert servers.stdout.readline() == "up\n"
    broker.wait()


def new_vhost():
    return next(_vhosts)


def url(vhost, user="probe:p%3Aw%40%2F"):
    return f"amqp://{user}@127.0.0.1:{AMQP}/{vhost}"


class World:
    """Domains, the records that they have, and a vhost with empty queues."""

    def __init__(self, name, domains, endpoints, network="127.1"):
        self.vhost = new_vhost()
        self.name, self.network, self.random = name, network, random.Random(SEED)
        self.domains = [f"d{n}.{name}.test" for n in range(domains)]
        self.records, self.list = path(f"{name}.zone"), path(f"{name}.list")
        with open(self.records, "w", encoding="ascii") as file:
            for n in range(endpoints):
                file.write(f"mx{n}.{name}.test. A {network}.{n // 250}.{n % 250 + 1}\n")
            for n, domain in enumerate(self.domains):
                file.write(f"{domain}. MX 10 mx{n % endpoints}.{name}.test.\n")
        self.write_list(self.domains)

    def write_list(self, words):
        with open(self.list, "w", encoding="ascii") as file:
            file.writelines(f"{word}\n" for word in words)

    def start(self, *words, where=None, vhost=None):
        """One of the commands, in the background; what it says goes to its file."""
        process = subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=open(path(f"{self.name}.said"), "a", encoding="utf-8"),
                                   env={**os.environ, "MAILSONDE_BROKER": where or url(vhost or self.vhost)})
        return process

    def run(self, *words, status=0, **more):
        process = self.start(*words, **more)
        got = process.wait(PATIENCE_S)
        assert got == status, f"{words}: status {got}, not {status}; {self.said()[-600:]}"

    def enqueue(self, run="r", **more):
        self.run("enqueue", "--run", run, f"@{self.list}", **more)

    def worker(self, *words, **more):
        return self.start("worker", f"--records={self.records}", *SCAN, *words, **more)

    def collect(self, file, *words, **more):
        return self.start("collect", "-o", file, *words, **more)

    def said(self):
        with open(path(f"{self.name}.said"), encoding="utf-8") as file:
            return file.read()

    def connections(self):
        """How many each endpoint of this world got."""
        with open(path("connections"), encoding="ascii") as file:
            return collections.Counter(line.strip() for line in file if line.startswith(self.network + "."))


def lines_of(file):
    """The lines of a file of results, which has to be whole."""
    if file.endswith(".zst"):
        text = subprocess.run(["zstd", "-dcq", file], check=True, capture_output=True, text=True).stdout
    else:
        with open(file, encoding="utf-8") as stream:
            text = stream.read()
    assert text.endswith("\n"), f"the last line of {file} has no end"
    return [json.loads(line) for line in text.splitlines()]


def assessed(file):
    """What "mailsonde assess" says of a file of results."""
    done = subprocess.run([PROGRAM, "assess", file, "--quiet"], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1, 3), done.stderr[-300:]
    return done.stdout + done.stderr


def is_target(line):
    return line["kind"] in ("domain", "report")


def word_of(line):
    return line["target"]["word"]


def check_whole(file, domains, run="r"):
    """No target is missing or there twice, no part twice, each part before what points at it; the summary is last."""
    lines = lines_of(file)
    words = collections.Counter((line["run"], word_of(line)) for line in lines if is_target(line))
    missing = [domain for domain in domains if (run, domain) not in words]
    assert not missing, f"{len(missing)} of {len(domains)} targets are lost: {missing[:5]}"
    twice = [word for word, count in words.items() if count > 1]
    assert not twice, f"{len(twice)} targets are there twice: {twice[:5]}"
    assert len(words) == len(domains), f"{len(words)} targets, not {len(domains)}"
    assert lines[-1]["kind"] == "summary" and sum(line["kind"] == "summary" for line in lines) == 1
    parts = collections.Counter((line["kind"], line["id"]) for line in lines
                                if "id" in line and not is_target(line))
    assert all(count == 1 for count in parts.values()), f"parts that are there twice: {parts.most_common(3)}"
    return lines
