import type { Brand } from '@/lib/platform/brand'

export type NoticeId = Brand<string, 'NoticeId'>

export const NOTICE_KINDS = ['product.changed', 'product.mistake', 'link.broken', 'dashboard.gone'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** Something that a person is told. What it speaks of is looked up when it is shown, in the reader's own scope. */
export type Notice = {
  id: NoticeId
  kind: NoticeKind
  subject: { kind: string; id: string }
  /** What changed, or what was written; shown as text. */
  words: string
  /** null: nobody in the portal, or somebody who is gone. */
  from: string | null
  at: Date
  readAt: Date | null
}

export const NOTICES_SHOWN = 50

/** As many are counted; beyond them it is "99+". */
export const MOST_COUNTED = 99

/** How many notices a reader has not read, when that was so, in milliseconds of the epoch. */
export type Unread = { count: number; at: number }

/** What a notice of links speaks of: its reader's own. */
export const LINK_SUBJECT = 'own'
