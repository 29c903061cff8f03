package collect

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/rule"
	"github.com/packetgate/packetgate/internal/tracker"
)

// Settings say where the configuration lies and which trackers an input names.
type Settings struct {
	// ConfigPath is the configuration's path on the base branch.
	ConfigPath string
	// Trackers are globs that override the configuration's, empty for none.
	Trackers []string
	// All reads every tracker of the head, not only those that the change touches.
	All bool
}

// complete fills a change, of which repository, head and base (BaseRef, or
// BaseSHA where there is no branch) are known, with its commits, files and
// documents, and reads the configuration from the base. It returns an error when
// GitHub could not be asked or the configuration is not valid.
func complete(ctx context.Context, github GitHub, change record.Change, settings Settings) (*record.Change, *config.Config, error) {
	base := cmp.Or(change.BaseRef, change.BaseSHA)
	comparison, absence, err := github.Compare(ctx, base, change.HeadSHA)
	if err != nil {
		return nil, nil, err
	}
	if absence != record.Present {
		return nil, nil, fmt.Errorf("%s: the base %s and the head %s have no common history, or one of them is %s: %w",
			change.Repository, base, change.HeadSHA, absence, record.ErrNotFound)
	}
	return fill(ctx, github, change, comparison, settings)
}

// atRest is complete for the newest commit of the branch BaseRef, as a change that changes
// nothing, with every tracker.
func atRest(ctx context.Context, github GitHub, change record.Change, settings Settings) (*record.Change, *config.Config, error) {
	comparison, absence, err := github.Compare(ctx, change.BaseRef, change.BaseRef)
	if err != nil {
		return nil, nil, err
	}
	if absence != record.Present {
		return nil, nil, fmt.Errorf("%s: the branch %s is %s: %w", change.Repository, change.BaseRef, absence, record.ErrNotFound)
	}
	change.HeadSHA = comparison.BaseSHA
	settings.All = true
	return fill(ctx, github, change, comparison, settings)
}

// fill fills a change with what a comparison gives.
func fill(ctx context.Context, github GitHub, change record.Change, comparison record.Comparison, settings Settings) (*record.Change, *config.Config, error) {
	change.BaseSHA = comparison.BaseSHA
	change.MergeBaseSHA = comparison.MergeBaseSHA
	change.Commits = comparison.Commits
	change.CommitsTruncated = comparison.CommitsTruncated
	change.Files = comparison.Files
	change.FilesTruncated = comparison.FilesTruncated
	var err error
	if change.FilesTruncated && change.Number > 0 {
		if change.Files, change.FilesTruncated, err = github.PullFiles(ctx, change.Number); err != nil {
			return nil, nil, err
		}
	}

	reader := reader{github: github, records: record.Records{}}
	configuration := record.Query{Kind: record.KindFile, SHA: change.BaseSHA, Path: settings.ConfigPath}
	listed := firstLook(&change)
	if err := reader.read(ctx, append(listed, configuration)); err != nil {
		return nil, nil, err
	}
	if err := reader.served(listed); err != nil {
		return nil, nil, err
	}
	cfg, err := ParseConfig(reader.records[configuration], settings)
	if err != nil {
		return nil, nil, err
	}
	if change.Documents, err = reader.documents(ctx, &change, cfg); err == nil && settings.All {
		var rest []record.Document
		rest, err = reader.untouched(ctx, &change, cfg)
		change.Documents = append(change.Documents, rest...)
	}
	return &change, cfg, err
}

// ParseConfig reads the configuration from what was answered for its file, absent
// or not, and lets the settings override it.
func ParseConfig(answer record.Answer, settings Settings) (*config.Config, error) {
	cfg := config.Default()
	switch answer.Absence {
	case record.Present:
		var err error
		if cfg, err = config.Parse(settings.ConfigPath, answer.File.Content, rule.Slugs()); err != nil {
			return nil, err
		}
	case record.NotFound:
	default:
		return nil, fmt.Errorf("%s cannot be read: it is %s", settings.ConfigPath, answer.Absence)
	}
	if len(settings.Trackers) > 0 {
		cfg.Trackers = settings.Trackers
	}
	return cfg, nil
}

// firstLook asks for the newest version of each changed Markdown file, and for the
// former one where no patch tells it: enough to know which may be trackers.
func firstLook(change *record.Change) []record.Query {
	var queries []record.Query
	for _, f := range change.Files {
		if !record.IsMarkdown(f.Path) && !record.IsMarkdown(f.PreviousPath) {
			continue
		}
		newest := record.IsMarkdown(f.Path) && f.Status != record.FileRemoved
		if newest {
			queries = append(queries, fileAt(change.HeadSHA, f.Path))
		}
		if f.Patch == "" && !fresh(f) || !newest && f.Status != record.FileRemoved {
			queries = append(queries, fileAt(change.MergeBaseSHA, formerPath(f)))
		}
	}
	return queries
}

// fresh tells whether the merge base has no such file.
func fresh(f record.FileChange) bool {
	return f.Status == record.FileAdded || f.Status == record.FileCopied
}

// formerPath is where the merge base has a changed file.
func formerPath(f record.FileChange) string {
	if f.Status == record.FileRenamed {
		return f.PreviousPath
	}
	return f.Path
}

// reader reads files once.
type reader struct {
	github  GitHub
	records record.Records
}

