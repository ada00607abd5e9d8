package main

import "github.com/tandemgo/tandem/model"

// Todo is one line of the list.
type Todo struct {
	ID        string
	Title     string `check:"required,max=200"`
	Completed bool
	Order     int        `merge:"last"`
	Made      model.Time // 0 for one that is older than this field
	Note      string     `check:"max=2000" merge:"text"`
}

var (
	todos = model.Define[Todo]("todos")
	// inOrder is the list as people see it.
	inOrder = todos.Index("order")
	// byState has those that are left, and then those that are done.
	byState = todos.Index("completed", "order")
)
