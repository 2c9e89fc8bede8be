import type { RunStep } from '@/lib/connectors/dbos/step'

/** What a workflow is handed for one run. */
export type WorkflowRun = {
  id: string
  /**
   * Runs a piece of work once: its answer is stored, and a run that is taken up again reads it instead of working again.
   * Answers are small (ids and counts, never a document) and JSON. Work that dies half done is done again, so it must
   * bear that.
   */
  step: RunStep
}

export type Workflow = {
  /** Between its steps a workflow only decides: it must take the same way again when it is taken up again. */
  run: (run: WorkflowRun) => Promise<unknown>
  /** Asked once at start: false leaves its schedule out, where there is nothing for it to do. */
  scheduledWhen?: () => boolean | Promise<boolean>
  /** Asked once at start: true starts a run by itself, for data without which the portal is empty. */
  neededAtStart?: () => Promise<boolean>
}

/** The shape of `workflows/<key>/workflow.ts`; what is said about it stands in `config.yaml` beside it. */
export function defineWorkflow(workflow: Workflow): Workflow {
  return workflow
}
