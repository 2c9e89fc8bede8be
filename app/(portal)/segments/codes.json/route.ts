import { defineRoute } from '@/lib/access/define-route'
import { suggestResponse } from '@/lib/segments/routes'

export const GET = defineRoute({ right: 'read:segment' }, suggestResponse)
