package server

import (
	"net/http"

	"github.com/tandemgo/tandem/view"
)

// Host is another engine than Tandem's own that starts the program in the browser, and
// may have pages beside those of the application. server/goapp makes one for go-app.
type Host struct {
	// Head is in the head of each page, after Tandem's script, which does not start the
	// program then.
	Head view.Items
	// First and Last are in the body of each page, before and after the element
	// that has the application's page.
	First, Last *view.Node
	// Keep are the URLs that the service worker keeps, beside the assets. What they
	// answer must not change.
	Keep []string
	// Serve returns what answers all requests, with next for those that are not the
	// host's. The headers that keep a page safe are set already.
	Serve func(next http.Handler) http.Handler
}

// hostHead is Host.Head, of the host that there is.
func (s *Server) hostHead() view.Items {
	if s.host == nil {
		return nil
	}
	return s.host.Head
}
