"""`make demo`: Barnabas on a real Kafka of your own machine, from nothing to a group that has read everything."""

from __future__ import annotations

import barnabas
from tests.harness.broker import Broker

RECORDS = 1000


def main() -> None:
    """Starts a broker, creates a topic, produces, consumes in a group, and says what happened."""
    print("Starting Apache Kafka ...")
    with Broker() as broker, barnabas.Client(broker.bootstrap) as client:
        cluster = client.admin.describe_cluster()
        print(f"Kafka {broker.version} answers at {broker.bootstrap}, cluster {cluster.cluster_id}")

        (topic,) = client.admin.create_topics([barnabas.NewTopic("orders", partitions=3, replication_factor=1)])
        if topic.error is not None:
            raise topic.error
        print(f"Created topic {topic.name} with 3 partitions, id {topic.topic_id}")

        with client.producer(compression_type="zstd") as producer:
            deliveries = [
                producer.send("orders", b"order %d" % i, key=b"customer %d" % (i % 7)) for i in range(RECORDS)
            ]
            written = [delivery.result(timeout=30) for delivery in deliveries]
        print(f"Produced {len(written)} records; the last one: {written[-1]}")

        read: dict[int, int] = {}
        with client.consumer("orders", group_id="demo", auto_offset_reset="earliest") as consumer:
            while sum(read.values()) < RECORDS:
                match consumer.poll(timeout=10.0):
                    case barnabas.Rebalance(assigned=assigned) if assigned:
                        print(f"The group gave this member partitions {sorted(p.partition for p in assigned)}")
                    case records:
                        for record in records:
                            read[record.partition] = read.get(record.partition, 0) + 1
            consumer.commit()
            committed = {p.partition: offset and offset.offset for p, offset in consumer.committed().items()}
        for partition, count in sorted(read.items()):
            print(f"Read {count} records of partition {partition}; committed offset {committed[partition]}")
        print(f"All {sum(read.values())} records were read once. That is all it takes.")


if __name__ == "__main__":
    main()
