package slim

import "bytes"

// Script returns a script without the lines that are only comments, without empty
// ones and without indentation; lines that name a copyright stay. Line ends stay
// too, since they can end statements. A script with a text or comment over several
// lines, in which such a line may mean something, is returned as it is.
func Script(js []byte) []byte {
	out := make([]byte, 0, len(js))
	for line := range bytes.Lines(js) {
		line = bytes.TrimSpace(line)
		if bytes.Count(line, []byte("`"))%2 != 0 || bytes.HasSuffix(line, []byte(`\`)) ||
			bytes.Count(line, []byte("/*")) != bytes.Count(line, []byte("*/")) {
			return js
		}
		if len(line) == 0 || bytes.HasPrefix(line, []byte("//")) && !bytes.Contains(line, []byte("Copyright")) {
			continue
		}
		out = append(append(out, line...), '\n')
	}
	return out
}
