# SPDX-License-Identifier: GPL-3.0-or-later
"""What is found does not hang on how many workers there are."""

import os
import random

import fleet
import mixed_servers
import runner
import same_report

DOMAINS, SERVERS, SEED = 60, 22, 1
SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/report.schema.json")


def _reports(world, run, workers):
    """By target, what so many workers report."""
    file = fleet.path(f"same-{run}.jsonl")
    world.enqueue(run=run)
    # Each line has all of a report; few places, so that each worker gets some.
    scan = ("--offline", "--addresses=any", "--no-path", "--ports=25,465", "--depth=quick", "--no-mta-sts", "--full",
            "--helo=probe.test", "--contact=postmaster@probe.test", "--max-targets=5", *fleet.NO_HURRY)
    started = [world.worker("--until-empty", scan=scan) for _ in range(workers)]
    collect = world.collect(file)
    assert all(worker.wait(fleet.PATIENCE_S) == 0 for worker in started), world.said()[-600:]
    assert collect.wait(fleet.PATIENCE_S) == 0, world.said()[-600:]
    lines = [line for line in fleet.check_whole(file, world.domains, run) if fleet.is_target(line)]
    for line in lines:
        del line["run"]
        for place in ("source", "line"):  # in what the worker told its scan
            del line["target"][place]
        for endpoint in line.get("endpoints", []):
            for session in endpoint.get("sessions", []):
                session.pop("quit", None)  # on a busy machine the goodbye may come after the end of the wait for it
    return {fleet.word_of(line): line for line in lines}


def test_one_worker_and_three_report_the_same():
    world = fleet.World("same", 0, 0)
    world.domains = [f"d{n}.example" for n in range(DOMAINS)]
    world.write_list(world.domains)
    with open(world.records, "w", encoding="ascii") as file:
        # An address of two hosts is asked under the name that came first, and who is first is not decided.
        file.write(mixed_servers.records(random.Random(SEED), DOMAINS, SERVERS, share=False))
    servers = mixed_servers.start(fleet.path(""), SERVERS)
    schema = same_report.read(SCHEMA)
    one = _reports(world, "one", 1)
    counts = mixed_servers.take_counts(servers)
    three = _reports(world, "three", 3)
    again = mixed_servers.take_counts(servers)
    for word, report in one.items():
        differs = same_report.difference(schema, report, three[word], "report")
        assert not differs, f"{word}: {differs}"
    most = {place: count for place, count in again.items() if count > 3 * counts[place]}
    assert not most, f"more connections than three workers may make: {most}"
    reasons = {session["stop"]["reason"] for report in one.values() for endpoint in report.get("endpoints", [])
               for session in endpoint.get("sessions", []) if session.get("stop", {}).get("reason")}
    runner.note(f"{len(one)} reports, sessions that ended because {', '.join(sorted(reasons))}")
    assert len(reasons) >= 4, "the servers are not of many kinds"
