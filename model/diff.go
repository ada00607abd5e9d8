package model

import "github.com/tandemgo/tandem/model/text"

// Diff returns the fields in which two records differ, with their values in both,
// in the order of their names. Either may be nil, or gone: a record without fields.
func Diff(a, b *Record) []FieldChange {
	var as, bs []Field
	if a.Alive() {
		as = a.Fields
	}
	if b.Alive() {
		bs = b.Fields
	}
	var out []FieldChange
	for len(as) > 0 || len(bs) > 0 {
		switch {
		case len(bs) == 0 || len(as) > 0 && as[0].Name < bs[0].Name:
			out = append(out, FieldChange{as[0].Name, as[0].Value, ""})
			as = as[1:]
		case len(as) == 0 || bs[0].Name < as[0].Name:
			out = append(out, FieldChange{bs[0].Name, "", bs[0].Value})
			bs = bs[1:]
		default:
			if as[0].Value != bs[0].Value {
				out = append(out, FieldChange{as[0].Name, as[0].Value, bs[0].Value})
			}
			as, bs = as[1:], bs[1:]
		}
	}
	return out
}

// Diff returns what differs between two commits, as one change for each record, in
// the order of their last changes: of what the user may read now and could read,
// by the rights of now, at both. It costs the records that have changed since the
// earlier one. Its errors are those of At.
func (tx *Tx) Diff(from, to uint64) ([]Change, error) {
	a, err := tx.At(min(from, to))
	if err != nil {
		return nil, err
	}
	b, err := tx.At(max(from, to))
	if err != nil {
		return nil, err
	}
	rs, err := a.reader.(visible).StoreView.(*asOf).since()
	if err != nil {
		return nil, tx.failed(err)
	}
	if from > to {
		a, b = b, a
	}
	var out []Change
	for _, r := range rs {
		if err := tx.spend(1); err != nil {
			return nil, err
		}
		was, err := a.reader.Get(r.Key)
		if err != nil {
			return nil, tx.failed(err)
		}
		is, err := b.reader.Get(r.Key)
		if err != nil {
			return nil, tx.failed(err)
		}
		c := Change{Key: r.Key, At: Version{Seq: to}, Fields: Diff(was, is)}
		switch {
		case !was.Alive() && !is.Alive():
			continue
		case !was.Alive():
			c.Op, c.Topic = OpCreate, is.Topic
		case !is.Alive():
			c.Op, c.Was, c.Topic = OpDelete, was.Topic, was.Topic
		default:
			if c.Op, c.Was, c.Topic = OpUpdate, was.Topic, is.Topic; len(c.Fields) == 0 && c.Was == c.Topic {
				continue
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// Blame is a part of a text, and the commit that it came with.
type Blame struct {
	Text string
	// Seq is 0 for what is older than the history, or came with a commit that
	// the user may not read now.
	Seq uint64
}

// maxBlame is how many changes of a field are looked at: what is older counts as
// older than the history.
const maxBlame = 10_000

// Blame says with which commit each part of a text field came, by words. What was
// taken out and put in again is new. It returns ErrAbsent if there is no such
// record or the field is no text, and ErrUnknown on a clone. It costs the changes
// of the record.
func (tx *Tx) Blame(key, field string) ([]Blame, error) {
	v, ok := tx.reader.(visible)
	if !ok {
		return nil, tx.failed(ErrUnknown)
	}
	r, err := tx.Get(key)
	if err != nil {
		return nil, err
	}
	now, err := r.Value(field).Text()
	if err != nil {
		return nil, ErrAbsent
	}
	cs, err := v.Changed(key, v.Head().Seq+1, maxBlame)
	if err != nil {
		return nil, tx.failed(err)
	}
	if err := tx.spend(len(cs)); err != nil {
		return nil, err
	}
	var parts []Blame
	begun := false
	for i := len(cs) - 1; i >= 0; i-- {
		ch, err := v.change(&cs[i].Changes[0])
		if err != nil {
			return nil, tx.failed(err)
		}
		f := (*FieldChange)(nil)
		if ch != nil {
			f = ch.field(field)
		}
		if f == nil {
			continue
		}
		if before, err := f.Before.Text(); !begun && err == nil {
			parts = blame(parts, before, 0)
		}
		begun = true
		after, err := f.After.Text()
		if err != nil {
			after = ""
		}
		parts = blame(parts, after, cs[i].Seq)
	}
	return blame(parts, now, 0), nil
}

// blame returns the parts of a text that a commit has made of another.
func blame(parts []Blame, now string, seq uint64) []Blame {
	was := ""
	for _, p := range parts {
		was += p.Text
	}
	if was == now {
		return parts
	}
	var out []Blame
	put := func(s string, seq uint64) {
		if n := len(out); n > 0 && out[n-1].Seq == seq {
			out[n-1].Text += s
		} else if s != "" {
			out = append(out, Blame{s, seq})
		}
	}
	take := func(n int, keep bool) {
		for n > 0 {
			p := &parts[0]
			k := min(n, len(p.Text))
			if keep {
				put(p.Text[:k], p.Seq)
			}
			if p.Text = p.Text[k:]; p.Text == "" {
				parts = parts[1:]
			}
			n -= k
		}
	}
	for _, p := range text.Words(was, now) {
		switch p.Change {
		case text.Added:
			put(p.Text, seq)
		default:
			take(len(p.Text), p.Change == text.Kept)
		}
	}
	return out
}
