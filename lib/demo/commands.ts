import type { CliCommand } from '@/cli/command'
import { loadDemoData, removeDemo } from './service'

export const commands: CliCommand[] = [
  {
    path: ['demo', 'remove'],
    summary:
      'Take the demo data out: products, example segments, sample knowledge base, demo accounts and their roles',
    example: 'pergola demo remove',
    run: async (ctx) => {
      const { removed, kept } = await removeDemo(ctx)
      return {
        data: { removed, kept },
        table: { columns: ['removed', 'count'], rows: Object.entries(removed) },
        words:
          kept.length === 0
            ? 'No demo data is left.'
            : `Kept:\n${kept.map((line) => `  ${line}`).join('\n')}`,
      }
    },
  },
  {
    path: ['demo', 'load'],
    summary: 'Load the demo products and example segments (again, if they were taken out)',
    example: 'pergola demo load',
    run: async (ctx) => {
      const counts = await loadDemoData(ctx, { root: process.cwd(), again: true })
      const wasThere = counts === undefined || counts.products + counts.productGroups + counts.segments === 0
      return {
        data: counts ?? null,
        table: { columns: ['loaded', 'count'], rows: Object.entries(counts ?? {}) },
        words: wasThere ? 'The demo products were there already.' : 'The demo products are loaded.',
      }
    },
  },
]
