package html

import "github.com/tandemgo/tandem/view"

// The elements of SVG. A, Script, StyleEl and TitleEl are those of HTML.

// Animate returns the element animate.
func Animate(items ...view.Item) *view.Node { return view.El("animate", items...) }

// AnimateMotion returns the element animateMotion.
func AnimateMotion(items ...view.Item) *view.Node { return view.El("animateMotion", items...) }

// AnimateTransform returns the element animateTransform.
func AnimateTransform(items ...view.Item) *view.Node { return view.El("animateTransform", items...) }

// Circle returns the element circle.
func Circle(items ...view.Item) *view.Node { return view.El("circle", items...) }

// ClipPath returns the element clipPath.
func ClipPath(items ...view.Item) *view.Node { return view.El("clipPath", items...) }

// Defs returns the element defs.
func Defs(items ...view.Item) *view.Node { return view.El("defs", items...) }

// Desc returns the element desc.
func Desc(items ...view.Item) *view.Node { return view.El("desc", items...) }

// Ellipse returns the element ellipse.
func Ellipse(items ...view.Item) *view.Node { return view.El("ellipse", items...) }

// FeBlend returns the element feBlend.
func FeBlend(items ...view.Item) *view.Node { return view.El("feBlend", items...) }

// FeColorMatrix returns the element feColorMatrix.
func FeColorMatrix(items ...view.Item) *view.Node { return view.El("feColorMatrix", items...) }

// FeComponentTransfer returns the element feComponentTransfer.
func FeComponentTransfer(items ...view.Item) *view.Node {
	return view.El("feComponentTransfer", items...)
}

// FeComposite returns the element feComposite.
func FeComposite(items ...view.Item) *view.Node { return view.El("feComposite", items...) }

// FeConvolveMatrix returns the element feConvolveMatrix.
func FeConvolveMatrix(items ...view.Item) *view.Node { return view.El("feConvolveMatrix", items...) }

// FeDiffuseLighting returns the element feDiffuseLighting.
func FeDiffuseLighting(items ...view.Item) *view.Node { return view.El("feDiffuseLighting", items...) }

// FeDisplacementMap returns the element feDisplacementMap.
func FeDisplacementMap(items ...view.Item) *view.Node { return view.El("feDisplacementMap", items...) }

// FeDistantLight returns the element feDistantLight.
func FeDistantLight(items ...view.Item) *view.Node { return view.El("feDistantLight", items...) }

// FeDropShadow returns the element feDropShadow.
func FeDropShadow(items ...view.Item) *view.Node { return view.El("feDropShadow", items...) }

// FeFlood returns the element feFlood.
func FeFlood(items ...view.Item) *view.Node { return view.El("feFlood", items...) }

// FeFuncA returns the element feFuncA.
func FeFuncA(items ...view.Item) *view.Node { return view.El("feFuncA", items...) }

// FeFuncB returns the element feFuncB.
func FeFuncB(items ...view.Item) *view.Node { return view.El("feFuncB", items...) }

// FeFuncG returns the element feFuncG.
func FeFuncG(items ...view.Item) *view.Node { return view.El("feFuncG", items...) }

// FeFuncR returns the element feFuncR.
func FeFuncR(items ...view.Item) *view.Node { return view.El("feFuncR", items...) }

// FeGaussianBlur returns the element feGaussianBlur.
func FeGaussianBlur(items ...view.Item) *view.Node { return view.El("feGaussianBlur", items...) }

// FeImage returns the element feImage.
func FeImage(items ...view.Item) *view.Node { return view.El("feImage", items...) }

// FeMerge returns the element feMerge.
func FeMerge(items ...view.Item) *view.Node { return view.El("feMerge", items...) }

// FeMergeNode returns the element feMergeNode.
func FeMergeNode(items ...view.Item) *view.Node { return view.El("feMergeNode", items...) }

// FeMorphology returns the element feMorphology.
func FeMorphology(items ...view.Item) *view.Node { return view.El("feMorphology", items...) }

