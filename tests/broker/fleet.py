# SPDX-License-Identifier: GPL-3.0-or-later
"""A broker, mail servers, and the commands that use them."""

import atexit
import collections
import glob
import json
import os
import random
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
HOLDING = "127.8.0"
VHOSTS = [f"v{n}" for n in range(20)]
PATIENCE_S = 600
# The system that RabbitMQ is taken of.
ROOT = os.environ.get("BROKER_ROOT", "")
COOKIE = "MAILSONDE"
# What is tested here is not what a scan finds, nor how fast: servers and scans share a machine with much else.
NO_HURRY = ("--max-time=0", *(f"--{what}=600" for what in ("connect-timeout", "greeting-timeout", "silence",
                                                          "command-timeout", "tls-timeout")))
SCAN = (*NO_HURRY, "--offline", f"--ports={SMTP}", "--depth=quick", "--intrusive=none", "--no-mta-sts", "--no-path",
        "--helo=probe.test", "--contact=postmaster@probe.test")

# What keeps the scheduler of an idle node from using a processor, and a node from starting one for each.
ERLANG = "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none"

_folder = tempfile.mkdtemp(prefix="mailsonde-broker-")
_vhosts = iter(VHOSTS)


def wait_until(true, what, pause_s=0.05):
    until = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > until:
            raise AssertionError(f"{what}: not within {PATIENCE_S} s")
        time.sleep(pause_s)


class Broker:
    """A node of RabbitMQ in a folder of its own; what it has on disk stays when it is stopped."""

    def __init__(self, folder, settings=(), enter=(), name="one@localhost", address="127.0.0.1", erlang=ERLANG,
                 vhosts=VHOSTS):
        self.folder, self.enter, self.name, self.address, self.process = folder, list(enter), name, address, None
        self.erlang = erlang
        os.makedirs(folder, exist_ok=True)
        users = [{"name": "guest", "password": "guest", "tags": "administrator"},
                 {"name": "probe", "password": "p:w@/", "tags": ""}]
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        own = {"configure": r"^mailsonde\.", "write": r"^(mailsonde\..*|amq\.default)$", "read": r"^mailsonde\."}
        definitions = {"users": users, "vhosts": [{"name": name} for name in ["/", *vhosts]],
                       "permissions": [{"user": user, "vhost": vhost, **rights} for vhost in ["/", *vhosts]
                                       for user, rights in (("guest", everything), ("probe", own))]}
        self._write("definitions.json", json.dumps(definitions))
        self._write("plugins", "[].\n")
        self._link_libraries()
        self._write(".erlang.cookie", COOKIE)
        os.chmod(os.path.join(folder, ".erlang.cookie"), 0o400)
        self._write("rabbitmq.conf", "\n".join([f"listeners.tcp.1 = {address}:{AMQP}", "loopback_users = none",
                                                f"load_definitions = {folder}/definitions.json", *settings]) + "\n")

    def _write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def _link_libraries(self):
        """A folder of plugins without those that are not enabled: a node reads all that it finds there."""
        libraries = os.path.join(self.folder, "libraries")
        os.makedirs(libraries, exist_ok=True)
        for path in glob.glob(f"{ROOT}/usr/lib/rabbitmq/lib/rabbitmq_server-*/plugins/*"):
            name = os.path.basename(path)
            if not name.startswith("rabbitmq_") or name.startswith("rabbitmq_prelaunch"):
                os.symlink(path.removeprefix(ROOT), os.path.join(libraries, name))

    def environment(self):
        return {**os.environ, "RABBITMQ_NODENAME": self.name, "RABBITMQ_MNESIA_BASE": f"{self.folder}/db",
                "RABBITMQ_LOG_BASE": f"{self.folder}/log", "RABBITMQ_CONFIG_FILE": f"{self.folder}/rabbitmq",
                "RABBITMQ_ENABLED_PLUGINS_FILE": f"{self.folder}/plugins", "HOME": self.folder,
                "RABBITMQ_PLUGINS_DIR": f"{self.folder}/libraries", "ERL_CRASH_DUMP": f"{self.folder}/erl_crash.dump",
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": self.erlang,
                "RABBITMQ_USE_LONGNAME": "true" if "." in self.name else "false"}

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
        wait_until(self.answers, "RabbitMQ is up")

    def end(self, number=signal.SIGKILL):
        os.killpg(self.process.pid, number)
        self.process.wait()

    def ask(self, code):
        """Has the node evaluate Erlang, which costs a hundredth of what rabbitmqctl does; the value as Erlang writes
        it."""
        tool = glob.glob(f"{ROOT}/usr/lib/erlang/erts-*/bin/erl_call")[0].removeprefix(ROOT)
        kind = "-name" if "." in self.name else "-sname"
        said = subprocess.run([*self.enter, tool, kind, self.name, "-c", COOKIE, "-e"], input=code + ".\n",
                              env=self.environment(), capture_output=True, text=True, check=False).stdout
        assert said.startswith("{ok, "), f"{code}: {said}"
        return said[len("{ok, "):-1]

    def stop_listening(self):
        """The node stays, and does not answer any more: what "rabbitmqctl stop_app" does."""
        assert self.ask("rabbit:stop()") == "ok"

    def listen_again(self):
        assert self.ask("rabbit:start()") == "ok"
        self.wait()

    def waiting(self, vhost):
        """How many messages wait in each queue."""
        code = f'[N || [{{messages_ready, N}}] <- rabbit_amqqueue:info_all(<<"{vhost}">>, [messages_ready])]'
        return json.loads(json.loads(self.ask(f'lists:flatten(io_lib:format("~w", [{code}]))')))


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


