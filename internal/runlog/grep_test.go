package runlog

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/record"
)

// BenchmarkBesideGrep reads one log of 200 MB from a file, by turns with Scan and
// with `grep -c`, and reports how many times as long Scan takes.
func BenchmarkBesideGrep(b *testing.B) {
	grep, err := exec.LookPath("grep")
	if err != nil {
		b.Skip("no grep here")
	}
	const size = 200 << 20
	start := time.Date(2026, 9, 6, 22, 0, 0, 0, time.UTC)
	path := filepath.Join(b.TempDir(), "job.log")
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	if _, err := io.Copy(file, &generated{left: size, at: start}); err != nil {
		b.Fatal(err)
	}
	spans := []record.LogSpan{{Step: 4, From: start, To: start.Add(24 * time.Hour)}}
	var scanning, counting time.Duration
	for b.Loop() {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		if _, err := Scan(context.Background(), file, spans, claimed); err != nil {
			b.Fatal(err)
		}
		scanned := time.Now()
		var none *exec.ExitError
		if err := exec.Command(grep, "-c", "Process completed with exit code [0-9]", path).Run(); err != nil && (!errors.As(err, &none) || none.ExitCode() != 1) {
			b.Fatal(err)
		}
		scanning, counting = scanning+scanned.Sub(began), counting+time.Since(scanned)
	}
	b.ReportMetric(float64(scanning)/float64(counting), "times-grep")
	b.ReportMetric(float64(size)*float64(b.N)/scanning.Seconds()/1e6, "scan-MB/s")
	b.ReportMetric(float64(size)*float64(b.N)/counting.Seconds()/1e6, "grep-MB/s")
}
