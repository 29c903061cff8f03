package scenario

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Serve serves a scenario's GitHub, as it is before the first judgement, until the
// context ends, so that something other than this process can judge it: the
// image. It writes event.json beside envFile and then, when all is ready, envFile
// itself: the runner's variables a line each, but for those that name files.
func Serve(ctx context.Context, path, envFile string, out io.Writer) error {
	s, err := ReadFile(path)
	if err != nil {
		return err
	}
	b, server, inputs, err := s.open()
	if err != nil {
		return err
	}
	defer server.Close()
	if err := b.stage(s.Stage); err != nil {
		return err
	}
	j := &judgement{building: b, Stage: s.Stage, server: server}
	event, err := j.event()
	if err != nil {
		return err
	}
	maps.Copy(inputs, s.Inputs)
	folder, err := os.MkdirTemp("", "packetgate-serve-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	env, err := newEnvironment(folder, server, s.Repository, s.Actor, event, inputs)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(envFile), "event.json"), event.Payload, 0o600); err != nil {
		return err
	}
	if err := writeVariables(envFile, env.vars, folder); err != nil {
		return err
	}
	fmt.Fprintf(out, "serving %s at %s until interrupted\n", path, server.URL())
	<-ctx.Done()
	return nil
}

// writeVariables writes the variables that do not name a file below folder, all at
// once, so that a reader never sees a part.
func writeVariables(envFile string, vars map[string]string, folder string) error {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		value := vars[name]
		if strings.HasPrefix(value, folder) {
			continue
		}
		if strings.Contains(value, "\n") {
			return fmt.Errorf("%s has several lines, which an environment file cannot hold", name)
		}
		fmt.Fprintf(&text, "%s=%s\n", name, value)
	}
	if err := os.WriteFile(envFile+".new", []byte(text.String()), 0o600); err != nil {
		return err
	}
	return os.Rename(envFile+".new", envFile)
}
