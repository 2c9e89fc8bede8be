'use client'

import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import { Icon } from './icon'

/** The native modal dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({
  title,
  open,
  onClose,
  children,
  footer,
  ref,
}: {
  title: string
  open: boolean
  onClose: () => void
  children: ReactNode
  footer?: ReactNode
  ref?: Ref<HTMLDialogElement | null>
}) {
  const own = useRef<HTMLDialogElement>(null)
  useImperativeHandle<HTMLDialogElement | null, HTMLDialogElement | null>(ref, () => own.current, [])
  useEffect(() => {
    const dialog = own.current
    if (dialog === null) return
    if (open && !dialog.open) dialog.showModal()
    if (!open && dialog.open) dialog.close()
  }, [open])
  return (
    <dialog ref={own} onClose={onClose} aria-label={title} className="dialog">
      <div className="flex items-center border-b border-border py-2 pr-2 pl-4">
        <h2 className="font-semibold">{title}</h2>
        <button
          type="button"
          onClick={onClose}
          className="ml-auto grid size-8 place-items-center rounded-md text-text-muted hover:bg-surface-hover max-sm:size-11"
          aria-label="Close"
        >
          <Icon name="x" />
        </button>
      </div>
      <div className="p-4">{children}</div>
      {footer === undefined ? null : (
        <div className="flex justify-end gap-2 border-t border-border px-4 py-3">{footer}</div>
      )}
    </dialog>
  )
}
