package wire

import "github.com/tandemgo/tandem/model"

// stored is the version of what is stored, and its first byte. A device is
// upgraded while it holds intents that were never sent, so whoever raises it
// keeps the reading of the older versions.
const stored = 1

func open(b []byte) *decoder {
	d := &decoder{in: string(b)}
	if d.byte() != stored {
		d.fail(ErrVersion)
	}
	return d
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
	return e.b
}

// DecodeMeta reads what AppendMeta wrote.
func DecodeMeta(b []byte) (model.Meta, error) {
	d := open(b)
	m := model.Meta{Space: d.text(), Client: d.text(), User: d.text(), Cursor: d.cursor(), N: d.uint(), Hash: d.hash()}
	if err := d.end(); err != nil {
		return model.Meta{}, err
	}
	return m, nil
}
