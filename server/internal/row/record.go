package row

import "github.com/tandemgo/tandem/model"

// Columns are the columns of a record, in the order of Record.To.
const Columns = "key, seq, client, n, born, gone, topic, json, versions, moved"

// Record is a record as it stands in its table.
type Record struct {
	Key, Client, Topic, JSON, Versions string
	Seq, N, Born, Moved                int64
	Gone                               bool
}

// To returns where a row with the columns Columns is scanned to.
func (r *Record) To() []any {
	return []any{&r.Key, &r.Seq, &r.Client, &r.N, &r.Born, &r.Gone, &r.Topic, &r.JSON, &r.Versions, &r.Moved}
}

// Decode returns the record that stands there, or ErrDamaged.
func (r *Record) Decode() (*model.Record, error) {
	rec := &model.Record{Key: r.Key, Last: model.Version{Seq: uint64(r.Seq), Client: r.Client, N: uint64(r.N)}, Born: uint64(r.Born), Gone: r.Gone, Topic: r.Topic, Moved: uint64(r.Moved)}
	ms, err := model.Value(r.JSON).Members()
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
	if r.Versions == "" {
		return rec, nil
	}
	ms, err = model.Value(r.Versions).Members()
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

// EncodeVersions returns who wrote those fields that the last commit did not.
func EncodeVersions(r *model.Record) string {
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
