import { Badge, type Tone } from '@/components/ui/badge'
import type { IconName } from '@/components/ui/icon-names'
import type { ConnectionState } from '@/lib/connections/model'

const LOOKS: Record<ConnectionState, { tone: Tone; icon: IconName; words: string }> = {
  working: { tone: 'success', icon: 'circle-check', words: 'Working' },
  failing: { tone: 'danger', icon: 'circle-x', words: 'Failing' },
  'not connected': { tone: 'neutral', icon: 'circle-dashed', words: 'Not connected' },
  unknown: { tone: 'neutral', icon: 'circle-dot', words: 'Not asked yet' },
}

export function ConnectionStateBadge({ state }: { state: ConnectionState }) {
  const { tone, icon, words } = LOOKS[state]
  return (
    <Badge tone={tone} icon={icon}>
      {words}
    </Badge>
  )
}
