package report

import (
	"bufio"
	"fmt"
	"io"
)

// terminal is text, perhaps in colours.
type terminal struct {
	*bufio.Writer // keeps the first error until Flush
	color         bool
}

func newTerminal(w io.Writer, color bool) terminal { return terminal{bufio.NewWriter(w), color} }

func (t terminal) printf(format string, args ...any) { fmt.Fprintf(t, format, args...) }

func (t terminal) line(s string) { fmt.Fprintln(t, s) }

func (t terminal) failed(problem string) {
	t.printf("%s: %s\n", t.paint("error", bold+red), OneLine(problem))
}

func (t terminal) paint(s, codes string) string {
	if !t.color || codes == "" {
		return s
	}
	return codes + s + noColor
}

// Terminal colours (ECMA-48 SGR).
const (
	bold    = "\x1b[1m"
	red     = "\x1b[31m"
	green   = "\x1b[32m"
	yellow  = "\x1b[33m"
	blue    = "\x1b[34m"
	cyan    = "\x1b[36m"
	noColor = "\x1b[0m"
)

var (
	severityColor = map[string]string{"error": red, "warning": yellow, "notice": cyan}
	verdictColor  = map[Verdict]string{Pass: green, Fail: red, Pending: yellow, Error: red}
)
