package gate

import (
	"cmp"
	"maps"
	"slices"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

// rejoined pairs a tracker that the change removes with one that it adds where the new
// board has at least half of the old one's packets: Git calls it a rename only while most
// of the text is the same. The pair is judged as one tracker that was edited, so that what
// the new board lacks was removed, and what it has was there before.
func rejoined(documents []record.Document, grammar tracker.Grammar) []record.Document {
	removed, added := map[int]map[string]bool{}, map[int]map[string]bool{}
	for i, d := range documents {
		switch {
		case d.Head == nil && d.MergeBase != nil:
			removed[i] = nil
		case d.Head != nil && d.MergeBase == nil && d.Base == nil:
			added[i] = nil
		}
	}
	if len(removed) == 0 || len(added) == 0 || max(len(removed), len(added)) > mostRenamed {
		return documents
	}
	for i := range removed {
		removed[i] = boardIDs(documents[i].BasePath, documents[i].MergeBase, grammar)
	}
	for i := range added {
		added[i] = boardIDs(documents[i].Path, documents[i].Head, grammar)
	}
	joined := map[int]int{} // the removed documents by the added ones
	for _, pair := range pairs(removed, added) {
		taken := slices.Contains(slices.Collect(maps.Values(joined)), pair.removed)
		if _, has := joined[pair.added]; !has && !taken {
			joined[pair.added] = pair.removed
		}
	}
	gone := slices.Collect(maps.Values(joined))
	var out []record.Document
	for i, d := range documents {
		if slices.Contains(gone, i) {
			continue
		}
		if former, ok := joined[i]; ok {
			was := documents[former]
			d.BasePath, d.MergeBase, d.Base = was.BasePath, was.MergeBase, was.Base
		}
		out = append(out, d)
	}
	return out
}

// mostRenamed bounds how many documents are paired.
const mostRenamed = 100

// pair is a removed and an added document with as many packets in common.
type pair struct{ removed, added, common int }

// pairs lists those that have at least half of the removed board in common, the best
// first.
func pairs(removed, added map[int]map[string]bool) []pair {
	var out []pair
	for r, was := range removed {
		for a, is := range added {
			common := 0
			for id := range was {
				if is[id] {
					common++
				}
			}
			if common > 0 && 2*common >= len(was) {
				out = append(out, pair{r, a, common})
			}
		}
	}
	slices.SortFunc(out, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.common, a.common), cmp.Compare(a.removed, b.removed), cmp.Compare(a.added, b.added))
	})
	return out
}

// boardIDs are the packets of a file's board, none where it has no board that can be
// read.
func boardIDs(path string, file *record.File, grammar tracker.Grammar) map[string]bool {
	ids := map[string]bool{}
	if !tracker.IsTracker(path, file.Content, grammar) {
		return ids
	}
	if t := tracker.Parse(path, file.Content, grammar); t.Err() == nil {
		for _, p := range t.Packets {
			if p.Row != nil {
				ids[p.ID] = true
			}
		}
	}
	return ids
}
