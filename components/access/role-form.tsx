'use client'

import { useActionState } from 'react'
import { Button, LinkButton } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Field, fieldAria } from '@/components/ui/field'
import { Checkbox, Input, Textarea } from '@/components/ui/input'
import { type AccessState, createRoleAction, updateRoleAction } from '@/lib/access/actions'
import { ACCESS_LIMITS, type ConditionedRight } from '@/lib/access/model'
import { FailureNotice } from './failure-notice'
import { RightFields, toRightValues } from './right-fields'

export type EditedRole = {
  key: string
  version: number
  name: string
  description: string
  includes: readonly string[]
  rights: readonly ConditionedRight[]
}

const KEY_HINT = 'Lower-case letters, digits and hyphens. It cannot be changed later.'

/** Makes a role, or changes one. What was typed stays when it is refused; a conflict says so and shows the way on. */
export function RoleForm({
  role,
  others,
}: {
  role?: EditedRole
  others: readonly { key: string; name: string }[]
}) {
  const action = role === undefined ? createRoleAction : updateRoleAction
  const [state, act, pending] = useActionState<AccessState, FormData>(action, null)
  const failed = state !== null && !state.ok ? state : null
  const errors = failed?.fieldErrors
  const saved =
    role === undefined ? {} : { ...toRightValues(role.rights), includes: role.includes.join('\n') }
  const values = failed?.values ?? { name: role?.name ?? '', description: role?.description ?? '', ...saved }
  const included = (values.includes ?? '').split('\n')
  const back = role === undefined ? '/admin/roles' : `/admin/roles/${role.key}`
  return (
    <form action={act} className="grid gap-4" key={failed?.requestId ?? 'first'}>
      <FailureNotice state={state} />
      <Card label="The role">
        <CardBody className="grid items-start gap-4 md:grid-cols-2">
          {role === undefined ? (
            <Field id="key" label="Key" hint={KEY_HINT} errors={errors?.key}>
              <Input
                id="key"
                name="key"
                required
                maxLength={ACCESS_LIMITS.roleKey}
                defaultValue={values.key}
                autoComplete="off"
                {...fieldAria('key', KEY_HINT, errors?.key)}
              />
            </Field>
          ) : (
            <>
              <input type="hidden" name="key" value={role.key} />
              <input type="hidden" name="version" value={role.version} />
            </>
          )}
          <Field id="name" label="Name" errors={errors?.name}>
            <Input
              id="name"
              name="name"
              required
              maxLength={ACCESS_LIMITS.roleName}
              defaultValue={values.name}
              {...fieldAria('name', undefined, errors?.name)}
            />
          </Field>
          <div className="md:col-span-2">
            <Field id="description" label="What it is for" optional errors={errors?.description}>
              <Textarea
                id="description"
                name="description"
                rows={2}
                maxLength={ACCESS_LIMITS.roleDescription}
                defaultValue={values.description}
                {...fieldAria('description', undefined, errors?.description)}
              />
            </Field>
          </div>
          <fieldset id="includes" tabIndex={-1} className="grid gap-1 md:col-span-2">
            <legend className="mb-1 font-medium">Includes everything of</legend>
            <div className="flex flex-wrap gap-x-5 gap-y-1">
              {others.map((other) => (
                <Checkbox
                  key={other.key}
                  name="includes"
                  value={other.key}
                  label={other.name}
                  defaultChecked={included.includes(other.key)}
                />
              ))}
            </div>
            {errors?.includes === undefined ? null : (
              <p className="text-sm text-danger">{errors.includes.join(' ')}</p>
            )}
          </fieldset>
        </CardBody>
      </Card>
      <Card label="Rights">
        <CardHeader title="Rights" meta="You can give only what you hold yourself." />
        <CardBody>
          <RightFields values={values} errors={errors} />
        </CardBody>
      </Card>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" disabled={pending}>
          {role === undefined ? 'Make role' : 'Save role'}
        </Button>
        <LinkButton href={back}>Cancel</LinkButton>
        {failed?.code === 'VERSION_CONFLICT' ? (
          <a className="text-link" href={`${back}/edit`}>
            Load what was saved meanwhile
          </a>
        ) : null}
      </div>
    </form>
  )
}
