import { parse } from 'node-html-parser'

/** What became of one save, as its author was told; `untold`: an answer that says nothing of it. */
export type Outcome = 'acknowledged' | 'refused' | 'untold' | 'in flight' | 'not sent'

const TIMEOUT_MS = 20_000

/**
 * Edits a product as a browser without JavaScript does: reads the edit page, sends its form back with another
 * description, and believes only a redirect to the card.
 */
export class ProductEditor {
  readonly #base: string
  readonly #cookie: string
  readonly #code: string

  constructor(options: { base: string; cookie: { name: string; value: string }; code: string }) {
    this.#base = options.base
    this.#cookie = `${options.cookie.name}=${options.cookie.value}`
    this.#code = options.code
  }

  async save(description: string): Promise<Outcome> {
    const form = await this.#readForm()
    if (form === null) return 'not sent'
    form.set('description', description)
    try {
      const answer = await fetch(this.#url(), {
        method: 'POST',
        body: form,
        redirect: 'manual',
        headers: { cookie: this.#cookie, origin: this.#base },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const body = await answer.text()
      if (answer.status === 303 || answer.status === 302) return 'acknowledged'
      // A 5xx may come from a proxy or a dying process after the commit: its author knows nothing for sure.
      if (answer.status >= 500) return 'in flight'
      return body.includes('role="alert"') || answer.status >= 400 ? 'refused' : 'untold'
    } catch {
      return 'in flight'
    }
  }

  #url(): string {
    return `${this.#base}/products/${this.#code}/edit`
  }

  async #readForm(): Promise<FormData | null> {
    try {
      const page = await fetch(this.#url(), {
        headers: { cookie: this.#cookie },
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const html = await page.text()
      return page.status === 200 ? formOf(html) : null
    } catch {
      return null
    }
  }
}

/** The fields of the page's product form, with the hidden ones that carry the server action. */
function formOf(html: string): FormData | null {
  const form = parse(html)
    .querySelectorAll('form')
    .find((candidate) => candidate.querySelector('[name="description"]') !== null)
  if (form === undefined) return null
  const data = new FormData()
  for (const field of form.querySelectorAll('input[name], textarea[name], select[name]')) {
    const name = field.getAttribute('name') ?? ''
    const type = field.getAttribute('type')
    if ((type === 'checkbox' || type === 'radio') && !field.hasAttribute('checked')) continue
    if (type === 'submit') continue
    if (field.tagName === 'SELECT') {
      const options = field.querySelectorAll('option')
      const chosen = options.find((option) => option.hasAttribute('selected')) ?? options[0]
      data.append(name, chosen?.getAttribute('value') ?? '')
    } else if (field.tagName === 'TEXTAREA') data.append(name, field.text)
    else data.append(name, field.getAttribute('value') ?? '')
  }
  return data
}
