package rule

import (
	"regexp"
	"slices"
	"strings"

	"github.com/packetgate/packetgate/internal/config"
	"github.com/packetgate/packetgate/internal/tracker"
)

var outputRules = []Rule{
	{MissingCommand, config.Error, "commands", "A finished packet names the exact commands that were run.", missingCommand},
	{MissingExitCode, config.Error, "commands", "Every command of a finished packet has an explicit exit code; a value or a count alone is a warning.", lacking(missingExitCode)},
	{TimedOutOutput, config.Error, "output", "No command of a finished packet ended by a time-out.", lacking(timedOutOutput)},
	{MissingOutput, config.Error, "output", "No outcome of a finished packet's commands is left empty, and what was to be run was run.", missingOutput},
	{TruncatedOutput, config.Error, "output", "Truncated output counts only with an exit code.", lacking(truncatedOutput)},
	{SummaryOnly, config.Error, "output", "Evidence is commands, not a summary of them.", summaryOnly},
}

var (
	timedOutWords  = regexp.MustCompile(`(?i)\btime[d]?[ -]?out\b|\bdeadline exceeded\b|\bhung\b|\bhangs\b`)
	truncatedWords = regexp.MustCompile(`(?i)\b(truncated|cut[ -](off|short))\b`)
	negatedBefore  = regexp.MustCompile(`(?i)\b(no|not|never|without|un)[ -]?$`)
	noOutputWords  = regexp.MustCompile(`(?i)^[\s(\x60]*(no output|output (is )?(missing|lost|not captured|unavailable|not available)|pending|tbd|todo|unknown|exit|(output )?omitted|as above|(see|same as)\b.{1,60}|\?+|…|\.\.\.|-+|[—–]+)[\s).\x60]*$`)
	noCodeWords    = regexp.MustCompile(`(?i)^\W*(no exit code|exit (code |status )?(unknown|missing))\b`)
	waitedAndRerun = regexp.MustCompile(`(?i)\b(first|earlier|previous|initial)\b`)
)

// timedOut tells whether a claim's own words say that the command was stopped by
// the clock. With exit 0, or behind "passed", the words speak of something else.
func timedOut(c *tracker.Claim) bool {
	o := c.Outcome
	if o.Kind == tracker.OutcomePassed || o.Kind == tracker.OutcomeExit && o.ExitCode == 0 {
		return false
	}
	return says(timedOutWords, outcomeText(o)) && !waitedAndRerun.MatchString(outcomeText(o))
}

// truncated tells whether a claim says that its output was cut, without an exit
// code.
func truncated(c *tracker.Claim) bool {
	return c.Outcome.Kind != tracker.OutcomeExit && says(truncatedWords, outcomeText(c.Outcome))
}

// noOutput tells whether a claim has a place for the outcome in which none stands:
// nothing or a template behind the arrow or in the cell, or words such as "(no
// output)".
func noOutput(c *tracker.Claim) bool {
	o := c.Outcome
	switch o.Kind {
	case tracker.OutcomeNone:
		return c.Place == tracker.PlaceTable || noOutputWords.MatchString(o.Text.Value) || strings.ContainsAny(between(c), ">→⇒⟶")
	case tracker.OutcomeValue:
		return noOutputWords.MatchString(o.Value)
	case tracker.OutcomeUnclear:
		return noOutputWords.MatchString(o.Text.Value)
	}
	return false
}

// between is what stands between a command and its outcome, outside of tables.
func between(c *tracker.Claim) string {
	raw := c.Item.Raw
	return raw[c.Command.End-c.Item.Start : min(c.Outcome.Text.Start-c.Item.Start, len(raw))]
}

func outcomeText(o tracker.Outcome) string { return o.Text.Value + " " + o.Value }

// says tells whether the words stand in a text and are not negated there.
func says(words *regexp.Regexp, text string) bool {
	for _, at := range words.FindAllStringIndex(text, 8) {
		if !negatedBefore.MatchString(text[:at[0]]) {
			return true
		}
	}
	return false
}

// lack is what a command's outcome lacks, as the slug of the rule that says so;
// empty when the outcome has an exit code.
func lack(c *tracker.Claim) Slug {
	switch {
	case timedOut(c):
		return TimedOutOutput
	case truncated(c):
		return TruncatedOutput
	case noOutput(c):
		return MissingOutput
	case c.Outcome.Kind == tracker.OutcomeExit:
		return ""
	case c.Outcome.Kind == tracker.OutcomeFailed && !noCodeWords.MatchString(c.Outcome.Text.Value):
		return ClaimedFailure
	}
	return MissingExitCode
}

// failed tells whether a claim says that its command failed, and not only that
// nobody knows how it ended.
func failed(c *tracker.Claim) bool {
	o := c.Outcome
	switch lack(c) {
	case "":
		return o.Failed || o.ExitCode != 0
	case ClaimedFailure:
		return true
	case MissingExitCode:
		return o.Failed && o.Kind != tracker.OutcomeFailed
	}
	return false
}

// lacking is the check of a rule that judges those commands of finished packets whose
// outcome lacks what the rule asks for.
func lacking(judge func(*pass, *tracker.Packet, *command)) func(*pass) {
	return each((*pass).closedPackets, func(p *pass, packet *tracker.Packet) {
		for _, one := range p.claimed(packet) {
			if lack(one.counts) == p.rule.Slug {
				judge(p, packet, one)
			}
		}
	})
}

