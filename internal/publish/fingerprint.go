package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/report"
)

// A fingerprint is 64 hex digits: 16 that name the status context, so that two
// gates on one pull request leave each other's comments alone, and 48 that name
// the finding. It does not hold the line number: a line that moves keeps its
// comment.
const (
	contextDigits = 16
	findingDigits = 48
)

// fingerprints names findings for one status context.
type fingerprints struct {
	context string
	lines   *report.Lines
}

func newFingerprints(statusContext string, lines *report.Lines) fingerprints {
	return fingerprints{context: digest(statusContext)[:contextDigits], lines: lines}
}

func (p fingerprints) of(f report.Finding) string {
	line := p.lines.Normal(f.Tracker, f.Base, f.Line)
	return p.context + digest(f.Rule, f.Tracker, f.Packet, line, f.Message)[:findingDigits]
}

// rest names a set of findings that had no room; the order does not matter as long
// as it is the report's.
func (p fingerprints) rest(findings []remark) string {
	all := make([]string, len(findings))
	for i, f := range findings {
		all[i] = f.fingerprint
	}
	return p.context + digest(all...)[:findingDigits]
}

func (p fingerprints) mine(fingerprint string) bool { return strings.HasPrefix(fingerprint, p.context) }

// digest is the hex SHA-256 of the parts, each behind its length.
func digest(parts ...string) string {
	h := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// A marker is a hidden line at the end of a comment of packetgate: which finding it
// is ("fp"), which findings it had no room for ("rest"), or which comment it answers
// ("reply").
func marker(kind, fingerprint string) string {
	return "<!-- packetgate:" + kind + "=" + fingerprint + " -->\n"
}

var markerLine = regexp.MustCompile(`^<!-- packetgate:(fp|rest|reply)=([0-9a-f]{64}) -->$`)

// markers reads the markers at the end of a comment, by kind. A marker higher up,
// in text that packetgate quoted, does not count: packetgate's own come last,
// behind an empty line.
func markers(body string) map[string][]string {
	found := map[string][]string{}
	body = strings.TrimRight(body, " \t\r\n")
	for {
		cut := strings.LastIndexByte(body, '\n')
		m := markerLine.FindStringSubmatch(strings.TrimRight(body[cut+1:], "\r"))
		if m == nil {
			return found
		}
		found[m[1]] = append(found[m[1]], m[2])
		if cut < 0 {
			return found
		}
		body = body[:cut]
	}
}
