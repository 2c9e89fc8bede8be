import { z } from 'zod'
import { isVisible } from '@/lib/platform/visible'
import { toStateParameters } from '../list-href'
import { VIEW_LIMITS, type ViewId } from '../views'
import { lookInput } from './look'
import { productQuery } from './query'

const name = z
  .string()
  .trim()
  .min(1, 'Give the view a name.')
  .max(VIEW_LIMITS.name, `A name has at most ${VIEW_LIMITS.name} characters.`)
  .refine(isVisible, 'Give the view a name that can be seen.')

const id = z.uuid().transform((text) => text as ViewId)
const shared = z
  .enum(['', 'on'])
  .default('')
  .transform((value) => value === 'on')

/** A state of the list, whatever else stood in the address. */
const state = z
  .string()
  .max(VIEW_LIMITS.query)
  .transform((text) =>
    toStateParameters(productQuery.parse(Object.fromEntries(new URLSearchParams(text)))).toString(),
  )

export const saveViewInput = z.object({ name, shared, query: state })
export type SaveViewInput = z.output<typeof saveViewInput>

/** What is not given stays. */
export const changeViewInput = z.object({ id, name, shared, query: state.optional() })
export type ChangeViewInput = z.output<typeof changeViewInput>

export const viewInput = z.object({ id })

/** No view is none: the list as it comes. */
export const defaultViewInput = z.object({
  id: z.union([z.literal('').transform(() => null), id]),
})

export const saveLookInput = z.object({
  columns: lookInput.shape.columns,
  density: lookInput.shape.density,
  /** Where the reader was; without columns and density, which are theirs from now on. */
  query: state,
})
export type SaveLookInput = z.output<typeof saveLookInput>
