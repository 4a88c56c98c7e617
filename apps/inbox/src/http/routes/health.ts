import type { Handler } from '../guard.ts'

/** Alive: the process answers. Whether the desk works is `/readyz`. */
export const healthz: Handler = () => new Response('ok\n', { headers: { 'Content-Type': 'text/plain; charset=utf-8' } })
