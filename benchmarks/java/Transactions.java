// One transaction after the other with the Java producer: begin, send, flush, commit. Prints one line of JSON: seconds of the
// measured section, of processor time in it, and of each flush and commit. Arguments: bootstrap, topic, topic of the warm-up, records,
// records per transaction, a file with one value a line, then name=value...

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public class Transactions {
    static byte[][] values;
    static KafkaProducer<byte[], byte[]> producer;

    public static void main(String[] told) throws Exception {
        int records = Integer.parseInt(told[3]), per = Integer.parseInt(told[4]);
        values = Files.readAllLines(Path.of(told[5])).stream().map(String::getBytes).toArray(byte[][]::new);
        Properties options = new Properties();
        options.put("bootstrap.servers", told[0]);
        for (int i = 6; i < told.length; i++) {
            String[] option = told[i].split("=", 2);
            options.put(option[0], option[1]);
        }
        producer = new KafkaProducer<>(options, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        run(told[2], 10, 1000, new long[10], new long[10]);
        producer.partitionsFor(told[1]);
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long[] flushes = new long[records / per], commits = new long[records / per];
        long cpu = system.getProcessCpuTime(), wall = System.nanoTime();
        run(told[1], records / per, per, flushes, commits);
        wall = System.nanoTime() - wall;
        cpu = system.getProcessCpuTime() - cpu;
        producer.close();
        System.out.printf("{\"wall_s\": %f, \"cpu_s\": %f, \"flushes\": %s, \"commits\": %s}%n",
            wall / 1e9, cpu / 1e9, seconds(flushes), seconds(commits));
    }

    static void run(String topic, int transactions, int per, long[] flushes, long[] commits) {
        for (int t = 0; t < transactions; t++) {
            producer.beginTransaction();
            for (int n = 0; n < per; n++) {
                producer.send(new ProducerRecord<>(topic, values[n % values.length]));
            }
            long start = System.nanoTime();
            producer.flush();
            long flushed = System.nanoTime();
            producer.commitTransaction();
            commits[t] = System.nanoTime() - flushed;
            flushes[t] = flushed - start;
        }
    }

    static String seconds(long[] nanos) {
        return Arrays.stream(nanos).mapToObj(n -> String.format("%.6f", n / 1e9)).collect(Collectors.joining(", ", "[", "]"));
    }
}
