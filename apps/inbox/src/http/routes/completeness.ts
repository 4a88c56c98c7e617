import { ChannelError } from '@cordboard/core/channel/error'
import { detailOf } from '@cordboard/core/sentence'
import { z } from 'zod'
import { checkCompleteness } from '../../accounts/check-completeness.ts'
import { AccountUnusable, loadAccount } from '../../accounts/load-account.ts'
import { say as words } from '../../sentences.ts'
import { eventAnswer } from '../event-answer.ts'
import type { Handler } from '../guard.ts'
import { invalid, notFound } from '../refusal.ts'
import { rowIdOf } from '../row-id.ts'

/** Mailboxes of a hundred thousand mails on a slow server take their time. */
const limitMs = 15 * 60_000
const betweenProgressMs = 200
const bodySchema = z.strictObject({ fetchMissing: z.boolean().default(false) })

/** `POST /accounts/{id}/completeness`: `progress` as it goes on, then `result`; `refused` when the provider cannot be asked. */
export const postCompleteness: Handler = async (context, { id = '' }) => {
  const { desk, request } = context
  const accountId = rowIdOf(id, 'account')
  const parsed = bodySchema.safeParse(await request.json().catch(() => ({})))
  if (!parsed.success) throw invalid('fetchMissing', 'fetchMissing is true or false.')
  const account = await load(accountId)
  return eventAnswer(context, {
    limitMs,
    async work(say, signal) {
      let toldAt = 0
      try {
        const result = await checkCompleteness(desk, account, {
          ...parsed.data,
          signal,
          onProgress(progress) {
            if (performance.now() - toldAt < betweenProgressMs && progress.done < progress.total) return
            toldAt = performance.now()
            say('progress', progress)
          },
        })
        if (result === null) say('refused', detailOf(words('not_comparable')))
        else say('result', result)
      } catch (error) {
        if (!(error instanceof ChannelError)) desk.log.error({ error, accountId }, 'completeness_check_failed')
        say('refused', refusalOf(error))
      }
    },
  })

  async function load(wanted: string) {
    try {
      const found = await loadAccount(desk, wanted)
      if (found) return found
    } catch (error) {
      if (!(error instanceof AccountUnusable)) throw error
      throw invalid('settings', error.message)
    }
    throw notFound('account')
  }
}

function refusalOf(error: unknown) {
  if (error instanceof ChannelError) return { detail: error.message, sentence: error.sentence }
  return detailOf(words('comparison_failed'))
}
