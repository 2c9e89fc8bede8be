import { defineRoute } from '@/lib/access/define-route'
import { stopStatement } from '@/lib/analytics/routes/ad-hoc'

export const POST = defineRoute({ right: 'ask:query' }, stopStatement)
