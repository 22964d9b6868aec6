# SPDX-License-Identifier: GPL-3.0-or-later
"""What each command does by itself."""

import os
import signal
import subprocess

import fleet
import runner


def _says(words, broker=None, broker_file=None):
    """The status, and the one line on standard error."""
    environment = {**os.environ, **({"MAILSONDE_BROKER": broker} if broker else {})}
    more = [f"--broker-file={broker_file}"] if broker_file else []
    done = subprocess.run([fleet.PROGRAM, *words, *more], env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, check=False, timeout=fleet.PATIENCE_S)
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and done.stdout == "", f"{words}: {done.stderr!r} {done.stdout!r}"
    return done.returncode, lines[0]


_COMMANDS = (("enqueue", "--run=r", "a.test"), ("worker", "--helo=probe.test", "--contact=me@probe.test"),
             ("collect", "-o", "-"))


@runner.each(*_COMMANDS)
def test_a_password_does_not_belong_on_the_command_line(command):
    status, line = _says([*command, "--broker", "amqp://probe:secret@127.0.0.1"])
    assert status == 2 and "MAILSONDE_BROKER" in line and "secret" not in line, line


@runner.each(*_COMMANDS)
def test_bad_input_is_one_line(command):
    nothing = fleet.path("nothing")
    for broker, words in (("http://127.0.0.1", "does not begin with amqp"),
                          ("amqp://127.0.0.1,amqp://127.0.0.1/v", "several vhosts"),
                          (f"amqp://guest:secret@127.0.0.1:{fleet.AMQP}", "ACCESS_REFUSED"),
                          (f"amqp://127.0.0.1:{fleet.AMQP}/no-such-vhost", "NOT_ALLOWED"),
                          (f"amqp://127.0.0.1:1,amqp://guest:secret@127.0.0.1:{fleet.AMQP}", "ACCESS_REFUSED"),
                          (f"amqps://127.0.0.1:{fleet.AMQPS}?cacertfile={fleet.path('other-ca.pem')}", "no connection"),
                          ("amqps://localhost?cacertfile=/no/such/file", "no CA certificates")):
        status, line = _says(command, broker)
        assert status == 2 and words in line and "secret" not in line, f"{broker}: {line}"
    status, line = _says(command)
    assert status == 2 and "MAILSONDE_BROKER" in line, line
    status, line = _says(command, broker_file=nothing)
    assert status == 2 and nothing in line, line


_NO_BROKER = ("amqp://127.0.0.1:1", "amqp://no-such-host.invalid", f"amqp://127.0.0.1:{fleet.AMQPS}",
              f"amqps://127.0.0.1:{fleet.AMQP}", "amqp://127.0.0.1:1,amqp://127.0.0.2:1")


def test_enqueue_does_not_wait_for_a_broker():
    for broker in _NO_BROKER:
        status, line = _says(_COMMANDS[0], broker)
        assert status == 2 and "127.0.0.1:" in line or "no-such-host" in line, f"{broker}: {line}"


