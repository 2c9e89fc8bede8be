import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'node-html-parser'

const DEADLINE_MS = 180_000

/** Drives an import of products as a browser without script would: the file's form, the columns' form, the confirmation. */
export class ImportDriver {
  readonly #url: string
  readonly #headers: { cookie: string }

  constructor(url: string, headers: { cookie: string }) {
    this.#url = url
    this.#headers = headers
  }

  /** Sends a table as a file; answers the address of the import's page. */
  async send(table: string): Promise<string> {
    const form = new FormData()
    form.set('file', new File([table], 'table.csv'))
    const sent = await fetch(`${this.#url}/products/import/file`, {
      method: 'POST',
      body: form,
      headers: { ...this.#headers, origin: this.#url },
    })
    if (sent.status !== 201) throw new Error(`the file was answered ${sent.status}: ${await sent.text()}`)
    const { id } = (await sent.json()) as { id: string }
    return `${this.#url}/products/import/${id}`
  }

  /** A page as it is now, or null while nobody answers. */
  async look(page: string): Promise<string | null> {
    try {
      const answer = await fetch(page, { headers: this.#headers })
      const text = await answer.text()
      return answer.ok ? text : null
    } catch {
      return null
    }
  }

  /** The page once it holds these words. While the portal is away it is asked again. */
  async untilShown(page: string, words: string): Promise<string> {
    const deadline = Date.now() + DEADLINE_MS
    for (;;) {
      const text = await this.look(page)
      if (text?.includes(words) === true) return text
      if (Date.now() > deadline) throw new Error(`“${words}” did not come`)
      await sleep(500)
    }
  }

  /** Sends the form of a button, once the page has it. */
  async submit(page: string, button: string): Promise<void> {
    const root = parse(await this.untilShown(page, `${button}</button>`))
    const form = root.querySelectorAll('form').find((one) => one.text.includes(button))
    const body = new FormData()
    for (const field of form?.querySelectorAll('input, select') ?? []) {
      const chosen = field.querySelector('option[selected]')?.getAttribute('value')
      body.set(field.getAttribute('name') ?? '', chosen ?? field.getAttribute('value') ?? '')
    }
    const headers = { ...this.#headers, origin: this.#url }
    const answer = await fetch(page, { method: 'POST', body, redirect: 'manual', headers })
    if (answer.status !== 303) throw new Error(`“${button}” was answered ${answer.status}`)
  }
}
