import { type Connectable, isConnected } from '@/lib/platform/connecting'
import { env } from '@/lib/platform/env'
import { AppError } from '@/lib/platform/errors'
import type { WorkflowDefinition } from '../model'

type Needing = Pick<WorkflowDefinition, 'needs'>

/** The system that a workflow works on, while it is not connected: there is nothing to do until then. Otherwise null. */
export function lackedBy({ needs }: Needing): Connectable | null {
  return needs === null || isConnected(needs, env()) ? null : needs
}

/** A run that can only fail is not begun. @throws AppError NOT_CONFIGURED */
export function requireConnected(definition: Needing): void {
  const system = lackedBy(definition)
  if (system !== null) throw new AppError('NOT_CONFIGURED', { details: { system } })
}
