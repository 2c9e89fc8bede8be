import { exportAs } from '@/lib/products/routes'

export const GET = exportAs('json')
