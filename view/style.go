package view

// Style returns the style attribute with one declaration, such as
//
//	view.Style("width", percent+"%")
//
// An element joins all that it is given. Whatever the value holds, it stays
// one value of one property: a property or value that could end the
// declaration, begin another or load something gives nothing. So no url(), no
// braces, backslashes or comments, and functions of a fixed list only, those
// of lengths, colours, gradients, transformations, filters and shapes; what
// needs more has its place in a style sheet.
//
// A content security policy without 'unsafe-inline' for styles makes browsers
// ignore style attributes.
func Style(property, value string) Attr {
	if !validProperty(property) || value == "" || !safeStyle(value, false) {
		return Attr{}
	}
	return Attr{"style", property + ":" + value}
}

func validProperty(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !('a' <= c && c <= 'z' || c == '-' || i > 0 && ('0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || c == '_')) {
			return false
		}
	}
	return s != ""
}

// safeStyle reports whether s is one value, or with list declarations, that
// can neither load nor run anything nor swallow what follows.
func safeStyle(s string, list bool) bool {
	depth, word := 0, 0 // word is where the name before i begins
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case letter(c) || '0' <= c && c <= '9' || c == '-' || c == '_' || c >= 0x80:
			continue
		case c == '(':
			if word < i && !styleFunc(s[word:i]) {
				return false
			}
			depth++
		case c == ')':
			if depth--; depth < 0 {
				return false
			}
		case c == ';':
			if !list || depth > 0 {
				return false
			}
		case c == '"' || c == '\'':
			for i++; i < len(s) && s[i] != c; i++ {
				if s[i] < ' ' || s[i] == '\\' {
					return false
				}
			}
			if i == len(s) {
				return false
			}
		case c == '/':
			if i+1 < len(s) && s[i+1] == '*' {
				return false
			}
		case c == ' ', c == ',', c == '.', c == '%', c == '#', c == '+', c == '*', c == '!', c == '=',
			c == '\t' || c == '\n':
		case c == ':':
			if !list {
				return false
			}
		default:
			return false
		}
		word = i + 1
	}
	return depth == 0
}

// styleFunc reports whether a function of CSS with that name makes its value of
// its arguments alone.
func styleFunc(name string) bool {
	switch name {
	case "var", "env", "calc", "min", "max", "clamp", "round", "mod", "rem", "abs", "sign", "sin", "cos", "tan",
		"rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "color-mix", "light-dark",
		"linear-gradient", "radial-gradient", "conic-gradient",
		"repeating-linear-gradient", "repeating-radial-gradient", "repeating-conic-gradient",
		"translate", "translateX", "translateY", "translateZ", "translate3d",
		"scale", "scaleX", "scaleY", "scaleZ", "scale3d", "rotate", "rotateX", "rotateY", "rotateZ", "rotate3d",
		"skew", "skewX", "skewY", "matrix", "matrix3d", "perspective",
		"blur", "brightness", "contrast", "drop-shadow", "grayscale", "hue-rotate", "invert", "opacity", "saturate", "sepia",
		"circle", "ellipse", "inset", "polygon", "path",
		"cubic-bezier", "linear", "steps", "minmax", "repeat", "fit-content", "counter", "counters":
		return true
	}
	return false
}
