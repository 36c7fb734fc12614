"""The words around the tables."""

TITLES = {
    1: "equal settings, 100-byte values, 8 partitions, no compression",
    2: "every client at its own defaults",
    3: "other loads, equal settings",
    4: "memory",
    5: "one awaited send after the other, linger 0, acks=all",
    6: "how long an asyncio loop stands still, 1 KiB values, 1 MB batches",
}

HEAD = """\
# Benchmarks

`make bench` writes this file: Barnabas and its peers, one after the other, on one real broker. `make bench ARGS="--quick"`
is a look that publishes nothing; `ARGS="--only 1,5"` takes some tables, `ARGS="--help"` says the rest.
Needed: what the tests need, and Go for franz-go (left out without it).

{machine}

## How it is measured

- Each run is a process of its own on a fresh topic. It connects, warms up on another topic, learns the topic's partitions,
  and then measures: its own user + system time (all its threads), and wall time, until everything is acknowledged or read.
- Rounds go over all clients, every other round backwards, so that none has the machine's better hour. Medians are shown; the
  raw results are in `results/`. A ratio that has a target is the median of the rounds' own ratios, for what the machine gives changes more
  from round to round than within one.
- Each produced topic is counted twice afterwards, by its end offsets and by reading all of it; consumers read topics of exactly
  N records, and the bytes of values that they saw are compared. A run whose counts differ counts as failed.
- Client and broker share the cores, so **compare CPU first**: rates depend on what the broker gets.
- Values are 1000 distinct JSON-like strings of exact size, used in turn, without keys. They repeat inside a 1 MB batch of
  100-byte records, which flatters zstd there. Codec levels are each library's default.
- Equal settings: acks=all, linger 5 ms, batches up to 1 MB, 5 requests in flight per connection where a client has the setting
  (aiokafka sends one batch per partition at a time, and so do we without idempotence), no idempotence (franz-go has it on,
  as by default), fetches up to 50 MiB and 1 MiB per partition, no waiting for more (min 1 byte, max wait 500 ms),
  10,000 records per poll, CRCs checked. Partitions are assigned by hand, no group. confluent-kafka's
  `fetch.queue.backoff.ms` is 10 there, for its default of a second makes it stop and go; 10 was its best value here.
- Consumed topics were written in full 1 MB batches by confluent-kafka. Every value is touched (its length is summed).
- confluent's `produce_batch()` wants dicts: they are made once, outside the measurement. Errors are looked at everywhere: by the
  callback, by each future or handle, by `message.error()`.
- aiokafka and kafka-python produce fewer records, as the tables say: they need many times longer. The Java tools' processor
  time is that of the whole JVM with its start, and their rate is their own, without it.
- Latency: 3,000 sends, each awaited before the next, the first tenth left out. A quiet run takes two seconds, in which the machine has
  whims of its own, so there are five turns of these in each round. "Spins in send()": sync clients send
  without pause from the main thread while a second thread probes; in asyncio a second task sends and lets the loop go on every
  100 records. These go to another topic through the same producer.
- Memory is the growth of resident bytes after connecting and a warm-up, broker paused by SIGSTOP where said.
- Loop pauses: a task that runs in every turn of the loop notes the longest turn while the user sends ten records, or reads ten,
  between two turns. What a client itself does comes in each run, so the least of the runs is judged: the machine adds turns of its own,
  as a loop with nothing to do shows, which is watched for as long in the same process.
  A batch without a codec is decoded by the loop itself, 1 MB in 0.2 to 0.35 ms; the first four take 0.7 to 1.4, for the memory that they are
  copied to is fresh."""
