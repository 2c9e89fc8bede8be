import type { KeyboardEvent } from 'react'

const INDENT = '  '

/** Boxes that Tab leaves, since Esc was pressed in them just before. */
const leaving = new WeakSet<HTMLTextAreaElement>()

/** Ctrl or ⌘ with Enter sends the form; Tab indents, but after Esc it goes on to the next control. */
export function onEditorKey(event: KeyboardEvent<HTMLTextAreaElement>): void {
  const box = event.currentTarget
  const mayLeave = leaving.delete(box)
  if (event.key === 'Escape') {
    leaving.add(box)
    return
  }
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault()
    box.form?.requestSubmit()
    return
  }
  if (event.key !== 'Tab' || event.shiftKey || mayLeave || event.nativeEvent.isComposing) return
  event.preventDefault()
  insertText(box, INDENT)
}

/** Writes at the cursor as typing would, so that it can be undone. */
export function insertText(box: HTMLTextAreaElement, text: string): void {
  box.focus()
  // The one way that keeps the box's own undo; every browser still has it.
  if (document.execCommand('insertText', false, text)) return
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end')
  box.dispatchEvent(new Event('input', { bubbles: true }))
}
