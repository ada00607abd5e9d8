package wire

import (
	"github.com/tandemgo/tandem/model"
)

// Bits of a record, each of which spares what it stands for.
const (
	recordGone   = 1 << iota
	recordOwn    // the connection's client wrote it last: the number follows
	recordBorn   // it was created by its last commit
	recordTopic  // in the topic of the record before
	recordPrefix // in the collection of the record before
	recordNames  // with the same names of fields as the record before
	recordMixed  // not all fields are of the last commit: each says which

	recordAll = 1<<iota - 1
)

// minRecord is how many bytes a record has at least.
const minRecord = 3

// before is what a record is written relative to: the one before it.
type before struct {
	seq    uint64
	topic  string
	prefix string
	names  []string
}

func (e *encoder) own(v model.Version) bool { return v.Client != "" && v.Client == e.client }

// mixed reports whether the fields of r were not all written by its last
// commit, as far as the receiver is told.
func (e *encoder) mixed(r *model.Record) bool {
	own := e.own(r.Last)
	for i := range r.Fields {
		v := &r.Fields[i].Last
		if v.Seq == r.Last.Seq && (v.Client == r.Last.Client && v.N == r.Last.N || !own && !e.own(*v)) {
			continue
		}
		return true
	}
	return false
}

func (e *encoder) record(r *model.Record, p *before) {
	prefix, id := splitKey(valid(r.Key))
	topic := valid(r.Topic)
	own := e.own(r.Last)
	var flags byte
	if own {
		flags |= recordOwn
	}
	if topic == p.topic {
		flags |= recordTopic
	}
	if prefix == p.prefix {
		flags |= recordPrefix
	}
	var mixed bool
	if r.Gone {
		flags |= recordGone
		if r.Born == 0 {
			flags |= recordBorn
		}
	} else {
		if r.Born == r.Last.Seq {
			flags |= recordBorn
		}
		if sameNames(r.Fields, p.names) {
			flags |= recordNames
		}
		if mixed = e.mixed(r); mixed {
			flags |= recordMixed
		}
	}
	e.byte(flags)
	e.int(int64(r.Last.Seq - p.seq))
	if own {
		e.uint(r.Last.N)
	}
	if flags&recordBorn == 0 {
		e.uint(r.Last.Seq - r.Born)
	}
	if flags&recordPrefix == 0 {
		e.ref(prefix)
	}
	e.recordID(id)
	if flags&recordTopic == 0 {
		e.ref(topic)
	}
	p.seq, p.topic, p.prefix = r.Last.Seq, topic, prefix
	if r.Gone {
		return
	}
	if flags&recordNames == 0 {
		p.names = p.names[:0]
		e.uint(uint64(len(r.Fields)))
		for i := range r.Fields {
			e.ref(r.Fields[i].Name)
			p.names = append(p.names, r.Fields[i].Name)
		}
	}
	for i := range r.Fields {
		e.value(r.Fields[i].Value)
	}
	if mixed {
		for i := range r.Fields {
			e.age(r.Fields[i].Last, r.Last)
		}
	}
}

// age writes a field's version relative to the record's: 0 if it is the same.
func (e *encoder) age(v, last model.Version) {
	own := e.own(v)
	n := (last.Seq - v.Seq) << 1
	switch {
	case n == 0 && own == e.own(last) && (!own || v.N == last.N):
		e.uint(0)
	case own:
		e.uint(n + 2)
		e.uint(v.N)
	default:
		e.uint(n + 1)
	}
}

func (d *decoder) age(last model.Version) model.Version {
	n := d.uint()
	if n == 0 {
		return last
	}
	n--
	if n>>1 > last.Seq {
		d.fail(ErrForm)
		return model.Version{}
	}
	v := model.Version{Seq: last.Seq - n>>1}
	if n&1 == 1 {
		v.Client, v.N = d.self(), d.uint()
	}
	if v == last {
		d.fail(ErrForm)
	}
	return v
}

// self returns the connection's client, which must be known.
func (d *decoder) self() string {
	if d.client == "" {
		d.fail(ErrForm)
	}
	return d.client
}

