import { Field, fieldAria } from '@/components/ui/field'
import { Input, LockableSelect } from '@/components/ui/input'
import { LINK_TYPE_LABELS, LINK_TYPES, PRODUCT_LIMITS } from '@/lib/products/model'
import { syncedLink } from '@/lib/products/model/fed'
import { isLocked, type Lock, lockHint } from '@/lib/synced/model'
import { linkRows, type ProductFormValues } from './form-values'

/** Where else the product is described: a row a link, a few blank ones at the end. A row without an address goes. */
export function LinkFields({
  values,
  errors,
  lock,
}: {
  values: ProductFormValues
  errors: Readonly<Record<string, string[]>>
  /** What comes from elsewhere, and is only shown. */
  lock: Lock
}) {
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 font-semibold">Links</legend>
      <p className="text-sm text-text-muted">
        Addresses that begin with http:// or https://. Empty one to take its link away; save to get more rows.
      </p>
      {errors.link === undefined ? null : <p className="text-sm text-danger">{errors.link.join(' ')}</p>}
      {Array.from({ length: Math.min(linkRows(values), PRODUCT_LIMITS.links) }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its number
        <LinkRow key={index} index={index} values={values} errors={errors} lock={lock} />
      ))}
    </fieldset>
  )
}

function LinkRow({
  index,
  values,
  errors,
  lock,
}: {
  index: number
  values: ProductFormValues
  errors: Readonly<Record<string, string[]>>
  lock: Lock
}) {
  const label = values[`link.${index}.label`] ?? ''
  const locked = label !== '' && isLocked(lock, syncedLink(label))
  const control = (name: string) => {
    const id = `link.${index}.${name}`
    return {
      id,
      name: id,
      defaultValue: values[id] ?? (name === 'type' ? 'document' : ''),
      ...fieldAria(id, undefined, errors[id]),
    }
  }
  const nth = `of link ${index + 1}`
  return (
    <div className="grid items-start gap-2 sm:grid-cols-[9rem_minmax(0,1fr)_minmax(0,2fr)]">
      <Field id={`link.${index}.type`} label="Kind">
        <LockableSelect {...control('type')} locked={locked} aria-label={`Kind ${nth}`}>
          {LINK_TYPES.map((type) => (
            <option key={type} value={type}>
              {LINK_TYPE_LABELS[type]}
            </option>
          ))}
        </LockableSelect>
      </Field>
      <Field id={`link.${index}.label`} label="Name" errors={errors[`link.${index}.label`]}>
        <Input
          {...control('label')}
          readOnly={locked}
          aria-label={`Name ${nth}`}
          maxLength={PRODUCT_LIMITS.linkLabel}
          autoComplete="off"
        />
      </Field>
      <Field id={`link.${index}.url`} label="Address" errors={errors[`link.${index}.url`]}>
        <Input
          {...control('url')}
          readOnly={locked}
          aria-label={`Address ${nth}`}
          inputMode="url"
          maxLength={PRODUCT_LIMITS.linkUrl}
          autoComplete="off"
        />
      </Field>
      {locked ? <p className="text-sm text-text-muted sm:col-span-3">{lockHint(lock)}</p> : null}
    </div>
  )
}
