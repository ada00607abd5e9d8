package server

import (
	"crypto/sha256"
	"encoding/base64"
)

// recorder is the one script that stands in a page itself: it notes what is done to
// elements with actions until the scripts of the build have come, which go on from
// there (wasm/shell/early.js).
const recorder = `tandemEarly=[];for(const t of["click","dblclick","change","input","focusin","focusout","keydown"])addEventListener(t,e=>tandemEarly?.length<1e3&&tandemEarly.push(e),true)`

// recorderHash is what the policy of the pages allows it by.
var recorderHash = func() string {
	sum := sha256.Sum256([]byte(recorder))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}()
