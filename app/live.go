package app

import (
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
)

// Live returns the element that region makes: a part of a page that is made again
// alone when something that it has read changes. What the region reads, it reads by
// the context that it is given; then a change of that does not run the page's
// controller and view again, nor other regions. What it takes from around it is the
// page's: if that changes, the page is made again, with all of its regions.
//
//	html.Main(
//		html.H1(view.Text("Tasks")),
//		c.Live(func(c *app.Context) (*view.Node, error) {
//			rows, err := app.Rows(c, byOrder.All(), taskRow)
//			return html.Ul(rows), err
//		}))
//
// An error or a panic in a region is shown in its place, with a way on; the rest of the
// page is as it is without it. Regions may hold regions.
func (c *Context) Live(region func(*Context) (*view.Node, error)) *view.Node {
	if c.part == nil {
		return c.try(region)
	}
	c.shown.Memory.live = &c.shown.Memory.page
	r := c.part.region()
	d := *c
	r.context, r.make = &d, region
	n := r.run(c.tx.Apart())
	c.told = d.told
	return n
}

// try makes a region, or what is shown in its place if that fails.
func (c *Context) try(region func(*Context) (*view.Node, error)) (n *view.Node) {
	err := c.app.Guard("region", c.URI(), c.shown.Crashed, func() (err error) {
		n, err = region(c)
		return err
	})
	if err != nil {
		return ProblemOf(err).notice(c.URI())
	}
	return n
}

// Memory is what a shell keeps of the page that it shows, from one time that it is made
// to the next. The zero Memory is empty. It belongs to one page at a time, and must
// not be used concurrently.
type Memory struct {
	page part
	live regions // nil until the page has one: a program without regions has no code for them
	// locals is the state that was set, by its key.
	locals map[string]string
}

// regions is how the regions in a part are kept up to date; *part is one.
type regions interface {
	touch(t model.Touch) bool
	update(tx *model.Tx, tree *view.Node) (*view.Node, bool)
	set(key string) bool
	within(key string) bool
}

// Begin is called before a page is made, and End after that.
func (m *Memory) Begin() { m.page.begin() }

// End forgets what the page does not have any more.
func (m *Memory) End() { m.page.end() }

// Touch takes note that a record has changed. It reports whether a region has to be
// made again.
func (m *Memory) Touch(t model.Touch) bool { return m.live != nil && m.live.touch(t) }

// Update makes the regions again that have to be, at the point that tx reads, and
// returns the tree with them. ok is false if that cannot be done; then the whole
// page has to be made again.
func (m *Memory) Update(tx *model.Tx, tree *view.Node) (n *view.Node, ok bool) {
	if m.live == nil {
		return nil, false
	}
	if n, ok = m.live.update(tx, tree); ok {
		m.Forget()
	}
	return n, ok
}

// part is a page or a region of one: the lists of rows and the regions that it has, in
// the order in which it asks for them. They are matched by that order; a list that
// is asked for elsewhere is made anew, and cannot be mistaken for another one.
type part struct {
	lists   []any
	regions []*region
	locals  []string // the keys of the state that it has asked for
	list0   int      // how many lists have been asked for this time
	region0 int      // how many regions
}

// region is what is kept of a call of Live.
type region struct {
	part
	context *Context
	make    func(*Context) (*view.Node, error)
	tx      *model.Tx // of the last time; it says what was read
	node    *view.Node
	path    []int
	stale   bool
}

func (p *part) begin() { p.list0, p.region0, p.locals = 0, 0, p.locals[:0] }

func (p *part) end() {
	clear(p.lists[p.list0:])
	clear(p.regions[p.region0:])
	p.lists, p.regions = p.lists[:p.list0], p.regions[:p.region0]
}

// list returns the list that was asked for in this place the last time; nil if none was.
// The caller says by keep which one it is now.
func (p *part) list() any {
	if p.list0 == len(p.lists) {
		p.lists = append(p.lists, nil)
	}
	p.list0++
	return p.lists[p.list0-1]
}

func (p *part) keep(l any) { p.lists[p.list0-1] = l }

func (p *part) region() *region {
	if p.region0 == len(p.regions) {
		p.regions = append(p.regions, &region{})
	}
	p.region0++
	return p.regions[p.region0-1]
}

func (p *part) touch(t model.Touch) (stale bool) {
	for _, r := range p.regions {
		r.stale = r.stale || r.tx == nil || r.tx.Reads().Touches(t)
		stale = r.part.touch(t) || r.stale || stale
	}
	return stale
}

func (p *part) update(tx *model.Tx, tree *view.Node) (n *view.Node, ok bool) {
	for _, r := range p.regions {
		if !r.stale {
			// This copies the element of r if it changes a region in there; when r
			// is to be made again after that, the whole page is.
			if tree, ok = r.part.update(tx, tree); !ok {
				return nil, false
			}
			continue
		}
		old := r.node
		tree, r.path, ok = view.Replace(tree, old, r.run(tx.Apart()), r.path)
		if !ok {
			return nil, false
		}
	}
	return tree, true
}

// run makes the region again, in tx.
func (r *region) run(tx *model.Tx) *view.Node {
	r.tx, r.stale = tx, false
	r.context.tx, r.context.part = tx, &r.part
	r.begin()
	r.node = r.context.try(r.make)
	if r.node == nil {
		r.node = view.Text("") // so that there is a place for what comes later
	}
	r.end()
	return r.node
}
