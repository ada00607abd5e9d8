package app

import (
	"strconv"

	"github.com/tandemgo/tandem/model"
)

// A page carries what its controller has read, so that the browser's first
// render works with exactly that and comes to the same view. The state is a
// JSON object:
//
//	{"epoch":"…","seq":12,"user":"…","now":1760000000000000,"zone":"Europe/Berlin","lang":"en",
//	 "uri":"/active","status":200,
//	 "keys":["todos/7"],"spans":[["todos","","",""]],"counts":[["todos","","","",3]],
//	 "records":[["todos/7",12,"todos",{"title":"…"}]],
//	 "problem":{…},"posted":[["title","…"]],"sent":"POST /todos"}
//
// A span is its index, its first place and that before which it ends, both as
// hexadecimal digits, and its topic. A topic that is the collection's name is left out.

// PageState returns the state of a page whose controller has run in tx.
func PageState(tx *model.Tx, user string, s Shown, status int) model.Value {
	if status == 0 {
		status = 200
	}
	e, err := tx.Extract()
	if err != nil {
		e = &model.Extract{Head: tx.Head()}
	}
	records := make([]model.Value, len(e.Records))
	for i, r := range e.Records {
		topic := r.Topic
		if topic == r.Collection() {
			topic = ""
		}
		records[i] = model.Array(model.String(r.Key), model.Uint(r.Last.Seq), model.String(topic), r.Object())
	}
	spans := make([]model.Value, len(e.Reads.Spans))
	for i, s := range e.Reads.Spans {
		spans[i] = model.Array(spanState(s)...)
	}
	counts := make([]model.Value, len(e.Reads.Counts))
	for i, s := range e.Reads.Counts {
		counts[i] = model.Array(append(spanState(s), model.Int(int64(e.Found[i])))...)
	}
	head := e.Head
	ms := []model.Member{
		{Name: "epoch", Value: model.String(head.Epoch)},
		{Name: "seq", Value: model.Uint(head.Seq)},
		{Name: "user", Value: model.String(user)},
		{Name: "now", Value: model.Int(int64(tx.Now()))},
		{Name: "zone", Value: model.String(s.Place.Zone)},
		{Name: "lang", Value: model.String(s.Place.Language)},
		{Name: "uri", Value: model.String(s.From)},
		{Name: "show", Value: model.String(tx.Request().URI)},
		{Name: "status", Value: model.Int(int64(status))},
		{Name: "keys", Value: texts(e.Reads.Keys)},
		{Name: "spans", Value: model.Array(spans...)},
		{Name: "counts", Value: model.Array(counts...)},
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
		ms = append(ms, model.Member{Name: "posted", Value: model.Array(vs...)}, model.Member{Name: "sent", Value: model.String(s.Sent)})
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
	// Now, Zone and Language are those that the page was made with.
	Now            model.Time
	Zone, Language string
	extract        model.Extract
}

// ReadPage reads the state of a page. ok is false for the page that holds
// nothing but its language, and for what is not a state; p may be nil then.
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
			p.extract.Head.Epoch, _ = m.Value.Text()
		case "seq":
			n, _ := m.Value.Int()
			p.extract.Head.Seq = uint64(n)
		case "user":
			p.User, _ = m.Value.Text()
		case "now":
			n, _ := m.Value.Int()
			p.Now = model.Time(n)
		case "zone":
			p.Zone, _ = m.Value.Text()
		case "lang":
			p.Language, _ = m.Value.Text()
		case "uri":
			p.URI, _ = m.Value.Text()
		case "show":
			p.Show, _ = m.Value.Text()
		case "status":
			n, _ := m.Value.Int()
			p.Status = int(n)
		case "keys":
			p.extract.Reads.Keys = list(m.Value)
		case "spans":
			es, _ := m.Value.Elements()
			for _, e := range es {
				if s, _, ok := readSpan(e); ok {
					p.extract.Reads.Spans = append(p.extract.Reads.Spans, s)
				}
			}
		case "counts":
			es, _ := m.Value.Elements()
			for _, e := range es {
				if s, n, ok := readSpan(e); ok {
					p.extract.Reads.Counts = append(p.extract.Reads.Counts, s)
					p.extract.Found = append(p.extract.Found, n)
				}
			}
		case "records":
			es, _ := m.Value.Elements()
			for _, e := range es {
				if r := pageRecord(e); r != nil {
					p.extract.Records = append(p.extract.Records, r)
				}
			}
		case "problem":
			p.Shown.Problem = readProblem(m.Value)
		case "sent":
			p.Shown.Sent, _ = m.Value.Text()
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
	return p, p.extract.Head.Epoch != ""
}

func pageRecord(v model.Value) *model.Record {
	es, err := v.Elements()
	if err != nil || len(es) != 4 {
		return nil
	}
	key, _ := es[0].Text()
	seq, _ := strconv.ParseUint(string(es[1]), 10, 64)
	r := &model.Record{Key: key, Last: model.Version{Seq: seq}}
	if r.Topic, _ = es[2].Text(); r.Topic == "" {
		r.Topic = r.Collection()
	}
	ms, err := es[3].Members()
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
func (p *PageView) Cursor() model.Cursor { return p.extract.Head }

// Reader returns what the page holds. All else is unknown.
func (p *PageView) Reader() model.Reader { return p.extract.Reader() }

func spanState(s model.Span) []model.Value {
	return []model.Value{model.String(s.Index), model.String(model.Hex(s.From)), model.String(model.Hex(s.To)), model.String(s.Topic)}
}

// readSpan reads what spanState wrote, and the number behind it, if there is one.
func readSpan(v model.Value) (s model.Span, n int, ok bool) {
	es, err := v.Elements()
	if err != nil || len(es) < 4 {
		return s, 0, false
	}
	var from, to string
	s.Index, _ = es[0].Text()
	from, _ = es[1].Text()
	to, _ = es[2].Text()
	s.Topic, _ = es[3].Text()
	if len(es) > 4 {
		i, _ := es[4].Int()
		n = int(i)
	}
	var ok1, ok2 bool
	s.From, ok1 = model.Unhex(from)
	s.To, ok2 = model.Unhex(to)
	return s, n, ok1 && ok2
}
