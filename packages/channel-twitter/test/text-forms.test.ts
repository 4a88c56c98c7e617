import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { render } from '../src/render.ts'
import { split } from '../src/split.ts'

const photo = { fileName: 'a.png', mediaType: 'image/png', size: 1 }

describe('a reply on X', () => {
  test('is plain text, and a link keeps its address', () => {
    expect(render('**Hello** *you*: `code`, [here](https://example.com/a)\r\n\r\n- one')).toEqual({
      text: 'Hello you: code, here https://example.com/a\n\n- one',
      html: null,
    })
    expect(render('[https://example.com](https://example.com) * 2 * 3').text).toBe('https://example.com * 2 * 3')
  })

  test('in private is divided where it is too long, at the best seam, and loses no word', () => {
    const long = `${'First part. '.repeat(600)}\n\n${'第二部分。'.repeat(1_500)}`
    const parts = split({ markdown: long, files: [] })
    expect(parts.map(({ markdown }) => markdown.length <= 10_000)).toEqual(parts.map(() => true))
    expect(parts[0]?.markdown.endsWith('First part.')).toBe(true)
    expect(
      parts
        .map(({ markdown }) => markdown)
        .join('')
        .replaceAll(/\s/g, ''),
    ).toBe(long.replaceAll(/\s/g, ''))
  })

  test('in private carries one file a message, in their order', () => {
    expect(split({ markdown: 'Three', files: [photo, photo, photo], way: 'dm' })).toEqual([
      { markdown: 'Three', files: [0] },
      { markdown: '', files: [1] },
      { markdown: '', files: [2] },
    ])
  })

  test('in public is never divided', () => {
    const reply = { markdown: 'x'.repeat(20_000), files: [photo, photo], way: 'public' }
    expect(split(reply)).toEqual([{ markdown: reply.markdown, files: [0, 1] }])
  })

  test('keeps its words whole however it is divided', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 600 }), (piece, times) => {
        const markdown = `start${piece.repeat(times)}`
        const parts = split({ markdown, files: [] })
        expect(
          parts
            .map((part) => part.markdown)
            .join('')
            .replaceAll(/\s/gu, ''),
        ).toBe(markdown.replaceAll(/\s/gu, ''))
        for (const part of parts) expect(part.markdown.isWellFormed()).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})
