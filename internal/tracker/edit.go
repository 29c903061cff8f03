package tracker

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Edit replaces the bytes from Start to End of a source by Text. Start == End
// inserts.
type Edit struct {
	Start, End int
	Text       string
}

// Apply makes edits to a source, which it does not change. Edits may come in any
// order; it is an error if they overlap, or start at the same place, for then
// one might tear the other apart: apply the first and parse again. It is an
// error, too, if one reaches beyond the source.
func Apply(source []byte, edits ...Edit) ([]byte, error) {
	sorted := slices.SortedStableFunc(slices.Values(edits), func(a, b Edit) int { return a.Start - b.Start })
	var out bytes.Buffer
	at := 0
	for i, e := range sorted {
		if e.Start < 0 || e.End < e.Start || e.End > len(source) {
			return nil, fmt.Errorf("edit of bytes %d to %d: the source has %d bytes", e.Start, e.End, len(source))
		}
		if i > 0 && (e.Start < at || e.Start == sorted[i-1].Start) {
			return nil, fmt.Errorf("edit of bytes %d to %d overlaps the edit of bytes %d to %d", e.Start, e.End, sorted[i-1].Start, sorted[i-1].End)
		}
		out.Write(source[at:e.Start])
		out.WriteString(e.Text)
		at = e.End
	}
	out.Write(source[at:])
	return out.Bytes(), nil
}

// SetCell writes a plain text into a board cell of a packet: on one line, with
// its pipes escaped. It is an error if the board has no such column or the row no
// such cell.
func (t *Tracker) SetCell(id string, f Field, text string) (Edit, error) {
	p := t.Packet(id)
	if p == nil || p.Row == nil {
		return Edit{}, fmt.Errorf("%s: packet %s has no row on the board", t.Path, id)
	}
	for i, column := range p.Row.Columns {
		if column.Field != f || f == FieldOther {
			continue
		}
		cell := p.Row.Cells[i]
		if cell.IsZero() {
			return Edit{}, fmt.Errorf("%s:%d: the row of %s has no cell for %s; add the missing cells", t.Path, p.Row.Line, id, column.Name.Raw)
		}
		return t.insertion(cell.Span, cellText(text)), nil
	}
	return Edit{}, fmt.Errorf("%s: the board has no column for the %s", t.Path, f)
}

