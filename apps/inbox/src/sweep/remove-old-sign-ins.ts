import type { Context } from '../context.ts'

/** Long enough to try one again that failed. */
const keepHours = 1

/** They hold settings that were only typed; nothing of them stays. */
export async function removeOldSignIns({ pool }: Pick<Context, 'pool'>): Promise<void> {
  await pool.query('delete from provider_sign_ins where expires_at < now() - make_interval(hours => $1)', [keepHours])
}
