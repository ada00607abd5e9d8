package main

import (
	"strings"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
)

// list answers /, /active and /completed. It reads no todo: the parts of its page do,
// each what it shows.
func list(c *app.Context) (app.Response, error) {
	inbox, err := c.Inbox()
	if err != nil {
		return app.Response{}, err
	}
	return app.Page("Tandem todos", func() *view.Node { return listView(c, inbox) }), nil
}

// collection answers /todos: for REST clients, and with the page for people.
func collection(c *app.Context) (app.Response, error) {
	ts, err := inOrder.All().All(c)
	if err != nil {
		return app.Response{}, err
	}
	part, err := app.Paged(c, ts)
	if err != nil {
		return app.Response{}, err
	}
	res, err := list(c)
	return res.JSON(app.List(todos, part)), err
}

func show(c *app.Context) (app.Response, error) {
	t, err := todos.Get(c, c.Param("id"))
	if err != nil {
		return app.Response{}, err
	}
	body := func() *view.Node { return todoView(c, t) }
	return app.Page(t.Title, body).JSON(app.One(todos, t)).Of(model.Key(todos.Name(), t.ID)), nil
}

// create makes one todo, or as many as the JSON array in the body holds.
func create(c *app.Context) (app.Response, error) {
	last, err := inOrder.All().Reverse().Limit(1).All(c)
	if err != nil {
		return app.Response{}, err
	}
	next := 1
	if len(last) > 0 {
		next = last[0].Order + 1
	}
	var made []Todo
	err = c.Each(func(c *app.Context) error {
		t := Todo{ID: c.NewID(), Order: next, Made: c.Now()}
		if err := c.Bind(&t); err != nil {
			return err
		}
		t.Title = strings.TrimSpace(t.Title)
		if t.Title == "" && c.Body() == "" {
			return nil // somebody pressed Enter in an empty field
		}
		next = max(next, t.Order) + 1
		made = append(made, t)
		return todos.Create(c, t)
	})
	if err != nil || len(made) == 0 {
		return app.Done(nil), err
	}
	if len(made) > 1 {
		return app.Created("/todos", app.List(todos, made)), nil
	}
	return app.Created(todos.URI(made[0].ID), app.One(todos, made[0])), nil
}

// update changes the fields that the request has. Who empties the title of a
// todo in the page wants to be rid of it.
func update(c *app.Context) (app.Response, error) {
	t, err := todos.Get(c, c.Param("id"))
	if err != nil {
		return app.Response{}, err
	}
	if err := c.Bind(&t); err != nil {
		return app.Response{}, err
	}
	t.Title = strings.TrimSpace(t.Title)
	if t.Title == "" && c.Body() == "" {
		return app.Done(nil), todos.Delete(c, t.ID)
	}
	return app.Done(app.One(todos, t)), todos.Save(c, t)
}

// replace sets all fields; those that the request does not have are emptied.
func replace(c *app.Context) (app.Response, error) {
	old, err := todos.Get(c, c.Param("id"))
	if err != nil {
		return app.Response{}, err
	}
	t := Todo{ID: old.ID, Made: old.Made}
	if err := c.Bind(&t); err != nil {
		return app.Response{}, err
	}
	return app.Done(app.One(todos, t)), todos.Save(c, t)
}

func remove(c *app.Context) (app.Response, error) {
	return app.Done(nil), todos.Delete(c, c.Param("id"))
}

// completeAll marks the todos that the person saw.
func completeAll(c *app.Context) (app.Response, error) {
	var want Todo
	if err := c.Bind(&want); err != nil {
		return app.Response{}, err
	}
	return app.Done(nil), eachSeen(c, func(now, seen Todo) error {
		now.Completed = want.Completed
		return todos.Save(c, now)
	})
}

// clearCompleted deletes the todos that the person saw completed.
func clearCompleted(c *app.Context) (app.Response, error) {
	if c.Query("completed") != "true" {
		return app.Response{}, model.Reject(model.CodeBadRequest, "Only completed todos can be deleted together: /todos?completed=true.")
	}
	return app.Done(nil), eachSeen(c, func(now, seen Todo) error {
		if !now.Completed || !seen.Completed {
			return nil
		}
		return todos.Delete(c, now.ID)
	})
}

// eachSeen calls f for the todos that were on the list when the person acted,
// with what each is now and what it was.
func eachSeen(c *app.Context, f func(now, seen Todo) error) error {
	ts, err := todos.All(c)
	if err != nil {
		return err
	}
	for _, now := range ts {
		seen, ok, err := todos.AtBase(c, now.ID)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := f(now, seen); err != nil {
			return err
		}
	}
	return nil
}
