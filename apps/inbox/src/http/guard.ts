/** What every request passes before its route: who is it, may they, and did it come from our own pages. */
import type { HttpBindings } from '@hono/node-server'
import type { Context as HonoContext } from 'hono'
import { findCaller } from '../agents/find-caller.ts'
import { type Caller, roleOf } from './caller.ts'
import { clientAddress, isLoopback } from './client-address.ts'
import type { HttpDesk, RequestContext } from './desk.ts'
import { errorResponse, refusalOf } from './error-response.ts'
import { refuseForeignOrigin } from './origin-check.ts'
import { type Permission, mayCall, permissionOf } from './permissions.ts'
import { Refusal } from './refusal.ts'

/** `params` are the decoded path parameters. */
export type Handler = (context: RequestContext, params: Record<string, string>) => Response | Promise<Response>

type Bindings = { Bindings: Partial<HttpBindings> }

/** `route` names the row of the permission table; without one the desk does not start. */
export function guarded(
  desk: HttpDesk,
  route: string,
  handle: Handler,
): (c: HonoContext<Bindings>) => Promise<Response> {
  const permission = permissionOf(route)
  return async (c) => {
    const startedAt = performance.now()
    const response = await answer(c)
    desk.metrics.answered({ route, status: response.status, seconds: (performance.now() - startedAt) / 1000 })
    return response
  }

  async function answer(c: HonoContext<Bindings>): Promise<Response> {
    try {
      const request = c.req.raw
      const address = clientAddress(c.env?.incoming, {
        behindProxy: desk.behindProxy,
        forwardedFor: c.req.header('x-forwarded-for'),
      })
      const caller = await callerOf(c, permission, desk)
      refuseCaller(caller, { permission, isLocal: isLoopback(address) && !isForwarded(request) })
      if (permission !== 'provider') refuseForeignOrigin(request, { caller, publicUrl: desk.publicUrl })
      return await handle({ desk, caller, address, request, cookies: [] }, c.req.param())
    } catch (error) {
      return errorResponse(refusalOf(error, desk.log, route))
    }
  }
}

/** Health must be told while the database is away, so nobody is looked up for it; a provider's credentials are not for us. */
function callerOf(c: HonoContext<Bindings>, permission: Permission, desk: HttpDesk): Caller | Promise<Caller> {
  if (permission === 'provider') return { kind: 'stranger' }
  const authorization = c.req.header('authorization')
  const cookies = c.req.header('cookie')
  if (permission === 'public' && authorization === undefined && cookies === undefined) return { kind: 'stranger' }
  return findCaller({ authorization, cookies }, desk)
}

function refuseCaller(caller: Caller, { permission, isLocal }: { permission: Permission; isLocal: boolean }): void {
  if (mayCall(permission, roleOf(caller))) return
  if (permission === 'operator' && isLocal) return
  if (caller.kind === 'stranger') throw new Refusal(401, 'not_signed_in', 'Sign in first, or send a valid API key.')
  throw new Refusal(403, 'forbidden', 'Only an admin may do this.')
}

/** A proxy on this machine makes everybody look local. */
function isForwarded({ headers }: Request): boolean {
  return ['x-forwarded-for', 'forwarded', 'via'].some((name) => headers.has(name))
}