// FeOffset returns the element feOffset.
func FeOffset(items ...view.Item) *view.Node { return view.El("feOffset", items...) }

// FePointLight returns the element fePointLight.
func FePointLight(items ...view.Item) *view.Node { return view.El("fePointLight", items...) }

// FeSpecularLighting returns the element feSpecularLighting.
func FeSpecularLighting(items ...view.Item) *view.Node {
	return view.El("feSpecularLighting", items...)
}

// FeSpotLight returns the element feSpotLight.
func FeSpotLight(items ...view.Item) *view.Node { return view.El("feSpotLight", items...) }

// FeTile returns the element feTile.
func FeTile(items ...view.Item) *view.Node { return view.El("feTile", items...) }

// FeTurbulence returns the element feTurbulence.
func FeTurbulence(items ...view.Item) *view.Node { return view.El("feTurbulence", items...) }

// Filter returns the element filter.
func Filter(items ...view.Item) *view.Node { return view.El("filter", items...) }

// ForeignObject returns the element foreignObject. Elements inside are those of HTML.
func ForeignObject(items ...view.Item) *view.Node { return view.El("foreignObject", items...) }

// G returns the element g.
func G(items ...view.Item) *view.Node { return view.El("g", items...) }

// Image returns the element image.
func Image(items ...view.Item) *view.Node { return view.El("image", items...) }

// Line returns the element line.
func Line(items ...view.Item) *view.Node { return view.El("line", items...) }

// LinearGradient returns the element linearGradient.
func LinearGradient(items ...view.Item) *view.Node { return view.El("linearGradient", items...) }

// Marker returns the element marker.
func Marker(items ...view.Item) *view.Node { return view.El("marker", items...) }

// Mask returns the element mask.
func Mask(items ...view.Item) *view.Node { return view.El("mask", items...) }

// Metadata returns the element metadata.
func Metadata(items ...view.Item) *view.Node { return view.El("metadata", items...) }

// Mpath returns the element mpath.
func Mpath(items ...view.Item) *view.Node { return view.El("mpath", items...) }

// Path returns the element path.
func Path(items ...view.Item) *view.Node { return view.El("path", items...) }

// PatternEl returns the element pattern.
func PatternEl(items ...view.Item) *view.Node { return view.El("pattern", items...) }

// Polygon returns the element polygon.
func Polygon(items ...view.Item) *view.Node { return view.El("polygon", items...) }

// Polyline returns the element polyline.
func Polyline(items ...view.Item) *view.Node { return view.El("polyline", items...) }

// RadialGradient returns the element radialGradient.
func RadialGradient(items ...view.Item) *view.Node { return view.El("radialGradient", items...) }

// Rect returns the element rect.
func Rect(items ...view.Item) *view.Node { return view.El("rect", items...) }

// Set returns the element set.
func Set(items ...view.Item) *view.Node { return view.El("set", items...) }

// Stop returns the element stop.
func Stop(items ...view.Item) *view.Node { return view.El("stop", items...) }

// Switch returns the element switch.
func Switch(items ...view.Item) *view.Node { return view.El("switch", items...) }

// Symbol returns the element symbol.
func Symbol(items ...view.Item) *view.Node { return view.El("symbol", items...) }

// TextEl returns the element text of SVG; view.Text is what stands in any element.
func TextEl(items ...view.Item) *view.Node { return view.El("text", items...) }

// TextPath returns the element textPath.
func TextPath(items ...view.Item) *view.Node { return view.El("textPath", items...) }

// Tspan returns the element tspan.
func Tspan(items ...view.Item) *view.Node { return view.El("tspan", items...) }

// Use returns the element use.
func Use(items ...view.Item) *view.Node { return view.El("use", items...) }

// View returns the element view.
func View(items ...view.Item) *view.Node { return view.El("view", items...) }

// The attributes of SVG that HTML has not. What can have a unit takes a string.

