import { z } from 'zod'
import { type CliCommand, defineCommand } from '@/cli/command'
import { rebuildSearch } from './service/rebuild'

export const commands: CliCommand[] = [
  defineCommand({
    path: ['search', 'rebuild'],
    summary: 'Make the search index anew from the records; the portal may go on serving',
    example: 'pergola search rebuild',
    schema: z.object({}),
    run: async (ctx) => {
      const data = await rebuildSearch(ctx)
      return {
        data,
        table: {
          columns: ['kind', 'fed', 'removed'],
          rows: data.map(({ kind, fed, removed }) => [kind, fed, removed]),
        },
      }
    },
  }),
]
