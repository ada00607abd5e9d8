package modeltest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"
)

// TestJudgeIsNaive: the judge knows plain data of the model, and none of what it
// judges. A mistake of the machines cannot be one of the judge too.
func TestJudgeIsNaive(t *testing.T) {
	data := []string{
		"ID", "Hash", "Kind", "Value", "True", "String", "SplitKey", "Request", "Cursor", "Conflict", "Record", "Outcome",
		"Commit", "Change", "OpCreate", "OpUpdate", "OpDelete", "Applied", "Merged", "Conflicted", "Quarantined",
		"Message", "Pull", "Push", "Have",
	}
	for _, name := range []string{"judge.go", "merges.go", "rights.go"} {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "model" && !slices.Contains(data, s.Sel.Name) {
					t.Errorf("%s: the judge uses model.%s", fset.Position(n.Pos()), s.Sel.Name)
				}
			}
			if id, ok := n.(*ast.Ident); ok && slices.Contains([]string{"world", "device", "node", "journal"}, id.Name) {
				t.Errorf("%s: the judge knows a %s", fset.Position(n.Pos()), id.Name)
			}
			return true
		})
	}
}
