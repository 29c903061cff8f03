package workflow

import (
	"strings"
	"testing"
)

// FuzzEvaluate: any text has some value, and none costs much.
func FuzzEvaluate(f *testing.F) {
	for _, seed := range []string{
		"a == 'b' && c || ''", "!(a || 'it''s') != null", "format('{0}', x) || !y", "((((", "a &&", "'", "a == b == c", "1 < 2",
		strings.Repeat("!", 200) + "a", strings.Repeat("(a||", 100),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, expression string) {
		out := Evaluate(expression, func(name string) Values {
			if strings.HasPrefix(name, "a") {
				return Given(name)
			}
			return AnyValue
		})
		if len(out) == 0 {
			t.Fatalf("%q has no value", expression)
		}
	})
}
