package html

import (
	"strconv"

	"github.com/tandemgo/tandem/view"
)

// AbbrAttr returns the attribute abbr.
func AbbrAttr(v string) view.Attr { return view.Attr{Name: "abbr", Value: v} }

// Accept returns the attribute accept.
func Accept(v string) view.Attr { return view.Attr{Name: "accept", Value: v} }

// AcceptCharset returns the attribute accept-charset.
func AcceptCharset(v string) view.Attr { return view.Attr{Name: "accept-charset", Value: v} }

// AccessKey returns the attribute accesskey.
func AccessKey(v string) view.Attr { return view.Attr{Name: "accesskey", Value: v} }

// Action returns the attribute action.
func Action(v string) view.Attr { return view.Attr{Name: "action", Value: v} }

// Allow returns the attribute allow.
func Allow(v string) view.Attr { return view.Attr{Name: "allow", Value: v} }

// AllowFullscreen returns the attribute allowfullscreen if on, and otherwise nothing.
func AllowFullscreen(on bool) view.Attr { return flag("allowfullscreen", on) }

// Alpha returns the attribute alpha if on, and otherwise nothing.
func Alpha(on bool) view.Attr { return flag("alpha", on) }

// Alt returns the attribute alt.
func Alt(v string) view.Attr { return view.Attr{Name: "alt", Value: v} }

// Aria returns the attribute aria-name.
func Aria(name, v string) view.Attr { return view.Attr{Name: "aria-" + name, Value: v} }

// As returns the attribute as.
func As(v string) view.Attr { return view.Attr{Name: "as", Value: v} }

// Async returns the attribute async if on, and otherwise nothing.
func Async(on bool) view.Attr { return flag("async", on) }

// AutoCapitalize returns the attribute autocapitalize.
func AutoCapitalize(v string) view.Attr { return view.Attr{Name: "autocapitalize", Value: v} }

// AutoComplete returns the attribute autocomplete.
func AutoComplete(v string) view.Attr { return view.Attr{Name: "autocomplete", Value: v} }

// AutoCorrect returns the attribute autocorrect.
func AutoCorrect(v string) view.Attr { return view.Attr{Name: "autocorrect", Value: v} }

// Autofocus returns the attribute autofocus. The element has the focus when it
// comes into the page, also in an update.
func Autofocus() view.Attr { return view.Attr{Name: "autofocus"} }

// AutoPlay returns the attribute autoplay if on, and otherwise nothing.
func AutoPlay(on bool) view.Attr { return flag("autoplay", on) }

// Blocking returns the attribute blocking.
func Blocking(v string) view.Attr { return view.Attr{Name: "blocking", Value: v} }

// Charset returns the attribute charset.
func Charset(v string) view.Attr { return view.Attr{Name: "charset", Value: v} }

// Checked returns the attribute checked if on, and otherwise nothing.
func Checked(on bool) view.Attr { return flag("checked", on) }

// CiteAttr returns the attribute cite.
func CiteAttr(v string) view.Attr { return view.Attr{Name: "cite", Value: v} }

// Class returns the attribute class; an empty one is ignored. All class attributes of an element become
// one; see view.ClassIf for a condition, and view.Class for several names of
// which some may be empty.
func Class(v string) view.ClassName { return view.ClassName(v) }

// ClosedBy returns the attribute closedby.
func ClosedBy(v string) view.Attr { return view.Attr{Name: "closedby", Value: v} }

// Color returns the attribute color.
func Color(v string) view.Attr { return view.Attr{Name: "color", Value: v} }

// ColorSpace returns the attribute colorspace.
func ColorSpace(v string) view.Attr { return view.Attr{Name: "colorspace", Value: v} }

// Cols returns the attribute cols.
func Cols(n int) view.Attr { return view.Attr{Name: "cols", Value: strconv.Itoa(n)} }

