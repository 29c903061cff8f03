package runlog

import (
	"context"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/record"
)

// generated is a log of a given size that exists only while it is read: many
// seconds of test output within one step.
type generated struct {
	left  int64
	chunk []byte
	next  int
	at    time.Time
	n     int
}

func (g *generated) Read(p []byte) (int, error) {
	if g.next == len(g.chunk) {
		if g.left <= 0 {
			return 0, io.EOF
		}
		g.fill()
	}
	n := copy(p, g.chunk[g.next:])
	g.next += n
	return n, nil
}

// fill writes one second of the log, some 60 KiB; every line is another. Only the
// first call renders, the others count on in place.
func (g *generated) fill() {
	stamp := g.at.Format("2006-01-02T15:04:05")
	if g.chunk == nil {
		for range linesPerSecond {
			g.chunk = append(g.chunk, benchLine...)
		}
	}
	for i := range linesPerSecond {
		line := g.chunk[i*len(benchLine):]
		copy(line, stamp)
		g.n++
		for n, at := g.n, len(stamp)+8; n > 0; n, at = n/10, at-1 {
			line[at-1] = byte('0' + n%10)
		}
		for n, at := g.n, 51; n > 0; n, at = n/10, at-1 {
			line[at-1] = byte('0' + n%10)
		}
	}
	g.at = g.at.Add(time.Second)
	g.left -= int64(len(g.chunk))
	g.next = 0
}

const (
	linesPerSecond = 600
	benchLine      = "2026-09-06T22:00:00.0000000Z \x1b[32mok\x1b[0m   10000000 - packages/api/src/router/handler.test.ts > returns the right status\n"
)

// claimed is what is looked for: a value, a count and two figures, of units that every
// line of the log has, or none.
var claimed = record.Sought{
	Values:  []string{"go1.25.7", "3 matches"},
	Figures: []record.Figure{{Number: "3", Unit: "match"}, {Number: "707", Unit: "test"}, {Number: "707", Unit: "passed"}, {Number: "80", Unit: "file"}},
}

// BenchmarkScan reads 200 MB in which every line lies within a span and is new.
// The generator's share of the time is about that of BenchmarkGenerate.
func BenchmarkScan(b *testing.B) {
	const size = 200 << 20
	start := time.Date(2026, 9, 6, 22, 0, 0, 0, time.UTC)
	spans := []record.LogSpan{{Step: 4, From: start, To: start.Add(24 * time.Hour)}}
	b.SetBytes(size)
	b.ReportAllocs()
	var peak uint64
	for b.Loop() {
		reader := &peakReader{r: &generated{left: size, at: start}}
		if _, err := Scan(context.Background(), reader, spans, claimed); err != nil {
			b.Fatal(err)
		}
		peak = max(peak, reader.peak)
	}
	b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
}

// BenchmarkGenerate measures the generator alone.
func BenchmarkGenerate(b *testing.B) {
	const size = 200 << 20
	b.SetBytes(size)
	buf := make([]byte, blockSize)
	for b.Loop() {
		if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, &generated{left: size}, buf); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkScanLongLine reads 200 MB that are one line.
func BenchmarkScanLongLine(b *testing.B) {
	const size = 200 << 20
	start := time.Date(2026, 9, 6, 22, 0, 0, 0, time.UTC)
	spans := []record.LogSpan{{Step: 4, From: start, To: start}}
	chunk := strings.Repeat("x", 1<<20)
	b.SetBytes(size)
	for b.Loop() {
		readers := []io.Reader{strings.NewReader("2026-09-06T22:00:00.0000000Z ")}
		for range size / len(chunk) {
			readers = append(readers, strings.NewReader(chunk))
		}
		if _, err := Scan(context.Background(), io.MultiReader(readers...), spans, claimed); err != nil {
			b.Fatal(err)
		}
	}
}

// peakReader samples the process's memory while a stream is read.
type peakReader struct {
	r    io.Reader
	n    int
	peak uint64
}

func (p *peakReader) Read(b []byte) (int, error) {
	if p.n++; p.n%256 == 0 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		p.peak = max(p.peak, m.Sys)
	}
	return p.r.Read(b)
}
