package html

import (
	"strconv"

	"github.com/tandemgo/tandem/view"
)

// The attributes of ARIA; [Role] is with those of HTML. One that takes a bool is
// written as "true" or "false": a false one says more than one that is not there.

// AriaActiveDescendant returns the attribute aria-activedescendant.
func AriaActiveDescendant(v string) view.Attr {
	return view.Attr{Name: "aria-activedescendant", Value: v}
}

// AriaAtomic returns the attribute aria-atomic.
func AriaAtomic(on bool) view.Attr { return truth("aria-atomic", on) }

// AriaAutoComplete returns the attribute aria-autocomplete.
func AriaAutoComplete(v string) view.Attr { return view.Attr{Name: "aria-autocomplete", Value: v} }

// AriaBrailleLabel returns the attribute aria-braillelabel.
func AriaBrailleLabel(v string) view.Attr { return view.Attr{Name: "aria-braillelabel", Value: v} }

// AriaBrailleRoleDescription returns the attribute aria-brailleroledescription.
func AriaBrailleRoleDescription(v string) view.Attr {
	return view.Attr{Name: "aria-brailleroledescription", Value: v}
}

// AriaBusy returns the attribute aria-busy.
func AriaBusy(on bool) view.Attr { return truth("aria-busy", on) }

// AriaChecked returns the attribute aria-checked: "true", "false" or "mixed".
func AriaChecked(v string) view.Attr { return view.Attr{Name: "aria-checked", Value: v} }

// AriaColCount returns the attribute aria-colcount.
func AriaColCount(n int) view.Attr { return view.Attr{Name: "aria-colcount", Value: strconv.Itoa(n)} }

// AriaColIndex returns the attribute aria-colindex.
func AriaColIndex(n int) view.Attr { return view.Attr{Name: "aria-colindex", Value: strconv.Itoa(n)} }

// AriaColIndexText returns the attribute aria-colindextext.
func AriaColIndexText(v string) view.Attr { return view.Attr{Name: "aria-colindextext", Value: v} }

// AriaColSpan returns the attribute aria-colspan.
func AriaColSpan(n int) view.Attr { return view.Attr{Name: "aria-colspan", Value: strconv.Itoa(n)} }

// AriaControls returns the attribute aria-controls.
func AriaControls(v string) view.Attr { return view.Attr{Name: "aria-controls", Value: v} }

// AriaCurrent returns the attribute aria-current.
func AriaCurrent(v string) view.Attr { return view.Attr{Name: "aria-current", Value: v} }

// AriaDescribedBy returns the attribute aria-describedby.
func AriaDescribedBy(v string) view.Attr { return view.Attr{Name: "aria-describedby", Value: v} }

// AriaDescription returns the attribute aria-description.
func AriaDescription(v string) view.Attr { return view.Attr{Name: "aria-description", Value: v} }

// AriaDetails returns the attribute aria-details.
func AriaDetails(v string) view.Attr { return view.Attr{Name: "aria-details", Value: v} }

// AriaDisabled returns the attribute aria-disabled.
func AriaDisabled(on bool) view.Attr { return truth("aria-disabled", on) }

// AriaDropEffect returns the attribute aria-dropeffect, which ARIA has deprecated.
func AriaDropEffect(v string) view.Attr { return view.Attr{Name: "aria-dropeffect", Value: v} }

// AriaErrorMessage returns the attribute aria-errormessage.
func AriaErrorMessage(v string) view.Attr { return view.Attr{Name: "aria-errormessage", Value: v} }

// AriaExpanded returns the attribute aria-expanded.
func AriaExpanded(on bool) view.Attr { return truth("aria-expanded", on) }

// AriaFlowTo returns the attribute aria-flowto.
func AriaFlowTo(v string) view.Attr { return view.Attr{Name: "aria-flowto", Value: v} }

// AriaGrabbed returns the attribute aria-grabbed, which ARIA has deprecated.
func AriaGrabbed(on bool) view.Attr { return truth("aria-grabbed", on) }

// AriaHasPopup returns the attribute aria-haspopup.
func AriaHasPopup(v string) view.Attr { return view.Attr{Name: "aria-haspopup", Value: v} }

// AriaHidden returns the attribute aria-hidden.
func AriaHidden(on bool) view.Attr { return truth("aria-hidden", on) }

// AriaInvalid returns the attribute aria-invalid.
func AriaInvalid(v string) view.Attr { return view.Attr{Name: "aria-invalid", Value: v} }

// AriaKeyShortcuts returns the attribute aria-keyshortcuts.
func AriaKeyShortcuts(v string) view.Attr { return view.Attr{Name: "aria-keyshortcuts", Value: v} }

