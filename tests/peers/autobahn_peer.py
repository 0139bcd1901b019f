"""autobahn against the router: python3 autobahn_peer.py URL json|msgpack OTHER_URL json|msgpack [unix socket paths as URLs
rs+unix:///path]. A callee and subscriber joins by the first pair, a caller and publisher by the second. Prints what they saw,
one line each; AutobahnTest compares. Ends by itself after 30 s at the latest."""
import asyncio
import os
import sys
from urllib.parse import urlparse

import txaio

txaio.use_asyncio()

from autobahn.asyncio.rawsocket import WampRawSocketClientFactory, WampRawSocketClientProtocol
from autobahn.asyncio.wamp import ApplicationSession
from autobahn.asyncio.websocket import WampWebSocketClientFactory
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.serializer import JsonSerializer, MsgPackSerializer
from autobahn.wamp.types import CallOptions, ComponentConfig, PublishOptions, RegisterOptions, SubscribeOptions, TransportDetails

# autobahn 22.7.1 forgets these on asyncio's rawsocket and asks for them at WELCOME.
WampRawSocketClientProtocol.transport_details = TransportDetails()


async def join(url, form, realm="realm1"):
    """A joined session, or the error that the router aborts with."""
    loop = asyncio.get_running_loop()
    joined = loop.create_future()

    class Session(ApplicationSession):
        async def onJoin(self, details):
            self.gone = loop.create_future()
            joined.set_result((self, details))

        def onUserError(self, failure, message):
            pass  # a procedure's error is the caller's affair

        def onLeave(self, details):
            if not joined.done():
                joined.set_result((None, details))
            self.disconnect()

        def onDisconnect(self):
            if joined.result()[0]:
                self.gone.set_result(None)

    serializer = JsonSerializer() if form == "json" else MsgPackSerializer()
    parts = urlparse(url)

    def session():
        return Session(ComponentConfig(realm))

    if parts.scheme == "ws":
        factory = WampWebSocketClientFactory(session, url=url, serializers=[serializer])
        await loop.create_connection(factory, parts.hostname, parts.port)
    else:
        factory = WampRawSocketClientFactory(session, serializer=serializer)
        if parts.scheme == "rs+unix":
            await loop.create_unix_connection(factory, parts.path)
        else:
            await loop.create_connection(factory, parts.hostname, parts.port)
    return await joined


def loop_future():
    return asyncio.get_running_loop().create_future()


async def refusal(what, call):
    try:
        print(what, "went well:", await call)
    except ApplicationError as error:
        print(what, error.error, list(error.args))


