import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'

/** The port this data folder used last, or a free one (then remembered) where that is taken by somebody else. */
export async function choosePort(folder: string): Promise<number> {
  const file = join(folder, 'port')
  const remembered = Number(await readFile(file, 'utf8').catch(() => '0'))
  if (remembered > 0 && (await listenOnce(remembered)) !== null) return remembered
  const port = await listenOnce(0)
  if (port === null) throw new Error('the system gave no free port on 127.0.0.1')
  await writeFile(file, `${port}\n`)
  return port
}

/** The port it could listen on, or null when it is taken. */
function listenOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen(port, '127.0.0.1', () => {
      const { port: found } = server.address() as AddressInfo
      server.close(() => resolve(found))
    })
  })
}