// ColSpan returns the attribute colspan.
func ColSpan(n int) view.Attr { return view.Attr{Name: "colspan", Value: strconv.Itoa(n)} }

// Command returns the attribute command: what a button does to the element that
// CommandFor names.
func Command(v string) view.Attr { return view.Attr{Name: "command", Value: v} }

// CommandFor returns the attribute commandfor.
func CommandFor(v string) view.Attr { return view.Attr{Name: "commandfor", Value: v} }

// Content returns the attribute content.
func Content(v string) view.Attr { return view.Attr{Name: "content", Value: v} }

// ContentEditable returns the attribute contenteditable.
func ContentEditable(v string) view.Attr { return view.Attr{Name: "contenteditable", Value: v} }

// Controls returns the attribute controls if on, and otherwise nothing.
func Controls(on bool) view.Attr { return flag("controls", on) }

// Coords returns the attribute coords.
func Coords(v string) view.Attr { return view.Attr{Name: "coords", Value: v} }

// CrossOrigin returns the attribute crossorigin.
func CrossOrigin(v string) view.Attr { return view.Attr{Name: "crossorigin", Value: v} }

// Data returns the attribute data-name.
func Data(name, v string) view.Attr { return view.Attr{Name: "data-" + name, Value: v} }

// DataAttr returns the attribute data, the source of an object; see [Data]
// for data-* attributes.
func DataAttr(v string) view.Attr { return view.Attr{Name: "data", Value: v} }

// DateTime returns the attribute datetime.
func DateTime(v string) view.Attr { return view.Attr{Name: "datetime", Value: v} }

// Decoding returns the attribute decoding.
func Decoding(v string) view.Attr { return view.Attr{Name: "decoding", Value: v} }

// Default returns the attribute default if on, and otherwise nothing.
func Default(on bool) view.Attr { return flag("default", on) }

// Defer returns the attribute defer if on, and otherwise nothing.
func Defer(on bool) view.Attr { return flag("defer", on) }

// Dir returns the attribute dir.
func Dir(v string) view.Attr { return view.Attr{Name: "dir", Value: v} }

// DirName returns the attribute dirname.
func DirName(v string) view.Attr { return view.Attr{Name: "dirname", Value: v} }

// Disabled returns the attribute disabled if on, and otherwise nothing.
func Disabled(on bool) view.Attr { return flag("disabled", on) }

// DisablePictureInPicture returns the attribute disablepictureinpicture if on, and otherwise nothing.
func DisablePictureInPicture(on bool) view.Attr { return flag("disablepictureinpicture", on) }

// Download returns the attribute download; an empty name leaves the name to
// the browser.
func Download(v string) view.Attr { return view.Attr{Name: "download", Value: v} }

// Draggable returns the attribute draggable.
func Draggable(v string) view.Attr { return view.Attr{Name: "draggable", Value: v} }

// Enctype returns the attribute enctype.
func Enctype(v string) view.Attr { return view.Attr{Name: "enctype", Value: v} }

// EnterKeyHint returns the attribute enterkeyhint.
func EnterKeyHint(v string) view.Attr { return view.Attr{Name: "enterkeyhint", Value: v} }

// FetchPriority returns the attribute fetchpriority.
func FetchPriority(v string) view.Attr { return view.Attr{Name: "fetchpriority", Value: v} }

// For returns the attribute for.
func For(v string) view.Attr { return view.Attr{Name: "for", Value: v} }

// FormAction returns the attribute formaction.
func FormAction(v string) view.Attr { return view.Attr{Name: "formaction", Value: v} }

// FormAttr returns the attribute form.
func FormAttr(v string) view.Attr { return view.Attr{Name: "form", Value: v} }

// FormEnctype returns the attribute formenctype.
func FormEnctype(v string) view.Attr { return view.Attr{Name: "formenctype", Value: v} }

// FormMethod returns the attribute formmethod.
func FormMethod(v string) view.Attr { return view.Attr{Name: "formmethod", Value: v} }

