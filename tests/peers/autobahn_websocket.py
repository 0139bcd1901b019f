"""A WebSocket server by autobahn for our client: prints its port, then what it saw, one line each. Echoes text; "pieces" comes
back in fragments of three octets with a ping before it, "enough" is answered with a close of 3000. Ends with its input, or after 30 s."""
import asyncio
import sys

import txaio

txaio.use_asyncio()

from autobahn.asyncio.websocket import WebSocketServerFactory, WebSocketServerProtocol


def say(*words):
    print(*words, flush=True)


class Peer(WebSocketServerProtocol):
    def onConnect(self, request):
        say("upgrade", request.path, request.version, request.protocols, request.extensions)

    def onMessage(self, payload, is_binary):
        text = payload.decode("utf-8")
        say("message", is_binary, len(payload), text[:10])
        if text == "pieces":
            self.sendPing(b"there?")
            self.sendMessage("in pieces: grüße".encode("utf-8"), fragmentSize=3)
        elif text == "enough":
            self.sendClose(3000, "enough")
        else:
            self.sendMessage(payload)

    def onPong(self, payload):
        say("pong", payload)

    def onClose(self, was_clean, code, reason):
        say("closed", was_clean, code, reason)


async def main():
    loop = asyncio.get_running_loop()
    factory = WebSocketServerFactory()
    factory.protocol = Peer
    server = await loop.create_server(factory, "127.0.0.1", 0)
    say(server.sockets[0].getsockname()[1])
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    try:
        await asyncio.wait_for(reader.read(), 30)
    except asyncio.TimeoutError:
        say("nobody ended this peer")


asyncio.run(main())
