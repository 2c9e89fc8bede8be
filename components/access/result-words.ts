import type { AccessState } from '@/lib/access/actions'
import { RIGHTS, type Right } from '@/lib/access/model'
import { rightWords } from './words'

type Failed = Extract<AccessState, { ok: false }>

const REASONS: Record<string, string> = {
  'given already': 'They have this role already, under the same condition.',
  'mapped already': 'This group gives that role already.',
  yourself: 'You cannot disable yourself. Ask another administrator.',
  'in use': 'This role is in use. Take it from everybody and everything first.',
}

/** What happened and what to do, more to the point than the general words where the details tell. */
export function failureWords(result: Failed): string {
  const { reason, right } = result.details ?? {}
  if (typeof reason === 'string' && REASONS[reason] !== undefined) return REASONS[reason]
  if (result.code === 'FORBIDDEN' && RIGHTS.includes(right as Right)) {
    const words = rightWords(right as Right).toLowerCase()
    return reason === 'more than you hold'
      ? `This holds a right that you do not have yourself: ${words}. Ask somebody who has it.`
      : `Your roles do not allow this. Ask an administrator for the right to ${words}.`
  }
  return result.message
}
