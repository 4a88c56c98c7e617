import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { searchTerms } from '../src/bigrams.ts'
import { safeFileName } from '../src/file-name.ts'
import { snippetOf } from '../src/snippet.ts'

const bytes = (text: string) => new TextEncoder().encode(text).length

describe('safeFileName', () => {
  it('takes the path, the control and the turning-around characters out of a name', () => {
    expect(safeFileName('../../etc/passwd')).toBe('_.._etc_passwd')
    expect(safeFileName('invoice\u202Efdp.exe')).toBe('invoicefdp.exe')
    expect(safeFileName('a\r\nSet-Cookie: x.pdf')).toBe('aSet-Cookie_ x.pdf')
    expect(safeFileName('\u200b')).toBe('file')
  })

  it('keeps Chinese names and the ending when it cuts a long one', () => {
    expect(safeFileName('发票.pdf')).toBe('发票.pdf')
    const long = safeFileName(`${'票'.repeat(300)}.pdf`)
    expect(long.endsWith('票.pdf')).toBe(true)
    expect(bytes(long)).toBeLessThanOrEqual(200)
  })

  it('is idempotent and bounded for any name', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const safe = safeFileName(name)
        expect(safeFileName(safe)).toBe(safe)
        expect(safe).not.toBe('')
        expect(bytes(safe)).toBeLessThanOrEqual(200)
      }),
    )
  })
})

describe('searchTerms', () => {
  it('takes the first words of a text that has a million without a break', () => {
    const started = performance.now()
    const terms = searchTerms('款申'.repeat(500_000))
    expect(terms.slice(0, 2)).toEqual(['款申', '申款'])
    expect(terms.length).toBeLessThanOrEqual(100_000)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
  it('finds words of spaced scripts and pairs of the others', () => {
    expect(searchTerms('Refund 退款申请 SKU-1234')).toEqual(['refund', '退款', '款申', '申请', 'sku', '1234'])
    expect(searchTerms('钱')).toEqual(['钱'])
  })

  it('folds width and case', () => {
    expect(searchTerms('ＡＢＣ Straße')).toEqual(['abc', 'straße'])
  })
})

describe('snippetOf', () => {
  it('is one line, cut between characters', () => {
    expect(snippetOf('a\n\n  b')).toBe('a b')
    expect(snippetOf('😀'.repeat(5), 3)).toBe('😀😀…')
  })
})
