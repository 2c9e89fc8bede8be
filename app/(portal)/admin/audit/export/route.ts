import { exportAudit } from '@/lib/audit/routes'

export const GET = exportAudit
