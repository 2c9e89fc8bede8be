'use client'

import type { ComponentProps } from 'react'
import { ActionButton as PlainButton } from '@/components/ui/action-button'
import type { AccessState } from '@/lib/access/actions'
import { failureWords } from './result-words'

type Props = Omit<ComponentProps<typeof PlainButton>, 'action' | 'words'> & {
  action: (before: AccessState, form: FormData) => Promise<AccessState>
}

/** One thing done at once to people, roles or sessions, with the words of rights for what goes wrong. */
export function ActionButton({ size = 'sm', ...rest }: Props) {
  return <PlainButton {...rest} size={size} words={failureWords} />
}
