package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/packetgate/packetgate/internal/clone"
	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/gate"
	"github.com/packetgate/packetgate/internal/report"
	"github.com/packetgate/packetgate/internal/tracker"
)

// usage is how many claims each alias and waiver of a configuration is for.
type usage struct {
	trackers         int
	aliases, waivers []int
}

// writeUsage tells, as comments, for each alias and waiver how many claims of the work
// tree's trackers it is for, and which waivers have expired.
func writeUsage(host Host, repo string, cfg *config.Config) error {
	if len(cfg.Evidence.Aliases)+len(cfg.Evidence.Waivers) == 0 {
		return nil
	}
	opened, err := clone.Open(repo)
	switch {
	case errors.Is(err, clone.ErrNoRepository):
		return nil
	case err != nil:
		return err
	case opened.Root() == "":
		return nil // a bare repository has no work tree
	}
	p := &place{repo: opened, root: opened.Root(), config: cfg}
	files, err := p.documents(host)
	if err != nil {
		return err
	}
	counted := usage{aliases: make([]int, len(cfg.Evidence.Aliases)), waivers: make([]int, len(cfg.Evidence.Waivers))}
	exceptions := evidence.ReadExceptions(cfg.Evidence)
	for _, file := range files {
		counted.count(tracker.Parse(file.Path, file.Content, gate.Grammar(cfg)), exceptions)
	}
	return counted.write(host.Stdout, cfg.Evidence, func(w config.Waiver) bool { return w.Expired(host.Now()) })
}

// count adds the claims of a tracker, in each packet every command once.
func (u *usage) count(t *tracker.Tracker, exceptions evidence.Exceptions) {
	u.trackers++
	for _, packet := range t.Packets {
		seen := map[string]bool{}
		for _, claim := range packet.Claims {
			command := claim.Command.Value
			if seen[command] {
				continue
			}
			seen[command] = true
			if i := exceptions.Alias(command); i >= 0 {
				u.aliases[i]++
			}
			for _, i := range exceptions.Waivers(command) {
				u.waivers[i]++
			}
		}
	}
}

func (u *usage) write(w io.Writer, cfg config.Evidence, expired func(config.Waiver) bool) error {
	text := fmt.Sprintf("# In %s of the work tree:\n", number(u.trackers, "tracker"))
	for i, alias := range cfg.Aliases {
		text += fmt.Sprintf("# evidence.aliases[%d], %s: %s\n", i, report.OneLine(alias.Claim), number(u.aliases[i], "claim"))
	}
	for i, waiver := range cfg.Waivers {
		end := "until "
		if expired(waiver) {
			end = "expired after "
		}
		text += fmt.Sprintf("# evidence.waivers[%d], %s: %s, %s%s\n", i, report.OneLine(waiver.Command), number(u.waivers[i], "claim"), end, waiver.Expires)
	}
	_, err := io.WriteString(w, text)
	return err
}

// number writes a count with its noun.
func number(n int, noun string) string {
	switch n {
	case 0:
		return "no " + noun
	case 1:
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
