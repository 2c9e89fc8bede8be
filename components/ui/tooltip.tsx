import { type ReactNode, useId } from 'react'

/** Words on hover and focus, for short text that takes no pointer. No script: the trigger is a button that does nothing else. */
export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  const id = useId()
  return (
    <span className="tooltip">
      <button type="button" aria-describedby={id} className="cursor-default rounded-sm text-left">
        {children}
      </button>
      <span role="tooltip" id={id}>
        {text}
      </span>
    </span>
  )
}
