package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/rule"
	"github.com/packetgate/packetgate/internal/tracker"
)

// read returns a file of the repository.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

func TestConfigurationExamplesParse(t *testing.T) {
	blocks := yamlBlock.FindAllStringSubmatch(read(t, "docs/configuration.md"), -1)
	if len(blocks) < 10 {
		t.Fatalf("only %d examples found", len(blocks))
	}
	for _, block := range blocks {
		cfg, err := config.Parse(config.Path, []byte(block[1]), rule.Slugs())
		switch {
		case err != nil:
			t.Errorf("this example does not parse:\n%s\n%v", block[1], err)
		case cmp.Equal(cfg, config.Default()) && !strings.Contains(block[1], "$schema"):
			t.Errorf("this example changes nothing:\n%s", block[1])
		}
	}
}

// statuses are the trackers' own; package config keeps a list because it knows
// nothing of trackers.
var statuses = []tracker.Status{
	tracker.StatusReady, tracker.StatusInProgress, tracker.StatusInReview,
	tracker.StatusChangesRequested, tracker.StatusBlocked, tracker.StatusDone,
}

// columnFields are the tracker's own, as the statuses.
var columnFields = []tracker.Field{
	tracker.FieldID, tracker.FieldTitle, tracker.FieldStatus, tracker.FieldImplementer, tracker.FieldReviewer,
	tracker.FieldReviewState, tracker.FieldEvidence, tracker.FieldCommit, tracker.FieldDependsOn,
}

func TestConfigurationKnowsEveryWord(t *testing.T) {
	source := "statuses:\n"
	for _, status := range statuses {
		source += "  " + string(status) + ": [\"a word of " + string(status) + "\"]\n"
	}
	source += "columns:\n"
	for _, field := range columnFields {
		source += "  " + string(field) + ": [\"the " + string(field) + "\"]\n"
	}
	if _, err := config.Parse(config.Path, []byte(source), nil); err != nil {
		t.Error(err)
	}
}
