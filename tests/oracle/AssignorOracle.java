// Answers for Kafka's own clients: how Java's assignors deal out partitions, and how it writes and reads the
// subscription and assignment of the consumer protocol. One request a line on stdin, one answer a line on stdout.
//
//   ASSIGNOR ; topic,partitions,racks ... ; member,instance,rack,topic+topic,owned,generation ...   ->  member=topic:0+1/topic:2 ...
//     racks: one group per partition, separated by "/", its racks by "+"; "-" for none
//     owned and generation may be left out
//   user-data ASSIGNOR partitions generation                                               ->  what it tells of itself
//   subscription version topics owned generation rack userdata                             ->  hex
//   assignment version partitions userdata                                                 ->  hex
//   read-subscription hex, read-assignment hex                                             ->  fields, or "error"
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

public class AssignorOracle {
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            out.println(switch (words[0]) {
                case "range", "roundrobin", "sticky", "cooperative-sticky" -> assign(words[0], line);
                case "user-data" -> userData(told(words[1], partitions(words[2]), Integer.parseInt(words[3])));
                case "subscription" -> hex(ConsumerProtocol.serializeSubscription(new Subscription(
                    list(words[2]), bytes(words[6]), partitions(words[3]), Integer.parseInt(words[4]), text(words[5])),
                    Short.parseShort(words[1])));
                case "assignment" -> hex(ConsumerProtocol.serializeAssignment(
                    new Assignment(partitions(words[2]), bytes(words[3])), Short.parseShort(words[1])));
                case "read-subscription" -> readSubscription(ByteBuffer.wrap(HexFormat.of().parseHex(words[1])));
                case "read-assignment" -> readAssignment(ByteBuffer.wrap(HexFormat.of().parseHex(words[1])));
                default -> throw new IllegalArgumentException(line);
            });
        }
    }

    static ConsumerPartitionAssignor assignor(String name) {
        return switch (name) {
            case "range" -> new RangeAssignor();
            case "roundrobin" -> new RoundRobinAssignor();
            case "sticky" -> new StickyAssignor();
            default -> new CooperativeStickyAssignor();
        };
    }

    // What a member's assignor says of the assignment that it was given.
    static ByteBuffer told(String name, List<TopicPartition> owned, int generation) {
        ConsumerPartitionAssignor assignor = assignor(name);
        if (generation >= 0)
            assignor.onAssignment(new Assignment(owned), new ConsumerGroupMetadata("g", generation, "m", Optional.empty()));
        return assignor.subscriptionUserData(Set.of());
    }

    static String assign(String name, String line) {
        String[] parts = line.split(" ; ");
        Map<String, Node> nodes = new HashMap<>();
        List<PartitionInfo> infos = new ArrayList<>();
        for (String topic : parts[1].split(" ")) {
            String[] fields = topic.split(",");
            if (fields[0].equals("-")) continue;
            String[] racks = fields.length > 2 ? fields[2].split("/") : new String[0];
            for (int p = 0; p < Integer.parseInt(fields[1]); p++) {
                List<Node> replicas = new ArrayList<>();
                for (String rack : list(p < racks.length ? racks[p] : "-"))
                    replicas.add(nodes.computeIfAbsent(rack, r -> new Node(nodes.size(), "h", 1, r)));
                Node[] array = replicas.toArray(new Node[0]);
                infos.add(new PartitionInfo(fields[0], p, array.length > 0 ? array[0] : null, array, array));
            }
        }
        Cluster cluster = new Cluster("c", nodes.values(), infos, Set.of(), Set.of());
        Map<String, Subscription> subscriptions = new LinkedHashMap<>();
        for (String member : parts[2].split(" ")) {
            String[] fields = member.split(",");
            List<TopicPartition> owned = partitions(fields.length > 4 ? fields[4] : "-");
            int generation = fields.length > 5 ? Integer.parseInt(fields[5]) : -1;
            List<TopicPartition> held = name.equals("cooperative-sticky") ? owned : List.of();
            Subscription subscription = new Subscription(
                list(fields[3]), told(name, owned, generation), held, generation, text(fields[2]));
            subscription.setGroupInstanceId(text(fields[1]));
            subscriptions.put(fields[0], subscription);
        }
        Map<String, Assignment> result = assignor(name).assign(cluster, new GroupSubscription(subscriptions)).groupAssignment();
        List<String> answers = new ArrayList<>();
        for (Map.Entry<String, Assignment> entry : new TreeMap<>(result).entrySet())
            answers.add(entry.getKey() + "=" + show(entry.getValue().partitions()));
        return String.join(" ", answers);
    }

    // Topics in alphabetical order, for the order of topics in Java's lists is that of a hash map; partitions as given.
    static String show(List<TopicPartition> partitions) {
        Map<String, List<String>> topics = new TreeMap<>();
        for (TopicPartition tp : partitions)
            topics.computeIfAbsent(tp.topic(), t -> new ArrayList<>()).add(String.valueOf(tp.partition()));
        List<String> shown = new ArrayList<>();
        topics.forEach((topic, numbers) -> shown.add(topic + ":" + String.join("+", numbers)));
        return shown.isEmpty() ? "-" : String.join("/", shown);
    }

    static String readSubscription(ByteBuffer buffer) {
        try {
            Subscription s = ConsumerProtocol.deserializeSubscription(buffer);
            List<String> topics = new ArrayList<>(s.topics());
            return (topics.isEmpty() ? "-" : String.join("+", topics)) + " " + show(s.ownedPartitions()) + " "
                + s.generationId().orElse(-1) + " " + s.rackId().orElse("-") + " " + userData(s.userData());
        } catch (RuntimeException e) {
            return "error";
        }
    }

    static String readAssignment(ByteBuffer buffer) {
        try {
            Assignment a = ConsumerProtocol.deserializeAssignment(buffer);
            return show(a.partitions()) + " " + userData(a.userData());
        } catch (RuntimeException e) {
            return "error";
        }
    }

    static String userData(ByteBuffer data) {
        return data == null ? "-" : "x" + hex(data);
    }

    static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static List<String> list(String word) {
        return word.equals("-") ? Collections.emptyList() : List.of(word.split("\\+"));
    }

    static Optional<String> text(String word) {
        return word.equals("-") ? Optional.empty() : Optional.of(word);
    }

    static ByteBuffer bytes(String word) {
        return word.equals("-") ? null : ByteBuffer.wrap(HexFormat.of().parseHex(word.substring(1)));
    }

    static List<TopicPartition> partitions(String word) {
        List<TopicPartition> all = new ArrayList<>();
        if (!word.equals("-"))
            for (String topic : word.split("/"))
                for (String number : topic.substring(topic.indexOf(':') + 1).split("\\+"))
                    all.add(new TopicPartition(topic.substring(0, topic.indexOf(':')), Integer.parseInt(number)));
        return all;
    }
}
