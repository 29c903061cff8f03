package runlog

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/record"
)

// benchSize is how long the logs of the benchmarks are, in bytes.
const benchSize = 200 << 20

// claimed is what is looked for: a value, a count and two figures, of units that the
// logs have, or none.
var claimed = record.Sought{
	Values:  []string{"go1.25.7", "3 matches"},
	Figures: []record.Figure{{Number: "3", Unit: "match"}, {Number: "707", Unit: "test"}, {Number: "707", Unit: "passed"}, {Number: "80", Unit: "file"}},
}

// soughtPattern finds the lines that have what is claimed or an exit code, and
// exitPattern those with an exit code: no line of the logs has one, so that grep skips
// through them by the pattern's length and hardly looks at a line.
const (
	exitPattern   = `Process completed with exit code [0-9]`
	soughtPattern = `go1\.25\.7|3 matches|707 tests|707 passed|80 files|` + exitPattern
)

// BenchmarkBesideGrep reads one log of 200 MB from a file, by turns with Scan and with
// `grep -cE` for the same as Scan looks for and for a line that is not there. The claims are
// about the last step, which in the mixed log wrote 85 of 100 bytes. It reports how many
// times as long as the greps Scan takes, each by its fastest turn: what else a machine does
// slows one and not the other.
func BenchmarkBesideGrep(b *testing.B) {
	b.Run("mixed", func(b *testing.B) { besideGrep(b, mixedJob) })
	b.Run("figures", func(b *testing.B) { besideGrep(b, figuresJob) })
}

func besideGrep(b *testing.B, job []madeStep) {
	grep, err := exec.LookPath("grep")
	if err != nil {
		b.Skip("no grep here")
	}
	path := filepath.Join(b.TempDir(), "job.log")
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	spans, err := writeJob(file, job, benchSize)
	if err != nil {
		b.Fatal(err)
	}
	for i := range spans[:len(spans)-1] {
		spans[i].Idle = true
	}
	var peak uint64
	scan := func() {
		reader := &peakReader{r: file}
		if _, err := Scan(b.Context(), reader, spans, claimed); err != nil {
			b.Fatal(err)
		}
		peak = max(peak, reader.peak)
	}
	count := func(pattern string) {
		// Where nobody reads its output, grep stops at the first line that matches.
		var none *exec.ExitError
		if _, err := exec.Command(grep, "-cE", pattern, path).Output(); err != nil && (!errors.As(err, &none) || none.ExitCode() != 1) {
			b.Fatal(err)
		}
	}
	scanning, same, skipping := time.Hour, time.Hour, time.Hour
	for b.Loop() {
		scanning = min(scanning, timed(b, file, scan))
		same = min(same, timed(b, file, func() { count(soughtPattern) }))
		skipping = min(skipping, timed(b, file, func() { count(exitPattern) }))
	}
	b.ReportMetric(float64(scanning)/float64(same), "times-grep")
	b.ReportMetric(float64(scanning)/float64(skipping), "times-skipping-grep")
	b.ReportMetric(benchSize/scanning.Seconds()/1e6, "scan-MB/s")
	b.ReportMetric(benchSize/same.Seconds()/1e6, "grep-MB/s")
	b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
}

// timed tells how long f takes with the file at its begin.
func timed(b *testing.B, file *os.File, f func()) time.Duration {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	f()
	return time.Since(began)
}

// BenchmarkLines takes the facts of lines in memory, without hashing them. Its fastest
// turn hardly depends on what else the machine does.
func BenchmarkLines(b *testing.B) {
	b.Run("mixed", func(b *testing.B) { lines(b, mixedJob) })
	b.Run("figures", func(b *testing.B) { lines(b, figuresJob) })
}

func lines(b *testing.B, job []madeStep) {
	var log bytes.Buffer
	spans, err := writeJob(&log, job, 64*blockSize)
	if err != nil {
		b.Fatal(err)
	}
	fastest, count := time.Hour, 0
	for b.Loop() {
		s := newScanner(spans, claimed)
		s.hasher = &hasher{work: make(chan portion, 2*len(spans))}
		began := time.Now()
		data := log.Bytes()
		for at := 0; at < len(data); {
			end := at + 1 + bytes.IndexByte(data[at:], '\n')
			s.line(data, at, end)
			at = end
		}
		fastest, count = min(fastest, time.Since(began)), s.lines
	}
	b.ReportMetric(float64(fastest)/float64(count), "ns/line")
	b.ReportMetric(float64(log.Len())/fastest.Seconds()/1e6, "MB/s")
}

// BenchmarkScanLongLine reads 200 MB that are one line.
func BenchmarkScanLongLine(b *testing.B) {
	start := time.Date(2026, 9, 6, 22, 0, 0, 0, time.UTC)
	spans := []record.LogSpan{{Step: 4, From: start, To: start}}
	chunk := strings.Repeat("x", 1<<20)
	b.SetBytes(benchSize)
	for b.Loop() {
		readers := []io.Reader{strings.NewReader("2026-09-06T22:00:00.0000000Z ")}
		for range benchSize / len(chunk) {
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
