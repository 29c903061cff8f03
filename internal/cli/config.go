package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/packetgate/packetgate/internal/clone"
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/record"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/rule"
)

// configCommand prints the effective configuration.
type configCommand struct {
	File string `arg:"" optional:"" placeholder:"FILE" help:"The configuration; by default the one of the clone's base."`
	Repo string `default:"." placeholder:"DIR" help:"The clone."`
	Base string `placeholder:"REV" help:"The base; by default the clone's main branch."`
	Path string `name:"config" default:"${config}" placeholder:"PATH" help:"The configuration's path on the base."`
}

// Help is an example.
func (configCommand) Help() string {
	return "Every key is printed with the value in force and where it comes from: a line of the file, or the default. " +
		"Below, how many claims of the work tree's trackers each alias and waiver is for, and which waivers have expired.\n\n" +
		"Examples:\n" +
		"  packetgate config\n" +
		"  packetgate config .github/packetgate.yml   # this file, not the base's"
}

// Run prints the configuration.
func (c configCommand) Run(ctx context.Context, host Host) error {
	file, source, err := c.read(ctx)
	if err != nil {
		return err
	}
	if source == nil {
		_, err = fmt.Fprintf(host.Stdout, "# There is no %s on the base: these are the defaults.\n", report.Visible(file))
		if at := filepath.Join(c.Repo, file); err == nil && isFile(at) {
			_, err = fmt.Fprintf(host.Stdout, "# The one in the work tree counts once the base has it: packetgate config %s shows it.\n", report.Visible(at))
		}
	}
	if err != nil {
		return err
	}
	if err := config.WriteEffective(host.Stdout, file, source, rule.Slugs(), func(cfg *config.Config, slug string) (config.Severity, string) {
		r, _ := rule.Find(rule.Slug(slug))
		return r.Weight(cfg)
	}); err != nil {
		return err
	}
	cfg, err := config.Parse(file, source, rule.Slugs())
	if err != nil {
		return err
	}
	return writeUsage(host, c.Repo, cfg)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// read gives the configuration's name and text, which is nil where there is none.
func (c configCommand) read(ctx context.Context) (string, []byte, error) {
	if c.File != "" {
		source, err := readBounded(c.File, config.MaxSize)
		return c.File, source, err
	}
	repo, err := clone.Open(c.Repo)
	if err != nil {
		return "", nil, err
	}
	base, err := repo.Base(c.Base)
	if err != nil {
		return "", nil, err
	}
	answer, ok := repo.Answer(ctx, record.Query{Kind: record.KindFile, SHA: base, Path: c.Path})
	switch {
	case !ok:
		return "", nil, fmt.Errorf("%s at %.8s cannot be read from this clone: fetch the whole history, without a filter", c.Path, base)
	case answer.Absence == record.NotFound:
		return c.Path, nil, nil
	case answer.Absence != record.Present:
		return "", nil, fmt.Errorf("%s at %.8s cannot be read: it is %s", c.Path, base, answer.Absence)
	}
	return c.Path, answer.File.Content, nil
}
