package tracker

import "strings"

// openRecord starts a review record at a label where none is open. Outside of a
// heading for records, only the fields that nothing else has start one.
func (r *reader) openRecord(f field, start int) {
	if r.rec != nil {
		return
	}
	switch {
	case f == fieldFiles || f == fieldCommands || f == fieldGates:
	case r.record && f != fieldCommit:
	default:
		return
	}
	r.rec = &ReviewRecord{Dated: r.date, Span: r.d.pos.span(start, start)}
}

// closeRecord ends the open record.
func (r *reader) closeRecord() {
	if r.rec == nil {
		return
	}
	r.flushCommit()
	if r.residual[1] > 0 {
		r.rec.Residual = r.d.text(r.residual[0], r.residual[1])
	}
	if r.rollback[1] > 0 {
		r.rec.Rollback = r.d.text(r.rollback[0], r.rollback[1])
	}
	r.residual, r.rollback = [2]int{}, [2]int{}
	r.out.Records = append(r.out.Records, r.rec)
	r.rec = nil
}

// extend makes an unfenced record last until an offset of the body.
func (r *reader) extend(end int) {
	if r.rec == nil || r.rec.Fenced {
		return
	}
	start := r.rec.Start - r.d.pos.base
	if end > start && end+r.d.pos.base > r.rec.End {
		r.rec.End = end + r.d.pos.base
		r.rec.EndLine = r.d.pos.lineOf(end-1) + 1
	}
}

// labelled notes where a field of the record stands; the first one counts.
func (rec *ReviewRecord) labelled(f field, at Text) {
	if !f.ofRecord() {
		return
	}
	places := [...]*Text{&rec.FilesAt, &rec.CommandsAt, &rec.GatesAt, &rec.VerdictAt, &rec.CommitAt, &rec.ResidualAt, &rec.RollbackAt}
	if place := places[f-fieldFiles]; place.IsZero() {
		*place = at
	}
}

// stretch widens a range of the body to hold another.
func stretch(at *[2]int, start, end int) {
	if at[1] == 0 {
		at[0] = start
	}
	at[1] = end
}

// recordFiles reads an item of "Files changed:", which is "path: reason" or several
// paths. An item that names none, such as "no code changes", is one file without a
// path.
func (d *document) recordFiles(start, end int) []RecordFile {
	text := d.text(start, end)
	if absent(plain(text.Raw)) || strings.HasPrefix(text.Raw, "<") {
		return nil
	}
	found := CodeSpans(text.Raw)
	if len(found) > 0 && found[0].Open == 0 {
		var out []RecordFile
		for i, span := range found {
			between := ""
			if i > 0 {
				between = squeeze(text.Raw[found[i-1].Close:span.Open])
			}
			if i > 0 && !strings.HasSuffix(between, ",") && between != "and" || strings.Contains(between, ":") {
				break
			}
			out = append(out, RecordFile{Path: text.Raw[span.Start:span.End], Text: text})
		}
		last := found[len(out)-1]
		out[len(out)-1].Reason = reason(text.Raw[last.Close:])
		return out
	}
	head, why, _ := strings.Cut(text.Raw, ": ")
	var out []RecordFile
	for _, part := range listParts(strings.TrimSuffix(head, ":")) {
		path, note, _ := strings.Cut(part, " (")
		if path == "" || strings.ContainsAny(path, " \t\n()") {
			return []RecordFile{{Reason: reason(text.Raw), Text: text}}
		}
		out = append(out, RecordFile{Path: path, Reason: reason(strings.TrimSuffix(note, ")")), Text: text})
	}
	last := &out[len(out)-1]
	last.Reason = reason(last.Reason + " " + why)
	return out
}

// listParts splits "a.go, b.go (new) and c/{d,e}.go" at the commas and the "and"
// outside of brackets.
func listParts(s string) []string {
	var out []string
	depth, from := 0, 0
	for i, c := range s {
		switch c {
		case '(', '{', '[':
			depth++
		case ')', '}', ']':
			depth--
		case ',':
			if depth == 0 {
				out, from = append(out, s[from:i]), i+1
			}
		}
	}
	out = append(out, s[from:])
	if first, last, two := strings.Cut(out[len(out)-1], " and "); two {
		out = append(out[:len(out)-1], first, last)
	}
	for i, part := range out {
		out[i] = strings.Trim(strings.TrimPrefix(strings.TrimSpace(part), "and "), " `*")
	}
	return out
}

func reason(s string) string {
	return squeeze(strings.TrimLeft(strings.TrimSpace(s), ":—–- "))
}
