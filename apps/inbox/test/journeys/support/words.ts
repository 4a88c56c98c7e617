/** The words of the pages, by their ids, so that one journey can be walked in either language. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const locales = join(import.meta.dirname, '../../../../web/src/i18n/locales')

export type Language = 'en' | 'zh-CN'

/** What a message says. Throws for an id nobody has; plural messages and placeholders come as they are written. */
export function openWords(language: Language): (id: string) => string {
  const words = new Map<string, string>()
  for (const path of [`${language}.po`, `settings/${language}.po`]) {
    const entries = readFileSync(join(locales, path), 'utf8').matchAll(/^msgid (".*")\nmsgstr (".*")/gm)
    for (const [, id = '""', said = '""'] of entries) words.set(String(JSON.parse(id)), String(JSON.parse(said)))
  }
  return (id) => {
    const said = words.get(id)
    if (said === undefined) throw new Error(`No page says ${id} in ${language}.`)
    return said
  }
}
