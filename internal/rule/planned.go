package rule

import (
	"slices"
	"strconv"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/plan"
	"github.com/packetgate/packetgate/internal/tracker"
)

// planEvidenceMissing wants the plan's commands among the claims of finished
// packets. A plan that cannot be read is told once, and asks for nothing.
func planEvidenceMissing(p *pass) {
	p.tellLostPlans()
	for _, packet := range p.closedPackets() {
		asked := p.Plan.Packet(packet.ID)
		if asked == nil {
			continue
		}
		have := p.claimedWords(packet)
		told := map[string]bool{}
		p.wanted(packet, asked.Evidence, have, told, config.Error)
		for _, g := range asked.Globals {
			if g.Evidence {
				p.wanted(packet, p.Plan.Set(g), have, told, config.Error)
			}
		}
		p.wanted(packet, asked.Checks, have, told, config.Warning)
		p.wanted(packet, asked.Exit, have, told, config.Warning)
		p.wanted(packet, asked.Named, have, told, config.Warning)
		for _, g := range asked.Globals {
			if !g.Evidence {
				p.wanted(packet, p.Plan.Set(g), have, told, config.Warning)
			}
		}
	}
}

func (p *pass) tellLostPlans() {
	if p.Head == nil || len(p.movedPackets()) == 0 {
		return
	}
	for _, lost := range p.LostPlans {
		why := "cannot be read"
		switch {
		case lost.Outside:
			why = "leads out of this repository and is not followed"
		case p.MergeBase != nil:
			why += " on the base branch"
		}
		p.note("", p.linkPlace(lost.Link), "The linked plan %s %s, so what it asks for was not checked. Mend the link.", quote(lost.Link), why).as(config.Notice)
	}
}

// linkPlace is where the head links to a plan, by the link or a path that it means.
func (p *pass) linkPlace(path string) tracker.Span {
	for _, link := range p.Head.Plans {
		if link.Value == path || slices.Contains(plan.Paths(p.Head, link), path) {
			return link.Span
		}
	}
	if len(p.Head.Plans) > 0 {
		return p.Head.Plans[0].Span
	}
	return p.Head.Title.Span
}

// claimedWords are the commands that a packet claims.
func (p *pass) claimedWords(packet *tracker.Packet) *wordSet {
	have := &wordSet{}
	for _, one := range p.claimed(packet) {
		words := p.commands.words(one.claims[0].Command.Value)
		have.add(words)
		have.add(withoutDirectory(words))
	}
	return have
}

// wanted reports the commands that a packet does not claim, those under one
// heading of the plan in one finding. told are those that were reported before.
func (p *pass) wanted(packet *tracker.Packet, commands []plan.Command, have *wordSet, told map[string]bool, severity config.Severity) {
	missing := map[string][]plan.Command{}
	var headings []string
	for _, c := range commands {
		key := p.commands.key(c.Value)
		does := func(command string) bool { return have.matches(p.commands.words(command)) }
		if told[key] || does(c.Value) || slices.ContainsFunc(c.Or, does) {
			continue
		}
		told[key] = true
		if len(missing[c.Under]) == 0 {
			headings = append(headings, c.Under)
		}
		missing[c.Under] = append(missing[c.Under], c)
	}
	for _, under := range headings {
		p.addMissing(packet, missing[under], under).as(severity)
	}
}

// addMissing points at the list of commands that were run, where those that are
// missing are to be added; at one that is nearly it, where one alone is missing.
func (p *pass) addMissing(packet *tracker.Packet, missing []plan.Command, under string) *Finding {
	first := missing[0]
	var near *tracker.Claim
	if len(missing) == 1 {
		near = p.nearly(packet, first.Value)
	}
	if near != nil {
		return p.but(packet, near.Command.Span, "shows %s where the plan asks for %s under %s (%s). Run what the plan asks for and write it with its exit code.", quote(near.Command.Value), quote(first.Value), quote(under), planPlace(first.Path, first.Line))
	}
	at := recordPlace(packet, func(r *tracker.ReviewRecord) tracker.Text { return r.CommandsAt })
	return p.but(packet, at, "does not show %s, which the plan asks for under %s (%s). Run what is missing and add it with its exit code.", grouped(missing), quote(under), planPlace(first.Path, first.Line))
}

// mostGroups is how many groups of the Global Command Set one message lists.
const mostGroups = 5

// grouped lists commands by the groups of the Global Command Set that they stand in.
func grouped(missing []plan.Command) string {
	texts := map[string][]string{}
	var groups []string
	for _, c := range missing {
		one := quote(c.Value)
		for _, or := range c.Or {
			one += " or " + quote(or)
		}
		if texts[c.Group] == nil {
			groups = append(groups, c.Group)
		}
		texts[c.Group] = append(texts[c.Group], one)
	}
	var out []string
	for _, group := range groups {
		one := list(texts[group])
		if group != "" {
			one += " of " + quote(group)
		}
		out = append(out, one)
	}
	if n := len(out); n > mostGroups {
		out = append(out[:mostGroups], "what "+strconv.Itoa(n-mostGroups)+" more groups ask for")
	}
	return strings.Join(out, "; ")
}

// planPlace names a line of a plan.
func planPlace(path string, line int) string { return quote(path + ":" + strconv.Itoa(line)) }

// nearly is the command that a packet claims which has the most of the words of
// the one given and no others, or all of them and more; nil if there is none.
func (p *pass) nearly(packet *tracker.Packet, command string) *tracker.Claim {
	var best *tracker.Claim
	wanted, most := p.commands.words(command), 2
	for _, c := range packet.Claims {
		if p.hints++; p.hints > mostHints {
			break
		}
		if !c.Made() {
			continue
		}
		ran := p.commands.words(c.Command.Value)
		common := min(len(wanted), len(ran))
		if common > most && (within(ran, wanted) || within(wanted, ran)) {
			best, most = c, common
		}
	}
	return best
}
