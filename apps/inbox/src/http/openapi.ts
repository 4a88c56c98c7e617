/** The description of the API that other programs are written against: the contract's routes, and those that stream bytes. */
import { apiPrefix, contract } from '@cordboard/api-contract/contract'
import { errorBodySchema } from '@cordboard/api-contract/shapes'
import { type OpenAPI, OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { z } from 'zod'
import { byteRoutes } from './openapi-byte-routes.ts'
import { permissions } from './permissions.ts'

export async function describeApi(options: { url: string; version: string }): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(contract, {
    info: {
      title: 'Cordboard',
      version: options.version,
      description:
        'Ids are opaque strings, times ISO 8601 in UTC. Lists answer `items` and `nextCursor`. Refusals have one shape.',
    },
    servers: [{ url: `${options.url}${apiPrefix}` }],
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'cordboard.session_token' },
      },
      schemas: { Error: z.toJSONSchema(errorBodySchema) as OpenAPI.SchemaObject },
    },
    security: [{ apiKey: [] }, { session: [] }],
  })
  Object.assign((document.paths ??= {}), byteRoutes)
  for (const [path, methods] of Object.entries(document.paths)) describeRefusals(path, methods ?? {})
  return document
}

function describeRefusals(path: string, item: OpenAPI.PathItemObject): void {
  for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
    const operation = item[method]
    if (!operation) continue
    const permission = permissions[`${method.toUpperCase()} ${apiPrefix}${path}`]
    operation.description = `Needs: ${permission === 'public' ? 'nothing' : `the role ${permission}`}.`
    if (permission === 'public') operation.security = []
    operation.responses = {
      ...operation.responses,
      default: {
        description: 'Refused',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    }
  }
}
