package modeltest

import (
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
