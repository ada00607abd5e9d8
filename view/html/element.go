package html

import "github.com/tandemgo/tandem/view"

// A returns the element a.
func A(items ...view.Item) *view.Node { return view.El("a", items...) }

// Abbr returns the element abbr.
func Abbr(items ...view.Item) *view.Node { return view.El("abbr", items...) }

// Address returns the element address.
func Address(items ...view.Item) *view.Node { return view.El("address", items...) }

// Area returns the element area.
func Area(items ...view.Item) *view.Node { return view.El("area", items...) }

// Article returns the element article.
func Article(items ...view.Item) *view.Node { return view.El("article", items...) }

// Aside returns the element aside.
func Aside(items ...view.Item) *view.Node { return view.El("aside", items...) }

// Audio returns the element audio.
func Audio(items ...view.Item) *view.Node { return view.El("audio", items...) }

// B returns the element b.
func B(items ...view.Item) *view.Node { return view.El("b", items...) }

// Base returns the element base.
func Base(items ...view.Item) *view.Node { return view.El("base", items...) }

// Bdi returns the element bdi.
func Bdi(items ...view.Item) *view.Node { return view.El("bdi", items...) }

// Bdo returns the element bdo.
func Bdo(items ...view.Item) *view.Node { return view.El("bdo", items...) }

// Blockquote returns the element blockquote.
func Blockquote(items ...view.Item) *view.Node { return view.El("blockquote", items...) }

// Body returns the element body.
func Body(items ...view.Item) *view.Node { return view.El("body", items...) }

// Br returns the element br.
func Br(items ...view.Item) *view.Node { return view.El("br", items...) }

// Button returns the element button.
func Button(items ...view.Item) *view.Node { return view.El("button", items...) }

// Canvas returns the element canvas.
func Canvas(items ...view.Item) *view.Node { return view.El("canvas", items...) }

// Caption returns the element caption.
func Caption(items ...view.Item) *view.Node { return view.El("caption", items...) }

// Cite returns the element cite.
func Cite(items ...view.Item) *view.Node { return view.El("cite", items...) }

// Code returns the element code.
func Code(items ...view.Item) *view.Node { return view.El("code", items...) }

// Col returns the element col.
func Col(items ...view.Item) *view.Node { return view.El("col", items...) }

// Colgroup returns the element colgroup.
func Colgroup(items ...view.Item) *view.Node { return view.El("colgroup", items...) }

// DataEl returns the element data.
func DataEl(items ...view.Item) *view.Node { return view.El("data", items...) }

// Datalist returns the element datalist.
func Datalist(items ...view.Item) *view.Node { return view.El("datalist", items...) }

// Dd returns the element dd.
func Dd(items ...view.Item) *view.Node { return view.El("dd", items...) }

// Del returns the element del.
func Del(items ...view.Item) *view.Node { return view.El("del", items...) }

// Details returns the element details.
func Details(items ...view.Item) *view.Node { return view.El("details", items...) }

// Dfn returns the element dfn.
func Dfn(items ...view.Item) *view.Node { return view.El("dfn", items...) }

// Dialog returns the element dialog.
func Dialog(items ...view.Item) *view.Node { return view.El("dialog", items...) }

// Div returns the element div.
func Div(items ...view.Item) *view.Node { return view.El("div", items...) }

// Dl returns the element dl.
func Dl(items ...view.Item) *view.Node { return view.El("dl", items...) }

// Dt returns the element dt.
func Dt(items ...view.Item) *view.Node { return view.El("dt", items...) }

// Em returns the element em.
func Em(items ...view.Item) *view.Node { return view.El("em", items...) }

// Embed returns the element embed.
func Embed(items ...view.Item) *view.Node { return view.El("embed", items...) }

// Fieldset returns the element fieldset.
func Fieldset(items ...view.Item) *view.Node { return view.El("fieldset", items...) }

// Figcaption returns the element figcaption.
func Figcaption(items ...view.Item) *view.Node { return view.El("figcaption", items...) }

// Figure returns the element figure.
func Figure(items ...view.Item) *view.Node { return view.El("figure", items...) }

// Footer returns the element footer.
func Footer(items ...view.Item) *view.Node { return view.El("footer", items...) }

// FormEl returns the element form. view.Form is the one that knows every method.
func FormEl(items ...view.Item) *view.Node { return view.El("form", items...) }