func (d *decoder) record(r *model.Record, p *before) {
	flags := d.flags(recordAll)
	r.Last.Seq = p.seq + uint64(d.int())
	if flags&recordOwn != 0 {
		r.Last.Client, r.Last.N = d.self(), d.uint()
	}
	r.Gone = flags&recordGone != 0
	if flags&recordBorn == 0 {
		r.Born = r.Last.Seq - d.uint()
		if r.Gone && r.Born == 0 || !r.Gone && r.Born == r.Last.Seq {
			d.fail(ErrForm)
		}
	} else if !r.Gone {
		r.Born = r.Last.Seq
	}
	if flags&recordPrefix == 0 {
		s := d.prefix()
		if s == p.prefix {
			d.fail(ErrForm)
		}
		p.prefix = s
	}
	r.Key = d.key(p.prefix)
	if flags&recordTopic == 0 {
		s := d.ref()
		if s == p.topic {
			d.fail(ErrForm)
		}
		p.topic = s
	}
	r.Topic, p.seq = p.topic, r.Last.Seq
	if r.Gone {
		if flags&(recordNames|recordMixed) != 0 {
			d.fail(ErrForm)
		}
		return
	}
	if flags&recordNames == 0 {
		d.names(p)
	}
	if d.err != nil || len(p.names) == 0 {
		if flags&recordMixed != 0 {
			d.fail(ErrForm)
		}
		return
	}
	r.Fields = d.fields(len(p.names))
	for i := range r.Fields {
		r.Fields[i] = model.Field{Name: p.names[i], Value: d.present(), Last: r.Last}
	}
	if flags&recordMixed == 0 {
		return
	}
	mixed := false
	for i := range r.Fields {
		v := d.age(r.Last)
		mixed = mixed || v != r.Last
		r.Fields[i].Last = v
	}
	if !mixed {
		d.fail(ErrForm)
	}
}

// names reads names of fields, sorted and other than those before.
func (d *decoder) names(p *before) {
	n := d.count(2) // a name and its value
	names := make([]string, 0, n)
	same := n == len(p.names)
	for i := range n {
		s := d.ref()
		if i > 0 && s <= names[i-1] {
			d.fail(ErrForm)
			return
		}
		same = same && s == p.names[i]
		names = append(names, s)
	}
	if same {
		d.fail(ErrForm)
	}
	p.names = names
}

func sameNames(fs []model.Field, names []string) bool {
	if len(fs) != len(names) {
		return false
	}
	for i := range fs {
		if fs[i].Name != names[i] {
			return false
		}
	}
	return true
}

// present reads a value that is not absent.
func (d *decoder) present() model.Value {
	v := d.value()
	if v == "" {
		d.fail(ErrValue)
	}
	return v
}

// fields returns room for n fields, of which each has a byte at least still to
// be read. The records of a message share it.
func (d *decoder) fields(n int) []model.Field {
	if n > d.left() {
		d.fail(ErrLimit)
		return nil
	}
	if len(d.slab) < n {
		d.slab = make([]model.Field, max(n, min(256, d.left()/4)))
	}
	fs := d.slab[:n:n]
	d.slab = d.slab[n:]
	return fs
}

// Bits of a record as it is stored.
const (
	storedGone = 1 << iota
	storedMixed

	storedAll = 1<<iota - 1
)

// AppendRecord appends a record as it is stored, with the names of all who
// wrote its fields.
func AppendRecord(b []byte, r *model.Record) []byte {
	e := encoder{b: append(b, stored)}
	mixed := false
	for i := range r.Fields {
		mixed = mixed || r.Fields[i].Last != r.Last
	}
	var flags byte
	if r.Gone {
		flags |= storedGone
	}
	if mixed {
		flags |= storedMixed
	}
	e.byte(flags)
	e.text(r.Key)
	e.text(r.Topic)
	e.uint(r.Born)
	e.version(r.Last)
	e.uint(uint64(len(r.Fields)))
	for i := range r.Fields {
		f := &r.Fields[i]
		e.text(f.Name)
		e.value(f.Value)
		if mixed {
			e.version(f.Last)
		}
	}
	return e.b
}

// DecodeRecord reads what AppendRecord wrote.
func DecodeRecord(b []byte) (*model.Record, error) {
	d, _ := open(b)
	flags := d.flags(storedAll)
	r := &model.Record{Gone: flags&storedGone != 0, Key: d.text(), Topic: d.text(), Born: d.uint(), Last: d.version()}
	n := d.count(2)
	if n > 0 {
		r.Fields = make([]model.Field, n)
	}
	mixed := false
	for i := range r.Fields {
		f := &r.Fields[i]
		f.Name, f.Value, f.Last = d.text(), d.present(), r.Last
		if i > 0 && f.Name <= r.Fields[i-1].Name {
			d.fail(ErrForm)
			break
		}
		if flags&storedMixed != 0 {
			f.Last = d.version()
			mixed = mixed || f.Last != r.Last
		}
	}
	if mixed != (flags&storedMixed != 0) {
		d.fail(ErrForm)
	}
	if err := d.end(); err != nil {
		return nil, err
	}
	return r, nil
}

func (e *encoder) version(v model.Version) {
	e.uint(v.Seq)
	e.ref(v.Client)
	e.uint(v.N)
}

func (d *decoder) version() model.Version {
	return model.Version{Seq: d.uint(), Client: d.ref(), N: d.uint()}
}
