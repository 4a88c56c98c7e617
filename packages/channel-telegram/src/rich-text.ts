/** The words of a message made of blocks, without their looks. */

const deepest = 30

/** All text in reading order, a block on each line. */
export function richText(blocks: readonly unknown[]): string {
  return blocks
    .map((block) => wordsIn(block, 0))
    .filter((words) => words !== '')
    .join('\n')
}

function wordsIn(part: unknown, depth: number): string {
  if (typeof part === 'string') return part
  if (typeof part !== 'object' || part === null || depth > deepest) return ''
  if (Array.isArray(part)) return part.map((inner) => wordsIn(inner, depth + 1)).join(isBlockList(part) ? '\n' : '')
  const { text, blocks, items, cells, caption, expression, alternative_text } = part as Record<string, unknown>
  const inside = [text, expression, alternative_text, blocks, items, cells, caption].map((inner) =>
    wordsIn(inner, depth + 1),
  )
  return inside.filter((words) => words !== '').join('\n')
}

function isBlockList(parts: readonly unknown[]): boolean {
  return parts.some((part) => typeof part === 'object' && part !== null && ('blocks' in part || 'items' in part))
}
