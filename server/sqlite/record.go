package sqlite

import "github.com/tandemgo/tandem/model"

// row is a record as it stands in its table.
type row struct {
	key, client, topic, json, versions string
	seq, n, born, moved                int64
	gone                               bool
}

// columns returns where the columns of this name go.
func (r *row) columns() []any {
	return []any{&r.key, &r.seq, &r.client, &r.n, &r.born, &r.gone, &r.topic, &r.json, &r.versions, &r.moved}
}

func (r *row) record() (*model.Record, error) {
	rec := &model.Record{Key: r.key, Last: model.Version{Seq: uint64(r.seq), Client: r.client, N: uint64(r.n)}, Born: uint64(r.born), Gone: r.gone, Topic: r.topic, Moved: uint64(r.moved)}
	ms, err := model.Value(r.json).Members()
	if err != nil {
		return nil, ErrDamaged
	}
	if len(ms) == 0 {
		return rec, nil
	}
	rec.Fields = make([]model.Field, len(ms))
	for i, m := range ms {
		rec.Fields[i] = model.Field{Name: m.Name, Value: m.Value, Last: rec.Last}
	}
	if r.versions == "" {
		return rec, nil
	}
	ms, err = model.Value(r.versions).Members()
	if err != nil {
		return nil, ErrDamaged
	}
	// Both objects are in the order of the fields.
	k := 0
	for _, m := range ms {
		for k < len(rec.Fields) && rec.Fields[k].Name != m.Name {
			k++
		}
		if k == len(rec.Fields) {
			return nil, ErrDamaged
		}
		if rec.Fields[k].Last, err = decodeVersion(m.Value); err != nil {
			return nil, ErrDamaged
		}
	}
	return rec, nil
}

// encodeVersions returns who wrote those fields that the last commit did not.
func encodeVersions(r *model.Record) string {
	var ms []model.Member
	for _, f := range r.Fields {
		if v := f.Last; v != r.Last {
			ms = append(ms, model.Member{Name: f.Name, Value: model.Array(model.Uint(v.Seq), model.String(v.Client), model.Uint(v.N))})
		}
	}
	if ms == nil {
		return ""
	}
	return string(model.Object(ms...))
}

func decodeVersion(v model.Value) (model.Version, error) {
	es, err := v.Elements()
	if err != nil || len(es) != 3 {
		return model.Version{}, ErrDamaged
	}
	seq, err1 := es[0].Int()
	client, err2 := es[1].Text()
	n, err3 := es[2].Int()
	if err1 != nil || err2 != nil || err3 != nil {
		return model.Version{}, ErrDamaged
	}
	return model.Version{Seq: uint64(seq), Client: client, N: uint64(n)}, nil
}
