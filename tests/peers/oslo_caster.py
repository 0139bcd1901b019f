"""The original's client of casts, one thread: oslo_caster.py PORT TOPIC SERVER SECONDS FROM:WEIGHT...

As oslo.messaging's own simulator casts: RPCClient.cast in a loop, the message a list of number, one of a thousand bodies of
random letters, time, and two zeros. Each cast returns when RabbitMQ has confirmed it. A second to warm up, then SECONDS that
count. A length is drawn by WEIGHT, and from the 500 that begin at FROM. Prints how many casts there were, how long they
took, and how many there were with those of the warm-up.
"""
import json
import random
import string
import sys
import time

import oslo_messaging
from oslo_config import cfg
from oslo_messaging._metrics import client as metrics

port, topic, server, seconds = sys.argv[1:5]
buckets = [[int(number) for number in bucket.split(':')] for bucket in sys.argv[5:]]
chance = random.Random(4)
bodies = []
for start, _ in chance.choices(buckets, weights=[weight for _, weight in buckets], k=1000):
    bodies.append(''.join(chance.choices(string.ascii_lowercase, k=start + chance.randrange(500))))

conf = cfg.ConfigOpts()
conf([])
conf.register_opts(metrics.oslo_messaging_metrics, group='oslo_messaging_metrics')
conf.set_override('metrics_thread_stop_timeout', 0, group='oslo_messaging_metrics')  # it waits for nothing, for 10 s
transport = oslo_messaging.get_rpc_transport(conf, url='rabbit://guest:guest@127.0.0.1:%s/' % port)
client = oslo_messaging.RPCClient(transport, oslo_messaging.Target(topic=topic, server=server))
seq = 0


def cast(duration):
    global seq
    began, first = time.monotonic(), seq
    while time.monotonic() - began < duration:
        seq += 1
        client.cast({}, 'info', message=[seq, bodies[chance.randrange(1000)], time.time(), 0, 0])
    return seq - first, time.monotonic() - began


cast(1)
casts, took = cast(float(seconds))
transport.cleanup()
print(json.dumps({'casts': casts, 'tookSec': took, 'all': seq}), flush=True)
