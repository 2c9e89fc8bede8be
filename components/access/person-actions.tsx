import { disableUserAction, enableUserAction, endSessionsAction } from '@/lib/access/actions'
import type { Person } from '@/lib/access/model'
import { ActionButton } from './action-button'

/** What may be done to somebody as a whole. */
export function PersonActions({ person }: { person: Person }) {
  const fields = { userId: person.id }
  return (
    <>
      <ActionButton
        action={endSessionsAction}
        fields={fields}
        label="End sessions"
        icon="log-out"
        size="md"
      />
      {person.disabledAt === null ? (
        <ActionButton
          action={disableUserAction}
          fields={fields}
          label="Disable"
          icon="ban"
          variant="danger"
          size="md"
        />
      ) : (
        <ActionButton
          action={enableUserAction}
          fields={fields}
          label="Enable"
          icon="circle-check"
          variant="primary"
          size="md"
        />
      )}
    </>
  )
}
