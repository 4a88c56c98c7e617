import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const locales = join(import.meta.dirname, '../../src/i18n/locales')

/** A catalogue as its file says it: ids, words, and whether each id is marked as ours rather than a hash. */
export async function readCatalogue(path: string): Promise<Map<string, { words: string; isExplicit: boolean }>> {
  const text = await readFile(join(locales, path), 'utf8')
  const entries = text.matchAll(/(?<mark>#\. js-lingui-explicit-id\n)?msgid (?<id>".*")\nmsgstr (?<words>".*")/g)
  const found = new Map<string, { words: string; isExplicit: boolean }>()
  for (const { groups } of entries) {
    const id = String(JSON.parse(groups?.['id'] ?? '""'))
    if (id === '') continue
    if (found.has(id)) throw new Error(`${path} has ${id} twice.`)
    found.set(id, { words: String(JSON.parse(groups?.['words'] ?? '""')), isExplicit: groups?.['mark'] !== undefined })
  }
  return found
}