func (r *reader) read(ctx context.Context, queries []record.Query) error {
	var missing []record.Query
	for _, q := range queries {
		if _, ok := r.records[q]; !ok {
			missing = append(missing, q)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	more, err := r.github.Files(ctx, missing)
	if err != nil {
		return err
	}
	r.records.Add(more)
	return nil
}

// served is an error for a file that GitHub lists and does not give: it may take a moment
// until a new commit is served everywhere, and a tracker left out is one that nobody judges.
func (r *reader) served(listed []record.Query) error {
	for _, q := range listed {
		if a := r.records[q]; a.Absence == record.NotFound && !a.Irregular {
			return fmt.Errorf("GitHub lists %s at %.8s, but does not serve it; let the check run again in a moment", q.Path, q.SHA)
		}
	}
	return nil
}

// tooLarge is the error for a file that may be a tracker but is too large to read:
// left out, it would be a tracker that nobody judges.
func (r *reader) tooLarge(cfg *config.Config) error {
	for q, a := range r.records {
		if a.Absence == record.TooLarge && gate.Candidate(cfg, q.Path) {
			return fmt.Errorf("%s at %.8s is too large to judge: a tracker may have %d MiB at most; split it, or name the trackers in the configuration", q.Path, q.SHA, tracker.MaxSize>>20)
		}
	}
	return nil
}

// file returns a version that was read, nil where there is none.
func (r *reader) file(sha, path string) *record.File {
	a, ok := r.records[fileAt(sha, path)]
	if !ok || a.Absence != record.Present {
		return nil
	}
	return &a.File
}

// documents reads the other versions of the changed files that are or may have
// been trackers.
func (r *reader) documents(ctx context.Context, change *record.Change, cfg *config.Config) ([]record.Document, error) {
	grammar := gate.Grammar(cfg)
	var documents []record.Document
	var listed, queries []record.Query
	for _, f := range change.Files {
		d := record.Document{Path: f.Path, BasePath: formerPath(f)}
		if !record.IsMarkdown(f.Path) && !record.IsMarkdown(f.PreviousPath) || !gate.Candidate(cfg, d.Path) && !gate.Candidate(cfg, d.BasePath) {
			continue
		}
		if !gate.Named(cfg, d.Path) && !gate.Named(cfg, d.BasePath) && !r.mayHoldTracker(change, f, grammar) {
			continue
		}
		documents = append(documents, d)
		if fresh(f) {
			continue
		}
		listed = append(listed, fileAt(change.MergeBaseSHA, d.BasePath))
		queries = append(queries, fileAt(change.MergeBaseSHA, d.BasePath), fileAt(change.BaseSHA, d.BasePath))
		if f.Status == record.FileRenamed {
			queries = append(queries, fileAt(change.HeadSHA, d.Path))
		}
	}
	if err := r.read(ctx, queries); err != nil {
		return nil, err
	}
	if err := r.served(listed); err != nil {
		return nil, err
	}
	if err := r.tooLarge(cfg); err != nil {
		return nil, err
	}
	for i := range documents {
		d := &documents[i]
		d.Head = r.file(change.HeadSHA, d.Path)
		d.MergeBase = r.file(change.MergeBaseSHA, d.BasePath)
		d.Base = r.file(change.BaseSHA, d.BasePath)
	}
	return documents, nil
}

// maxUntouched is how many Markdown files are read to find the trackers among them.
const maxUntouched = 500

// untouched reads the Markdown files that the change leaves alone and that may be
// trackers.
func (r *reader) untouched(ctx context.Context, change *record.Change, cfg *config.Config) ([]record.Document, error) {
	files, links, complete, err := r.github.Paths(ctx, change.HeadSHA)
	if err != nil {
		return nil, err
	}
	candidates := func(paths []string) (queries []record.Query) {
		for _, path := range paths {
			if record.IsMarkdown(path) && gate.Candidate(cfg, path) && change.Changed(path) == nil {
				queries = append(queries, fileAt(change.HeadSHA, path))
			}
		}
		return queries
	}
	listed := candidates(files)
	queries := slices.Concat(listed, candidates(links))
	if !complete || len(queries) > maxUntouched {
		return nil, fmt.Errorf("there are too many files to look for trackers among them: name the trackers in the configuration (`trackers`)")
	}
	if err := r.read(ctx, queries); err != nil {
		return nil, err
	}
	if err := r.served(listed); err != nil {
		return nil, err
	}
	if err := r.tooLarge(cfg); err != nil {
		return nil, err
	}
	var documents []record.Document
	for _, q := range queries {
		if file := r.file(q.SHA, q.Path); file != nil {
			documents = append(documents, record.Document{Path: q.Path, BasePath: q.Path, MergeBase: file, Base: file, Head: file})
		}
	}
	return documents, nil
}

// mayHoldTracker tells whether a changed file is a tracker at the head or may
// have been one before: the former text is that of the first look, or what the
// patch, taken back, makes of the head's.
func (r *reader) mayHoldTracker(change *record.Change, f record.FileChange, grammar tracker.Grammar) bool {
	head := r.file(change.HeadSHA, f.Path)
	if head != nil && tracker.IsTracker(f.Path, head.Content, grammar) {
		return true
	}
	if fresh(f) {
		return false
	}
	if former, ok := r.records[fileAt(change.MergeBaseSHA, formerPath(f))]; ok {
		return former.Absence == record.Present && tracker.IsTracker(f.Path, former.File.Content, grammar)
	}
	var after []byte
	switch {
	case head != nil:
		after = head.Content
	case f.Status != record.FileRemoved:
		return true
	}
	before, ok := revert(after, f.Patch)
	return !ok || tracker.IsTracker(f.Path, before, grammar)
}

func fileAt(sha, path string) record.Query {
	return record.Query{Kind: record.KindFile, SHA: sha, Path: path}
}
