import { defineRoute } from '@/lib/access/define-route'
import { exportAnswer } from '@/lib/analytics/routes'

export const GET = defineRoute<{ query: string; format: string }>({ right: 'export:query' }, exportAnswer)
