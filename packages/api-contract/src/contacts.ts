import { oc } from '@orpc/contract'
import { z } from 'zod'
import { idSchema, pageOf, pageSizeSchema, timeSchema } from './shapes.ts'

export const contactSchema = z.object({
  id: idSchema,
  name: z.string().nullable(),
  identities: z.array(
    z.object({
      id: idSchema,
      channel: z.string(),
      key: z.string(),
      address: z.string(),
      displayName: z.string().nullable(),
    }),
  ),
  createdAt: timeSchema,
})
export type Contact = z.infer<typeof contactSchema>

/* Merge and unmerge come with the contacts step. */
export const contacts = {
  list: oc
    .route({ method: 'GET', path: '/contacts', summary: 'People who wrote' })
    .input(
      z.object({
        q: z.string().trim().max(200).optional(),
        cursor: z.string().max(200).optional(),
        limit: pageSizeSchema,
      }),
    )
    .output(pageOf(contactSchema)),
  get: oc
    .route({ method: 'GET', path: '/contacts/{id}', summary: 'One contact' })
    .input(z.object({ id: idSchema }))
    .output(contactSchema),
  update: oc
    .route({ method: 'PATCH', path: '/contacts/{id}', summary: 'Rename' })
    .input(z.object({ id: idSchema, name: z.string().trim().max(200).nullable() }))
    .output(contactSchema),
}
