package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// maxSARIFResults is how many results GitHub's code scanning shows of one run; an
// upload with many more is refused.
const maxSARIFResults = 5000

// fingerprintKey names packetgate's partial fingerprint and the version of what it
// is made of.
const fingerprintKey = "packetgate/v1"

// SARIFOptions are how a report is written as SARIF.
type SARIFOptions struct {
	// Version is packetgate's own version, empty if it is not known.
	Version string
	// ServerURL is GitHub's web address, https://github.com if empty.
	ServerURL string
	// Source gives the lines that fingerprints are made of.
	Source Source
	// Describe gives what a rule wants, in a sentence; nil describes none.
	Describe func(slug string) string
}

// WriteSARIF writes the findings as SARIF 2.1.0, errors first and at most as many
// as code scanning takes, and the receipts of what is verified as a property of the
// run. Columns count Unicode code points.
func WriteSARIF(w io.Writer, r *Report, o SARIFOptions) error {
	run := sarif.NewRunWithInformationURI("packetgate", "https://github.com/packetgate/packetgate")
	run.WithColumnKind("unicodeCodePoints")
	if o.Version != "" {
		run.Tool.Driver.WithVersion(o.Version)
	}
	if r.Repository != "" && r.HeadSHA != "" {
		run.AddVersionControlProvenance(sarif.NewVersionControlDetails().
			WithRepositoryURI(repositoryURL(o.ServerURL, r.Repository)).WithRevisionID(r.HeadSHA))
	}
	findings, properties := r.BySeverity(), sarif.NewPropertyBag()
	if left := len(findings) - maxSARIFResults; left > 0 {
		findings = findings[:maxSARIFResults]
		properties.Add("resultsLeftOut", left)
	}
	if receipts := r.receipts(); len(receipts) > 0 {
		properties.Add("receipts", receipts)
	}
	if len(properties.Properties) > 0 {
		run.WithProperties(properties)
	}
	lines := NewLines(o.Source)
	seen := map[string]int{}
	for _, f := range findings {
		description := "packetgate rule " + f.Rule
		if o.Describe != nil {
			description = o.Describe(f.Rule)
		}
		run.AddRule(f.Rule).WithHelpURI(ruleURL(f.Rule)).WithName(f.Rule).
			WithShortDescription(sarif.NewMultiformatMessageString().WithText(description))
		fingerprint := fingerprint(f, lines)
		seen[fingerprint]++
		run.AddResult(result(run, f, fmt.Sprintf("%s:%d", fingerprint, seen[fingerprint])))
	}
	doc := sarif.NewReport()
	doc.AddRun(run)
	return doc.PrettyWrite(w)
}

func result(run *sarif.Run, f Finding, fingerprint string) *sarif.Result {
	res := sarif.NewRuleResult(f.Rule).
		WithRuleIndex(run.GetRuleIndex(f.Rule)).
		WithLevel(sarifLevel(f.Severity)).
		WithMessage(sarif.NewTextMessage(plainMessage(f.Sentence()))).
		WithPartialFingerprints(map[string]string{fingerprintKey: fingerprint})
	if f.URL != "" {
		res.WithHostedViewerURI(f.URL)
	}
	if f.Tracker == "" {
		return res
	}
	at := sarif.NewPhysicalLocation().WithArtifactLocation(artifact(f.Tracker))
	if f.Line > 0 && !f.Base {
		at.WithRegion(region(f))
	}
	res.AddLocation(sarif.NewLocationWithPhysicalLocation(at))
	if f.Fix != nil {
		res.AddFixe(sarif.NewFix().
			WithDescription(sarif.NewTextMessage(fixSentence(*f.Fix))).
			AddArtifactChange(sarif.NewArtifactChange().
				WithArtifactLocation(artifact(f.Tracker)).
				AddReplacement(replacement(*f.Fix))))
	}
	return res
}

// plainMessage keeps text from being read as a link, which SARIF allows in plain
// messages too (section 3.11.6).
func plainMessage(s string) string {
	if !strings.Contains(s, "](") {
		return s
	}
	return strings.NewReplacer("[", `\[`, "]", `\]`).Replace(s)
}

func region(f Finding) *sarif.Region {
	r := sarif.NewRegion().WithStartLine(f.Line)
	if f.Column > 0 {
		r.WithStartColumn(f.Column)
	}
	if f.EndLine >= f.Line {
		r.WithEndLine(f.EndLine)
	}
	return r
}

// replacement replaces whole lines. A region without columns ends before its last
// line's line end; to delete lines, it must reach into the next.
func replacement(f Fix) *sarif.Replacement {
	gone := sarif.NewRegion().WithStartLine(f.Line).WithStartColumn(1).WithEndLine(f.EndLine)
	if f.Text == "" {
		return sarif.NewReplacement().WithDeletedRegion(gone.WithEndLine(f.EndLine + 1).WithEndColumn(1))
	}
	return sarif.NewReplacement().WithDeletedRegion(gone).
		WithInsertedContent(sarif.NewArtifactContent().WithText(f.Text))
}

func artifact(path string) *sarif.ArtifactLocation {
	return sarif.NewSimpleArtifactLocation((&url.URL{Path: path}).String()).WithURIBaseID("%SRCROOT%")
}

func sarifLevel(severity string) string {
	switch severity {
	case "error":
		return sarif.LevelError
	case "warning":
		return sarif.LevelWarning
	}
	return sarif.LevelNote
}

// quoted is what a message quotes of the tracker or plan.
var quoted = regexp.MustCompile("`[^`]+`")

// fingerprint names a finding so that moving its line, or mending another finding
// of the same line, keeps the name: what it quotes first, such as the command
// that is missing, tells it from others. The rest of the message may change with
// the records.
func fingerprint(f Finding, lines *Lines) string {
	h := sha256.New()
	for _, part := range []string{f.Rule, f.Tracker, f.Packet, lines.Normal(f.Tracker, f.Base, f.Line), quoted.FindString(f.Message)} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}
