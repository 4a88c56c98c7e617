/** Text with marks on parts of it, as Telegram has it: offsets and lengths count UTF-16 units. */
import type { MessageEntity } from '@grammyjs/types'

export type Formatted = { text: string; entities: readonly MessageEntity[] }

/** The marks our Markdown subset makes. */
export type Mark =
  | { type: 'bold' | 'italic' | 'code' | 'blockquote' }
  | { type: 'pre'; language?: string }
  | { type: 'text_link'; url: string }

/** A stretch of text under the same marks. Two marks are one entity only if they are the same object. */
export type Run = { text: string; marks: readonly Mark[] }

export function formattedOf(runs: readonly Run[]): Formatted {
  const entities: MessageEntity[] = []
  let open = new Map<Mark, MessageEntity>()
  let text = ''
  for (const run of runs) {
    const here = new Map<Mark, MessageEntity>()
    for (const mark of run.marks) {
      const entity = open.get(mark) ?? { ...mark, offset: text.length, length: 0 }
      entity.length += run.text.length
      here.set(mark, entity)
      if (!open.has(mark)) entities.push(entity)
    }
    text += run.text
    open = here
  }
  return { text, entities: entities.filter(({ length }) => length > 0) }
}

/** Without white space at both ends, which Telegram drops as well. */
export function trimmed({ text, entities }: Formatted): Formatted {
  const start = text.length - text.trimStart().length
  const end = text.trimEnd().length
  const kept = entities.flatMap((entity) => {
    const from = Math.max(entity.offset, start)
    const to = Math.min(entity.offset + entity.length, end)
    return to > from ? [{ ...entity, offset: from - start, length: to - from }] : []
  })
  return { text: text.trim(), entities: kept }
}
