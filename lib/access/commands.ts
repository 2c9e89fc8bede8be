import { z } from 'zod'
import { type CliCommand, CliFailure, CliUsageError, defineCommand } from '@/cli/command'
import { AppError } from '@/lib/platform/errors'
import type { Condition, Ctx, UserId } from './model'
import { roleKeySchema } from './schema'
import { erasePerson } from './service/erase-person'
import { giveRole } from './service/give-role'
import { findNamed } from './service/list-people'

const listed = z.array(z.string().trim().min(1)).default([])

const grantSchema = z
  .object({
    person: z.string().trim().min(1),
    role: roleKeySchema,
    productGroup: listed,
    tag: listed,
    own: z.boolean().default(false),
  })
  .refine(
    ({ productGroup, tag, own }) => [productGroup.length > 0, tag.length > 0, own].filter(Boolean).length < 2,
    {
      message: 'a role is held to one kind of condition: product groups, tags, or own',
      path: ['condition'],
    },
  )

const eraseSchema = z
  .object({ person: z.string().trim().min(1), confirm: z.string().trim() })
  .refine(({ person, confirm }) => person === confirm, {
    message: 'say who once more, exactly as in the command: this cannot be undone',
    path: ['confirm'],
  })

type Conditions = Pick<z.output<typeof grantSchema>, 'productGroup' | 'tag' | 'own'>

function toCondition({ productGroup, tag, own }: Conditions): Condition | null {
  if (productGroup.length > 0) return { kind: 'productGroup', in: [...productGroup].sort() }
  if (tag.length > 0) return { kind: 'tag', in: [...tag].sort() }
  return own ? { kind: 'own' } : null
}

function describeCondition(condition: Condition | null): string {
  if (condition === null) return 'nothing'
  return condition.kind === 'own' ? 'what they own' : `${condition.kind} ${condition.in.join(', ')}`
}

/** @throws CliFailure when the words name nobody, CliUsageError when they name several. */
async function requireOne(ctx: Ctx, named: string): Promise<{ id: UserId; name: string }> {
  const people = await findNamed(ctx, { named })
  const [one, ...others] = people
  if (one === undefined) {
    throw new CliFailure(
      'Nobody of that e-mail (verified by the identity provider) or issuer|subject has signed in yet: let them sign in once, or name a first administrator in PERGOLA_ADMINS before they do.',
    )
  }
  if (others.length > 0) {
    const names = people.map((person) => `  ${person.issuer}|${person.subject}  ${person.name}`)
    throw new CliUsageError(`several people have that e-mail; name one of them:\n${names.join('\n')}`)
  }
  return one
}

export const commands: CliCommand[] = [
  defineCommand({
    path: ['grant'],
    summary: 'Give somebody a role, whole or held to product groups, tags or what they own',
    example: 'pergola grant person@example.com editor --product-group BEVERAGES',
    arguments: [
      { name: 'person', description: 'a verified e-mail, or "issuer|subject"' },
      { name: 'role', description: 'viewer, analyst, editor, operator, admin, or the key of your own' },
    ],
    options: [
      { flags: '--product-group <code>', description: 'only products of this group', repeatable: true },
      { flags: '--tag <tag>', description: 'only what carries this tag', repeatable: true },
      { flags: '--own', description: 'only what they own' },
    ],
    schema: grantSchema,
    run: async (ctx, input) => {
      const person = await requireOne(ctx, input.person)
      const condition = toCondition(input)
      const given = await giveOnce(ctx, { userId: person.id, roleKey: input.role, condition })
      return {
        data: { userId: person.id, role: input.role, condition, given },
        table: {
          columns: ['person', 'role', 'held to', 'given'],
          rows: [[person.name, input.role, describeCondition(condition), given ? 'now' : 'before']],
        },
        words: given
          ? `${person.name} has the role ${input.role}. It acts at their next request.`
          : `${person.name} had the role ${input.role} already.`,
      }
    },
  }),
  defineCommand({
    path: ['erase'],
    summary:
      "Take a disabled person's name, address and identity out of the portal and its audit record, for good",
    example: 'pergola erase person@example.com --confirm person@example.com',
    arguments: [
      {
        name: 'person',
        description: 'a verified e-mail, "issuer|subject", or the id in the address of their page',
      },
    ],
    options: [
      {
        flags: '--confirm <person>',
        description: 'the same once more: this cannot be undone',
        required: true,
      },
    ],
    schema: eraseSchema,
    run: async (ctx, input) => {
      const { id } = await requireOne(ctx, input.person)
      const { erased } = await eraseDisabled(ctx, id)
      return {
        data: { userId: id, erased },
        table: { columns: ['person', 'values taken out of the audit record'], rows: [[id, erased]] },
        words:
          'Erased. What they did and own stays, under that id. Backups and logs made before still hold their name.',
      }
    },
  }),
]

/** @throws CliFailure for somebody who may still sign in. */
async function eraseDisabled(ctx: Ctx, userId: UserId): Promise<{ erased: number }> {
  try {
    return await erasePerson(ctx, { userId })
  } catch (error) {
    if (!(error instanceof AppError) || error.details.reason !== 'not disabled') throw error
    throw new CliFailure('They can still sign in: disable them first, on their page under /admin/users.')
  }
}

/** So that a script may ask twice. */
async function giveOnce(ctx: Ctx, given: Parameters<typeof giveRole>[1]): Promise<boolean> {
  try {
    await giveRole(ctx, given)
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFLICT') return false
    throw error
  }
}
