package tracker

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// field is what a label such as "Blocked by:" announces.
type field int

const (
	fieldNone field = iota
	fieldOther
	fieldEvidence
	fieldFiles // the first of a record, in the order of ReviewRecord.labelled
	fieldCommands
	fieldGates
	fieldVerdict
	fieldCommit
	fieldResidual
	fieldRollback
	fieldBlockers
	fieldFindings
	fieldPlan
	fieldStatus
	fieldCommand  // "Command:" of one command
	fieldExitCode // "Exit code:" of the command before
)

var fieldNames = map[string]field{
	"EVIDENCE":      fieldEvidence,
	"FILES CHANGED": fieldFiles, "FILES UPDATED": fieldFiles, "FILES TOUCHED": fieldFiles, "CHANGED FILES": fieldFiles,
	"COMMANDS RUN + EXIT CODES": fieldCommands, "COMMANDS RUN AND EXIT CODES": fieldCommands, "COMMANDS RUN": fieldCommands,
	"COMMANDS + EXIT CODES": fieldCommands, "COMMANDS": fieldCommands, "COMMANDS EXECUTED": fieldCommands,
	"GATE CHECKLIST": fieldGates, "REVIEW GATES": fieldGates, "GATES": fieldGates,
	"VERDICT": fieldVerdict, "REVIEW VERDICT": fieldVerdict, "VERDICT RECORDED": fieldVerdict,
	"RESIDUAL RISK": fieldResidual, "RESIDUAL RISKS": fieldResidual,
	"ROLLBACK":   fieldRollback,
	"BLOCKED BY": fieldBlockers, "BLOCKED ON": fieldBlockers, "BLOCKER": fieldBlockers,
	"WAITS FOR": fieldBlockers, "WAITING FOR": fieldBlockers, "WAITING ON": fieldBlockers,
	"BLOCKERS": fieldBlockers, "DEPENDS ON": fieldBlockers, "DEPENDENCIES": fieldBlockers,
	"CHANGES REQUESTED": fieldFindings, "REQUESTED CHANGES": fieldFindings, "REQUIRED CHANGES": fieldFindings,
	"LINKED PLAN": fieldPlan, "LINKED PLANS": fieldPlan,
	"STATUS":  fieldStatus,
	"COMMAND": fieldCommand, "EXIT CODE": fieldExitCode,
}

// ofRecord tells whether a field makes a block a review record.
func (f field) ofRecord() bool { return f >= fieldFiles && f <= fieldRollback }

// label is a line or item that starts with a name and a colon.
type label struct {
	field field
	// value is the offset behind the colon and any closing emphasis.
	value int
}

// colons are those that end a label.
const colons = ":：﹕"

func isColon(r rune) bool { return r == ':' || r == '：' || r == '﹕' }

// How long a label may be, in bytes; one that is not known is prose beyond less.
const (
	maxLabel      = 160
	maxOtherLabel = 80
)

// boldName is a line that is all bold, or otherwise set off.
var boldName = newPattern(`^(?:\*+|_+|<(?:b|strong|em|i|u)>)+([^*_<>]+)(?:\*+|_+|</(?:b|strong|em|i|u)>)+$`)

// boldBefore is a bold name before a value that is plainly one: code, a hash or a word in
// capitals.
var boldBefore = newPattern("^((?:\\*\\*|__)([^*_:]+)(?:\\*\\*|__)\\s+)(?:`|[0-9a-f]{7,40}\\b|[A-Z]{2})")

