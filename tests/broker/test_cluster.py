# SPDX-License-Identifier: GPL-3.0-or-later
"""Three nodes, of which one is killed and two lose each other."""

import signal
import subprocess
import time

import cluster
import fleet
import runner


class Feed:
    """The list of a run, which "enqueue" reads as it is written."""

    def __init__(self, world, where):
        self.words, self.given = list(world.domains), 0
        self.process = world.start("enqueue", "--run", "r", "-", where=where, stdin=subprocess.PIPE)

    def give(self, share):
        """So much of the list; how many were given by now."""
        until = int(len(self.words) * share)
        self.process.stdin.write("".join(f"{word}\n" for word in self.words[self.given:until]).encode())
        self.process.stdin.flush()
        self.given = until
        return until

    def end(self):
        self.give(1)
        self.process.stdin.close()
        assert self.process.wait(fleet.PATIENCE_S) == 0


def _collected(file, count):
    """Whether so many targets are in the file."""
    found = subprocess.run(["grep", "-c", '"kind":"domain"', file], capture_output=True, text=True, check=False)
    return int(found.stdout or 0) >= count


def _survive(world):
    nodes = cluster.Cluster([world.vhost])
    file = fleet.path(f"{world.name}.jsonl")
    feed = Feed(world, nodes.urls(world.vhost, 2))
    workers = [world.worker("--workers=3", where=nodes.urls(world.vhost, first)) for first in (1, 2, 3)]
    collect = world.collect(file, where=nodes.urls(world.vhost, 1))

    def settle(count, what):
        fleet.wait_until(lambda: _collected(file, count), what, pause_s=0.5)

    settle(feed.give(1 / 4), "a quarter is collected")
    nodes.part(1, 2)
    feed.give(2 / 4)
    fleet.wait_until(lambda: not nodes.sees(1, 2), "the nodes miss each other", pause_s=0.5)
    nodes.join(1, 2)
    settle(feed.given, "half is collected")
    fleet.wait_until(nodes.is_whole, "the nodes are a cluster again", pause_s=0.5)
    nodes.nodes[2].end(signal.SIGKILL)
    settle(feed.give(3 / 4), "two nodes go on without the third")
    nodes.nodes[2].start()
    feed.give(7 / 8)
    nodes.nodes[2].wait()
    feed.end()
    assert collect.wait(fleet.PATIENCE_S) == 0, world.said()[-600:]
    for worker in workers:
        worker.terminate()
    assert all(worker.wait(fleet.PATIENCE_S) == 128 + signal.SIGTERM for worker in workers), world.said()[-600:]
    fleet.check_whole(file, world.domains)
    world.check_asked(file, 3)
    most = max(world.connections().values())
    runner.note(f"{len(world.domains)} domains, three nodes, at most {most} connections to an endpoint")
    nodes.end()


@runner.waits
def test_a_node_is_killed_and_two_lose_each_other():
    _survive(fleet.World("nodes", 200, 20, "127.20"))


@runner.when_asked
def test_a_big_cluster():
    """10,000 domains over 200 endpoints."""
    began = time.monotonic()
    _survive(fleet.World("bignodes", 10000, 200, "127.21"))
    runner.note(f"a big cluster: {time.monotonic() - began:.0f} s")
