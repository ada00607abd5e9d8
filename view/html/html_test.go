package html_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// What the standards have, as of 2026: HTML (the living standard), SVG 2 with
// filters, masks and animations, ARIA 1.3.
const (
	htmlElements = `a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code col
		colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
		head header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu meta meter nav noscript
		object ol optgroup option output p picture pre progress q rp rt ruby s samp script search section select slot small source
		span strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track u ul var video wbr`
	htmlAttributes = `abbr accept accept-charset accesskey action allow allowfullscreen alpha alt as async autocapitalize autocomplete
		autocorrect autofocus autoplay blocking charset checked cite class closedby color colorspace cols colspan command commandfor
		content contenteditable controls coords crossorigin data datetime decoding default defer dir dirname disabled download
		draggable enctype enterkeyhint fetchpriority for form formaction formenctype formmethod formnovalidate formtarget headers
		height hidden high href hreflang http-equiv id imagesizes imagesrcset inert inputmode integrity is ismap itemid itemprop
		itemref itemscope itemtype kind label lang list loading loop low max maxlength media method min minlength multiple muted name
		nomodule nonce novalidate open optimum pattern ping placeholder playsinline popover popovertarget popovertargetaction poster
		preload readonly referrerpolicy rel required reversed rows rowspan sandbox scope selected shape size sizes slot span
		spellcheck src srclang srcset start step style tabindex target title translate type usemap value width wrap
		writingsuggestions role part disablepictureinpicture aria- data-`
	svgElements = `animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer
		feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG
		feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile
		feTurbulence filter foreignObject g image line linearGradient marker mask metadata mpath path pattern polygon polyline
		radialGradient rect set stop switch symbol text textPath tspan use view`
	svgAttributes = `accumulate additive alignment-baseline amplitude attributeName azimuth baseFrequency baseline-shift begin bias by
		calcMode clip-path clip-rule clipPathUnits color-interpolation color-interpolation-filters cursor cx cy d diffuseConstant
		direction display divisor dominant-baseline dur dx dy edgeMode elevation end exponent fill fill-opacity fill-rule filter
		filterUnits flood-color flood-opacity font-family font-size font-size-adjust font-stretch font-style font-variant font-weight
		fr from fx fy gradientTransform gradientUnits image-rendering in in2 intercept k1 k2 k3 k4 kernelMatrix kernelUnitLength
		keyPoints keySplines keyTimes lengthAdjust letter-spacing lighting-color limitingConeAngle marker-end marker-mid marker-start
		markerHeight markerUnits markerWidth mask mask-type maskContentUnits maskUnits mode numOctaves offset opacity operator order
		orient origin overflow paint-order path pathLength patternContentUnits patternTransform patternUnits pointer-events points
		pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius refX refY repeatCount repeatDur
		requiredExtensions restart result rotate rx ry scale seed shape-rendering side slope spacing specularConstant
		specularExponent spreadMethod startOffset stdDeviation stitchTiles stop-color stop-opacity stroke stroke-dasharray
		stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width surfaceScale systemLanguage
		tableValues targetX targetY text-anchor text-decoration text-rendering textLength to transform transform-origin unicode-bidi
		values vector-effect viewBox visibility word-spacing writing-mode x x1 x2 xChannelSelector y y1 y2 yChannelSelector z`
	ariaAttributes = `aria-activedescendant aria-atomic aria-autocomplete aria-braillelabel aria-brailleroledescription aria-busy
		aria-checked aria-colcount aria-colindex aria-colindextext aria-colspan aria-controls aria-current aria-describedby
		aria-description aria-details aria-disabled aria-dropeffect aria-errormessage aria-expanded aria-flowto aria-grabbed
		aria-haspopup aria-hidden aria-invalid aria-keyshortcuts aria-label aria-labelledby aria-level aria-live aria-modal
		aria-multiline aria-multiselectable aria-orientation aria-owns aria-placeholder aria-posinset aria-pressed aria-readonly
		aria-relevant aria-required aria-roledescription aria-rowcount aria-rowindex aria-rowindextext aria-rowspan aria-selected
		aria-setsize aria-sort aria-valuemax aria-valuemin aria-valuenow aria-valuetext`
)

// There is a function for each, and the functions are all alike, and so is a slip
// in one of them: each name must be the name of what it makes.
func TestNames(t *testing.T) {
	const element = `(?m)^func (\w+)\(items \.\.\.view\.Item\) \*view\.Node \{\s+return view\.El\("([^"]+)", items`
	const attribute = `(?m)^func (\w+)\((?:name, )?(?:v string|n int|on bool|)\) view\.Attr \{\s+return (?:view\.Attr\{Name: |flag\(|truth\()"([^"]+)"`
	plain := regexp.MustCompile(`(El|Attr)$|-`)
	for _, c := range []struct{ file, form, want string }{
		{"element.go", element, htmlElements},
		{"attr.go", attribute, htmlAttributes},
		{"svg.go", element, svgElements},
		{"svg.go", attribute, svgAttributes},
		{"aria.go", attribute, ariaAttributes},
	} {
		source, err := os.ReadFile(c.file)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range regexp.MustCompile(c.form).FindAllStringSubmatch(string(source), -1) {
			got = append(got, m[2])
			if name := plain.ReplaceAllString(m[1], ""); !equalFold(name, plain.ReplaceAllString(m[2], "")) {
				t.Errorf("%s makes %s", m[1], m[2])
			}
		}
		if c.file == "attr.go" {
			got = append(got, "class", "style") // package view has the names
		}
		want := strings.Fields(c.want)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			for _, name := range want {
				if !slices.Contains(got, name) {
					t.Errorf("%s: nothing makes %s", c.file, name)
				}
			}
			for _, name := range got {
				if !slices.Contains(want, name) {
					t.Errorf("%s: %s is in no standard", c.file, name)
				}
			}
			t.Errorf("%s: %d names, want %d", c.file, len(got), len(want))
		}
	}
}

func equalFold(a, b string) bool {
	return regexp.MustCompile(`(?i)^` + a + `$`).MatchString(b)
}

func TestAttributes(t *testing.T) {
	n := html.Input(html.Type("number"), html.Value("1"), html.MaxLength(5), html.Required(true), html.ReadOnly(false),
		html.Autofocus(), html.Aria("label", "n"), html.Data("id", "7"), html.Class("a"), html.Class("b"), html.AcceptCharset("utf-8"),
		html.AriaHidden(false), html.AriaLevel(2), html.Style("color", "red"))
	const want = `<input type="number" value="1" maxlength="5" required autofocus aria-label="n" data-id="7" class="a b" accept-charset="utf-8" aria-hidden="false" aria-level="2" style="color:red">`
	if got := string(view.AppendHTML(nil, n, nil)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
