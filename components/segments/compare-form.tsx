import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

/** Which two products are compared: a GET form, so that the address can be passed on. */
export function CompareForm({ a, b }: { a: string; b: string }) {
  return (
    <form
      action="/segments/compare"
      className="print-hidden mb-4 grid items-end gap-3 sm:flex"
      key={`${a} ${b}`}
    >
      <Field id="a" label="First product’s code">
        <Input
          id="a"
          name="a"
          defaultValue={a}
          required
          maxLength={64}
          placeholder="NW-034"
          className="font-mono"
        />
      </Field>
      <Field id="b" label="Second product’s code">
        <Input
          id="b"
          name="b"
          defaultValue={b}
          required
          maxLength={64}
          placeholder="NW-035"
          className="font-mono"
        />
      </Field>
      <Button type="submit" variant="primary">
        Compare
      </Button>
    </form>
  )
}
