// Package viewtest helps to test views, and what they make of a page, without
// a browser.
//
// A [Visitor] is a person who uses an application through its handler, without a
// network. What they use they find as people do, by role and name, by label or by text:
//
//	v := viewtest.NewVisitor(t, server.New(newApp(), model.NewMemStore("e1"), nil))
//	v.Visit("/")
//	v.Find(viewtest.Labelled("Title")).Fill("Buy milk")
//	v.Find(viewtest.Role("button", "Add")).Click()
//	v.Find(viewtest.Role("listitem", "").Having(viewtest.Showing("Buy milk")))
//
// A test ends where something cannot be found, and says what there is instead.
// [Render] does the same with a view alone, whose requests a function answers, and [In]
// with a tree that leads nowhere. [Golden] and [Alike] compare markup by the page
// that it comes to, [Equal] to the last space.
//
// A visitor runs no scripts and reads no style sheets: what these hide or show is for a
// test with a browser.
//
// [Find] and [Text] read a tree that a view returned, or that [Parse] has read, by a
// selector. [DOM] is a page in memory that carries out patches; the tests of package
// view hold it against the script that does the same in a browser.
package viewtest
