package execution

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/workflow"
)

// An action and a called workflow that hand their input `v` on as their output `v`.
const (
	handingAction   = "runs:\n  using: composite\n  steps:\n    - {id: w, shell: bash, run: 'echo \"v=${{ inputs.v }}\" >> $GITHUB_OUTPUT'}\ninputs: {v: {default: '${{ github.sha }}'}}\noutputs: {v: {value: '${{ steps.w.outputs.v }}'}}\n"
	handingWorkflow = "on: {workflow_call: {inputs: {v: {}}, outputs: {v: {value: '${{ jobs.b.outputs.v }}'}}}}\njobs:\n  b:\n    outputs: {v: '${{ steps.s.outputs.v }}'}\n    steps:\n      - {id: s, run: 'echo v=${{ inputs.v }} >> $GITHUB_OUTPUT'}\n"
)

// FuzzHanded follows what an author types through a workflow, the workflow that it calls
// and an action that it uses. Whatever these are, it ends, and where the author types
// more, nothing is called less typed than before.
func FuzzHanded(f *testing.F) {
	action, called := handingAction, handingWorkflow
	f.Add("on: push\njobs:\n  a:\n    uses: ./.github/workflows/called.yml\n    with: {v: '${{ github.sha }}'}\n  b:\n    needs: a\n    strategy: {matrix: {v: '${{ fromJSON(needs.a.outputs.v) }}'}}\n    steps:\n      - {run: 'echo ${{ matrix.v }}'}\n", called, action)
	f.Add("on: push\nenv: {V: '${{ github.sha }}'}\njobs:\n  a:\n    outputs: {v: '${{ steps.s.outputs.v }}'}\n    steps:\n      - {id: s, uses: ./a, with: {v: '${{ env.V }}'}}\n      - {run: 'echo \"V=$V\" >> $GITHUB_ENV'}\n      - {run: 'eval \"$V\"', env: {V: '${{ steps.s.outputs.v }}'}}\n  b: {needs: [a, b], outputs: {v: '${{ needs.b.outputs.v }}${{ toJSON(needs) }}'}, steps: [{run: 'git log -1 ${{ needs.a.outputs.v }}'}]}\n", called, action)
	f.Add("on: push\njobs: {a: {uses: ./.github/workflows/called.yml}}\n", "on: workflow_call\njobs: {a: {uses: ./.github/workflows/called.yml, with: {v: '${{ inputs.v }}${{ needs.a.outputs.v }}'}}}\n", "runs: {using: composite, steps: [{uses: ./a}]}\n")
	for _, kind := range []string{"honest", "dishonest"} {
		names, _ := filepath.Glob("../../scenarios/evidence/" + kind + "/*.txtar")
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			for _, file := range txtar.Parse(text).Files {
				if file.Name == "base/"+ci && strings.Contains(string(file.Data), "${{") {
					f.Add(string(file.Data), called, action)
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, text, called, action string) {
		if len(text)+len(called)+len(action) > 1<<14 {
			return
		}
		checkTypings(t, text, called, action)
	})
}

// TestHanded is FuzzHanded for files made of the expressions and scripts that matter.
func TestHanded(t *testing.T) {
	source := rapid.SampledFrom([]string{
		"${{ github.sha }}", "${{ env.V }}", "${{ inputs.v }}", "${{ matrix.v }}", "${{ steps.s.outputs.v }}", "${{ steps.u.outputs.v }}",
		"${{ needs.a.outputs.v }}", "${{ needs.b.outputs.v }}", "${{ needs.c.outputs.v }}", "${{ toJSON(steps) }}", "${{ toJSON(env) }}",
		"${{ github.ref_name }}", "${{ github.head_ref || github.sha }}", "${{ jobs.a.outputs.v }}", "x", "$V", "$(git describe --tags)", "${W:-$V}",
	})
	script := rapid.SampledFrom([]string{
		`echo "v=%s" >> "$GITHUB_OUTPUT"`, `echo "V=%s" >> "$GITHUB_ENV"`, "V=%s; echo v=$V >> $GITHUB_OUTPUT", "cat >> $GITHUB_ENV <<E\nV=%s\nE",
		`eval "%s"`, `bash -c "echo %s"`, `echo "::set-output name=v::%s"`, "echo %s", "{ echo v=%s; } | tee -a $GITHUB_OUTPUT", "read V <<< '%s'; echo v=$V >> $GITHUB_OUTPUT",
	})
	step := rapid.Custom(func(t *rapid.T) string {
		with := fmt.Sprintf("{id: s, uses: %s, with: {v: %q}}", rapid.SampledFrom([]string{"./a", "./a", "x/y@v1", "actions/github-script@v7", "docker/metadata-action@v5"}).Draw(t, "uses"), source.Draw(t, "v"))
		run := fmt.Sprintf("{id: %s, shell: bash, run: %q, env: {V: %q}}", rapid.SampledFrom([]string{"s", "u"}).Draw(t, "id"), fmt.Sprintf(script.Draw(t, "run"), source.Draw(t, "text")), source.Draw(t, "env"))
		return rapid.SampledFrom([]string{with, run, strings.Replace(run, "env: ", "x: ", 1)}).Draw(t, "step")
	})
	job := rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 4).Draw(t, "calls") == 0 {
			return fmt.Sprintf("{uses: ./.github/workflows/called.yml, with: {v: %q}}", source.Draw(t, "with"))
		}
		return fmt.Sprintf("{strategy: {matrix: {v: [%q]}}, env: {V: %q}, outputs: {v: %q}, steps: [%s]}",
			source.Draw(t, "matrix"), source.Draw(t, "env"), source.Draw(t, "output"), strings.Join(rapid.SliceOfN(step, 1, 4).Draw(t, "steps"), ", "))
	})
	rapid.Check(t, func(t *rapid.T) {
		text := fmt.Sprintf("on: push\nenv: {V: %q}\njobs: {a: %s, b: %s}\n", source.Draw(t, "env"), job.Draw(t, "a"), job.Draw(t, "b"))
		called := fmt.Sprintf("on: {workflow_call: {inputs: {v: {default: %q}}, outputs: {v: {value: %q}}}}\njobs: {a: %s, c: %s}\n", source.Draw(t, "default"), source.Draw(t, "value"), job.Draw(t, "a"), job.Draw(t, "c"))
		action := fmt.Sprintf("inputs: {v: {default: %q}}\noutputs: {v: {value: %q}}\nruns: {using: composite, steps: [%s, %s]}\n", source.Draw(t, "default"), source.Draw(t, "value"), step.Draw(t, "s"), step.Draw(t, "s"))
		if rapid.IntRange(0, 20).Draw(t, "recurses") < 20 {
			action = strings.ReplaceAll(action, "./a", "x/y@v1")
		}
		checkTypings(t, text, called, action)
	})
}

