import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { STOP_PARAMETER } from '@/lib/analytics/model'
import { AnswerSkeleton } from './answer'

type Props = { action: string; given: Readonly<Record<string, string>> }

/**
 * A question that is being answered, and the way out of it. Leaving the page ends the question, so "Cancel" and every link
 * lead to a document of their own: the browser lets go of this one.
 */
export function Asking({ action, given }: Props) {
  return (
    <div className="grid gap-3" data-leave-hard="">
      <form
        action={action}
        method="get"
        data-hard=""
        className="print-hidden flex min-h-7 flex-wrap items-center justify-between gap-x-4 gap-y-1"
      >
        <p className="flex items-center gap-2 text-sm text-text-muted" role="status">
          <Icon name="loader-circle" size={14} className="animate-spin motion-reduce:animate-none" />
          The answer is being worked out.
        </p>
        {Object.entries(given).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <input type="hidden" name={STOP_PARAMETER} value="1" />
        <Button type="submit" size="sm">
          <Icon name="x" size={14} />
          Cancel
        </Button>
      </form>
      <AnswerSkeleton />
    </div>
  )
}
