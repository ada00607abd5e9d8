package model

// Restored begins a new history where a store stands, after it was restored from
// a backup. epoch is its name, which must be new. Clients notice it: those that
// are no further go on, the others fetch what differs, and all offer again what
// they still hold of the intents that were acknowledged after the backup. What
// only a REST client wrote after the backup is lost.
func Restored(store Store, space, epoch string) error {
	if !name(epoch) {
		return Reject(CodeBadRequest, "the name of the history is malformed")
	}
	return store.Update(space, func(tx StoreTx) error {
		old, err := epochs(tx)
		if err != nil {
			return err
		}
		head := tx.Head()
		vs := []Value{Array(String(head.Epoch), Uint(head.Seq))}
		for _, e := range old {
			if e.Epoch == epoch {
				return Reject(CodeTaken, "a history of this name was there before")
			}
			// What an older history had after this point is not here.
			vs = append(vs, Array(String(e.Epoch), Uint(min(e.Seq, head.Seq))))
		}
		if head.Epoch == epoch {
			return Reject(CodeTaken, "the history has this name already")
		}
		if err := tx.PutNote(noteEpochs, string(Array(vs...))); err != nil {
			return err
		}
		return tx.PutEpoch(epoch)
	})
}

const noteEpochs = "epochs"

// epochs returns the histories before this one, and up to where each is the same.
func epochs(v StoreView) ([]Cursor, error) {
	text, err := v.Note(noteEpochs)
	if err != nil || text == "" {
		return nil, err
	}
	es, err := Value(text).Elements()
	if err != nil {
		return nil, nil
	}
	var cs []Cursor
	for _, e := range es {
		pair, err := e.Elements()
		if err != nil || len(pair) != 2 {
			continue
		}
		name, err1 := pair[0].Text()
		seq, err2 := pair[1].Int()
		if err1 == nil && err2 == nil {
			cs = append(cs, Cursor{Epoch: name, Seq: uint64(seq)})
		}
	}
	return cs, nil
}

// here returns the point of this history that a point of an older one is, and
// whether nothing was lost before it.
func here(v StoreView, c Cursor) (at Cursor, same bool, err error) {
	head := v.Head()
	if c.Epoch == "" || c.Epoch == head.Epoch {
		return c, true, nil
	}
	es, err := epochs(v)
	if err != nil {
		return c, false, err
	}
	for _, e := range es {
		if e.Epoch == c.Epoch {
			return Cursor{head.Epoch, min(c.Seq, e.Seq), c.Grants}, c.Seq <= e.Seq, nil
		}
	}
	return c, false, nil
}

// ground puts the base of an intent into this history. What was seen of a part
// that is lost, nobody knows here but by what the intent says that was shown.
func (o *Origin) ground(v StoreView, in *Intent) error {
	if in.Base.Blind() {
		return nil
	}
	at, same, err := here(v, Cursor{Epoch: in.Base.Epoch, Seq: in.Base.Seq})
	if err == nil && same {
		in.Base.Epoch, in.Base.Seq = at.Epoch, at.Seq
	}
	return err
}