// H1 returns the element h1.
func H1(items ...view.Item) *view.Node { return view.El("h1", items...) }

// H2 returns the element h2.
func H2(items ...view.Item) *view.Node { return view.El("h2", items...) }

// H3 returns the element h3.
func H3(items ...view.Item) *view.Node { return view.El("h3", items...) }

// H4 returns the element h4.
func H4(items ...view.Item) *view.Node { return view.El("h4", items...) }

// H5 returns the element h5.
func H5(items ...view.Item) *view.Node { return view.El("h5", items...) }

// H6 returns the element h6.
func H6(items ...view.Item) *view.Node { return view.El("h6", items...) }

// Head returns the element head.
func Head(items ...view.Item) *view.Node { return view.El("head", items...) }

// Header returns the element header.
func Header(items ...view.Item) *view.Node { return view.El("header", items...) }

// Hgroup returns the element hgroup.
func Hgroup(items ...view.Item) *view.Node { return view.El("hgroup", items...) }

// Hr returns the element hr.
func Hr(items ...view.Item) *view.Node { return view.El("hr", items...) }

// HTML returns the element html. view.AppendHTML writes the document type before it.
func HTML(items ...view.Item) *view.Node { return view.El("html", items...) }

// I returns the element i.
func I(items ...view.Item) *view.Node { return view.El("i", items...) }

// Iframe returns the element iframe. Nothing is written inside it.
func Iframe(items ...view.Item) *view.Node { return view.El("iframe", items...) }

// Img returns the element img.
func Img(items ...view.Item) *view.Node { return view.El("img", items...) }

// Input returns the element input.
func Input(items ...view.Item) *view.Node { return view.El("input", items...) }

// Ins returns the element ins.
func Ins(items ...view.Item) *view.Node { return view.El("ins", items...) }

// Kbd returns the element kbd.
func Kbd(items ...view.Item) *view.Node { return view.El("kbd", items...) }

// Label returns the element label.
func Label(items ...view.Item) *view.Node { return view.El("label", items...) }

// Legend returns the element legend.
func Legend(items ...view.Item) *view.Node { return view.El("legend", items...) }

// Li returns the element li.
func Li(items ...view.Item) *view.Node { return view.El("li", items...) }

// Link returns the element link.
func Link(items ...view.Item) *view.Node { return view.El("link", items...) }

// Main returns the element main.
func Main(items ...view.Item) *view.Node { return view.El("main", items...) }

// Map returns the element map.
func Map(items ...view.Item) *view.Node { return view.El("map", items...) }

// Mark returns the element mark.
func Mark(items ...view.Item) *view.Node { return view.El("mark", items...) }

// Math returns the element math. The elements of MathML inside are made with view.El.
func Math(items ...view.Item) *view.Node { return view.El("math", items...) }

// Menu returns the element menu.
func Menu(items ...view.Item) *view.Node { return view.El("menu", items...) }

// Meta returns the element meta.
func Meta(items ...view.Item) *view.Node { return view.El("meta", items...) }

// Meter returns the element meter.
func Meter(items ...view.Item) *view.Node { return view.El("meter", items...) }

// Nav returns the element nav.
func Nav(items ...view.Item) *view.Node { return view.El("nav", items...) }

// Noscript returns the element noscript. It is only in the markup that the server writes.
func Noscript(items ...view.Item) *view.Node { return view.El("noscript", items...) }

// Object returns the element object.
func Object(items ...view.Item) *view.Node { return view.El("object", items...) }

// Ol returns the element ol.
func Ol(items ...view.Item) *view.Node { return view.El("ol", items...) }

// Optgroup returns the element optgroup.
func Optgroup(items ...view.Item) *view.Node { return view.El("optgroup", items...) }

// Option returns the element option.
func Option(items ...view.Item) *view.Node { return view.El("option", items...) }

// Output returns the element output.
func Output(items ...view.Item) *view.Node { return view.El("output", items...) }

// P returns the element p.
func P(items ...view.Item) *view.Node { return view.El("p", items...) }

// Picture returns the element picture.
func Picture(items ...view.Item) *view.Node { return view.El("picture", items...) }

// Pre returns the element pre.
func Pre(items ...view.Item) *view.Node { return view.El("pre", items...) }