// Accumulate returns the attribute accumulate.
func Accumulate(v string) view.Attr { return view.Attr{Name: "accumulate", Value: v} }

// Additive returns the attribute additive.
func Additive(v string) view.Attr { return view.Attr{Name: "additive", Value: v} }

// AlignmentBaseline returns the attribute alignment-baseline.
func AlignmentBaseline(v string) view.Attr { return view.Attr{Name: "alignment-baseline", Value: v} }

// Amplitude returns the attribute amplitude.
func Amplitude(v string) view.Attr { return view.Attr{Name: "amplitude", Value: v} }

// AttributeName returns the attribute attributeName. Links and handlers cannot be
// animated: such a name is left out.
func AttributeName(v string) view.Attr { return view.Attr{Name: "attributeName", Value: v} }

// Azimuth returns the attribute azimuth.
func Azimuth(v string) view.Attr { return view.Attr{Name: "azimuth", Value: v} }

// BaseFrequency returns the attribute baseFrequency.
func BaseFrequency(v string) view.Attr { return view.Attr{Name: "baseFrequency", Value: v} }

// BaselineShift returns the attribute baseline-shift.
func BaselineShift(v string) view.Attr { return view.Attr{Name: "baseline-shift", Value: v} }

// Begin returns the attribute begin.
func Begin(v string) view.Attr { return view.Attr{Name: "begin", Value: v} }

// Bias returns the attribute bias.
func Bias(v string) view.Attr { return view.Attr{Name: "bias", Value: v} }

// By returns the attribute by.
func By(v string) view.Attr { return view.Attr{Name: "by", Value: v} }

// CalcMode returns the attribute calcMode.
func CalcMode(v string) view.Attr { return view.Attr{Name: "calcMode", Value: v} }

// ClipPathAttr returns the attribute clip-path.
func ClipPathAttr(v string) view.Attr { return view.Attr{Name: "clip-path", Value: v} }

// ClipRule returns the attribute clip-rule.
func ClipRule(v string) view.Attr { return view.Attr{Name: "clip-rule", Value: v} }

// ClipPathUnits returns the attribute clipPathUnits.
func ClipPathUnits(v string) view.Attr { return view.Attr{Name: "clipPathUnits", Value: v} }

// ColorInterpolation returns the attribute color-interpolation.
func ColorInterpolation(v string) view.Attr { return view.Attr{Name: "color-interpolation", Value: v} }

// ColorInterpolationFilters returns the attribute color-interpolation-filters.
func ColorInterpolationFilters(v string) view.Attr {
	return view.Attr{Name: "color-interpolation-filters", Value: v}
}

// Cursor returns the attribute cursor.
func Cursor(v string) view.Attr { return view.Attr{Name: "cursor", Value: v} }

// CX returns the attribute cx.
func CX(v string) view.Attr { return view.Attr{Name: "cx", Value: v} }

// CY returns the attribute cy.
func CY(v string) view.Attr { return view.Attr{Name: "cy", Value: v} }

// D returns the attribute d.
func D(v string) view.Attr { return view.Attr{Name: "d", Value: v} }

// DiffuseConstant returns the attribute diffuseConstant.
func DiffuseConstant(v string) view.Attr { return view.Attr{Name: "diffuseConstant", Value: v} }

// Direction returns the attribute direction.
func Direction(v string) view.Attr { return view.Attr{Name: "direction", Value: v} }

// Display returns the attribute display.
func Display(v string) view.Attr { return view.Attr{Name: "display", Value: v} }

// Divisor returns the attribute divisor.
func Divisor(v string) view.Attr { return view.Attr{Name: "divisor", Value: v} }

// DominantBaseline returns the attribute dominant-baseline.
func DominantBaseline(v string) view.Attr { return view.Attr{Name: "dominant-baseline", Value: v} }

// Dur returns the attribute dur.
func Dur(v string) view.Attr { return view.Attr{Name: "dur", Value: v} }

// DX returns the attribute dx.
func DX(v string) view.Attr { return view.Attr{Name: "dx", Value: v} }

