/** No English is left in the Chinese interface: whatever the server can say, the catalogues say as well. */
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCatalogue } from '../../apps/web/test/support/catalogues.ts'

const root = join(import.meta.dirname, '../..')

type Table = { owner: string; sentences: Readonly<Record<string, string>> }

/** Every sentence of every table, by its whole code. */
async function allTemplates(): Promise<Map<string, string>> {
  const all = new Map<string, string>()
  for await (const path of glob('{packages,apps}/*/src/sentences.ts', { cwd: root })) {
    const { owner, sentences } = (await import(join(root, path))) as Table
    for (const [code, template] of Object.entries(sentences)) {
      if (all.has(`${owner}.${code}`)) throw new Error(`${owner}.${code} is in two tables.`)
      all.set(`${owner}.${code}`, template)
    }
  }
  return all
}

async function catalogue(name: string): Promise<Map<string, string>> {
  return new Map([...(await readCatalogue(name))].map(([id, { words }]) => [id, words]))
}

function gapsOf(template: string): string[] {
  return [...new Set([...template.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? ''))].sort()
}

const isSentence = (id: string) => id.startsWith('sentence.')

test('every sentence of a table is in both catalogues, in English word for word, and none is left over', async () => {
  const templates = await allTemplates()
  const [english, chinese] = [await catalogue('sentences/en.po'), await catalogue('sentences/zh-CN.po')]
  expect(templates.size).toBeGreaterThan(100)
  expect(Object.fromEntries([...english].filter(([id]) => isSentence(id)))).toEqual(
    Object.fromEntries([...templates].map(([code, template]) => [`sentence.${code}`, template])),
  )
  const missing = [...templates.keys()].filter((code) => !chinese.has(`sentence.${code}`))
  const others = [...templates].filter(
    ([code, template]) => gapsOf(chinese.get(`sentence.${code}`) ?? '').join() !== gapsOf(template).join(),
  )
  expect({ missing, others }).toEqual({ missing: [], others: [] })
})

/** Where a refusal gets its code. */
const refusals = [
  /\brefused\(\s*'([a-z_]+)'/g,
  /\bnew Refusal\(\s*\d{3},\s*'([a-z_]+)'/g,
  /\brefuse\(\s*'\w+',\s*'([a-z_]+)'/g,
  /\bnew BlobRefused\(\s*'([a-z_]+)'/g,
  /\bok: false(?: as const)?, code: '([a-z_]+)'/g,
]

test('every refusal of the server is told in Chinese by its code', async () => {
  const codes = new Set<string>()
  for await (const path of glob(['apps/inbox/src/**/*.ts', 'packages/core/src/*.ts'], { cwd: root })) {
    const text = await readFile(join(root, path), 'utf8')
    for (const pattern of refusals) for (const match of text.matchAll(pattern)) codes.add(match[1] ?? '')
  }
  const areas = await Promise.all(['zh-CN.po', 'settings/zh-CN.po', 'sentences/zh-CN.po'].map(catalogue))
  expect(codes.size).toBeGreaterThan(30)
  expect([...codes].filter((code) => areas.every((area) => !area.has(`error.${code}`)))).toEqual([])
})
