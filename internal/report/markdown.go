package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// MarkdownLimit is how long a summary may be, in bytes, unless asked otherwise.
// GitHub drops a step's whole summary beyond 1 MiB (runner: FileCommandManager,
// AttachmentSizeLimit), and masking secrets may lengthen it after it was written.
const MarkdownLimit = 900_000

// MarkdownOptions are how a report is written as Markdown.
type MarkdownOptions struct {
	// ServerURL is GitHub's web address for links to lines, https://github.com if
	// empty.
	ServerURL string
	// Limit is the most bytes to write, MarkdownLimit if 0. What does not fit is
	// left out and counted.
	Limit int
}

// WriteMarkdown writes the report for a job summary: the verdict, the board of
// each tracker, proofs, findings, the dependency graph and notes. Every value is
// escaped.
func WriteMarkdown(w io.Writer, r *Report, o MarkdownOptions) error {
	if o.Limit <= 0 {
		o.Limit = MarkdownLimit
	}
	m := &markdown{r: r, server: o.ServerURL, moved: r.Moved()}
	// Shares of the limit: no section may crowd out another.
	sections := []struct {
		write   func(*section)
		percent int
	}{
		{m.verdict, 4}, {m.boards, 34}, {m.proofs, 26}, {m.findings, 26}, {m.graphs, 5}, {m.notes, 4},
	}
	for _, s := range sections {
		part := &section{limit: o.Limit / 100 * s.percent}
		s.write(part)
		if _, err := io.WriteString(w, part.text.String()); err != nil {
			return err
		}
	}
	return nil
}

// section is a part of the summary with a limit of its own.
type section struct {
	text    strings.Builder
	limit   int
	full    bool // something did not fit, so what comes later is left out too
	omitted int
}

// closing is what is kept free for ending a section: a count of what was left out
// and the end of a fence or of details.
const closing = 200

// room tells whether n more bytes fit.
func (s *section) room(n int) bool { return s.text.Len()+n+closing <= s.limit }

// add writes text if it fits, and else counts it as left out.
func (s *section) add(text string) {
	if s.full || !s.room(len(text)) {
		s.full = true
		s.omitted++
		return
	}
	s.text.WriteString(text)
}

// skip counts an entry as left out when the section is full, so that it need not be
// composed.
func (s *section) skip() bool {
	if s.full {
		s.omitted++
	}
	return s.full
}

// end tells how much was left out, if anything, and starts the count anew.
func (s *section) end(noun string) {
	if s.omitted > 0 {
		fmt.Fprintf(&s.text, "\n%s left out to keep the summary short; the JSON report has all.\n", plural(s.omitted, noun))
		s.omitted = 0
	}
	s.text.WriteString("\n")
}

type markdown struct {
	r      *Report
	server string
	moved  map[PacketKey]bool
}

var verdictIcon = map[Verdict]string{Pass: "✅", Fail: "❌", Pending: "⏳", Error: "💥"}

func (m *markdown) verdict(s *section) {
	r := m.r
	s.add(fmt.Sprintf("## %s packetgate: %s\n\n%s\n\n", verdictIcon[r.Verdict], Inline(string(r.Verdict)), Inline(r.summary())))
	if r.Problem != "" {
		s.add("**Could not judge:** " + Prose(Clip(r.Problem, 4000)) + "\n\n")
	}
	if r.HeadSHA != "" {
		judged := "Judged "
		if r.Verdict == Error {
			judged = "Asked to judge "
		}
		judged += m.commit(r.HeadSHA)
		if r.MergeBaseSHA != "" && r.MergeBaseSHA != r.HeadSHA {
			judged += " against " + m.commit(r.MergeBaseSHA)
		}
		s.add(judged + ".\n\n")
	}
}

// commit renders a commit's abbreviated name, linked to its page.
func (m *markdown) commit(sha string) string {
	short := Code(Clip(sha, 40))
	if len(sha) > 8 {
		short = Code(sha[:8])
	}
	if m.r.Repository == "" || strings.Trim(sha, "0123456789abcdef") != "" {
		return short
	}
	return link(short, repositoryURL(m.server, m.r.Repository)+"/commit/"+sha)
}

