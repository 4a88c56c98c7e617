/** The contract's routes: input checked, answered, errors in the one shape. */
import { apiPrefix, contract } from '@cordboard/api-contract/contract'
import { OpenAPIHandler } from '@orpc/openapi/fetch'
import { ORPCError, traverseContractProcedures } from '@orpc/server'
import type { RequestContext } from './desk.ts'
import { errorBody, refusalOf } from './error-response.ts'
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
    interceptors: [
      async ({ next, request, context }) => {
        try {
          return await next()
        } catch (error) {
          const refusal = refusalOf(error, context.desk.log, `${request.method} ${request.url.pathname}`)
          throw new ORPCError(refusal.code, { status: refusal.status, message: refusal.message, cause: refusal })
        }
      },
    ],
    customErrorResponseBodyEncoder: (error) =>
      error.cause instanceof Refusal ? errorBody(error.cause) : { error: { code: error.code, message: error.message } },
  })
  return async (request, context) => {
    const { matched, response } = await handler.handle(request, { prefix: apiPrefix, context })
    if (!matched) throw new Refusal(404, 'not_found', 'There is no such route.')
    return withCookies(response, context.cookies)
  }
}

function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append('Set-Cookie', cookie)
  response.headers.set('Cache-Control', 'no-store')
  return response
}
