import { defineRoute } from '@/lib/access/define-route'
import { takeStatement } from '@/lib/analytics/routes/ad-hoc'

export const POST = defineRoute({ right: 'export:query' }, takeStatement)
