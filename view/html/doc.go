// Package html has a function for each element and attribute of HTML, SVG and
// ARIA.
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
//	element    attribute
//	Abbr       AbbrAttr
//	Cite       CiteAttr
//	ClipPath   ClipPathAttr
//	DataEl     Data (data-*), DataAttr
//	Filter     FilterAttr
//	FormEl     FormAttr
//	Label      LabelAttr
//	Mask       MaskAttr
//	Path       PathAttr
//	PatternEl  Pattern
//	SlotEl     Slot
//	Span       SpanAttr
//	StyleEl    Style
//	TitleEl    Title
//
// The element text of SVG is TextEl. The usual way to a form is view.Form.
//
// Not here: obsolete elements and attributes; the element selectedcontent, which
// a browser fills by itself; inline handlers (view.On takes their place), srcdoc
// and shadowroot attributes, none of which would be written.
package html
