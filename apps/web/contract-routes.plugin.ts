import { contract } from '@cordboard/api-contract/contract'
import { minifyContractRouter } from '@orpc/contract'
import type { Plugin } from 'vite'

const virtualId = 'virtual:contract-routes'

/**
 * Gives the browser the methods and paths of the API contract without its schemas: the server validates, and zod would
 * cost a seventh of the first load.
 */
export function contractRoutes(): Plugin {
  return {
    name: 'cordboard-contract-routes',
    resolveId: (id) => (id === virtualId ? `\0${virtualId}` : undefined),
    load: (id) =>
      id === `\0${virtualId}`
        ? `export const routes = ${JSON.stringify(withoutSummaries(minifyContractRouter(contract)))}`
        : undefined,
  }
}

function withoutSummaries(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'summary')
      .map(([key, inner]) => [key, withoutSummaries(inner)]),
  )
}
