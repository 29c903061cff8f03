package publish

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
)

const (
	// maxBody is how many bytes a body has; GitHub takes 65,536 characters.
	maxBody = 65_000
	// maxSuggestion bounds a suggestion's text, in bytes.
	maxSuggestion = 30_000
	maxMessage    = 4_000
)

// writer composes reviews.
type writer struct {
	evaluation Evaluation
	prints     fingerprints
	diff       diff
}

// reviews composes the review that says the findings, with comments on the lines
// that are in the diff, and the one without comments. Both are nil when there is
// nothing to say, or only what the body of an earlier review had no room for.
func (w writer) reviews(unsaid []remark, rests []string) (review, fallback *record.Review) {
	if len(unsaid) == 0 || slices.Contains(rests, w.prints.rest(unsaid)) {
		return nil, nil
	}
	var comments []record.ReviewComment
	var others []remark
	for _, f := range unsaid {
		if len(comments) < maxComments {
			if c, ok := w.comment(f); ok {
				comments = append(comments, c)
				continue
			}
		}
		others = append(others, f)
	}
	review = w.review(comments, others)
	if len(comments) > 0 {
		fallback = w.review(nil, unsaid)
	}
	return review, fallback
}

func (w writer) review(comments []record.ReviewComment, listed []remark) *record.Review {
	return &record.Review{
		Mine:      true,
		CommitSHA: w.evaluation.Change.HeadSHA,
		Body:      w.body(listed),
		Comments:  comments,
	}
}

// body is a review's text: the verdict, the findings without a comment, and their
// markers. What has no room is counted and named by one marker.
func (w writer) body(listed []remark) string {
	r := w.evaluation.Report
	var text, marks strings.Builder
	fmt.Fprintf(&text, "**packetgate: %s** · %s%s\n\n", report.Inline(string(r.Verdict)), claimsOf(r), r.Counts())
	if len(listed) > 0 {
		text.WriteString("Not commented on a line of this diff:\n\n")
	}
	const closing = 400
	var left []remark
	for i, f := range listed {
		item := "- " + report.FindingItem(r, f.Finding, w.evaluation.Options.ServerURL) + "\n"
		mark := marker("fp", f.fingerprint)
		if text.Len()+marks.Len()+len(item)+len(mark)+closing > maxBody {
			left = listed[i:]
			break
		}
		text.WriteString(item)
		marks.WriteString(mark)
	}
	if len(left) > 0 {
		fmt.Fprintf(&text, "\n%d more had no room here; the job's log and summary list all.\n", len(left))
		marks.WriteString(marker("rest", w.prints.rest(left)))
	}
	return strings.TrimRight(text.String(), "\n") + "\n\n" + marks.String()
}

// comment puts a finding on its lines, or returns false when they are not in the
// diff. A fix becomes a suggestion when all its lines can be commented, since
// GitHub replaces the very lines of the comment.
func (w writer) comment(f remark) (record.ReviewComment, bool) {
	side := sideHead
	if f.Base {
		side = sideBase
	}
	path := pathOf(w.evaluation.Change, f.Finding)
	if text, ok := suggestion(f.Finding); ok && w.diff.comments(path, sideHead, f.Fix.Line, f.Fix.EndLine) {
		return w.on(path, side, f.Fix.Line, f.Fix.EndLine, f, text), true
	}
	if w.diff.comments(path, side, f.Line, f.EndLine) {
		return w.on(path, side, f.Line, f.EndLine, f, ""), true
	}
	if w.diff.comments(path, side, f.Line, f.Line) {
		return w.on(path, side, f.Line, f.Line, f, ""), true
	}
	return record.ReviewComment{}, false
}

func (w writer) on(path, side string, first, last int, f remark, suggestion string) record.ReviewComment {
	c := record.ReviewComment{Path: path, Side: side, Line: last, Body: w.commentBody(f, suggestion)}
	if first < last {
		c.StartLine = first
	}
	return c
}

func (w writer) commentBody(f remark, suggestion string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n\n", report.SeverityLabel(f.Severity), report.Prose(report.Clip(f.Sentence(), maxMessage)))
	if suggestion != "" {
		b.WriteString(suggestion + "\n\n")
	}
	b.WriteString(report.FindingLinks(f.Finding) + "\n\n")
	b.WriteString(marker("fp", f.fingerprint))
	return b.String()
}

// suggestion renders a finding's fix as a suggestion, or returns false when there
// is none on the finding's own lines or its text cannot be carried exactly.
func suggestion(f report.Finding) (string, bool) {
	if f.Fix == nil || f.Base || f.Line < f.Fix.Line || f.Line > f.Fix.EndLine || len(f.Fix.Text) > maxSuggestion {
		return "", false
	}
	// GitHub applies a suggestion with the file's own line ends.
	text := strings.ReplaceAll(f.Fix.Text, "\r\n", "\n")
	odd := func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || r == unicode.ReplacementChar
	}
	if strings.ContainsFunc(text, odd) {
		return "", false
	}
	return report.Fence("suggestion", text), true
}
