import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.LeaderChangeMessage;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/**
 * "make" prints batches made by Kafka's own classes: name, bytes, what Kafka reads in them.
 * "read" reads bytes, a line each, and prints what Kafka reads in them.
 *
 * A batch of format 2 is described by a line of its own, then its records; older formats by their records alone,
 * for there a batch is only what a reader makes of the messages. Parts are joined by ';'.
 */
public class RecordsOracle {
    static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    static final long TIME = 1700000000000L;

    public static void main(String[] args) throws Exception {
        if (args[0].equals("make")) {
            plain();
            transactional();
            control();
            compacted();
            mixed();
        } else {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                OUT.println(describe(ByteBuffer.wrap(HexFormat.of().parseHex(line))));
            }
        }
        OUT.flush();
    }

    /** Every format, codec, kind of timestamp and shape of records. */
    static void plain() {
        for (byte magic = 0; magic <= 2; magic++) {
            for (CompressionType codec : CompressionType.values()) {
                if (codec == CompressionType.ZSTD && magic < 2) {
                    continue;
                }
                for (TimestampType type : new TimestampType[] {TimestampType.CREATE_TIME, TimestampType.LOG_APPEND_TIME}) {
                    for (String shape : new String[] {"one", "nulls", "headers", "many", "large", "holes"}) {
                        if (magic == 0 && type == TimestampType.LOG_APPEND_TIME || magic < 2 && shape.equals("headers")) {
                            continue;
                        }
                        long base = shape.equals("many") ? 1234567890123L : 0;
                        String name = String.join(" ", "v" + magic, codec.name, type.name(), shape);
                        emit(name, filled(magic, codec, type, shape, base));
                    }
                }
            }
        }
    }

    static MemoryRecords filled(byte magic, CompressionType codec, TimestampType type, String shape, long base) {
        // Format 0 is written without a type, and knows no time.
        TimestampType written = magic == 0 ? TimestampType.NO_TIMESTAMP_TYPE : type;
        long appended = written == TimestampType.LOG_APPEND_TIME ? TIME + 999999 : RecordBatch.NO_TIMESTAMP;
        MemoryRecordsBuilder builder = MemoryRecords.builder(ByteBuffer.allocate(1024), magic,
            Compression.of(codec).build(), written, base, appended, RecordBatch.NO_PRODUCER_ID,
            RecordBatch.NO_PRODUCER_EPOCH, RecordBatch.NO_SEQUENCE, false, false, magic < 2 ? -1 : 17);
        long time = magic == 0 ? RecordBatch.NO_TIMESTAMP : TIME;
        int step = magic == 0 ? 0 : 1;
        switch (shape) {
            case "one" -> builder.appendWithOffset(base, time, bytes("key"), bytes("value"));
            case "nulls" -> {
                builder.appendWithOffset(base, time, null, bytes("value"));
                builder.appendWithOffset(base + 1, time - 5000 * step, bytes("key"), null);
                builder.appendWithOffset(base + 2, time + 86400000L * step, (byte[]) null, null);
                builder.appendWithOffset(base + 3, time, bytes(""), bytes(""));
            }
            case "headers" -> {
                builder.appendWithOffset(base, time, null, bytes("v"), new Header[] {
                    new RecordHeader("again", bytes("1")), new RecordHeader("again", bytes("2")),
                    new RecordHeader("null", (byte[]) null), new RecordHeader("", bytes("")),
                    new RecordHeader("é€", new byte[300])});
                builder.appendWithOffset(base + 1, time, bytes("k"), null, new Header[0]);
            }
            case "many" -> {
                for (int i = 0; i < 1000; i++) {
                    builder.appendWithOffset(base + i, time + (long) i * 37 * step, bytes("k" + i % 7), bytes("value " + i));
                }
            }
            case "large" -> {
                for (int i = 0; i < 4; i++) {
                    builder.appendWithOffset(base + i, time, bytes("k"), noise(70000 * i + 1, i % 2 == 0));
                }
            }
            default -> {
                for (int i = 0; i < 20; i++) {
                    builder.appendWithOffset(base + 3L * i, time + i * step, bytes("k"), bytes("v" + i));
                }
            }
        }
        return builder.build();
    }

    static void transactional() {
        for (CompressionType codec : CompressionType.values()) {
            for (boolean transactional : new boolean[] {false, true}) {
                MemoryRecordsBuilder builder = MemoryRecords.builder(ByteBuffer.allocate(1024), (byte) 2,
                    Compression.of(codec).build(), TimestampType.CREATE_TIME, 5, -1, 4711123456789L, (short) 32767,
                    Integer.MAX_VALUE, transactional, false, 2147483647);
                builder.append(TIME, bytes("a"), bytes("b"));
                builder.append(TIME + 1, bytes("c"), bytes("d"));
                emit("producer " + codec.name + " " + transactional, builder.build());
            }
        }
    }

    static void control() {
        for (ControlRecordType type : new ControlRecordType[] {ControlRecordType.COMMIT, ControlRecordType.ABORT}) {
            emit("control " + type, MemoryRecords.withEndTransactionMarker(77, TIME, 3, 4711, (short) 2,
                new EndTransactionMarker(type, 9)));
        }
        emit("control leader", MemoryRecords.withLeaderChangeMessage(78, TIME, 4, ByteBuffer.allocate(1024),
            new LeaderChangeMessage().setLeaderId(1)));
    }

    /** What the log cleaner leaves: some of the records, none of them, and with a time of deletion (KIP-534). */
    static void compacted() {
        for (byte magic = 0; magic <= 2; magic++) {
            for (CompressionType codec : CompressionType.values()) {
                if (codec == CompressionType.ZSTD && magic < 2) {
                    continue;
                }
                for (String what : new String[] {"odd", "none", "last"}) {
                    MemoryRecords whole = filled(magic, codec, TimestampType.CREATE_TIME, "many", 1000);
                    emit(String.join(" ", "compacted v" + magic, codec.name, what), cleaned(whole, what, TIME));
                }
            }
        }
        MemoryRecords tombstones = filled((byte) 2, CompressionType.NONE, TimestampType.CREATE_TIME, "nulls", 50);
        emit("compacted with horizon", cleaned(tombstones, "odd", TIME));
        emit("compacted commit", cleaned(MemoryRecords.withEndTransactionMarker(77, TIME, 3, 4711, (short) 2,
            new EndTransactionMarker(ControlRecordType.COMMIT, 9)), "none", TIME));
    }

    static MemoryRecords cleaned(MemoryRecords records, String what, long now) {
        ByteBuffer kept = ByteBuffer.allocate(1 << 20);
        var filter = new MemoryRecords.RecordFilter(now, 1000) {
            @Override
            protected BatchRetentionResult checkBatchRetention(RecordBatch batch) {
                // Only format 2 can keep a batch that has no record left.
                return new BatchRetentionResult(
                    batch.magic() < 2 ? BatchRetention.DELETE_EMPTY : BatchRetention.RETAIN_EMPTY, false);
            }

            @Override
            protected boolean shouldRetainRecord(RecordBatch batch, Record record) {
                return what.equals("odd") ? record.offset() % 2 == 1 : what.equals("last") && record.offset() == 1999;
            }
        };
        records.filterTo(filter, kept, BufferSupplier.NO_CACHING, Integer.MAX_VALUE);
        kept.flip();
        return MemoryRecords.readableRecords(kept);
    }

    /** All formats one after the other, and the same cut off within the last batch. */
    static void mixed() {
        ByteBuffer all = ByteBuffer.allocate(1 << 20);
        long base = 0;
        for (CompressionType codec : new CompressionType[] {CompressionType.NONE, CompressionType.GZIP}) {
            for (byte magic = 0; magic <= 2; magic++) {
                all.put(filled(magic, codec, TimestampType.CREATE_TIME, "holes", base).buffer());
                base += 100;
            }
        }
        all.flip();
        emit("all formats", MemoryRecords.readableRecords(all.duplicate()));
        for (int less : new int[] {1, 60, 100}) {
            ByteBuffer cut = all.duplicate();
            cut.limit(all.limit() - less);
            emit("cut off by " + less, MemoryRecords.readableRecords(cut));
        }
    }

    static void emit(String name, MemoryRecords records) {
        ByteBuffer buffer = records.buffer().duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        OUT.println(name + "\t" + HexFormat.of().formatHex(bytes) + "\t" + describe(ByteBuffer.wrap(bytes)));
    }

    static String describe(ByteBuffer buffer) {
        List<String> parts = new ArrayList<>();
        for (RecordBatch batch : MemoryRecords.readableRecords(buffer).batches()) {
            batch.ensureValid();
            List<String> records = new ArrayList<>();
            String control = "-";
            for (Record record : batch) {
                record.ensureValid();
                if (batch.isControlBatch() && records.isEmpty()) {
                    control = marker(record);
                }
                records.add(describe(batch, record));
            }
            if (batch.magic() >= 2) {
                parts.add(String.join(" ", "batch", "" + batch.baseOffset(), "" + batch.lastOffset(),
                    batch.compressionType().name, "" + batch.producerId(), "" + batch.producerEpoch(),
                    "" + batch.baseSequence(), "" + batch.isTransactional(), control, "" + batch.partitionLeaderEpoch()));
            }
            parts.addAll(records);
        }
        return String.join(";", parts);
    }

    static String marker(Record record) {
        ControlRecordType type = ControlRecordType.parse(record.key());
        return type == ControlRecordType.COMMIT ? "commit" : type == ControlRecordType.ABORT ? "abort" : "other";
    }

    static String describe(RecordBatch batch, Record record) {
        String type = switch (batch.timestampType()) {
            case CREATE_TIME -> "create";
            case LOG_APPEND_TIME -> "append";
            default -> "none";
        };
        StringBuilder text = new StringBuilder(String.join(" ", "" + record.offset(), "" + record.timestamp(), type,
            shown(record.key()), shown(record.value())));
        for (Header header : record.headers()) {
            byte[] value = header.value();
            text.append(' ').append(shown(ByteBuffer.wrap(bytes(header.key())))).append('=')
                .append(shown(value == null ? null : ByteBuffer.wrap(value)));
        }
        return text.toString();
    }

    /** Short bytes in full, long ones by length and checksum. */
    static String shown(ByteBuffer buffer) {
        if (buffer == null) {
            return "null";
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        if (bytes.length <= 32) {
            return "x" + HexFormat.of().formatHex(bytes);
        }
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return bytes.length + "#" + sum.getValue();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] noise(int size, boolean compressible) {
        byte[] bytes = new byte[size];
        int state = 12345;
        for (int i = 0; i < size; i++) {
            state = state * 1103515245 + 12345;
            bytes[i] = (byte) (compressible ? i / 100 : state >> 16);
        }
        return bytes;
    }
}
