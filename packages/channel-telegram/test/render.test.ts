import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { htmlOf } from '../src/entity-html.ts'
import { formattedIn } from '../src/html-entities.ts'
import { formattedFrom, render } from '../src/render.ts'
import { split } from '../src/split.ts'

const words = fc.constantFrom(
  'deposit',
  'the',
  '提现',
  '请稍候。',
  '😀',
  '👩‍👩‍👧',
  'e\u0301',
  'a*b',
  'x_y',
  '1.',
  '-',
  '> ',
  '#',
  '`',
  '&<>"',
  'https://a.example/b_c',
)
const phrase = fc.array(words, { minLength: 1, maxLength: 30 }).map((list) => list.join(' '))
const plainPhrase = fc
  .array(fc.constantFrom('please', 'wait', '稍候', '😀'), { minLength: 1, maxLength: 20 })
  .map((list) => list.join(' '))
const block = fc.oneof(
  phrase,
  plainPhrase.map((text) => `**${text}** and *${text}* and \`${text}\``),
  plainPhrase.map((text) => `[${text}](https://a.example/x?y=1&z=2)`),
  fc.array(phrase, { minLength: 1, maxLength: 20 }).map((items) => items.map((item) => `- ${item}`).join('\n')),
  fc
    .array(plainPhrase, { minLength: 1, maxLength: 30 })
    .map((items) => items.map((item, index) => `${index + 1}. ${item}`).join('\n')),
  plainPhrase.map((text) => `> ${text}\n> ${text}`),
  fc
    .array(phrase, { minLength: 1, maxLength: 30 })
    .map((lines) => `\`\`\`ts\n${lines.join('\n').replaceAll('`', '')}\n\`\`\``),
)
const markdown = fc.array(block, { minLength: 1, maxLength: 40 }).map((blocks) => blocks.join('\n\n'))
const bare = (text: string) => text.replaceAll(/\s+/g, '')

describe('a reply', () => {
  it('keeps its words and marks through the HTML it is stored as', () => {
    fc.assert(
      fc.property(markdown, (source) => {
        const formatted = formattedFrom(source)
        const html = htmlOf(formatted)
        expect(html === null ? { ...formatted, entities: [] } : formattedIn(html)).toEqual(formatted)
      }),
      { numRuns: 150 },
    )
  })

  it('has only marks within its text, none over code, none through a character', () => {
    fc.assert(
      fc.property(markdown, (source) => {
        const { text, entities } = formattedFrom(source)
        for (const { offset, length } of entities) {
          expect(length).toBeGreaterThan(0)
          expect(offset + length).toBeLessThanOrEqual(text.length)
          expect(text.slice(offset, offset + length).isWellFormed()).toBe(true)
        }
        const code = entities.filter(({ type }) => type === 'code' || type === 'pre')
        const others = entities.filter(({ type }) => !['code', 'pre', 'blockquote'].includes(type))
        for (const a of code)
          for (const b of others) expect(a.offset + a.length <= b.offset || b.offset + b.length <= a.offset).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('is cut into parts that fit and together say the same', () => {
    fc.assert(
      fc.property(fc.array(markdown, { minLength: 1, maxLength: 4 }), (sources) => {
        const source = sources.join('\n\n')
        const parts = split({ markdown: source, files: [] })
        const formatted = parts.map((part) => formattedFrom(part.markdown))
        for (const [index, { text, entities }] of formatted.entries()) {
          expect(text.length).toBeLessThanOrEqual(4_096)
          expect(parts[index]!.markdown.length).toBeLessThanOrEqual(4_096)
          expect(text.isWellFormed()).toBe(true)
          expect(entities.length).toBeLessThanOrEqual(100)
        }
        expect(bare(formatted.map(({ text }) => text).join(''))).toBe(bare(formattedFrom(source).text))
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['a short text', 'Hello', 1],
    ['words', 'word '.repeat(2_000), 3],
    ['Chinese without a space', '请稍候，我们正在处理您的提现。'.repeat(600), 3],
    ['emoji', '👩‍👩‍👧'.repeat(1_500), 3],
    ['one endless word', 'A'.repeat(9_000), 3],
    ['code', `\`\`\`js\n${'const a = 1\n'.repeat(700)}\`\`\``, 3],
  ])('cuts %s', (_name, source, count) => {
    const parts = split({ markdown: source, files: [] })
    expect(parts).toHaveLength(count)
    for (const { markdown: part } of parts) expect(formattedFrom(part).text).not.toMatch(/^\p{M}|^\u200D/u)
  })

  it('never cuts a word or a code block where it can be helped', () => {
    const parts = split({ markdown: 'withdrawal '.repeat(900), files: [] })
    for (const { markdown: part } of parts) expect(part).toMatch(/^withdrawal(?: withdrawal)*$/)
    const code = split({ markdown: `\`\`\`js\n${'const a = 1\n'.repeat(700)}\`\`\``, files: [] })
    for (const { markdown: part } of code)
      expect(formattedFrom(part).entities).toMatchObject([{ type: 'pre', language: 'js' }])
  })

  it('is as typed where our Markdown has no word for it', () => {
    expect(render('# Heading\n\n~~gone~~ <script>x</script> ![i](cid:1)').text).toBe(
      '# Heading\n\n~~gone~~ <script>x</script> ![i](cid:1)',
    )
    expect(render('[write](mailto:help@a.example) [call](tel:+49301)').text).toBe(
      'write (help@a.example) call (+49301)',
    )
  })
})

describe('files of a reply', () => {
  const picture = { fileName: 'a.jpg', mediaType: 'image/jpeg', size: 1_000 }
  const paper = { fileName: 'a.pdf', mediaType: 'application/pdf', size: 1_000 }
  const huge = { ...picture, size: 20_000_000 }

  it('go together with their own kind and in their order, the words with the first', () => {
    const parts = split({ markdown: 'Look', files: [picture, picture, paper, huge, picture] })
    expect(parts).toEqual([
      { markdown: 'Look', files: [0, 1] },
      { markdown: '', files: [2, 3] },
      { markdown: '', files: [4] },
    ])
  })

  it('come after words that are too many for a caption, and in tens', () => {
    const parts = split({ markdown: 'word '.repeat(300), files: Array.from({ length: 12 }, () => picture) })
    expect(parts.map(({ files }) => files.length)).toEqual([0, 10, 2])
    expect(split({ markdown: '', files: [paper] })).toEqual([{ markdown: '', files: [0] }])
  })
})
