/** The contract's routes: input checked, answered, errors in the one shape. */
import { apiPrefix, contract } from '@cordboard/api-contract/contract'
import { OpenAPIHandler } from '@orpc/openapi/fetch'
import { traverseContractProcedures } from '@orpc/server'
import { compressed } from './compressed.ts'
import type { RequestContext } from './desk.ts'
import { errorBody, errorHeaders, refusalOf } from './error-response.ts'
import { Refusal } from './refusal.ts'
import { router } from './router.ts'

export type ContractRoute = { method: string; path: string }

/** Every route of the contract, constant paths before those with parameters. */
export function contractRoutes(): ContractRoute[] {
  const routes: ContractRoute[] = []
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure }) => {
    const { method = 'POST', path } = procedure['~orpc'].route
    if (path) routes.push({ method, path: `${apiPrefix}${path}` })
  })
  return routes.sort((a, b) => (a.path < b.path ? -1 : 1))
}

export function createApi(): (request: Request, context: RequestContext) => Promise<Response> {
  const handler = new OpenAPIHandler<RequestContext>(router, {
    // Around the procedure, its input's check included: whatever it throws is understood here.
    clientInterceptors: [
      async ({ next, context, path }) => {
        try {
          return await next()
        } catch (error) {
          throw refusalOf(error, context.desk.log, path.join('.'))
        }
      },
    ],
    // Around reading the request: what is no refusal by then is a body that could not be read.
    interceptors: [
      async ({ next }) => {
        try {
          return await next()
        } catch (error) {
          const refusal = error instanceof Refusal ? error : malformedBody(error)
          return {
            matched: true,
            response: { status: refusal.status, headers: errorHeaders(refusal), body: errorBody(refusal) },
          }
        }
      },
    ],
  })
  return async (request, context) => {
    const { matched, response } = await handler.handle(request, { prefix: apiPrefix, context })
    if (!matched) throw new Refusal(404, 'not_found', 'There is no such route.')
    return compressed(withCookies(response, context.cookies), request)
  }
}

function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append('Set-Cookie', cookie)
  response.headers.set('Cache-Control', 'no-store')
  response.headers.set('X-Content-Type-Options', 'nosniff')
  return response
}

function malformedBody(cause: unknown): Refusal {
  const message = 'The request’s body is not valid JSON, or its Content-Type says otherwise.'
  return new Refusal(400, 'malformed', message, { cause })
}
