package view

import "strings"

// Action is what happens on an event. It is data, so that the tree is: the
// shell in the browser reads it from an attribute. The zero Action does
// nothing.
type Action struct{ text string }

// String returns the action as it stands in the attribute.
func (a Action) String() string { return a.text }

// On returns the attribute that ties an action to an event of its element:
//
//	html.Label(view.On("dblclick", view.Go(todo.Path("edit"))), view.Text(todo.Title))
//
// The event is one of the DOM's, in lower case, and for a key the event and
// the key: "keydown-escape", "keydown-enter". Events of elements inside count
// as well, the innermost On decides. Without script nothing happens: what
// matters needs a link or a form too.
//
// The attribute is data-on-<event>. A name that is not made of lower-case
// letters, digits and hyphens gives none.
func On(event string, a Action) Attr {
	name := ""
	switch event {
	// Most pages use these only; naming them costs no allocation.
	case "click":
		name = "data-on-click"
	case "dblclick":
		name = "data-on-dblclick"
	case "change":
		name = "data-on-change"
	case "input":
		name = "data-on-input"
	case "blur":
		name = "data-on-blur"
	case "focus":
		name = "data-on-focus"
	case "keydown-enter":
		name = "data-on-keydown-enter"
	case "keydown-escape":
		name = "data-on-keydown-escape"
	case "":
		return Attr{}
	default:
		for i := 0; i < len(event); i++ {
			if c := event[i]; !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') {
				return Attr{}
			}
		}
		name = "data-on-" + event
	}
	return Attr{name, a.text}
}

// Go returns the action of following a link to url, a path of this
// application: it begins with exactly one slash. Any other url gives the zero
// Action.
func Go(url string) Action {
	if !local(url) {
		return Action{}
	}
	return Action{"go " + url}
}

// Set returns the action of setting state of the page to value; package app has what
// key names. A key that is empty or has a space gives the zero Action.
func Set(key, value string) Action {
	if key == "" || strings.Contains(key, " ") {
		return Action{}
	}
	return Action{"set " + key + " " + value}
}

// Take returns the action of setting state of the page to the value of the control, or to
// "true" or "false" for a checkbox.
func Take(key string) Action {
	if key == "" || strings.Contains(key, " ") {
		return Action{}
	}
	return Action{"take " + key}
}

// Submit returns the action of submitting the closest form.
func Submit() Action { return Action{"submit"} }

// Reset returns the action of resetting the closest form.
func Reset() Action { return Action{"reset"} }

// local reports whether a browser reads url as a path of the same origin. It
// reads a backslash as a slash and skips control characters, so neither may
// occur.
func local(url string) bool {
	if !strings.HasPrefix(url, "/") || strings.HasPrefix(url, "//") {
		return false
	}
	for i := 0; i < len(url); i++ {
		if c := url[i]; c <= ' ' || c == '\\' || c == 0x7f {
			return false
		}
	}
	return true
}
