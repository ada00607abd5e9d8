package wire

import "github.com/tandemgo/tandem/model"

// minOutcome is how many bytes an outcome has at least.
const minOutcome = 52

// Bits beside the kind of an outcome.
const (
	outcomeKind    = 0x0f
	outcomeForeign = 0x10 // of another client than the connection's
	outcomeReason  = 0x20
)

// AppendOutcome appends an outcome as it is stored.
func AppendOutcome(b []byte, o *model.Outcome) []byte {
	e := encoder{b: append(b, stored)}
	e.outcome(o)
	return e.b
}

// DecodeOutcome reads what AppendOutcome wrote.
func DecodeOutcome(b []byte) (model.Outcome, error) {
	d, v := open(b)
	o := d.outcome(v > 1)
	if err := d.end(); err != nil {
		return model.Outcome{}, err
	}
	return o, nil
}

func (e *encoder) outcome(o *model.Outcome) {
	flags := byte(o.Kind) & outcomeKind
	if o.Client != e.client {
		flags |= outcomeForeign
	}
	if o.Reason != nil {
		flags |= outcomeReason
	}
	e.byte(flags)
	if o.Client != e.client {
		e.exact(o.Client)
	}
	e.uint(o.N)
	e.id(o.ID)
	e.hash(o.Hash)
	e.uint(o.Seq)
	if r := o.Reason; r != nil {
		e.ref(string(r.Code))
		e.text(r.Message)
		e.text(r.Cause)
		e.uint(uint64(len(r.Fields)))
		for _, f := range r.Fields {
			e.ref(f.Field)
			e.text(f.Message)
		}
	}
	e.uint(uint64(len(o.Fields)))
	for _, c := range o.Fields {
		e.text(c.Key)
		e.ref(c.Field)
		e.value(c.Base)
		e.value(c.Mine)
		e.value(c.Theirs)
	}
}

// outcome reads an outcome; causes says whether a reason has one, which version
// 1 had not.
func (d *decoder) outcome(causes bool) model.Outcome {
	flags := d.flags(outcomeKind | outcomeForeign | outcomeReason)
	o := model.Outcome{Client: d.client, Kind: model.Kind(flags & outcomeKind)}
	if o.Kind < model.Applied || o.Kind > model.Quarantined {
		d.fail(ErrForm)
	}
	if flags&outcomeForeign != 0 {
		if o.Client = d.ref(); o.Client == d.client {
			d.fail(ErrForm)
		}
	}
	o.N, o.ID, o.Hash, o.Seq = d.uint(), d.id(), d.hash(), d.uint()
	if flags&outcomeReason != 0 {
		r := &model.Rejection{Code: model.Code(d.ref()), Message: d.text()}
		if causes {
			r.Cause = d.text()
		}
		if n := d.count(2); n > 0 {
			r.Fields = make([]model.FieldError, n)
			for i := range r.Fields {
				r.Fields[i] = model.FieldError{Field: d.ref(), Message: d.text()}
			}
		}
		o.Reason = r
	}
	if n := d.count(5); n > 0 {
		o.Fields = make([]model.Conflict, n)
		for i := range o.Fields {
			o.Fields[i] = model.Conflict{Key: d.text(), Field: d.ref(), Base: d.value(), Mine: d.value(), Theirs: d.value()}
		}
	}
	return o
}
