// Package viewtest helps to test views, and what they make of a page, without
// a browser.
//
//	page := viewtest.Parse(body)
//	if got := viewtest.Text(viewtest.Find(page, "h1")); got != "Todos" {
//		t.Errorf("heading = %q", got)
//	}
//
// [Find] and [Text] read a tree that a view returned as well as one that was
// parsed. [Equal] compares markup by what it means. [DOM] is a page in memory
// that carries out patches; the tests of package view hold it against the
// script that does the same in a browser.
package viewtest