// DY returns the attribute dy.
func DY(v string) view.Attr { return view.Attr{Name: "dy", Value: v} }

// EdgeMode returns the attribute edgeMode.
func EdgeMode(v string) view.Attr { return view.Attr{Name: "edgeMode", Value: v} }

// Elevation returns the attribute elevation.
func Elevation(v string) view.Attr { return view.Attr{Name: "elevation", Value: v} }

// End returns the attribute end.
func End(v string) view.Attr { return view.Attr{Name: "end", Value: v} }

// Exponent returns the attribute exponent.
func Exponent(v string) view.Attr { return view.Attr{Name: "exponent", Value: v} }

// Fill returns the attribute fill.
func Fill(v string) view.Attr { return view.Attr{Name: "fill", Value: v} }

// FillOpacity returns the attribute fill-opacity.
func FillOpacity(v string) view.Attr { return view.Attr{Name: "fill-opacity", Value: v} }

// FillRule returns the attribute fill-rule.
func FillRule(v string) view.Attr { return view.Attr{Name: "fill-rule", Value: v} }

// FilterAttr returns the attribute filter.
func FilterAttr(v string) view.Attr { return view.Attr{Name: "filter", Value: v} }

// FilterUnits returns the attribute filterUnits.
func FilterUnits(v string) view.Attr { return view.Attr{Name: "filterUnits", Value: v} }

// FloodColor returns the attribute flood-color.
func FloodColor(v string) view.Attr { return view.Attr{Name: "flood-color", Value: v} }

// FloodOpacity returns the attribute flood-opacity.
func FloodOpacity(v string) view.Attr { return view.Attr{Name: "flood-opacity", Value: v} }

// FontFamily returns the attribute font-family.
func FontFamily(v string) view.Attr { return view.Attr{Name: "font-family", Value: v} }

// FontSize returns the attribute font-size.
func FontSize(v string) view.Attr { return view.Attr{Name: "font-size", Value: v} }

// FontSizeAdjust returns the attribute font-size-adjust.
func FontSizeAdjust(v string) view.Attr { return view.Attr{Name: "font-size-adjust", Value: v} }

// FontStretch returns the attribute font-stretch.
func FontStretch(v string) view.Attr { return view.Attr{Name: "font-stretch", Value: v} }

// FontStyle returns the attribute font-style.
func FontStyle(v string) view.Attr { return view.Attr{Name: "font-style", Value: v} }

// FontVariant returns the attribute font-variant.
func FontVariant(v string) view.Attr { return view.Attr{Name: "font-variant", Value: v} }

// FontWeight returns the attribute font-weight.
func FontWeight(v string) view.Attr { return view.Attr{Name: "font-weight", Value: v} }

// FR returns the attribute fr.
func FR(v string) view.Attr { return view.Attr{Name: "fr", Value: v} }

// From returns the attribute from.
func From(v string) view.Attr { return view.Attr{Name: "from", Value: v} }

// FX returns the attribute fx.
func FX(v string) view.Attr { return view.Attr{Name: "fx", Value: v} }

// FY returns the attribute fy.
func FY(v string) view.Attr { return view.Attr{Name: "fy", Value: v} }

// GradientTransform returns the attribute gradientTransform.
func GradientTransform(v string) view.Attr { return view.Attr{Name: "gradientTransform", Value: v} }

// GradientUnits returns the attribute gradientUnits.
func GradientUnits(v string) view.Attr { return view.Attr{Name: "gradientUnits", Value: v} }

// ImageRendering returns the attribute image-rendering.
func ImageRendering(v string) view.Attr { return view.Attr{Name: "image-rendering", Value: v} }

// In returns the attribute in.
func In(v string) view.Attr { return view.Attr{Name: "in", Value: v} }

// In2 returns the attribute in2.
func In2(v string) view.Attr { return view.Attr{Name: "in2", Value: v} }

