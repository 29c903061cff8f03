package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// A terminal gets no control character but the line ends and colours that
// packetgate itself writes.
func TestTextCarriesNoControlCharacters(t *testing.T) {
	for _, s := range hostile {
		r := &Report{
			Verdict: Fail, Problem: s, Notes: []string{s},
			Proofs:   []Proof{{Tracker: s, Packet: s, Line: 1, Verdict: "missing", Remedy: s}},
			Findings: []Finding{{Rule: "evidence-missing", Severity: s, Tracker: s, Packet: s, Line: 1, Column: 2, Message: s, URL: s, Fix: &Fix{1, 1, s}}},
		}
		var b bytes.Buffer
		if err := WriteText(&b, r, TextOptions{Source: func(string, bool) []byte { return []byte(s) }}); err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(b.String(), "\n") {
			if Visible(line) != line {
				t.Errorf("%q reaches the terminal in %q", s, line)
			}
		}
	}
}

// Whatever the values are, the summary has the same blocks: nothing of them makes
// a heading, a row, an element or a link.
func TestMarkdownKeepsItsShape(t *testing.T) {
	filled := func(s string) *Report {
		r := sample()
		r.Problem, r.Notes = s, []string{s}
		r.Trackers[0].Path = "docs/" + strings.Trim(s, "/")
		p := &r.Trackers[0].Packets[1]
		p.Title, p.Status, p.ReviewState, p.Reviewer, p.Blockers = s, s, s, s, []string{s}
		r.Proofs[0].Command, r.Proofs[0].Reason, r.Proofs[0].Remedy, r.Proofs[0].Job = s, s, s, "job "+s
		r.Proofs[0].Claimed.Figures, r.Proofs[0].Notes = []string{s}, []string{s}
		r.Findings[0].Message, r.Findings[0].Packet = s, s
		return r
	}
	keepsItsShape(t, func(w io.Writer, s string) error { return WriteMarkdown(w, filled(s), MarkdownOptions{}) })
}

// keepsItsShape holds that no hostile value adds or takes an element of what is written.
func keepsItsShape(t *testing.T, write func(w io.Writer, s string) error) {
	t.Helper()
	shape := func(s string) string {
		var b bytes.Buffer
		if err := write(&b, s); err != nil {
			t.Fatal(err)
		}
		var tags []string
		for _, tag := range anyTag.FindAllString(render(t, b.String()), -1) {
			name := strings.Trim(strings.Fields(strings.Trim(tag, "</>"))[0], "/")
			if name != "code" && name != "span" { // how a value itself is shown
				tags = append(tags, name)
			}
		}
		return strings.Join(tags, " ")
	}
	want := shape("plain")
	for _, s := range hostile {
		if OneLine(s) == "" {
			continue
		}
		if got := shape(s); got != want {
			t.Errorf("%q changes the document's shape:\n%s\n%s", s, want, got)
		}
	}
}

// giant is a report far beyond what a summary may hold.
func giant(packets int) *Report {
	r := sample()
	text := strings.Repeat("`long` <text> | ", 200)
	r.Transitions = r.Transitions[:1]
	for i := range packets {
		id := fmt.Sprintf("GX-%d", i)
		r.Trackers[0].Packets = append(r.Trackers[0].Packets, Packet{ID: id, Title: text, Status: "READY", Blockers: []string{"RC-01"}})
		r.Proofs = append(r.Proofs, Proof{Tracker: trackerPath, Packet: id, Command: text, Verdict: "missing", Reason: text})
		r.Findings = append(r.Findings, Finding{Rule: "evidence-missing", Severity: "error", Tracker: trackerPath, Packet: id, Line: i + 1, Message: text})
		r.Notes = append(r.Notes, fmt.Sprint(i, text))
	}
	return r
}

func TestMarkdownStaysBelowItsLimit(t *testing.T) {
	for _, limit := range []int{0, 65_000} {
		var b bytes.Buffer
		if err := WriteMarkdown(&b, giant(5_000), MarkdownOptions{Limit: limit}); err != nil {
			t.Fatal(err)
		}
		if limit == 0 {
			limit = MarkdownLimit
		}
		if b.Len() > limit {
			t.Errorf("%d bytes, limit %d", b.Len(), limit)
		}
		for _, want := range []string{"packets left out", "proofs left out", "findings left out", "notes left out", "dependency lines left out", "[RC-02]", "| ▶ |"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("limit %d: no %q", limit, want)
			}
		}
	}
}

