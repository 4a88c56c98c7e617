/** HTTP connections that go to the address that was checked, and tell whether they stood. */
import { AsyncLocalStorage } from 'node:async_hooks'
import * as http from 'node:http'
import * as https from 'node:https'
import type { LookupFunction, Socket } from 'node:net'

/** One exchange with a server: where it goes, and how far it came. */
export type Trip = {
  address: string
  family: 4 | 6
  connected: boolean
  /** All of a form that is streamed. */
  written: boolean
  socket: Socket | null
}

export type DialledAgent = {
  agent: http.Agent
  /** Runs `work`, whose connections belong to `trip`. */
  travel<T>(trip: Trip, work: () => Promise<T>): Promise<T>
}

export function openAgent(secure: boolean, options: https.AgentOptions): DialledAgent {
  const trips = new AsyncLocalStorage<Trip>()
  const agent: http.Agent = secure ? new https.Agent(options) : new http.Agent(options)
  const dial = agent.createConnection.bind(agent)
  agent.createConnection = (wanted, made) => {
    const trip = trips.getStore()
    if (!trip) throw new Error('A connection was asked for outside a trip.')
    const socket = dial({ ...wanted, lookup: always(trip) }, made) as Socket
    socket.once(secure ? 'secureConnect' : 'connect', () => (trip.connected = true))
    trip.socket = socket
    return socket
  }
  return { agent, travel: (trip, work) => trips.run(trip, work) }
}

/** The name was resolved and checked already: resolving it once more could give another address. */
function always({ address, family }: Trip): LookupFunction {
  return (_name, { all }, found) => (all ? found(null, [{ address, family }]) : found(null, address, family))
}
