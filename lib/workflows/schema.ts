import { z } from 'zod'
import { RIGHTS } from '@/lib/access/model'
import { CONNECTABLE } from '@/lib/platform/connecting'
import { REASON_LIMIT, RUN_STATES, type RunId, type WorkflowDefinition, type WorkflowKey } from './model'

const words = z.string().trim().min(1)
const key = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be words in lower case joined by hyphens')

/** `workflows/<key>/config.yaml`; the folder's name is the key. */
export const workflowConfigSchema = z.strictObject({
  title: words,
  description: words,
  owner: words,
  tags: z.array(words).default([]),
  startRight: z.enum(RIGHTS).nullable().default(null),
  needs: z.enum(CONNECTABLE).nullable().default(null),
  schedule: z
    .strictObject({ cron: words, timeZone: words.default('UTC') })
    .nullable()
    .default(null),
  concurrency: z.number().int().min(1).max(50).default(1),
  maxTakeUps: z.number().int().min(1).max(100).default(10),
  retries: z
    .strictObject({
      maxAttempts: z.number().int().min(1).max(20).default(3),
      intervalSeconds: z.number().min(0.1).max(3600).default(2),
      backoffRate: z.number().min(1).max(10).default(2),
      timeoutMs: z.number().int().min(1000).max(3_600_000).default(120_000),
    })
    .prefault({}),
  steps: z.array(z.strictObject({ name: key, title: words })).min(1),
})

/** @throws ZodError naming what is wrong in the file. */
export function parseWorkflowConfig(folder: string, config: unknown): WorkflowDefinition {
  return { key: key.parse(folder) as WorkflowKey, ...workflowConfigSchema.parse(config) }
}

const workflowKey = key.max(100).transform((value) => value as WorkflowKey)
const runId = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .transform((value) => value as RunId)

export const startWorkflowSchema = z.object({
  key: workflowKey,
  reason: z
    .string()
    .trim()
    .min(3, 'Say in a few words why, for whoever reads the record later.')
    .max(REASON_LIMIT, `Keep it under ${REASON_LIMIT} characters.`),
})
export type StartWorkflowInput = z.infer<typeof startWorkflowSchema>

export const runActionSchema = z.object({ id: runId })
export type RunActionInput = z.infer<typeof runActionSchema>

export const RUNS_PER_PAGE = 25

/** Of a page's address: what cannot be read is left out, not refused. */
export const runsFilterSchema = z.object({
  state: z.enum(RUN_STATES).optional().catch(undefined),
  workflow: workflowKey.optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(4000).catch(1),
})
export type RunsFilter = z.infer<typeof runsFilterSchema>