var proofIcon = map[string]string{
	"verified": "✅", "contradicted": "❌", "pending": "⏳", "cut-off": "✂️", "unproven": "❔",
	"stale": "🕰️", "untrusted": "🔒", "expired": "🗑️", "missing": "🚫", "waived": "🏷️",
}

func (m *markdown) proofs(s *section) {
	if len(m.r.Proofs) == 0 {
		return
	}
	s.add("### Proofs\n\n| Verdict | Packet | Command | Claimed | Reason | Record |\n|---|---|---|---|---|---|\n")
	for _, p := range m.r.Proofs {
		if s.skip() {
			continue
		}
		reason := Prose(Clip(p.Reason, 600))
		if p.Remedy != "" {
			reason += "<br>→ " + Prose(Clip(p.Remedy, 600))
		}
		for _, n := range p.Notes {
			reason += "<br>ℹ️ " + Prose(Clip(n, 300))
		}
		s.add(fmt.Sprintf("| %s %s | %s | %s | %s | %s | %s |\n",
			proofIcon[p.Verdict], Inline(p.Verdict),
			link(Inline(Clip(p.Packet, 60)), lineURL(m.server, m.r.Repository, m.r.HeadSHA, p.Tracker, p.Line, 0)),
			Code(Clip(p.Command, 400)), Inline(claimed(p.Claimed)), reason, proofRecord(p)))
	}
	s.end("proof")
}

func claimed(c Claimed) string {
	s := c.Value
	if c.ExitCode != nil {
		s = fmt.Sprintf("exit %d", *c.ExitCode)
	}
	if len(c.Figures) > 0 {
		s += " (" + strings.Join(c.Figures, ", ") + ")"
	}
	return Clip(s, 200)
}

// proofRecord names the step that a proof rests on, linked to it, with its receipt.
func proofRecord(p Proof) string {
	name := p.Job
	if p.Step != "" {
		name += " / " + p.Step
	}
	if name == "" && p.URL != "" {
		name = "record"
	}
	record := link(Inline(Clip(name, 160)), p.URL)
	if receipt := p.receipt(); receipt != "" {
		record += "<br><sub>" + Inline(receipt) + "</sub>"
	}
	return record
}

func (m *markdown) findings(s *section) {
	if len(m.r.Findings) == 0 {
		return
	}
	s.add("### Findings\n\n")
	for _, f := range m.r.BySeverity() {
		if s.skip() {
			continue
		}
		s.add("- " + FindingItem(m.r, f, m.server) + "\n")
	}
	s.end("finding")
}

var severityIcon = map[string]string{"error": "❌", "warning": "⚠️", "notice": "ℹ️"}

// FindingItem renders a finding as one line of Markdown: severity, place linked to
// the line, message, rule and record.
func FindingItem(r *Report, f Finding, server string) string {
	sha := r.HeadSHA
	if f.Base {
		sha = r.MergeBaseSHA
	}
	at := link(Code(Clip(f.place(), 300)), lineURL(server, r.Repository, sha, f.Tracker, f.Line, f.EndLine))
	return fmt.Sprintf("%s %s %s %s", SeverityLabel(f.Severity), at, Prose(Clip(f.Sentence(), 2000)), FindingLinks(f))
}

// FindingLinks renders a finding's rule, linked to its page, and its record.
func FindingLinks(f Finding) string {
	links := "[" + link(Code(f.Rule), ruleURL(f.Rule)) + "]"
	if f.URL != "" {
		links += " · " + link("record", f.URL)
	}
	return links
}

// SeverityLabel renders a severity with its mark.
func SeverityLabel(severity string) string {
	return severityIcon[severity] + " **" + Inline(severity) + "**"
}

func (m *markdown) notes(s *section) {
	if len(m.r.Notes) == 0 {
		return
	}
	s.add("### Notes\n\n")
	for _, n := range slices.Compact(slices.Clone(m.r.Notes)) {
		if s.skip() {
			continue
		}
		s.add("- " + Prose(Clip(n, 2000)) + "\n")
	}
	s.end("note")
}
