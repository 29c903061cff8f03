package execution

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/workflow"
)

// A reusable workflow that is called by repository and ref is read at the commit
// that the run's record names for it (referenced_workflows). What stands there the
// workflow that calls it chose, as it chooses its actions; only a ref of the
// judged repository that others than its maintainers can move is not trusted.

// calls are the reusable workflows elsewhere that a run called, a line
// "OWNER/NAME/PATH@REF SHA" each, sorted.
type calls string

func callsOf(run record.Run) calls {
	var lines []string
	for _, r := range run.Referenced {
		lines = append(lines, r.Path+"@"+r.Ref+" "+r.SHA)
	}
	slices.Sort(lines)
	return calls(strings.Join(slices.Compact(lines), "\n"))
}

// elsewhere is a reusable workflow that is called by repository and ref.
type elsewhere struct{ repository, path, ref, sha string }

var (
	usesElsewhere = regexp.MustCompile(`^([\w.-]+/[\w.-]+)/(\.github/workflows/[^/@\s]+\.ya?ml)@(\S+)$`)
	fullHash      = regexp.MustCompile(`^[0-9a-fA-F]{40}$`)
)

// resolve finds what a `uses:` called, false where the record does not tell one commit.
func (c calls) resolve(uses string) (elsewhere, bool) {
	m := usesElsewhere.FindStringSubmatch(strings.TrimSpace(uses))
	if m == nil {
		return elsewhere{}, false
	}
	out := elsewhere{repository: m[1], path: m[2], ref: m[3]}
	for line := range strings.Lines(string(c)) {
		called, sha, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		path, ref, _ := strings.Cut(called, "@")
		switch {
		case !strings.EqualFold(path, m[1]+"/"+m[2]) || !strings.HasSuffix(path, "/"+m[2]) || !fullHash.MatchString(sha):
		case !strings.EqualFold(m[3], sha) && m[3] != ref && "refs/heads/"+m[3] != ref && "refs/tags/"+m[3] != ref:
		case out.sha != "" && out.sha != sha:
			return elsewhere{}, false
		default:
			out.sha, out.ref = sha, ref
			if strings.EqualFold(m[3], sha) {
				out.ref = sha
			}
		}
	}
	return out, out.sha != ""
}

// CallsAtAnotherRef tells whether a version of a file calls a workflow that the run's
// record names, but at a ref that the record does not name: that version did not run.
func (s *Source) CallsAtAnotherRef() bool {
	return s.File != nil && slices.ContainsFunc(s.File.Jobs, func(job *workflow.Job) bool { return s.calls.namesOtherRef(job.Uses) })
}

// namesOtherRef tells whether the record names the workflow of a `uses:`, and that at
// other refs only.
func (c calls) namesOtherRef(uses string) bool {
	m := usesElsewhere.FindStringSubmatch(strings.TrimSpace(uses))
	if m == nil {
		return false
	}
	named := false
	for line := range strings.Lines(string(c)) {
		called, sha, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		path, ref, _ := strings.Cut(called, "@")
		if !strings.EqualFold(path, m[1]+"/"+m[2]) {
			continue
		}
		named = true
		isHash := fullHash.MatchString(m[3])
		if !fullHash.MatchString(sha) || strings.EqualFold(m[3], sha) || !isHash && (ref == "" || m[3] == ref || strings.HasSuffix(ref, "/"+m[3])) {
			return false
		}
	}
	return named
}

// OwnRef is the ref of the judged repository, one that can move, by which the file is
// called; "" where it is called by its path or a full hash, or lies elsewhere.
func (s *Source) OwnRef() string {
	if s.repository != "" || fullHash.MatchString(s.ref) {
		return ""
	}
	return s.ref
}
