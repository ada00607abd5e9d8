package modeltest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tandemgo/tandem/model"
)

// Item is the record of the application that the simulator plays: a todo. Its
// title and mark are asked about, its rank goes to the last writer. An item
// with an owner is that user's alone.
type Item struct {
	ID    string
	Title string `check:"required,max=40"`
	Done  bool
	Rank  int `merge:"last"`
	Owner string
}

var items = model.Define("items", model.TopicOf(func(i Item) string {
	if i.Owner != "" {
		return model.UserTopic(i.Owner)
	}
	return "items"
}))

// collections are all whose records a device shows.
var collections = []string{"items", model.OutcomeCollection}

// asked are the fields of an item that nobody may overwrite unseen.
var asked = []string{"title", "done", "owner"}

// application answers the requests of the simulated users: the method, the path
// and the fields of the body, "title=a&done=true", say what to do. A title that
// begins with "?" crashes, one with "!" only as long as crash is true.
func application(crash bool) model.Handler {
	return func(tx *model.Tx) error { return answer(tx, tx.Request(), crash) }
}

func answer(tx *model.Tx, r model.Request, crash bool) error {
	collection, id := model.SplitKey(r.URI[1:])
	form := fields(string(r.Body))
	if crash && strings.HasPrefix(form["title"], "!") || strings.HasPrefix(form["title"], "?") {
		panic("a bug in a controller")
	}
	switch r.Method + " " + collection {
	case "POST items":
		it := Item{ID: tx.NewID()}
		fill(&it, form)
		return items.Create(tx, it)
	case "PATCH items":
		it, err := items.Get(tx, id)
		if err != nil {
			return err
		}
		fill(&it, form)
		return items.Save(tx, it)
	case "DELETE items":
		return items.Delete(tx, id)
	case "DELETE done":
		all, err := items.All(tx)
		if err != nil {
			return err
		}
		for _, it := range all {
			seen, ok, err := items.AtBase(tx, it.ID)
			if err != nil {
				return err
			}
			if ok && seen.Done && it.Done {
				if err := items.Delete(tx, it.ID); err != nil {
					return err
				}
			}
		}
		return nil
	case "DELETE outcomes":
		return model.Issues.Delete(tx, id)
	case "POST outcomes":
		i, err := model.Issues.Get(tx, id)
		if err != nil {
			return err
		}
		if err := model.Issues.Delete(tx, id); err != nil {
			return err
		}
		for _, f := range i.Conflicts() {
			if f.Theirs == "" {
				if err := tx.Restore(f.Key); err != nil {
					return err
				}
			}
		}
		again := model.Request{Method: i.Method, URI: i.URI, Type: i.Type, Body: []byte(i.Body)}
		if strings.HasPrefix(i.URI, "/outcomes/") {
			return model.ErrAbsent
		}
		tx.Supersede(model.Key(model.OutcomeCollection, id), again)
		return answer(tx, again, crash)
	}
	return model.ErrAbsent
}

func fields(body string) map[string]string {
	m := map[string]string{}
	for f := range strings.SplitSeq(body, "&") {
		if k, v, ok := strings.Cut(f, "="); ok {
			m[k] = v
		}
	}
	return m
}

func fill(it *Item, form map[string]string) {
	var ms []model.Member
	for _, k := range []string{"title", "done", "rank", "owner"} {
		if v, ok := form[k]; ok {
			ms = append(ms, model.Member{Name: k, Value: model.String(v)})
		}
	}
	_ = model.AssignText(it, ms)
}

// form is what a user has on the screen: what was shown when it was drawn stays
// the base of all that is done with it.
type form struct {
	blind   bool            // there is no screen
	screen  []*model.Record // the items, by their keys
	base    model.Base
	waiting []model.ID
	issues  []string
}

// see takes down what a screen shows, through a controller's eyes.
func see(tx *model.Tx) *form {
	f := &form{}
	f.screen, _ = tx.List("items")
	is, _ := tx.List(model.OutcomeCollection)
	for _, r := range is {
		f.issues = append(f.issues, r.ID())
	}
	return f
}

// record returns an item as the screen shows it, nil if it does not.
func (f *form) record(key string) *model.Record {
	i, ok := slices.BinarySearchFunc(f.screen, key, func(r *model.Record, k string) int { return strings.Compare(r.Key, k) })
	if !ok {
		return nil
	}
	return f.screen[i]
}

