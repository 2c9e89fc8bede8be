import { DEMO_ACCOUNTS } from './accounts'

/** Text as it may stand in HTML, between tags and in quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

const STYLE = `
:root { color-scheme: light dark; --text: #16191d; --muted: #59616b; --line: #d5dae0; --page: #f5f6f8; --card: #fff;
  --accent: #2f5bd7; }
@media (prefers-color-scheme: dark) { :root { --text: #e8eaed; --muted: #a2abb6; --line: #343b45; --page: #111418;
  --card: #191d23; --accent: #8fb0ff; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 16px; background: var(--page);
  color: var(--text); font: 14px/1.45 system-ui, sans-serif; }
main { width: 100%; max-width: 440px; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 28px; }
h1 { font-size: 20px; line-height: 1.3; margin: 0 0 4px; }
p { margin: 0 0 16px; color: var(--muted); }
ul { list-style: none; margin: 0 0 20px; padding: 0; display: grid; gap: 8px; }
button { font: inherit; color: inherit; cursor: pointer; min-height: 44px; border-radius: 6px;
  border: 1px solid var(--line); background: transparent; padding: 8px 12px; }
li button { width: 100%; text-align: left; display: grid; gap: 1px; }
button:hover { border-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
strong { font-weight: 600; }
small { color: var(--muted); font-size: 13px; }
label { display: block; font-weight: 600; margin-bottom: 4px; }
.row { display: flex; gap: 8px; }
input { flex: 1; min-width: 0; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line);
  border-radius: 6px; padding: 8px 10px; min-height: 44px; }
[role=alert] { color: #b3261e; margin: 8px 0 0; }
@media (prefers-color-scheme: dark) { [role=alert] { color: #ff9d94; } }
footer { margin-top: 20px; padding-top: 14px; border-top: 1px solid var(--line); color: var(--muted); font-size: 13px; }
`

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><main>${body}</main></body></html>`
}

/** The sign-in page: click a person, or type the name. There are no passwords: nothing here is to be protected. */
export function signInPage(action: string, unknown?: string): string {
  const people = DEMO_ACCOUNTS.map(
    ({ login, name, words }) => `<li><button name="login" value="${login}">
      <span><strong>${escapeHtml(name)}</strong> <small>${login}</small></span><small>${escapeHtml(words)}</small>
    </button></li>`,
  ).join('\n')
  const alert =
    unknown === undefined ? '' : `<p role="alert">Nobody here is called “${escapeHtml(unknown)}”.</p>`
  return page(
    'Sign in – demo accounts',
    `<h1>Sign in to Pergola</h1>
    <p>Demo accounts: choose who you want to be. No password is needed.</p>
    <form method="post" action="${escapeHtml(action)}"><ul>${people}</ul></form>
    <form method="post" action="${escapeHtml(action)}">
      <label for="login">Or type an account</label>
      <div class="row"><input id="login" name="login" autocomplete="username" autocapitalize="none" required
        value="${escapeHtml(unknown ?? '')}"><button>Sign in</button></div>${alert}
    </form>
    <footer>A stand-in for your identity provider, on this computer only. Set AUTH0_DOMAIN and its companions to use
    your own.</footer>`,
  )
}

/** `form` is the provider's own, with its token; it is sent at once where scripts run. */
export function signOutPage(form: string, nonce: string): string {
  return page(
    'Sign out',
    `<h1>Signing you out</h1><p>Ends the session at the demo identity provider too.</p>${form}
    <div class="row"><button form="op.logoutForm" name="logout" value="yes">Sign out</button></div>
    <script nonce="${nonce}">
      const form = document.getElementById('op.logoutForm')
      const field = Object.assign(document.createElement('input'), { type: 'hidden', name: 'logout', value: 'yes' })
      form.append(field); form.submit()
    </script>`,
  )
}

export function messagePage(title: string, words: string): string {
  return page(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(words)}</p>`)
}
