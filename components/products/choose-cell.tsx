/** The form that the boxes of the rows belong to, wherever it stands in the page. */
export const BULK_FORM = 'bulk-form'

/** A row's box. `select-row` covers its cell, so that beside the box one does not open the product. */
export function ChooseCell({ id, version, name }: { id: string; version: number; name: string }) {
  return (
    <td className="choose">
      <label>
        <input
          type="checkbox"
          name="chosen"
          value={`${id}:${version}`}
          form={BULK_FORM}
          aria-label={`Choose ${name}`}
          autoComplete="off"
        />
      </label>
    </td>
  )
}

/** All of the page at once; needs script, and does not show without. */
export function ChooseHead() {
  return (
    <th scope="col" className="choose">
      <span className="sr-only">Choose</span>
      <label>
        <input type="checkbox" data-choose-page="" aria-label="Choose all on this page" autoComplete="off" />
      </label>
    </th>
  )
}
