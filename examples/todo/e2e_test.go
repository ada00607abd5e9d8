//go:build !js

package main

import (
	"testing"
)

// TestTodoMVC goes through the public specification of TodoMVC with a mouse and
// a keyboard.
func TestTodoMVC(t *testing.T) {
	s := startServer(t)
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.want(`document.activeElement.className`, "new-todo")
	p.want(`document.querySelectorAll(".main, .footer").length`, "0")

	p.add("buy milk")
	p.lists("buy milk")
	p.want(`document.querySelector(".new-todo").value`, "")
	p.want(`document.querySelector(".todo-count").textContent`, "1 item left")
	p.add("   ")
	p.add("  walk the dog  ")
	p.lists("buy milk|walk the dog")
	p.want(`document.querySelector(".todo-count strong").textContent`, "2")
	p.want(`document.querySelector(".todo-count").textContent`, "2 items left")
	p.want(`document.querySelectorAll(".clear-completed").length`, "0")

	p.click(".todo-list li:nth-child(1) .toggle")
	p.lists("✓buy milk|walk the dog")
	p.want(`document.querySelectorAll(".clear-completed").length`, "1")
	p.click(".filters li:nth-child(2) a")
	p.lists("walk the dog")
	p.want(`location.pathname + " " + document.querySelector(".filters .selected").textContent`, "/active Active")
	p.click(".filters li:nth-child(3) a")
	p.lists("✓buy milk")
	p.eval(`history.back()`)
	p.lists("walk the dog")
	p.click(".filters li:nth-child(1) a")
	p.lists("✓buy milk|walk the dog")

	p.doubleClick(".todo-list li:nth-child(2) label")
	p.lists("✓buy milk|[walk the dog]")
	p.want(`document.activeElement.className + document.querySelectorAll("li.editing").length`, "edit1")
	p.eval(`document.activeElement.select()`)
	p.keys(" walk the cat \r")
	p.lists("✓buy milk|walk the cat")
	p.doubleClick(".todo-list li:nth-child(2) label")
	p.keys("xxx\x1b")
	p.lists("✓buy milk|walk the cat")
	p.doubleClick(".todo-list li:nth-child(2) label")
	p.eval(`document.activeElement.select()`)
	p.keys("feed the cat")
	p.click("h1") // leaving the field saves
	p.lists("✓buy milk|feed the cat")
	p.doubleClick(".todo-list li:nth-child(2) label")
	p.eval(`document.activeElement.select()`)
	p.keys("\b\r")
	p.lists("✓buy milk")

	p.add("two")
	p.add("three")
	p.lists("✓buy milk|two|three")
	p.click("label[for=toggle-all]")
	p.lists("✓buy milk|✓two|✓three")
	p.want(`document.querySelector(".toggle-all").checked`, "true")
	p.click(".todo-list li:nth-child(2) .toggle")
	p.lists("✓buy milk|two|✓three")
	p.want(`document.querySelector(".toggle-all").checked`, "false")
	p.click(".clear-completed")
	p.lists("two")
	p.eval(`document.querySelector(".destroy").click()`)
	p.wait(`!document.querySelector(".main, .footer")`)

	p.add("stays")
	p.status(saved)
	p.live(s.url() + "/")
	p.lists("stays")
	p.status(saved)
}
