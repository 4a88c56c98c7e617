import { z } from 'zod'

/** What a person may do: an agent answers; an admin also connects accounts and invites people. */
export const roleSchema = z.enum(['admin', 'agent'])
export type Role = z.infer<typeof roleSchema>

export const localeSchema = z.enum(['en', 'zh-CN'])
export type Locale = z.infer<typeof localeSchema>
