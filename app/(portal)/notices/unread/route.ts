import { countUnread } from '@/lib/notices/routes'

export const GET = countUnread