// TestHops: what the author types is so known behind any chain of outputs, variables,
// matrices, actions and called workflows, and what is fixed stays fixed.
func TestHops(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const start = "${{ github.sha }}"
		text, at := "on: push\njobs:\n", start
		last := rapid.IntRange(0, 3).Draw(t, "jobs")
		for n := range last + 1 {
			matrix, env, steps := at, at, []string{}
			for i := range rapid.IntRange(0, 4).Draw(t, "hops") {
				switch rapid.IntRange(0, 4).Draw(t, "hop") {
				case 0:
					steps = append(steps, fmt.Sprintf(`{id: s%d, env: {T: %q}, run: 'echo "v=$T" >> "$GITHUB_OUTPUT"'}`, i, at))
					at = fmt.Sprintf("${{ steps.s%d.outputs.v }}", i)
				case 1:
					steps = append(steps, fmt.Sprintf(`{id: s%d, uses: ./a, with: {v: %q}}`, i, at))
					at = fmt.Sprintf("${{ steps.s%d.outputs.v }}", i)
				case 2:
					steps = append(steps, fmt.Sprintf(`{env: {T: %q}, run: 'echo "E%d=$T" >> "$GITHUB_ENV"'}`, at, i))
					at = fmt.Sprintf("${{ env.E%d }}", i)
				case 3:
					if len(steps) == 0 {
						at = "${{ matrix.v }}"
					}
				case 4:
					if len(steps) == 0 {
						at = "${{ env.V }}"
					}
				}
			}
			job := fmt.Sprintf("{strategy: {matrix: {v: [%q]}}, env: {V: %q}, outputs: {v: %q}, steps: [%s]}", matrix, env, at, strings.Join(append(steps, fmt.Sprintf("{run: %q}", "echo "+at)), ", "))
			// A workflow that is called with its own outcome is not followed.
			if n < last && !strings.Contains(text, "called.yml") && rapid.Bool().Draw(t, "calls") {
				job = fmt.Sprintf("{uses: ./.github/workflows/called.yml, with: {v: %q}}", matrix)
			}
			text += fmt.Sprintf("  j%d: %s\n", n, job)
			at = fmt.Sprintf("${{ needs.j%d.outputs.v }}", n)
		}
		run := record.Run{Path: ci, Event: "push", HeadSHA: headSHA, HeadBranch: "topic"}
		for source, want := range map[string]typing{start: fixed, "${{ github.event.head_commit.author.name }}": typedLine, "${{ github.event.pull_request.body }}": typedText} {
			text := strings.ReplaceAll(text, start, source)
			got := typings(t, run, text, handingWorkflow, handingAction)
			pasted := 0
			for where, is := range got {
				if strings.HasPrefix(where, fmt.Sprintf("%d j%d ", last, last)) && strings.HasSuffix(where, " pasted") {
					pasted = max(pasted, int(is))
				}
			}
			if (pasted > 0) != (want != fixed) {
				t.Errorf("%s is pasted: %t, in\n%s", source, pasted > 0, text)
			}
		}
	})
}

