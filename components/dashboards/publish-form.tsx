'use client'

import { useActionState } from 'react'
import { Button, LinkButton } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { ConflictTable } from '@/components/ui/conflict-table'
import { Field, fieldAria } from '@/components/ui/field'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { Input, Select, Textarea } from '@/components/ui/input'
import { versionAfter } from '@/components/ui/typed-values'
import { UnsavedGuard } from '@/components/ui/unsaved-guard'
import { type PublishState, publishDashboardAction } from '@/lib/dashboards/actions'
import { DASHBOARD_LIMITS as LIMITS, type ToPublish } from '@/lib/dashboards/model'
import { FilterFields } from './filter-fields'
import { toPublishValues, type Values } from './publish-values'
import { RuleFields } from './rule-fields'

const HINTS = {
  slug: 'Words in lower case joined by hyphens: /dashboards/northwind-sales',
  tags: 'Separated by commas. Rights may be held to them: a tag decides who sees the dashboard.',
  groups: 'Codes of product groups, separated by commas. Their products’ cards show it.',
  products: 'Codes, separated by commas.',
} as const

/** Publishes a dashboard, or changes what was decided of it. */
export function PublishForm({ entry }: { entry: ToPublish }) {
  const { found, publication, people } = entry
  const [result, save, saving] = useActionState<PublishState, FormData>(publishDashboardAction, null)
  const failed = result !== null && !result.ok ? result : null
  const present = toPublishValues(entry)
  const values: Values = failed === null ? present : { ...present, filters: '', ...failed.values }
  const errors = failed?.fieldErrors ?? {}
  const control = (name: string, hint?: string) => ({
    id: name,
    name,
    defaultValue: values[name] ?? '',
    ...fieldAria(name, hint, errors[name]),
  })
  const isPublished = publication !== null && publication.publishedAt !== null
  const address = `/admin/dashboards/${encodeURIComponent(found.upstreamId)}`
  return (
    <form action={save} className="grid gap-5">
      <FormErrorSummary result={result} />
      <Reason failed={failed} />
      {failed?.code === 'VERSION_CONFLICT' ? (
        <ConflictTable present={toLines(present)} typed={toLines(values)} discardHref={address} />
      ) : null}
      <div key={failed?.requestId ?? 'first'} className="grid gap-5">
        <UnsavedGuard held={failed !== null} />
        <input type="hidden" name="upstreamId" value={found.upstreamId} />
        {publication === null ? null : (
          <input type="hidden" name="version" value={versionAfter(publication.version, failed)} />
        )}
        <Field id="title" label="Title" errors={errors.title}>
          <Input {...control('title')} required maxLength={LIMITS.title} autoComplete="off" />
        </Field>
        <Field id="slug" label="Address" hint={HINTS.slug} errors={errors.slug}>
          <Input {...control('slug', HINTS.slug)} required maxLength={LIMITS.slug} autoComplete="off" />
        </Field>
        <Field id="description" label="Description" optional errors={errors.description}>
          <Textarea {...control('description')} rows={2} maxLength={LIMITS.description} />
        </Field>
        <div className="grid gap-5 sm:grid-cols-2">
          <Field id="tags" label="Tags" optional hint={HINTS.tags} errors={errors.tags}>
            <Input {...control('tags', HINTS.tags)} maxLength={LIMITS.tags * LIMITS.tag} autoComplete="off" />
          </Field>
          <Field id="ownerId" label="Owner" optional errors={errors.ownerId}>
            <Select {...control('ownerId')}>
              <option value="">Nobody</option>
              {people.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          <Field id="groups" label="Product groups" optional hint={HINTS.groups} errors={errors.groups}>
            <Input {...control('groups', HINTS.groups)} maxLength={LIMITS.groups * 65} autoComplete="off" />
          </Field>
          <Field id="products" label="Products" optional hint={HINTS.products} errors={errors.products}>
            <Input
              {...control('products', HINTS.products)}
              maxLength={LIMITS.products * 65}
              autoComplete="off"
            />
          </Field>
        </div>
        <RuleFields {...entry} values={values} errors={errors} />
        <FilterFields filters={found.filters} values={values} errors={errors} />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" disabled={saving}>
          {saving ? 'Asking Superset…' : isPublished ? 'Save changes' : 'Publish dashboard'}
        </Button>
        <LinkButton href="/admin/dashboards">Cancel</LinkButton>
      </div>
    </form>
  )
}

type Failed = Extract<PublishState, { ok: false }>

const REASONS: Record<string, string> = {
  gone: 'It has gone from Superset meanwhile. Refresh the list.',
  'in-a-file': 'It has been published from a file meanwhile. Change that file instead.',
}

/** What stands behind a refusal that names no field. */
function Reason({ failed }: { failed: Failed | null }) {
  const { reason, system, detail } = failed?.details ?? {}
  const words = typeof reason === 'string' ? REASONS[reason] : undefined
  if (words !== undefined) return <Callout tone="warning" title={words} />
  if (system !== 'superset' || typeof detail !== 'string') return null
  return <Callout tone="warning" title={`Superset: ${detail || 'it did not answer'}. Nothing was saved.`} />
}

const LABELS: readonly (readonly [field: string, label: string])[] = [
  ['title', 'Title'],
  ['slug', 'Address'],
  ['description', 'Description'],
  ['tags', 'Tags'],
  ['groups', 'Product groups'],
  ['products', 'Products'],
  ['filters', 'Filters'],
]

function toLines(values: Values) {
  const rules = Object.keys(values).filter((name) => name.startsWith('rule.'))
  const named = [...LABELS, ...rules.map((name) => [name, `Rows of dataset ${name.slice(5)}`] as const)]
  return named.map(([field, label]) => ({ field, label, text: values[field] ?? '' }))
}
