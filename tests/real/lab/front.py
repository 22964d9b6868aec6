# SPDX-License-Identifier: GPL-3.0-or-later
"""SMTP up to STARTTLS for a server that speaks nothing but TLS.

front.py HOST=ADDRESS=PORT..., each on port 25 of ADDRESS; after STARTTLS the connection is passed on to PORT of
127.0.0.1, byte by byte.
"""

import asyncio
import sys

_LONGEST_LINE = 2048


async def _copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        # A connection that is reset is no news here.
        writer.close()


async def _pass_on(reader, writer, port):
    from_server, to_server = await asyncio.open_connection("127.0.0.1", port)
    await asyncio.gather(_copy(reader, to_server), _copy(from_server, writer))
    to_server.close()


def _reply(line, host):
    verb = line.strip().upper().split(b" ")[0]
    if verb == b"EHLO":
        return b"250-" + host.encode() + b"\r\n250-8BITMIME\r\n250 STARTTLS\r\n"
    return {b"HELO": b"250 " + host.encode() + b"\r\n",
            b"STARTTLS": b"220 2.0.0 go ahead\r\n",
            b"QUIT": b"221 2.0.0 bye\r\n"}.get(verb, b"502 5.5.2 not here\r\n")


async def _serve(reader, writer, host, port):
    try:
        writer.write(b"220 " + host.encode() + b" ESMTP front\r\n")
        while line := await reader.readline():
            reply = _reply(line, host)
            writer.write(reply)
            await writer.drain()
            if reply.startswith(b"221"):
                break
            if reply.startswith(b"220"):
                await _pass_on(reader, writer, port)
                break
    except (OSError, ValueError):
        pass
    writer.close()


async def _main(*places):
    listeners = []
    for place in places:
        host, address, port = place.split("=")
        listeners.append(await asyncio.start_server(
            lambda reader, writer, host=host, port=port: _serve(reader, writer, host, int(port)), address, 25,
            limit=_LONGEST_LINE))
    print("listening", flush=True)
    await asyncio.gather(*[listener.serve_forever() for listener in listeners])


asyncio.run(_main(*sys.argv[1:]))