// checkTypings holds what is known of the files against what is known where the author
// types more of them.
func checkTypings(t rapid.TB, text, called, action string) {
	run := record.Run{Path: ci, Event: "push", HeadSHA: headSHA, HeadBranch: "topic"}
	before := typings(t, run, text, called, action)
	for name, more := range map[string]struct {
		run record.Run
		to  string
	}{
		"a run by hand":     {run: record.Run{Path: ci, Event: "workflow_dispatch", HeadSHA: headSHA, HeadBranch: "topic"}},
		"a branch's name":   {run: record.Run{Path: ci, Event: "push", HeadSHA: headSHA, HeadBranch: "a;b"}},
		"a commit's author": {run: run, to: "github.event.head_commit.author.name"},
		"a body":            {run: run, to: "github.event.pull_request.body"},
	} {
		typed := strings.NewReplacer()
		if more.to != "" {
			typed = strings.NewReplacer("github.sha", more.to)
		}
		after := typings(t, more.run, typed.Replace(text), typed.Replace(called), typed.Replace(action))
		for at, was := range before {
			if is, told := after[typed.Replace(at)]; told && is < was {
				t.Errorf("with %s, %s is %d and was %d", name, at, is, was)
			}
		}
	}
}

// typings are what the author can have typed of all that a workflow hands on or runs, by
// where it stands.
func typings(t rapid.TB, run record.Run, text, called, action string) map[string]typing {
	files := map[string]string{ci: text, ".github/workflows/called.yml": called, "a/action.yml": action}
	known := record.Records{}
	for range 60 {
		ledger := record.NewLedger(known)
		r := New(&record.Change{Repository: record.Repository{Owner: "octo", Name: "demo"}, HeadSHA: headSHA}, ledger, nil)
		src, ok := r.Source(run, headSHA)
		if ok {
			return r.typings(run, src)
		}
		for _, q := range ledger.Wanted() {
			known[q] = record.Answer{Absence: record.NotFound}
			if content, there := files[q.Path]; there {
				known[q] = record.Answer{File: record.File{Path: q.Path, BlobSHA: q.Path, Content: []byte(content)}}
			}
		}
	}
	t.Fatal("no end of files")
	return nil
}

func (r *Reader) typings(run record.Run, src *Source) map[string]typing {
	out := map[string]typing{}
	for i, p := range src.Jobs() {
		keep := func(where string, known map[string]typing) {
			for name, is := range known {
				out[fmt.Sprintf("%d %s %s %s", i, p.Job.ID, where, name)] = is
			}
		}
		jobs := r.handedByJobs(run, p.Source)
		pieces := r.pieces(p.Source, workflow.Leg{Job: p.Job})
		end := follow(run, p.Source, pieces, func(n int, a author) bool {
			step := pieces[n].step
			here := map[string]typing{"pasted": fixed, "environment": one(a.variables, "*"), "inputs": one(a.inputs, "*")}
			if pieces[n].pasted(a) != (Doubt{}) || pieces[n].chosenCode(a) != (Doubt{}) {
				here["pasted"] = typedText
			}
			here["code"], _ = a.typed(step.Code())
			here["matrix"] = a.ofMatrix("*")
			maps.Copy(here, a.defaults(step.With))
			keep(fmt.Sprint(n), here)
			return true
		})
		keep("variables", end.variables)
		for key, step := range end.outputs {
			if key.around == nil {
				keep("outputs of "+key.id, step.outputs)
			}
		}
		keep("job", map[string]typing{"outputs": jobs.typedOf(strings.ToLower(p.Job.ID), nil)})
	}
	return out
}
