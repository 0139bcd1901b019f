"""pika against the cluster: python3 pika_client.py PORT OTHER_PORT. Prints what it saw, one line each; PikaTest compares."""
import sys

import pika
from pika.exceptions import ChannelClosedByBroker, ConnectionClosedByBroker, ProbableAuthenticationError, UnroutableError


def connect(port, password="guest"):
    return pika.BlockingConnection(
        pika.ConnectionParameters("127.0.0.1", port, "/", pika.PlainCredentials("guest", password), heartbeat=30))


def main(port, other_port):
    here, there = connect(port), connect(other_port)
    channel = here.channel()
    channel.exchange_declare("openstack", "topic")
    channel.queue_declare("profiler_topic", arguments={"x-expires": 1800000})
    channel.queue_bind("profiler_topic", "openstack", "profiler_topic.#")
    publisher = there.channel()
    publisher.confirm_delivery()
    properties = pika.BasicProperties("application/json", "utf-8", headers={"n": 1, "deep": {"list": [1, "a", None]}},
                                      delivery_mode=2, priority=0, expiration="60000")
    for i in range(100):
        publisher.basic_publish("openstack", "profiler_topic.server", b"%d" % i * 500, properties, mandatory=True)
    channel.basic_qos(prefetch_count=10)
    bodies = []
    for method, got, body in channel.consume("profiler_topic", inactivity_timeout=20):
        bodies.append(body)
        channel.basic_ack(method.delivery_tag)
        if len(bodies) == 100:
            break
    channel.cancel()
    print("in order", bodies == [b"%d" % i * 500 for i in range(100)])
    print("properties", got.content_type, got.headers, got.expiration, got.delivery_mode)
    try:
        publisher.basic_publish("openstack", "nowhere", b"x", mandatory=True)
    except UnroutableError as error:
        print("returned", error.messages[0].method.reply_code, error.messages[0].method.reply_text)
    print("empty get", channel.basic_get("profiler_topic"))
    cancelled = []
    channel.add_on_cancel_callback(lambda frame: cancelled.append(frame.method.consumer_tag))
    channel.basic_consume("profiler_topic", lambda *_: None, consumer_tag="mine")
    publisher.queue_delete("profiler_topic")
    here.process_data_events(time_limit=20)
    while not cancelled:
        here.process_data_events(time_limit=20)
    print("cancelled", cancelled)
    replies = []
    server = publisher.queue_declare("", exclusive=True).method.queue
    channel.basic_consume("amq.rabbitmq.reply-to", lambda _, method, props, body: replies.append((body, props.correlation_id)), auto_ack=True)
    channel.basic_publish("", server, b"7", pika.BasicProperties(reply_to="amq.rabbitmq.reply-to", correlation_id="c"))
    for method, asked, body in publisher.consume(server, auto_ack=True, inactivity_timeout=20):
        publisher.basic_publish("", asked.reply_to, b"re: " + body, pika.BasicProperties(correlation_id=asked.correlation_id))
        break
    publisher.cancel()
    while not replies:
        here.process_data_events(time_limit=20)
    print("replied", replies[0][0], replies[0][1] == "c")
    try:
        channel.queue_declare("profiler_topic", passive=True)
    except ChannelClosedByBroker as error:
        print("channel closed", error.reply_code)
    try:
        here.channel().basic_recover(False)
    except ConnectionClosedByBroker as error:
        print("connection closed", error.reply_code)
    try:
        connect(port, "wrong")
    except ProbableAuthenticationError:
        print("wrong password told")
    there.close()


main(int(sys.argv[1]), int(sys.argv[2]))
