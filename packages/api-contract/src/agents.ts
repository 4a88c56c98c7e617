import { localeSchema, roleSchema } from '@cordboard/core/roles'
import { oc } from '@orpc/contract'
import { z } from 'zod'
import { idSchema, pageOf, timeSchema } from './shapes.ts'

export const agentSchema = z.object({
  id: idSchema,
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  disabled: z.boolean(),
  createdAt: timeSchema,
})
export type Agent = z.infer<typeof agentSchema>

export const invitationSchema = z.object({
  id: idSchema,
  email: z.string().nullable(),
  role: roleSchema,
  createdAt: timeSchema,
  expiresAt: timeSchema,
})
export type Invitation = z.infer<typeof invitationSchema>

/** What a link leads to: joining the desk, or a new password for somebody who is there already. */
export const linkSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('invitation'),
    email: z.string().nullable(),
    role: roleSchema,
    first: z.boolean(),
    deskName: z.string(),
  }),
  z.object({ kind: z.literal('recovery'), name: z.string(), email: z.string(), deskName: z.string() }),
])
export type Link = z.infer<typeof linkSchema>

const tokenSchema = z.string().min(20).max(100)

export const nameSchema = z.string().trim().min(1).max(120)
export const emailSchema = z.email().max(320)
/** Length is what helps; nothing else is demanded. */
export const passwordSchema = z.string().min(10).max(200)

/** What the page needs before anything else: whether anybody is signed in, and whether the desk has been set up. */
export const sessionSchema = z.object({
  agent: agentSchema.extend({ locale: localeSchema.nullable(), signature: z.string() }).nullable(),
  desk: z.object({ name: z.string(), setUp: z.boolean(), demo: z.boolean(), version: z.string() }),
})
export type Session = z.infer<typeof sessionSchema>

export const agents = {
  session: oc.route({ method: 'GET', path: '/session', summary: 'Who is signed in' }).output(sessionSchema),
  signIn: oc
    .route({ method: 'POST', path: '/session', summary: 'Sign in; sets the session cookie' })
    .input(z.object({ email: emailSchema, password: z.string().min(1).max(200) }))
    .output(sessionSchema),
  signOut: oc.route({ method: 'DELETE', path: '/session', successStatus: 204, summary: 'Sign out' }).output(z.void()),
  list: oc.route({ method: 'GET', path: '/agents', summary: 'People at the desk' }).output(pageOf(agentSchema)),
  update: oc
    .route({
      method: 'PATCH',
      path: '/agents/{id}',
      summary: 'Role, name, disabled; oneself: name, language, signature',
    })
    .input(
      z.object({
        id: idSchema,
        name: nameSchema.optional(),
        role: roleSchema.optional(),
        disabled: z.boolean().optional(),
        locale: localeSchema.optional(),
        /** Under this agent's replies, in our Markdown subset; empty for none. */
        signature: z.string().max(5_000).optional(),
      }),
    )
    .output(agentSchema),
  changePassword: oc
    .route({
      method: 'POST',
      path: '/agents/me/password',
      successStatus: 204,
      summary: 'Change one’s own password; every other session ends',
    })
    .input(z.object({ current: z.string().min(1).max(200), new: passwordSchema }))
    .output(z.void()),
  recover: oc
    .route({
      method: 'POST',
      path: '/agents/{id}/recovery',
      successStatus: 201,
      summary: 'Make a link for a new password, shown once; one made before ends',
    })
    .input(z.object({ id: idSchema }))
    .output(z.object({ url: z.string(), expiresAt: timeSchema })),
}

export const invitations = {
  list: oc.route({ method: 'GET', path: '/invitations', summary: 'Open invitations' }).output(pageOf(invitationSchema)),
  create: oc
    .route({ method: 'POST', path: '/invitations', successStatus: 201, summary: 'Invite; the link is shown once' })
    .input(z.object({ email: emailSchema.nullable().default(null), role: roleSchema }))
    .output(invitationSchema.extend({ url: z.string() })),
  revoke: oc
    .route({ method: 'DELETE', path: '/invitations/{id}', successStatus: 204, summary: 'Take an invitation back' })
    .input(z.object({ id: idSchema }))
    .output(z.void()),
  look: oc
    .route({ method: 'GET', path: '/invitations/by-token/{token}', summary: 'What a link offers, before accepting it' })
    .input(z.object({ token: tokenSchema }))
    .output(linkSchema),
  accept: oc
    .route({
      method: 'POST',
      path: '/invitations/accept',
      successStatus: 201,
      summary: 'Join the desk and sign in; the first admin also names the desk',
    })
    .input(
      z.object({
        token: tokenSchema,
        name: nameSchema,
        email: emailSchema,
        password: passwordSchema,
        locale: localeSchema.optional(),
        deskName: z.string().trim().min(1).max(120).optional(),
      }),
    )
    .output(sessionSchema),
  recover: oc
    .route({
      method: 'POST',
      path: '/invitations/recover',
      summary: 'Set a new password by a recovery link and sign in; every session before it ends',
    })
    .input(z.object({ token: tokenSchema, password: passwordSchema }))
    .output(sessionSchema),
}
