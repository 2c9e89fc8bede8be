'use client'

import { usePathname } from 'next/navigation'
import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'
import { RIGHT_KINDS, type RightKind } from '@/lib/access/model'
import { rightForPath } from './nav-items'
import { RequestId } from './request-id'

/** No right on the kind at all: names the right, and whom to ask. */
export function ForbiddenState({ requestId }: { requestId: string }) {
  const right = rightForPath(usePathname())
  return (
    <>
      <h1 className="sr-only">Not allowed</h1>
      <EmptyState
        icon="lock"
        title="Your roles do not allow this"
        action={
          <>
            <LinkButton href="/account">See your rights</LinkButton>
            <LinkButton href="/">Go home</LinkButton>
          </>
        }
      >
        {right === null ? (
          <p>This page needs a right that none of your roles gives.</p>
        ) : (
          <p>
            It needs the right <code>{right}</code> ({rightWords(right)}), which none of your roles gives.
          </p>
        )}
        <p>Ask an administrator of the portal for a role that has it, and tell them the request below.</p>
        <RequestId initial={requestId} />
      </EmptyState>
    </>
  )
}

function rightWords(right: string): string {
  const [action = '', kind = ''] = right.split(':')
  const { label } = RIGHT_KINDS[kind as RightKind]
  return `${action} ${label.toLowerCase()}`
}
