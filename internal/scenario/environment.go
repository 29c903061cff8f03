package scenario

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/packetgate/packetgate/internal/sandbox"
)

// standardInputs are the action's inputs with the defaults of action.yml; the
// runner sets each of them.
var standardInputs = map[string]string{
	"github-token": "", "app-id": "", "app-private-key": "", "app-installation-id": "",
	"mode": "auto", "config": ".github/packetgate.yml", "trackers": "", "wait": "0s",
	"packets": "", "fail-on": "error", "dry-run": "false", "status-context": "packetgate",
}

// ownRun is the id of the run in which the action runs.
const ownRun = 34062849999

// environment is what the runner gives to one run of the action.
type environment struct {
	vars            map[string]string
	output, summary string
}

// newEnvironment writes the runner's files below folder and sets its variables.
func newEnvironment(folder string, server *sandbox.Server, repository, actor string, event sandbox.Event, inputs map[string]string) (*environment, error) {
	e := &environment{output: filepath.Join(folder, "set_output"), summary: filepath.Join(folder, "step_summary")}
	workspace := filepath.Join(folder, "workspace")
	payload := filepath.Join(folder, "event.json")
	for _, dir := range []string{workspace, filepath.Join(folder, "temp"), filepath.Join(folder, "home")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
	}
	files := map[string][]byte{payload: event.Payload, e.output: nil, e.summary: nil}
	for _, name := range []string{"set_env", "add_path", "save_state"} {
		files[filepath.Join(folder, name)] = nil
	}
	for name, content := range files {
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return nil, err
		}
	}
	owner, _, _ := strings.Cut(repository, "/")
	e.vars = map[string]string{
		"CI": "true", "GITHUB_ACTIONS": "true", "HOME": filepath.Join(folder, "home"),
		"GITHUB_ACTION": "packetgate", "GITHUB_ACTOR": actor, "GITHUB_TRIGGERING_ACTOR": actor,
		"GITHUB_API_URL": server.URL(), "GITHUB_GRAPHQL_URL": server.GraphQLURL(), "GITHUB_SERVER_URL": sandbox.Site,
		"GITHUB_REPOSITORY": repository, "GITHUB_REPOSITORY_OWNER": owner,
		"GITHUB_EVENT_NAME": event.Name, "GITHUB_EVENT_PATH": payload,
		"GITHUB_SHA": event.SHA, "GITHUB_REF": event.Ref, "GITHUB_REF_NAME": strings.TrimPrefix(strings.TrimPrefix(event.Ref, "refs/heads/"), "refs/pull/"),
		"GITHUB_JOB": "packetgate", "GITHUB_WORKFLOW": "packetgate", "GITHUB_RUN_ID": strconv.Itoa(ownRun), "GITHUB_RUN_NUMBER": "7", "GITHUB_RUN_ATTEMPT": "1",
		"GITHUB_WORKFLOW_REF": repository + "/.github/workflows/packetgate.yml@refs/heads/" + mainBranch,
		"GITHUB_WORKSPACE":    workspace, "GITHUB_OUTPUT": e.output, "GITHUB_STEP_SUMMARY": e.summary,
		"GITHUB_ENV": filepath.Join(folder, "set_env"), "GITHUB_PATH": filepath.Join(folder, "add_path"), "GITHUB_STATE": filepath.Join(folder, "save_state"),
		"RUNNER_OS": "Linux", "RUNNER_ARCH": "X64", "RUNNER_TEMP": filepath.Join(folder, "temp"),
	}
	if strings.HasPrefix(event.Name, "pull_request") {
		e.vars["GITHUB_BASE_REF"] = mainBranch
	}
	return e, e.setInputs(inputs)
}

// setInputs sets INPUT_ variables as the runner names them: upper case, dashes kept.
func (e *environment) setInputs(inputs map[string]string) error {
	for name := range inputs {
		if _, known := standardInputs[name]; !known {
			return fmt.Errorf("the action has no input %q; it has %s", name, strings.Join(sortedKeys(standardInputs), ", "))
		}
	}
	for name, value := range standardInputs {
		if given, ok := inputs[name]; ok {
			value = given
		}
		e.vars["INPUT_"+strings.ToUpper(strings.ReplaceAll(name, " ", "_"))] = value
	}
	return nil
}

// outputs reads the output file in the runner's format: NAME=VALUE, or NAME<<MARK
// with lines up to MARK.
func (e *environment) outputs() (map[string]string, error) {
	content, err := os.ReadFile(e.output)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	lines := strings.Split(string(content), "\n")
	for i := 0; i < len(lines); i++ {
		name, mark, multiline := strings.Cut(lines[i], "<<")
		if key, value, simple := strings.Cut(lines[i], "="); simple && (!multiline || len(key) < len(name)) {
			out[key] = value
			continue
		}
		if !multiline {
			continue
		}
		var value []string
		for i++; i < len(lines) && lines[i] != mark; i++ {
			value = append(value, lines[i])
		}
		if i == len(lines) {
			return nil, fmt.Errorf("the output %q has no end mark", name)
		}
		out[name] = strings.Join(value, "\n")
	}
	return out, nil
}

// resolve finds a path that the action gave: relative ones start in the workspace.
func (e *environment) resolve(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(e.vars["GITHUB_WORKSPACE"], path)
}
