// Package gate judges a change: from the trackers at base and head and the
// records so far to a report. It is pure, so the same evaluation serves pull
// requests, the command line, tests and replays.
package gate

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/plan"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/rule"
	"github.com/packetgate/packetgate/internal/tracker"
	"github.com/packetgate/packetgate/internal/transition"
)

// Options are what an evaluation takes besides the change and its records.
type Options struct {
	Mode string
	// ConfigPath is the file from which the configuration was read.
	ConfigPath string
	// Offline leaves out everything that needs records, and the report says so.
	Offline bool
	// Now decides which waivers have expired.
	Now time.Time
	// Packets says of which packets, besides those that move, the claims are judged.
	Packets Selection
	// AtRest judges the packets that are DONE or approved as they stand, each at its
	// checkpoint, of a change that changes nothing.
	AtRest bool
	// Without is the id of a run that does not count, 0 for none.
	Without int64
}

// Selection picks packets beside those that move: by id without regard to case, or all.
type Selection struct {
	All bool
	IDs []string
}

// Any tells whether packets at rest are picked at all.
func (s Selection) Any() bool { return s.All || len(s.IDs) > 0 }

func (s Selection) has(packet string) bool {
	return s.All || slices.ContainsFunc(s.IDs, func(id string) bool { return strings.EqualFold(id, packet) })
}

// Evaluation is one change, parsed and compared, ready to be judged.
type Evaluation struct {
	change   *record.Change
	config   *config.Config
	options  Options
	trackers []*versions
	// parsed are the linked plans by revision and path.
	parsed map[record.Query]*plan.Plan
}

// versions are one tracker's texts and what moved between them.
type versions struct {
	path, basePath       string
	mergeBase, tip, head *tracker.Tracker
	transitions          []transition.Transition
	merged               map[string]transition.Standing
	// unreadable is the head's fatal problem, nil if it has none; a tracker that has
	// one is not judged.
	unreadable *tracker.Problem
}

// New reads the trackers of a change.
func New(change *record.Change, cfg *config.Config, options Options) *Evaluation {
	grammar := Grammar(cfg)
	whole := *change
	whole.Documents = rejoined(change.Documents, grammar)
	change = &whole
	e := &Evaluation{change: change, config: cfg, options: options, parsed: map[record.Query]*plan.Plan{}}
	for _, d := range change.Documents {
		if !isTracker(d, cfg, grammar) {
			continue
		}
		v := &versions{
			path:      d.Path,
			basePath:  d.BasePath,
			mergeBase: readable(parse(d.BasePath, d.MergeBase, grammar)),
			tip:       readable(parse(d.BasePath, d.Base, grammar)),
			head:      parse(d.Path, d.Head, grammar),
		}
		if v.unreadable = fatal(v.head); v.unreadable == nil {
			v.transitions = transition.Between(v.mergeBase, v.head)
			v.merged = transition.Merge(v.mergeBase, v.tip, v.head)
		}
		e.trackers = append(e.trackers, v)
	}
	return e
}

func parse(path string, file *record.File, grammar tracker.Grammar) *tracker.Tracker {
	if file == nil {
		return nil
	}
	return tracker.Parse(path, file.Content, grammar)
}

// readable is a base's version, nil when it cannot be read: a broken base is no
// reason to refuse the change that mends or deletes it.
func readable(t *tracker.Tracker) *tracker.Tracker {
	if fatal(t) != nil {
		return nil
	}
	return t
}

func fatal(t *tracker.Tracker) *tracker.Problem {
	if t == nil {
		return nil
	}
	for i := range t.Problems {
		if t.Problems[i].Fatal {
			return &t.Problems[i]
		}
	}
	return nil
}

// Need lists the records that the report still lacks.
func (e *Evaluation) Need(records record.Records) []record.Query {
	_, wanted := e.judge(records)
	return wanted
}

// Sought lists what of job logs the judgement looks at. Call it when Need asks for a
// log: by then the claims and their steps are known.
func (e *Evaluation) Sought(records record.Records) record.Sought {
	ledger, a := record.NewLedger(records), &asking{records: records}
	cases := e.cases(ledger)
	question := e.question(cases, ledger)
	if !e.options.AtRest {
		return evidence.Sought(question, records)
	}
	e.atRest(a, question, cases, ledger)
	return a.sought(question)
}

// Report judges the change. Call it when Need is empty; what it then still lacks
// it passes over.
func (e *Evaluation) Report(records record.Records) *report.Report {
	judgement, _ := e.judge(records)
	return e.report(judgement)
}

// Plan lists the jobs of the evidence workflow that the claims still need: of the packets
// that are picked or, where none are, of those that move. Call it when Need is empty.
func (e *Evaluation) Plan(records record.Records) []evidence.Leg {
	ledger := record.NewLedger(records)
	question := e.question(e.cases(ledger), ledger)
	proofs := evidence.Judge(question, records)
	if e.options.Packets.Any() {
		question.Claims = slices.DeleteFunc(question.Claims, func(c evidence.Claim) bool { return !e.options.Packets.has(c.Packet) })
		proofs = slices.DeleteFunc(proofs, func(p evidence.Proof) bool { return !e.options.Packets.has(p.Claim.Packet) })
	}
	return evidence.Plan(question, proofs)
}

// judgement is what the rules and the evidence say.
type judgement struct {
	proofs   []evidence.Proof
	findings []rule.Finding
	// unfetched are the checkpoints that the clone of an offline judgement lacks.
	unfetched []string
	// unjudged are the packets at rest whose claims no checkpoint lets judge, unread those
	// for which no record was asked.
	unjudged, unread []string
}

