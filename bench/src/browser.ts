/** Chromium, signed in to a desk. */
import { chromium, type Browser } from 'playwright-core'
import type { Desk } from './desk.ts'
import { admin } from './desk-process.ts'

const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type SessionCookie = { name: string; value: string; url: string }

export async function openBrowser(stack: AsyncDisposableStack): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: chromiumArguments })
  stack.defer(() => browser.close())
  return browser
}

/** What the browser would keep after signing in. */
export async function signIn({ url }: Pick<Desk, 'url'>): Promise<SessionCookie[]> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(admin),
  })
  if (!response.ok) throw new Error(`Signing in answered ${response.status}: ${await response.text()}`)
  return response.headers.getSetCookie().map((cookie) => {
    const [pair = ''] = cookie.split(';', 1)
    const equals = pair.indexOf('=')
    return { name: pair.slice(0, equals), value: decodeURIComponent(pair.slice(equals + 1)), url }
  })
}
