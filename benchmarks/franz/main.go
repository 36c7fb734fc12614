// The yardstick beyond Python: franz-go, told by flags, one JSON line as outcome.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sort"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

var (
	mode       = flag.String("mode", "produce", "produce, consume or latency")
	bootstrap  = flag.String("bootstrap", "", "host:port")
	topic      = flag.String("topic", "", "the topic that is measured")
	warm       = flag.String("warm", "", "the topic of the warm-up")
	warmCount  = flag.Int("warm-records", 10000, "records of the warm-up")
	partitions = flag.Int("partitions", 8, "partitions of the topic")
	records    = flag.Int("records", 0, "records to measure")
	payload    = flag.String("payload", "", "file with the values, one a line")
	codec      = flag.String("codec", "", "lz4, zstd, gzip, snappy or nothing")
	equal      = flag.Bool("equal", true, "equal settings, else franz-go's own")
	batch      = flag.Int("batch-bytes", 1000000, "largest batch")
	lingerMs   = flag.Int("linger-ms", 5, "linger")
	fetchMax   = flag.Int("fetch-max-bytes", 50<<20, "largest fetch")
	fetchPart  = flag.Int("fetch-partition-bytes", 1<<20, "largest fetch of a partition")
	fetchWait  = flag.Int("fetch-wait-ms", 500, "longest wait of a fetch")
	poll       = flag.Int("poll-records", 10000, "most records of a poll")
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func cpu() float64 {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return float64(usage.Utime.Sec+usage.Stime.Sec) + float64(usage.Utime.Usec+usage.Stime.Usec)/1e6
}

func values() [][]byte {
	text, err := os.ReadFile(*payload)
	must(err)
	var lines [][]byte
	start := 0
	for i, b := range text {
		if b == '\n' {
			lines = append(lines, text[start:i])
			start = i + 1
		}
	}
	return lines
}

func compression() kgo.CompressionCodec {
	switch *codec {
	case "lz4":
		return kgo.Lz4Compression()
	case "zstd":
		return kgo.ZstdCompression()
	case "gzip":
		return kgo.GzipCompression()
	case "snappy":
		return kgo.SnappyCompression()
	}
	return kgo.NoCompression()
}

func client(options ...kgo.Opt) *kgo.Client {
	made, err := kgo.NewClient(append(options, kgo.SeedBrokers(*bootstrap))...)
	must(err)
	return made
}

func report(count int, startCPU float64, start time.Time, more map[string]any) {
	outcome := map[string]any{"records": count, "cpu_s": cpu() - startCPU, "wall_s": time.Since(start).Seconds()}
	for key, value := range more {
		outcome[key] = value
	}
	must(json.NewEncoder(os.Stdout).Encode(outcome))
}

func produce(ctx context.Context) {
	options := []kgo.Opt{kgo.ProducerBatchCompression(compression())}
	if *equal {
		options = append(options, kgo.RequiredAcks(kgo.AllISRAcks()), kgo.ProducerBatchMaxBytes(int32(*batch)),
			kgo.ProducerLinger(time.Duration(*lingerMs)*time.Millisecond), kgo.MaxBufferedRecords(200000))
	}
	cl := client(options...)
	defer cl.Close()
	lines := values()
	for i := 0; i < *warmCount; i++ {
		cl.Produce(ctx, &kgo.Record{Topic: *warm, Value: lines[i%len(lines)]}, func(_ *kgo.Record, err error) { must(err) })
	}
	must(cl.Flush(ctx))
	var acked atomic.Int64
	promise := func(_ *kgo.Record, err error) {
		must(err)
		acked.Add(1)
	}
	startCPU, start := cpu(), time.Now()
	for i := 0; i < *records; i++ {
		cl.Produce(ctx, &kgo.Record{Topic: *topic, Value: lines[i%len(lines)]}, promise)
	}
	must(cl.Flush(ctx))
	report(int(acked.Load()), startCPU, start, nil)
}

func from(name string, count int) map[string]map[int32]kgo.Offset {
	offsets := map[int32]kgo.Offset{}
	for partition := range int32(count) {
		offsets[partition] = kgo.NewOffset().AtStart()
	}
	return map[string]map[int32]kgo.Offset{name: offsets}
}

func consume(ctx context.Context) {
	options := []kgo.Opt{kgo.ConsumePartitions(from(*warm, 8))}
	if *equal {
		options = append(options, kgo.FetchMaxBytes(int32(*fetchMax)), kgo.FetchMaxPartitionBytes(int32(*fetchPart)),
			kgo.FetchMinBytes(1), kgo.FetchMaxWait(time.Duration(*fetchWait)*time.Millisecond))
	}
	cl := client(options...)
	defer cl.Close()
	size := 0
	read := func(name string, target int) int {
		count := 0
		for count < target {
			fetches := cl.PollRecords(ctx, *poll)
			must(fetches.Err())
			fetches.EachRecord(func(r *kgo.Record) {
				if r.Topic == name {
					size += len(r.Value)
					count++
				}
			})
		}
		return count
	}
	read(*warm, *warmCount)
	none := map[string][]int32{*warm: {}}
	for partition := range int32(8) {
		none[*warm] = append(none[*warm], partition)
	}
	cl.RemoveConsumePartitions(none)
	size = 0
	startCPU, start := cpu(), time.Now()
	cl.AddConsumePartitions(from(*topic, *partitions))
	count := read(*topic, *records)
	report(count, startCPU, start, map[string]any{"size": size})
}

func latency(ctx context.Context) {
	cl := client(kgo.RequiredAcks(kgo.AllISRAcks()), kgo.ProducerLinger(0), kgo.ProducerBatchCompression(kgo.NoCompression()))
	defer cl.Close()
	lines := values()
	samples := make([]float64, 0, *records)
	startCPU, start := cpu(), time.Now()
	for range *records {
		began := time.Now()
		must(cl.ProduceSync(ctx, &kgo.Record{Topic: *topic, Value: lines[0]}).FirstErr())
		samples = append(samples, float64(time.Since(began).Nanoseconds())/1e6)
	}
	kept := samples[len(samples)/10:]
	sort.Float64s(kept)
	at := func(share float64) float64 { return kept[min(len(kept)-1, int(share*float64(len(kept))))] }
	report(*records, startCPU, start, map[string]any{
		"p50_ms": at(0.5), "p99_ms": at(0.99), "max_ms": kept[len(kept)-1], "samples": len(kept), "mode": "quiet"})
}

func main() {
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), 150*time.Second)
	defer cancel()
	switch *mode {
	case "produce":
		produce(ctx)
	case "consume":
		consume(ctx)
	case "latency":
		latency(ctx)
	}
}
