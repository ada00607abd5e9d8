package modeltest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tandemgo/tandem/model"
)

// merging are the fields of a form that say what to do rather than what is to
// be there.
var merging = map[string]bool{"note": true, "votes": true, "tag": true, "untag": true, "steps": true, "best": true}

// words returns the words of a stored text, or the elements of a list.
func words(stored string) []string {
	if text, err := model.Value(stored).Text(); err == nil {
		return strings.Fields(text)
	}
	var out []string
	es, _ := model.Value(stored).Elements()
	for _, e := range es {
		text, _ := e.Text()
		out = append(out, text)
	}
	return out
}

// merged judges the fields of a commit that are merged. Of a request that is done:
//
//   - votes are counted, all of them and once (laws 2 and 10);
//   - the best of two is kept, if one was not seen (laws 5 and 10);
//   - a tag that was put on is on; one that was taken off is off, unless somebody
//     has put it on since (law 10);
//   - what was written into a text or a list is in it (law 10), what others have
//     written there stays (law 5), and nothing is there that nobody wrote.
func (j *judge) merged(c *model.Commit, d *deed) error {
	form, key := d.posted(), d.r.URI[1:]
	if d.r.Method != "PATCH" {
		return nil
	}
	for i := range c.Changes {
		if ch := &c.Changes[i]; strings.HasPrefix(ch.Key, "outcomes/") {
			return nil // it was not done
		}
	}
	before, after := j.at(key, c.Seq-1), j.at(key, c.Seq)
	lacks := func(law, what string) error {
		return &broken{law, fmt.Sprintf("commit %d (%s %s %s on %s by %s at %s) %s: it was %v and is %v", c.Seq, d.r.Method, d.r.URI, d.r.Body, d.form.base, d.who, d.where, what, before, after)}
	}
	if after == nil {
		return nil
	}
	for _, f := range slices.Sorted(maps.Keys(form)) {
		switch f {
		case "votes":
			n, _ := strconv.Atoi(form[f])
			was, _ := strconv.Atoi(before.value("votes"))
			is, _ := strconv.Atoi(after.value("votes"))
			if is != was+n {
				return lacks(lawOnce, "does not count the votes")
			}
		case "best":
			put, _ := strconv.Atoi(form[f])
			was, _ := strconv.Atoi(before.value(f))
			is, _ := strconv.Atoi(after.value(f))
			switch seen := j.saw(d, key, f, before.value(f)); {
			case is != was && is != put:
				return lacks(lawSilent, "invents a best")
			case is < was && !seen && !d.form.blind:
				return lacks(lawSilent, "lowers the best, which was not seen")
			case is < put && d.form.value(key, f) != form[f] && !j.covered(d, key):
				return lacks(lawDone, "does not take the best")
			}
		case "tag":
			if !slices.Contains(words(after.value("tags")), form[f]) {
				return lacks(lawDone, "does not put the tag on")
			}
		case "untag":
			if slices.Contains(words(after.value("tags")), form[f]) && j.holds(d, key, "tags", form[f]) && !j.added(key, "tags", form[f], d.form.base.Seq, c.Seq) {
				return lacks(lawDone, "does not take the tag off")
			}
		case "note", "steps":
			was, is, put := words(before.value(f)), words(after.value(f)), strings.Fields(form[f])
			for _, x := range put {
				if !slices.Contains(is, x) && !j.holds(d, key, f, x) {
					return lacks(lawDone, "leaves out "+x)
				}
			}
			for _, x := range was {
				if !slices.Contains(is, x) && !d.form.blind && !j.holds(d, key, f, x) {
					return lacks(lawSilent, "removes "+x)
				}
			}
			for _, x := range is {
				if !slices.Contains(was, x) && !slices.Contains(put, x) {
					return lacks(lawSilent, "invents "+x)
				}
			}
		}
	}
	return nil
}

// holds reports whether the author of a request saw a word in a field: on the
// screen, or on that of a request of their own that was still on its way.
func (j *judge) holds(d *deed, key, field, word string) bool {
	return j.screens(d, func(own *deed) bool {
		return slices.Contains(words(own.form.value(key, field)), word) || own != d && slices.Contains(strings.Fields(own.posted()[field]), word)
	})
}

// added reports whether a commit after one, and before another, has put an
// element into a field.
func (j *judge) added(key, field, element string, from, to uint64) bool {
	for seq := from + 1; seq < to; seq++ {
		if !slices.Contains(words(j.at(key, seq-1).value(field)), element) && slices.Contains(words(j.at(key, seq).value(field)), element) {
			return true
		}
	}
	return false
}
