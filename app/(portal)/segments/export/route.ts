import { defineRoute } from '@/lib/access/define-route'
import { b2mmlResponse } from '@/lib/segments/routes'

export const GET = defineRoute({ right: 'read:segment' }, b2mmlResponse)
