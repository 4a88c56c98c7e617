/** A socket read by lines and by counted bytes, as the mail protocols speak. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const answerTimeoutMs = 20_000

export class LineSocket implements AsyncDisposable {
  readonly #socket: Socket
  #pending: Buffer = Buffer.alloc(0)
  #wake = () => {}
  #failure: Error | null = null

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.setTimeout(answerTimeoutMs, () => socket.destroy(new Error('The peer did not answer in time.')))
    socket.on('data', (chunk: Buffer) => {
      this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
      this.#wake()
    })
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('The peer closed the connection.')))
  }

  static async open(port: number, host = '127.0.0.1'): Promise<LineSocket> {
    const socket = connect({ port, host })
    await once(socket, 'connect')
    return new LineSocket(socket)
  }

  write(data: string | Uint8Array): void {
    this.#socket.write(data)
  }

  /** One line without its CRLF. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#pending.indexOf('\r\n')
      if (end !== -1) {
        const line = this.#pending.subarray(0, end).toString('latin1')
        this.#pending = this.#pending.subarray(end + 2)
        return line
      }
      await this.#more()
    }
  }

  async bytes(count: number): Promise<Buffer> {
    while (this.#pending.length < count) await this.#more()
    const taken = Buffer.from(this.#pending.subarray(0, count))
    this.#pending = this.#pending.subarray(count)
    return taken
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.closed) return
    this.#socket.destroy()
    await once(this.#socket, 'close')
  }

  async #more(): Promise<void> {
    if (this.#failure) throw this.#failure
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    await promise
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#wake()
  }
}
