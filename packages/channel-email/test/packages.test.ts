import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packedFiles } from '../src/packed-files.ts'
import { securedContent } from '../src/signed-content.ts'
import { formMails } from './corpus/forms.ts'
import { parseMail } from '../src/parse.ts'

/** Bytes of the corpus' packages, with some of them changed and some cut off. */
async function damaged(mediaType: RegExp): Promise<fc.Arbitrary<Buffer>> {
  const mails = await Promise.all(formMails.map(({ raw }) => parseMail(raw())))
  const files = mails.flatMap((mail) => mail.files).filter((file) => mediaType.test(file.mediaType))
  expect(files.length).toBeGreaterThan(3)
  const change = fc.tuple(fc.nat({ max: 600 }), fc.integer({ min: 0, max: 255 }))
  return fc
    .tuple(fc.constantFrom(...files), fc.array(change, { maxLength: 4 }), fc.nat({ max: 600 }))
    .map(([{ content }, changes, end]) => {
      const bytes = Buffer.from(content.subarray(0, end))
      for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte
      return bytes
    })
}

test('a damaged winmail.dat is read as far as it goes, or not at all', { timeout: 30_000 }, async () => {
  fc.assert(
    fc.property(await damaged(/ms-tnef/), (bytes) => {
      const packed = packedFiles(bytes)
      expect(packed === null || packed.files.every(({ content }) => content.length <= bytes.length)).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})

test('a damaged S/MIME file is read as far as it goes, or not at all', { timeout: 30_000 }, async () => {
  fc.assert(
    fc.property(await damaged(/pkcs7-mime/), (bytes) => {
      const secured = securedContent(bytes)
      expect(secured.kind !== 'signed' || secured.content.length <= bytes.length).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})
