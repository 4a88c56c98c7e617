import { describe, expect, test } from 'vitest'
import { readCatalogue } from './support/catalogues.ts'
import { walkSource, type Node } from './support/source-tree.ts'

const areas = ['', 'settings/', 'sentences/']

/** Placeholders and plural branches of a message, to compare two languages. */
function placeholders(words: string): string[] {
  return [...new Set([...words.matchAll(/\{\s*(\w+)/g)].map((match) => match[1] ?? ''))]
    .filter((name) => !/^(#|有)/.test(name))
    .sort()
}

describe.each(areas)('the catalogues in locales/%s', (area) => {
  test('have the same ids in both languages', async () => {
    const [english, chinese] = await Promise.all([readCatalogue(`${area}en.po`), readCatalogue(`${area}zh-CN.po`)])
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
    expect(english.size).toBeGreaterThan(0)
  })

  test('leave no message empty, unmarked, or without its values', async () => {
    const [english, chinese] = await Promise.all([readCatalogue(`${area}en.po`), readCatalogue(`${area}zh-CN.po`)])
    const all = [...english, ...chinese]
    expect(all.filter(([, { words, isExplicit }]) => words.trim() === '' || !isExplicit)).toEqual([])
    const simple = [...english].filter(([, { words }]) => !words.includes('plural'))
    const values = (catalogue: typeof english) =>
      simple.map(([id]) => [id, placeholders(catalogue.get(id)?.words ?? '')])
    expect(values(chinese)).toEqual(values(english))
  })

  test('keep Chinese punctuation full-width, and English out of it', async () => {
    const chinese = await readCatalogue(`${area}zh-CN.po`)
    const said = [...chinese].map(([id, { words }]) => `${id}: ${words}`)
    expect(said.filter((words) => /[\u4e00-\u9fff][,:;?!()]/.test(words))).toEqual([])
    expect([...chinese].filter(([, { words }]) => !/\p{Script=Han}|^[A-Z][\w ()]*$/u.test(words))).toEqual([])
  })
})

/** The string constants an expression may be, through conditions. */
function literalsOf(node: unknown): string[] {
  const { type, value, consequent, alternate, left, right } = (node ?? {}) as Node
  if (type === 'Literal' && typeof value === 'string') return [value]
  if (type === 'ConditionalExpression') return [...literalsOf(consequent), ...literalsOf(alternate)]
  if (type === 'LogicalExpression') return [...literalsOf(left), ...literalsOf(right)]
  return []
}

test('every message asked for exists, and every message is asked for', async () => {
  const ids = new Set<string>()
  for (const area of areas) for (const id of (await readCatalogue(`${area}en.po`)).keys()) ids.add(id)
  const mentioned = new Set<string>()
  const prefixes: string[] = []
  const missing: string[] = []
  await walkSource((node, path) => {
    for (const literal of literalsOf(node)) mentioned.add(literal)
    if (node.type === 'TemplateLiteral') {
      const [first] = node['quasis'] as { value: { cooked: string } }[]
      if (first && /^\w[\w.]*\.$/.test(first.value.cooked)) prefixes.push(first.value.cooked)
    }
    const callee = node['callee'] as Node | undefined
    if (node.type !== 'CallExpression' || callee?.['name'] !== 't') return
    for (const id of literalsOf((node['arguments'] as unknown[])[0])) if (!ids.has(id)) missing.push(`${path}: ${id}`)
  })
  expect(missing).toEqual([])
  expect([...ids].filter((id) => !mentioned.has(id) && !prefixes.some((prefix) => id.startsWith(prefix)))).toEqual([])
})

const spokenAttributes = ['aria-label', 'aria-description', 'alt', 'title', 'placeholder', 'label']

test('no word on the screen is written into the code', async () => {
  const found: string[] = []
  await walkSource((node, path) => {
    const value = node['value']
    if (node.type === 'JSXText' && /\p{L}/u.test(String(value))) found.push(`${path}: ${String(value).trim()}`)
    if (node.type !== 'JSXAttribute') return
    const name = String((node['name'] as Node)['name'])
    for (const words of literalsOf(value))
      if (spokenAttributes.includes(name) && /\p{L}/u.test(words)) found.push(`${path}: ${name}="${words}"`)
  })
  expect(found).toEqual([])
})
