# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands between a client and a mail server, and does not leave the server's answers as they are.

relay.py SERVER ADDRESS=CHANGE..., all of them port 25; CHANGE is one of those in _CHANGES. After a 220 to STARTTLS
nothing is touched any more.
"""

import asyncio
import re
import sys


def _strip(lines):
    """Without the line of the reply that offers STARTTLS; the last line stays the last."""
    kept = [line for line in lines if not re.match(rb"250[ -]STARTTLS\r", line)]
    if len(kept) < len(lines) and kept:
        kept[-1] = kept[-1][:3] + b" " + kept[-1][4:]
    return kept


def _mask(lines, state):
    """As inspecting firewalls do: the keyword overwritten at its length, and the greeting with stars."""
    if not state["greeted"]:
        return [line[:4] + re.sub(rb"[^20 \r\n]", b"*", line[4:]) for line in lines]
    return [re.sub(rb"^(250[ -])STARTTLS\r", rb"\1XXXXXXXA\r", line) for line in lines]


_CHANGES = {
    "strip": lambda lines, state: _strip(lines),
    "mask": _mask,
    "pass": lambda lines, state: lines,
}
# Those that hide STARTTLS refuse it as well.
_REFUSING = ("strip", "mask")


async def _commands(client, server, change, to_client, state):
    while line := await client.readline():
        if state["tls"]:
            server.write(line)
        elif line.strip().upper() == b"STARTTLS" and change in _REFUSING:
            to_client.write(b"502 5.5.2 Error: command not recognized\r\n")
        else:
            state["asked"] = line.strip().upper() == b"STARTTLS"
            server.write(line)
        await server.drain()
        if state["asked"] and not state["tls"]:
            await state["answered"].wait()
            state["answered"].clear()
        if state["tls"]:
            await _copy(client, server)
            return


async def _replies(server, client, change, state):
    lines = []
    while line := await server.readline():
        lines.append(line)
        if line[3:4] == b"-":
            continue
        client.write(b"".join(_CHANGES[change](lines, state)))
        await client.drain()
        state["greeted"] = True
        if state["asked"]:
            state["tls"] = line.startswith(b"220")
            state["asked"] = False
            state["answered"].set()
        if state["tls"]:
            await _copy(server, client)
            return
        lines = []


async def _copy(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


async def _relay(reader, writer, server, change):
    state = {"greeted": False, "asked": False, "tls": False, "answered": asyncio.Event()}
    from_server, to_server = await asyncio.open_connection(server, 25)
    ways = [asyncio.ensure_future(_commands(reader, to_server, change, writer, state)),
            asyncio.ensure_future(_replies(from_server, writer, change, state))]
    done, pending = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    for way in pending:
        way.cancel()
    for way in done:
        # A connection that is reset is no news here.
        way.exception()
    to_server.close()
    writer.close()


async def _main(server, *places):
    listeners = []
    for place in places:
        address, _, change = place.partition("=")
        listeners.append(await asyncio.start_server(
            lambda reader, writer, change=change: _relay(reader, writer, server, change), address, 25))
    print("listening", flush=True)
    await asyncio.gather(*[listener.serve_forever() for listener in listeners])


asyncio.run(_main(*sys.argv[1:]))
