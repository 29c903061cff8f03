package tracker

// lookalikeBox is what a reader takes for a task item's box and GitHub does not: a
// box with emphasis, with more or less space than it wants, or another character.
var lookalikeBox = newPattern("^(?:[☐☑☒🗹⬜◻□]\ufe0f?(?:\\s|$)" +
	"|([*_~`]{1,3})\\[[ \\t]*[xX✓✔]?[ \\t]*\\]([*_~`]{0,3})(?:\\s|$)" +
	"|\\[(?:[ \\t]{0,3}|[ \\t]{1,3}[xX✓✔][ \\t]{0,3}|[xX✓✔][ \\t]{1,3})\\](?:\\s|$)" +
	"|\\[[ xX]\\][\\pL\\d`*])")

// lookalikeMark finds a box that GitHub does not show at the start of an item, and
// where the item's text starts. The mark is the box as a whole, with the emphasis
// that ends with it or, if it goes on, the space before the text.
func lookalikeMark(body []byte, start, end int) (mark [2]int, content int) {
	m := lookalikeBox.FindSubmatchIndex(body[start:end])
	if m == nil {
		return [2]int{}, start
	}
	stop := start + m[1]
	for isSpace(body[stop-1]) {
		stop--
	}
	if body[stop-1] != ']' && m[2] < 0 && body[start] == '[' { // the first letter of the text
		stop = start + len("[ ]")
	}
	content, _ = trim(body, stop, end)
	if m[2] >= 0 && m[4] == m[5] {
		stop = content
	}
	return [2]int{start, stop}, content
}

// shownBox is a box of GitHub's in the place of one that only looks so, by what
// stands before it on its line and behind it.
func shownBox(was, before, behind, mark string) string {
	box := "[" + mark + "]"
	if behind != "" && !isSpace(behind[0]) {
		box += " "
	}
	if opened := emphasis.FindString(was); opened != "" && isSpace(was[len(was)-1]) {
		box += opened
	}
	if bareLine.MatchString(before) {
		box = "- " + box
	}
	return box
}

var (
	emphasis = newPattern("^[*_~`]+")
	bareLine = newPattern(`^[ \t>]*$`)
)
