import type { ReactNode } from 'react'
import { Button, LinkButton } from '@/components/ui/button'
import { Card, CardBody } from '@/components/ui/card'
import { Icon } from '@/components/ui/icon'
import { OBSTACLE_WORDS, type Obstacle } from '@/lib/dashboards/embedding'

type Props = {
  obstacle: Obstacle
  detail: string
  mayMend: boolean
  facts: ReactNode
  /** Draws it anew; left out where there is no script. */
  again?: () => void
}

/** In place of a dashboard that is not drawn: why, what happens next, and what is known of it all the same. */
export function StoppedDashboard({ obstacle, detail, mayMend, facts, again }: Props) {
  const { title, what, remedy, comesBack } = OBSTACLE_WORDS[obstacle]
  return (
    <Card>
      <div className="grid justify-items-center gap-2 px-6 py-10 text-center" data-obstacle={obstacle}>
        <Icon
          name={comesBack ? 'plug' : 'lock'}
          size={24}
          className={comesBack ? 'text-warning' : 'text-text-muted'}
        />
        <h2 className="font-medium">{title}</h2>
        <p className="max-w-lg text-text-muted text-pretty">{what}</p>
        {mayMend ? (
          <p className="max-w-lg text-sm text-text-muted text-pretty">
            <span className="font-medium text-text">To mend it: </span>
            {remedy}
            {detail === '' ? null : (
              <>
                {' '}
                <code className="break-words">{detail}</code>
              </>
            )}
          </p>
        ) : null}
        <div className="mt-2 flex flex-wrap justify-center gap-2">
          {obstacle === 'expired' ? (
            <Button variant="primary" onClick={() => location.reload()}>
              Sign in again
            </Button>
          ) : again === undefined || obstacle === 'not-configured' || obstacle === 'gone' ? null : (
            <Button onClick={again}>
              <Icon name="refresh-cw" size={14} />
              Try again
            </Button>
          )}
          <LinkButton href="/dashboards">All dashboards</LinkButton>
        </div>
      </div>
      <CardBody className="border-t border-border">{facts}</CardBody>
    </Card>
  )
}
