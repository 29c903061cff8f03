package tracker

import "strings"

// prompts are what a console shows before a command. Lines of an output may begin like
// the plainer ones, so a transcript keeps to the form of its first prompt.
var prompts = []*pattern{
	newPattern(`^(?:\([\w.-]+\) ?)?(?:[~/][^\s$#%>]{0,80} )?[$❯] +(\S.*)$`),
	newPattern(`^(?:\([\w.-]+\) ?)?\[?[\w.-]+@[\w.-]+[^$#%>]{0,80}[$#%>] *(\S.*)$`),
	newPattern(`^(?:PS )?[A-Za-z]:[\\/][^>]{0,120}> *(\S.*)$`),
	newPattern(`^PS> *(\S.*)$`),
	newPattern(`^% +(\S.*)$`),
	newPattern(`^> +(\S.*)$`),
}

var (
	// asksCode is a command that prints the exit code of the one before.
	asksCode = newPattern(`(?i)^(?:echo|printf|write-host|write-output)?\s*["']?[\w\s:=_-]*(?:\$\?|\$\{\?\}|\$LASTEXITCODE|%ERRORLEVEL%)(?:\\n)?["']?$`)
	// thenAsks is the same at the end of a line of commands.
	thenAsks = newPattern(`(?i)\s*;\s*(?:echo|printf|write-host|write-output)\s+["']?[\w\s:=_-]*(?:\$\?|\$\{\?\}|\$LASTEXITCODE)(?:\\n)?["']?$`)
	// codeAside is an exit code in a comment behind a command.
	codeAside = newPattern(`(?i)\s+#\s*(?:->|=>|→)?\s*(exit\b.*)$`)
	// exitLine is a line that says how the command above it ended; bareCode is one that
	// answers asksCode.
	exitLine = newPattern(`(?i)^[\[(#=>→\s-]*(?:(?:process |command )?exit(?:ed)?(?:[ _-]?(?:code|status))?(?: with)?(?: code| status)?|rc|return code)\s*[:=]?\s*([+-]?\d{1,9})\s*[\])]?\.?$`)
	bareCode = newPattern(`^(-?\d{1,9})$`)
	// stopLine is what a shell says of a command that a signal ended.
	stopLine = newPattern(`(?i)^(?:killed|terminated|aborted|segmentation fault)(?: \(core dumped\))?$`)
)

// promptForm tells which prompt a line of a transcript begins with, -1 if none.
func promptForm(line string) int {
	for i, p := range prompts {
		if p.MatchString(line) {
			return i
		}
	}
	return -1
}

// transcript reads lines of a fence as a console shows them, the first of them a
// prompt: commands, each with its output and, if a line says it, its exit code. It
// lasts until the next field of a record, or the fence's end, and gives how many
// lines it has read.
func (r *reader) transcript(lines [][2]int, form int) int {
	var last *Claim
	asked := false // whether the next line answers which code there was
	for n, line := range lines {
		start, end := trim(r.d.body, line[0], line[1])
		if content, _, ok := bullet(r.d.body, start, end); ok && prompts[form].MatchString(r.d.raw(content, end)) {
			start = content
		}
		raw := r.d.raw(start, end)
		if start == line[0] && r.startsField(start, end) {
			return n
		}
		if m := prompts[form].FindStringSubmatchIndex(raw); m != nil {
			if last != nil && asksCode.MatchString(raw[m[2]:]) {
				r.note(ReadingOutcome, start, end, "asks for the exit code of "+last.Command.Value)
				asked = true
				continue
			}
			last, asked = r.prompted(start, start+m[2], end)
			continue
		}
		m := exitLine.FindStringSubmatch(raw)
		if m == nil && asked {
			m = bareCode.FindStringSubmatch(raw)
		}
		switch {
		case last == nil:
		case m != nil:
			last.Outcome = outcomeOf(r.d.text(start, end), "exit "+m[1])
			asked = false
		case stopLine.MatchString(raw):
			last.Outcome = outcomeOf(r.d.text(start, end), raw)
		}
	}
	return len(lines)
}

// startsField tells whether a line of a fence starts a field of the open record, even
// one that is quoted as "> Verdict:" and so looks like a prompt.
func (r *reader) startsField(start, end int) bool {
	l, ok := labelOf(r.d.body, start, end)
	return ok && r.rec != nil && l.field.ofRecord()
}

// prompted reads a command behind a prompt, and whether it prints its own exit code.
func (r *reader) prompted(start, from, end int) (c *Claim, asks bool) {
	d := r.d
	if c = d.bareClaim(from, d.raw(from, end), claimIn{commands: true, bare: true}); c == nil {
		stop, o := end, Outcome{Text: d.text(end, end)}
		raw := d.raw(from, end)
		if at := thenAsks.FindStringIndex(raw); at != nil {
			stop, asks = from+at[0], true
		} else if at := codeAside.FindStringSubmatchIndex(raw); at != nil {
			stop, o = from+at[0], d.outcome(from+at[2], end)
		}
		c = d.newClaim(from, stop, o)
	}
	place := PlaceList
	if r.rec != nil && r.current(-1) == fieldCommands {
		place = PlaceRecord
		r.rec.Items = append(r.rec.Items, d.text(start, end))
		r.recorded([]*Claim{c})
	}
	r.addClaims([]*Claim{c}, place, start, end, 0)
	return c, asks
}

// promptless is a command's range without the mark of a prompt that was copied with it.
func (d *document) promptless(start, end int) int {
	return start + len(d.raw(start, end)) - len(strings.TrimLeft(strings.TrimPrefix(d.raw(start, end), "$ "), " "))
}