// Intercept returns the attribute intercept.
func Intercept(v string) view.Attr { return view.Attr{Name: "intercept", Value: v} }

// K1 returns the attribute k1.
func K1(v string) view.Attr { return view.Attr{Name: "k1", Value: v} }

// K2 returns the attribute k2.
func K2(v string) view.Attr { return view.Attr{Name: "k2", Value: v} }

// K3 returns the attribute k3.
func K3(v string) view.Attr { return view.Attr{Name: "k3", Value: v} }

// K4 returns the attribute k4.
func K4(v string) view.Attr { return view.Attr{Name: "k4", Value: v} }

// KernelMatrix returns the attribute kernelMatrix.
func KernelMatrix(v string) view.Attr { return view.Attr{Name: "kernelMatrix", Value: v} }

// KernelUnitLength returns the attribute kernelUnitLength.
func KernelUnitLength(v string) view.Attr { return view.Attr{Name: "kernelUnitLength", Value: v} }

// KeyPoints returns the attribute keyPoints.
func KeyPoints(v string) view.Attr { return view.Attr{Name: "keyPoints", Value: v} }

// KeySplines returns the attribute keySplines.
func KeySplines(v string) view.Attr { return view.Attr{Name: "keySplines", Value: v} }

// KeyTimes returns the attribute keyTimes.
func KeyTimes(v string) view.Attr { return view.Attr{Name: "keyTimes", Value: v} }

// LengthAdjust returns the attribute lengthAdjust.
func LengthAdjust(v string) view.Attr { return view.Attr{Name: "lengthAdjust", Value: v} }

// LetterSpacing returns the attribute letter-spacing.
func LetterSpacing(v string) view.Attr { return view.Attr{Name: "letter-spacing", Value: v} }

// LightingColor returns the attribute lighting-color.
func LightingColor(v string) view.Attr { return view.Attr{Name: "lighting-color", Value: v} }

// LimitingConeAngle returns the attribute limitingConeAngle.
func LimitingConeAngle(v string) view.Attr { return view.Attr{Name: "limitingConeAngle", Value: v} }

// MarkerEnd returns the attribute marker-end.
func MarkerEnd(v string) view.Attr { return view.Attr{Name: "marker-end", Value: v} }

// MarkerMid returns the attribute marker-mid.
func MarkerMid(v string) view.Attr { return view.Attr{Name: "marker-mid", Value: v} }

// MarkerStart returns the attribute marker-start.
func MarkerStart(v string) view.Attr { return view.Attr{Name: "marker-start", Value: v} }

// MarkerHeight returns the attribute markerHeight.
func MarkerHeight(v string) view.Attr { return view.Attr{Name: "markerHeight", Value: v} }

// MarkerUnits returns the attribute markerUnits.
func MarkerUnits(v string) view.Attr { return view.Attr{Name: "markerUnits", Value: v} }

// MarkerWidth returns the attribute markerWidth.
func MarkerWidth(v string) view.Attr { return view.Attr{Name: "markerWidth", Value: v} }

// MaskAttr returns the attribute mask.
func MaskAttr(v string) view.Attr { return view.Attr{Name: "mask", Value: v} }

// MaskType returns the attribute mask-type.
func MaskType(v string) view.Attr { return view.Attr{Name: "mask-type", Value: v} }

// MaskContentUnits returns the attribute maskContentUnits.
func MaskContentUnits(v string) view.Attr { return view.Attr{Name: "maskContentUnits", Value: v} }

// MaskUnits returns the attribute maskUnits.
func MaskUnits(v string) view.Attr { return view.Attr{Name: "maskUnits", Value: v} }

// Mode returns the attribute mode.
func Mode(v string) view.Attr { return view.Attr{Name: "mode", Value: v} }

// NumOctaves returns the attribute numOctaves.
func NumOctaves(v string) view.Attr { return view.Attr{Name: "numOctaves", Value: v} }

// Offset returns the attribute offset.
func Offset(v string) view.Attr { return view.Attr{Name: "offset", Value: v} }

