# SPDX-License-Identifier: GPL-3.0-or-later
"""Many domains, several workers, and nobody who is safe."""

import signal
import time

import fleet
import runner


def _kill_at_random(world, workers, started, seconds):
    """Kills a worker and starts another, again and again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(world.random.uniform(0.2, 0.8))
        number = world.random.randrange(len(workers))
        workers[number].kill()
        workers[number].wait()
        workers[number] = world.worker("--max-targets=40", "--workers=3")
        started += 1
    return started


def _fight(world, domains_in_list, file, kill_for_s):
    """Everything is killed at some time while it works; what is left is whole."""
    world.enqueue()
    workers = [world.worker("--max-targets=40", "--workers=3") for _ in range(3)]
    collect = world.collect(file)
    started = _kill_at_random(world, workers, 3, kill_for_s)
    collect.kill()
    collect.wait()
    collect = world.collect(file)
    fleet.broker.end(world.random.choice((signal.SIGKILL, signal.SIGTERM)))
    fleet.broker.start()
    fleet.broker.wait()
    started = _kill_at_random(world, workers, started, kill_for_s)
    # Who ended because the broker was not there at its start.
    for number, worker in enumerate(workers):
        if worker.poll() is not None:
            workers[number] = world.worker("--max-targets=40", "--workers=3")
            started += 1
    if collect.poll() is not None:
        assert collect.returncode in (0, 2)
        collect = world.collect(file) if collect.returncode == 2 else collect
    assert collect.wait(fleet.PATIENCE_S) == 0, world.said()[-600:]
    for worker in workers:
        worker.terminate()
    assert all(worker.wait(fleet.PATIENCE_S) == 128 + signal.SIGTERM for worker in workers)
    fleet.check_whole(file, domains_in_list)
    most = max(world.connections().values())
    assert most <= started, f"{most} connections to an endpoint from {started} workers"
    runner.note(f"{len(domains_in_list)} domains, {started} workers started, at most {most} connections to an endpoint")


def test_all_are_killed():
    world = fleet.World("fight", 1500, 30)
    _fight(world, world.domains, fleet.path("fight.jsonl.zst"), 3)


def test_three_workers_ask_each_endpoint_three_times_at_most():
    world = fleet.World("calm", 600, 20, "127.2")
    file = fleet.path("calm.jsonl")
    collect = world.collect(file)
    world.enqueue()
    workers = [world.worker("--until-empty", "--max-targets=30", "--workers=3") for _ in range(3)]
    assert all(worker.wait(fleet.PATIENCE_S) == 0 for worker in workers), world.said()[-600:]
    assert collect.wait(fleet.PATIENCE_S) == 0
    fleet.check_whole(file, world.domains)
    assert "interrupted" not in fleet.assessed(file)
    assert max(world.connections().values()) <= 3
    assert len(world.connections()) == 20


def test_the_broker_is_away_while_workers_scan():
    """They finish what they hold, keep it, and publish it when it is back."""
    world = fleet.World("away", 300, 10, "127.3")
    file = fleet.path("away.jsonl")
    world.enqueue()
    worker = world.worker("--until-empty", "--max-targets=100")
    fleet.wait_until(lambda: sum(world.connections().values()) > 0, "the worker works")
    fleet.broker.end()
    fleet.wait_until(lambda: "trying again" in world.said(), "the worker misses the broker")
    fleet.broker.start()
    fleet.broker.wait()
    assert worker.wait(fleet.PATIENCE_S) == 0, world.said()[-600:]
    assert world.collect(file).wait(fleet.PATIENCE_S) == 0
    fleet.check_whole(file, world.domains)
    assert max(world.connections().values()) == 1


def test_what_kills_each_scan_becomes_a_dead_letter_and_nothing_else_does():
    world = fleet.World("poison", 120, 10, "127.4")
    poison = "poison.test"
    with open(world.records, "a", encoding="ascii") as records:
        records.write(f"{poison}. MX 10 mx.{poison}.\nmx.{poison}. A 127.9.0.1\n")
    world.write_list(world.domains[:60] + [poison] + world.domains[60:])
    file = fleet.path("poison.jsonl")
    world.enqueue()
    worker = world.worker("--until-empty", "--max-targets=64")
    assert worker.wait(fleet.PATIENCE_S) == 0, world.said()[-600:]
    world.run("collect", "-o", file, status=3)
    lines = fleet.check_whole(file, world.domains)
    assert [fleet.word_of(line) for line in lines if line["kind"] == "unfinished"] == [poison]
    assert lines[-1]["complete"] is False and lines[-1]["unfinished"] == [poison]
    assert "1 could not be scanned" in world.said()


@runner.when_asked
def test_big():
    """10,000 domains over 200 endpoints."""
    world = fleet.World("big", 10000, 200, "127.5")
    began = time.monotonic()
    _fight(world, world.domains, fleet.path("big.jsonl.zst"), 20)
    runner.note(f"big: {time.monotonic() - began:.0f} s")
