# SPDX-License-Identifier: GPL-3.0-or-later
"""A long line between r2 and r3: packets arrive when they have been under way for so long."""

import contextlib
import fcntl
import os
import queue
import struct
import threading
import time

import ways
from runner import Skip

_NAME = "long"
_TUNSETIFF = 0x400454CA
_IFF_TUN_NO_PI = 0x0001 | 0x1000
_DEVICE = "/dev/net/tun"


def _open(way, place):
    with way.entered(place):
        try:
            descriptor = os.open(_DEVICE, os.O_RDWR)
        except OSError as error:
            raise Skip(f"this machine cannot open {_DEVICE}: {error.strerror}") from error
        fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH22x", _NAME.encode(), _IFF_TUN_NO_PI))
    return descriptor


def _receive(descriptor, line, one_way_s):
    """Until the descriptor's device is gone."""
    with contextlib.suppress(OSError):
        while packet := os.read(descriptor, 65536):
            line.put((time.monotonic() + one_way_s, packet))
    line.put((0, None))


def _deliver(descriptor, line):
    while True:
        due, packet = line.get()
        if packet is None:
            return
        time.sleep(max(0, due - time.monotonic()))
        with contextlib.suppress(OSError):
            os.write(descriptor, packet)


def _route(way, place, networks):
    """Over the long line instead of what it was."""
    way.ip(place, f"link set {_NAME} up mtu 1500", f"link set {_NAME} down")
    for network, via in networks:
        way.ip(place, f"route replace {network} dev {_NAME}", f"route replace {network} via {via}")


@contextlib.contextmanager
def between_r2_and_r3(way, one_way_s):
    """The way has such a line from now on, to the end of the test."""
    near, far = _open(way, ways.R2), _open(way, ways.R3)
    threads = []
    for source, target in ((near, far), (far, near)):
        line = queue.Queue()
        threads += [threading.Thread(target=_receive, args=(source, line, one_way_s), daemon=True),
                    threading.Thread(target=_deliver, args=(target, line), daemon=True)]
    for thread in threads:
        thread.start()
    _route(way, ways.R2, (("0.0.0.0/0", "192.0.2.130"), ("::/0", "2001:db8:0:23::2")))
    _route(way, ways.R3, ((f"192.168.{way.number}.0/24", "192.0.2.129"),
                          (f"fd00:0:0:{way.number}::/64", "2001:db8:0:23::1")))
    try:
        way.warm_up()
        yield
    finally:
        way.reset()
        for place in (ways.R2, ways.R3):
            way.delete_link(place, _NAME)
        for thread in threads:
            thread.join()
        os.close(near)
        os.close(far)
