package rule

import (
	"math"
	"strings"

	"github.com/packetgate/packetgate/internal/evidence"
	"github.com/packetgate/packetgate/internal/plan"
	"github.com/packetgate/packetgate/internal/tracker"
)

// Claims picks the claims that are to be judged against the records: of each
// packet that moves or is asked for and that is DONE, approved or IN_REVIEW at the head,
// every command once. Open boxes only ask for a command, "N/A" says that it did not run, and an
// output that is missing, failed, timed out or was cut names no exit code that a
// record could prove: none of them is a claim, and other rules speak of them.
//
// Where a packet states a command several times the later outcome counts, a
// rerun; when all agree, the ticked box stands for them. AllowedExit is the code
// other than zero that the merge base's tracker asks for in an open box, or that
// it held as DONE, or that the plan asks for.
func Claims(c *Case) []evidence.Claim {
	p := newPass(c)
	var out []evidence.Claim
	for _, packet := range packets(c.Head) {
		asked := c.Asked != nil && c.Asked(packet.ID)
		if !p.moved[packet.ID] && !asked || p.Unread[packet.ID] || !(closed(packet) || packet.Status == tracker.StatusInReview) {
			continue
		}
		allowed := p.allowedExits(packet)
		for _, c := range p.claimed(packet) {
			if !judgeable(c.counts) {
				continue
			}
			claim := evidence.Claim{Tracker: p.Path, Packet: packet.ID, Tracked: c.counts}
			if code := c.counts.Outcome.ExitCode; allowed[c.key].allow(code) {
				claim.AllowedExit = code
			}
			out = append(out, claim)
		}
	}
	return out
}

// judgeable tells whether a claim states an outcome that a record could prove.
func judgeable(c *tracker.Claim) bool {
	switch c.Outcome.Kind {
	case tracker.OutcomeExit:
		return true
	case tracker.OutcomeValue, tracker.OutcomeCount, tracker.OutcomePassed:
		return lack(c) == MissingExitCode
	}
	return false
}

// command is one command that a packet claims to have run, with every claim of it.
type command struct {
	key string
	// counts is the claim whose outcome counts.
	counts *tracker.Claim
	claims []*tracker.Claim
}

// claimed groups the claims that a packet makes by their command, in the order of
// their first lines.
func (p *pass) claimed(packet *tracker.Packet) []*command {
	byKey := map[string]*command{}
	var out []*command
	for _, c := range packet.Claims {
		if !c.Made() {
			continue
		}
		key := p.commands.key(c.Command.Value)
		one := byKey[key]
		if one == nil {
			one = &command{key: key}
			byKey[key] = one
			out = append(out, one)
		}
		one.claims = append(one.claims, c)
	}
	for _, one := range out {
		one.counts = decisive(one.claims)
	}
	return out
}

// decisive is the claim that counts among several of one command: of those that
// say most about the outcome, the last if they differ, else the one in a ticked box
// or, without any, the first.
func decisive(claims []*tracker.Claim) *tracker.Claim {
	best := claims[0]
	agree := true
	for _, c := range claims[1:] {
		switch {
		case weight(c) > weight(best):
			best, agree = c, true
		case weight(c) < weight(best):
		case !same(c.Outcome, best.Outcome) && earlier(c, best):
			agree = false
		case !same(c.Outcome, best.Outcome):
			best, agree = c, false
		case !agree || c.Box != nil && best.Box == nil:
			best = c
		}
	}
	return best
}

// earlier tells whether a claim stands in the record of an older review than another, as
// in a log with the newest on top.
func earlier(c, than *tracker.Claim) bool {
	return c.Record != nil && than.Record != nil && c.Record.Dated != "" && c.Record.Dated < than.Record.Dated
}

// inRecord is the claim of the command that stands in a review record, where exit
// codes belong, with the outcome that counts; the one that counts if none does.
func (c *command) inRecord() *tracker.Claim {
	for _, one := range c.claims {
		if one.Record != nil && same(one.Outcome, c.counts.Outcome) {
			return one
		}
	}
	return c.counts
}

// weight orders outcomes by how much they say: an end, a value, words, nothing. An
// output that was cut or is missing weighs as an end, for a rerun that lost its outcome
// leaves none, and so does what only reads like one.
func weight(c *tracker.Claim) int {
	switch {
	case c.Outcome.Kind == tracker.OutcomeExit, c.Outcome.Kind == tracker.OutcomeFailed, c.Outcome.Strange != "", timedOut(c), truncated(c), noOutput(c):
		return 3
	case c.Outcome.Kind == tracker.OutcomeValue, c.Outcome.Kind == tracker.OutcomeCount:
		return 2
	case c.Outcome.Kind == tracker.OutcomePassed, c.Outcome.Kind == tracker.OutcomeUnclear:
		return 1
	default:
		return 0
	}
}

func same(a, b tracker.Outcome) bool {
	return a.Kind == b.Kind && a.ExitCode == b.ExitCode && a.Value == b.Value && a.Failed == b.Failed
}

// codes are exit codes of one command other than zero.
type codes map[int]bool

// anyFailure among codes stands for every code other than zero.
const anyFailure = math.MinInt

func (e codes) allow(code int) bool { return code != 0 && (e[code] || e[anyFailure]) }

// allowedExits are the codes other than zero that were asked for before this
// change of a packet's commands, by command. A box that was ticked with such a code asks for nothing
// unless its packet was DONE: else a failure noted in one change would be its own
// permission in the next.
func (p *pass) allowedExits(packet *tracker.Packet) map[string]codes {
	allowed := map[string]codes{}
	allow := func(text string, exit plan.Exit) {
		code := exit.Code
		if exit.NonZero {
			code = anyFailure
		}
		if code == 0 {
			return
		}
		key := p.commands.key(text)
		if allowed[key] == nil {
			allowed[key] = codes{}
		}
		allowed[key][code] = true
	}
	if old := p.before[packet.ID]; old != nil {
		for _, c := range old.Claims {
			kind := c.Outcome.Kind
			switch {
			case kind == tracker.OutcomeExit && (!c.Made() || old.Status == tracker.StatusDone) || kind == tracker.OutcomeExpected && !c.Made():
				allow(c.Command.Value, plan.Exit{Code: c.Outcome.ExitCode})
			case !c.Made() && c.Box != nil:
				_, behind := besideCommand(c)
				allow(c.Command.Value, plan.ExitAfter(behind))
			}
		}
	}
	for _, c := range p.Plan.Asked(packet.ID) {
		allow(c.Value, c.Exit)
	}
	return allowed
}

// besideCommand is the text of a claim's box before and behind its command.
func besideCommand(c *tracker.Claim) (before, behind string) {
	raw, start, end := c.Box.Text.Raw, c.Command.Start-c.Box.Text.Start, c.Command.End-c.Box.Text.Start
	if start < 0 || end < start || end > len(raw) {
		return "", ""
	}
	return raw[:start], strings.TrimLeft(raw[end:], "`")
}
