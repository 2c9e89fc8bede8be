import { resolve } from 'node:path'
import type { NextConfig } from 'next'

const repository = resolve(import.meta.dirname, '../..')

/** The bare app beside which the bench sets the portal: the same Next, the same components, nothing of the house. */
const config: NextConfig = {
  output: 'standalone',
  poweredByHeader: false,
  outputFileTracingRoot: repository,
  turbopack: {
    root: repository,
    resolveAlias: {
      '@/lib/personal/actions': './no-actions.ts',
      '@/lib/products/actions/list': './no-list-actions.ts',
    },
  },
  // Turbopack looks for proxy.ts and instrumentation.ts in the folders above too: the portal's are none of these.
  pageExtensions: ['tsx'],
  typescript: { ignoreBuildErrors: true },
}

export default config
