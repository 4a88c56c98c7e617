/** Who the account is, and what its keys allow. */
import { z } from 'zod'
import type { Answer } from './answer.ts'
import { XFailure } from './failure.ts'
import { idSchema } from './raw.ts'
import type { Question } from './request.ts'
import type { Profile } from './settings.ts'

const meSchema = z.object({
  data: z.object({ id: idSchema, username: z.string().max(50).default(''), name: z.string().max(200).default('') }),
})

/** `accessLevel`: only told to those who sign with keys. Throws as `ask` does. */
export async function readProfile(
  ask: (question: Question) => Promise<Answer>,
): Promise<{ profile: Profile; accessLevel: string | null }> {
  const { data, headers } = await ask({ method: 'GET', url: 'https://api.x.com/2/users/me' })
  const me = meSchema.safeParse(data)
  if (!me.success) throw unusable()
  const level = headers['x-access-level']
  return { profile: me.data.data, accessLevel: typeof level === 'string' ? level : null }
}

/** An answer that is none: as if X were out of order. */
export function unusable(): XFailure {
  const problem = { title: 'unusable answer', detail: '', type: '', codes: [] }
  return new XFailure({
    status: 502,
    problem,
    code: null,
    handedOver: true,
    skewMs: null,
    resetAt: null,
    accessLevel: null,
  })
}