// Progress returns the element progress.
func Progress(items ...view.Item) *view.Node { return view.El("progress", items...) }

// Q returns the element q.
func Q(items ...view.Item) *view.Node { return view.El("q", items...) }

// Rp returns the element rp.
func Rp(items ...view.Item) *view.Node { return view.El("rp", items...) }

// Rt returns the element rt.
func Rt(items ...view.Item) *view.Node { return view.El("rt", items...) }

// Ruby returns the element ruby.
func Ruby(items ...view.Item) *view.Node { return view.El("ruby", items...) }

// S returns the element s.
func S(items ...view.Item) *view.Node { return view.El("s", items...) }

// Samp returns the element samp.
func Samp(items ...view.Item) *view.Node { return view.El("samp", items...) }

// Script returns the element script. Texts in it are not escaped, see view.AppendHTML; a
// policy for scripts will refuse it unless it has a source or a nonce.
func Script(items ...view.Item) *view.Node { return view.El("script", items...) }

// Search returns the element search.
func Search(items ...view.Item) *view.Node { return view.El("search", items...) }

// Section returns the element section.
func Section(items ...view.Item) *view.Node { return view.El("section", items...) }

// Select returns the element select.
func Select(items ...view.Item) *view.Node { return view.El("select", items...) }

// SlotEl returns the element slot.
func SlotEl(items ...view.Item) *view.Node { return view.El("slot", items...) }

// Small returns the element small.
func Small(items ...view.Item) *view.Node { return view.El("small", items...) }

// Source returns the element source.
func Source(items ...view.Item) *view.Node { return view.El("source", items...) }

// Span returns the element span.
func Span(items ...view.Item) *view.Node { return view.El("span", items...) }

// Strong returns the element strong.
func Strong(items ...view.Item) *view.Node { return view.El("strong", items...) }

// StyleEl returns the element style. Texts in it are not escaped, see view.AppendHTML.
func StyleEl(items ...view.Item) *view.Node { return view.El("style", items...) }

// Sub returns the element sub.
func Sub(items ...view.Item) *view.Node { return view.El("sub", items...) }

// Summary returns the element summary.
func Summary(items ...view.Item) *view.Node { return view.El("summary", items...) }

// Sup returns the element sup.
func Sup(items ...view.Item) *view.Node { return view.El("sup", items...) }

// SVG returns the element svg.
func SVG(items ...view.Item) *view.Node { return view.El("svg", items...) }

// Table returns the element table. Give it a [Tbody]: a parser puts one there, and the
// markup would not be that of the tree.
func Table(items ...view.Item) *view.Node { return view.El("table", items...) }

// Tbody returns the element tbody.
func Tbody(items ...view.Item) *view.Node { return view.El("tbody", items...) }

// Td returns the element td.
func Td(items ...view.Item) *view.Node { return view.El("td", items...) }

// Template returns the element template.
func Template(items ...view.Item) *view.Node { return view.El("template", items...) }

// Textarea returns the element textarea. Its value is its text.
func Textarea(items ...view.Item) *view.Node { return view.El("textarea", items...) }

// Tfoot returns the element tfoot.
func Tfoot(items ...view.Item) *view.Node { return view.El("tfoot", items...) }

// Th returns the element th.
func Th(items ...view.Item) *view.Node { return view.El("th", items...) }

// Thead returns the element thead.
func Thead(items ...view.Item) *view.Node { return view.El("thead", items...) }

// Time returns the element time.
func Time(items ...view.Item) *view.Node { return view.El("time", items...) }

// TitleEl returns the element title.
func TitleEl(items ...view.Item) *view.Node { return view.El("title", items...) }

// Tr returns the element tr.
func Tr(items ...view.Item) *view.Node { return view.El("tr", items...) }

// Track returns the element track.
func Track(items ...view.Item) *view.Node { return view.El("track", items...) }

// U returns the element u.
func U(items ...view.Item) *view.Node { return view.El("u", items...) }

// Ul returns the element ul.
func Ul(items ...view.Item) *view.Node { return view.El("ul", items...) }

// Var returns the element var.
func Var(items ...view.Item) *view.Node { return view.El("var", items...) }

// Video returns the element video.
func Video(items ...view.Item) *view.Node { return view.El("video", items...) }

// Wbr returns the element wbr.
func Wbr(items ...view.Item) *view.Node { return view.El("wbr", items...) }
