import type { NextConfig } from 'next'

const config: NextConfig = {
  output: 'standalone',
  poweredByHeader: false,
  reactStrictMode: true,
  // There are no images to shrink, and the route that would do it asks the portal's own pages without a session.
  images: { unoptimized: true },
  typedRoutes: false,
  // Native parts and packages that must be one object for instrumentation and routes alike.
  serverExternalPackages: [
    '@dbos-inc/dbos-sdk',
    '@duckdb/node-api',
    '@duckdb/node-bindings',
    '@grpc/grpc-js',
    '@grpc/proto-loader',
    'pg',
    'pino',
    'sharp',
  ],
  // What is found by folder or loaded as a shared library is not traced by itself.
  outputFileTracingIncludes: {
    '/*': [
      'node_modules/@duckdb/node-bindings-*/**',
      'node_modules/@img/**',
      'prisma/migrations/**',
      'analytics/**/*.sql',
      'analytics/data/**',
      'mappings/*.yaml',
      'dashboards/*.yaml',
    ],
  },
  outputFileTracingExcludes: {
    '/*': ['.data/**', '.cache/**', '.venv/**', 'bench/**', 'e2e/**', 'screens/**', 'docs/**'],
  },
  // Types are checked by `npm run verify` and `npm test`, tests included; a start should not wait for it.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    authInterrupts: true,
    // What the proxy is asked about it copies; it lets no body through that is longer than 1 MB.
    proxyClientMaxBodySize: '2mb',
    // Each page's code is loaded when it is first asked for: all at once would stand in the way of the first answer.
    preloadEntriesOnStart: false,
  },
}

export default config
