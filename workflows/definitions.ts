// Made by `npm run workflows:registry` from the folders beside it. A test fails when it has fallen behind.
import type { WorkflowDefinition } from '@/lib/workflows/model'

export const WORKFLOW_DEFINITIONS = [
  {
    key: 'check-links',
    title: 'Check the links',
    description:
      'Asks every link that products, process segments and the knowledge base hold whether it still works, a request a second at each host, and tells the owners of those that have stopped working. One that works is asked once a day, one that does not at every run.',
    owner: 'Product data',
    tags: ['products', 'knowledge'],
    startRight: 'check:connection',
    needs: null,
    schedule: {
      cron: '43 */6 * * *',
      timeZone: 'UTC',
    },
    concurrency: 1,
    maxTakeUps: 10,
    retries: {
      maxAttempts: 3,
      intervalSeconds: 5,
      backoffRate: 2,
      timeoutMs: 1800000,
    },
    steps: [
      {
        name: 'collect',
        title: 'Find the links and where they stand',
      },
      {
        name: 'ask',
        title: 'Ask those that are due',
      },
      {
        name: 'tell',
        title: 'Tell the owners of broken ones',
      },
    ],
  },
  {
    key: 'import-products',
    title: 'Import products',
    description:
      'Goes through the product files that people have sent: works out what each row would change, and, once that was confirmed, writes all good rows at once. Started by whoever sends a file; started by hand, it takes up what waits.',
    owner: 'Product data',
    tags: ['products'],
    startRight: null,
    needs: null,
    schedule: null,
    concurrency: 1,
    maxTakeUps: 10,
    retries: {
      maxAttempts: 5,
      intervalSeconds: 2,
      backoffRate: 2,
      timeoutMs: 900000,
    },
    steps: [
      {
        name: 'check',
        title: 'Work out what each row would change',
      },
      {
        name: 'apply',
        title: 'Write the rows that were confirmed',
      },
    ],
  },
  {
    key: 'refresh-dashboards',
    title: 'Refresh the dashboards',
    description:
      'Asks Superset which dashboards it has, with their datasets and filters, and puts the list in force as a whole. Owners of published dashboards that are gone from there are told.',
    owner: 'Business intelligence',
    tags: ['dashboards'],
    startRight: 'publish:dashboard',
    needs: 'superset',
    schedule: {
      cron: '23 * * * *',
      timeZone: 'UTC',
    },
    concurrency: 1,
    maxTakeUps: 10,
    retries: {
      maxAttempts: 3,
      intervalSeconds: 5,
      backoffRate: 2,
      timeoutMs: 300000,
    },
    steps: [
      {
        name: 'refresh',
        title: 'Ask Superset, and put the list in force',
      },
    ],
  },
  {
    key: 'refresh-entities',
    title: 'Read the entities of the knowledge base',
    description:
      "Asks database after database for its entities, page by page and within Fibery's limits, and puts each database's in force when its answer is whole. Started by each refresh of the knowledge base; pages go on showing the old ones until then.",
    owner: 'Knowledge management',
    tags: ['knowledge'],
    startRight: 'refresh:knowledge',
    needs: 'fibery',
    schedule: {
      cron: '37 * * * *',
      timeZone: 'UTC',
    },
    concurrency: 1,
    maxTakeUps: 10,
    retries: {
      maxAttempts: 3,
      intervalSeconds: 2,
      backoffRate: 2,
      timeoutMs: 3000000,
    },
    steps: [
      {
        name: 'read',
        title: 'Read the entities of each database',
      },
    ],
  },
  {
    key: 'refresh-knowledge',
    title: 'Refresh the knowledge base',
    description:
      'Asks the knowledge base which spaces and databases it has, compares them with what the portal knows, and publishes the new picture. Pages go on showing the old one until then.',
    owner: 'Knowledge management',
    tags: ['knowledge'],
    startRight: 'refresh:knowledge',
    needs: 'fibery',
    schedule: {
      cron: '7 * * * *',
      timeZone: 'UTC',
    },
    concurrency: 1,
    maxTakeUps: 10,
    retries: {
      maxAttempts: 3,
      intervalSeconds: 2,
      backoffRate: 2,
      timeoutMs: 300000,
    },
    steps: [
      {
        name: 'fetch',
        title: "Fetch each space's schema",
      },
      {
        name: 'publish',
        title: 'Compare and publish',
      },
      {
        name: 'count',
        title: 'Count the entities',
      },
    ],
  },
  {
    key: 'sync-records',
    title: 'Sync records',
    description:
      "Reads the databases of the knowledge base and the queries that feed process segments and products (mappings/), and carries out what changed there: all good records at once. Fields that are the portal's own stay as they are. What feeds from a sample workspace is done only when somebody starts it.",
    owner: 'Product data',
    tags: ['products', 'knowledge'],
    startRight: null,
    needs: null,
    schedule: {
      cron: '52 * * * *',
      timeZone: 'UTC',
    },
    concurrency: 1,
    maxTakeUps: 10,
    retries: {
      maxAttempts: 3,
      intervalSeconds: 2,
      backoffRate: 2,
      timeoutMs: 600000,
    },
    steps: [
      {
        name: 'read',
        title: 'Read what feeds the records',
      },
      {
        name: 'apply',
        title: 'Carry out what changed',
      },
    ],
  },
] as unknown as readonly WorkflowDefinition[]
