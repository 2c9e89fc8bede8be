import 'server-only'
import { defineRoute } from '@/lib/access/define-route'
import { loadUnread } from './loaders'

/** GET /notices/unread: how many notices the reader has not read. */
export const countUnread = defineRoute({}, async () => Response.json(await loadUnread()))
