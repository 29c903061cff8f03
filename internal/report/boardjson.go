package report

import "io"

// boardSchema is the value of a JSON board's "schema".
const boardSchema = "packetgate.board/v1"

// Board is how the packets of trackers stand, in the form of the public JSON board.
// Its schema is made from these structs and their comments; names never change
// within a version.
type Board struct {
	// Schema is packetgate.board/v1.
	Schema string `json:"schema" jsonschema:"enum=packetgate.board/v1"`
	// Trackers are the trackers that were found or named.
	Trackers []BoardTracker `json:"trackers"`
}

// BoardTracker is one tracker as its file stands.
type BoardTracker struct {
	// Path is the file's path, in a repository from its root.
	Path  string `json:"path"`
	Title string `json:"title"`
	// Plan is the link to the plan, of several the first or the first that cannot be
	// read; empty where none is linked.
	Plan string `json:"plan"`
	// PlanRead is true when all linked plans count in obstacles and dependencies,
	// false when one could not be read.
	PlanRead bool `json:"plan_read"`
	// Problem says why the tracker cannot be read; it then has no packets.
	Problem string        `json:"problem,omitempty"`
	Packets []BoardPacket `json:"packets"`
	// Problems are parts of the tracker that could not be read.
	Problems []Finding `json:"problems"`
	// Readings are what was read outside of the packets' sections, where asked for.
	Readings []Reading `json:"readings,omitempty"`
}

// BoardPacket is one packet and what stands between it and DONE.
type BoardPacket struct {
	Packet
	// StatusText is what the board says in the status' place.
	StatusText string `json:"status_text"`
	// ReviewText is what the board says in the review state's place.
	ReviewText string `json:"review_text"`
	// CheckpointState is recorded, pending or missing; empty where the packet has no
	// place for a checkpoint.
	CheckpointState string `json:"checkpoint_state" jsonschema:"enum=,enum=recorded,enum=pending,enum=missing"`
	// WaitsFor are the packets that this one waits for, by its own list and the
	// plan's.
	WaitsFor []Wait `json:"waits_for"`
	// Obstacles are the errors that would be found, offline, if the packet became
	// DONE as it stands. Those of a packet that is DONE are not looked for.
	Obstacles []Finding `json:"obstacles"`
	// Readings are what was read in the packet's row and sections, where asked for.
	Readings []Reading `json:"readings,omitempty"`
}

// Wait is a packet that another one waits for.
type Wait struct {
	ID string `json:"id"`
	// Status is empty for a packet that is not on the board or has none.
	Status string `json:"status"`
	// Known is false for a packet that is not on the board.
	Known bool `json:"known"`
	// Open is true while the packet is not DONE.
	Open bool `json:"open"`
}

// Reading is one part of a tracker and what it was read as.
type Reading struct {
	Line    int `json:"line" jsonschema:"minimum=1"`
	EndLine int `json:"end_line" jsonschema:"minimum=1"`
	Column  int `json:"column" jsonschema:"minimum=1"`
	// Kind is what the part was taken for: cell, section, heading, label, box, claim,
	// gate, record, verdict and the like; unread for what was taken for nothing.
	Kind string `json:"kind"`
	// As says in a few words what was read from it.
	As string `json:"as"`
	// Text is what stands there.
	Text string `json:"text"`
}

// Open lists the packets that this one still waits for.
func (p BoardPacket) Open() []Wait {
	var open []Wait
	for _, w := range p.WaitsFor {
		if w.Open {
			open = append(open, w)
		}
	}
	return open
}

// WriteBoardJSON writes the board as indented JSON that keeps to
// schema/board.v1.schema.json.
func WriteBoardJSON(w io.Writer, b *Board) error {
	c := Board{Schema: boardSchema, Trackers: list(b.Trackers)}
	for i := range c.Trackers {
		t := &c.Trackers[i]
		t.Packets, t.Problems = list(t.Packets), list(t.Problems)
		for j := range t.Packets {
			p := &t.Packets[j]
			p.Blockers, p.WaitsFor, p.Obstacles = list(p.Blockers), list(p.WaitsFor), list(p.Obstacles)
		}
	}
	return encode(w, c)
}