async def main(url, form, other_url, other_form):
    nobody, details = await join(url, form, "elsewhere")
    print("no realm", nobody, details.reason)
    callee, details = await join(url, form)
    caller, other_details = await join(other_url, other_form)
    print("roles", sorted(callee._router_roles), callee._router_roles["dealer"].shared_registration, details.session != other_details.session)

    def echo(*args, **kwargs):
        return {"args": list(args), "kwargs": kwargs}

    async def later(x):
        await asyncio.sleep(0)
        return x * 2

    def fail():
        raise ApplicationError("com.example.broken", "a", 7, why="because")

    echo_registration = await callee.register(echo, "com.example.echo")
    await callee.register(later, "com.example.later")
    await callee.register(fail, "com.example.fail")
    print("echo", await caller.call("com.example.echo", 1, -2.5, "ü", None, True, [1, {"a": 2}], 2 ** 53, b"\x00\xff", k="v"))
    print("large", len((await caller.call("com.example.echo", "x" * 200000))["args"][0]))
    print("in order", await asyncio.gather(*[caller.call("com.example.later", i) for i in range(200)]) == [2 * i for i in range(200)])
    print("add2 in the router", await caller.call("com.example.add2", 2, 3), await callee.call("com.example.add2", 2, 0.5))
    try:
        await caller.call("com.example.fail")
    except ApplicationError as error:
        print("failed", error.error, list(error.args), error.kwargs)
    await refusal("nobody", caller.call("com.example.nobody"))
    await refusal("twice", caller.register(echo, "com.example.echo"))
    await refusal("reserved", caller.register(echo, "wamp.mine"))
    await refusal("too late", caller.call("com.example.never", options=CallOptions(timeout=50)))
    await echo_registration.unregister()
    await refusal("unregistered", caller.call("com.example.echo"))

    shared = []
    for number in range(3):
        session, _ = await join(url, form)
        await session.register(lambda number=number: number, "com.example.shared", options=RegisterOptions(invoke="roundrobin"))
        shared.append(session)
    print("roundrobin", [await caller.call("com.example.shared") for _ in range(7)])
    await refusal("other policy", caller.register(echo, "com.example.shared", options=RegisterOptions(invoke="random")))
    shared[1].leave()
    await shared[1].gone
    print("without one", sorted({await caller.call("com.example.shared") for _ in range(4)}))

    def counting(upto, details=None):
        for number in range(1, upto):
            if details.progress:
                details.progress(number)
        return upto

    parts = []
    await callee.register(counting, "com.example.counting", options=RegisterOptions(details_arg="details"))
    print("parts", await caller.call("com.example.counting", 3, options=CallOptions(on_progress=parts.append)), parts)
    print("no parts", await caller.call("com.example.counting", 3))
    named = lambda details=None: details.procedure
    for match, pattern in (("prefix", "com.pattern."), ("wildcard", "com..wild")):
        await callee.register(named, pattern, options=RegisterOptions(match=match, details_arg="details"))
    print("patterns", [await caller.call(name) for name in ("com.pattern.a.b", "com.any.wild")])
    await refusal("no pattern", caller.call("com.any.wild.more"))

    events = asyncio.Queue()
    subscription = await callee.subscribe(lambda *args, **kwargs: events.put_nowait((args, kwargs)), "com.example.topic")
    await caller.subscribe(lambda *args: print("publisher got its own event", args), "com.example.topic")
    acknowledge = PublishOptions(acknowledge=True)
    publication = await caller.publish("com.example.topic", 1, b"\x01", a=2, options=acknowledge)
    print("event", await events.get(), publication.id > 0)
    await caller.publish("com.example.topic", 2, options=PublishOptions(acknowledge=True, exclude=[details.session]))
    await caller.publish("com.example.topic", 3, options=PublishOptions(acknowledge=True, eligible=[details.session]))
    print("not excluded", await events.get())
    await subscription.unsubscribe()
    await caller.publish("com.example.topic", 4, options=acknowledge)
    await callee.call("com.example.add2", 1, 1)
    print("unsubscribed", events.empty())

    for match, pattern in (("prefix", "com.example.to"), ("wildcard", "com..other")):
        await callee.subscribe(lambda details=None: events.put_nowait(details.topic), pattern,
                               options=SubscribeOptions(match=match, details_arg="details"))
    for topic in ("com.example.topic", "com.x.other"):
        await caller.publish(topic, options=acknowledge)
    print("topics", [await events.get(), await events.get()])

    interrupted = loop_future()

    async def cancelled():
        begun.set_result(None)
        try:
            await loop_future()
        except asyncio.CancelledError:
            interrupted.set_result(True)

    begun = loop_future()
    await callee.register(cancelled, "com.example.cancelled")
    unwanted = caller.call("com.example.cancelled")
    await begun
    unwanted.cancel()
    print("interrupted", await interrupted)

    begun = loop_future()

    async def slow():
        begun.set_result(None)
        await loop_future()

    await callee.register(slow, "com.example.slow")
    unanswered = caller.call("com.example.slow")
    await begun
    callee.leave()
    await refusal("callee left", unanswered)
    for session in (callee, caller):
        if session is caller:
            caller.leave()
        await session.gone
    print("all gone", flush=True)
    os._exit(0)  # the slow procedure is still at it, and asyncio would tell


asyncio.run(asyncio.wait_for(main(*sys.argv[1:5]), 30))
