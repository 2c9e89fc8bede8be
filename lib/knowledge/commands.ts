import { z } from 'zod'
import { type CliCommand, type CliCtx, CliFailure, defineCommand } from '@/cli/command'
import { AppError, isAppError } from '@/lib/platform/errors'
import { failureWords } from './failure-words'
import type { KbSpaceSummary, SpaceRefresh } from './model'
import { getDatabase } from './service/get-database'
import { listChanges } from './service/list-changes'
import { listSpaces } from './service/list-spaces'
import { queueEntities } from './service/queue-entities'
import { refreshAll } from './service/refresh'

const stateOf = ({ goneAt }: { goneAt: Date | null }) => (goneAt === null ? 'live' : 'gone')

const spaces = defineCommand({
  path: ['kb', 'spaces'],
  summary: 'List the spaces of the knowledge base, how old what is known of them is, and the last failure',
  example: 'pergola kb spaces --json',
  schema: z.object({}),
  run: async (ctx) => {
    const overview = await listSpaces(ctx, { q: '' })
    const data = overview.spaces.map((space) => ({
      name: space.name,
      slug: space.slug,
      databases: space.liveDatabases,
      state: stateOf(space),
      asOf: space.asOf,
      origin: space.origin,
      failure: space.failure,
      links: space.links,
    }))
    return {
      data,
      table: {
        columns: ['space', 'databases', 'state', 'as of', 'last failure'],
        rows: data.map(({ name, databases: count, state, asOf, failure }) => [
          name,
          count,
          state,
          asOf?.toISOString() ?? 'never',
          failure?.code,
        ]),
      },
      words: overview.configured
        ? undefined
        : 'No workspace is connected: set FIBERY_URL and FIBERY_TOKEN; the sample one is there while `npm start` runs.',
    }
  },
})

const databases = defineCommand({
  path: ['kb', 'databases'],
  summary: 'List the databases found in the knowledge base, those that are gone included',
  example: 'pergola kb databases --space Things --json',
  options: [{ flags: '--space <name>', description: 'of this space alone, by its name' }],
  schema: z.object({ space: z.string().trim().min(1).optional() }),
  run: async (ctx, { space }) => {
    const data = (await spacesNamed(ctx, space)).flatMap((one) =>
      one.databases.map((database) => ({
        space: one.name,
        name: database.name,
        type: database.type,
        finder: database.finder,
        fields: database.fields,
        entities: database.entityCount,
        state: stateOf(database),
        description: database.description,
        asOf: one.asOf,
      })),
    )
    return {
      data,
      table: {
        columns: ['space', 'database', 'type', 'finder', 'fields', 'entities', 'state'],
        rows: data.map((row) => [
          row.space,
          row.name,
          row.type,
          row.finder,
          row.fields,
          row.entities,
          row.state,
        ]),
      },
    }
  },
})

const fields = defineCommand({
  path: ['kb', 'fields'],
  summary: 'List the fields of a database with their types and where they lead',
  example: 'pergola kb fields Things Idea',
  arguments: [
    { name: 'space', description: "the space's name" },
    { name: 'database', description: "the database's name, as `pergola kb databases` shows it" },
  ],
  schema: z.object({ space: z.string().trim().min(1), database: z.string().trim().min(1) }),
  run: async (ctx, input) => {
    const [space] = await spacesNamed(ctx, input.space)
    const database = space?.databases.find(({ name }) => name === input.database)
    if (space === undefined || database === undefined) throw new AppError('NOT_FOUND', { details: input })
    const detail = await getDatabase(ctx, { space: space.slug, database: database.slug })
    const data = detail.fields.map((field) => ({
      name: field.name,
      rawName: field.rawName,
      type: field.typeText,
      leadsTo: field.relation?.label ?? null,
      description: field.description,
      state: stateOf(field),
    }))
    return {
      data,
      table: {
        columns: ['field', 'name in Fibery', 'type', 'leads to', 'state', 'description'],
        rows: data.map((row) => [row.name, row.rawName, row.type, row.leadsTo, row.state, row.description]),
      },
    }
  },
})

const discover = defineCommand({
  path: ['kb', 'discover'],
  summary: 'Read the workspace now and wait for it; exits 1 with the reason when a space could not be read',
  example: 'pergola kb discover --json',
  schema: z.object({}),
  run: async (ctx) => {
    const data = await refreshOrSay(ctx)
    const faults = data.flatMap(faultOf)
    if (data.some(({ failure }) => failure === null)) await queueEntities(ctx)
    return {
      data,
      table: {
        columns: ['space', 'outcome', 'databases', 'changes', 'reason'],
        rows: data.map((one) => [one.space, one.outcome, one.databases, one.changes, one.failure?.code]),
      },
      words: faults.length === 0 ? 'A portal that runs reads the entities next.' : faults.join('\n'),
      exitCode: faults.length === 0 ? 0 : 1,
    }
  },
})

/** What went wrong with a space, and what to do: a discovery that did not end while this waited is no success. */
function faultOf({ space, outcome, failure }: SpaceRefresh): string[] {
  if (failure !== null) {
    const { what, next } = failureWords(failure.code)
    const detail = failure.detail === '' ? '' : `, ${failure.detail}`
    return [`${space}: ${what} ${next} (${failure.code}${detail}) What was read before stays.`]
  }
  if (outcome === 'joined') return [`${space}: another run is reading it, and has not come to an end yet.`]
  return []
}

/** A failure of the list of spaces in the words that readers have for it. */
async function refreshOrSay(ctx: CliCtx): Promise<SpaceRefresh[]> {
  try {
    return await refreshAll(ctx)
  } catch (error) {
    const { code, detail } = isAppError(error) && error.code.startsWith('UPSTREAM_') ? error.details : {}
    if (typeof code !== 'string') throw error
    const { what, next } = failureWords(code)
    throw new CliFailure(
      `the list of spaces could not be read: ${what} ${next} (${code}${detail ? `, ${String(detail)}` : ''}) What was read before stays.`,
    )
  }
}

const changes = defineCommand({
  path: ['kb', 'changes'],
  summary: 'List what changed between readings of the workspace, the latest first',
  example: 'pergola kb changes --page 2',
  options: [{ flags: '--page <number>', description: 'the page; 50 readings each' }],
  schema: z.object({ page: z.coerce.number().int().min(1).max(10_000).default(1) }),
  run: async (ctx, input) => {
    const { entries, total } = await listChanges(ctx, input)
    return {
      data: { entries, total },
      table: {
        columns: ['when', 'space', 'what', 'database', 'field'],
        rows: entries.flatMap(({ at, space, first, count, changes: told }) =>
          first
            ? [[at.toISOString(), space.name, 'read for the first time', `${count} found`, null]]
            : told.map((change) => [
                at.toISOString(),
                space.name,
                change.kind,
                change.database,
                'field' in change ? change.field : null,
              ]),
        ),
      },
    }
  },
})

async function spacesNamed(ctx: CliCtx, name: string | undefined): Promise<KbSpaceSummary[]> {
  const { spaces: all } = await listSpaces(ctx, { q: '' })
  if (name === undefined) return all
  const found = all.filter((space) => space.name === name)
  if (found.length === 0) throw new AppError('NOT_FOUND', { details: { space: name } })
  return found
}

export const commands: CliCommand[] = [spaces, databases, fields, discover, changes]