// labelOf reads a known label, which needs no colon where it is all of a line and bold,
// or any other one with nothing behind it. A colon within a remark in brackets, as in
// "Commands run (at 14:32 UTC):", is none of the label's.
func labelOf(body []byte, start, end int) (label, bool) {
	line := body[start:end]
	head := string(line[:min(len(line), maxLabel)])
	if m := boldName.FindStringSubmatch(head); m != nil && len(head) == len(line) {
		if f := fieldNamed(labelName(m[1])); f != fieldNone {
			return label{field: f, value: end}, true
		}
	}
	if m := boldBefore.FindStringSubmatch(head); m != nil && fieldNamed(labelName(m[2])) != fieldNone {
		return label{field: fieldNamed(labelName(m[2])), value: start + len(m[1])}, true
	}
	colon := strings.IndexFunc(head, isColon)
	if open := strings.IndexByte(head, '('); open >= 0 && open < colon {
		if remark := closingBracket(head[open:]); remark > 0 {
			next := strings.IndexFunc(head[open+remark:], isColon)
			if next < 0 {
				return label{}, false
			}
			colon = open + remark + next
		}
	}
	if colon <= 0 {
		return dashedLabel(body, start, head)
	}
	_, width := utf8.DecodeRuneInString(head[colon:])
	value := start + colon + width
	for value < end && (body[value] == '*' || body[value] == '_') {
		value++
	}
	f := fieldNamed(labelName(head[:colon]))
	if f == fieldNone {
		if l, ok := dashedLabel(body, start, head[:colon]); ok {
			return l, true
		}
		if colon >= maxOtherLabel || len(bytes.TrimSpace(body[value:end])) > 0 {
			return label{}, false
		}
		f = fieldOther
	}
	return label{field: f, value: value}, true
}

// dashedLabel reads a known name that a dash or a sign of equality parts from its value.
func dashedLabel(body []byte, start int, head string) (label, bool) {
	at := dashes.FindStringIndex(head)
	if at == nil {
		return label{}, false
	}
	f := fieldNamed(labelName(head[:at[0]]))
	return label{field: f, value: start + at[1]}, f != fieldNone
}

var dashes = newPattern(`[*_]*\s+(?:—|–|-|=)\s+`)

// Names of which there are many: of the commit that is the checkpoint, and of what a
// review found.
var (
	commitName  = newPattern(`^(?:(?:MERGE|SQUASH|SQUASHED|FINAL|APPROVED|REVIEWED) )?(?:COMMITS?|CHECKPOINT|CHECKPOINT COMMIT)(?: (?:HASH|SHA|ID))?$`)
	findingName = newPattern(`^(?:(?:REVIEW|REVIEWER|REVIEWER'S) )?FINDINGS?(?: #?[0-9]+)?$|^(?:ISSUES?|PROBLEMS?|DEFECTS?) FOUND$|^REASONS?(?: FOR (?:THE )?REJECTION)?$|^REJECTED BECAUSE$`)
)

// fieldNamed gives the field of a name; whoever's verdict it is, "Final verdict" is one.
func fieldNamed(name string) field {
	switch f := fieldNames[name]; {
	case f != fieldNone:
		return f
	case strings.HasSuffix(name, " VERDICT"):
		return fieldVerdict
	case commitName.MatchString(name):
		return fieldCommit
	case findingName.MatchString(name):
		return fieldFindings
	}
	return fieldNone
}

// labelName is a label's or heading's name as a keyword, without what it says in
// brackets.
func labelName(s string) string {
	s = strings.TrimLeft(s, "*_ \t")
	if head, _, ok := strings.Cut(s, "("); ok {
		s = head
	}
	return keyword(strings.TrimRight(s, "*_ \t"+colons))
}

// headingField gives what a heading within a packet announces, and whether a
// review record may stand under it.
func headingField(heading string) (f field, record bool) {
	name := labelName(heading)
	if f := fieldNamed(name); f != fieldNone {
		return f, f == fieldEvidence
	}
	if strings.HasSuffix(name, " FINDINGS") && !strings.HasPrefix(name, "NO ") {
		return fieldFindings, false
	}
	if strings.HasSuffix(name, "REVIEW RECORD") || strings.HasSuffix(name, " EVIDENCE") || strings.HasPrefix(name, "EVIDENCE ") {
		return fieldEvidence, true
	}
	return fieldNone, false
}
