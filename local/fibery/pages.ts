function escaped(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A page of the workspace, so that the portal's links lead somewhere in the demo. */
export function page(title: string, lines: string[]): string {
  const list = lines.map((line) => `<li>${line}</li>`).join('')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>body{font:16px/1.5 system-ui;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>
<h1>${escaped(title)}</h1><p>This is the sample knowledge base that stands in for Fibery in the demo.</p><ul>${list}</ul></html>`
}

export function link(href: string, words: string): string {
  return `<a href="${escaped(href)}">${escaped(words)}</a>`
}
