package runlog

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/packetgate/packetgate/internal/record"
)

// madeStep is a step of a made-up job: its command, what it prints again and again, "{n}"
// standing for the number of the line, and how much of the log that is, in percent.
type madeStep struct {
	command string
	prints  []string
	percent int
}

// mixedJob prints what tools print. Every eighth line has colours, five in eight have a
// digit, every third has a number that stands by itself.
var mixedJob = []madeStep{
	{"npm ci", []string{
		"npm warn deprecated inflight@1.0.{n}: This module is not supported, and leaks memory.",
		"npm http fetch GET 200 https://registry.npmjs.org/lodash/-/lodash-4.17.{n}.tgz 41ms (cache hit)",
		"added {n} packages, and audited 1,024 packages in 31s",
		"",
		"found 0 vulnerabilities",
	}, 5},
	{"npm run build", []string{
		"> @example/api@2.4.0 build",
		"> tsc --build --verbose",
		"\x1b[36m[build]\x1b[0m packages/api/src/router/handler.ts -> dist/router/handler-{n}.js",
		"packages/api/src/router/handler.ts({n},17): warning TS6133: 'next' is declared but never read.",
		"##[group]Bundle of part {n}",
		"  dist/assets/index-{n}.js  143.21 kB | gzip: 46.02 kB",
		"##[endgroup]",
		"##[warning]Chunk is larger than the limit after minification.",
	}, 10},
	{"npm test", []string{
		" \x1b[32m✓\x1b[39m packages/api/src/handler.test.ts \x1b[2m(\x1b[22m\x1b[2m{n} tests\x1b[22m\x1b[2m)\x1b[22m\x1b[33m 341\x1b[2mms\x1b[22m\x1b[39m",
		"   \x1b[32m✓\x1b[39m returns the right status \x1b[2m(3 ms)\x1b[22m",
		"   \x1b[31m×\x1b[39m retries a request that timed out",
		"=== RUN   TestRouter/returns_the_right_status",
		"=== PAUSE TestRouter/returns_the_right_status",
		"    --- PASS: TestRouter/returns_the_right_status (0.00s)",
		"--- PASS: TestRouter (0.03s)",
		"    handler_test.go:142: GET /v1/items/{n}: 200 OK after 4 retries",
		"ok  \texample.com/api/internal/router\t0.314s\tcoverage: 81.4% of statements",
		"ok {n} - router returns the right status",
		"tests/test_router.py::test_status[json] PASSED                                   [ 42%]",
		`{"level":"info","ts":"2026-09-06T22:00:00Z","msg":"listening","addr":"127.0.0.1:{n}"}`,
		"    at Object.<anonymous> (/home/runner/work/api/api/packages/api/src/router.ts:142:17)",
		"    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)",
		"  console.log",
		"    connecting to the database",
		"",
		"test router::tests::returns_the_right_status ... ok",
		"   Compiling serde_json v1.0.{n}",
		"PASS packages/web/src/components/table.test.tsx",
		"2026-09-06 22:00:00,123 INFO  [main] org.example.Router - request finished",
	}, 85},
}

// figuresJob prints a figure of a sought unit with every line.
var figuresJob = []madeStep{
	{"npm test", []string{"\x1b[32mok\x1b[0m   {n} - packages/api/src/router/handler.test.ts > returns the right status"}, 100},
}

// writeJob writes the log of a job, some bytes long, and returns the spans of its steps.
func writeJob(w io.Writer, job []madeStep, size int) ([]record.LogSpan, error) {
	out := bufio.NewWriterSize(w, 1<<20)
	// 300 lines a second, as a job of two hours has that writes 200 MB.
	const apart = time.Second / 300
	now, count := at(0, 0), 0
	write := func(message string) int {
		count++
		now = now.Add(apart)
		out.WriteString(now.Format("2006-01-02T15:04:05.0000000Z "))
		out.WriteString(message)
		out.WriteByte('\n')
		return len(message) + 30
	}
	var spans []record.LogSpan
	for i, step := range job {
		span := record.LogSpan{Step: i + 2, From: now.Truncate(time.Second)}
		for line := range strings.Lines(ran("", step.command)) {
			write(strings.TrimSpace(line))
		}
		for left := size / 100 * step.percent; left > 0; {
			for _, line := range step.prints {
				left -= write(strings.ReplaceAll(line, "{n}", strconv.Itoa(count)))
			}
		}
		span.To = now.Truncate(time.Second)
		spans = append(spans, span)
	}
	return spans, out.Flush()
}
