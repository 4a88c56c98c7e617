/** The sockets to X. Its names stay in the request and in the handshake; only where they lead is decided here. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { Agent } from 'node:https'
import type { LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import type { TwitterSettings } from './settings.ts'

export type Reach = Pick<ChannelHost<TwitterSettings>, 'resolveHost'>

/**
 * `keepAlive` only for what may be asked again: a request over a connection that X has meanwhile closed leaves open whether it arrived.
 * With `apiOrigin` all names lead there, so that signatures, which cover the name, hold for a pretend X as well.
 */
export function openAgent(settings: TwitterSettings, host: Reach, { keepAlive }: { keepAlive: boolean }): Agent {
  return new XAgent(settings, host, keepAlive)
}

type ConnectOptions = Parameters<Agent['createConnection']>[0]
type Connected = Parameters<Agent['createConnection']>[1]

class XAgent extends Agent {
  readonly #elsewhere: URL | null
  readonly #lookup: LookupFunction

  constructor({ apiOrigin, ca }: TwitterSettings, host: Reach, keepAlive: boolean) {
    super({ keepAlive, ...(apiOrigin !== undefined && ca !== undefined && { ca }) })
    this.#elsewhere = apiOrigin === undefined ? null : new URL(apiOrigin)
    const resolve = callbackify((name: string) => host.resolveHost(name))
    // Whether one address is asked for or all of them, there is one that the desk allows.
    this.#lookup = (name, options, callback) =>
      resolve(name, (error, found) => {
        if (error) callback(error, '')
        else if (options.all) callback(null, [found])
        else callback(null, found.address, found.family)
      })
  }

  override createConnection(options: ConnectOptions, callback?: Connected) {
    const elsewhere = this.#elsewhere
    const name = options.servername || options.host || ''
    const target = elsewhere && {
      host: elsewhere.hostname.replace(/^\[|\]$/g, ''),
      port: Number(elsewhere.port || 443),
    }
    return super.createConnection({ ...options, ...target, servername: name, lookup: this.#lookup }, callback)
  }
}
