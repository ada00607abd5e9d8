// Package ssr writes one page, a table of 100 rows, with package view, with
// html/template and with templ. It is a module of its own, so that templ stays
// out of Tandem's. The file table_templ.go is what templ v0.3.960 makes of
// table.templ.
package ssr

import (
	"html/template"
	"strconv"

	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

type item struct {
	ID    int
	Label string
}

func class(it item, selected int) string {
	if it.ID == selected {
		return "danger"
	}
	return ""
}

func page(rows []item, selected int) *view.Node {
	return html.Table(html.Class("table table-hover table-striped test-data"), html.Tbody(html.ID("tbody"), view.Map(rows, func(it item) view.Item {
		id := strconv.Itoa(it.ID)
		return html.Tr(view.Attr{Name: "class", Value: class(it, selected)},
			html.Td(html.Class("col-md-1"), view.Text(id)),
			html.Td(html.Class("col-md-4"), html.A(html.Href("/item/"+id), view.Text(it.Label))),
			html.Td(html.Class("col-md-1"), html.A(html.Span(html.Class("glyphicon glyphicon-remove"), html.AriaHidden(true)))),
			html.Td(html.Class("col-md-6")))
	})))
}

var tmpl = template.Must(template.New("t").Parse(`<table class="table table-hover table-striped test-data"><tbody id="tbody">{{$sel := .Sel}}{{range .Rows}}<tr class="{{if eq .ID $sel}}danger{{end}}"><td class="col-md-1">{{.ID}}</td><td class="col-md-4"><a href="/item/{{.ID}}">{{.Label}}</a></td><td class="col-md-1"><a><span class="glyphicon glyphicon-remove" aria-hidden="true"></span></a></td><td class="col-md-6"></td></tr>{{end}}</tbody></table>`))
