package app

import (
	"slices"
	"strconv"

	"github.com/tandemgo/tandem/view"
)

// State is what [LocalState] returns: the value, and the actions that change it.
type State[T bool | int | string] struct {
	// Value is the value now.
	Value T
	key   string
}

// LocalState returns state that belongs to a place on the page of this window, and to nobody
// else: whether a menu is open, what a filter says. key names it on the page, as an id
// does an element; the parts of a page that ask for one key share it. It has its initial
// value until an event sets it:
//
//	open := app.LocalState(c, "menu", false)
//	html.Button(view.On("click", open.Set(!open.Value)), html.Aria("expanded", …), view.Text("Menu")),
//	view.IfFunc(open.Value, menu)
//
// Then nothing is made again but the region that has asked for it, or the page if that
// has. The value is kept while the page and those that follow it go on asking; as soon as
// one is shown that does not, it is forgotten, as it is with the window. No request sees
// it and no other device, so it must decide nothing that matters: on the server, without
// script and in a request it always has its initial value.
//
// The rows of a [Rows] list cannot ask; give them what they need by [RowsWith].
func LocalState[T bool | int | string](c *Context, key string, initial T) State[T] {
	s := State[T]{initial, PathEscape(key)}
	if c.part == nil {
		return s
	}
	c.part.locals = append(c.part.locals, s.key)
	if text, ok := c.shown.Memory.locals[s.key]; ok {
		switch v := any(&s.Value).(type) {
		case *bool:
			*v = text == "true"
		case *int:
			*v, _ = strconv.Atoi(text)
		case *string:
			*v = text
		}
	}
	return s
}

// Set returns the action that sets the state to v.
func (s State[T]) Set(v T) view.Action {
	text := ""
	switch v := any(v).(type) {
	case bool:
		text = strconv.FormatBool(v)
	case int:
		text = strconv.Itoa(v)
	case string:
		text = v
	}
	return view.Set(s.key, text)
}

// Take returns the action that sets the state to the value of the control that has the
// event: what is typed in a field, whether a box is ticked.
func (s State[T]) Take() view.Action { return view.Take(s.key) }

// Set sets state of the page, as an action of [State] names it. whole says that the page
// has to be made again, part that a region of it has to be.
func (m *Memory) Set(key, text string) (whole, part bool) {
	if old, ok := m.locals[key]; ok && old == text {
		return false, false
	}
	if m.locals == nil {
		m.locals = map[string]string{}
	}
	m.locals[key] = text
	return m.page.asks(key), m.live != nil && m.live.set(key)
}

// Forget drops the state that the page, which is whole, has not asked for.
func (m *Memory) Forget() {
	for key := range m.locals {
		if !m.page.asks(key) && (m.live == nil || !m.live.within(key)) {
			delete(m.locals, key)
		}
	}
}

// asks reports whether the part itself has asked for the state.
func (p *part) asks(key string) bool { return slices.Contains(p.locals, key) }

// within reports whether a region in the part has.
func (p *part) within(key string) bool {
	return slices.ContainsFunc(p.regions, func(r *region) bool { return r.asks(key) || r.within(key) })
}

// set says that the regions have to be made again that have asked for the state.
func (p *part) set(key string) (stale bool) {
	for _, r := range p.regions {
		r.stale = r.stale || r.asks(key)
		stale = r.part.set(key) || r.stale || stale
	}
	return stale
}
