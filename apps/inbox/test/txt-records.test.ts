import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { openTxtRecords } from '../src/inbound/txt-records.ts'

/** A name server that knows one text, or says nothing at all. */
async function nameServer(speaks: boolean) {
  const socket = createSocket('udp4')
  const asked: string[] = []
  socket.on('message', (query, from) => {
    const labels: string[] = []
    let at = 12
    for (; query[at]; at += query[at]! + 1) labels.push(query.subarray(at + 1, at + 1 + query[at]!).toString())
    asked.push(labels.join('.'))
    if (!speaks) return
    const question = query.subarray(12, at + 5)
    const found = labels[0] === 'key'
    const text = Buffer.from('v=DKIM1')
    const answer = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, text.length + 1, text.length, ...text])
    const head = Buffer.from([0x81, found ? 0x80 : 0x83, 0, 1, 0, found ? 1 : 0, 0, 0, 0, 0])
    socket.send(
      Buffer.concat([query.subarray(0, 2), head, question, ...(found ? [answer] : [])]),
      from.port,
      from.address,
    )
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  return { asked, server: `127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void socket.close() }
}

describe('text records', () => {
  it('are asked for once, however many mails need them at the same time', async () => {
    await using dns = await nameServer(true)
    const lookup = openTxtRecords([dns.server])
    const all = await Promise.all([lookup('key.example'), lookup('KEY.example'), lookup('key.example')])
    expect(all).toEqual([[['v=DKIM1']], [['v=DKIM1']], [['v=DKIM1']]])
    await expect(lookup('none.example')).rejects.toThrow()
    await expect(lookup('none.example')).rejects.toThrow()
    expect(dns.asked).toEqual(['key.example', 'none.example'])
  })

  it('are not waited for at every mail while no name server answers', async () => {
    await using dns = await nameServer(false)
    const lookup = openTxtRecords([dns.server])
    const first = ['a', 'b', 'c'].map((name) => lookup(`${name}.example`))
    expect((await Promise.allSettled(first)).every(({ status }) => status === 'rejected')).toBe(true)
    const before = dns.asked.length
    await expect(lookup('d.example')).rejects.toMatchObject({ code: 'ETIMEOUT' })
    expect(dns.asked).toHaveLength(before)
  })
})
