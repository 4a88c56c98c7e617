/** Telling Telegram where to deliver, and watching whether it can. */
import { setTimeout as delay } from 'node:timers/promises'
import type { WebhookInfo } from '@grammyjs/types'
import { ChannelError } from '@cordboard/core/channel/error'
import { BotFailure } from './bot-failure.ts'
import { receivingError } from './errors.ts'
import { wantedUpdates } from './normalise.ts'
import type { Line } from './send.ts'
import { say } from './sentences.ts'
import { hookSecretOf } from './settings.ts'
import { StateReports } from './state-reports.ts'

const ports = new Set(['', '80', '88', '443', '8443'])
const watchedEveryMs = 20_000
/** A failure so long ago, with nothing waiting, is over. */
const freshErrorMs = 5 * 60_000

/** Stays until `signal` aborts. */
export async function receiveByHook(line: Line, signal: AbortSignal): Promise<void> {
  const url = checkedHookUrl({ hookUrl: line.host.hookUrl, apiRoot: line.settings.apiRoot })
  const reports = new StateReports(line.host)
  await setHook(line, url, signal)
  while (!signal.aborted) {
    const info = await hookInfo(line, signal).catch((error: unknown) => {
      if (signal.aborted) return null
      throw receivingError(error, line.server)
    })
    if (info !== null) report(info, url, reports)
    await delay(watchedEveryMs, undefined, { signal }).catch(() => undefined)
  }
}

/** Throws where Telegram could never call. A server of one's own may call any address. */
export function checkedHookUrl({ hookUrl, apiRoot }: { hookUrl: string | null; apiRoot: string | undefined }): string {
  const url = hookUrl === null ? null : URL.parse(hookUrl)
  const isOwnServer = apiRoot !== undefined
  if (url === null || (url.protocol !== 'https:' && !isOwnServer))
    throw new ChannelError('permanent', say('hook_needs_address'), { scope: 'account' })
  if (!ports.has(url.port) && !isOwnServer)
    throw new ChannelError('permanent', say('hook_bad_port', { port: url.port }), { scope: 'account' })
  return url.href
}

async function setHook({ client, settings, pace, server }: Line, url: string, signal: AbortSignal): Promise<void> {
  const wanted = {
    url,
    secret_token: hookSecretOf(settings),
    allowed_updates: wantedUpdates,
    drop_pending_updates: false,
  }
  try {
    await client.call('setWebhook', wanted, { signal, timeoutMs: pace.answerTimeoutMs })
  } catch (failure) {
    if (signal.aborted) return
    const trouble = failure instanceof BotFailure ? failure.trouble : null
    if (trouble?.type !== 'refused' || trouble.code !== 400) throw receivingError(failure, server)
    const answer = trouble.description.replace(/^[\w ]+: /, '')
    throw new ChannelError('permanent', say('hook_refused', { answer }), { scope: 'account', cause: failure })
  }
}

function report(info: WebhookInfo, url: string, reports: StateReports): void {
  const { pending_update_count: count, last_error_message: answer = '', last_error_date: failedAt = 0 } = info
  if (info.url !== url) return reports.say('failed', say('hook_taken', { place: placeOf(info.url) }), 'check_settings')
  const isFresh = Date.now() - failedAt * 1_000 < freshErrorMs
  if (failedAt > 0 && count > 0 && isFresh)
    return reports.say('degraded', say('hook_failing', { answer, count }), 'wait')
  return reports.connected()
}

export async function hookInfo({ client, pace }: Line, signal: AbortSignal): Promise<WebhookInfo> {
  return client.call<WebhookInfo>('getWebhookInfo', {}, { signal, timeoutMs: pace.answerTimeoutMs })
}

/** Takes our own webhook away, with nothing lost. Resolves to where it points if it is another's, which stays. */
export async function removeOwnHook(line: Line, signal: AbortSignal): Promise<string | null> {
  const { url = '' } = await hookInfo(line, signal)
  if (url !== '' && !isOfThisDesk(url, line.host.hookUrl)) return placeOf(url)
  await line.client.call(
    'deleteWebhook',
    { drop_pending_updates: false },
    { signal, timeoutMs: line.pace.answerTimeoutMs },
  )
  return null
}

/** Another account of this desk had the bot before: it has been removed, since two accounts never share a bot. */
function isOfThisDesk(url: string, hookUrl: string | null): boolean {
  const folderOf = (address: string) => URL.parse('.', address)?.href
  return hookUrl !== null && folderOf(url) === folderOf(hookUrl)
}

/** The path may hold somebody's secret. */
export function placeOf(url: string | undefined): string {
  return URL.parse(url ?? '')?.host ?? '?'
}
