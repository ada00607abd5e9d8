package view

// Form returns a form that sends a request with the given method to action.
// A browser without script knows GET and POST only; PUT, PATCH and DELETE
// become a POST with a hidden field _method that the server reads. A method
// that is none of the five becomes GET, which changes nothing.
func Form(method, action string, items ...Item) *Node {
	switch method {
	case "POST":
		return El("form", Attr{"method", "post"}, Attr{"action", action}, Items(items))
	case "PUT", "PATCH", "DELETE":
		return El("form", Attr{"method", "post"}, Attr{"action", action},
			El("input", Attr{"type", "hidden"}, Attr{"name", "_method"}, Attr{"value", method}), Items(items))
	}
	return El("form", Attr{"method", "get"}, Attr{"action", action}, Items(items))
}

// Then returns a hidden field that says where a form goes after its request was
// carried out: to url, a path of this application. Without it, it goes back to
// the page that it is on.
func Then(url string) *Node {
	if !local(url) {
		return nil
	}
	return El("input", Attr{"type", "hidden"}, Attr{"name", "_then"}, Attr{"value", url})
}
