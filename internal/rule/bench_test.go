package rule

import (
	"fmt"
	"strings"
	"testing"
)

// board is a tracker of many packets, each blocked by the next.
func board(packets int, status, mark string) string {
	var b strings.Builder
	b.WriteString("# T\n\n| Packet | Title | Status | Implementer | Reviewer | Review State |\n|---|---|---|---|---|---|\n")
	for i := range packets {
		fmt.Fprintf(&b, "| A-%d | t | %s | x | y | |\n", i, status)
	}
	for i := range packets {
		fmt.Fprintf(&b, "\n## A-%d Checklist: t\n\nBlocked by:\n- A-%d\n\n- [%s] `go test ./p%d` -> exit 0\n- [%s] Do %s thing %d now\n", i, i+1, mark, i, mark, status, i)
	}
	return b.String()
}

// checklist is a tracker of one packet whose boxes are all written anew.
func checklist(boxes int, word string) string {
	var b strings.Builder
	b.WriteString("# T\n\n| Packet | Title | Status |\n|---|---|---|\n| A-1 | t | DONE |\n\n## A-1 Checklist: t\n\n")
	for i := range boxes {
		fmt.Fprintf(&b, "- [x] Do the %s thing number %d%s now\n- [x] `go test ./x%s%d <v>` -> exit 0\n", word, i, word, word, i)
	}
	return b.String()
}

func BenchmarkCheck(b *testing.B) {
	for _, size := range []int{10, 100, 1000} {
		b.Run(fmt.Sprintf("packets/%d", size), func(b *testing.B) {
			c := newCase(board(size, "READY", " "), board(size, "READY", " "), board(size, "DONE", "x"), "", nil)
			for b.Loop() {
				Check(c)
			}
		})
		b.Run(fmt.Sprintf("boxes/%d", size), func(b *testing.B) {
			c := newCase(checklist(size, "a"), checklist(size, "a"), checklist(size, "b"), "", nil)
			for b.Loop() {
				Check(c)
			}
		})
	}
}
