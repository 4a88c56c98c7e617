/** The live half of the demo's line. It opens no socket: both ends meet in the exchange of this process. */
import type {
  ChannelConnection,
  ChannelHost,
  OutboundAttachment,
  OutboundMessage,
  Receipt,
  Verification,
  VerificationStep,
} from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { detailOf } from '@cordboard/core/sentence'
import { openDiary } from './diary.ts'
import { LineTrouble, receivingError, sendingError } from './errors.ts'
import type { Exchange, HandedReply } from './exchange.ts'
import { say } from './sentences.ts'
import type { DemoSettings } from './settings.ts'

export type DemoPace = {
  /** How long a hand-over waits for its answer. */
  answerTimeoutMs: number
}

export const demoPace: DemoPace = { answerTimeoutMs: 10_000 }

/** A quiet line says so often enough that nobody takes it for a dead one. */
const stillHereMs = 30_000

type Line = { settings: DemoSettings; host: ChannelHost<DemoSettings>; exchange: Exchange; pace: DemoPace }

export function openConnection(line: Line): ChannelConnection {
  return {
    receive: async (signal) => {
      try {
        await receive(line, signal)
      } catch (error) {
        throw receivingError(error)
      }
    },
    send: (message, signal) => send(line, message, signal),
    verify: (_, onStep) => verify(line, onStep),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

async function receive({ settings, host, exchange }: Line, signal: AbortSignal): Promise<void> {
  const diary = await openDiary(host)
  if (signal.aborted) return
  using plug = exchange.plugIn(settings.line, { expect: (words, afterMs) => diary.plan(words, afterMs) })
  const ended = AbortSignal.any([signal, plug.lost])
  for (;;) {
    await diary.sayDue()
    if (signal.aborted) return
    if (plug.lost.aborted) throw new LineTrouble('transient', say('line_lost'))
    host.reportState({ state: 'connected', detail: '', nextAction: 'none', progress: null })
    await diary.wait(ended, stillHereMs)
  }
}

async function send(
  { settings, exchange, pace }: Line,
  message: OutboundMessage,
  signal: AbortSignal,
): Promise<Receipt> {
  if (signal.aborted) throw new ChannelError('transient', say('stopping'))
  const reply = await handed(message)
  const patience = AbortSignal.any([signal, AbortSignal.timeout(pace.answerTimeoutMs)])
  try {
    await Promise.race([exchange.handOver(settings.line, reply, patience), whenAborted(patience)])
  } catch (error) {
    throw sendingError(error)
  }
  return { externalIds: [message.envelope.externalId ?? message.id], refused: [] }
}

async function handed({ id, envelope, body, attachments }: OutboundMessage): Promise<HandedReply> {
  try {
    return { id, envelope, body, files: await Promise.all(attachments.map(readFile)) }
  } catch (cause) {
    throw new ChannelError('transient', say('file_unreadable'), { cause })
  }
}

async function readFile({ fileName, mediaType, open }: OutboundAttachment): Promise<HandedReply['files'][number]> {
  return { fileName, mediaType, bytes: await new Response(await open()).bytes() }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}

async function verify({ settings, exchange }: Line, onStep?: (step: VerificationStep) => void): Promise<Verification> {
  const steps: VerificationStep[] = []
  for (const direction of ['receive', 'send'] as const) {
    const step = await tryLine(exchange, settings, direction)
    steps.push(step)
    onStep?.(step)
  }
  return { steps }
}

async function tryLine(
  exchange: Exchange,
  { line }: DemoSettings,
  direction: VerificationStep['direction'],
): Promise<VerificationStep> {
  const began = performance.now()
  const tried = { step: 'connect', direction, technical: null }
  try {
    await exchange.reach(line)
    return { ...tried, ok: true, ...detailOf(say('there')), durationMs: performance.now() - began }
  } catch (error) {
    const { message: detail, sentence } = sendingError(error)
    return { ...tried, ok: false, detail, sentence, durationMs: performance.now() - began }
  }
}
