import { Badge } from '@/components/ui/badge'
import type { Outcome } from '@/lib/audit/model'

const LOOKS = {
  done: { tone: 'success', icon: 'circle-check', word: 'Done' },
  refused: { tone: 'warning', icon: 'ban', word: 'Refused' },
  failed: { tone: 'danger', icon: 'circle-x', word: 'Failed' },
} as const

export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  const { tone, icon, word } = LOOKS[outcome]
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  )
}
