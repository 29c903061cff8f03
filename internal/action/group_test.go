package action

import (
	"strings"
	"testing"

	"github.com/packetgate/packetgate/internal/record"
)

func TestGroupOfARun(t *testing.T) {
	base := strings.Repeat("ab", 20)
	branch := "gh-readonly-queue/release/2/pr-7-" + base
	for name, tt := range map[string]struct {
		run  eventRun
		want bool
	}{
		"a group's run":                    {eventRun{Event: "merge_group", HeadSHA: "c0de", HeadBranch: branch, HeadRepository: &eventRepo{FullName: "Octo/app"}}, true},
		"a push to a branch of that name":  {eventRun{Event: "push", HeadSHA: "c0de", HeadBranch: branch, HeadRepository: &eventRepo{FullName: "octo/app"}}, false},
		"a group of a fork":                {eventRun{Event: "merge_group", HeadSHA: "c0de", HeadBranch: branch, HeadRepository: &eventRepo{FullName: "mallory/app"}}, false},
		"a branch that names no base":      {eventRun{Event: "merge_group", HeadSHA: "c0de", HeadBranch: "gh-readonly-queue/main/pr-7", HeadRepository: &eventRepo{FullName: "octo/app"}}, false},
		"a run without a head commit":      {eventRun{Event: "merge_group", HeadBranch: branch, HeadRepository: &eventRepo{FullName: "octo/app"}}, false},
		"a run whose repository is gone":   {eventRun{Event: "merge_group", HeadSHA: "c0de", HeadBranch: branch}, false},
		"a pull request's run, not queued": {eventRun{Event: "pull_request", HeadSHA: "c0de", HeadBranch: "topic", HeadRepository: &eventRepo{FullName: "octo/app"}}, false},
	} {
		got, ok := event{WorkflowRun: &tt.run}.groupOfRun(record.Repository{Owner: "octo", Name: "app"})
		if ok != tt.want || ok && (got.HeadSHA != "c0de" || got.BaseSHA != base || got.HeadRef != branch || got.Number != 0) {
			t.Errorf("%s: %v, %+v", name, ok, got)
		}
	}
}
