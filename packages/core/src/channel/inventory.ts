/** What a provider has, laid out for comparison with the ledger: the answer to "is everything that is there here?". */
import type { SentenceCode } from '../sentence.ts'

export type Inventory = { places: readonly PlaceInventory[] }

/** One place an account watches, such as a folder, as the provider lists it now. */
export type PlaceInventory = {
  place: string
  /** Why it could not be listed, in one sentence; nothing is known of it then. */
  trouble: { detail: string; sentence: SentenceCode | null } | null
  /** Everything listed there, under the keys `receive` stores it by. */
  keys: readonly string[]
  /** Those of them the ledger does not have, in the provider's order. */
  absent: readonly AbsentMessage[]
}

/**
 * Why the ledger does not have a listed message: `waiting`, receiving has not come to it yet; `withheld`, the provider lists it and does
 * not hand it out; `unexplained`, it should be there.
 */
export type Absence = 'waiting' | 'withheld' | 'unexplained'

export type AbsentMessage = {
  key: string
  /** How the provider numbers it, for an admin who looks for it there. */
  id: string
  absence: Absence
  /** What the provider says of it; `null` beyond the first hundred of a place, and where it says nothing. */
  sketch: MessageSketch | null
}

export type MessageSketch = {
  receivedAt: Date | null
  /** Bytes. */
  size: number | null
  sender: string | null
  subject: string | null
  /** Hex, of its bytes, where they were read: a moved message lies in the ledger under another key. */
  sha256: string | null
}

export type InventoryProgress = { place: string; done: number; total: number }
