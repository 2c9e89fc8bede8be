import { RelativeTime } from '@/components/ui/time'
import { type Format, formatNumber } from '@/lib/platform/format'
import { type RunStepView, toDurationWords } from '@/lib/workflows/model'
import { StepStateBadge } from './run-state'

export type StepTimelineProps = { steps: readonly RunStepView[]; now: Date; format: Format }

/** The steps in order. Those to come stand there from the start, so nothing moves when they are reached. */
export function StepTimeline({ steps, now, format }: StepTimelineProps) {
  return (
    <ol className="divide-y divide-border">
      {steps.map((step, index) => (
        <li key={`${step.position} ${step.name}`} className="grid gap-1 px-4 py-3">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="w-5 text-right text-text-muted tabular-nums">{index + 1}</span>
            <span className="font-medium">{step.title}</span>
            <code className="text-sm text-text-muted">{step.name}</code>
            <span className="ml-auto">
              <StepStateBadge state={step.state} />
            </span>
          </div>
          <p className="min-h-5 pl-8 text-sm text-text-muted tabular-nums">
            <StepFacts step={step} now={now} format={format} />
          </p>
          {step.failure === null ? null : (
            <p className="ml-8 rounded-md border border-danger/40 bg-danger-soft px-3 py-2 text-sm break-words whitespace-pre-wrap">
              <span className="font-medium">{step.failure.name}: </span>
              {step.failure.message}
            </p>
          )}
        </li>
      ))}
    </ol>
  )
}

function StepFacts({ step, now, format }: { step: RunStepView; now: Date; format: Format }) {
  const { startedAt, endedAt, attempts, outputBytes } = step
  if (startedAt === null) return null
  const facts = [
    endedAt === null ? null : `took ${toDurationWords(endedAt.getTime() - startedAt.getTime())}`,
    attempts === null || attempts === 1 ? null : `${attempts} attempts`,
    outputBytes === null ? null : `${formatNumber(outputBytes, format)} bytes stored`,
  ].filter((fact) => fact !== null)
  return (
    <>
      Started <RelativeTime at={startedAt} now={now} format={format} />
      {facts.map((fact) => `, ${fact}`).join('')}
    </>
  )
}
