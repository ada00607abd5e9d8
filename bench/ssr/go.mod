module github.com/tandemgo/tandem/bench/ssr

go 1.26.0

require (
	github.com/a-h/templ v0.3.960
	github.com/tandemgo/tandem v0.0.0
)

require golang.org/x/net v0.62.0 // indirect

replace github.com/tandemgo/tandem => ../..
