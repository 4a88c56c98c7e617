/** The agents' pages, built by apps/web: hashed files for ever, everything else is the one page that finds its own way. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { Readable } from 'node:stream'
import type { Context as HonoContext } from 'hono'
import { percentDecoded } from './percent-decoded.ts'

const contentTypes: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  webmanifest: 'application/manifest+json',
  txt: 'text/plain; charset=utf-8',
}

const pageHeaders = {
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; " +
    "connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

const missingPage =
  '<!doctype html><meta charset="utf-8"><title>Cordboard</title><p>The desk is running, but its pages have not been built: ' +
  'run <code>npm start</code>, or <code>pnpm --filter @cordboard/web build</code>.</p>'

/** `folder` is apps/web/dist. */
export function serveWeb(folder: string): (c: HonoContext) => Promise<Response> {
  return async (c) => {
    const path = normalize(percentDecoded(new URL(c.req.url).pathname) ?? '/').replaceAll('\0', '')
    // What begins with a dot is the builder's own.
    const isFile = /\.\w+$/.test(path) || path.includes('/.')
    const file =
      isFile && !path.includes('/.') ? await openFile(folder, path, c.req.header('accept-encoding') ?? '') : null
    if (file) return file
    if (isFile)
      return new Response('There is no such file.\n', { status: 404, headers: { 'Content-Type': 'text/plain' } })
    const page = await openFile(folder, '/index.html', c.req.header('accept-encoding') ?? '')
    return page ?? new Response(missingPage, { status: 503, headers: { 'Content-Type': 'text/html; charset=utf-8' } })
  }
}

/** The file, or its twin compressed at build time where the browser takes it. */
async function openFile(folder: string, path: string, acceptEncoding: string): Promise<Response | null> {
  const encodings = [
    ...(/\bbr\b/.test(acceptEncoding) ? (['br'] as const) : []),
    ...(/\bgzip\b/.test(acceptEncoding) ? (['gz'] as const) : []),
    null,
  ]
  for (const encoding of encodings) {
    const name = join(folder, encoding === null ? path : `${path}.${encoding}`)
    const found = await stat(name).catch(() => null)
    if (!found?.isFile()) continue
    const headers = new Headers(pageHeaders)
    headers.set('Content-Type', contentTypes[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream')
    headers.set('Content-Length', String(found.size))
    headers.set('Vary', 'Accept-Encoding')
    headers.set('Cache-Control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    if (encoding !== null) headers.set('Content-Encoding', encoding === 'gz' ? 'gzip' : 'br')
    return new Response(Readable.toWeb(createReadStream(name)) as ReadableStream, { headers })
  }
  return null
}
