// Java's members of one group in one process, for benchmarks.rebalance; as members.py, which tells more.
//
//   Members BOOTSTRAP TOPIC PARTITIONS GROUP PROTOCOL MEMBERS ROUNDS
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.HashMap;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

public class Members {
    static final Duration POLL = Duration.ofMillis(500);
    static final long LATE = 60_000;
    static final Object changed = new Object();
    static final List<Member> members = new ArrayList<>();
    static String topic;
    static int partitions;
    static Map<String, Object> options;

    static class Member extends Thread {
        volatile long begun;
        volatile boolean leaving;
        Set<Integer> held = Set.of();

        public void run() {
            KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(options);
            begun = System.nanoTime();
            consumer.subscribe(List.of(topic));
            while (!leaving) {
                consumer.poll(POLL);
                Set<Integer> now = consumer.assignment().stream().map(TopicPartition::partition).collect(Collectors.toSet());
                if (!now.equals(held)) {
                    synchronized (changed) {
                        held = now;
                        changed.notify();
                    }
                }
            }
            begun = System.nanoTime();
            consumer.close();
        }
    }

    static boolean balanced() {
        int least = partitions / members.size(), sum = 0;
        Set<Integer> all = new HashSet<>();
        for (Member member : members) {
            int size = member.held.size();
            if (size < least || size > least + 1)
                return false;
            sum += size;
            all.addAll(member.held);
        }
        return sum == partitions && all.size() == partitions;
    }

    static long settled() throws InterruptedException {
        long end = System.currentTimeMillis() + LATE;
        synchronized (changed) {
            while (!balanced()) {
                long left = end - System.currentTimeMillis();
                if (left <= 0)
                    throw new IllegalStateException("not balanced");
                changed.wait(left);
            }
            return System.nanoTime();
        }
    }

    static Member grow() {
        Member member = new Member();
        members.add(member);
        member.start();
        return member;
    }

    public static void main(String[] args) throws Exception {
        topic = args[1];
        partitions = Integer.parseInt(args[2]);
        options = new HashMap<>(Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, args[0],
            ConsumerConfig.GROUP_ID_CONFIG, args[3],
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class));
        if (args[4].equals("consumer")) {
            options.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        } else {
            options.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500);
            options.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(args[4].equals("range") ? RangeAssignor.class : CooperativeStickyAssignor.class));
        }
        Random chance = new Random(1);
        for (int i = 0; i < Integer.parseInt(args[5]); i++)
            grow();
        settled();
        List<Double> join = new ArrayList<>(), leave = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[6]); i++) {
            Thread.sleep(500 + chance.nextInt(500));
            Member newcomer = grow();
            long end = settled();
            join.add((end - newcomer.begun) / 1e6);
            Thread.sleep(500 + chance.nextInt(500));
            members.remove(newcomer);
            newcomer.leaving = true;
            end = settled();
            newcomer.join();
            leave.add((end - newcomer.begun) / 1e6);
        }
        System.out.println("{\"join\": " + join + ", \"leave\": " + leave + "}");
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }
}
