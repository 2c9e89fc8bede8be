import { z } from 'zod'
import { hasPlainLowerCase } from '@/lib/platform/storable'
import { hidesSigns } from '@/lib/platform/visible'

/** Words of the portal's own paths below /products: no product may have one as its code. */
export const RESERVED_CODES = [
  'new',
  'import',
  'groups',
  'tags.json',
  'export.csv',
  'export.xlsx',
  'export.json',
] as const

/** Letters, figures, dot, dash and underscore, so that a code stands in an address as it is. */
export const productCode = z
  .string()
  .trim()
  .min(1, 'Give a code.')
  .max(64, 'A code has at most 64 characters.')
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, 'A code holds letters, figures, dots, dashes and underscores.')
  .refine(
    hasPlainLowerCase,
    'A code holds no İ and no Σ at a word’s end: capital and small would not be one code.',
  )
  .refine((code) => !hidesSigns(code), 'This code holds a sign that cannot be seen. Type it anew.')
  .refine(
    (code) => !(RESERVED_CODES as readonly string[]).includes(code.toLowerCase()),
    'This word is part of the portal’s own addresses. Choose another code.',
  )
