import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;

/**
 * Prints golden vectors of every message of the kafka-clients on the class path: name, version, kind, bytes, JSON.
 *
 * The kinds: DEFAULTS as constructed; FULL with a value in every field that the version has, derived from the field's
 * path, two items in every array; NULLS the same with null in whatever may be null; TAGS the same as FULL with a tag
 * unknown to Kafka in every struct.
 */
public class ProtocolOracle {
    enum Kind { DEFAULTS, FULL, NULLS, TAGS }

    static final int UNKNOWN_TAG = 9999;

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String name : messages()) {
            Class<?> type = Class.forName("org.apache.kafka.common.message." + name);
            if (type.isInterface() || !Message.class.isAssignableFrom(type)) {
                continue;
            }
            Schema[] schemas = (Schema[]) type.getField("SCHEMAS").get(null);
            short low = type.getField("LOWEST_SUPPORTED_VERSION").getShort(null);
            short high = type.getField("HIGHEST_SUPPORTED_VERSION").getShort(null);
            var json = Class.forName(type.getName() + "JsonConverter").getMethod("write", type, short.class, boolean.class);
            for (short version = low; version <= high; version++) {
                for (Kind kind : Kind.values()) {
                    if (kind == Kind.TAGS && tagSection(schemas[version]) == null) {
                        continue;
                    }
                    Message message = (Message) type.getConstructor().newInstance();
                    if (kind != Kind.DEFAULTS) {
                        fill(message, schemas[version], name, kind);
                    }
                    out.println(String.join("\t", name, "" + version, kind.name(), bytes(message, version),
                        json.invoke(null, message, version, false).toString()));
                }
            }
        }
        out.flush();
    }

    static TreeSet<String> messages() throws Exception {
        TreeSet<String> names = new TreeSet<>();
        var location = Message.class.getProtectionDomain().getCodeSource().getLocation();
        try (JarFile jar = new JarFile(location.getPath())) {
            jar.stream().map(entry -> entry.getName())
                .filter(name -> name.matches("org/apache/kafka/common/message/\\w+\\.class"))
                .map(name -> name.substring(name.lastIndexOf('/') + 1, name.length() - 6))
                .filter(name -> !name.endsWith("JsonConverter"))
                .forEach(names::add);
        }
        return names;
    }

    static String bytes(Message message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer buffer = ByteBuffer.allocate(message.size(cache, version));
        message.write(new ByteBufferAccessor(buffer), cache, version);
        if (buffer.hasRemaining()) {
            throw new IllegalStateException(message + " is shorter than its size");
        }
        return HexFormat.of().formatHex(buffer.array());
    }

    static TaggedFields tagSection(Schema schema) {
        for (BoundField bound : schema.fields()) {
            if (bound.def.type instanceof TaggedFields) {
                return (TaggedFields) bound.def.type;
            }
        }
        return null;
    }

    static void fill(Message target, Schema schema, String path, Kind kind) throws Exception {
        Map<String, Field> members = new HashMap<>();
        for (Field member : target.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(member.getModifiers())) {
                member.setAccessible(true);
                members.put(member.getName().replace("_", "").toLowerCase(), member);
            }
        }
        List<org.apache.kafka.common.protocol.types.Field> present = new ArrayList<>();
        for (BoundField bound : schema.fields()) {
            if (bound.def.type instanceof TaggedFields) {
                present.addAll(tagged((TaggedFields) bound.def.type).values());
            } else {
                present.add(bound.def);
            }
        }
        for (org.apache.kafka.common.protocol.types.Field def : present) {
            Field member = members.get(def.name.replace("_", ""));
            if (member == null) {
                throw new IllegalStateException(target.getClass() + " has no member for " + def.name);
            }
            // Before 4.0 the type of records was nullable throughout, though a snapshot's records never are.
            boolean nothing = kind == Kind.NULLS && def.type.isNullable() && !def.name.equals("unaligned_records");
            member.set(target, nothing ? null
                : value(member.getGenericType(), def.type, path + "." + def.name, kind, member.get(target)));
        }
        if (kind == Kind.TAGS && tagSection(schema) != null) {
            target.unknownTaggedFields().add(new RawTaggedField(UNKNOWN_TAG, text(path)));
        }
    }

    @SuppressWarnings("unchecked")
    static Map<Integer, org.apache.kafka.common.protocol.types.Field> tagged(TaggedFields section) throws Exception {
        Field member = TaggedFields.class.getDeclaredField("fields");
        member.setAccessible(true);
        return (Map<Integer, org.apache.kafka.common.protocol.types.Field>) member.get(section);
    }

    @SuppressWarnings("unchecked")
    static Object value(Type java, org.apache.kafka.common.protocol.types.Type type, String path, Kind kind, Object now)
            throws Exception {
        Class<?> raw = (Class<?>) (java instanceof ParameterizedType ? ((ParameterizedType) java).getRawType() : java);
        if (type.isArray()) {
            Type holder = raw == List.class ? java : raw.getGenericSuperclass();
            Type item = ((ParameterizedType) holder).getActualTypeArguments()[0];
            Collection<Object> items =
                raw == List.class ? new ArrayList<>() : (Collection<Object>) raw.getConstructor().newInstance();
            for (int i = 0; i < 2; i++) {
                items.add(value(item, type.arrayElementType().get(), path + "[" + i + "]", kind, null));
            }
            return items;
        }
        if (type instanceof Schema) {
            Message struct = (Message) raw.getConstructor().newInstance();
            fill(struct, (Schema) type, path, kind);
            return struct;
        }
        return scalar(raw, type.toString(), path, now);
    }

    /** A value that follows from the path and is no default. */
    static Object scalar(Class<?> raw, String type, String path, Object now) throws Exception {
        int hash = path.hashCode();
        int small = 2 + Math.floorMod(hash, 100);
        int sign = (hash & 1) == 0 ? 1 : -1;
        if (raw == boolean.class) {
            return !(Boolean) now;
        } else if (raw == byte.class || raw == Byte.class) {
            return (byte) (sign * small);
        } else if (raw == short.class || raw == Short.class) {
            return (short) (sign * (300 + Math.floorMod(hash, 30000)));
        } else if (type.equals("UINT16")) {
            return 40000 + Math.floorMod(hash, 20000);
        } else if (raw == int.class || raw == Integer.class) {
            return sign * (70000 + Math.floorMod(hash, 2000000000));
        } else if (type.equals("UINT32")) {
            return 3000000000L + Math.floorMod(hash, 1000000000);
        } else if (raw == long.class || raw == Long.class) {
            return sign * (5000000000L + (long) Math.floorMod(hash, 2000000000) * 1000003L);
        } else if (raw == double.class) {
            return hash / 7.0;
        } else if (raw == String.class) {
            return path + " é€𝄞";
        } else if (raw == Uuid.class) {
            return new Uuid(hash * 1000003L, ~hash * 7919L);
        } else if (raw == byte[].class) {
            return text(path);
        } else if (raw == ByteBuffer.class) {
            return ByteBuffer.wrap(text(path));
        } else if (raw.getSimpleName().equals("BaseRecords")) {
            return records(raw, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}));
        }
        throw new IllegalStateException(path + " is of an unexpected type: " + raw + ", " + type);
    }

    static byte[] text(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    /** The class has moved between the releases, so it is found beside its interface. */
    static Object records(Class<?> base, ByteBuffer bytes) throws Exception {
        for (String folder : new String[] {"record.internal", "record"}) {
            try {
                Class<?> type = Class.forName("org.apache.kafka.common." + folder + ".MemoryRecords");
                return type.getMethod("readableRecords", ByteBuffer.class).invoke(null, bytes);
            } catch (ClassNotFoundException elsewhere) {
                continue;
            }
        }
        throw new IllegalStateException("no MemoryRecords for " + base);
    }
}
