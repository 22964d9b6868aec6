# SPDX-License-Identifier: GPL-3.0-or-later
"""For tests that change the network they are in: addresses of loopback, routes, files that are mounted over."""
import fcntl
import socket
import struct
import sys

_SIOCGIFFLAGS, _IFF_UP = 0x8913, 1


def require():
    """Ends the program unless its network namespace is new: there everything is down yet, loopback too."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for _, name in socket.if_nameindex():
            answer = fcntl.ioctl(any_socket, _SIOCGIFFLAGS, struct.pack("16sH22x", name.encode(), 0))
            if struct.unpack("16xH", answer[:18])[0] & _IFF_UP:
                sys.exit(f"{sys.argv[0]} changes the network it is in, and {name} is up here: "
                         f"call {sys.argv[0].removesuffix('.py')}.sh, which makes a network namespace for it")
