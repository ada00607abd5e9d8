package wire

import "github.com/tandemgo/tandem/model"

// stored is the version of what is stored, and its first byte. A device is
// upgraded while it holds intents that were never sent, so the older versions,
// from oldest on, are read for ever.
const (
	stored = 2
	oldest = 1
)

// open returns a decoder of what is stored, and its version.
func open(b []byte) (*decoder, byte) {
	d := &decoder{in: string(b)}
	v := d.byte()
	if v < oldest || v > stored {
		d.fail(ErrVersion)
	}
	return d, v
}

// AppendMeta appends a clone's Meta as it is stored.
func AppendMeta(b []byte, m model.Meta) []byte {
	e := encoder{b: append(b, stored)}
	e.text(m.Space)
	e.text(m.Client)
	e.text(m.User)
	e.cursor(m.Cursor)
	e.uint(m.N)
	e.hash(m.Hash)
	e.hash(m.Chain)
	e.rights(m.Rights)
	e.rights(m.Filled)
	e.follow(m.Follow)
	return e.b
}

// DecodeMeta reads what AppendMeta wrote. Version 1 knew nothing of rights: the
// origin will say them.
func DecodeMeta(b []byte) (model.Meta, error) {
	d, v := open(b)
	m := model.Meta{Space: d.text(), Client: d.text(), User: d.text(), Cursor: d.cursor(), N: d.uint(), Hash: d.hash()}
	if v > 1 {
		m.Chain, m.Rights, m.Filled, m.Follow = d.hash(), d.rights(), d.rights(), d.follow()
	}
	if err := d.end(); err != nil {
		return model.Meta{}, err
	}
	return m, nil
}

// rights writes a list, of which nil is not the same as an empty one.
func (e *encoder) rights(rs []model.Right) {
	e.bool(rs != nil)
	if rs == nil {
		return
	}
	e.uint(uint64(len(rs)))
	for _, r := range rs {
		e.ref(r.Topic)
		e.ref(r.Fields)
		e.byte(byte(r.Verbs))
	}
}

func (d *decoder) rights() []model.Right {
	if !d.bool() {
		return nil
	}
	rs := make([]model.Right, d.count(3))
	for i := range rs {
		rs[i] = model.Right{Topic: d.ref(), Fields: d.ref(), Verbs: model.Verb(d.byte())}
	}
	return rs
}

func (e *encoder) follow(topics []string) {
	e.bool(topics != nil)
	if topics == nil {
		return
	}
	e.uint(uint64(len(topics)))
	for _, t := range topics {
		e.text(t)
	}
}

func (d *decoder) follow() []string {
	if !d.bool() {
		return nil
	}
	ts := make([]string, d.count(1))
	for i := range ts {
		ts[i] = d.text()
	}
	return ts
}
