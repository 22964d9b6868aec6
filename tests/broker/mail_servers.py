# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail servers on every address of 127.0.0.0/8, in one process: mail_servers.py PORT FOLDER. Each connection is a line
in FOLDER/connections, the address that was connected to. A connection to 127.9.0.0/16 kills the process that made it, one
to 127.8.0.0/16 gets no greeting before there is a file FOLDER/release-ADDRESS."""

import asyncio
import os
import signal
import subprocess
import sys


PORT, FOLDER = int(sys.argv[1]), sys.argv[2]


def kill_peer(port):
    """The process that has this local port."""
    shown = subprocess.run(["ss", "-tnpH", "sport", "=", f":{port}"], capture_output=True, text=True, check=True).stdout
    for part in shown.split("pid=")[1:]:
        os.kill(int(part.split(",")[0]), signal.SIGKILL)


async def serve(reader, writer, log):
    address = writer.get_extra_info("sockname")[0]
    log.write(address + "\n")
    if address.startswith("127.9."):
        kill_peer(writer.get_extra_info("peername")[1])
    while address.startswith("127.8.") and not os.path.exists(f"{FOLDER}/release-{address}"):
        await asyncio.sleep(0.05)
    replies = {b"EHLO": b"250-mx.test\r\n250 PIPELINING\r\n", b"QUIT": b"221 2.0.0 bye\r\n"}
    try:
        writer.write(b"220 mx.test ESMTP\r\n")
        while line := await reader.readline():
            verb = line.strip().upper()[:4]
            writer.write(replies.get(verb, b"502 5.5.1 no\r\n"))
            await writer.drain()
            if verb == b"QUIT":
                break
    except ConnectionError:
        pass
    writer.close()


async def main():
    with open(os.path.join(FOLDER, "connections"), "a", buffering=1, encoding="ascii") as log:
        server = await asyncio.start_server(lambda r, w: serve(r, w, log), "0.0.0.0", PORT, backlog=4096)
        async with server:
            print("up", flush=True)
            await server.serve_forever()


asyncio.run(main())
