import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createDefineAction } from './action'
import { AppError } from './errors'

const defineAction = createDefineAction(async () => ({ requestId: 'request-1' }))
const schema = z.object({ name: z.string().min(1, 'Give it a name.'), note: z.string().optional() })

function form(fields: Record<string, string>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  return data
}

describe('defineAction', () => {
  it('answers the data of a run that went well', async () => {
    const action = defineAction({ name: 'test', schema, run: async (_context, input) => input.name.length })
    expect(await action(form({ name: 'four' }))).toEqual({ ok: true, data: 4 })
  })

  it('counts an end of line once, as the browser that limits the field does', async () => {
    const short = z.object({ name: z.string().max(3) })
    const action = defineAction({ name: 'test', schema: short, run: async (_context, input) => input })
    expect(await action(form({ name: 'a\r\nb' }))).toEqual({ ok: true, data: { name: 'a\nb' } })
  })

  it('takes NUL and half surrogates for what they are: nothing that the database could hold', async () => {
    const action = defineAction({ name: 'test', schema, run: async (_context, input) => input })
    expect(await action(form({ name: 'a\u0000b' }))).toEqual({ ok: true, data: { name: 'a\uFFFDb' } })
    expect(await action({ name: '\ud800' })).toEqual({ ok: true, data: { name: '\uFFFD' } })
  })

  it('gives back what was typed beside the errors of the fields', async () => {
    const action = defineAction({ name: 'test', schema, run: async () => 1 })
    const result = await action(form({ name: '', note: 'kept' }))
    expect(result).toMatchObject({
      ok: false,
      code: 'VALIDATION',
      fieldErrors: { name: ['Give it a name.'] },
      values: { name: '', note: 'kept' },
      requestId: 'request-1',
    })
  })

  it('turns a refusal into words from the table and never shows an unknown error', async () => {
    const refused = defineAction({
      name: 'test',
      schema,
      run: async () => {
        throw new AppError('FORBIDDEN', { details: { right: 'edit:product' } })
      },
    })
    expect(await refused({ name: 'x' })).toMatchObject({
      ok: false,
      code: 'FORBIDDEN',
      details: { right: 'edit:product' },
    })
    const broken = defineAction({
      name: 'test',
      schema,
      run: async () => {
        throw new Error('password=hunter2')
      },
    })
    const result = await broken({ name: 'x' })
    expect(result).toMatchObject({ ok: false, code: 'INTERNAL' })
    expect(JSON.stringify(result)).not.toContain('hunter2')
  })

  it('lets redirect and notFound of Next pass', async () => {
    const steer = Object.assign(new Error('NEXT_REDIRECT'), { digest: 'NEXT_REDIRECT;push;/;307;' })
    const action = defineAction({
      name: 'test',
      schema,
      run: async () => {
        throw steer
      },
    })
    await expect(action({ name: 'x' })).rejects.toBe(steer)
  })
})
