// Package text compares and merges texts: by lines, and where that is not enough,
// by words. All is byte for byte: line ends and a missing last one stay as they
// are.
//
//	merged, ok := text.Merge(base, mine, theirs)
//
// It is deterministic, and its cost is bounded: pieces that differ in too many
// places are taken as different throughout.
package text
