'use client'

import { ActionButton, type FailedAction } from '@/components/ui/action-button'
import { unpublishDashboardAction } from '@/lib/dashboards/actions'

const words = ({ message }: FailedAction) => message

/** Takes it out of the portal; what was decided of it stays, so that there is nothing to ask twice about. */
export function UnpublishForm({ slug, version }: { slug: string; version: number }) {
  return (
    <ActionButton
      action={unpublishDashboardAction}
      fields={{ slug, version }}
      label="Unpublish"
      words={words}
    />
  )
}
