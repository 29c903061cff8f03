package tracker

import (
	"slices"
	"strings"
)

var (
	hashPattern    = newPattern(`[0-9A-Za-z_]*[0-9a-fA-F]{7}[0-9A-Za-z_]*`)
	pendingPattern = newPattern(`(?i)^[(\s]*(?:(?:(?:squash|rebase|merge|commit|checkpoint|hash|approval)[ -]){0,2}pending|this (?:commit|pr|pull request|change|merge)|see below|(?:to|will) be (?:recorded|filled|added|set|known|written)|(?:(?:filled|added|recorded|set|known|written)(?: in)? )?(?:after|on|upon|at|by|with) (?:the |this )?(?:squash[ -]?)?(?:merge|merging|next commit))\b`)
	missingPattern = newPattern(`(?i)^[(\s]*(?:n/?a|no-?op|none|todo|tbd)\b`)
	elsewhere      = newPattern(`(?i)^[(\s]*see\b.{0,60}\b(?:below|above)\b`)
	uniform        = newPattern(`^(?:[0-9]+|[a-fA-F]+)$`)
	aWord          = newPattern(`^[a-fA-F]{7}$`)
	isHash         = newPattern(`^[0-9a-fA-F]{7,40}$`)
)

const maxHashes = 16

// readCheckpoint reads what stands where a checkpoint belongs.
func (d *document) readCheckpoint(start, end int, place CheckpointPlace) Checkpoint {
	c := Checkpoint{Place: place, Text: d.text(start, end)}
	said := plain(c.Text.Raw)
	switch {
	case missingPattern.MatchString(said) || absent(said):
		c.State = CheckpointMissing
	case pendingPattern.MatchString(said):
		c.State = CheckpointPending
	default:
		start, end = trim(d.body, start, end)
		head := strings.IndexByte(c.Text.Raw, '(')
		if head > 0 {
			c.Hashes = d.hashes(start, start+head)
		}
		if len(c.Hashes) == 0 {
			c.Hashes = d.hashes(start, end)
		}
		switch {
		case len(c.Hashes) > 0:
			c.State = CheckpointRecorded
		case elsewhere.MatchString(said):
			c.State = CheckpointPending
		default:
			c.State = CheckpointMissing
		}
	}
	return c
}

// hashes finds abbreviated or full commit hashes. A bare number is none unless
// nothing else stands there or it is marked as code; nor are letters alone, which
// of seven are rather a word ("defaced"); nor are zeros alone, Git's name for no
// commit.
func (d *document) hashes(start, end int) []Text {
	raw := d.raw(start, end)
	var out []Text
	for _, m := range hashPattern.FindAllStringIndex(raw, -1) {
		word := raw[m[0]:m[1]]
		coded := m[0] > 0 && raw[m[0]-1] == '`'
		dashed := m[0] > 0 && raw[m[0]-1] == '-' || m[1] < len(raw) && raw[m[1]] == '-'
		if !isHash.MatchString(word) || dashed || strings.Trim(word, "0") == "" {
			continue
		}
		if uniform.MatchString(word) && !coded && (word != strings.TrimSpace(raw) || aWord.MatchString(word)) {
			continue
		}
		t := d.text(start+m[0], start+m[1])
		t.Value = strings.ToLower(word)
		// A link names a hash twice, once perhaps shorter.
		if slices.ContainsFunc(out, func(o Text) bool { return strings.HasPrefix(o.Value, t.Value) || strings.HasPrefix(t.Value, o.Value) }) {
			continue
		}
		if out = append(out, t); len(out) == maxHashes {
			return out
		}
	}
	return out
}

func (r *reader) checkpointPlace(inEvidence bool) CheckpointPlace {
	if r.rec != nil && !inEvidence {
		return CheckpointInRecord
	}
	return CheckpointInEvidence
}

// checkpoint reads content under "Commit:". The first fills the label's place; further
// ones, and what stands under a heading, count where they hold a hash or are pending.
func (r *reader) checkpoint(start, end int) {
	place := r.checkpointPlace(r.line == fieldEvidence)
	c := r.d.readCheckpoint(start, end, place)
	if r.commit == nil && c.State == CheckpointMissing {
		return
	}
	r.commit = nil
	c.Dated = r.date
	r.out.Checkpoints = append(r.out.Checkpoints, c)
}

// flushCommit keeps a "Commit:" without content as a missing checkpoint.
func (r *reader) flushCommit() {
	if r.commit != nil {
		r.commit.Dated = r.date
		r.out.Checkpoints = append(r.out.Checkpoints, *r.commit)
		r.commit = nil
	}
}

// readCheckpointList reads the list or table under "Checkpoint Commits".
func (d *document) readCheckpointList(list []block) {
	for i := range list {
		b := &list[i]
		switch b.kind {
		case blockHeading:
			if b.top {
				return
			}
		case blockItem:
			if b.level == 0 {
				d.listedCheckpoint(b.start, b.end)
			}
		case blockTable:
			d.tabledCheckpoints(b.table)
		}
	}
}

// listedCheckpoint reads an item such as "TN-00: `f9680ef8` message".
func (d *document) listedCheckpoint(start, end int) {
	text := d.raw(start, end)
	at := skip(text, "*`_ ")
	at = len(text) - len(cutPrefixFold(text[at:], "packet "))
	id, rest, ok := d.words.ids.Cut(text[at:])
	if !ok {
		return
	}
	at = len(text) - len(rest)
	at += skip(rest, "`*_")
	at += skip(text[at:], "*_ :—–-=>\t")
	if p := d.packet(id); p != nil {
		p.Checkpoints = append(p.Checkpoints, d.readCheckpoint(start+at, end, CheckpointInList))
	}
}

func (d *document) tabledCheckpoints(t *table) {
	header := d.body[t.rows[0][0]:t.rows[0][1]]
	fields, _ := d.words.mapColumns(cellTexts(header))
	id, commit := slices.Index(fields, FieldID), slices.Index(fields, FieldCommit)
	if id < 0 || commit < 0 {
		return
	}
	for _, row := range t.rows[1:] {
		cells := d.cells(row, commit+1)
		if p := d.packet(d.cellID(row, id)); p != nil && commit < len(cells) {
			p.Checkpoints = append(p.Checkpoints, d.readCheckpoint(cells[commit][0], cells[commit][1], CheckpointInList))
		}
	}
}
