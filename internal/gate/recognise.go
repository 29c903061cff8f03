package gate

import (
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/tracker"
)

// Grammar is what a configuration adds to the words and forms that trackers use.
func Grammar(cfg *config.Config) tracker.Grammar {
	g := tracker.Grammar{
		Statuses:       map[tracker.Status][]string{},
		Columns:        map[tracker.Field][]string{},
		BoardHeadings:  cfg.Headings.Board,
		EndHeadings:    cfg.Headings.End,
		PacketHeadings: cfg.Headings.Packet,
		IDs:            cfg.IDs,
	}
	for status, words := range cfg.Statuses {
		g.Statuses[tracker.Status(status)] = words
	}
	for field, names := range cfg.Columns {
		g.Columns[tracker.Field(field)] = names
	}
	return g
}

// Named tells whether the configuration names a path as a tracker, whatever the
// file holds.
func Named(cfg *config.Config, path string) bool {
	return config.Match(cfg.Trackers, path)
}

// Candidate tells whether a path may be a tracker: any, unless the configuration
// names some.
func Candidate(cfg *config.Config, path string) bool {
	return len(cfg.Trackers) == 0 || Named(cfg, path)
}

// isTracker tells whether a document is named as a tracker or, where none is named,
// is one in any of its versions.
func isTracker(d record.Document, cfg *config.Config, grammar tracker.Grammar) bool {
	if len(cfg.Trackers) > 0 {
		return Named(cfg, d.Path) || Named(cfg, d.BasePath)
	}
	for _, f := range []*record.File{d.Head, d.MergeBase, d.Base} {
		if f != nil && tracker.IsTracker(f.Path, f.Content, grammar) {
			return true
		}
	}
	return false
}
