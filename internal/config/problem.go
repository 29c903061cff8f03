package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// Problem is one mistake in a configuration file.
type Problem struct {
	File string
	// Line and Column count from 1; a column is one Unicode code point.
	Line, Column int
	// Message is what is wrong and what to do, on one line.
	Message string
}

// Error gives "file:line:column: message".
func (p *Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
}

// maxProblems is how many problems are told; a hostile file may hold a million.
const maxProblems = 50

// problems collects what is wrong with one file.
type problems struct {
	file  string
	found []*Problem
	more  int
}

func (p *problems) add(line, column int, format string, arguments ...any) {
	if len(p.found) == maxProblems {
		p.more++
		return
	}
	p.found = append(p.found, &Problem{
		File: p.file, Line: max(line, 1), Column: max(column, 1),
		Message: fmt.Sprintf(format, arguments...),
	})
}

func (p *problems) at(node *yaml.Node, format string, arguments ...any) {
	p.add(node.Line, node.Column, format, arguments...)
}

// err joins the problems in file order, nil if there are none.
func (p *problems) err() error {
	slices.SortStableFunc(p.found, func(a, b *Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	var all []error
	for _, problem := range p.found {
		all = append(all, problem)
	}
	if p.more > 0 {
		all = append(all, fmt.Errorf("%s: and %d more", p.file, p.more))
	}
	return errors.Join(all...)
}

// quoted is text from the file as a message shows it: escaped and cut short.
func quoted(text string) string {
	const longest = 80
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
