package app

import (
	"strconv"

	"github.com/tandemgo/tandem/model"
)

// A page carries what its controller has read, so that the browser's first
// render works with exactly that and comes to the same view. The state is a
// JSON object:
//
//	{"epoch":"…","seq":12,"user":"…","uri":"/active","status":200,
//	 "lists":["todos"],"keys":["todos/7"],
//	 "records":[["todos/7",12,{"title":"…"}]],
//	 "problem":{…},"posted":[["title","…"]]}

// PageState returns the state of a page whose controller has run in tx.
func PageState(tx *model.Tx, user string, s Shown, status int) model.Value {
	if status == 0 {
		status = 200
	}
	head, reads := tx.Head(), tx.Reads()
	var records []model.Value
	seen := map[string]bool{}
	add := func(r *model.Record) {
		if !seen[r.Key] {
			seen[r.Key] = true
			records = append(records, model.Array(model.String(r.Key), model.Uint(r.Last.Seq), r.Object()))
		}
	}
	for _, c := range reads.Collections {
		rs, err := tx.List(c)
		if err != nil {
			continue
		}
		for _, r := range rs {
			add(r)
		}
	}
	for _, k := range reads.Keys {
		if r, err := tx.Get(k); err == nil {
			add(r)
		}
	}
	ms := []model.Member{
		{Name: "epoch", Value: model.String(head.Epoch)},
		{Name: "seq", Value: model.Uint(head.Seq)},
		{Name: "user", Value: model.String(user)},
		{Name: "uri", Value: model.String(s.From)},
		{Name: "show", Value: model.String(tx.Request().URI)},
		{Name: "status", Value: model.Int(int64(status))},
		{Name: "lists", Value: texts(reads.Collections)},
		{Name: "keys", Value: texts(reads.Keys)},
		{Name: "records", Value: model.Array(records...)},
	}
	if s.Problem != nil {
		ms = append(ms, model.Member{Name: "problem", Value: s.Problem.JSON()})
	}
	if s.Posted != nil {
		vs := make([]model.Value, len(s.Posted))
		for i, p := range s.Posted {
			vs[i] = model.Array(model.String(p.Name), model.String(p.Value))
		}
		ms = append(ms, model.Member{Name: "posted", Value: model.Array(vs...)})
	}
	return model.Object(ms...)
}

func texts(ss []string) model.Value {
	vs := make([]model.Value, len(ss))
	for i, s := range ss {
		vs[i] = model.String(s)
	}
	return model.Array(vs...)
}

// PageView is the state of a page as the browser reads it back.
type PageView struct {
	User string
	// URI is the address of the page; Show is the request that was rendered,
	// which differs when a refused form is shown again.
	URI, Show string
	Status    int
	Shown     Shown
	head      model.Cursor
	lists     []string
	keys      []string
	records   []*model.Record
}

// ReadPage reads the state of a page. ok is false for the page that holds
// nothing, and for what is not a state.
func ReadPage(text string) (p *PageView, ok bool) {
	v, err := model.ParseJSON(text)
	if err != nil {
		return nil, false
	}
	ms, err := v.Members()
	if err != nil {
		return nil, false
	}
	p = &PageView{}
	list := func(v model.Value) (ss []string) {
		es, _ := v.Elements()
		for _, e := range es {
			t, _ := e.Text()
			ss = append(ss, t)
		}
		return ss
	}
	for _, m := range ms {
		switch m.Name {
		case "epoch":
			p.head.Epoch, _ = m.Value.Text()
		case "seq":
			n, _ := m.Value.Int()
			p.head.Seq = uint64(n)
		case "user":
			p.User, _ = m.Value.Text()
		case "uri":
			p.URI, _ = m.Value.Text()
		case "show":
			p.Show, _ = m.Value.Text()
		case "status":
			n, _ := m.Value.Int()
			p.Status = int(n)
		case "lists":
			p.lists = list(m.Value)
		case "keys":
			p.keys = list(m.Value)
		case "records":
			es, _ := m.Value.Elements()
			for _, e := range es {
				if r := pageRecord(e); r != nil {
					p.records = append(p.records, r)
				}
			}
		case "problem":
			p.Shown.Problem = readProblem(m.Value)
		case "posted":
			es, _ := m.Value.Elements()
			for _, e := range es {
				if kv := list(e); len(kv) == 2 {
					p.Shown.Posted = append(p.Shown.Posted, Pair{kv[0], kv[1]})
				}
			}
		}
	}
	p.Shown.From = p.URI
	return p, p.head.Epoch != ""
}

func pageRecord(v model.Value) *model.Record {
	es, err := v.Elements()
	if err != nil || len(es) != 3 {
		return nil
	}
	key, _ := es[0].Text()
	seq, _ := strconv.ParseUint(string(es[1]), 10, 64)
	r := &model.Record{Key: key, Last: model.Version{Seq: seq}}
	ms, err := es[2].Members()
	if err != nil {
		return nil
	}
	for _, m := range ms {
		r.Fields = append(r.Fields, model.Field{Name: m.Name, Value: m.Value, Last: r.Last})
	}
	return r
}

func readProblem(v model.Value) *Problem {
	ms, _ := v.Members()
	p := &Problem{}
	const prefix = "urn:tandem:problem:"
	for _, m := range ms {
		switch m.Name {
		case "type":
			if t, _ := m.Value.Text(); len(t) > len(prefix) {
				p.Code = model.Code(t[len(prefix):])
			}
		case "status":
			n, _ := m.Value.Int()
			p.Status = int(n)
		case "detail":
			p.Detail, _ = m.Value.Text()
		case "errors":
			fs, _ := m.Value.Members()
			for _, f := range fs {
				t, _ := f.Value.Text()
				p.Fields = append(p.Fields, model.FieldError{Field: f.Name, Message: t})
			}
		}
	}
	return p
}

// Cursor returns the point at which the page was rendered.
func (p *PageView) Cursor() model.Cursor { return p.head }

// Reader returns what the page holds. All else is unknown.
func (p *PageView) Reader() model.Reader { return pageReader{p} }

type pageReader struct{ p *PageView }

func (r pageReader) Head() model.Cursor { return r.p.head }

func (r pageReader) Get(key string) (*model.Record, error) {
	for _, x := range r.p.records {
		if x.Key == key {
			return x, nil
		}
	}
	c, _ := model.SplitKey(key)
	if contains(r.p.keys, key) || contains(r.p.lists, c) {
		return nil, nil
	}
	return nil, model.ErrUnknown
}

func (r pageReader) List(collection string) ([]*model.Record, error) {
	if !contains(r.p.lists, collection) {
		return nil, model.ErrUnknown
	}
	var rs []*model.Record
	for _, x := range r.p.records {
		if x.Collection() == collection {
			rs = append(rs, x)
		}
	}
	return rs, nil
}

func (r pageReader) History(string, uint64) ([]model.Change, bool, error) { return nil, false, nil }

func contains(ss []string, s string) bool {
	for _, x := range ss {
		if x == s {
			return true
		}
	}
	return false
}
