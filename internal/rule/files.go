package rule

import (
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
)

// filesMismatch holds the `Files changed` of the packets that the change finishes
// against its diff. A change of trackers alone records work that was merged before,
// and so does a packet whose checkpoint is no commit of the change.
func filesMismatch(p *pass) {
	if p.Change.FilesTruncated || !slices.ContainsFunc(p.Change.Files, p.isCode) {
		return
	}
	finished := p.finishedHere()
	if len(finished) == 0 {
		return
	}
	all := newListing(finished)
	var unlisted []string
	for _, f := range p.Change.Files {
		if !all.touch(f) && p.isCode(f) {
			unlisted = append(unlisted, quote(f.Path))
		}
	}
	for _, packet := range finished {
		p.addUntouched(packet, all)
	}
	if len(unlisted) > 0 && all.complete() && p.workOf(finished) {
		p.addUnlisted(finished, unlisted)
	}
}

// finishedHere are the packets that the change finishes, by a record that lists
// files or says that there are none, and with their work in this very change.
func (p *pass) finishedHere() []*tracker.Packet {
	return slices.DeleteFunc(p.closedPackets(), func(packet *tracker.Packet) bool {
		elsewhere := len(hashes(packet)) > 0 && !p.ownCheckpoint(packet)
		return closed(p.before[packet.ID]) || listPlace(packet) == nil || elsewhere
	})
}

// workOf tells whether all work of the change is that of the given packets, so far
// as the tracker tells. A merge group holds other pull requests too.
func (p *pass) workOf(finished []*tracker.Packet) bool {
	if strings.HasPrefix(p.Change.HeadRef, "gh-readonly-queue/") || p.otherTrackers() {
		return false
	}
	listed := set(idsOf(finished))
	return !slices.ContainsFunc(p.movedPackets(), func(packet *tracker.Packet) bool { return p.atWork(packet) && !listed[packet.ID] })
}

// addUntouched reports the files that a packet lists and the change does not touch.
// What was listed before, or by a packet that was already at work, may have been
// merged before.
func (p *pass) addUntouched(packet *tracker.Packet, all *listing) {
	if from, _ := p.statusMoved(packet); from.Started() {
		return
	}
	before := listedFiles(p.before[packet.ID])
	var paths []string
	var at tracker.Text
	for _, r := range packet.Records {
		for _, f := range r.Files {
			if before[f.Path] || !isPath(f.Path) || all.touched(f.Path) {
				continue
			}
			if len(paths) == 0 {
				at = f.Text
			}
			paths = append(paths, quote(f.Path))
		}
	}
	if len(paths) > 0 {
		them := "it"
		if len(paths) > 1 {
			them = "them"
		}
		p.add(packet, at.Span, "lists %s under `Files changed`, but this change does not touch %s. List what the diff has, or commit what is missing.", list(paths), them)
	}
}

func (p *pass) addUnlisted(finished []*tracker.Packet, unlisted []string) {
	last := finished[len(finished)-1]
	at, packet := listPlace(last).Span, last.ID
	if len(finished) > 1 {
		packet = ""
	}
	p.note(packet, at, "This change touches %s, which `Files changed` of %s does not list. List what belongs to the packet; move the rest to a change of its own.", list(unlisted), names(idsOf(finished)))
}

// listPlace is the `Files changed` line of the last review record that has one, nil
// if none has.
func listPlace(packet *tracker.Packet) *tracker.Text {
	for _, r := range slices.Backward(packet.Records) {
		if !r.FilesAt.IsZero() {
			return &r.FilesAt
		}
	}
	return nil
}

// listedFiles are the paths that the records of a packet, nil for none, list as changed.
func listedFiles(packet *tracker.Packet) map[string]bool {
	listed := map[string]bool{}
	if packet == nil {
		return listed
	}
	for _, r := range packet.Records {
		for _, f := range r.Files {
			if f.Path != "" {
				listed[f.Path] = true
			}
		}
	}
	return listed
}
