package row

import "github.com/tandemgo/tandem/model"

// EncodeChanges returns the fields of a change as an object. A value that was
// or is absent is left out.
func EncodeChanges(fs []model.FieldChange) string {
	ms := make([]model.Member, len(fs))
	for i, f := range fs {
		var values []model.Member
		if f.Before != "" {
			values = append(values, model.Member{Name: "before", Value: f.Before})
		}
		if f.After != "" {
			values = append(values, model.Member{Name: "after", Value: f.After})
		}
		ms[i] = model.Member{Name: f.Name, Value: model.Object(values...)}
	}
	return string(model.Object(ms...))
}

// DecodeChanges reads what EncodeChanges has written, or returns ErrDamaged.
func DecodeChanges(text string) ([]model.FieldChange, error) {
	ms, err := model.Value(text).Members()
	if err != nil {
		return nil, ErrDamaged
	}
	fs := make([]model.FieldChange, len(ms))
	for i, m := range ms {
		fs[i].Name = m.Name
		values, err := m.Value.Members()
		if err != nil {
			return nil, ErrDamaged
		}
		for _, v := range values {
			switch v.Name {
			case "before":
				fs[i].Before = v.Value
			case "after":
				fs[i].After = v.Value
			}
		}
	}
	return fs, nil
}
