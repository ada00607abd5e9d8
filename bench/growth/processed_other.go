//go:build !unix && !js

package growth

import "time"

var begin = time.Now()

// processed returns for how long this process has run: the system does not say for
// how long processors have worked for it.
func processed() time.Duration { return time.Since(begin) }
