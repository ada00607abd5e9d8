package wire

import "github.com/tandemgo/tandem/model"

// The types of messages: the second byte of a frame.
const (
	typeHello = iota + 1
	typeWelcome
	typePush
	typeWant
	typeAt
	typePull
	typeFail
	typeCompare
	typeHave
)

// Append appends m as a frame. client is the id of the clone at one end of the
// connection; before the origin knows it, "".
func Append(b []byte, m model.Message, client string) []byte {
	e := encoder{b: append(b, model.Protocol), client: client}
	switch m := m.(type) {
	case model.Hello:
		e.byte(typeHello)
		e.uint(uint64(m.Protocol))
		e.uint(uint64(m.Version))
		e.text(m.Space)
		e.text(m.Client)
		e.uint(m.N)
		e.hash(m.Hash)
		e.want(&m.Want)
	case model.Welcome:
		e.byte(typeWelcome)
		e.cursor(m.Head)
		e.text(m.User)
		e.uint(m.N)
		e.hash(m.Hash)
		e.bool(m.Fork)
		e.bool(m.Lost)
		e.cursor(m.Of)
		e.int(int64(m.Time))
	case model.Push:
		e.byte(typePush)
		e.uint(uint64(len(m.Intents)))
		for i := range m.Intents {
			e.intent(&m.Intents[i])
		}
	case model.Want:
		e.byte(typeWant)
		e.want(&m)
	case model.Compare:
		e.byte(typeCompare)
		e.cursor(m.Head)
	case model.Have:
		e.byte(typeHave)
		e.cursor(m.At)
		e.uint(uint64(len(m.Digests)))
		for i := range m.Digests {
			e.digest(&m.Digests[i])
		}
	case model.At:
		e.byte(typeAt)
		e.cursor(m.Head)
		e.uint(m.N)
	case model.Pull:
		e.byte(typePull)
		e.pull(&m)
	case model.Fail:
		e.byte(typeFail)
		e.text(string(m.Code))
		e.text(m.Detail)
	}
	return e.b
}

// Decode reads a frame. client is what Append was called with. An error is an
// *Error. The caller may use the frame again.
func Decode(frame []byte, client string) (model.Message, error) {
	d := decoder{in: string(frame), client: client}
	if d.byte() != model.Protocol {
		d.fail(ErrVersion)
	}
	var m model.Message
	switch d.byte() {
	case typeHello:
		m = model.Hello{Protocol: d.uint32(), Version: d.uint32(), Space: d.text(), Client: d.text(), N: d.uint(), Hash: d.hash(), Want: d.want()}
	case typeWelcome:
		m = model.Welcome{Head: d.cursor(), User: d.text(), N: d.uint(), Hash: d.hash(), Fork: d.bool(), Lost: d.bool(), Of: d.cursor(), Time: model.Time(d.int())}
	case typePush:
		m = d.push()
	case typeWant:
		m = d.want()
	case typeCompare:
		m = model.Compare{Head: d.cursor()}
	case typeHave:
		m = d.have()
	case typeAt:
		m = model.At{Head: d.cursor(), N: d.uint()}
	case typePull:
		m = d.pull()
	case typeFail:
		m = model.Fail{Code: model.Code(d.text()), Detail: d.text()}
	default:
		d.fail(ErrType)
	}
	if err := d.end(); err != nil {
		return nil, err
	}
	return m, nil
}

// FromClone reports whether a frame is of a type that clones send, or of none. An
// origin need not read the others, which may come to many times their size.
func FromClone(frame []byte) bool {
	if len(frame) < 2 || frame[0] != model.Protocol {
		return true // Decode says what is wrong
	}
	switch frame[1] {
	case typeWelcome, typeAt, typePull, typeFail, typeCompare:
		return false
	}
	return true
}

func (d *decoder) push() model.Push {
	n := d.count(minIntent)
	if n == 0 {
		return model.Push{}
	}
	ins := make([]model.Intent, n)
	for i := range ins {
		if ins[i] = d.intent(true); d.err != nil {
			break
		}
	}
	return model.Push{Intents: ins}
}

func (e *encoder) want(w *model.Want) {
	e.cursor(w.Cursor)
	e.hash(w.Chain)
	e.uint(w.Last)
	e.rights(w.Rights)
	e.follow(w.Follow)
}

func (d *decoder) want() model.Want {
	return model.Want{Cursor: d.cursor(), Chain: d.hash(), Last: d.uint(), Rights: d.rights(), Follow: d.follow()}
}

func (e *encoder) digest(g *model.Digest) {
	e.ref(g.Topic)
	e.uint(uint64(len(g.Buckets)))
	for _, b := range g.Buckets {
		for shift := 56; shift >= 0; shift -= 8 {
			e.byte(byte(b >> shift))
		}
	}
}

func (d *decoder) have() model.Have {
	h := model.Have{At: d.cursor()}
	n := d.count(3)
	if n == 0 {
		return h
	}
	h.Digests = make([]model.Digest, n)
	for i := range h.Digests {
		g := &h.Digests[i]
		g.Topic = d.ref()
		if k := d.count(8); k > 0 {
			g.Buckets = make([]uint64, k)
		}
		for b := range g.Buckets {
			for range 8 {
				g.Buckets[b] = g.Buckets[b]<<8 | uint64(d.byte())
			}
		}
	}
	return h
}
