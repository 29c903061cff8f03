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
		exit := Exit{}
		if exits >= 0 && exits < len(row) {
			text := t.Raw[row[exits].start:row[exits].end]
			if exit = ExitAfter(text); exit == (Exit{}) {
				if m := exitCell.FindStringSubmatch(text); m != nil {
					exit = ExitAfter("exit " + m[1])
				}
			}
		}
		for i, c := range row {
			if i == exits || i == groups || commands >= 0 && i != commands {
				continue
			}
			for _, found := range r.commands(r.within(t, c.start, c.end), true) {
				found.Value = strings.ReplaceAll(found.Value, `\|`, "|")
				if exit != (Exit{}) {
					found.Exit = exit
				}
				if groups >= 0 && groups < len(row) {
					found.Group = strings.Trim(t.Raw[row[groups].start:row[groups].end], " \t*_`")
				}
				out = append(out, found)
			}
		}
	}
	return out
}

// onlyCode tells whether a text is nothing but code spans and what joins them.
func onlyCode(raw string) bool {
	spans := tracker.CodeSpans(raw)
	return len(spans) > 0 && strings.TrimSpace(joins.ReplaceAllString(outside(raw, spans), "")) == ""
}
