"""The real oslo.messaging at one end: oslo_peer.py PORT TOPIC ROLE [SERVER].

Roles that send five messages of 1, 2, 3, 4 and 5 bytes and end: cast, fanout, call (and one call of a method that is not
there), notify. Roles that receive, say "up", read from standard input how many to wait for, and say how many and how many
bytes they got: serve, fail (the same, but raises an error for every second call), listen. OSLO_QUERY in the environment is the query of
the brokers' URL, which has oslo.messaging's options.
"""
import os
import sys
import time

import oslo_messaging
from oslo_config import cfg
from oslo_messaging._metrics import client as metrics

conf = cfg.ConfigOpts()
conf([])
conf.register_opts(metrics.oslo_messaging_metrics, group='oslo_messaging_metrics')
conf.set_override('metrics_thread_stop_timeout', 0, group='oslo_messaging_metrics')  # it waits for nothing, for 10 s
port, topic, role = sys.argv[1:4]
url = 'rabbit://guest:guest@127.0.0.1:%s/%s' % (port, os.environ.get('OSLO_QUERY', ''))
target = oslo_messaging.Target(topic=topic, server=sys.argv[4] if len(sys.argv) > 4 else 'server')


def messages():
    for seq in range(1, 6):
        yield seq, 'x' * seq, time.time(), 0, 0


def client():
    return oslo_messaging.RPCClient(oslo_messaging.get_rpc_transport(conf, url=url), target, timeout=10)


def cast(**where):
    caster = client()
    for message in messages():
        caster.prepare(**where).cast({'user': 'joe'} if message[0] == 5 else {}, 'info', message=message)


def call():
    caller = client()
    for message in messages():
        result = caller.call({}, 'info', message=message)
        assert result[:2] == list(message[:2]) and abs(result[2] - message[2]) < 1e-6, result
        assert message[2] <= result[3] <= time.time() and result[4] == 0, result
    try:
        caller.call({}, 'nosuch', message=message)
    except oslo_messaging.RemoteError as error:
        print(error.exc_type + ': ' + error.value, flush=True)


def notify():
    notifier = oslo_messaging.Notifier(oslo_messaging.get_notification_transport(conf, url=url), publisher_id='publisher-1',
                                       driver='messaging', topics=[topic])
    for message in messages():
        notifier.info({}, 'compute.start', message)


class Endpoint(object):
    count = 0
    size = 0

    def take(self, message):
        Endpoint.count += 1
        Endpoint.size += len(message[1])
        if role == 'fail' and message[0] % 2 == 0:
            raise ValueError('no even numbers')
        return [message[0], message[1], message[2], time.time(), 0]


class Server(Endpoint):
    def info(self, ctxt, message):
        return self.take(message)


class Listener(Endpoint):
    def info(self, ctxt, publisher_id, event_type, payload, metadata):
        assert event_type == 'compute.start' and metadata['timestamp'] > '2026', (event_type, metadata)
        self.take(payload)


def receive(server):
    server.start()
    print('up', flush=True)
    wanted, deadline = int(sys.stdin.readline()), time.time() + 20
    while Endpoint.count < wanted and time.time() < deadline:
        time.sleep(0.01)
    print(Endpoint.count, Endpoint.size, flush=True)
    os._exit(0)  # whoever sent has all replies; stop() and wait() wait for a broker that may not answer any more


if role == 'cast':
    cast()
elif role == 'fanout':
    cast(fanout=True)
elif role == 'call':
    call()
elif role == 'notify':
    notify()
elif role == 'listen':
    receive(oslo_messaging.get_notification_listener(oslo_messaging.get_notification_transport(conf, url=url),
                                                     [oslo_messaging.Target(topic=topic)], [Listener()], executor='threading'))
else:
    receive(oslo_messaging.get_rpc_server(oslo_messaging.get_rpc_transport(conf, url=url), target, [Server()], executor='threading'))
