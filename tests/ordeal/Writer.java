// What `worker.write` does, with the Java producer, for comparison: sends to every partition in turn and notes what became of
// each record, in the same journal (see worker.py). Arguments: bootstrap, topic, partitions, life, journal, name=value...

import java.io.FileWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public class Writer {
    static final int BURST = 10;
    static final long LINGER_MS = 50;
    static final Duration CLOSE = Duration.ofSeconds(90);

    public static void main(String[] told) throws Exception {
        String topic = told[1], life = told[3];
        int partitions = Integer.parseInt(told[2]);
        Journal journal = new Journal(told[4]);
        Properties options = new Properties();
        options.put("bootstrap.servers", told[0]);
        options.put("client.id", life);
        options.put("request.timeout.ms", "5000");
        options.put("metadata.max.age.ms", "5000");
        for (int i = 5; i < told.length; i++) {
            String[] option = told[i].split("=", 2);
            options.put(option[0], option[1]);
        }
        journal.note("S", -1, -1, -1);
        int[] sequences = new int[partitions];
        var producer = new KafkaProducer<>(options, new ByteArraySerializer(), new ByteArraySerializer());
        Thread ending = Thread.currentThread();
        Thread input = new Thread(() -> {
            try {
                while (System.in.read() >= 0) { }
            } catch (IOException ignored) { }
            ending.interrupt();
        });
        input.setDaemon(true);
        input.start();
        try {
            while (true) {
                Thread.sleep(LINGER_MS);
                for (int number = 0; number < partitions; number++) {
                    for (int i = 0; i < BURST; i++) {
                        send(producer, journal, topic, life, number, sequences[number]++);
                    }
                }
                journal.flush();
            }
        } catch (InterruptedException | org.apache.kafka.common.errors.InterruptException ended) {
            Thread.interrupted();
        }
        producer.close(CLOSE);
        journal.note("E", -1, -1, -1);
        journal.flush();
    }

    static void send(KafkaProducer<byte[], byte[]> producer, Journal journal, String topic, String life, int number, int sequence) {
        byte[] value = value(life, number, sequence);
        producer.send(new ProducerRecord<>(topic, number, null, value), (metadata, error) -> {
            if (error == null) {
                journal.note("A", number, sequence, metadata.offset());
            } else {
                journal.note("F", number, sequence, -1);
                if (!(error instanceof TimeoutException)) System.err.println("a record failed: " + error);
            }
        });
    }

    static byte[] value(String life, int number, int sequence) {
        String body = life + "|" + number + "|" + sequence + "|-1|";
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        String value = body + ".".repeat(40) + String.format("|%08x", crc.getValue());
        return value.getBytes(StandardCharsets.US_ASCII);
    }

    static class Journal {
        private final FileWriter out;
        private final StringBuilder lines = new StringBuilder();

        Journal(String path) throws IOException {
            out = new FileWriter(path, true);
        }

        synchronized void note(String kind, int partition, long first, long last) {
            lines.append(String.format("%.3f %s %d %d %d%n", System.nanoTime() / 1e9, kind, partition, first, last));
        }

        synchronized void flush() throws IOException {
            out.write(lines.toString());
            out.flush();
            lines.setLength(0);
        }
    }
}
