/** What the contract cannot describe: routes that stream bytes. Kept beside `plain-routes.ts`, which answers them. */
import { attachmentSchema } from '@cordboard/api-contract/messages'
import { z } from 'zod'

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
const fetching = { type: 'object', properties: { fetchMissing: { type: 'boolean' } } }
const attachment = { 'application/json': { schema: z.toJSONSchema(attachmentSchema) } }
const verified = bytes('text/event-stream', '`step` for each step as it ends, then `result` with the whole')

export const byteRoutes: Record<string, { get?: Operation; post?: Operation }> = {
  '/uploads': {
    post: {
      summary: 'Store a file to send, at most 55 MB',
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
  '/accounts/{id}/completeness': {
    post: {
      summary: 'Compare what the provider lists with the ledger, and fetch what is missing if asked to',
      parameters: [id],
      requestBody: { content: { 'application/json': { schema: fetching } } },
      responses: bytes('text/event-stream', '`progress` as it goes on, then `result`, or `refused` with a sentence'),
    },
  },
}
