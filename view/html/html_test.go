package html_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// The functions are all alike, and so is a slip in one of them: each name must
// be the name of what it makes.
func TestNames(t *testing.T) {
	plain := regexp.MustCompile(`(El|Attr)$|-`)
	total := 0
	for file, form := range map[string]string{
		"element.go": `(?m)^func (\w+)\(.*view\.El\("([^"]+)"`,
		"attr.go":    `(?m)^func (\w+)\((?:v string|n int|on bool|)\).*(?:Name: |flag\()"([^"]+)"`,
	} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(form).FindAllStringSubmatch(string(source), -1) {
			total++
			if name := plain.ReplaceAllString(m[1], ""); !equalFold(name, plain.ReplaceAllString(m[2], "")) {
				t.Errorf("%s makes %s", m[1], m[2])
			}
		}
	}
	if total < 230 {
		t.Errorf("found %d functions, want all", total)
	}
}

func equalFold(a, b string) bool {
	return regexp.MustCompile(`(?i)^` + a + `$`).MatchString(b)
}

func TestAttributes(t *testing.T) {
	n := html.Input(html.Type("number"), html.Value("1"), html.MaxLength(5), html.Required(true), html.ReadOnly(false),
		html.Autofocus(), html.Aria("label", "n"), html.Data("id", "7"), html.Class("a"), html.Class("b"), html.AcceptCharset("utf-8"))
	const want = `<input type="number" value="1" maxlength="5" required autofocus aria-label="n" data-id="7" class="a b" accept-charset="utf-8">`
	if got := string(view.AppendHTML(nil, n, nil)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
