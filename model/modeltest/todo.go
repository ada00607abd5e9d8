package modeltest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tandemgo/tandem/model"
)

// Item is the record of the application that the simulator plays: a todo. Its
// title and mark are asked about, its rank goes to the last writer, and the rest
// is merged. An item with an owner is that user's alone; one in a list is for
// those to whom the list was granted, maybe with a brief form of it.
type Item struct {
	ID    string
	Title string `check:"required,max=40"`
	Done  bool
	Rank  int `merge:"last"`
	Owner string
	List  string
	Note  model.Text
	Votes model.Counter
	Tags  model.Set
	Steps []string `merge:"list"`
	Best  int      // of all votes; merged by higher
}

// higher merges two numbers: the higher one is kept, but for one that was there
// before.
func higher(base, mine, theirs int) (int, bool) {
	if mine == base {
		return theirs, true
	}
	return max(mine, theirs), true
}

var items = model.Define("items", model.TopicOf(func(i Item) string {
	switch {
	case i.Owner != "":
		return model.UserTopic(i.Owner)
	case i.List != "":
		return "list/" + i.List
	}
	return "items"
}), model.Projection[Item]("brief", "title", "done"), model.MergeBy[Item]("best", higher))

// open is what everybody may do: all that is in no list, and granting.
var open = []model.Grant{{Who: "*", Topic: "items"}, {Who: "*", Topic: model.GrantCollection}, {Who: "*", Topic: model.GrantCollection + "/*"}}

// collections are all whose records a device shows.
var collections = []string{"items", model.OutcomeCollection, model.GrantCollection}

// asked are the fields of an item that nobody may overwrite unseen.
var asked = []string{"title", "done", "owner", "list"}

// ranks are the names of the rank in the forms of each version of the
// application. A build knows that of its own alone.
var ranks = [...]string{1: "rank", 2: "order", 3: "place"}

// upgrade brings a request to a version.
func upgrade(to uint32) func(uint32, model.Request) (model.Request, error) {
	return func(from uint32, r model.Request) (model.Request, error) {
		r.Body = renamed(r.Body, from, to)
		return r, nil
	}
}

// renamed returns a body with the rank as a version calls it.
func renamed(body []byte, from, to uint32) []byte {
	s := "&" + string(body)
	return []byte(strings.Replace(s, "&"+ranks[from]+"=", "&"+ranks[to]+"=", 1)[1:])
}

// application answers the requests of the simulated users: the method, the path
// and the fields of the body, "title=a&done=true", say what to do. A title that
// begins with "?" crashes, one with "!" only as long as crash is true.
func application(version uint32, crash bool) model.Handler {
	return func(tx *model.Tx) error { return answer(tx, tx.Request(), version, crash) }
}

func answer(tx *model.Tx, r model.Request, version uint32, crash bool) error {
	collection, id := model.SplitKey(r.URI[1:])
	form := fields(string(r.Body))
	if v, ok := form[ranks[version]]; ok {
		form["rank"] = v
	} else {
		delete(form, "rank")
	}
	if crash && strings.HasPrefix(form["title"], "!") || strings.HasPrefix(form["title"], "?") {
		panic("a bug in a controller")
	}
	switch r.Method + " " + collection {
	case "POST grants":
		return model.Grants.Create(tx, model.Grant{ID: tx.NewID(), Who: form["who"], Topic: form["topic"], Fields: form["fields"], Verbs: form["verbs"]})
	case "DELETE grants":
		return model.Grants.Delete(tx, id)
	case "POST items":
		it := Item{ID: tx.NewID()}
		if err := fill(tx, &it, form); err != nil {
			return err
		}
		return items.Create(tx, it)
	case "PATCH items":
		it, err := items.Get(tx, id)
		if err != nil {
			return err
		}
		if err := fill(tx, &it, form); err != nil {
			return err
		}
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
		held, err := model.Held(tx, id)
		if err != nil {
			return err
		}
		for n, i := range append([]model.Issue{i}, held...) {
			if n > 0 {
				if err := model.Issues.Delete(tx, i.ID); err != nil {
					return err
				}
			}
			if err := retry(tx, i, n == 0, version, crash); err != nil {
				return err
			}
		}
		return nil
	}
	return model.ErrAbsent
}

