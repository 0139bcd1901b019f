"""kombu against the cluster, as Celery uses it: python3 kombu_client.py PORT. Prints what it saw, one line each; KombuTest compares."""
import sys

from kombu import Connection, Exchange, Producer, Queue


def main(port):
    with Connection("amqp://guest:guest@127.0.0.1:%s//" % port) as connection:
        dead = Queue("dead", Exchange("dlx", "fanout"), "")
        tasks = Queue("tasks", Exchange("tasks", "direct"), "task", max_priority=9,
                      queue_arguments={"x-dead-letter-exchange": "dlx"})
        channel = connection.channel()
        producer = Producer(channel, serializer="json")
        for queue in (dead, tasks):
            queue(channel).declare()
        for priority in (0, 5, 9):
            producer.publish({"n": priority}, exchange="tasks", routing_key="task", priority=priority, retry=True)
        got = []

        def work(body, message):
            got.append(body["n"])
            message.reject() if body["n"] == 5 else message.ack()

        with connection.Consumer([tasks], callbacks=[work], prefetch_count=1):
            while len(got) < 3:
                connection.drain_events(timeout=20)
        print("by priority", got)
        with connection.Consumer([dead], callbacks=[lambda body, message: (got.append((body["n"], message.headers["x-death"][0]["reason"])),
                                                                         message.ack())]):
            while len(got) < 4:
                connection.drain_events(timeout=20)
        print("dead", got[3])


main(sys.argv[1])