// Opacity returns the attribute opacity.
func Opacity(v string) view.Attr { return view.Attr{Name: "opacity", Value: v} }

// Operator returns the attribute operator.
func Operator(v string) view.Attr { return view.Attr{Name: "operator", Value: v} }

// Order returns the attribute order.
func Order(v string) view.Attr { return view.Attr{Name: "order", Value: v} }

// Orient returns the attribute orient.
func Orient(v string) view.Attr { return view.Attr{Name: "orient", Value: v} }

// Origin returns the attribute origin.
func Origin(v string) view.Attr { return view.Attr{Name: "origin", Value: v} }

// Overflow returns the attribute overflow.
func Overflow(v string) view.Attr { return view.Attr{Name: "overflow", Value: v} }

// PaintOrder returns the attribute paint-order.
func PaintOrder(v string) view.Attr { return view.Attr{Name: "paint-order", Value: v} }

// PathAttr returns the attribute path.
func PathAttr(v string) view.Attr { return view.Attr{Name: "path", Value: v} }

// PathLength returns the attribute pathLength.
func PathLength(v string) view.Attr { return view.Attr{Name: "pathLength", Value: v} }

// PatternContentUnits returns the attribute patternContentUnits.
func PatternContentUnits(v string) view.Attr { return view.Attr{Name: "patternContentUnits", Value: v} }

// PatternTransform returns the attribute patternTransform.
func PatternTransform(v string) view.Attr { return view.Attr{Name: "patternTransform", Value: v} }

// PatternUnits returns the attribute patternUnits.
func PatternUnits(v string) view.Attr { return view.Attr{Name: "patternUnits", Value: v} }

// PointerEvents returns the attribute pointer-events.
func PointerEvents(v string) view.Attr { return view.Attr{Name: "pointer-events", Value: v} }

// Points returns the attribute points.
func Points(v string) view.Attr { return view.Attr{Name: "points", Value: v} }

// PointsAtX returns the attribute pointsAtX.
func PointsAtX(v string) view.Attr { return view.Attr{Name: "pointsAtX", Value: v} }

// PointsAtY returns the attribute pointsAtY.
func PointsAtY(v string) view.Attr { return view.Attr{Name: "pointsAtY", Value: v} }

// PointsAtZ returns the attribute pointsAtZ.
func PointsAtZ(v string) view.Attr { return view.Attr{Name: "pointsAtZ", Value: v} }

// PreserveAlpha returns the attribute preserveAlpha.
func PreserveAlpha(v string) view.Attr { return view.Attr{Name: "preserveAlpha", Value: v} }

// PreserveAspectRatio returns the attribute preserveAspectRatio.
func PreserveAspectRatio(v string) view.Attr { return view.Attr{Name: "preserveAspectRatio", Value: v} }

// PrimitiveUnits returns the attribute primitiveUnits.
func PrimitiveUnits(v string) view.Attr { return view.Attr{Name: "primitiveUnits", Value: v} }

// R returns the attribute r.
func R(v string) view.Attr { return view.Attr{Name: "r", Value: v} }

// Radius returns the attribute radius.
func Radius(v string) view.Attr { return view.Attr{Name: "radius", Value: v} }

// RefX returns the attribute refX.
func RefX(v string) view.Attr { return view.Attr{Name: "refX", Value: v} }

// RefY returns the attribute refY.
func RefY(v string) view.Attr { return view.Attr{Name: "refY", Value: v} }

// RepeatCount returns the attribute repeatCount.
func RepeatCount(v string) view.Attr { return view.Attr{Name: "repeatCount", Value: v} }

// RepeatDur returns the attribute repeatDur.
func RepeatDur(v string) view.Attr { return view.Attr{Name: "repeatDur", Value: v} }

// RequiredExtensions returns the attribute requiredExtensions.
func RequiredExtensions(v string) view.Attr { return view.Attr{Name: "requiredExtensions", Value: v} }