// cellText makes one line of a text and escapes its pipes. Backslashes before a
// pipe are dropped: renderers do not agree on what they escape.
func cellText(s string) string {
	s = oneLine(s)
	var out strings.Builder
	for {
		i := strings.IndexByte(s, '|')
		if i < 0 {
			break
		}
		out.WriteString(strings.TrimRight(s[:i], `\`))
		out.WriteString(`\|`)
		s = s[i+1:]
	}
	out.WriteString(strings.TrimRight(s, `\ `))
	return out.String()
}

// oneLine drops control and invisible characters and makes one line of a text.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	return squeeze(s)
}

// insertion replaces a span, and where it is empty keeps a space to both sides
// unless a line ends or starts there.
func (t *Tracker) insertion(at Span, text string) Edit {
	e := Edit{Start: at.Start, End: at.End, Text: text}
	if at.Start != at.End || text == "" {
		return e
	}
	if at.Start > 0 && !isSpace(t.Source[at.Start-1]) {
		e.Text = " " + e.Text
	}
	if at.End < len(t.Source) && !isSpace(t.Source[at.End]) {
		e.Text += " "
	}
	return e
}

// SetBox ticks or opens a box.
func (t *Tracker) SetBox(b *Box, checked bool) Edit {
	mark := " "
	if checked {
		mark = "x"
	}
	if b.Lookalike {
		mark = shownBox(string(t.Source[b.Mark.Start:b.Mark.End]), prefixOf(t.Source, b.Mark.Start), string(t.Source[b.Mark.End:]), mark)
	}
	return Edit{Start: b.Mark.Start, End: b.Mark.End, Text: mark}
}

// SetCheckpoint writes a commit's hash into every place of the packet that lacks
// one, with the commit's subject in brackets in a review record. Places that hold
// a hash stay. Where a packet has no place for one, a Commit field is added to
// its record, else to its evidence, else to its section. It is an error if the
// hash is none or the packet has no section to write to.
func (t *Tracker) SetCheckpoint(id, hash, subject string) ([]Edit, error) {
	p := t.Packet(id)
	if p == nil {
		return nil, fmt.Errorf("%s: there is no packet %s", t.Path, id)
	}
	hash = strings.ToLower(hash)
	if !isHash.MatchString(hash) {
		return nil, fmt.Errorf("%q is no commit hash: expected 7 to 40 hex digits", hash)
	}
	short := "`" + hash[:min(len(hash), 8)] + "`"
	if !strings.ContainsAny(short, "0123456789") {
		short = "`" + hash + "`"
	}
	long := short
	if s := escapeText(subject); s != "" {
		long += " (" + s + ")"
	}
	var edits []Edit
	for _, c := range p.Checkpoints {
		if c.State == CheckpointRecorded {
			continue
		}
		text := short
		if c.Place == CheckpointInRecord {
			text = long
		}
		edits = append(edits, t.insertion(c.Text.Span, text))
	}
	if len(edits) > 0 || len(p.Checkpoints) > 0 {
		return edits, nil
	}
	e, err := t.addCommit(p, short, long)
	if err != nil {
		return nil, err
	}
	return []Edit{e}, nil
}

// addCommit adds a Commit field where a packet has none.
func (t *Tracker) addCommit(p *Packet, short, long string) (Edit, error) {
	eol := t.lineEnding()
	for i := len(p.Records) - 1; i >= 0; i-- {
		at := p.Records[i].VerdictAt
		if at.IsZero() || strings.HasSuffix(at.Raw, ":") || prefixOf(t.Source, at.Start) != "" {
			continue
		}
		e := Edit{Start: at.End, End: at.End, Text: eol + eol + "Commit:" + eol + "- " + long}
		if !p.Records[i].Fenced {
			e.Text += eol // else the next line would continue the item
		}
		return e, nil
	}
	for i := len(p.Pointers) - 1; i >= 0; i-- {
		at := p.Pointers[i].Text
		switch strings.TrimRight(prefixOf(t.Source, at.Start), " \t") {
		case "-", "*", "+":
			return Edit{Start: at.End, End: at.End, Text: eol + "- Commit: " + short}, nil
		}
	}
	return t.appendBlock(p, "Evidence:"+eol+"- Commit: "+short)
}

// AppendFinding adds a finding to a packet: behind the ones it has, else in a
// Findings block at the end of its first section. The text may be anything; it is
// written on one line, with Markdown's marks escaped. It is an error if the packet
// has no section.
func (t *Tracker) AppendFinding(id, text string) (Edit, error) {
	p := t.Packet(id)
	if p == nil {
		return Edit{}, fmt.Errorf("%s: there is no packet %s", t.Path, id)
	}
	text = escapeText(text)
	if saysNothing(text) {
		return Edit{}, fmt.Errorf("%s: a finding needs a text", t.Path)
	}
	eol := t.lineEnding()
	if n := len(p.Findings); n > 0 {
		last := p.Findings[n-1]
		if marker, ok := nextMarker(t.Source, last.Start); ok {
			at := t.itemEnd(last.End)
			return Edit{Start: at, End: at, Text: eol + marker + text}, nil
		}
	}
	return t.appendBlock(p, "Findings:"+eol+"- "+text)
}

// appendBlock adds a block to the end of a packet's first section, before the
// rule that parts it from the next one.
func (t *Tracker) appendBlock(p *Packet, text string) (Edit, error) {
	if len(p.Sections) == 0 {
		return Edit{}, fmt.Errorf("%s:%d: packet %s has no section to write to; add a heading \"## %s Checklist: …\"", t.Path, p.Line(), p.ID, p.ID)
	}
	eol := t.lineEnding()
	start, end := p.Sections[0].Start, p.Sections[0].End
	section := bytes.TrimRight(t.Source[start:end], " \t\r\n")
	for _, rule := range []string{"---", "***", "___"} {
		if rest, ok := bytes.CutSuffix(section, []byte(eol+eol+rule)); ok {
			section = bytes.TrimRight(rest, " \t\r\n")
			break
		}
	}
	at := start + len(section)
	e := Edit{Start: at, End: at, Text: eol + eol + text}
	if at == len(t.Source) {
		e.Text += eol
	} else if next := t.Source[at:end]; len(bytes.TrimSpace(next)) == 0 && bytes.Count(next, []byte{'\n'}) < 2 && end < len(t.Source) {
		e.Text += eol
	}
	return e, nil
}

// lineEnding is the source's own.
func (t *Tracker) lineEnding() string {
	if i := bytes.IndexByte(t.Source, '\n'); i > 0 && t.Source[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// prefixOf gives what stands on a line before an offset.
func prefixOf(source []byte, at int) string {
	return string(source[bytes.LastIndexByte(source[:at], '\n')+1 : at])
}

// nextMarker gives the marker for the item that follows the one whose text starts
// at an offset.
func nextMarker(source []byte, at int) (string, bool) {
	prefix := prefixOf(source, at)
	content, number, ok := bullet([]byte(prefix), skip(prefix, " \t"), len(prefix))
	if !ok || strings.Contains(prefix, "[") || content != len(prefix) && strings.TrimSpace(prefix[content:]) != "" {
		return "", false
	}
	if number == 0 {
		return prefix, true
	}
	digits := strconv.Itoa(number)
	return strings.Replace(prefix, digits, strconv.Itoa(number+1), 1), true
}

// itemEnd gives the end of the line before the first one that is blank or starts
// no deeper than a continuation, from the line of an offset on.
func (t *Tracker) itemEnd(at int) int {
	end := lineEnd(t.Source, at)
	for {
		next := end + len(firstLine(t.Source[end:]))
		if next >= len(t.Source) || t.Source[next] != ' ' && t.Source[next] != '\t' {
			return end
		}
		stop := lineEnd(t.Source, next)
		if len(bytes.TrimSpace(t.Source[next:stop])) == 0 {
			return end
		}
		end = stop
	}
}

// escapeText makes one line of a text that Markdown shows as it is.
func escapeText(s string) string {
	var out strings.Builder
	runes := []rune(oneLine(s))
	within := func(i int) bool { return i >= 0 && i < len(runes) && isWordRune(runes[i]) }
	for i, r := range runes {
		switch {
		case strings.ContainsRune("\\`*[]<|~", r),
			r == '_' && !(within(i-1) && within(i+1)),
			i == 0 && strings.ContainsRune("-+=:>#", r),
			(r == '.' || r == ')') && i > 0 && i < 10 && strings.Trim(string(runes[:i]), "0123456789") == "":
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}
