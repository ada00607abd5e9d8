package growth

import (
	"syscall/js"
	"time"
)

// processed returns for how long processors have worked for Node.
func processed() time.Duration {
	u := js.Global().Get("process").Call("cpuUsage")
	return time.Duration(u.Get("user").Float()+u.Get("system").Float()) * time.Microsecond
}
