"""Autobahn's WebSocket client against a chat server: python3 chat_peer.py PORT awaiting|queueing. Prints what it saw, one line
each; AutobahnTest compares."""
import asyncio
import json
import sys

from autobahn.asyncio.websocket import WebSocketClientFactory, WebSocketClientProtocol
from autobahn.websocket.compress import PerMessageDeflateOffer


class User(WebSocketClientProtocol):
    def __init__(self):
        super().__init__()
        self.heard = asyncio.Queue()
        self.pongs = asyncio.Queue()
        self.pings = asyncio.Queue()
        self.ended = asyncio.get_running_loop().create_future()

    def onConnect(self, response):
        self.extensions = response.extensions

    def onMessage(self, payload, isBinary):
        self.heard.put_nowait(json.loads(payload))

    def onPing(self, payload):
        super().onPing(payload)
        self.pings.put_nowait(payload)

    def onPong(self, payload):
        self.pongs.put_nowait(payload)

    def onClose(self, wasClean, code, reason):
        self.ended.set_result((code, "clean" if wasClean else "not clean"))

    def say(self, **message):
        self.sendMessage(json.dumps(message).encode())

    async def hear(self):
        return await asyncio.wait_for(self.heard.get(), 20)


async def join(port, style):
    factory = WebSocketClientFactory(f"ws://127.0.0.1:{port}/ws")
    factory.protocol = User
    factory.setProtocolOptions(perMessageCompressionOffers=[PerMessageDeflateOffer()])
    _, user = await asyncio.get_running_loop().create_connection(factory, "127.0.0.1", port)
    await user.is_open
    if style == "queueing":
        assert await user.hear() == {"accept": True}
    return user


async def end(port, style, *messages, **how):
    user = await join(port, style)
    for message in messages:
        user.sendMessage(message, **how)
    return await asyncio.wait_for(user.ended, 20)


async def main(port, style):
    one, two = await join(port, style), await join(port, style)
    print("extensions", one.extensions)
    one.say(action_type="direct", body="1700000000000")
    answer = await one.hear()
    print("direct", answer["action_type"], answer["body"], answer["data"].isdigit(), sorted(answer))
    for i in range(100):
        one.say(action_type="broadcast", body=f"{i} é")
    for user in one, two:
        print("in order", [(await user.hear())["body"] for _ in range(100)] == [f"{i} é" for i in range(100)])
    two.sendMessage(json.dumps({"action_type": "broadcast", "body": "x" * 1000}).encode(), fragmentSize=10)
    print("fragments", len((await one.hear())["body"]))
    one.sendMessage(b"nonsense")
    print("invalid", (await one.hear())["body"])
    one.sendPing(b"hello")
    print("pong", await asyncio.wait_for(one.pongs.get(), 20))
    if style == "queueing":
        for _ in range(5):
            await asyncio.wait_for(two.pings.get(), 20)
        print("pinged, and still in", two.state == User.STATE_OPEN)
    print("binary", *await end(port, style, b"x", isBinary=True))
    print("bad UTF-8", *await end(port, style, b"\xc3("))
    print("1 MB", *await end(port, style, b"x" * 1000000))
    print("1 MB in fragments", *await end(port, style, b"x" * 1000000, fragmentSize=1000))
    two.sendClose(1000, "bye")
    print("close", *await asyncio.wait_for(two.ended, 20))
    one.say(action_type="broadcast", body="alone")
    while (await one.hear())["body"] != "alone":
        pass
    print("goes on", one.heard.empty())


asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
