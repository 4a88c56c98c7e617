/** Cross-site request forgery: a browser says where a request comes from, and writes from elsewhere are refused. */
import type { Caller } from './caller.ts'
import { Refusal } from './refusal.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Keys are not sent by browsers on their own, so their bearers are not asked. Without an Origin, a cookie may only read. */
export function refuseForeignOrigin(request: Request, options: { caller: Caller; publicUrl: string | null }): void {
  if (safeMethods.has(request.method) || options.caller.kind === 'api_key') return
  const origin = request.headers.get('origin')
  if (origin === null && options.caller.kind === 'stranger') return
  if (origin !== null && isOwn(origin, request, options.publicUrl)) return
  throw new Refusal(
    403,
    'foreign_origin',
    'This request did not come from the desk’s own pages; reload the page and try again.',
  )
}

function isOwn(origin: string, request: Request, publicUrl: string | null): boolean {
  if (!URL.canParse(origin)) return false
  if (publicUrl !== null && new URL(publicUrl).origin === origin) return true
  return new URL(origin).host === request.headers.get('host')
}