func missingExitCode(p *pass, packet *tracker.Packet, one *command) {
	c := one.counts
	at, command, said := c.Command.Span, quote(c.Command.Value), quote(c.Outcome.Text.Value)
	switch c.Outcome.Kind {
	case tracker.OutcomeNotRun:
		if !p.waived(c) {
			p.but(packet, at, "%s did not run: %s. Run it and write its exit code, or have a waiver for it in the configuration.", command, said)
		}
	case tracker.OutcomeValue, tracker.OutcomeCount:
		p.add(packet, one.inRecord().Command.Span, "gives %s for %s, but no exit code. Add `-> exit 0` if that is how it ended.", quote(c.Outcome.Value), command).as(config.Warning)
	case tracker.OutcomeNone:
		p.but(packet, at, "nothing says how %s ended. Write its exit code behind it: `-> exit 0`.", command)
	case tracker.OutcomeUnclear:
		made := ""
		if c.Outcome.Strange != "" {
			made = ", in characters that only look like others (" + c.Outcome.Strange + ")"
		}
		p.add(packet, at, "says %s of %s%s; expected an explicit exit code. Write how it ended in plain letters, as `-> exit 0`.", said, command, made)
	default:
		p.add(packet, at, "says %s of %s; expected an explicit exit code. Write `-> exit 0` if that is how it ended.", said, command)
	}
}

func timedOutOutput(p *pass, packet *tracker.Packet, one *command) {
	c := one.counts
	p.but(packet, c.Command.Span, "says that %s timed out: %s. Run it to its end and write the exit code.", quote(c.Command.Value), quote(c.Outcome.Text.Value))
}

func truncatedOutput(p *pass, packet *tracker.Packet, one *command) {
	c := one.counts
	p.but(packet, c.Command.Span, "the output of %s was cut and no exit code stands with it: %s. Write the exit code, or run it again.", quote(c.Command.Value), quote(c.Outcome.Text.Value))
}

func missingOutput(p *pass) {
	lacking(missingOutcome)(p)
	for _, packet := range p.closedPackets() {
		for _, item := range notRun(packet) {
			p.but(packet, item.Span, "something was not run: %s. Run it, and write its command with the exit code.", quote(item.Value))
		}
	}
}

func missingOutcome(p *pass, packet *tracker.Packet, one *command) {
	c, said := one.counts, "is empty"
	if text := c.Outcome.Text.Value; text != "" {
		said = "only says " + quote(text)
	}
	p.but(packet, c.Command.Span, "the outcome of %s %s. Write its exit code: `-> exit 0`. If nobody noted it, run it again.", quote(c.Command.Value), said)
}

// notRun are the items of a packet's last review record that name no command and
// say that something did not run.
func notRun(packet *tracker.Packet) []tracker.Text {
	if len(packet.Records) == 0 {
		return nil
	}
	last := packet.Records[len(packet.Records)-1]
	named := map[int]bool{}
	for _, c := range last.Commands {
		named[c.Item.Start] = true
	}
	return slices.DeleteFunc(slices.Clone(last.Items), func(item tracker.Text) bool {
		return named[item.Start] || !saysNotRun(item.Value)
	})
}

var notRunWords = regexp.MustCompile(`(?i)\b(?:(?:cannot|can not|can['’]t|could not|couldn['’]t|unable to)(?: be)? (?:run|execute)d?|(?:did not|didn['’]t|not|never) (?:run|executed))\b(?: into)?`)

func saysNotRun(s string) bool {
	m := notRunWords.FindString(s)
	return m != "" && !strings.HasSuffix(m, " into")
}

// withoutCommands are the finished packets that claim to have run no command at
// all. What an outcome lacks is for other rules to say.
func (p *pass) withoutCommands() []*tracker.Packet {
	return slices.DeleteFunc(p.closedPackets(), func(packet *tracker.Packet) bool {
		return slices.ContainsFunc(packet.Claims, (*tracker.Claim).Made)
	})
}

// missingCommand is silent of a packet that offers a summary, unless summary-only is
// set to weigh less.
func missingCommand(p *pass) {
	weight, set := p.Config.Rules[string(SummaryOnly)]
	for _, packet := range p.withoutCommands() {
		if _, told := summary(packet); told && (!set || weight == config.Error) {
			continue
		}
		p.but(packet, statusPlace(packet), "it names no command that was run. List the exact commands with their exit codes: ``- [x] `go test ./...` -> exit 0``.")
	}
}

func summaryOnly(p *pass) {
	for _, packet := range p.withoutCommands() {
		if at, found := summary(packet); found {
			p.but(packet, at.Span, "its evidence is only a summary: %s. List the exact commands with their exit codes.", quote(at.Value))
		}
	}
}

var summaryWords = regexp.MustCompile(`(?i)\b(all|every|full|whole|entire)\b.*\b(tests?|checks?|commands?|suites?|builds?)\b.*\b(pass(es|ed)?|green|succeed(s|ed)?|ok|exit 0|clean)\b|\b(tests?|checks?|suites?|builds?|ci)\b.{0,20}\b(pass(es|ed)?|green|succeed(s|ed)?)\b`)

// summary finds what a packet without commands offers in their place: a pointer
// that leads to none, items of a record that name none, a ticked box that says all
// is well.
func summary(packet *tracker.Packet) (tracker.Text, bool) {
	if len(packet.Pointers) > 0 {
		return packet.Pointers[0].Text, true
	}
	for _, r := range packet.Records {
		for _, item := range r.Items {
			if strings.TrimSpace(item.Value) != "" {
				return item, true
			}
		}
	}
	for _, box := range packet.Boxes {
		if box.Checked && !box.Gate && summaryWords.MatchString(box.Text.Value) {
			return box.Text, true
		}
	}
	return tracker.Text{}, false
}

// waived tells whether the configuration excuses a command that did not run.
func (p *pass) waived(c *tracker.Claim) bool {
	return slices.ContainsFunc(p.Config.Evidence.Waivers, func(w config.Waiver) bool {
		return w.Covers(c.Command.Value) && !w.Expired(p.Now)
	})
}