// retry makes the request of an outcome again.
func retry(tx *model.Tx, i model.Issue, first bool, version uint32, crash bool) error {
	for _, f := range i.Conflicts() {
		if f.Theirs == "" {
			if err := tx.Restore(f.Key); err != nil {
				return err
			}
		}
	}
	again, err := i.Again(version, upgrade(version))
	if err != nil {
		return err
	}
	if strings.HasPrefix(i.URI, "/outcomes/") {
		return model.ErrAbsent
	}
	if first {
		tx.Supersede(model.Key(model.OutcomeCollection, i.ID), again)
	}
	tx.Again(i)
	defer tx.Again(model.Issue{})
	return answer(tx, again, version, crash)
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

// posted returns the fields of a body of any version.
func posted(body []byte) map[string]string {
	m := fields(string(body))
	for _, name := range ranks[1:] {
		if v, ok := m[name]; ok {
			m["rank"] = v
		}
	}
	for _, name := range ranks[2:] {
		delete(m, name)
	}
	return m
}

func fill(tx *model.Tx, it *Item, form map[string]string) error {
	var ms []model.Member
	for _, k := range []string{"title", "done", "rank", "owner", "list", "best"} {
		if v, ok := form[k]; ok {
			ms = append(ms, model.Member{Name: k, Value: model.String(v)})
		}
	}
	if err := model.AssignText(tx, it, ms); err != nil {
		return err
	}
	if v, ok := form["note"]; ok {
		it.Note.Edit(v)
	}
	if v, ok := form["votes"]; ok {
		n, _ := strconv.ParseInt(v, 10, 64)
		it.Votes.Add(n)
	}
	if v, ok := form["tag"]; ok {
		it.Tags.Add(v)
	}
	if v, ok := form["untag"]; ok {
		it.Tags.Remove(v)
	}
	if v, ok := form["steps"]; ok {
		it.Steps = strings.Fields(v)
	}
	return nil
}

// form is what a user has on the screen: what was shown when it was drawn stays
// the base of all that is done with it.
type form struct {
	blind   bool            // there is no screen
	screen  []*model.Record // the items, by their keys
	base    model.Base
	waiting []model.ID
	issues  []string
	grants  []string
}

// see takes down what a screen shows, through a controller's eyes.
func see(tx *model.Tx) *form {
	f := &form{}
	f.screen, _ = tx.List("items")
	is, _ := tx.List(model.OutcomeCollection)
	for _, r := range is {
		f.issues = append(f.issues, r.ID())
	}
	gs, _ := tx.List(model.GrantCollection)
	for _, r := range gs {
		f.grants = append(f.grants, r.ID())
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
	all  int           // how many users there are
	item *model.Record // one that is shown; nil if there is none
}

// list is one of the few lists.
func (w *wisher) list() string { return fmt.Sprint(w.intn(3)) }

// edited returns a text with a word put in, which is in no other text, or with
// one taken out.
func (w *wisher) edited(text, space string) string {
	words := strings.Split(text, space)
	if at := w.intn(len(words) + 1); w.intn(4) > 0 || text == "" {
		if text == "" {
			return w.unique()
		}
		return strings.Join(slices.Insert(words, at, w.unique()), space)
	}
	at := w.intn(len(words))
	return strings.Join(slices.Delete(words, at, at+1), space)
}

func (w *wisher) unique() string { return fmt.Sprintf("u%d", w.below(1_000_000_000)) }

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
	{"create one in a list", 4, func(w *wisher) (string, string, string) {
		return "POST", "/items/", "title=" + w.word() + "&list=" + w.list()
	}},
	{"grant a list", 8, func(w *wisher) (string, string, string) {
		if len(w.form.grants) >= w.many {
			return "", "", ""
		}
		body := fmt.Sprintf("who=user-%d", w.intn(w.all))
		switch w.intn(8) {
		case 0:
			body = "who=*"
		case 1:
			body = "who=role:team"
		}
		switch w.intn(8) {
		case 0:
			body += "&topic=list/*"
		case 1:
			return "POST", "/grants/", body + "&topic=role:team"
		default:
			body += "&topic=list/" + w.list()
		}
		return "POST", "/grants/", body + "&fields=" + []string{"", "brief"}[w.intn(2)] + "&verbs=" + []string{"", "read", "update", "create update"}[w.intn(4)]
	}},
	{"revoke a grant", 4, func(w *wisher) (string, string, string) {
		if len(w.form.grants) == 0 {
			return "", "", ""
		}
		return "DELETE", "/grants/" + w.form.grants[w.intn(len(w.form.grants))], ""
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
	{"rank", 20, onWhole(func(w *wisher) string { return fmt.Sprintf("rank=%d", w.intn(9)) })},
	{"vote", 15, onWhole(func(w *wisher) string {
		n := w.intn(9) - 4
		return fmt.Sprintf("votes=%d&best=%d", n, n)
	})},
	{"tag", 10, onWhole(func(w *wisher) string { return fmt.Sprintf("tag=t%d", w.intn(5)) })},
	{"take a tag off", 6, onWhole(func(w *wisher) string { return fmt.Sprintf("untag=t%d", w.intn(5)) })},
	{"write into the note", 25, onWhole(func(w *wisher) string {
		text, _ := w.item.Value("note").Text()
		return "note=" + w.edited(text, []string{" ", " ", "\n"}[w.intn(3)])
	})},
	{"change the steps", 10, onWhole(func(w *wisher) string {
		var old Item
		steps, _ := w.item.Value("steps").Elements()
		for _, s := range steps {
			x, _ := s.Text()
			old.Steps = append(old.Steps, x)
		}
		return "steps=" + w.edited(strings.Join(old.Steps, " "), " ")
	})},
	// A whole form, in which one or two fields were changed.
	{"save a form", 20, onWhole(func(w *wisher) string {
		title, _ := w.item.Value("title").Text()
		if w.intn(2) == 0 {
			title = w.word()
		}
		return "title=" + title + "&done=" + string(w.item.Value("done")) + fmt.Sprintf("&rank=%d", w.intn(9))
	})},
	{"write what is invalid", 10, onItem(func(*wisher) string { return "title=this title is longer than the schema allows it to be" })},
	{"keep for oneself", 5, onWhole(func(w *wisher) string { return "owner=" + w.user })},
	{"give to all", 5, onWhole(func(*wisher) string { return "owner=" })},
	{"move to a list", 6, onWhole(func(w *wisher) string { return "list=" + w.list() })},
	{"take out of its list", 4, onWhole(func(*wisher) string { return "list=" })},
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

// onWhole is for an item of which the user sees all fields.
func onWhole(body func(*wisher) string) func(*wisher) (string, string, string) {
	return func(w *wisher) (string, string, string) {
		if w.item.Value("rank") == "" {
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
