package model

import (
	"slices"
	"strings"
)

// noteSchema is the schema by which a space was last prepared.
const noteSchema = "schema"

// ErrSchema is wrapped by what Prepare returns for a schema that does not fit what
// is stored.
type ErrSchema struct {
	// Problems says what does not fit, and what can be done.
	Problems []string
}

func (e *ErrSchema) Error() string {
	return "the schema does not fit what is stored: " + strings.Join(e.Problems, "; ")
}

// Prepare takes a space to the schema of this program, before it is served: it
// compares the schema with the one that was recorded, and drops the entries of
// indexes that are declared no longer. It returns an *ErrSchema, and changes nothing, if what is
// stored could not be read any more. All programs of a version must declare the
// same. BuildIndexes does the rest.
func Prepare(store Store, space string) error {
	return store.Update(space, func(tx StoreTx) error {
		old, err := tx.Note(noteSchema)
		if err != nil {
			return err
		}
		now, problems := reconcile(Value(old))
		if problems != nil {
			return &ErrSchema{problems}
		}
		if string(now) != old {
			if err := tx.PutNote(noteSchema, string(now)); err != nil {
				return err
			}
		}
		b, err := builtIn(tx)
		if err != nil {
			return err
		}
		b = b.declared()
		for _, n := range b.stale {
			if err := tx.DropIndex(n); err != nil {
				return err
			}
		}
		b.stale = nil
		return b.put(tx)
	})
}

// reconcile compares the recorded schema with that of the program, and returns
// what to record: collections that this program does not declare stay.
func reconcile(old Value) (now Value, problems []string) {
	declared := map[string][]Member{}
	var names []string
	for n, s := range schemas {
		names = append(names, n)
		for i := range s.fields {
			declared[n] = append(declared[n], Member{s.fields[i].name, String(s.fields[i].codec.name)})
		}
	}
	before, _ := old.Members()
	for _, m := range before {
		s := schemas[m.Name]
		if s == nil {
			names = append(names, m.Name)
			declared[m.Name], _ = m.Value.Members()
			continue
		}
		fields, _ := m.Value.Members()
		for _, f := range fields {
			was, _ := f.Value.Text()
			spec := s.field(f.Name)
			switch {
			case spec == nil && s.former(f.Name) != nil:
			case spec == nil:
				problems = append(problems, m.Name+"."+f.Name+" is declared no longer: declare it as Renamed or Split, or keep it")
			case !fits(was, spec.codec.name):
				problems = append(problems, m.Name+"."+f.Name+" was "+was+" and is "+spec.codec.name+": give the new field another name, and declare the old one as Split")
			}
		}
	}
	slices.Sort(names)
	slices.Sort(problems)
	ms := make([]Member, len(names))
	for i, n := range names {
		ms[i] = Member{n, Object(declared[n]...)}
	}
	return Object(ms...), problems
}

// fits reports whether a field of one kind can hold all values of another.
func fits(was, now string) bool {
	was, now = strings.TrimSuffix(was, " or nothing"), strings.TrimSuffix(now, " or nothing")
	return was == now || now == "a number" && strings.HasPrefix(was, "a whole number") || was == "a whole number, not negative" && now == "a whole number"
}
