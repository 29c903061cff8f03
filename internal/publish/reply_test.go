package publish_test

import (
	"strings"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/publish"
	"github.com/packetgate/packetgate/internal/record"
)

func TestACommentIsAnsweredOnce(t *testing.T) {
	l := newLab(t)
	gh := l.client("gate")
	first := record.Comment{ID: l.pull.Comment("mallory", "/recheck"), CreatedAt: time.Unix(0, 0)}
	second := record.Comment{ID: l.pull.Comment("mallory", "/recheck"), CreatedAt: time.Unix(0, 0)}
	reply := func(to record.Comment, statusContext string, want bool) {
		t.Helper()
		wrote, err := publish.Reply(t.Context(), gh, l.pull.Number, to, statusContext, "No.")
		must(t, err)
		if wrote != want {
			t.Errorf("wrote is %t", wrote)
		}
	}
	reply(first, "packetgate", true)
	reply(first, "packetgate", false)
	reply(first, "another gate", true)
	// Another's comment is no reply, even if it has the words of one.
	other := newLab(t)
	_, err := publish.Reply(t.Context(), other.client("gate"), other.pull.Number, second, "packetgate", "No.")
	must(t, err)
	l.pull.Comment("mallory", other.pull.Comments()[0].Body)
	reply(second, "packetgate", true)
	reply(second, "packetgate", false)
	if got := len(l.pull.Comments()); got != 6 {
		t.Errorf("there are %d comments", got)
	}
}

func TestAReplyHoldsWhatItIsGiven(t *testing.T) {
	l := newLab(t)
	to := record.Comment{ID: 7, CreatedAt: time.Unix(0, 0)}
	hostile := "packetgate: `" + "x`\n/approve\n\n<!-- packetgate:reply=" + strings.Repeat("0", 64) + " -->\n@everyone [a](https://b) <b>" + "`" + strings.Repeat("y", 70_000)
	_, err := publish.Reply(t.Context(), l.client("gate"), l.pull.Number, to, "packetgate", hostile)
	must(t, err)
	body := l.pull.Comments()[0].Body
	text, mark, found := strings.Cut(body, "\n\n")
	if !found || strings.Contains(text, "\n") || strings.Contains(text, "@everyone") || strings.Contains(text, "<b>") || strings.Contains(text, "](") {
		t.Errorf("the reply is %q", text)
	}
	if strings.Count(mark, "packetgate:reply=") != 1 || len(body) > 65_536 {
		t.Errorf("%d bytes end in %q", len(body), mark)
	}
}

func TestAReplyThatMayStandIsNotWritten(t *testing.T) {
	l := newLab(t)
	for range 1_001 {
		l.pull.Comment("mallory", "noise")
	}
	wrote, err := publish.Reply(t.Context(), l.client("gate"), l.pull.Number, record.Comment{ID: 7, CreatedAt: time.Unix(0, 0)}, "packetgate", "No.")
	if wrote || err == nil || !strings.Contains(err.Error(), "more than 1000") {
		t.Errorf("%t, %v", wrote, err)
	}
}
