import { type ComponentProps, Suspense } from 'react'
import type { Parameter } from '@/lib/analytics/model'
import { parseParameters } from '@/lib/analytics/parameters'
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

/** What is not among the choices is told at its field, as any other value that does not fit. */
async function Listed({ form, load }: { form: Form; load: Props['load'] }) {
  const parameters = await load()
  const parsed = parseParameters(parameters, form.given)
  return <ParameterForm {...form} parameters={parameters} errors={parsed.ok ? {} : parsed.fieldErrors} />
}
