# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster of RabbitMQ, each node in a network namespace of its own; a bridge joins them, and this end."""

import os
import subprocess

import fleet

# A peer that sends nothing is given up after so many seconds, and not after a minute.
ERLANG = f"{fleet.ERLANG} -kernel net_ticktime 20"


def _run(*words):
    subprocess.run(words, check=True)


def _namespace():
    """A process whose network namespace is a new one; it ends with this pid namespace."""
    holder = subprocess.Popen(["unshare", "--net", "sh", "-c", "echo up; exec sleep infinity"], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"up\n"
    return holder.pid


class Cluster:
    """Nodes 1 to 3 at 10.9.0.1 to 10.9.0.3, and this end at 10.9.0.254."""

    def __init__(self, vhosts, numbers=(1, 2, 3)):
        self.numbers = numbers
        _run("ip", "link", "add", "name", "middle", "type", "bridge")
        _run("ip", "address", "add", "10.9.0.254/24", "dev", "middle")
        _run("ip", "link", "set", "dev", "middle", "up")
        self._name_hosts()
        self.nodes = {number: self._node(number, vhosts) for number in numbers}
        for node in self.nodes.values():
            node.start()
        for node in self.nodes.values():
            node.wait()
        fleet.wait_until(self.is_whole, "the nodes are a cluster")

    def _name_hosts(self):
        hosts = fleet.path("hosts")
        with open(hosts, "w", encoding="ascii") as file:
            file.write("127.0.0.1 localhost\n")
            file.writelines(f"10.9.0.{number} n{number}.cluster.test\n" for number in self.numbers)
        for root in {"", fleet.ROOT}:
            _run("mount", "--bind", hosts, f"{root}/etc/hosts")

    def _node(self, number, vhosts):
        pid = _namespace()
        enter = ["nsenter", "--target", str(pid), "--net"]
        _run("ip", "link", "add", "name", f"to{number}", "type", "veth", "peer", "name", f"from{number}")
        _run("ip", "link", "set", "dev", f"from{number}", "netns", str(pid))
        _run("ip", "link", "set", "dev", f"to{number}", "up", "master", "middle")
        _run(*enter, "ip", "link", "set", "dev", "lo", "up")
        _run(*enter, "ip", "address", "add", f"10.9.0.{number}/24", "dev", f"from{number}")
        _run(*enter, "ip", "link", "set", "dev", f"from{number}", "up")
        members = [f"cluster_formation.classic_config.nodes.{n} = one@n{n}.cluster.test" for n in self.numbers]
        return fleet.Broker(fleet.path(f"node{number}"), ["cluster_partition_handling = pause_minority", *members],
                            [*enter, *fleet.enter_root()], f"one@n{number}.cluster.test", f"10.9.0.{number}", ERLANG,
                            vhosts)

    def sees(self, number, other):
        """Whether a node is connected to another one."""
        return self.nodes[number].ask(f"lists:member('one@n{other}.cluster.test', nodes())") == "true"

    def is_whole(self):
        """Whether each node knows that all run."""
        return all(node.ask("length([N || N <- [node() | nodes()], rabbit:is_running(N)])") == str(len(self.nodes))
                   for node in self.nodes.values())

    def part(self, *numbers, parted=True):
        """No packet passes between these nodes, and nobody tells them; all else passes."""
        for number in numbers:
            _run("bridge", "link", "set", "dev", f"to{number}", "isolated", "on" if parted else "off")

    def join(self, *numbers):
        self.part(*numbers, parted=False)

    def urls(self, vhost, first):
        """All nodes, this one first."""
        at = self.numbers.index(first)
        return ",".join(fleet.url(vhost, address=self.nodes[number].address)
                        for number in self.numbers[at:] + self.numbers[:at])

    def end(self):
        for node in self.nodes.values():
            node.end()
        for root in {"", fleet.ROOT}:
            _run("umount", f"{root}/etc/hosts")