// FormNoValidate returns the attribute formnovalidate if on, and otherwise nothing.
func FormNoValidate(on bool) view.Attr { return flag("formnovalidate", on) }

// FormTarget returns the attribute formtarget.
func FormTarget(v string) view.Attr { return view.Attr{Name: "formtarget", Value: v} }

// Headers returns the attribute headers.
func Headers(v string) view.Attr { return view.Attr{Name: "headers", Value: v} }

// Height returns the attribute height.
func Height(v string) view.Attr { return view.Attr{Name: "height", Value: v} }

// Hidden returns the attribute hidden if on, and otherwise nothing.
func Hidden(on bool) view.Attr { return flag("hidden", on) }

// High returns the attribute high.
func High(v string) view.Attr { return view.Attr{Name: "high", Value: v} }

// Href returns the attribute href.
func Href(v string) view.Attr { return view.Attr{Name: "href", Value: v} }

// HrefLang returns the attribute hreflang.
func HrefLang(v string) view.Attr { return view.Attr{Name: "hreflang", Value: v} }

// HTTPEquiv returns the attribute http-equiv.
func HTTPEquiv(v string) view.Attr { return view.Attr{Name: "http-equiv", Value: v} }

// ID returns the attribute id.
func ID(v string) view.Attr { return view.Attr{Name: "id", Value: v} }

// ImageSizes returns the attribute imagesizes.
func ImageSizes(v string) view.Attr { return view.Attr{Name: "imagesizes", Value: v} }

// ImageSrcset returns the attribute imagesrcset.
func ImageSrcset(v string) view.Attr { return view.Attr{Name: "imagesrcset", Value: v} }

// Inert returns the attribute inert if on, and otherwise nothing.
func Inert(on bool) view.Attr { return flag("inert", on) }

// InputMode returns the attribute inputmode.
func InputMode(v string) view.Attr { return view.Attr{Name: "inputmode", Value: v} }

// Integrity returns the attribute integrity.
func Integrity(v string) view.Attr { return view.Attr{Name: "integrity", Value: v} }

// Is returns the attribute is.
func Is(v string) view.Attr { return view.Attr{Name: "is", Value: v} }

// IsMap returns the attribute ismap if on, and otherwise nothing.
func IsMap(on bool) view.Attr { return flag("ismap", on) }

// ItemID returns the attribute itemid.
func ItemID(v string) view.Attr { return view.Attr{Name: "itemid", Value: v} }

// ItemProp returns the attribute itemprop.
func ItemProp(v string) view.Attr { return view.Attr{Name: "itemprop", Value: v} }

// ItemRef returns the attribute itemref.
func ItemRef(v string) view.Attr { return view.Attr{Name: "itemref", Value: v} }

// ItemScope returns the attribute itemscope if on, and otherwise nothing.
func ItemScope(on bool) view.Attr { return flag("itemscope", on) }

// ItemType returns the attribute itemtype.
func ItemType(v string) view.Attr { return view.Attr{Name: "itemtype", Value: v} }

// Kind returns the attribute kind.
func Kind(v string) view.Attr { return view.Attr{Name: "kind", Value: v} }

// LabelAttr returns the attribute label.
func LabelAttr(v string) view.Attr { return view.Attr{Name: "label", Value: v} }

// Lang returns the attribute lang.
func Lang(v string) view.Attr { return view.Attr{Name: "lang", Value: v} }

// List returns the attribute list.
func List(v string) view.Attr { return view.Attr{Name: "list", Value: v} }

// Loading returns the attribute loading.
func Loading(v string) view.Attr { return view.Attr{Name: "loading", Value: v} }

// Loop returns the attribute loop if on, and otherwise nothing.
func Loop(on bool) view.Attr { return flag("loop", on) }

// Low returns the attribute low.
func Low(v string) view.Attr { return view.Attr{Name: "low", Value: v} }

