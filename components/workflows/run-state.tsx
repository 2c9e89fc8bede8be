import { Badge, type Tone } from '@/components/ui/badge'
import type { IconName } from '@/components/ui/icon-names'
import type { RunState, StepState } from '@/lib/workflows/model'

type Look = { tone: Tone; icon: IconName; words: string }

export const RUN_LOOKS: Record<RunState, Look> = {
  waiting: { tone: 'neutral', icon: 'clock', words: 'Waiting' },
  running: { tone: 'accent', icon: 'loader-circle', words: 'Running' },
  succeeded: { tone: 'success', icon: 'circle-check', words: 'Succeeded' },
  failed: { tone: 'danger', icon: 'circle-x', words: 'Failed' },
  cancelled: { tone: 'neutral', icon: 'ban', words: 'Cancelled' },
  abandoned: { tone: 'warning', icon: 'triangle-alert', words: 'Put aside' },
}

const STEP_LOOKS: Record<StepState, Look> = {
  done: { tone: 'success', icon: 'circle-check', words: 'Done' },
  failed: { tone: 'danger', icon: 'circle-x', words: 'Failed' },
  running: { tone: 'accent', icon: 'loader-circle', words: 'Running' },
  waiting: { tone: 'neutral', icon: 'clock', words: 'Waiting' },
  'not reached': { tone: 'neutral', icon: 'circle-dashed', words: 'Not reached' },
}

export function RunStateBadge({ state }: { state: RunState }) {
  const { tone, icon, words } = RUN_LOOKS[state]
  return (
    <Badge tone={tone} icon={icon}>
      {words}
    </Badge>
  )
}

export function StepStateBadge({ state }: { state: StepState }) {
  const { tone, icon, words } = STEP_LOOKS[state]
  return (
    <Badge tone={tone} icon={icon}>
      {words}
    </Badge>
  )
}
