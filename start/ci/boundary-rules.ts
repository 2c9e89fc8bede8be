import type { ICruiseOptions, IForbiddenRuleType } from 'dependency-cruiser'

// Who may import whom (docs/architecture.md). All rules are errors; there is no list of exceptions to them.
// `boundaries.ts` runs them, and its test shows that each one bites.

/** Files of a domain by role; a file that grew becomes a folder of the same name. */
const role = (names: string) => `^lib/[^/]+/(${names})(/|\\.tsx?$)`
/** The same, in the domain that `from` captured. */
const sameRole = (names: string) => `^lib/$1/(${names})(/|\\.tsx?$)`
const domain = '^lib/(?!platform/|connectors/|testing/)([^/]+)/'
const tests = '\\.test\\.tsx?$'
const requestSide = 'loaders|actions|routes'

type Rule = IForbiddenRuleType extends infer Each
  ? Each extends unknown
    ? Omit<Each, 'severity'>
    : never
  : never

const RULES: Rule[] = [
  {
    name: 'no-cycles',
    comment: 'A circle cannot be understood, tested or split in parts.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'nothing-unresolved',
    comment: 'An import that is not found is one whose rule cannot be checked.',
    from: { path: '^(app|components|lib|cli|start|local|workflows|e2e|bench)/' },
    to: { couldNotResolve: true },
  },
  {
    name: 'components-below-app',
    from: { path: '^components/' },
    to: { path: '^(app|cli|start|local|workflows|e2e|bench)/' },
  },
  {
    name: 'ui-has-no-domain-words',
    from: { path: '^components/ui/' },
    to: { path: ['^lib/(?!platform/)', '^components/(?!ui/)'] },
  },
  {
    name: 'components-see-shapes-only',
    comment: 'Components take props. Of a domain: model, schema, client, actions and its pure nouns.',
    from: { path: '^components/', pathNot: tests },
    to: {
      path: [
        role('policy|repository|service|loaders|routes|jobs|search|commands'),
        '^lib/connectors/[^/]+/client(/|\\.ts$)',
      ],
    },
  },
  {
    name: 'lib-below-components',
    comment: 'commands.ts takes its shape from cli/command.ts.',
    from: { path: '^lib/(?!testing/)', pathNot: tests },
    to: { path: '^(app|components|start|local|e2e|bench|cli)/', pathNot: '^cli/command\\.ts$' },
  },
  {
    name: 'cli-shape-for-commands-only',
    from: { path: '^lib/', pathNot: [role('commands'), tests] },
    to: { path: '^cli/' },
  },
  {
    name: 'registry-for-the-engine-only',
    comment: 'Workflows call services; only what runs them knows which there are.',
    from: { path: '^(app|components|lib)/', pathNot: ['^lib/workflows/', tests] },
    to: { path: '^workflows/' },
  },
  {
    name: 'connectors-know-no-domain',
    from: { path: '^lib/connectors/' },
    to: { path: '^lib/(?!connectors/|platform/|testing/)' },
  },
  {
    name: 'connectors-stand-apart',
    comment: 'What two connectors share stands in lib/connectors itself.',
    from: { path: '^lib/connectors/([^/]+)/' },
    to: { path: '^lib/connectors/[^/]+/', pathNot: '^lib/connectors/$1/' },
  },
  {
    name: 'connectors-know-no-next',
    from: { path: '^lib/connectors/' },
    to: { path: '(^|/)node_modules/next/' },
  },
  {
    name: 'platform-at-the-bottom',
    from: { path: '^lib/platform/', pathNot: tests },
    to: { path: '^lib/(?!platform/)' },
  },
  {
    name: 'pages-go-through-the-request-side',
    comment:
      'A page asks a loader, a form an action, a route handler routes.ts: the gate stands there. It may ask the policy what to offer.',
    from: { path: '^app/' },
    to: { path: role('repository|service|jobs|search|commands') },
  },
  {
    name: 'repository-for-the-service-only',
    from: { path: '^', pathNot: [role('repository|service'), tests, '^e2e/', '^bench/', '^start/'] },
    to: { path: role('repository') },
  },
  {
    name: 'repository-of-ones-own-domain',
    from: { path: domain, pathNot: tests },
    to: { path: role('repository'), pathNot: sameRole('repository') },
  },
  {
    name: 'repository-below-service',
    from: { path: role('repository'), pathNot: tests },
    to: { path: role(`service|client|jobs|search|commands|${requestSide}`) },
  },
  {
    name: 'service-below-the-request-side',
    from: { path: role('service'), pathNot: tests },
    to: { path: role(`client|jobs|search|commands|${requestSide}`) },
  },
  {
    name: 'shapes-are-pure',
    comment:
      'model, schema and policy run anywhere: no I/O, no server. Tidy types of a connector are shapes too.',
    from: { path: role('model|schema|policy'), pathNot: tests },
    to: {
      path: [
        role(`repository|service|client|jobs|search|commands|${requestSide}`),
        '^lib/connectors/[^/]+/client(/|\\.ts$)',
      ],
    },
  },
  {
    name: 'shapes-ask-no-system',
    from: { path: role('model|schema|policy|client'), pathNot: tests },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'client-stays-in-the-browser',
    from: { path: role('client'), pathNot: tests },
    to: { path: role('repository|service|jobs|search|commands|loaders|routes') },
  },
  {
    name: 'domains-meet-at-service-and-model',
    comment: "Another domain's service or model; the request side of access is every domain's gate.",
    from: { path: domain, pathNot: [tests, '^lib/search/loaders\\.ts$'] },
    to: {
      path: '^lib/(?!platform/|connectors/|testing/)[^/]+/',
      pathNot: [
        '^lib/$1/',
        role('service|model'),
        '^lib/access/(loaders|define-action|define-route|policy)\\.tsx?$',
      ],
    },
  },
  {
    name: 'search-takes-what-domains-publish',
    comment: "The search's loader puts together what each domain publishes in its search.ts.",
    from: { path: '^lib/search/loaders\\.ts$' },
    to: {
      path: '^lib/(?!platform/|search/)',
      pathNot: [role('search|model'), '^lib/access/(loaders|policy)\\.ts$'],
    },
  },
  {
    name: 'gates-for-the-request-side-only',
    from: { path: '^lib/', pathNot: [role(requestSide), '^lib/access/', tests] },
    to: { path: '^lib/access/(loaders|define-action|define-route)\\.tsx?$' },
  },
  {
    name: 'prisma-in-repositories-only',
    from: { pathNot: [role('repository'), '^lib/platform/db\\.ts$', '^generated/', tests] },
    to: { path: '^generated/prisma/' },
  },
  {
    name: 'graphql-request-in-connectors-only',
    from: { pathNot: ['^lib/connectors/', '(^|/)node_modules/'] },
    to: { path: '(^|/)node_modules/graphql-request/' },
  },
  {
    name: 'duckdb-in-connectors-only',
    from: { path: '^(app|components|lib|cli|workflows)/', pathNot: '^lib/connectors/' },
    to: { path: '(^|/)node_modules/@duckdb/' },
  },
  {
    name: 'dbos-in-connectors-only',
    from: { path: '^(app|components|lib|cli|workflows)/', pathNot: '^lib/connectors/' },
    to: { path: '(^|/)node_modules/@dbos-inc/' },
  },
  {
    name: 'snapshot-pages-ask-nobody',
    comment:
      'Pages of the knowledge base read the snapshot: by no way may they come to what asks Fibery, and so wait for it.',
    from: { path: '^lib/knowledge/(loaders|search)\\.ts$' },
    to: { path: '^lib/connectors/fibery/client\\.ts$', reachable: true },
  },
  {
    name: 'stand-ins-stay-out',
    comment: 'local/ plays other companies’ systems: nothing that is shipped may know it.',
    from: { path: '^(app|components|lib|cli|workflows|proxy\\.ts|instrumentation\\.ts)', pathNot: tests },
    to: { path: '^local/' },
  },
  {
    name: 'stand-ins-know-no-portal',
    comment: 'A stand-in that shares code with the portal would share its mistakes.',
    from: { path: '^local/', pathNot: tests },
    to: { path: ['^(app|components)/', '^lib/(?!platform/)'] },
  },
  {
    name: 'testing-stays-out',
    from: { path: '^(app|components|cli|workflows|local|lib/(?!testing/))', pathNot: tests },
    to: { path: '^lib/testing/' },
  },
  {
    name: 'no-development-packages-in-the-portal',
    from: { path: '^(app|components|lib/(?!testing/)|cli|workflows|local)', pathNot: tests },
    to: { dependencyTypes: ['npm-dev'] },
  },
]

export const FORBIDDEN: IForbiddenRuleType[] = RULES.map((rule) => ({ severity: 'error', ...rule }))

export const CRUISE_OPTIONS: ICruiseOptions = {
  // Type imports count: a shape that leaks upwards is a dependency too.
  tsPreCompilationDeps: true,
  doNotFollow: { path: '^(node_modules|generated)/' },
  enhancedResolveOptions: {
    extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    exportsFields: ['exports'],
    conditionNames: ['import', 'node', 'types', 'default'],
  },
}
