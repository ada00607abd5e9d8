// Package html has a function for each element and attribute of HTML.
//
//	html.Ul(html.Class("todos"), view.Map(todos, func(t Todo) view.Item {
//		return html.Li(view.Key(t.ID), html.Label(html.For(t.ID), view.Text(t.Title)))
//	}))
//
// An element takes attributes and children in any order; a function of an
// element is named like its tag. Attributes that are numbers take an int.
// Attributes that are either there or not take a bool, and false gives none.
//
// Some words are both. The more usual of the two has the plain name, the other
// ends in El or Attr:
//
//	element   attribute
//	Abbr      AbbrAttr
//	Cite      CiteAttr
//	DataEl    Data (data-*), DataAttr
//	FormEl    FormAttr
//	Label     LabelAttr
//	SlotEl    Slot
//	Span      SpanAttr
//	StyleEl   Style
//	TitleEl   Title
//
// The usual way to a form is view.Form.
//
// Not here: obsolete elements and attributes, inline handlers (view.On takes
// their place) and the attribute srcdoc, none of which would be written.
package html