// Restart returns the attribute restart.
func Restart(v string) view.Attr { return view.Attr{Name: "restart", Value: v} }

// Result returns the attribute result.
func Result(v string) view.Attr { return view.Attr{Name: "result", Value: v} }

// Rotate returns the attribute rotate.
func Rotate(v string) view.Attr { return view.Attr{Name: "rotate", Value: v} }

// RX returns the attribute rx.
func RX(v string) view.Attr { return view.Attr{Name: "rx", Value: v} }

// RY returns the attribute ry.
func RY(v string) view.Attr { return view.Attr{Name: "ry", Value: v} }

// Scale returns the attribute scale.
func Scale(v string) view.Attr { return view.Attr{Name: "scale", Value: v} }

// Seed returns the attribute seed.
func Seed(v string) view.Attr { return view.Attr{Name: "seed", Value: v} }

// ShapeRendering returns the attribute shape-rendering.
func ShapeRendering(v string) view.Attr { return view.Attr{Name: "shape-rendering", Value: v} }

// Side returns the attribute side.
func Side(v string) view.Attr { return view.Attr{Name: "side", Value: v} }

// Slope returns the attribute slope.
func Slope(v string) view.Attr { return view.Attr{Name: "slope", Value: v} }

// Spacing returns the attribute spacing.
func Spacing(v string) view.Attr { return view.Attr{Name: "spacing", Value: v} }

// SpecularConstant returns the attribute specularConstant.
func SpecularConstant(v string) view.Attr { return view.Attr{Name: "specularConstant", Value: v} }

// SpecularExponent returns the attribute specularExponent.
func SpecularExponent(v string) view.Attr { return view.Attr{Name: "specularExponent", Value: v} }

// SpreadMethod returns the attribute spreadMethod.
func SpreadMethod(v string) view.Attr { return view.Attr{Name: "spreadMethod", Value: v} }

// StartOffset returns the attribute startOffset.
func StartOffset(v string) view.Attr { return view.Attr{Name: "startOffset", Value: v} }

// StdDeviation returns the attribute stdDeviation.
func StdDeviation(v string) view.Attr { return view.Attr{Name: "stdDeviation", Value: v} }

// StitchTiles returns the attribute stitchTiles.
func StitchTiles(v string) view.Attr { return view.Attr{Name: "stitchTiles", Value: v} }

// StopColor returns the attribute stop-color.
func StopColor(v string) view.Attr { return view.Attr{Name: "stop-color", Value: v} }

// StopOpacity returns the attribute stop-opacity.
func StopOpacity(v string) view.Attr { return view.Attr{Name: "stop-opacity", Value: v} }

// Stroke returns the attribute stroke.
func Stroke(v string) view.Attr { return view.Attr{Name: "stroke", Value: v} }

// StrokeDasharray returns the attribute stroke-dasharray.
func StrokeDasharray(v string) view.Attr { return view.Attr{Name: "stroke-dasharray", Value: v} }

// StrokeDashoffset returns the attribute stroke-dashoffset.
func StrokeDashoffset(v string) view.Attr { return view.Attr{Name: "stroke-dashoffset", Value: v} }

// StrokeLinecap returns the attribute stroke-linecap.
func StrokeLinecap(v string) view.Attr { return view.Attr{Name: "stroke-linecap", Value: v} }

// StrokeLinejoin returns the attribute stroke-linejoin.
func StrokeLinejoin(v string) view.Attr { return view.Attr{Name: "stroke-linejoin", Value: v} }

// StrokeMiterlimit returns the attribute stroke-miterlimit.
func StrokeMiterlimit(v string) view.Attr { return view.Attr{Name: "stroke-miterlimit", Value: v} }

// StrokeOpacity returns the attribute stroke-opacity.
func StrokeOpacity(v string) view.Attr { return view.Attr{Name: "stroke-opacity", Value: v} }

// StrokeWidth returns the attribute stroke-width.
func StrokeWidth(v string) view.Attr { return view.Attr{Name: "stroke-width", Value: v} }

