import { Badge } from '@/components/ui/badge'
import type { IconName } from '@/components/ui/icon-names'
import { type ProductStatus, STATUS_LABELS } from '@/lib/products/model'

const LOOKS: Record<ProductStatus, { tone: 'success' | 'warning' | 'neutral'; icon: IconName }> = {
  active: { tone: 'success', icon: 'circle-check' },
  discontinued: { tone: 'warning', icon: 'circle-pause' },
  archived: { tone: 'neutral', icon: 'archive' },
}

export function StatusBadge({ status }: { status: ProductStatus }) {
  const { tone, icon } = LOOKS[status]
  return (
    <Badge tone={tone} icon={icon}>
      {STATUS_LABELS[status]}
    </Badge>
  )
}
