package record

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseRepository(t *testing.T) {
	got, err := ParseRepository("octo/demo")
	if err != nil || got.String() != "octo/demo" {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "octo", "/demo", "octo/", "a/b/c"} {
		if _, err := ParseRepository(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestChangedFindsBothNames(t *testing.T) {
	c := Change{Files: []FileChange{{Path: "new.go", PreviousPath: "old.go"}}}
	if c.Changed("new.go") == nil || c.Changed("old.go") == nil || c.Changed("other.go") != nil {
		t.Error("a renamed file is not found by both names")
	}
}

func TestFromFork(t *testing.T) {
	c := Change{Repository: Repository{"octo", "demo"}}
	for head, want := range map[string]bool{"": false, "Octo/Demo": false, "fork/demo": true} {
		if c.HeadRepository = head; c.FromFork() != want {
			t.Errorf("%q: %v", head, !want)
		}
	}
}

func TestLedgerNotesWhatItLacks(t *testing.T) {
	records := Records{
		{Kind: KindRuns, SHA: "a"}: {Runs: []Run{{ID: 1}}},
		{Kind: KindLog, ID: 8}:     {Log: Log{Windows: []LogWindow{{Step: 3}}}},
	}
	l := NewLedger(records)
	if runs, ok := l.Runs("a"); !ok || len(runs) != 1 {
		t.Errorf("%v, %v", runs, ok)
	}
	l.Runs("b")
	l.Log(7, 3)
	l.Log(7, 3)
	l.Log(8, 3)
	l.Log(8, 4)
	l.File("a", "x")
	want := []Query{
		{Kind: KindFile, SHA: "a", Path: "x"},
		{Kind: KindLog, ID: 7},
		{Kind: KindLog, ID: 8},
		{Kind: KindRuns, SHA: "b"},
	}
	if diff := cmp.Diff(want, l.Wanted()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[int64][]int{7: {3}, 8: {3, 4}}, l.SoughtSteps()); diff != "" {
		t.Error(diff)
	}
	if len(records) != 2 {
		t.Error("the ledger changed the records")
	}
}
