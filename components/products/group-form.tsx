'use client'

import { useActionState } from 'react'
import { Button, LinkButton } from '@/components/ui/button'
import { ConflictTable } from '@/components/ui/conflict-table'
import { Field, fieldAria } from '@/components/ui/field'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { Input, Textarea } from '@/components/ui/input'
import { versionAfter } from '@/components/ui/typed-values'
import { UnsavedGuard } from '@/components/ui/unsaved-guard'
import { createGroupAction, updateGroupAction } from '@/lib/products/actions'
import { attributeLine, GROUP_LIMITS, type ProductGroupDetail } from '@/lib/products/model'
import { GroupAttributeRows, toGroupLines, toGroupValues } from './group-attribute-rows'

const CODE_HINT = 'Letters A to Z, figures and dashes. Rights speak of it, so it cannot be changed later.'

/** Makes a product group or edits one, with what it asks of its products. `group` is the present version. */
export function GroupForm({ group }: { group?: ProductGroupDetail }) {
  const action = group === undefined ? createGroupAction : updateGroupAction
  const [result, save, saving] = useActionState(action, null)
  const failed = result !== null && !result.ok ? result : null
  const present = toGroupValues(group)
  const typed = failed?.values ?? present
  const errors = failed?.fieldErrors ?? {}
  const address = '/products/groups'
  const control = (name: string, hint?: string) => ({
    id: name,
    name,
    defaultValue: typed[name] ?? '',
    ...fieldAria(name, hint, errors[name]),
  })
  return (
    <form action={save} className="grid max-w-4xl gap-5">
      <FormErrorSummary result={result} />
      {failed?.code === 'VERSION_CONFLICT' && group !== undefined ? (
        <ConflictTable
          present={[
            { field: 'name', label: 'Name', text: group.name },
            { field: 'description', label: 'Description', text: group.description },
            {
              field: 'attribute.0.label',
              label: 'Attributes',
              text: group.attributes.map(attributeLine).join('\n'),
            },
          ]}
          typed={toGroupLines(typed)}
          discardHref={`${address}/${encodeURIComponent(group.code)}/edit`}
        />
      ) : null}
      <div key={failed?.requestId ?? 'first'} className="grid gap-5">
        <UnsavedGuard held={failed !== null} />
        {group === undefined ? (
          <Field id="code" label="Code" hint={CODE_HINT} errors={errors.code}>
            <Input
              {...control('code', CODE_HINT)}
              required
              maxLength={GROUP_LIMITS.code}
              autoComplete="off"
            />
          </Field>
        ) : (
          <>
            <input type="hidden" name="code" value={group.code} />
            <input type="hidden" name="version" value={versionAfter(group.version, failed)} />
          </>
        )}
        <Field id="name" label="Name" errors={errors.name}>
          <Input {...control('name')} required maxLength={GROUP_LIMITS.name} autoComplete="off" />
        </Field>
        <Field id="description" label="Description" optional errors={errors.description}>
          <Textarea {...control('description')} rows={2} maxLength={GROUP_LIMITS.description} />
        </Field>
        <GroupAttributeRows values={typed} errors={errors} />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" disabled={saving}>
          {saving ? 'Saving…' : group === undefined ? 'Make group' : 'Save group'}
        </Button>
        <LinkButton href={address}>Cancel</LinkButton>
      </div>
    </form>
  )
}
