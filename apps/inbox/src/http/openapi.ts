/** The description of the API that other programs are written against: the contract's routes, and those that stream bytes. */
import { attachmentSchema } from '@cordboard/api-contract/messages'
import { apiPrefix, contract } from '@cordboard/api-contract/contract'
import { errorBodySchema } from '@cordboard/api-contract/shapes'
import { type OpenAPI, OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { z } from 'zod'
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
  Object.assign((document.paths ??= {}), byteRoutes())
  for (const [path, methods] of Object.entries(document.paths)) describeRefusals(path, methods ?? {})
  return document
}

type Parameter = {
  name: string
  in: 'path' | 'query'
  required?: boolean
  description?: string
  schema: { type: 'string' }
}
type Operation = { summary: string; parameters?: Parameter[]; requestBody?: object; responses: Record<string, object> }

const id: Parameter = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
const query = (name: string, description: string): Parameter => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string' },
})
const bytes = (type: string, description: string) => ({ 200: { description, content: { [type]: {} } } })
const file = {
  type: 'object',
  properties: { file: { type: 'string', contentMediaType: 'application/octet-stream' } },
  required: ['file'],
}
const settings = {
  type: 'object',
  properties: { channel: { type: 'string' }, settings: { type: 'object' }, accountId: { type: 'string' } },
  required: ['channel', 'settings'],
}
const verified = bytes('text/event-stream', '`step` for each step as it ends, then `result` with the whole')

function byteRoutes(): Record<string, { get?: Operation; post?: Operation }> {
  const attachment = { 'application/json': { schema: z.toJSONSchema(attachmentSchema) } }
  return {
    '/uploads': {
      post: {
        summary: 'Store a file to send, at most 25 MB',
        requestBody: { content: { 'multipart/form-data': { schema: file } } },
        responses: { 201: { description: 'The stored file', content: attachment } },
      },
    },
    '/attachments/{id}': {
      get: {
        summary: 'A file',
        parameters: [id, query('inline', '1: show raster images in place')],
        responses: bytes('application/octet-stream', 'Its bytes'),
      },
    },
    '/messages/{id}/raw': {
      get: {
        summary: 'A message as the provider gave it',
        parameters: [id],
        responses: bytes('application/octet-stream', 'Its bytes'),
      },
    },
    '/messages/{id}/frame': {
      get: {
        summary: "A message's HTML as a page that can neither run nor load anything",
        parameters: [
          id,
          query('full', '1: with quoted history'),
          query('images', '1: with remote pictures, through the desk'),
        ],
        responses: bytes('text/html', 'The page'),
      },
    },
    '/remote-images': {
      get: {
        summary: 'A picture from elsewhere; addresses stand in message frames',
        parameters: [query('url', 'Address'), query('signature', 'Of the address')],
        responses: bytes('image/*', 'The picture'),
      },
    },
    '/events/stream': {
      get: {
        summary: 'The log as it happens',
        parameters: [
          query('after', 'Resume after this event; `Last-Event-ID` does the same'),
          query('conversation', 'Adds the messages of this conversation'),
        ],
        responses: bytes('text/event-stream', 'One frame for each event'),
      },
    },
    '/accounts/verify/stream': {
      post: {
        summary: 'Prove settings that are not stored yet',
        requestBody: { content: { 'application/json': { schema: settings } } },
        responses: verified,
      },
    },
    '/accounts/{id}/verify/stream': {
      post: { summary: 'Prove receiving and sending, step by step', parameters: [id], responses: verified },
    },
  }
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
