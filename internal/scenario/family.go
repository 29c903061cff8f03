package scenario

// Family groups scenarios by where a liar would begin.
type Family struct {
	// Name is what scenario.yml calls it.
	Name string
	// Title heads it in the catalogue; About says in one sentence what belongs there.
	Title, About string
}

// Families are those of the catalogue of forgeries, in its order.
var Families = []Family{
	{"text", "Text", "What stands in the file is read otherwise than it looks."},
	{"shell", "Shell", "The script hides an exit code, or runs another command than the claimed one."},
	{"workflow", "Workflow", "The workflow file, or what it calls, decides what a green step means."},
	{"log", "Log", "A step can print any line."},
	{"run", "Identity of the run", "Which run, of which event and attempt, on which code."},
	{"checkpoint", "Commit and checkpoint", "What the packet's hash names, and what became of that commit."},
	{"tracker", "Tracker", "The board, the boxes and the claims bend the tracker's own rules."},
	{"review", "Review", "Who approved, and whether anybody did."},
	{"configuration", "Configuration", "The rules of judgement are to be changed along with what is judged."},
	{"race", "API races", "GitHub's answer changes, or fails, while packetgate judges."},
}

// Operation is the family of scenarios without a liar: permissions, posting, costs.
// The catalogue leaves it out.
const Operation = "operation"

// familyNames are the words that a scenario's family can be.
func familyNames() []string {
	var names []string
	for _, f := range Families {
		names = append(names, f.Name)
	}
	return append(names, Operation)
}
