import type { Actor, Scope } from '@/lib/access/model'
import { can, canSome, reaches } from '@/lib/access/policy'
import type { WorkflowDefinition } from './model'

/** The workflows that a scope of `read:workflow` reaches. */
export function visibleWorkflows(
  actor: Actor,
  scope: Scope,
  definitions: readonly WorkflowDefinition[],
): WorkflowDefinition[] {
  return definitions.filter((definition) => reaches(actor, scope, { tags: definition.tags }))
}

/** By the right to run workflows, or by the workflow's own. */
export function canRunWorkflow(actor: Actor, definition: WorkflowDefinition): boolean {
  if (definition.startRight !== null && canSome(actor, definition.startRight)) return true
  return can(actor, 'run:workflow', { tags: definition.tags })
}
