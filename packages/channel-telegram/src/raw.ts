/** One update as it lies in the ledger: its bytes exactly as Telegram gave them. */
import { createHash } from 'node:crypto'
import type { RawMessage } from '@cordboard/core/channel/channel'
import { z } from 'zod'

const mediaType = 'application/json'
const latestDate = 253_402_300_799

const numberedSchema = z.looseObject({ update_id: z.int() })
const datedSchema = z.looseObject({ date: z.int().min(0).max(latestDate) })

export type Numbered = z.output<typeof numberedSchema>

/** `json` is one update; whatever else came from Telegram is kept as well, under a key made of its bytes. */
export function rawOf(json: string, receivedAt: Date): RawMessage {
  const bytes = new TextEncoder().encode(json)
  const update = numberedIn(bytes)
  return { bytes, mediaType, key: update ? keyOf(update) : bytesKey(bytes), receivedAt }
}

/** `null` for bytes that are no update. */
export function numberedIn(bytes: Uint8Array): Numbered | null {
  const parsed = numberedSchema.safeParse(jsonIn(bytes))
  return parsed.success ? parsed.data : null
}

/**
 * The update's own id. Its date is part of it: after a week without updates Telegram goes on at a number of its choice, which may
 * have been used before.
 */
export function keyOf(update: Numbered): string {
  const date = dateOf(update)
  return date === null ? `update:${update.update_id}` : `update:${update.update_id}@${date.getTime() / 1_000}`
}

export function bytesKey(bytes: Uint8Array): string {
  return `bytes:${createHash('sha256').update(bytes).digest('hex')}`
}

/** When what the update tells happened, as Telegram's clock has it. */
function dateOf(update: Numbered): Date | null {
  const inner = Object.values(update).map((value) => datedSchema.safeParse(value))
  const dated = inner.find(({ success }) => success)?.data
  return dated ? new Date(dated.date * 1_000) : null
}

export function datedIn(json: string): Date | null {
  const parsed = numberedSchema.safeParse(jsonOf(json))
  return parsed.success ? dateOf(parsed.data) : null
}

/**
 * The updates of an answer to `getUpdates`, each as it stands there. `null` when the text is no such answer. Cut out of the text
 * and not written anew, because numbers of fields that are not known yet may be longer than ours.
 */
export function updatesIn(answer: string): string[] | null {
  const parsed = z.looseObject({ ok: z.literal(true), result: z.array(numberedSchema) }).safeParse(jsonOf(answer))
  if (!parsed.success) return null
  const cut = objectsAtThirdLevel(answer)
  const isWhole =
    cut.length === parsed.data.result.length &&
    cut.every(
      (json, index) => (jsonOf(json) as Numbered | undefined)?.update_id === parsed.data.result[index]?.update_id,
    )
  return isWhole ? cut : null
}

/** `{"ok": true, "result": [` … `]}`: what stands inside the array. */
function objectsAtThirdLevel(json: string): string[] {
  const objects: string[] = []
  let depth = 0
  let start = 0
  for (const { 0: token, index } of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') {
      depth += 1
      if (depth === 3) start = index
    } else if (token === '}' || token === ']') {
      if (depth === 3) objects.push(json.slice(start, index + 1))
      depth -= 1
    }
  }
  return objects
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return jsonOf(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
