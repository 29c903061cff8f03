package tracker

import (
	"fmt"
	"strings"
	"testing"
)

// boardOf is a board of READY packets and the section of the last one, with a text
// under its "Blocked by:".
func boardOf(blockedBy string, ids ...string) string {
	source := "# T\n\n| Packet | Title | Status |\n|---|---|---|\n"
	for _, id := range ids {
		source += "| " + id + " | Piece | READY |\n"
	}
	return source + "\n## Packet " + ids[len(ids)-1] + "\n\nBlocked by:\n" + blockedBy + "\n"
}

// blockersOf says what a packet waits for: ids, "+" behind those noted as DONE, "=" before
// those that are meant only.
func blockersOf(p *Packet) string {
	var out []string
	for _, b := range p.Blockers {
		one := b.ID
		if b.Meant != "" {
			one = "=" + b.Meant
		}
		if b.Done {
			one += "+"
		}
		out = append(out, one)
	}
	return strings.Join(out, " ")
}

func TestBlockers(t *testing.T) {
	dashed, short, bare := []string{"RC-00", "RC-01", "RC-02"}, []string{"P1", "P2", "P3"}, []string{"00", "01", "02"}
	for _, tt := range []struct {
		item string
		ids  []string
		want string
	}{
		{"- RC-01", dashed, "RC-01"},
		{"- RC-00 (DONE), RC-01", dashed, "RC-00+ RC-01"},
		{"- RC-00 and RC-01 (DONE)", dashed, "RC-00 RC-01+"},
		{"- the parser of RC-01", dashed, "RC-01"},
		{"- RC-00..RC-01", dashed, "RC-00 RC-01"},
		{"- RC-00 (blocks RC-01)", dashed, "RC-00"},
		{"- RC-00: DONE", dashed, "RC-00+"},
		{"- RC-00 [DONE]", dashed, "RC-00+"},
		{"- RC-00 → DONE", dashed, "RC-00+"},
		{"- RC-00 is done", dashed, "RC-00+"},
		{"- RC-00 (merged, DONE)", dashed, "RC-00+"},
		{"- RC-00 (DONE 2026-11-01)", dashed, "RC-00+"},
		{"- RC-00 (not done)", dashed, "RC-00"},
		{"- RC-00 must be done", dashed, "RC-00"},
		{"- nobody knows", dashed, ""},
		{"- none", dashed, ""},

		// A title with its id in brackets.
		{"- Pinning (RC-01)", dashed, "RC-01"},
		{"- Pinning (RC-01) (DONE)", dashed, "RC-01+"},
		{"- Pinning (RC-01, DONE)", dashed, "RC-01+"},
		{"- Freeze (RC-00), Pinning (RC-01)", dashed, "RC-00 RC-01"},
		{"- Freeze (RC-00) (DONE) and pinning (RC-01)", dashed, "RC-00+ RC-01"},
		{"- RC-00 (DONE), Pinning (RC-01)", dashed, "RC-00+ RC-01"},
		{"- Pinning (see RC-01)", dashed, ""},
		{"- Pinning (RC-01", dashed, ""},

		// Letters and digits that only look right.
		{"- RС-01", dashed, "=RC-01"},
		{"- RC-0１ (DONE)", dashed, "=RC-01"},
		{"- RC\u200b-01", dashed, "=RC-01"},
		{"- RC-00, RС-01", dashed, "RC-00 =RC-01"},
		{"- Prüfung von RC-01", dashed, "RC-01"},
		{"- Überblick", dashed, ""},

		// Task items.
		{"- [ ] RC-01", dashed, "RC-01"},
		{"- [x] RC-01 (DONE)", dashed, "RC-01+"},
		{"- [x] RC-00 (DONE)\n- [ ] RC-01", dashed, "RC-00+ RC-01"},
		{"- [x] RC-00 (DONE), RC-01", dashed, "RC-00+ RC-01"},
		{"- [ ] RC-01: Piece", dashed, "RC-01"},
		{"- [ ] Piece (RC-01)", dashed, "RC-01"},
		{"- [ ] RС-01", dashed, "=RC-01"},
		{"- [ ] RC-09", dashed, "RC-09"},
		{"- RC-00\n- [ ] Extend the parser of RC-01.", dashed, "RC-00"},
		{"- RC-00\n- [ ] UTF-8", dashed, "RC-00"},

		// Packets that the board lacks, where nothing else is named.
		{"- RC-09", dashed, "RC-09"},
		{"- SEC-01 (the other team)", dashed, "SEC-01"},
		{"- RC-00 and SEC-01", dashed, "RC-00 SEC-01"},
		{"- SEC-01..SEC-03", dashed, "SEC-01 SEC-02 SEC-03"},
		{"- RC01", dashed, "RC01"},
		{"- 2026-12-01", dashed, ""},
		{"- after SEC-01", dashed, ""},
		{"- P9", short, "P9"},
		{"- P2 and P9", short, "P2 P9"},
		{"- P2, P9 (DONE)", short, "P2 P9+"},
		{"- Both packets: P2 and P9", short, "P2 P9"},
		{"- Task P2 or P9", short, "P2 P9"},
		{"- P2 needs P9's key", short, "P2"},
		{"- P1-P2", short, "P1 P2"},
		{"- [ ] P9", short, "P9"},
		{"- P0 incident", short, ""},
		{"- Q9", short, ""},
		{"- 07", bare, "07"},
		{"- Packet 07", bare, "07"},
		{"- 01 + 07", bare, "01 07"},
		{"- #7", bare, ""},
		{"- 2 approvals", bare, ""},
		{"- 03c", []string{"03a", "03b"}, "03c"},
		{"- 0.7", []string{"0.5", "0.6"}, "0.7"},
		{"- 1.2.3", []string{"0.5", "0.6"}, ""},
	} {
		p := parse(t, boardOf(tt.item, tt.ids...)).Packet(tt.ids[len(tt.ids)-1])
		if got := blockersOf(p); strings.TrimSpace(got) != tt.want {
			t.Errorf("%s: %q, want %q", tt.item, got, tt.want)
		}
	}
}

func TestStrangeCharactersOfABlocker(t *testing.T) {
	b := parse(t, boardOf("- RС-0１", "RC-00", "RC-01")).Packet("RC-01").Blockers[0]
	if b.Meant != "RC-01" || b.Strange != "U+0421, U+FF11" {
		t.Errorf("%+v", b)
	}
	if got := b.as(); got != "looks like RC-01, but holds U+0421, U+FF11" {
		t.Error(got)
	}
}

// A list of blockers may hold as many brackets and words as it likes.
func TestLongBlockersAreReadInLinearTime(t *testing.T) {
	for _, unit := range []string{"RC-00 ", "(RC-00)", "(x ", "word ", "RC-00..RC-01 ", "RС-00 ", "RC-00 RС-01 ", ") ("} {
		item := "- " + strings.Repeat(unit, 100_000/len(unit))
		if p := parse(t, boardOf(item, "RC-00", "RC-01")).Packet("RC-01"); p == nil {
			t.Errorf("%q: no packet", unit)
		}
	}
}

func ExampleIDRange() {
	fmt.Println(IDRange("SEC-08", "SEC-10"), IDRange("P1", "3"), IDRange("RC-02", "RC-01"))
	// Output: [SEC-08 SEC-09 SEC-10] [P1 P2 P3] []
}
