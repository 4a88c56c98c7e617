import { describe, expect, it } from 'vitest'
import { refusal, Refusal } from '../pretend/answers.ts'
import { failureOf, never, openLine, type OpenLine } from './open-line.ts'

const fetchIt = (line: OpenLine, fileId: unknown) => line.connection.fetchAttachment!({ fileId, uniqueId: 'u' }, never)

describe('a file', () => {
  it('of 20 MB arrives whole, streamed', async () => {
    await using line = await openLine()
    const bytes = Buffer.alloc(20_000_000, 'abcdefg')
    const { file_id } = line.bot.storeFile(bytes, 'documents/file_1.bin')
    const got = await new Response(await fetchIt(line, file_id)).bytes()
    expect(Buffer.compare(got, bytes)).toBe(0)
  })

  it('is fetched whatever letters Telegram puts in its path, and from nowhere else', async () => {
    await using line = await openLine()
    for (const path of ['documents/file_1.合同', 'documents/file 2 (1).pdf', 'documents/a?b#c%2e.txt']) {
      const { file_id } = line.bot.storeFile(Buffer.from(path), path)
      expect(await new Response(await fetchIt(line, file_id)).text()).toBe(path)
    }
    for (const path of ['C:\\telegram\\secret', 'documents//a', 'documents/./a', '..', '']) {
      const { file_id } = line.bot.storeFile(Buffer.from('x'), path)
      expect(await failureOf(line, fetchIt(line, file_id))).toMatchObject({
        sentence: { code: 'telegram.file_elsewhere' },
      })
    }
  })

  it('that is too large, gone, or on the server’s own disk cannot be had, and is not asked for', async () => {
    await using line = await openLine()
    const large = line.bot.storeFile(Buffer.from('x'), 'documents/large', 30_000_000)
    const absolute = line.bot.storeFile(Buffer.from('x'), '/var/lib/telegram/secret')
    const climbing = line.bot.storeFile(Buffer.from('x'), 'documents/../../bot/getMe')
    const cases = [
      [large.file_id, 'file_too_large'],
      ['unknown', 'file_gone'],
      [undefined, 'file_gone'],
      [absolute.file_id, 'file_elsewhere'],
      [climbing.file_id, 'file_elsewhere'],
    ] as const
    for (const [id, code] of cases)
      expect(await failureOf(line, fetchIt(line, id))).toMatchObject({
        kind: 'permanent',
        sentence: { code: `telegram.${code}` },
      })
  })

  it('is fetched again when Telegram does not answer, and tells no token', async () => {
    await using line = await openLine()
    const { file_id } = line.bot.storeFile(Buffer.from('hello'), 'documents/a')
    line.bot.faults.next(/^getFile$/, { do: 'cut' })
    expect(await failureOf(line, fetchIt(line, file_id))).toMatchObject({ kind: 'transient' })
    line.bot.faults.next(/^getFile$/, {
      do: 'answer',
      answer: refusal(new Refusal(500, `Internal: ${line.bot.token}`)),
    })
    expect(await failureOf(line, fetchIt(line, file_id))).toMatchObject({ kind: 'transient' })
    expect(await new Response(await fetchIt(line, file_id)).text()).toBe('hello')
  })
})