// AriaLabel returns the attribute aria-label.
func AriaLabel(v string) view.Attr { return view.Attr{Name: "aria-label", Value: v} }

// AriaLabelledBy returns the attribute aria-labelledby.
func AriaLabelledBy(v string) view.Attr { return view.Attr{Name: "aria-labelledby", Value: v} }

// AriaLevel returns the attribute aria-level.
func AriaLevel(n int) view.Attr { return view.Attr{Name: "aria-level", Value: strconv.Itoa(n)} }

// AriaLive returns the attribute aria-live.
func AriaLive(v string) view.Attr { return view.Attr{Name: "aria-live", Value: v} }

// AriaModal returns the attribute aria-modal.
func AriaModal(on bool) view.Attr { return truth("aria-modal", on) }

// AriaMultiLine returns the attribute aria-multiline.
func AriaMultiLine(on bool) view.Attr { return truth("aria-multiline", on) }

// AriaMultiSelectable returns the attribute aria-multiselectable.
func AriaMultiSelectable(on bool) view.Attr { return truth("aria-multiselectable", on) }

// AriaOrientation returns the attribute aria-orientation.
func AriaOrientation(v string) view.Attr { return view.Attr{Name: "aria-orientation", Value: v} }

// AriaOwns returns the attribute aria-owns.
func AriaOwns(v string) view.Attr { return view.Attr{Name: "aria-owns", Value: v} }

// AriaPlaceholder returns the attribute aria-placeholder.
func AriaPlaceholder(v string) view.Attr { return view.Attr{Name: "aria-placeholder", Value: v} }

// AriaPosInSet returns the attribute aria-posinset.
func AriaPosInSet(n int) view.Attr { return view.Attr{Name: "aria-posinset", Value: strconv.Itoa(n)} }

// AriaPressed returns the attribute aria-pressed: "true", "false" or "mixed".
func AriaPressed(v string) view.Attr { return view.Attr{Name: "aria-pressed", Value: v} }

// AriaReadOnly returns the attribute aria-readonly.
func AriaReadOnly(on bool) view.Attr { return truth("aria-readonly", on) }

// AriaRelevant returns the attribute aria-relevant.
func AriaRelevant(v string) view.Attr { return view.Attr{Name: "aria-relevant", Value: v} }

// AriaRequired returns the attribute aria-required.
func AriaRequired(on bool) view.Attr { return truth("aria-required", on) }

// AriaRoleDescription returns the attribute aria-roledescription.
func AriaRoleDescription(v string) view.Attr {
	return view.Attr{Name: "aria-roledescription", Value: v}
}

// AriaRowCount returns the attribute aria-rowcount.
func AriaRowCount(n int) view.Attr { return view.Attr{Name: "aria-rowcount", Value: strconv.Itoa(n)} }

// AriaRowIndex returns the attribute aria-rowindex.
func AriaRowIndex(n int) view.Attr { return view.Attr{Name: "aria-rowindex", Value: strconv.Itoa(n)} }

// AriaRowIndexText returns the attribute aria-rowindextext.
func AriaRowIndexText(v string) view.Attr { return view.Attr{Name: "aria-rowindextext", Value: v} }

// AriaRowSpan returns the attribute aria-rowspan.
func AriaRowSpan(n int) view.Attr { return view.Attr{Name: "aria-rowspan", Value: strconv.Itoa(n)} }

// AriaSelected returns the attribute aria-selected.
func AriaSelected(on bool) view.Attr { return truth("aria-selected", on) }

// AriaSetSize returns the attribute aria-setsize.
func AriaSetSize(n int) view.Attr { return view.Attr{Name: "aria-setsize", Value: strconv.Itoa(n)} }

// AriaSort returns the attribute aria-sort.
func AriaSort(v string) view.Attr { return view.Attr{Name: "aria-sort", Value: v} }

// AriaValueMax returns the attribute aria-valuemax.
func AriaValueMax(v string) view.Attr { return view.Attr{Name: "aria-valuemax", Value: v} }

// AriaValueMin returns the attribute aria-valuemin.
func AriaValueMin(v string) view.Attr { return view.Attr{Name: "aria-valuemin", Value: v} }

// AriaValueNow returns the attribute aria-valuenow.
func AriaValueNow(v string) view.Attr { return view.Attr{Name: "aria-valuenow", Value: v} }

// AriaValueText returns the attribute aria-valuetext.
func AriaValueText(v string) view.Attr { return view.Attr{Name: "aria-valuetext", Value: v} }

func truth(name string, on bool) view.Attr {
	if on {
		return view.Attr{Name: name, Value: "true"}
	}
	return view.Attr{Name: name, Value: "false"}
}
