import { type ComponentProps, Suspense } from 'react'
import type { Parameter } from '@/lib/analytics/model'
import { ParameterForm } from './parameter-form'

type Form = ComponentProps<typeof ParameterForm>
type Props = Form & { load: () => Promise<readonly Parameter[]> }

/** The form stands at once; choices that another query lists come into it when they are known. */
export function ListedParameterForm({ load, ...form }: Props) {
  if (form.parameters.every(({ allowedFrom }) => allowedFrom === null)) return <ParameterForm {...form} />
  return (
    <Suspense fallback={<ParameterForm {...form} />}>
      <Listed form={form} load={load} />
    </Suspense>
  )
}

async function Listed({ form, load }: { form: Form; load: Props['load'] }) {
  return <ParameterForm {...form} parameters={await load()} />
}