// A board of many packets shows those that moved, wherever they stand.
func TestBoardShowsMovedPackets(t *testing.T) {
	r := &Report{Verdict: Pass, Trackers: []Tracker{{Path: "t.md"}}}
	for i := range 2 * maxBoardRows {
		r.Trackers[0].Packets = append(r.Trackers[0].Packets, Packet{ID: fmt.Sprintf("P-%d", i), Status: "READY"})
	}
	last := r.Trackers[0].Packets[2*maxBoardRows-1].ID
	r.Transitions = []Transition{{Tracker: "t.md", Packet: last, Field: "status", From: "BLOCKED", To: "READY"}}
	var b bytes.Buffer
	if err := WriteMarkdown(&b, r, MarkdownOptions{}); err != nil {
		t.Fatal(err)
	}
	if want := "| ▶ | " + last + " |"; !strings.Contains(b.String(), want) {
		t.Errorf("no row %q", want)
	}
	if want := fmt.Sprintf("%d packets left out", maxBoardRows); !strings.Contains(b.String(), want) {
		t.Errorf("no %q", want)
	}
}

func TestManyTrackersStayBelowTheLimit(t *testing.T) {
	r := &Report{Verdict: Pass}
	for i := range 20_000 {
		r.Trackers = append(r.Trackers, Tracker{Path: fmt.Sprintf("docs/%d.md", i), Packets: []Packet{{ID: "A", Blockers: []string{"B"}}}})
	}
	var b bytes.Buffer
	if err := WriteMarkdown(&b, r, MarkdownOptions{}); err != nil {
		t.Fatal(err)
	}
	if b.Len() > MarkdownLimit || !strings.Contains(b.String(), "trackers left out") {
		t.Errorf("%d bytes", b.Len())
	}
}

