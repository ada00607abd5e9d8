package main

import (
	"cmp"
	"slices"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
)

// Todo is one line of the list.
type Todo struct {
	ID        string
	Title     string `check:"required,max=200"`
	Completed bool
	Order     int `merge:"last"`
}

var todos = model.Define[Todo]("todos")

// inOrder returns the whole list as people see it.
func inOrder(c *app.Context) ([]Todo, error) {
	ts, err := todos.All(c)
	slices.SortStableFunc(ts, func(a, b Todo) int { return cmp.Compare(a.Order, b.Order) })
	return ts, err
}