@runner.each(*_COMMANDS[1:])
def test_who_runs_for_long_waits_for_the_broker(command):
    """And says so until it is told to end."""
    for broker in _NO_BROKER:
        process = subprocess.Popen([fleet.PROGRAM, *command], env={**os.environ, "MAILSONDE_BROKER": broker},
                                   stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        line = process.stderr.readline()
        assert "trying again" in line, line
        process.terminate()
        assert process.wait(fleet.PATIENCE_S) == 128 + signal.SIGTERM, process.stderr.read()
        process.stderr.close()


def test_a_file_has_the_url():
    world = fleet.World("file", 3, 1, "127.6")
    file = fleet.path("url")
    with open(file, "w", encoding="ascii") as stream:
        stream.write(f"\namqp://probe@127.0.0.1:1/{world.vhost}\n{fleet.url(world.vhost)}\n")
    environment = {name: value for name, value in os.environ.items() if name != "MAILSONDE_BROKER"}
    subprocess.run([fleet.PROGRAM, "enqueue", "--run=r", f"@{world.list}", f"--broker-file={file}", "--quiet"],
                   env=environment, check=True)


def test_tls_with_an_authority_of_its_own():
    world = fleet.World("tls", 20, 2, "127.7")
    where = f"amqps://probe:p%3Aw%40%2F@localhost:{fleet.AMQPS}/{world.vhost}?cacertfile="
    good, file = where + fleet.path("ca.pem"), fleet.path("tls.jsonl")
    world.enqueue(where=good)
    assert world.worker("--until-empty", where=good).wait(fleet.PATIENCE_S) == 0, world.said()
    assert world.collect(file, where=good).wait(fleet.PATIENCE_S) == 0, world.said()
    fleet.check_whole(file, world.domains)
    for bad in (where + fleet.path("other-ca.pem"), good.replace("localhost", "127.0.0.2"), where.split("?")[0]):
        assert _says(["collect", "-o", "-"], bad)[0] == 2


def test_a_list_may_be_enqueued_again():
    """Interrupted or not, with words that are one target, and under two names."""
    world = fleet.World("again", 100, 5, "127.16")
    file = fleet.path("again.jsonl")
    long_list = fleet.path("long.list")
    with open(long_list, "w", encoding="ascii") as stream:
        stream.writelines(f"{domain}\n" for domain in world.domains)
    reader, writer = os.pipe()
    interrupted = subprocess.Popen([fleet.PROGRAM, "enqueue", "--run=r", "-"], stdin=reader, stderr=subprocess.PIPE,
                                   text=True, env={**os.environ, "MAILSONDE_BROKER": fleet.url(world.vhost)})
    os.close(reader)
    os.write(writer, "".join(f"{domain}\n" for domain in world.domains[:50]).encode())
    fleet.wait_until(lambda: sum(fleet.broker.waiting(world.vhost)) == 50, "50 targets are in the queue")
    interrupted.send_signal(signal.SIGTERM)
    assert interrupted.wait(fleet.PATIENCE_S) == 128 + signal.SIGTERM
    assert "enqueue it again" in interrupted.stderr.read()
    os.close(writer)
    world.write_list([f"someone@{domain.upper()}." for domain in world.domains] + world.domains)
    world.enqueue()
    world.enqueue(run="other")
    workers = [world.worker("--until-empty", "--max-targets=20") for _ in range(2)]
    assert all(worker.wait(fleet.PATIENCE_S) == 0 for worker in workers), world.said()[-600:]
    assert world.collect(file).wait(fleet.PATIENCE_S) == 0
    words = [(line["run"], fleet.word_of(line)) for line in fleet.lines_of(file) if fleet.is_target(line)]
    assert sorted(words) == sorted((run, domain) for run in ("r", "other") for domain in world.domains)
    # Each worker has a scan for each of the runs.
    assert max(world.connections().values()) <= 4
    assert "more than once" in world.said()


def test_domains_of_one_provider_wait_in_one_queue():
    """With --by-mx, whatever the provider calls their hosts."""
    world = fleet.World("provider", 1, 1, "127.14")
    domains = [f"d{n}.provider.test" for n in range(300)]
    with open(world.records, "a", encoding="ascii") as records:
        for n, domain in enumerate(domains[1:]):
            records.write(f"{domain}. MX 10 {domain.replace('.', '-')}.mail.big.test.\n"
                          f"{domain}. MX 5 {domain.replace('.', '-')}.in.big.test.\n")
    world.write_list(domains[1:])
    world.run("enqueue", "--run=r", "--by-mx", "--offline", f"--records={world.records}", f"@{world.list}")
    # One is the end of the list.
    fleet.wait_until(lambda: sorted(filter(None, fleet.broker.waiting(world.vhost))) == [1, len(domains) - 1],
                     "all wait in one queue")
    world.run("enqueue", "--run=r", "--by-mx", "--offline", "--records=/no/such/file", f"@{world.list}", status=2)


def test_hosts_and_what_is_no_target():
    world = fleet.World("words", 1, 1, "127.10")
    file = fleet.path("words.jsonl")
    host = "mx0.words.test"
    world.write_list([f"{host}:{fleet.SMTP}", "[127.10.0.1]", "not a target"])
    world.run("enqueue", "--run=r", f"@{world.list}", status=2)
    world.run("enqueue", "--run=r", "--host", host)
    assert world.worker("--until-empty").wait(fleet.PATIENCE_S) == 0, world.said()
    assert world.collect(file).wait(fleet.PATIENCE_S) == 0
    words = {fleet.word_of(line): line["target"]["kind"] for line in fleet.lines_of(file) if fleet.is_target(line)}
    assert words == {f"{host}:{fleet.SMTP}": "host", "127.10.0.1": "address", host: "host"}, words


def test_a_worker_ends_when_it_is_told_to():
    """It gives back what it has not begun; the next one scans the rest."""
    world = fleet.World("told", 150, 10, "127.11")
    file = fleet.path("told.jsonl")
    world.enqueue()
    worker = world.worker("--max-targets=20")
    fleet.wait_until(lambda: sum(world.connections().values()) > 0, "the worker works")
    worker.terminate()
    assert worker.wait(fleet.PATIENCE_S) == 128 + signal.SIGTERM
    worker = world.worker()
    collect = world.collect(file)
    assert collect.wait(fleet.PATIENCE_S) == 0
    worker.terminate()
    worker.wait(fleet.PATIENCE_S)
    fleet.check_whole(file, world.domains)


def test_a_scan_that_cannot_begin_ends_the_worker():
    world = fleet.World("begin", 5, 1, "127.12")
    world.enqueue()
    world.run("worker", "--until-empty", "--ca-file=/no/such/file", *fleet.SCAN, status=2)
    assert world.worker("--until-empty").wait(fleet.PATIENCE_S) == 0
    file = fleet.path("begin.jsonl")
    assert world.collect(file).wait(fleet.PATIENCE_S) == 0
    fleet.check_whole(file, world.domains)


def test_the_password_stays_with_one_process():
    """The scan, which reads what servers send, has it neither in its environment nor among its arguments."""
    world = fleet.World("secret", 1, 1, "127.13")
    slow = fleet.path("slow.zone")
    with open(slow, "w", encoding="ascii") as records:
        records.write(f"{world.domains[0]}. MX 10 slow.test.\nslow.test. A 127.1.0.1\n")
    world.records = slow
    world.enqueue()
    worker = world.worker("--ports=9", "--connect-timeout=30")
    scans = []

    def scan_runs():
        for name in os.listdir("/proc"):
            try:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    words = file.read().split(b"\0")
            except OSError:
                continue
            if b"scan" in words and b"--format=jsonl" in words:
                scans.append((name, words))
        return bool(scans)

    fleet.wait_until(scan_runs, "the scan has begun")
    name, words = scans[0]
    with open(f"/proc/{name}/environ", "rb") as file:
        assert b"amqp" not in file.read()
    assert not any(b"amqp" in word for word in words)
    worker.kill()
    worker.wait()
    # It ends with its worker. Nobody waits for it here.
    fleet.wait_until(lambda: not os.path.exists(f"/proc/{name}/exe"), "the scan has ended")
