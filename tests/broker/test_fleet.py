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


def _fight(world, domains_in_list, file, kill_for_s, kill_broker):
    """Everything is killed at some time while it works; what is left is whole."""
    world.enqueue()
    workers = [world.worker("--max-targets=40", "--workers=3") for _ in range(3)]
    collect = world.collect(file)
    started = _kill_at_random(world, workers, 3, kill_for_s)
    collect.kill()
    collect.wait()
    collect = world.collect(file)
    if kill_broker:
        fleet.broker.end(world.random.choice((signal.SIGKILL, signal.SIGTERM)))
        fleet.broker.start()
        started = _kill_at_random(world, workers, started, kill_for_s)
        fleet.broker.wait()
    else:  # which costs a tenth; test_cluster.py kills a node
        fleet.broker.stop_listening()
        started = _kill_at_random(world, workers, started, kill_for_s)
        fleet.broker.listen_again()
    started = _kill_at_random(world, workers, started, kill_for_s)
    assert collect.wait(fleet.PATIENCE_S) == 0, world.said()[-600:]
    for worker in workers:
        worker.terminate()
    assert all(worker.wait(fleet.PATIENCE_S) == 128 + signal.SIGTERM for worker in workers)
    fleet.check_whole(file, domains_in_list)
    most = max(world.connections().values())
    assert most <= started, f"{most} connections to an endpoint from {started} workers"
    runner.note(f"{len(domains_in_list)} domains, {started} workers started, at most {most} connections to an endpoint")


def test_all_are_killed():
    world = fleet.World("fight", 400, 30)
    _fight(world, world.domains, fleet.path("fight.jsonl.zst"), 1, False)


def test_three_workers_ask_each_endpoint_three_times_at_most():
    world = fleet.World("calm", 200, 20, "127.2")
    file = fleet.path("calm.jsonl")
    collect = world.collect(file)
    world.enqueue()
    workers = [world.worker("--until-empty", "--max-targets=30", "--workers=3") for _ in range(3)]
    assert all(worker.wait(fleet.PATIENCE_S) == 0 for worker in workers), world.said()[-600:]
    assert collect.wait(fleet.PATIENCE_S) == 0
    fleet.check_whole(file, world.domains)
    assert "interrupted" not in fleet.assessed(file)
    world.check_asked(file, 3)
    assert len(world.connections()) == 20


def test_the_broker_is_away_at_the_start_and_while_workers_scan():
    """They wait for it, finish what they hold when it goes, keep it, and publish it when it is back."""
    world = fleet.World("away", 150, 10, "127.3")
    file = fleet.path("away.jsonl")
    world.hold()
    world.enqueue()
    fleet.broker.stop_listening()
    worker, collect = world.worker("--until-empty", "--max-targets=100"), world.collect(file)
    fleet.wait_until(lambda: world.said().count("trying again") >= 2, "both wait for the broker")
    fleet.broker.listen_again()
    fleet.wait_until(world.is_held, "the worker works")
    before = world.said().count("trying again")
    fleet.broker.stop_listening()
    fleet.wait_until(lambda: world.said().count("trying again") >= before + 2, "both miss the broker")
    world.release()
    fleet.broker.listen_again()
    assert worker.wait(fleet.PATIENCE_S) == 0, world.said()[-600:]
    assert collect.wait(fleet.PATIENCE_S) == 0, world.said()[-600:]
    fleet.check_whole(file, world.domains)
    world.check_asked(file, 1)


def test_a_queue_that_does_not_answer_is_not_empty():
    """Of such a queue RabbitMQ says that it has neither messages nor consumers."""
    world = fleet.World("mute", 20, 4, "127.15")
    file = fleet.path("mute.jsonl")
    where = fleet.url(world.vhost) + "?connection_timeout=600000"
    world.hold()
    world.enqueue()
    worker = world.worker("--until-empty", where=where)
    fleet.wait_until(world.is_held, "the worker holds a target")
    queues = [f"'{world.vhost}_mailsonde.work.{n}'" for n in range(16)]
    fleet.broker.ask(f"[sys:suspend(Q) || Q <- [{', '.join(queues)}]]")
    collect, idle = world.collect(file, where=where), world.worker("--until-empty", where=where)
    asked = f"""length([M || M <- element(2, process_info(whereis({queues[0]}), messages)),
                 string:find(io_lib:format("~p", [M]), "checkout") =/= nomatch])"""
    fleet.wait_until(lambda: collect.poll() is not None or int(fleet.broker.ask(asked)) >= 2,
                     "both want to consume, to be sure")
    assert collect.poll() is None and idle.poll() is None, world.said()[-600:]
    fleet.broker.ask(f"[sys:resume(Q) || Q <- [{', '.join(queues)}]]")
    world.release()
    assert worker.wait(fleet.PATIENCE_S) == 0, world.said()[-600:]
    assert idle.wait(fleet.PATIENCE_S) == 0, world.said()[-600:]
    assert collect.wait(fleet.PATIENCE_S) == 0, world.said()[-600:]
    fleet.check_whole(file, world.domains)


def test_what_kills_each_scan_becomes_a_dead_letter_and_nothing_else_does():
    world = fleet.World("poison", 60, 10, "127.4")
    poison = "poison.test"
    with open(world.records, "a", encoding="ascii") as records:
        records.write(f"{poison}. MX 10 mx.{poison}.\nmx.{poison}. A 127.9.0.1\n")
    world.write_list(world.domains[:30] + [poison] + world.domains[30:])
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
    _fight(world, world.domains, fleet.path("big.jsonl.zst"), 20, True)
    runner.note(f"big: {time.monotonic() - began:.0f} s")
