import { giveGuestToken } from '@/lib/dashboards/routes'

export const POST = giveGuestToken
