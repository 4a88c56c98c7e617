/** How much memory one heavy mail takes, in a process of its own; prints `Measured`. Run with --expose-gc, on Linux. */
import { readFileSync, writeFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { normalise } from '../src/normalise.ts'
import { bytes } from './corpus/compose.ts'

export type Measured = {
  name: string
  mailBytes: number
  /** On top of the mail itself, with everything dead collected. */
  keptBytes: number
  /** The process's growth while the mail was read. */
  peakBytes: number
}

const line = `${Buffer.alloc(57, 1).toString('base64')}\r\n`
const encoded = (size: number) => Buffer.alloc(Math.ceil(size / line.length) * line.length, line)
const head = 'From: mei@outside.example\nSubject: s\n'
const mails: Readonly<Record<string, () => Buffer>> = {
  'a file of 25 MB': () =>
    bytes(
      head,
      'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the file\n',
      '--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n',
      encoded(25_000_000),
      '\n--b--',
    ),
  'HTML of 10 MB': () =>
    bytes(
      head,
      'Content-Type: text/html; charset=utf-8\n\n',
      '<p style="color:red">提现没有到账，<b>请</b>帮忙</p>\n'.repeat(160_000),
    ),
  'GBK of 10 MB without a label': () => bytes(head, '\n', Buffer.alloc(10_000_000, Buffer.from('c4e3bac30d0a', 'hex'))),
}

async function read(mail: Buffer) {
  return normalise(
    { bytes: mail, mediaType: 'message/rfc822', key: 'k', receivedAt: new Date(0) },
    { keys: [], displayName: null },
  )
}

function statusBytes(field: 'VmRSS' | 'VmHWM'): number {
  const value = new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return Number(value) * 1_024
}

function liveBytes(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function collect(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.()
    await setImmediate()
  }
}

async function measure(name: string, make: () => Buffer): Promise<Measured> {
  const mail = make()
  await collect()
  // Starts the high-water mark anew (proc(5)).
  writeFileSync('/proc/self/clear_refs', '5')
  const [rss, live] = [statusBytes('VmRSS'), liveBytes()]
  const events = await read(mail)
  const peakBytes = statusBytes('VmHWM') - rss
  await collect()
  const keptBytes = liveBytes() - live
  if (events.length !== 1) throw new Error(`${name} has no entry.`)
  return { name, mailBytes: mail.length, keptBytes, peakBytes }
}

export const heavyMails = Object.keys(mails)

const asked = process.argv[2]
const make = mails[asked ?? '']
if (asked !== undefined && make) {
  for (let round = 0; round < 20; round++) await read(bytes(head, '\n<b>Hi</b>'))
  process.stdout.write(JSON.stringify(await measure(asked, make)))
}
