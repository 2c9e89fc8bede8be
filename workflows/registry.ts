// Made by `npm run workflows:registry` from the folders beside it. A test fails when it has fallen behind.
import type { Workflow } from '@/lib/workflows/workflow'
import { workflow as checkLinks } from './check-links/workflow'
import { workflow as importProducts } from './import-products/workflow'
import { workflow as refreshDashboards } from './refresh-dashboards/workflow'
import { workflow as refreshEntities } from './refresh-entities/workflow'
import { workflow as refreshKnowledge } from './refresh-knowledge/workflow'
import { workflow as syncRecords } from './sync-records/workflow'

export const WORKFLOWS: Readonly<Record<string, Workflow>> = {
  'check-links': checkLinks,
  'import-products': importProducts,
  'refresh-dashboards': refreshDashboards,
  'refresh-entities': refreshEntities,
  'refresh-knowledge': refreshKnowledge,
  'sync-records': syncRecords,
}
