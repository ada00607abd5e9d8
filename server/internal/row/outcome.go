package row

import "github.com/tandemgo/tandem/model"

// EncodeBody returns what only some outcomes have as an object; "" is nothing.
func EncodeBody(o *model.Outcome) string {
	var ms []model.Member
	if r := o.Reason; r != nil {
		errs := make([]model.Value, len(r.Fields))
		for i, f := range r.Fields {
			errs[i] = model.Array(model.String(f.Field), model.String(f.Message))
		}
		ms = append(ms, model.Member{Name: "code", Value: model.String(string(r.Code))},
			model.Member{Name: "message", Value: model.String(r.Message)},
			model.Member{Name: "errors", Value: model.Array(errs...)})
		if r.Cause != "" {
			ms = append(ms, model.Member{Name: "cause", Value: model.String(r.Cause)})
		}
	}
	if len(o.Fields) > 0 {
		ms = append(ms, model.Member{Name: "fields", Value: model.ConflictValue(o.Fields)})
	}
	if ms == nil {
		return ""
	}
	return string(model.Object(ms...))
}

// DecodeBody gives an outcome what EncodeBody has written of it, or returns
// ErrDamaged.
func DecodeBody(text string, o *model.Outcome) error {
	if text == "" {
		return nil
	}
	ms, err := model.Value(text).Members()
	if err != nil {
		return ErrDamaged
	}
	reason := func() *model.Rejection {
		if o.Reason == nil {
			o.Reason = &model.Rejection{}
		}
		return o.Reason
	}
	for _, m := range ms {
		switch m.Name {
		case "code":
			code, err := m.Value.Text()
			if err != nil {
				return ErrDamaged
			}
			reason().Code = model.Code(code)
		case "message":
			if reason().Message, err = m.Value.Text(); err != nil {
				return ErrDamaged
			}
		case "cause":
			if reason().Cause, err = m.Value.Text(); err != nil {
				return ErrDamaged
			}
		case "errors":
			if reason().Fields, err = decodeErrors(m.Value); err != nil {
				return err
			}
		case "fields":
			o.Fields = model.Issue{Fields: string(m.Value)}.Conflicts()
		}
	}
	return nil
}

func decodeErrors(v model.Value) ([]model.FieldError, error) {
	es, err := v.Elements()
	if err != nil {
		return nil, ErrDamaged
	}
	var fs []model.FieldError
	for _, e := range es {
		pair, err := e.Elements()
		if err != nil || len(pair) != 2 {
			return nil, ErrDamaged
		}
		field, err1 := pair[0].Text()
		message, err2 := pair[1].Text()
		if err1 != nil || err2 != nil {
			return nil, ErrDamaged
		}
		fs = append(fs, model.FieldError{Field: field, Message: message})
	}
	return fs, nil
}
