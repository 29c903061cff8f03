package runlog

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/packetgate/packetgate/internal/record"
)

// A real job of a public repository with an excerpt of its log, where the shared
// samples are at hand.
func TestRealJob(t *testing.T) {
	samples := filepath.Join("..", "..", "..", "shared", "samples")
	payload, err := os.ReadFile(filepath.Join(samples, "payloads", "real.job.sortie-101566349874.json"))
	if err != nil {
		t.Skip("the shared samples are not here")
	}
	var job struct {
		Steps []struct {
			Number      int
			Conclusion  string
			StartedAt   time.Time `json:"started_at"`
			CompletedAt time.Time `json:"completed_at"`
		}
	}
	if err := json.Unmarshal(payload, &job); err != nil {
		t.Fatal(err)
	}
	var spans []record.LogSpan
	for _, s := range job.Steps {
		if s.Conclusion != record.ConclusionSkipped {
			spans = append(spans, record.LogSpan{Step: s.Number, From: s.StartedAt, To: s.CompletedAt})
		}
	}
	for _, name := range []string{"07-fail-go-test-windows-pull_request-sortie.excerpt.log", "07-fail-go-test-windows-pull_request-sortie.excerpt.ansi-bom.log"} {
		text, err := os.ReadFile(filepath.Join(samples, "logs", name))
		if err != nil {
			t.Skip("the shared samples are not here")
		}
		got := scan(t, string(text), spans...)
		for _, w := range got.Windows {
			if w.Step != 4 {
				if len(w.Exits) > 0 {
					t.Errorf("%s: step %d has %v", name, w.Step, w.Exits)
				}
				continue
			}
			if len(w.Exits) != 1 || w.Exits[0].Code != 1 || !w.Exits[0].Final || w.Exits[0].Shared {
				t.Errorf("%s: %+v", name, w.Exits)
			}
		}
	}
}
