import { exportSkipped } from '@/lib/products/routes'

export const GET = exportSkipped
