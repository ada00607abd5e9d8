//go:build unix

package growth

import (
	"syscall"
	"time"
)

// processed returns for how long processors have worked for this process.
func processed() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
