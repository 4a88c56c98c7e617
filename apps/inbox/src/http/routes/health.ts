import { readiness } from '../../health/readiness.ts'
import type { Handler } from '../guard.ts'

/** Alive: the process answers. */
export const healthz: Handler = () => new Response('ok\n', { headers: { 'Content-Type': 'text/plain; charset=utf-8' } })

/** Ready: messages move. */
export const readyz: Handler = async ({ desk }) => {
  const { ready, checks } = await readiness(desk, desk.roles)
  return Response.json({ ready, checks }, { status: ready ? 200 : 503, headers: { 'Cache-Control': 'no-store' } })
}

export const getMetrics: Handler = async ({ desk }) => {
  const { contentType, text } = await desk.metrics.expose()
  return new Response(text, { headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' } })
}