// judge runs everything on the records so far and says what it lacked.
func (e *Evaluation) judge(records record.Records) (judgement, []record.Query) {
	ledger := record.NewLedger(records)
	cases := e.cases(ledger)
	j, a := judgement{}, &asking{records: records}
	switch question := e.question(cases, ledger); {
	case e.options.Offline || len(question.Claims) == 0:
	case e.options.AtRest:
		j.proofs, j.unjudged = e.atRest(a, question, cases, ledger)
	default:
		j.proofs, _ = a.judge(question)
	}
	for _, c := range cases {
		for _, p := range j.proofs {
			if p.Claim.Tracker == c.Path {
				c.Proofs = append(c.Proofs, p)
			}
		}
		j.findings = append(j.findings, rule.Check(c)...)
		j.unfetched = append(j.unfetched, rule.Unfetched(c)...)
		j.unread = append(j.unread, slices.Sorted(maps.Keys(c.Unread))...)
	}
	return j, union(a.wanted, ledger.Wanted())
}

// cases are the trackers that can be judged, with their plans.
func (e *Evaluation) cases(ledger *record.Ledger) []*rule.Case {
	var cases []*rule.Case
	unread := e.unread(ledger)
	for _, v := range e.trackers {
		if v.unreadable != nil {
			continue
		}
		c := &rule.Case{
			Change:      e.change,
			Path:        v.path,
			MergeBase:   v.mergeBase,
			Tip:         v.tip,
			Head:        v.head,
			Transitions: v.transitions,
			Merged:      v.merged,
			Offline:     e.options.Offline,
			Config:      e.config,
			Ledger:      ledger,
			Now:         e.options.Now,
			Asked:       e.options.Packets.has,
			AtRest:      e.options.AtRest,
		}
		if c.AtRest {
			c.Unread, c.Former = unread[v.path], e.former(v, ledger)
		}
		c.Plan, c.LostPlans = e.plans(v, ledger)
		cases = append(cases, c)
	}
	for i, c := range cases {
		c.Siblings = slices.Concat(cases[:i:i], cases[i+1:])
	}
	return cases
}

// plans reads the plans that the base's tracker links to, as the base has them: an
// author must not choose what is asked of him. A new tracker may bring its own.
func (e *Evaluation) plans(v *versions, ledger *record.Ledger) (*plan.Plan, []rule.LostPlan) {
	linking, revisions := v.mergeBase, []string{e.change.BaseSHA}
	if linking == nil {
		linking, revisions = v.head, []string{e.change.BaseSHA, e.change.HeadSHA}
	}
	if !slices.ContainsFunc(v.transitions, transition.Transition.Moves) && !e.options.AtRest {
		return nil, nil
	}
	var plans []*plan.Plan
	var lost []rule.LostPlan
	for _, link := range plan.Linked(linking) {
		paths := plan.Paths(linking, link)
		switch linked, known := e.linkedPlan(ledger, revisions, paths); {
		case !known:
		case linked == nil:
			lost = append(lost, rule.LostPlan{Link: link.Value, Outside: len(paths) == 0})
		case !slices.Contains(plans, linked):
			plans = append(plans, linked)
		}
	}
	return plan.Join(plans), lost
}

// linkedPlan is the first of the files that is there, at the first revision that has it,
// nil if none is or it is too large; known is false where that is still to be asked.
// Each is parsed once, however many rounds the evaluation takes.
func (e *Evaluation) linkedPlan(ledger *record.Ledger, revisions, paths []string) (linked *plan.Plan, known bool) {
	for _, path := range paths {
		for _, sha := range revisions {
			file, absence, known := ledger.File(sha, path)
			switch {
			case !known:
				return nil, false
			case absence == record.TooLarge, len(file.Content) > plan.MaxSize:
				return nil, true
			case absence != record.Present:
				continue
			}
			at := record.Query{SHA: sha, Path: path}
			if e.parsed[at] == nil {
				e.parsed[at] = plan.Parse(path, file.Content, Grammar(e.config))
			}
			return e.parsed[at], true
		}
	}
	return nil, true
}

func (e *Evaluation) question(cases []*rule.Case, ledger *record.Ledger) evidence.Question {
	q := evidence.Question{
		Change:     e.change,
		Config:     e.config.Evidence,
		ConfigPath: e.options.ConfigPath,
		IsTracker:  e.recogniser(ledger),
		Without:    e.options.Without,
		Now:        e.options.Now,
	}
	for _, c := range cases {
		q.Claims = append(q.Claims, rule.Claims(c)...)
	}
	return q
}

// recogniser tells which paths are trackers on the base branch: of the paths that
// may be, this change's own are known, and of others the file is read.
func (e *Evaluation) recogniser(ledger *record.Ledger) func(string) bool {
	grammar := Grammar(e.config)
	known := map[string]bool{}
	for _, v := range e.trackers {
		if v.tip != nil {
			known[v.basePath] = true
		}
	}
	return func(path string) bool {
		if is, ok := known[path]; ok {
			return is
		}
		if !Candidate(e.config, path) {
			return false
		}
		file, absence, ok := ledger.File(e.change.BaseSHA, path)
		if !ok || absence != record.Present {
			return false
		}
		known[path] = tracker.IsTracker(path, file.Content, grammar)
		return known[path]
	}
}

func union(a, b []record.Query) []record.Query {
	seen := map[record.Query]bool{}
	var out []record.Query
	for _, q := range slices.Concat(a, b) {
		if !seen[q] {
			seen[q] = true
			out = append(out, q)
		}
	}
	return out
}
