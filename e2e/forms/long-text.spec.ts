import { expect, test } from '../fixtures'

const MEGABYTE = 1024 * 1024

test.describe('a form that was sent with more than the portal takes', () => {
  test.use({ persona: 'editor', expectedNoise: [/413|too large/] })

  test('says so on the page, and nothing is saved', async ({ open, page }) => {
    expect(await open('/products/NW-012/edit')).toBe(200)
    const description = page.getByLabel('Description')
    expect(Number(await description.getAttribute('maxlength'))).toBeLessThan(MEGABYTE)
    // Past the browser's own limit, as a program or a pasted script would.
    await description.evaluate(
      (field, text) => {
        const { form } = field as HTMLTextAreaElement
        form?.addEventListener('formdata', (event) => event.formData.set('description', text))
      },
      'many words '.repeat(MEGABYTE / 10),
    )
    const answered = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.getByRole('button', { name: 'Save product' }).click()
    expect((await answered).status()).toBe(413)
    await expect(page.getByText('at most 1 MB')).toBeVisible()
    await open('/products/NW-012')
    await expect(page.getByText('many words many words')).toHaveCount(0)
  })
})

test.describe('without script', () => {
  test.use({ persona: 'editor' })

  test('a text over its limit comes back with its words, and a body over the limit is answered 413', async ({
    page,
  }) => {
    const html = await (await page.request.get('/products/NW-013/edit')).text()
    const hidden = [...html.matchAll(/name="(\$ACTION[^"]*)"(?: value="([^"]*)")?/g)]
    const send = (description: string) =>
      page.request.post('/products/NW-013/edit', {
        maxRedirects: 0,
        headers: { accept: 'text/html' },
        multipart: {
          ...Object.fromEntries(
            hidden.map(([, name = '', value = '']) => [name, value.replaceAll('&quot;', '"')]),
          ),
          code: 'NW-013',
          version: '1',
          name: 'Konbu',
          groupCode: '',
          status: 'active',
          tags: '',
          description,
        },
      })
    const long = await send('y'.repeat(20_000))
    expect(long.status()).toBe(200)
    const answer = await long.text()
    expect(answer).toContain('At most 5,000 characters.')
    expect(answer).toContain('y'.repeat(20_000))
    const tooLarge = await send('y'.repeat(2 * MEGABYTE))
    expect(tooLarge.status()).toBe(413)
    expect(await tooLarge.text()).toContain('Nothing of it was saved')
  })
})