def enter_root():
    """What makes a command run in the system that RabbitMQ is taken of."""
    return ["chroot", ROOT] if ROOT else []


def _mount_in_root():
    """This folder is seen there, too."""
    for folder in (_folder, "/dev"):
        os.makedirs(ROOT + folder, exist_ok=True)
        subprocess.run(["mount", "--bind", folder, ROOT + folder], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", ROOT + "/proc"], check=True)


broker = None


def _end():
    if broker is not None and broker.process.poll() is None:
        broker.end()
    if not ROOT:  # else it is mounted there, too
        subprocess.run(["umount", "--lazy", _folder], check=False)
        os.rmdir(_folder)


def begin():
    global broker
    # In memory: a node writes each message to the disk, and waits for that.
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=700", "broker", _folder], check=True)
    atexit.register(_end)
    for words in (["link", "set", "lo", "up"], ["address", "add", "127.0.0.2/8", "dev", "lo"]):
        subprocess.run(["ip", *words], check=True)
    if ROOT:
        _mount_in_root()
    _make_certificates()
    broker = Broker(path("broker"), [f"listeners.ssl.1 = 127.0.0.1:{AMQPS}",
                                     f"listeners.ssl.2 = 127.0.0.2:{AMQPS}", f"ssl_options.cacertfile = {path('ca.pem')}",
                                     f"ssl_options.certfile = {path('server.pem')}",
                                     f"ssl_options.keyfile = {path('server.key')}"],
                    enter_root())
    broker.start()
    servers = subprocess.Popen([sys.executable, os.path.join(HERE, "mail_servers.py"), str(SMTP), _folder],
                               stdout=subprocess.PIPE, text=True)
    assert servers.stdout.readline() == "up\n"
    broker.wait()


def new_vhost():
    return next(_vhosts)


def url(vhost, user="probe:p%3Aw%40%2F", address="127.0.0.1"):
    return f"amqp://{user}@{address}:{AMQP}/{vhost}"


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

    def start(self, *words, where=None, stdin=subprocess.DEVNULL):
        """One of the commands, in the background; what it says goes to its file."""
        process = subprocess.Popen([PROGRAM, *words], stdin=stdin, stdout=subprocess.DEVNULL,
                                   stderr=open(path(f"{self.name}.said"), "a", encoding="utf-8"),
                                   env={**os.environ, "MAILSONDE_BROKER": where or url(self.vhost)})
        return process

    def hold(self):
        """A domain more, whose server keeps silent until release()."""
        domain = f"held.{self.name}.test"
        with open(self.records, "a", encoding="ascii") as file:
            file.write(f"{domain}. MX 10 mx.{domain}.\nmx.{domain}. A {HOLDING}.{self.vhost[1:]}\n")
        self.domains.append(domain)
        self.write_list(self.domains)

    def is_held(self):
        return any(address == f"{HOLDING}.{self.vhost[1:]}" for address in all_connections())

    def release(self):
        with open(path(f"release-{HOLDING}.{self.vhost[1:]}"), "w", encoding="ascii"):
            pass

    def run(self, *words, status=0, **more):
        process = self.start(*words, **more)
        got = process.wait(PATIENCE_S)
        assert got == status, f"{words}: status {got}, not {status}; {self.said()[-600:]}"

    def enqueue(self, run="r", **more):
        self.run("enqueue", "--run", run, f"@{self.list}", **more)

    def worker(self, *words, scan=SCAN, **more):
        return self.start("worker", f"--records={self.records}", *scan, *words, **more)

    def collect(self, file, *words, **more):
        return self.start("collect", "-o", file, *words, **more)

    def said(self):
        with open(path(f"{self.name}.said"), encoding="utf-8") as file:
            return file.read()

    def connections(self):
        """How many each endpoint of this world got."""
        return collections.Counter(address for address in all_connections() if address.startswith(self.network + "."))

    def check_asked(self, file, workers):
        """No worker connected to an endpoint more often than its report of it says."""
        told = collections.Counter()
        for line in lines_of(file):
            if line["kind"] == "endpoint":
                told[line["address"]] = max(told[line["address"]], line["connections"])
        for address, count in self.connections().items():
            assert count <= workers * told[address], \
                f"{address}: {count} connections from {workers} workers that tell of {told[address]}"


def all_connections():
    with open(path("connections"), encoding="ascii") as file:
        return file.read().split()


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