func TestSARIFIsValid(t *testing.T) {
	for name, r := range map[string]*Report{"full": sample(), "empty": {Verdict: Pass}, "many": giant(300)} {
		var b bytes.Buffer
		if err := WriteSARIF(&b, r, SARIFOptions{Version: "1.0.0", Source: source}); err != nil {
			t.Fatal(err)
		}
		doc, err := sarif.FromBytes(b.Bytes(), sarif.WithStrictValidation())
		if err != nil {
			t.Fatal(err)
		}
		if err := doc.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSARIFIsBounded(t *testing.T) {
	r := sample()
	for range maxSARIFResults {
		r.Findings = append(r.Findings, Finding{Rule: "open-checkbox", Severity: "error", Message: "open"})
	}
	var b bytes.Buffer
	if err := WriteSARIF(&b, r, SARIFOptions{}); err != nil {
		t.Fatal(err)
	}
	doc, err := sarif.FromBytes(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	run := doc.Runs[0]
	if n := len(run.Results); n != maxSARIFResults {
		t.Errorf("%d results", n)
	}
	if left := run.Properties.Properties["resultsLeftOut"]; left != 5.0 {
		t.Errorf("left out: %v", left)
	}
}

// A fix that deletes lines takes their line ends with them; one that replaces lines
// leaves the last line end alone.
func TestSARIFFixes(t *testing.T) {
	deletes := *replacement(Fix{Line: 3, EndLine: 4}).DeletedRegion
	if *deletes.StartLine != 3 || *deletes.StartColumn != 1 || *deletes.EndLine != 5 || *deletes.EndColumn != 1 {
		t.Errorf("deletes %d:%d to %d:%d", *deletes.StartLine, *deletes.StartColumn, *deletes.EndLine, *deletes.EndColumn)
	}
	replaces := replacement(Fix{Line: 3, EndLine: 4, Text: "x"})
	if r := replaces.DeletedRegion; *r.EndLine != 4 || r.EndColumn != nil || *replaces.InsertedContent.Text != "x" {
		t.Errorf("replaces %+v", replaces)
	}
}

// Of two findings on one line each keeps its fingerprint when the other is mended.
func TestSARIFFingerprintsOfOneLine(t *testing.T) {
	finding := func(command string) Finding {
		return Finding{Rule: "plan-evidence-missing", Severity: "error", Tracker: "t.md", Packet: "A", Line: 1, Message: "A lacks `" + command + "`, told in run 7."}
	}
	lines := NewLines(nil)
	if fingerprint(finding("go vet"), lines) == fingerprint(finding("go test"), lines) {
		t.Error("two findings share a fingerprint")
	}
	again := finding("go vet")
	again.Message = strings.Replace(again.Message, "run 7", "run 8", 1)
	if fingerprint(finding("go vet"), lines) != fingerprint(again, lines) {
		t.Error("a finding changes its fingerprint with its record")
	}
}

// Fingerprints name a finding by what stands on its line, not by where the line is.
func TestSARIFFingerprints(t *testing.T) {
	prints := func(shift int, lines ...string) map[string]bool {
		content := strings.Repeat("\n", shift) + strings.Join(lines, "\n")
		r := &Report{Verdict: Fail}
		for i := range lines {
			r.Findings = append(r.Findings, Finding{Rule: "open-checkbox", Severity: "error", Tracker: "t.md", Packet: "A", Line: shift + i + 1, Message: "open"})
		}
		var b bytes.Buffer
		if err := WriteSARIF(&b, r, SARIFOptions{Source: func(string, bool) []byte { return []byte(content) }}); err != nil {
			t.Fatal(err)
		}
		doc, err := sarif.FromBytes(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, res := range doc.Runs[0].Results {
			got[res.PartialFingerprints[fingerprintKey]] = true
		}
		return got
	}
	before := prints(0, "- [ ] a", "- [ ] b", "- [ ] a")
	after := prints(7, "  - [ ]  a\r", "- [ ] b", "- [ ] a")
	if len(before) != 3 || len(after) != 3 {
		t.Errorf("findings share a fingerprint: %v, %v", before, after)
	}
	for p := range before {
		if !after[p] {
			t.Errorf("%s is lost when the lines move", p)
		}
	}
}

func TestWritersReportAFailedWrite(t *testing.T) {
	broken := errors.New("disk full")
	for name, err := range map[string]error{
		"text":     WriteText(failing{broken}, sample(), TextOptions{}),
		"markdown": WriteMarkdown(failing{broken}, sample(), MarkdownOptions{}),
		"json":     WriteJSON(failing{broken}, sample()),
		"sarif":    WriteSARIF(failing{broken}, sample(), SARIFOptions{}),
	} {
		if !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestSummary(t *testing.T) {
	for want, r := range map[string]*Report{
		"no findings; 1 API call":                                                 {Verdict: Pass, APICalls: 1},
		"could not judge; offline: no evidence was judged":                        {Verdict: Error, Offline: true},
		"1 error, 2 warnings; 1 of 1 claim verified; 1 packet moved; 0 API calls": {Verdict: Fail, Findings: []Finding{{Severity: "warning"}, {Severity: "error"}, {Severity: "warning"}}, Proofs: []Proof{{Verdict: "verified"}}, Transitions: []Transition{{Packet: "A", Field: "status"}, {Packet: "A", Field: "checklist"}, {Packet: "B", Field: "checkpoint"}}},
		"no findings; 1 of 3 claims verified (1 stale, 1 waived); 0 API calls":    {Verdict: Pass, Proofs: []Proof{{Verdict: "waived"}, {Verdict: "stale"}, {Verdict: "verified"}}},
		"no findings; 0 of 2 claims verified (1 pending, 1 missing); 0 API calls": {Verdict: Pending, Proofs: []Proof{{Verdict: "missing"}, {Verdict: "pending"}}},
	} {
		if got := r.summary(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAProblemIsToldOnce(t *testing.T) {
	r := &Report{
		Verdict: Error, Problem: "t.md:3:1: no board",
		Findings: []Finding{{Rule: "malformed-board", Severity: "error", Tracker: "t.md", Line: 3, Column: 1, Message: "no board"}},
	}
	var b bytes.Buffer
	if err := WriteText(&b, r, TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "no board"); n != 1 {
		t.Errorf("told %d times:\n%s", n, b.String())
	}
	r.Problem = "GitHub did not answer"
	if r.untold() != r.Problem {
		t.Error("another problem is lost")
	}
}

func TestLineURL(t *testing.T) {
	for _, c := range []struct {
		server, repository, sha, path string
		line, end                     int
		want                          string
	}{
		{"", "o/r", "abc", "docs/a b.md", 3, 0, "https://github.com/o/r/blob/abc/docs/a%20b.md?plain=1#L3"},
		{"https://ghes.example/", "o/r", "abc", "x#y?.md", 3, 5, "https://ghes.example/o/r/blob/abc/x%23y%3F.md?plain=1#L3-L5"},
		{"", "o/r", "abc", "x.md", 0, 0, "https://github.com/o/r/blob/abc/x.md?plain=1"},
		{"", "", "abc", "x.md", 1, 0, ""},
		{"", "o/r", "", "x.md", 1, 0, ""},
	} {
		if got := lineURL(c.server, c.repository, c.sha, c.path, c.line, c.end); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

func TestSentenceNamesThePacket(t *testing.T) {
	for _, c := range []struct{ packet, message, want string }{
		{"RC-1", "RC-1 is DONE", "RC-1 is DONE"},
		{"RC-1", "an open box in RC-1", "an open box in RC-1"},
		{"RC-1", "an open box", "RC-1: an open box"},
		{"RC-1", "waits for RC-10", "RC-1: waits for RC-10"},
		{"RC-1", "waits for RC-10, as RC-1 says", "waits for RC-10, as RC-1 says"},
		{"C-1", "RC-1 is gone", "C-1: RC-1 is gone"},
		{"RC-1", "waits for `RC-1`", "waits for `RC-1`"},
		{"", "no\nboard", "no board"},
	} {
		if got := (Finding{Packet: c.packet, Message: c.message}).Sentence(); got != c.want {
			t.Errorf("%s: %q, want %q", c.packet, got, c.want)
		}
	}
}

func TestSARIFPaths(t *testing.T) {
	for path, want := range map[string]string{
		"docs/our packets.md": "docs/our%20packets.md",
		"a:b.md":              "./a:b.md",
		"100%?#.md":           "100%25%3F%23.md",
	} {
		if got := *artifact(path).URI; got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
