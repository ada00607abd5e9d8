package postgres

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/postgres/pgtest"
)

// server is set by the tests outside of the package, which start it.
var server *pgtest.Server

func openInside(t *testing.T) *Store {
	t.Helper()
	s, err := Open(server.Schema(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// Each statement that reads a part finds it by an index, and has it in its order,
// both when PostgreSQL plans for these arguments and when it plans for any.
func TestPlans(t *testing.T) {
	s := openInside(t)
	for i, space := range []string{"main", "other"} {
		const each = 4_000
		for n := range uint64(5 - 4*i) {
			if err := s.Update(space, func(tx model.StoreTx) error {
				for k := range uint64(each) {
					seq := n*each + k + 1
					at := model.Version{Seq: seq, Client: "c", N: seq}
					id := model.Sum(fmt.Sprint(seq)).Name()
					c := &model.Commit{Seq: seq, Client: "c", N: seq, Intent: model.ID{byte(k), byte(k >> 8), byte(n)}, Changes: []model.Change{{Key: "todos/" + id, Op: model.OpCreate, At: at, Topic: fmt.Sprintf("t%d", k%50)}}}
					r := &model.Record{Key: "todos/" + id, Last: at, Born: seq, Topic: c.Changes[0].Topic, Fields: []model.Field{{Name: "title", Value: `"milk"`, Last: at}}}
					if err := tx.Append(c, []*model.Record{r}, []model.Entry{{Index: "todos:order", At: id, Key: r.Key}}); err != nil {
						return err
					}
					if err := tx.PutOutcome(model.Outcome{User: "ann", Client: "c", N: seq, ID: c.Intent, Kind: model.Applied, Seq: seq}); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	c, err := s.pool.Acquire(background)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Release()
	if _, err := c.Exec(background, "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"enable_seqscan": "on", "enable_sort": "on"} {
		var got string
		if err := c.QueryRow(background, "SELECT current_setting($1)", name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, %v", name, got, err)
		}
	}
	for i, q := range []struct{ text, args, index string }{
		{readSince, "'main', 19900, NULL", "records_since"},
		{readSince, "'main', 100, 500", "records_since"},
		{readRecord, "'main', 'todos/x'", "records_pkey"},
		{readHistory, "'main', 'todos/x', 7", "changes_key"},
		{readCommits, "'main', 19000, 100", "commits_pkey"},
		{readChanged, "'main', 'todos/x', 7, 50", "changes_key"},
		{readChanges, "'main', 19000, 19100", "changes_pkey"},
		{readHash, "'main', 19000", "commits_pkey"},
		{readOutcome, "'main', 'ann', '\\x00'", "outcomes_id"},
		{readOutcomes, "'main', 'c', 19900", "outcomes_pkey"},
		{readTopics, "'main', 't7', 't71'", "records_topic"},
		{form{declared: true, to: true, limit: true}.text(), "'main', 'todos:order', 'a', 'b', 50", "entries_pkey"},
		{form{declared: true, limit: true, reverse: true}.text(), "'main', 'todos:order', 'a', 50", "entries_pkey"},
		{form{to: true, limit: true}.text(), "'main', 'todos/a', 'todos/b', 50", "records_"},
		{form{to: true, limit: true, reverse: true}.text(), "'main', 'todos/a', 'todos/b', 50", "records_"},
		{form{to: true, topic: true, limit: true}.text(), "'main', 't7', 'todos/a', 'todos/b', 50", "records_topic"},
	} {
		for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
			if _, err := c.Exec(background, fmt.Sprintf("SET plan_cache_mode = %s; PREPARE p%d%s AS %s", mode, i, mode, q.text)); err != nil {
				t.Fatalf("%s: %v", q.text, err)
			}
			rows, err := c.Query(background, fmt.Sprintf("EXPLAIN EXECUTE p%d%s (%s)", i, mode, q.args), pgx.QueryExecModeSimpleProtocol)
			if err != nil {
				t.Fatal(err)
			}
			lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil {
				t.Fatal(err)
			}
			plan := strings.Join(lines, "\n")
			// What is read to its end may be sorted afterwards.
			sorts := strings.Contains(q.text, "LIMIT") && strings.Contains(plan, "Sort")
			if !strings.Contains(plan, q.index) || strings.Contains(plan, "Seq Scan") || sorts {
				t.Errorf("%s (%s), %s:\n%s", q.text, q.args, mode, plan)
			}
		}
	}
}