// Max returns the attribute max.
func Max(v string) view.Attr { return view.Attr{Name: "max", Value: v} }

// MaxLength returns the attribute maxlength.
func MaxLength(n int) view.Attr { return view.Attr{Name: "maxlength", Value: strconv.Itoa(n)} }

// Media returns the attribute media.
func Media(v string) view.Attr { return view.Attr{Name: "media", Value: v} }

// Method returns the attribute method.
func Method(v string) view.Attr { return view.Attr{Name: "method", Value: v} }

// Min returns the attribute min.
func Min(v string) view.Attr { return view.Attr{Name: "min", Value: v} }

// MinLength returns the attribute minlength.
func MinLength(n int) view.Attr { return view.Attr{Name: "minlength", Value: strconv.Itoa(n)} }

// Multiple returns the attribute multiple if on, and otherwise nothing.
func Multiple(on bool) view.Attr { return flag("multiple", on) }

// Muted returns the attribute muted if on, and otherwise nothing.
func Muted(on bool) view.Attr { return flag("muted", on) }

// Name returns the attribute name.
func Name(v string) view.Attr { return view.Attr{Name: "name", Value: v} }

// NoModule returns the attribute nomodule if on, and otherwise nothing.
func NoModule(on bool) view.Attr { return flag("nomodule", on) }

// Nonce returns the attribute nonce.
func Nonce(v string) view.Attr { return view.Attr{Name: "nonce", Value: v} }

// NoValidate returns the attribute novalidate if on, and otherwise nothing.
func NoValidate(on bool) view.Attr { return flag("novalidate", on) }

// Open returns the attribute open if on, and otherwise nothing.
func Open(on bool) view.Attr { return flag("open", on) }

// Optimum returns the attribute optimum.
func Optimum(v string) view.Attr { return view.Attr{Name: "optimum", Value: v} }

// Part returns the attribute part.
func Part(v string) view.Attr { return view.Attr{Name: "part", Value: v} }

// Pattern returns the attribute pattern.
func Pattern(v string) view.Attr { return view.Attr{Name: "pattern", Value: v} }

// Ping returns the attribute ping.
func Ping(v string) view.Attr { return view.Attr{Name: "ping", Value: v} }

// Placeholder returns the attribute placeholder.
func Placeholder(v string) view.Attr { return view.Attr{Name: "placeholder", Value: v} }

// PlaysInline returns the attribute playsinline if on, and otherwise nothing.
func PlaysInline(on bool) view.Attr { return flag("playsinline", on) }

// Popover returns the attribute popover.
func Popover(v string) view.Attr { return view.Attr{Name: "popover", Value: v} }

// PopoverTarget returns the attribute popovertarget.
func PopoverTarget(v string) view.Attr { return view.Attr{Name: "popovertarget", Value: v} }

// PopoverTargetAction returns the attribute popovertargetaction.
func PopoverTargetAction(v string) view.Attr { return view.Attr{Name: "popovertargetaction", Value: v} }

// Poster returns the attribute poster.
func Poster(v string) view.Attr { return view.Attr{Name: "poster", Value: v} }

// Preload returns the attribute preload.
func Preload(v string) view.Attr { return view.Attr{Name: "preload", Value: v} }

// ReadOnly returns the attribute readonly if on, and otherwise nothing.
func ReadOnly(on bool) view.Attr { return flag("readonly", on) }

// ReferrerPolicy returns the attribute referrerpolicy.
func ReferrerPolicy(v string) view.Attr { return view.Attr{Name: "referrerpolicy", Value: v} }

// Rel returns the attribute rel.
func Rel(v string) view.Attr { return view.Attr{Name: "rel", Value: v} }

// Required returns the attribute required if on, and otherwise nothing.
func Required(on bool) view.Attr { return flag("required", on) }

// Reversed returns the attribute reversed if on, and otherwise nothing.
func Reversed(on bool) view.Attr { return flag("reversed", on) }

