import { tellState } from '@/lib/dashboards/routes'

export const GET = tellState
