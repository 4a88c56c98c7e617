/** Every address the desk answers at. A route exists only with a row in the permission table; all else is refused or a page. */
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { contractRoutes, createApi } from './api.ts'
import type { HttpDesk } from './desk.ts'
import { errorResponse, refusalOf } from './error-response.ts'
import { type Handler, guarded } from './guard.ts'
import { plainRoutes } from './plain-routes.ts'
import { Refusal } from './refusal.ts'
import { serveWeb } from './web-pages.ts'

export type App = Hono<{ Bindings: Partial<HttpBindings> }>

const mostBodyBytes = 2_000_000

export function createApp(desk: HttpDesk, options: { webFolder: string }): App {
  const app: App = new Hono()
  const api = createApi()
  app.onError((error, c) => errorResponse(refusalOf(error, desk.log, `${c.req.method} ${c.req.path}`)))
  const limited = bodyLimit({ maxSize: mostBodyBytes, onError: () => errorResponse(bodyTooLarge()) })
  for (const { method, path } of contractRoutes()) {
    const handle: Handler = (context) => api(context.request, context)
    const guard = guarded(desk, `${method} ${path}`, handle)
    // Asking for the body makes the server build it, also where there is none.
    if (method === 'GET') app.on(method, honoPath(path), guard)
    else app.on(method, honoPath(path), limited, guard)
  }
  for (const { method, path, handle, takesLargeBody } of plainRoutes) {
    const guard = guarded(desk, `${method} ${path}`, handle)
    if (takesLargeBody || method === 'GET') app.on(method, honoPath(path), guard)
    else app.on(method, honoPath(path), limited, guard)
  }
  app.all('/api/*', () => errorResponse(new Refusal(404, 'not_found', 'There is no such route.')))
  app.all('/hooks/*', () => errorResponse(new Refusal(404, 'not_found', 'There is no such route.')))
  app.get('*', serveWeb(options.webFolder))
  app.notFound(() => errorResponse(new Refusal(404, 'not_found', 'There is no such page.')))
  return app
}

function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

function bodyTooLarge(): Refusal {
  return new Refusal(
    413,
    'too_large',
    `A request may be at most ${mostBodyBytes / 1_000_000} MB large; send files to /uploads.`,
  )
}
