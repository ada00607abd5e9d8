package postgres_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
)

type transient struct {
	ID   string
	Hits model.Counter
}

var transients = model.Define[transient]("transients")

// TestTransient: what goes wrong for a while comes to no outcome, whatever the
// controller makes of it. The same intent, sent again, has its effect once.
func TestTransient(t *testing.T) {
	at := shared.Schema()
	s := openAt(t, at)
	run(t, at, "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = TG_ARGV[0]; END $$")
	hit := func(tx *model.Tx) error {
		x, err := transients.Get(tx, "1")
		if err != nil {
			return model.ErrForbidden // a controller that takes every error for one of its user's
		}
		x.Hits.Add(1)
		return transients.Save(tx, x)
	}
	o := model.NewOrigin(s, model.OriginOptions{Handler: hit})
	if _, err := o.Commit("main", 1, []model.Job{{User: "ann", Direct: true, Intent: model.Intent{ID: model.ID{1}, Request: model.Request{Method: "POST", URI: "/"}},
		Handler: func(tx *model.Tx) error { return transients.Create(tx, transient{ID: "1"}) }}}); err != nil {
		t.Fatal(err)
	}
	var hash model.Hash
	n := uint64(0)
	for _, c := range []struct{ name, fault, repair string }{
		{"a serialisation failure", "CREATE TRIGGER refuse BEFORE INSERT ON outcomes FOR EACH ROW EXECUTE FUNCTION refuse('40001')", "DROP TRIGGER refuse ON outcomes"},
		{"a deadlock", "CREATE TRIGGER refuse BEFORE INSERT ON commits FOR EACH ROW EXECUTE FUNCTION refuse('40P01')", "DROP TRIGGER refuse ON commits"},
		{"a timeout", "CREATE TRIGGER refuse BEFORE INSERT ON clients FOR EACH ROW EXECUTE FUNCTION refuse('57014')", "DROP TRIGGER refuse ON clients"},
		{"a lock that is not given", "CREATE TRIGGER refuse BEFORE INSERT ON commits FOR EACH ROW EXECUTE FUNCTION refuse('55P03')", "DROP TRIGGER refuse ON commits"},
		{"a full disk", "CREATE TRIGGER refuse BEFORE INSERT ON changes FOR EACH ROW EXECUTE FUNCTION refuse('53100')", "DROP TRIGGER refuse ON changes"},
		{"no more memory", "CREATE TRIGGER refuse BEFORE INSERT ON changes FOR EACH ROW EXECUTE FUNCTION refuse('53200')", "DROP TRIGGER refuse ON changes"},
		{"a shutdown", "CREATE TRIGGER refuse BEFORE INSERT ON commits FOR EACH ROW EXECUTE FUNCTION refuse('57P01')", "DROP TRIGGER refuse ON commits"},
		{"records that cannot be read", "ALTER TABLE records RENAME TO away", "ALTER TABLE away RENAME TO records"},
		{"outcomes that cannot be read", "ALTER TABLE outcomes RENAME TO away", "ALTER TABLE away RENAME TO outcomes"},
	} {
		run(t, at, c.fault)
		n++
		in := model.Intent{Client: "c", N: n, Prev: hash, ID: model.ID{9, byte(n)}, Time: 1, Request: model.Request{Method: "POST", URI: "/"}}
		hash = in.Hash()
		jobs := []model.Job{{User: "ann", Intent: in}}
		for range 2 {
			if done, err := o.Commit("main", 1, jobs); !errors.Is(err, model.ErrStore) || done != nil {
				t.Errorf("%s: %+v, %v", c.name, done, err)
			}
		}
		run(t, at, c.repair)
		var kinds []string
		for range 2 { // and once more, as if the answer had been lost
			done, err := o.Commit("main", 1, jobs)
			if err != nil || done[0].Err != nil {
				t.Fatalf("%s: again: %+v, %v", c.name, done, err)
			}
			kinds = append(kinds, done[0].Outcome.Kind.String())
		}
		if !slices.Equal(kinds, []string{"applied", "applied"}) {
			t.Errorf("%s: came to %s", c.name, strings.Join(kinds, " "))
		}
		if err := o.Read("main", "ann", model.Request{Method: "GET", URI: "/"}, 1, func(tx *model.Tx) error {
			x, err := transients.Get(tx, "1")
			if is, err := model.Issues.All(tx); err != nil || len(is) != 0 {
				t.Errorf("%s: the inbox: %+v, %v", c.name, is, err)
			}
			if x.Hits.Value() != int64(n) {
				t.Errorf("%s: %d effects of %d intents", c.name, x.Hits.Value(), n)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}