// Role returns the attribute role.
func Role(v string) view.Attr { return view.Attr{Name: "role", Value: v} }

// Rows returns the attribute rows.
func Rows(n int) view.Attr { return view.Attr{Name: "rows", Value: strconv.Itoa(n)} }

// RowSpan returns the attribute rowspan.
func RowSpan(n int) view.Attr { return view.Attr{Name: "rowspan", Value: strconv.Itoa(n)} }

// Sandbox returns the attribute sandbox.
func Sandbox(v string) view.Attr { return view.Attr{Name: "sandbox", Value: v} }

// Scope returns the attribute scope.
func Scope(v string) view.Attr { return view.Attr{Name: "scope", Value: v} }

// Selected returns the attribute selected if on, and otherwise nothing.
func Selected(on bool) view.Attr { return flag("selected", on) }

// Shape returns the attribute shape.
func Shape(v string) view.Attr { return view.Attr{Name: "shape", Value: v} }

// Size returns the attribute size.
func Size(n int) view.Attr { return view.Attr{Name: "size", Value: strconv.Itoa(n)} }

// Sizes returns the attribute sizes.
func Sizes(v string) view.Attr { return view.Attr{Name: "sizes", Value: v} }

// Slot returns the attribute slot.
func Slot(v string) view.Attr { return view.Attr{Name: "slot", Value: v} }

// SpanAttr returns the attribute span.
func SpanAttr(n int) view.Attr { return view.Attr{Name: "span", Value: strconv.Itoa(n)} }

// SpellCheck returns the attribute spellcheck.
func SpellCheck(v string) view.Attr { return view.Attr{Name: "spellcheck", Value: v} }

// Src returns the attribute src.
func Src(v string) view.Attr { return view.Attr{Name: "src", Value: v} }

// SrcLang returns the attribute srclang.
func SrcLang(v string) view.Attr { return view.Attr{Name: "srclang", Value: v} }

// Srcset returns the attribute srcset.
func Srcset(v string) view.Attr { return view.Attr{Name: "srcset", Value: v} }

// Start returns the attribute start.
func Start(n int) view.Attr { return view.Attr{Name: "start", Value: strconv.Itoa(n)} }

// Step returns the attribute step.
func Step(v string) view.Attr { return view.Attr{Name: "step", Value: v} }

// Style is view.Style: one declaration, whatever the value holds.
func Style(property, value string) view.Attr { return view.Style(property, value) }

// TabIndex returns the attribute tabindex.
func TabIndex(n int) view.Attr { return view.Attr{Name: "tabindex", Value: strconv.Itoa(n)} }

// Target returns the attribute target.
func Target(v string) view.Attr { return view.Attr{Name: "target", Value: v} }

// Title returns the attribute title.
func Title(v string) view.Attr { return view.Attr{Name: "title", Value: v} }

// Translate returns the attribute translate.
func Translate(v string) view.Attr { return view.Attr{Name: "translate", Value: v} }

// Type returns the attribute type.
func Type(v string) view.Attr { return view.Attr{Name: "type", Value: v} }

// UseMap returns the attribute usemap.
func UseMap(v string) view.Attr { return view.Attr{Name: "usemap", Value: v} }

// Value returns the attribute value. It is the value that a control begins with: what
// was typed since is not overwritten.
func Value(v string) view.Attr { return view.Attr{Name: "value", Value: v} }

// Width returns the attribute width.
func Width(v string) view.Attr { return view.Attr{Name: "width", Value: v} }

// Wrap returns the attribute wrap.
func Wrap(v string) view.Attr { return view.Attr{Name: "wrap", Value: v} }

// WritingSuggestions returns the attribute writingsuggestions.
func WritingSuggestions(v string) view.Attr { return view.Attr{Name: "writingsuggestions", Value: v} }

func flag(name string, on bool) view.Attr {
	if !on {
		return view.Attr{}
	}
	return view.Attr{Name: name}
}
