import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Stat } from '@/components/ui/stat'
import { RelativeTime } from '@/components/ui/time'
import type { SealState } from '@/lib/audit/model'
import { type Format, formatNumber } from '@/lib/platform/format'
import { VerifyForm } from './verify-form'

/** Older than this, what waits for its seal is not just being written. */
const LATE_MS = 60_000

/** How far the record is sealed, what waits, and whether it was found whole. */
export function SealStatus({ state, now, format }: { state: SealState; now: Date; format: Format }) {
  const { position, sealedAt, unsealed, oldestUnsealedAt, verified } = state
  const late = oldestUnsealedAt !== null && now.getTime() - oldestUnsealedAt.getTime() > LATE_MS
  return (
    <Card label="State of the record" className="mb-4 grid gap-4 p-4 sm:grid-cols-4">
      <Stat
        label="Sealed"
        value={formatNumber(Number(position), format)}
        note={sealedAt === null ? 'Nothing yet' : <RelativeTime at={sealedAt} now={now} format={format} />}
      />
      <Stat
        label="Waiting for a seal"
        value={formatNumber(unsealed, format)}
        note={
          oldestUnsealedAt === null ? (
            'Nothing'
          ) : (
            <span className="inline-flex flex-wrap items-center gap-1.5">
              since <RelativeTime at={oldestUnsealedAt} now={now} format={format} />
              {late ? (
                <Badge tone="warning" icon="triangle-alert">
                  Late
                </Badge>
              ) : null}
            </span>
          )
        }
      />
      <Stat
        label="Last verified"
        value={verified === null ? 'Never' : `Up to ${formatNumber(Number(verified.position), format)}`}
        note={verified === null ? undefined : <Verdict verified={verified} now={now} format={format} />}
      />
      <VerifyForm />
    </Card>
  )
}

function Verdict({
  verified,
  now,
  format,
}: {
  verified: NonNullable<SealState['verified']>
  now: Date
  format: Format
}) {
  const whole = verified.faults === 0
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <Badge tone={whole ? 'success' : 'danger'} icon={whole ? 'circle-check' : 'circle-x'}>
        {whole ? 'Whole' : `${formatNumber(verified.faults, format)} faults`}
      </Badge>
      <RelativeTime at={verified.at} now={now} format={format} />
    </span>
  )
}
