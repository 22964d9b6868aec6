# SPDX-License-Identifier: GPL-3.0-or-later
"""A forwarder from before DNSSEC: it drops EDNS from the questions, and so there are no signatures in the answers.

resolver.py ADDRESS FORWARD-TO, both of them port 53.
"""

import asyncio
import socket
import struct
import sys

_HEADER = struct.Struct("!6H")


def _without_edns(message):
    """The header and the question, no more."""
    end = _HEADER.size
    while message[end]:
        end += message[end] + 1
    id_, flags, *_ = _HEADER.unpack_from(message)
    # Neither AD nor CD: these are DNSSEC's, too.
    return _HEADER.pack(id_, flags & ~0x30, 1, 0, 0, 0) + message[_HEADER.size:end + 5]


async def _ask(message, server):
    """By TCP, so that the answer is whole."""
    reader, writer = await asyncio.open_connection(server, 53)
    try:
        question = _without_edns(message)
        writer.write(struct.pack("!H", len(question)) + question)
        length, = struct.unpack("!H", await reader.readexactly(2))
        return await reader.readexactly(length)
    finally:
        writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server):
        self._server = server
        self._tasks = set()

    def connection_made(self, transport):
        self._transport = transport

    def datagram_received(self, data, client):
        task = asyncio.ensure_future(self._answer(data, client))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, data, client):
        answer = await _ask(data, self._server)
        if len(answer) > 512:
            id_, flags, *_ = _HEADER.unpack_from(answer)
            question = _without_edns(answer)[_HEADER.size:]
            answer = _HEADER.pack(id_, flags | 0x200, 1, 0, 0, 0) + question
        self._transport.sendto(answer, client)


async def _main(address, server):
    async def connection(reader, writer):
        try:
            while True:
                length, = struct.unpack("!H", await reader.readexactly(2))
                answer = await _ask(await reader.readexactly(length), server)
                writer.write(struct.pack("!H", len(answer)) + answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: _Datagrams(server), local_addr=(address, 53), family=socket.AF_INET)
    tcp = await asyncio.start_server(connection, address, 53)
    print("listening", flush=True)
    await tcp.serve_forever()


asyncio.run(_main(*sys.argv[1:]))
