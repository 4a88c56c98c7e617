import type { contract } from '@cordboard/api-contract/contract'
import { apiPrefix } from './prefix.ts'
import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { routes } from 'virtual:contract-routes'
import { ApiError } from './error.ts'

const link = new OpenAPILink(routes, {
  url: `${location.origin}${apiPrefix}`,
  fetch: (request, init) => globalThis.fetch(request, { ...init, credentials: 'same-origin' }),
  customErrorResponseBodyDecoder: (body, response) => ApiError.from(response.status, body),
})

/** The API, typed by its contract: `api.conversations.get({ id })`. Rejects with `ApiError`, or `TypeError` when the server cannot be reached. */
export const api: ContractRouterClient<typeof contract> = createORPCClient(link)
