package plan

import (
	"regexp"
	"strings"

	"github.com/packetgate/packetgate/internal/tracker"
)

var (
	delimiterRow  = regexp.MustCompile(`^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$`)
	commandColumn = regexp.MustCompile(`(?i)\b(?:commands?|checks?|tests?|run)\b`)
	exitColumn    = regexp.MustCompile(`(?i)\bexit\b|\bcode\b|\bexpect`)
	groupColumn   = regexp.MustCompile(`(?i)^\W*(?:group|set|area|category|part)\W*$`)
	idColumn      = regexp.MustCompile(`(?i)^(?:packet|id|task)\b`)
	exitCell      = regexp.MustCompile(`^\W*([0-9]{1,3})\b`)
)

// cell is one cell of a table, as offsets within the table's text.
type cell struct{ start, end int }

// tableOf splits a text that is a table into rows of cells, its header first; none if
// it is no table.
func tableOf(raw string) [][]cell {
	var rows [][]cell
	at, delimited := 0, false
	for line := range strings.Lines(raw) {
		text := strings.TrimRight(line, "\r\n")
		switch {
		case !delimited && delimiterRow.MatchString(text) && strings.Contains(text, "|") && len(rows) > 0:
			rows, delimited = rows[len(rows)-1:], true
		case strings.Contains(text, "|"):
			rows = append(rows, cellsOf(text, at))
		case delimited:
			return rows
		}
		at += len(line)
	}
	if !delimited {
		return nil
	}
	return rows
}

func cellsOf(line string, at int) []cell {
	spans := tracker.CodeSpans(line)
	var out []cell
	from := len(line) - len(strings.TrimLeft(line, " \t"))
	if strings.HasPrefix(line[from:], "|") {
		from++
	}
	for i := from; i < len(line); i++ {
		for len(spans) > 0 && spans[0].Close <= i {
			spans = spans[1:]
		}
		if line[i] == '|' && line[i-1] != '\\' && (len(spans) == 0 || i < spans[0].Open) {
			out = append(out, cell{at + from, at + i})
			from = i + 1
		}
	}
	if strings.TrimSpace(line[from:]) != "" {
		out = append(out, cell{at + from, at + len(line)})
	}
	return out
}

// table reads the commands of a table: those of its column for commands where it has
// one, else of every cell. In the command set a column may name their groups.
func (r *reader) table(t tracker.Text, rows [][]cell) []Command {
	commands, exits, groups := -1, -1, -1
	for i, c := range rows[0] {
		switch head := t.Raw[c.start:c.end]; {
		case exits < 0 && exitColumn.MatchString(head):
			exits = i
		case groups < 0 && r.list == listGlobal && groupColumn.MatchString(head):
			groups = i
		case commands < 0 && commandColumn.MatchString(head):
			commands = i
		}
	}
	var out []Command
	for _, row := range rows[1:] {
		exit := r.exitIn(t, row, exits)
		for i, c := range row {
			if i == exits || i == groups || commands >= 0 && i != commands {
				continue
			}
			for _, found := range r.cellCommands(r.within(t, c.start, c.end), true, exit) {
				if groups >= 0 && groups < len(row) {
					found.Group = strings.Trim(t.Raw[row[groups].start:row[groups].end], " \t*_`")
				}
				out = append(out, found)
			}
		}
	}
	return out
}

// labelled reads a table whose header has labels, such as "Required checks": commands of the
// packet under way or, where a column has ids, of the packet of each row. It tells whether
// the table is one.
func (r *reader) labelled(t tracker.Text, rows [][]cell) bool {
	type column struct {
		at    int
		list  list
		under string
	}
	var columns []column
	ids, exits := -1, -1
	for i, c := range rows[0] {
		head := strings.Trim(t.Raw[c.start:c.end], " \t*_")
		if l, under := label(head); l != listNone {
			columns = append(columns, column{i, l, under})
		} else if ids < 0 && idColumn.MatchString(head) {
			ids = i
		} else if exits < 0 && exitColumn.MatchString(head) {
			exits = i
		}
	}
	if len(columns) == 0 || ids < 0 && r.packet == nil {
		return false
	}
	packet, asked, under := r.packet, r.list, r.under
	for _, row := range rows[1:] {
		if ids >= 0 {
			id := ""
			if ids < len(row) {
				id = r.headed(strings.Trim(t.Raw[row[ids].start:row[ids].end], " \t*_`"))
			}
			if id == "" {
				continue
			}
			r.packet = r.packetOf(id)
		}
		for _, c := range columns {
			if c.at < len(row) {
				r.list, r.under = c.list, c.under
				text := r.within(t, row[c.at].start, row[c.at].end)
				r.mention(text)
				r.ask(r.cellCommands(text, c.list != listExit, r.exitIn(t, row, exits)))
			}
		}
	}
	r.packet, r.list, r.under = packet, asked, under
	return true
}

// exitIn is the exit code that a row asks for in its column for codes, where it has one.
func (r *reader) exitIn(t tracker.Text, row []cell, column int) Exit {
	if column < 0 || column >= len(row) {
		return Exit{}
	}
	text := t.Raw[row[column].start:row[column].end]
	if exit := ExitAfter(text); exit != (Exit{}) {
		return exit
	}
	if m := exitCell.FindStringSubmatch(text); m != nil {
		return ExitAfter("exit " + m[1])
	}
	return Exit{}
}

// cellCommands are the commands of one cell, with the exit code of their row.
func (r *reader) cellCommands(t tracker.Text, bare bool, exit Exit) []Command {
	found := r.commands(t, bare)
	for i := range found {
		found[i].Value = strings.ReplaceAll(found[i].Value, `\|`, "|")
		if exit != (Exit{}) {
			found[i].Exit = exit
		}
	}
	return found
}

// onlyCode tells whether a text is nothing but code spans and what joins them.
func onlyCode(raw string) bool {
	spans := tracker.CodeSpans(raw)
	return len(spans) > 0 && strings.TrimSpace(joins.ReplaceAllString(outside(raw, spans), "")) == ""
}
