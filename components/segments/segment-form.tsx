'use client'

import { useActionState } from 'react'
import { type OwnerChoices, OwnerField } from '@/components/access/owner-field'
import { Button, LinkButton } from '@/components/ui/button'
import { ConflictTable, type FormLine } from '@/components/ui/conflict-table'
import { Field, fieldAria } from '@/components/ui/field'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { Input, Textarea } from '@/components/ui/input'
import { BASE_FIELD, baseAfter, typedAfter, versionAfter } from '@/components/ui/typed-values'
import { UnsavedGuard } from '@/components/ui/unsaved-guard'
import { createSegment, updateSegment } from '@/lib/segments/actions'
import { DURATION_HINT } from '@/lib/segments/model/duration'
import { SEGMENT_LIMITS, type Segment } from '@/lib/segments/model/segment'
import type { Place } from '@/lib/segments/model/tree'
import { isLocked, sourceName } from '@/lib/synced/model'
import { type FormValues, parameterLines, toFormValues, withLocked } from './form-values'
import { ParameterRows } from './parameter-rows'
import { PlaceField } from './place-field'

const HINTS = {
  code: 'Letters, figures, dots, dashes and underscores: BREW-MASH.',
  owner: 'They may see and change it where a role is held to one’s own.',
  tags: 'Words with commas between them. They say who may see it, too.',
}

/** Parameters are one matter: what is typed of a row means little beside other rows. */
const PARAMETERS = {
  names: /^parameters\./,
  blank: (name: string) =>
    name.endsWith('.no')
      ? String(Number(name.split('.')[1]) + 1)
      : name.endsWith('.valueType')
        ? 'decimal'
        : '',
}

/** What a form holds, line by line: for comparing two. */
function toLines(values: FormValues, owners: OwnerChoices | undefined): FormLine[] {
  const plain = [
    { field: 'name', label: 'Name' },
    { field: 'description', label: 'Description' },
    { field: 'duration', label: 'Duration' },
    { field: 'tags', label: 'Tags' },
  ].map((line) => ({ ...line, text: values[line.field] ?? '' }))
  const { ownerId = '' } = values
  const owner = owners?.people.find(({ id }) => id === ownerId)?.name ?? ownerId
  return [
    ...plain,
    { field: 'ownerId', label: 'Owner', text: owner },
    { field: 'parameters.0.id', label: 'Parameters', text: parameterLines(values) },
  ]
}

/**
 * Makes or edits a segment. What was typed comes back with whatever was wrong, with and without script. `segment` is the
 * present version: after a conflict it is newer than what the form began with, and saving again is meant.
 */
export function SegmentForm({
  segment,
  places = [],
  parent = '',
  owners,
}: {
  /** Null: a new one. */
  segment: Segment | null
  /** Where a new one may be put, and where it is put unless somebody chooses. */
  places?: readonly Place[] | null
  parent?: string
  /** Whom it may be given to. A new one is its maker's. */
  owners?: OwnerChoices
}) {
  const [result, save, saving] = useActionState(segment === null ? createSegment : updateSegment, null)
  const failed = result !== null && !result.ok ? result : null
  const present = toFormValues(segment)
  const typed = withLocked(typedAfter(present, failed, PARAMETERS), segment)
  const errors = failed?.fieldErrors ?? {}
  const address = segment === null ? '/segments' : `/segments/${encodeURIComponent(segment.code)}`
  return (
    <form action={save} className="grid max-w-3xl gap-5">
      <FormErrorSummary result={result} />
      {failed?.code === 'VERSION_CONFLICT' ? (
        <ConflictTable
          present={toLines(present, owners)}
          typed={toLines(typed, owners)}
          discardHref={`${address}/edit`}
          takesOver
        />
      ) : null}
      {/* A form that was sent is reset by React: new controls begin with what was typed. */}
      <div key={failed?.requestId ?? 'first'} className="grid gap-4">
        <UnsavedGuard held={failed !== null} />
        {segment === null ? (
          <NewFields typed={typed} errors={errors} places={places} parent={parent} />
        ) : (
          <>
            <input type="hidden" name="code" value={segment.code} />
            <input type="hidden" name="version" value={versionAfter(segment.version, failed)} />
            <input type="hidden" name={BASE_FIELD} value={baseAfter(present, failed)} />
          </>
        )}
        <PlainFields typed={typed} errors={errors} segment={segment} />
        {owners === undefined ? null : (
          <div className="sm:max-w-80">
            <OwnerField
              owners={owners}
              value={typed.ownerId ?? ''}
              hint={HINTS.owner}
              errors={errors.ownerId}
            />
          </div>
        )}
        <ParameterRows values={typed} errors={errors} lock={segment} />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" disabled={saving}>
          {saving ? 'Saving…' : segment === null ? 'Make segment' : 'Save segment'}
        </Button>
        <LinkButton href={address}>Cancel</LinkButton>
      </div>
    </form>
  )
}

type Fields = { typed: FormValues; errors: Record<string, string[]> }

function NewFields({
  typed,
  errors,
  places,
  parent,
}: Fields & { places: readonly Place[] | null; parent: string }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field id="code" label="Code" hint={HINTS.code} errors={errors.code}>
        <Input
          id="code"
          name="code"
          {...fieldAria('code', HINTS.code, errors.code)}
          defaultValue={typed.code}
          required
          maxLength={SEGMENT_LIMITS.code}
          autoComplete="off"
          className="font-mono"
        />
      </Field>
      <PlaceField places={places} chosen={typed.parentCode ?? parent} errors={errors.parentCode} />
    </div>
  )
}

function PlainFields({ typed, errors, segment }: Fields & { segment: Segment | null }) {
  const locked = (field: string) => segment !== null && isLocked(segment, field)
  const hintOf = (field: string, hint?: string) =>
    segment !== null && locked(field) ? `Comes from ${sourceName(segment.source)}: change it there.` : hint
  const aria = (field: string, hint?: string) => ({
    id: field,
    name: field,
    readOnly: locked(field),
    ...fieldAria(field, hintOf(field, hint), errors[field]),
  })
  return (
    <>
      <Field id="name" label="Name" hint={hintOf('name')} errors={errors.name}>
        <Input
          {...aria('name')}
          defaultValue={typed.name}
          required
          maxLength={SEGMENT_LIMITS.name}
          autoComplete="off"
        />
      </Field>
      <Field
        id="description"
        label="Description"
        optional
        hint={hintOf('description')}
        errors={errors.description}
      >
        <Textarea
          {...aria('description')}
          defaultValue={typed.description}
          maxLength={SEGMENT_LIMITS.description}
          rows={4}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          id="duration"
          label="Duration"
          optional
          hint={hintOf('duration', DURATION_HINT)}
          errors={errors.duration}
        >
          <Input
            {...aria('duration', DURATION_HINT)}
            defaultValue={typed.duration}
            maxLength={SEGMENT_LIMITS.duration}
            placeholder="PT1H30M"
            autoComplete="off"
            className="font-mono"
          />
        </Field>
        <Field id="tags" label="Tags" optional hint={HINTS.tags} errors={errors.tags}>
          <Input
            {...aria('tags', HINTS.tags)}
            defaultValue={typed.tags}
            maxLength={SEGMENT_LIMITS.tags}
            autoComplete="off"
          />
        </Field>
      </div>
    </>
  )
}
