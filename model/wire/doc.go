// Package wire is the form of the messages between a clone and an origin, and
// of what a device stores: binary, small, and quick to read in WebAssembly.
//
// A frame is the protocol's version, the type of the message, and its body.
// Numbers are varints, text is its length and its bytes. Each content has one
// form: what Decode accepts, Append gives back byte for byte.
//
//	frame := wire.Append(nil, model.Want{Cursor: c, N: 7}, client)
//	m, err := wire.Decode(frame, client)
//
// Both take the id of the clone's end of the connection. Of who wrote a field,
// a clone needs to know only whether it was itself: its own writes travel as
// the number of the intent, and those of other clients without any name.
//
// What is stored keeps all names, and has a version of its own: see
// AppendRecord, AppendIntent, AppendOutcome and AppendMeta.
//
// What was decoded may share memory with one copy of the frame.
package wire
