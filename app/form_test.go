package app_test

import (
	"strings"
	"testing"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

type trip struct {
	ID     string
	Name   string `check:"required,max=20"`
	Mail   string `check:"email"`
	Site   string `check:"url"`
	Paid   bool
	Seats  int     `check:"min=1,max=9"`
	Price  float64 `check:"max=99.5"`
	Day    *model.Time
	Start  model.Time
	State  string `check:"oneof=open|full"`
	Tags   model.Set
	Report string `check:"max=30"`
	Secret string
}

var trips = model.Define[trip]("trips")

// tripForm has a control of each kind.
func tripForm(c *app.Context) (app.Response, error) {
	day := model.Time(1_700_000_000_000_000)
	t := trip{ID: "7", Name: `a "trip"`, Paid: true, Seats: 2, Price: 9.5, Day: &day, Start: day, State: "gone", Report: "\nfine", Secret: "x"}
	t.Tags.Add("b", "sea")
	return app.Page("", func() *view.Node {
		f := app.NewForm(c, "PATCH", trips.URI(t.ID), &t)
		other := app.NewForm(c, "POST", "/trips", &trip{})
		return html.Main(f.View(
			f.Summary(),
			f.Input("name", "Name", html.Class("wide")), f.Input("mail", "E-mail"), f.Input("site", "Site"), f.Input("paid", "Paid"), f.Input("seats", "Seats"),
			f.Input("price", "Price"), f.Input("day", "Day", html.Type("date")), f.Input("start", "Start"), f.Select("state", "State"),
			f.Select("tags", "Tags", app.Pair{Name: "Seaside", Value: "sea"}, app.Pair{Name: "Hills", Value: "hills"}),
			f.Area("report", "Report", html.Rows(3)), f.Input("secret", "Secret", html.Type("password")),
			html.Button(view.Text("Save"))),
			other.View(other.Summary(), other.Input("name", "Name")), c.Status())
	}), nil
}

// show returns the page of a form, as the shell has it shown.
func show(t *testing.T, ctl app.Controller, s app.Shown) string {
	t.Helper()
	a := app.New("Trips", nil)
	a.Handle("GET /{$}", ctl)
	tx := model.NewTx(nil, "ann", model.Request{Method: "GET", URI: "/"}, 0)
	res, err := a.Serve(tx, s)
	if err != nil {
		t.Fatal(err)
	}
	return string(view.AppendHTML(nil, res.View(), nil))
}

// TestForm: a control shows what the record has, and asks for what is declared.
func TestForm(t *testing.T) {
	h := show(t, tripForm, app.Shown{})
	for _, want := range []string{
		`<form method="post" action="/trips/7"><input type="hidden" name="_method" value="PATCH">` +
			`<div class="tandem-entry"><label for="f-trips-7-name">Name</label>` +
			`<input type="text" id="f-trips-7-name" name="name" required value="a &#34;trip&#34;" maxlength="20" pattern=".*\S.*" class="wide">` +
			`<output for="f-trips-7-name" class="tandem-newer"></output></div>`,
		`<input type="email" id="f-trips-7-mail" name="mail" value>`,
		`<input type="url" id="f-trips-7-site" name="site" value pattern="https?://.+">`,
		`<div class="tandem-entry"><input type="hidden" name="paid" value="false"><input type="checkbox" id="f-trips-7-paid" name="paid" value="true" checked><label for="f-trips-7-paid">Paid</label>`,
		`<input type="number" id="f-trips-7-seats" name="seats" required value="2" min="1" max="9">`,
		`<input type="number" id="f-trips-7-price" name="price" required value="9.5" max="99.5" step="any">`,
		`<label for="f-trips-7-day">Day</label><input type="date" id="f-trips-7-day" name="day" value="2023-11-14">`,
		`<label for="f-trips-7-start">Start (UTC)</label><input type="datetime-local" id="f-trips-7-start" name="start" required value="2023-11-14T22:13:20">`,
		`<select id="f-trips-7-state" name="state"><option value="gone" selected>gone</option><option value></option><option value="open">open</option><option value="full">full</option></select>`,
		`<input type="hidden" name="tags"><select id="f-trips-7-tags" name="tags" multiple><option value="b" selected>b</option><option value="sea" selected>Seaside</option><option value="hills">Hills</option></select>`,
		`<textarea id="f-trips-7-report" name="report" maxlength="30" rows="3">` + "\n\nfine</textarea>",
		`<input type="password" id="f-trips-7-secret" name="secret">`,
		`<form method="post" action="/trips">`, `id="f-trips-name"`,
	} {
		if !strings.Contains(h, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	if strings.Contains(h, "aria-invalid") || strings.Contains(h, "tandem-errors") || strings.Contains(h, "novalidate") {
		t.Error("something is wrong with a form that nobody has sent")
	}
	if t.Failed() {
		t.Log(h)
	}
	if h := show(t, tripForm, app.Shown{Sync: app.Sync{Live: true}}); strings.Count(h, " novalidate") != 2 {
		t.Error("the program and the browser both check")
	}
}

// TestFormRefused: a form that comes back shows what was entered and what is wrong
// with it; another form of the page does not.
func TestFormRefused(t *testing.T) {
	p := app.NewProblem(model.CodeInvalid, "some fields are not right")
	p.Fields = []model.FieldError{{Field: "name", Message: "must not be empty"}, {Field: "seats", Message: "must be at most 9"}, {Field: "hidden", Message: "is odd"}}
	posted := app.Values{{Name: "name", Value: ""}, {Name: "paid", Value: "false"}, {Name: "seats", Value: "10"}, {Name: "state", Value: "open"},
		{Name: "start", Value: "2024-01-01T10:00"}, {Name: "tags", Value: ""}, {Name: "tags", Value: "hills"}, {Name: "secret", Value: "hush"}, {Name: "report", Value: "fine"}}
	h := show(t, tripForm, app.Shown{Problem: p, Posted: posted, Sent: "PATCH /trips/7"})
	for _, want := range []string{
		`<div class="tandem-errors" role="alert"><p>Some fields are not right</p><ul><li><a href="#f-trips-7-name">Name must not be empty.</a></li>` +
			`<li><a href="#f-trips-7-seats">Seats must be at most 9.</a></li><li>hidden is odd.</li></ul></div>`,
		`value maxlength="20" pattern=".*\S.*" class="wide" aria-invalid="true" aria-describedby="f-trips-7-name-error" autofocus>`,
		`<p id="f-trips-7-name-error" class="tandem-error">Name must not be empty.</p>`,
		`<input type="checkbox" id="f-trips-7-paid" name="paid" data-tandem-now="true" value="true">`,
		`data-tandem-now="2" value="10" min="1" max="9" aria-invalid="true" aria-describedby="f-trips-7-seats-error">`,
		`data-tandem-now="2023-11-14T22:13:20" value="2024-01-01T10:00"`,
		`<select id="f-trips-7-state" name="state" data-tandem-now="gone"><option value="gone">gone</option><option value></option><option value="open" selected>`, `<option value="hills" selected>`, `<option value="sea">`,
		`<textarea id="f-trips-7-report" name="report" data-tandem-now="` + "\n" + `fine" maxlength="30" rows="3">fine</textarea>`,
	} {
		if !strings.Contains(h, want) {
			t.Errorf("the refused form lacks %s", want)
		}
	}
	if strings.Count(h, "autofocus") != 1 || strings.Count(h, `role="alert"`) != 1 || strings.Contains(h, "hush") || strings.Contains(h, `now="x"`) || strings.Contains(h, "tandem-fault") {
		t.Error("it shows what it must not, or twice")
	}
	if t.Failed() {
		t.Log(h)
	}
	h = show(t, tripForm, app.Shown{Problem: p, Posted: posted, Sent: "POST /trips"})
	if !strings.Contains(h, `<a href="#f-trips-name">Name must not be empty.</a>`) || strings.Contains(h, "f-trips-7-name-error") {
		t.Errorf("the other form shows what is wrong: %s", h)
	}
	// What is wrong with no field in particular.
	h = show(t, tripForm, app.Shown{Problem: app.NewProblem(model.CodeInvalid, "The trip is over."), Posted: posted, Sent: "PATCH /trips/7"})
	if !strings.Contains(h, `<div class="tandem-errors" role="alert"><p>The trip is over.</p></div>`) {
		t.Errorf("it says %s", h)
	}
}
