import { roleSchema } from '@cordboard/core/roles'
import { oc } from '@orpc/contract'
import { z } from 'zod'
import { idSchema, pageOf, timeSchema } from './shapes.ts'

export const apiKeySchema = z.object({
  id: idSchema,
  name: z.string(),
  role: roleSchema,
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
})
export type ApiKey = z.infer<typeof apiKeySchema>

/** On this machine only: whoever sits elsewhere cannot open it. */
const demoPageSchema = z.object({ channel: z.string(), label: z.string(), url: z.url() })

export const desk = {
  update: oc
    .route({ method: 'PATCH', path: '/desk', summary: 'Rename the desk' })
    .input(z.object({ name: z.string().trim().min(1).max(120) }))
    .output(z.object({ name: z.string() })),
  demoPages: oc
    .route({
      method: 'GET',
      path: '/demo/pages',
      summary: 'Where the demo lets you write as a customer, if it runs now',
      description: 'The pages answer only on the machine the desk runs on.',
    })
    .output(z.object({ items: z.array(demoPageSchema) })),
  removeDemo: oc
    .route({ method: 'DELETE', path: '/demo', summary: 'Remove the demo’s accounts, their contacts and conversations' })
    .output(z.object({ conversations: z.number().int() })),
}

export const apiKeys = {
  list: oc
    .route({ method: 'GET', path: '/api-keys', summary: 'API keys, without the keys' })
    .output(pageOf(apiKeySchema)),
  create: oc
    .route({ method: 'POST', path: '/api-keys', successStatus: 201, summary: 'Make a key; it is shown once' })
    .input(z.object({ name: z.string().trim().min(1).max(120), role: roleSchema }))
    .output(apiKeySchema.extend({ key: z.string() })),
  revoke: oc
    .route({ method: 'DELETE', path: '/api-keys/{id}', successStatus: 204, summary: 'Revoke a key at once' })
    .input(z.object({ id: idSchema }))
    .output(z.void()),
}
