package wire

import "github.com/tandemgo/tandem/model"

// minIntent is how many bytes an intent has at least.
const minIntent = 61

// AppendIntent appends an intent as it is stored.
func AppendIntent(b []byte, in *model.Intent) []byte {
	e := encoder{b: append(b, stored)}
	e.intent(in)
	return e.b
}

// DecodeIntent reads what AppendIntent wrote.
func DecodeIntent(b []byte) (model.Intent, error) {
	d, v := open(b)
	in := d.intent(v > 1)
	if err := d.end(); err != nil {
		return model.Intent{}, err
	}
	return in, nil
}

// intent writes all that an intent's hash is made of as it is: text that was
// put right on the way would break the chain.
func (e *encoder) intent(in *model.Intent) {
	e.owner(in.Client)
	e.uint(in.N)
	e.hash(in.Prev)
	e.id(in.ID)
	e.uint(uint64(in.Version))
	e.exact(in.Method)
	e.bytes(in.URI)
	e.exact(in.Type)
	e.bytes(string(in.Body))
	e.exact(in.Base.Epoch)
	e.uint(in.Base.Seq)
	e.uint(uint64(len(in.Base.Own)))
	for _, m := range in.Base.Own {
		e.owner(m.Client)
		e.uint(m.After)
		e.uint(m.N)
	}
	e.int(int64(in.Time))
	e.uint(uint64(len(in.Needs)))
	for _, id := range in.Needs {
		e.id(id)
	}
	e.uint(uint64(len(in.Shown)))
	for i := range in.Shown {
		s := &in.Shown[i]
		e.exact(s.Key)
		e.exact(s.Field)
		e.value(s.Value)
	}
}

// intent reads an intent; grounds says whether it has Needs and Shown, which
// version 1 had not.
func (d *decoder) intent(grounds bool) model.Intent {
	in := model.Intent{Client: d.owner(), N: d.uint(), Prev: d.hash(), ID: d.id(), Version: d.uint32()}
	in.Method, in.URI, in.Type = d.ref(), d.text(), d.ref()
	if b := d.bytes(); b != "" {
		in.Body = []byte(b)
	}
	in.Base = model.Base{Epoch: d.ref(), Seq: d.uint()}
	if n := d.count(3); n > 0 {
		in.Base.Own = make([]model.Mark, n)
		for i := range in.Base.Own {
			in.Base.Own[i] = model.Mark{Client: d.owner(), After: d.uint(), N: d.uint()}
		}
	}
	in.Time = model.Time(d.int())
	if !grounds {
		return in
	}
	if n := d.count(len(model.ID{})); n > 0 {
		in.Needs = make([]model.ID, n)
		for i := range in.Needs {
			in.Needs[i] = d.id()
		}
	}
	if n := d.count(3); n > 0 {
		in.Shown = make([]model.Shown, n)
		for i := range in.Shown {
			in.Shown[i] = model.Shown{Key: d.ref(), Field: d.ref(), Value: d.value()}
		}
	}
	return in
}

// exact is ref without putting s right.
func (e *encoder) exact(s string) {
	n := e.table.find(s)
	e.uint(uint64(n))
	if n == 0 {
		e.bytes(s)
		e.table.add(s)
	}
}

// owner writes a client's id; that of the connection's clone is one byte.
func (e *encoder) owner(client string) {
	own := client == e.client
	e.bool(own)
	if !own {
		e.exact(client)
	}
}

func (d *decoder) owner() string {
	if d.bool() {
		return d.client
	}
	s := d.ref()
	if s == d.client && d.err == nil {
		d.fail(ErrForm)
	}
	return s
}
