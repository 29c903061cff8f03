package plan

import (
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
)

var (
	waitsLabel = regexp.MustCompile(`(?i)^[*_]*(?:depends on|blocked by|dependencies)[*_]*\s*:[*_]*`)
	waitsJoin  = regexp.MustCompile(`(?i)^(?:and|packets?|plus|all of|)$`)
	number     = regexp.MustCompile(`^[0-9]+[A-Za-z]?(?:\.[0-9]+)*$`)
)

// waits reads the packets that the packet under way waits for: "RC-01, RC-02 (the pin)".
// Where packets are numbered, "01" and "Packet 01" are ids. The first word that is neither
// an id nor joins two ends them.
func (r *reader) waits(s string, line int) {
	numbered := number.FindString(r.packet.ID) == r.packet.ID
	for word := range strings.FieldsSeq(brackets.ReplaceAllString(s, " ")) {
		bare := strings.Trim(word, "*_`[],;&+/")
		ids := r.named(bare)
		if numbered && number.MatchString(bare) {
			ids = []string{bare}
		}
		if len(ids) == 0 && !waitsJoin.MatchString(bare) {
			return
		}
		r.link(ids, []string{r.packet.ID}, line)
		if strings.HasSuffix(word, ":") {
			return
		}
	}
}

// waiting reads a "Depends on:" or "Blocked by:" label of a packet and the items below
// it; false where the text is neither.
func (r *reader) waiting(t tracker.Text, depth int) bool {
	if at := waitsLabel.FindString(t.Value); at != "" {
		r.list, r.depth = listWaits, depth
		r.waits(t.Value[len(at):], t.Line)
		return true
	}
	if r.list != listWaits || depth <= r.depth {
		return false
	}
	r.waits(strings.TrimLeft(t.Value, "*_`[ "), t.Line)
	return true
}
