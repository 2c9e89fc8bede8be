// Made by `npm run workflows:registry` from the folders beside it. A test fails when it has fallen behind.
import type { WorkflowDefinition } from '@/lib/workflows/model'

export const WORKFLOW_DEFINITIONS = [] as unknown as readonly WorkflowDefinition[]