// SurfaceScale returns the attribute surfaceScale.
func SurfaceScale(v string) view.Attr { return view.Attr{Name: "surfaceScale", Value: v} }

// SystemLanguage returns the attribute systemLanguage.
func SystemLanguage(v string) view.Attr { return view.Attr{Name: "systemLanguage", Value: v} }

// TableValues returns the attribute tableValues.
func TableValues(v string) view.Attr { return view.Attr{Name: "tableValues", Value: v} }

// TargetX returns the attribute targetX.
func TargetX(v string) view.Attr { return view.Attr{Name: "targetX", Value: v} }

// TargetY returns the attribute targetY.
func TargetY(v string) view.Attr { return view.Attr{Name: "targetY", Value: v} }

// TextAnchor returns the attribute text-anchor.
func TextAnchor(v string) view.Attr { return view.Attr{Name: "text-anchor", Value: v} }

// TextDecoration returns the attribute text-decoration.
func TextDecoration(v string) view.Attr { return view.Attr{Name: "text-decoration", Value: v} }

// TextRendering returns the attribute text-rendering.
func TextRendering(v string) view.Attr { return view.Attr{Name: "text-rendering", Value: v} }

// TextLength returns the attribute textLength.
func TextLength(v string) view.Attr { return view.Attr{Name: "textLength", Value: v} }

// To returns the attribute to.
func To(v string) view.Attr { return view.Attr{Name: "to", Value: v} }

// Transform returns the attribute transform.
func Transform(v string) view.Attr { return view.Attr{Name: "transform", Value: v} }

// TransformOrigin returns the attribute transform-origin.
func TransformOrigin(v string) view.Attr { return view.Attr{Name: "transform-origin", Value: v} }

// UnicodeBidi returns the attribute unicode-bidi.
func UnicodeBidi(v string) view.Attr { return view.Attr{Name: "unicode-bidi", Value: v} }

// Values returns the attribute values.
func Values(v string) view.Attr { return view.Attr{Name: "values", Value: v} }

// VectorEffect returns the attribute vector-effect.
func VectorEffect(v string) view.Attr { return view.Attr{Name: "vector-effect", Value: v} }

// ViewBox returns the attribute viewBox.
func ViewBox(v string) view.Attr { return view.Attr{Name: "viewBox", Value: v} }

// Visibility returns the attribute visibility.
func Visibility(v string) view.Attr { return view.Attr{Name: "visibility", Value: v} }

// WordSpacing returns the attribute word-spacing.
func WordSpacing(v string) view.Attr { return view.Attr{Name: "word-spacing", Value: v} }

// WritingMode returns the attribute writing-mode.
func WritingMode(v string) view.Attr { return view.Attr{Name: "writing-mode", Value: v} }

// X returns the attribute x.
func X(v string) view.Attr { return view.Attr{Name: "x", Value: v} }

// X1 returns the attribute x1.
func X1(v string) view.Attr { return view.Attr{Name: "x1", Value: v} }

// X2 returns the attribute x2.
func X2(v string) view.Attr { return view.Attr{Name: "x2", Value: v} }

// XChannelSelector returns the attribute xChannelSelector.
func XChannelSelector(v string) view.Attr { return view.Attr{Name: "xChannelSelector", Value: v} }

// Y returns the attribute y.
func Y(v string) view.Attr { return view.Attr{Name: "y", Value: v} }

// Y1 returns the attribute y1.
func Y1(v string) view.Attr { return view.Attr{Name: "y1", Value: v} }

// Y2 returns the attribute y2.
func Y2(v string) view.Attr { return view.Attr{Name: "y2", Value: v} }

// YChannelSelector returns the attribute yChannelSelector.
func YChannelSelector(v string) view.Attr { return view.Attr{Name: "yChannelSelector", Value: v} }

// Z returns the attribute z.
func Z(v string) view.Attr { return view.Attr{Name: "z", Value: v} }
