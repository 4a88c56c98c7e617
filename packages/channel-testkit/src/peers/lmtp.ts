/** Hands mail to a local mail server by LMTP, many over one connection. */
import { LineSocket } from './line-socket.ts'

export type LmtpDelivery = { from: string; to: readonly string[]; raw: Uint8Array | string }

/** Resolves when the server has taken every mail for every recipient; throws its answer when it refuses one. */
export async function deliverByLmtp(port: number, deliveries: readonly LmtpDelivery[]): Promise<void> {
  await using socket = await LineSocket.open(port)
  await expect(socket, '220')
  socket.write('LHLO localhost\r\n')
  await expect(socket, '250')
  for (const delivery of deliveries) await deliverOne(socket, delivery)
  socket.write('QUIT\r\n')
}

async function deliverOne(socket: LineSocket, { from, to, raw }: LmtpDelivery): Promise<void> {
  socket.write(`MAIL FROM:<${from}>\r\n${to.map((address) => `RCPT TO:<${address}>\r\n`).join('')}DATA\r\n`)
  await expect(socket, '250')
  for (const _ of to) await expect(socket, '250')
  await expect(socket, '354')
  socket.write(dotStuffed(Buffer.from(raw)))
  for (const _ of to) await expect(socket, '250')
}

function dotStuffed(raw: Buffer): Buffer {
  const stuffed = raw.toString('latin1').replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..')
  return Buffer.from(`${stuffed}${stuffed.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1')
}

async function expect(socket: LineSocket, code: string): Promise<void> {
  for (;;) {
    const line = await socket.line()
    if (!line.startsWith(code)) throw new Error(`Expected ${code} from the LMTP server, got: ${line}`)
    if (line[3] !== '-') return
  }
}
