import { defineRoute } from '@/lib/access/define-route'
import { exportCsv } from '@/lib/analytics/routes'

export const GET = defineRoute<{ query: string }>({ right: 'export:query' }, exportCsv)