func (f *form) value(key, field string) string { return string(f.record(key).Value(field)) }

// wisher is a user before a screen.
type wisher struct {
	*stream
	user string
	form *form
	many int           // how many items are enough
	item *model.Record // one that is shown; nil if there is none
}

func (w *wisher) word() string { return fmt.Sprintf("w%d", w.intn(1000)) }

// wish is a row of the table of what users ask for.
type wish struct {
	name   string
	weight int
	make   func(w *wisher) (method, uri, body string) // method is "" if it is not possible here
}

// wishes is all that a user may ask for, with ideas of their own or not. Those
// that only answer what is shown come to nothing where it is not.
var wishes = []wish{
	{"create", 10, func(w *wisher) (string, string, string) {
		if len(w.form.screen) >= w.many {
			return "", "", ""
		}
		return "POST", "/items/", "title=" + w.word()
	}},
	{"create a private one", 2, func(w *wisher) (string, string, string) {
		return "POST", "/items/", "title=" + w.word() + "&owner=" + w.user
	}},
	{"poison the server", 2, func(w *wisher) (string, string, string) {
		return "POST", "/items/", "title=!" + w.word()
	}},
	{"poison both ends", 2, func(w *wisher) (string, string, string) {
		return "POST", "/items/", "title=?" + w.word()
	}},
	{"try an outcome again", 26, func(w *wisher) (string, string, string) {
		if len(w.form.issues) == 0 {
			return "", "", ""
		}
		return "POST", "/outcomes/" + w.form.issues[w.intn(len(w.form.issues))], ""
	}},
	{"discard an outcome", 8, func(w *wisher) (string, string, string) {
		if len(w.form.issues) == 0 {
			return "", "", ""
		}
		return "DELETE", "/outcomes/" + w.form.issues[w.intn(len(w.form.issues))], ""
	}},
	{"rename", 50, onItem(func(w *wisher) string { return "title=" + w.word() })},
	{"mark", 40, onItem(func(w *wisher) string { return "done=" + []string{"true", "false"}[w.intn(2)] })},
	{"rank", 20, onItem(func(w *wisher) string { return fmt.Sprintf("rank=%d", w.intn(9)) })},
	// A whole form, in which one or two fields were changed.
	{"save a form", 20, onItem(func(w *wisher) string {
		title, _ := w.item.Value("title").Text()
		if w.intn(2) == 0 {
			title = w.word()
		}
		return "title=" + title + "&done=" + string(w.item.Value("done")) + fmt.Sprintf("&rank=%d", w.intn(9))
	})},
	{"write what is invalid", 10, onItem(func(*wisher) string { return "title=this title is longer than the schema allows it to be" })},
	{"keep for oneself", 5, onItem(func(w *wisher) string { return "owner=" + w.user })},
	{"give to all", 5, onItem(func(*wisher) string { return "owner=" })},
	{"delete", 10, func(w *wisher) (string, string, string) {
		if w.item == nil {
			return "", "", ""
		}
		return "DELETE", "/" + w.item.Key, ""
	}},
	{"delete all that is done", 10, func(*wisher) (string, string, string) { return "DELETE", "/done/", "" }},
}

func onItem(body func(*wisher) string) func(*wisher) (string, string, string) {
	return func(w *wisher) (string, string, string) {
		if w.item == nil {
			return "", "", ""
		}
		return "PATCH", "/" + w.item.Key, body(w)
	}
}

// wish returns what a user asks for next.
func (w *wisher) wish() (r model.Request, name string) {
	if n := len(w.form.screen); n > 0 {
		w.item = w.form.screen[w.intn(n)]
	}
	total := 0
	for i := range wishes {
		total += wishes[i].weight
	}
	k := 0
	if w.item != nil || w.intn(3) == 0 {
		at := w.intn(total)
		for ; at >= wishes[k].weight; k++ {
			at -= wishes[k].weight
		}
	}
	method, uri, body := wishes[k].make(w)
	for ; method == ""; method, uri, body = wishes[k].make(w) {
		k = (k + 1) % len(wishes)
	}
	return model.Request{Method: method, URI: uri, Type: "application/x-www-form-urlencoded", Body: []byte(body)}, wishes[k].name
}
