/** The suite every channel passes. */
import { describe, it } from 'vitest'
import { chatItems } from './contract/chats.ts'
import type { ContractItem } from './contract/item.ts'
import { inventoryItems } from './contract/inventory.ts'
import { normaliseItems } from './contract/normalise.ts'
import { receivingItems } from './contract/receiving.ts'
import { sendingItems } from './contract/sending.ts'
import { signingInItems } from './contract/signing-in.ts'
import { settingsItems } from './contract/settings.ts'
import type { ContractSubject } from './contract/stage.ts'
import { verifyingItems } from './contract/verifying.ts'

export type { ContractItem } from './contract/item.ts'
export type { ContractSubject } from './contract/stage.ts'

/** Every promise, in the order a new channel best keeps them. */
export const contractItems: readonly ContractItem[] = [
  ...settingsItems,
  ...signingInItems,
  ...normaliseItems,
  ...receivingItems,
  ...inventoryItems,
  ...sendingItems,
  ...verifyingItems,
  ...chatItems,
]

const itemTimeoutMs = 60_000

/** Declares one test per promise that concerns the subject. */
export function describeChannelContract<Settings extends object>(
  name: string,
  subject: ContractSubject<Settings>,
): void {
  // Items treat settings as opaque: they only hand back what the definition parsed.
  const opaque = subject as unknown as ContractSubject<object>
  describe(`${name} keeps the channel contract`, () => {
    for (const { name: promise, concerns, run } of contractItems) {
      it.skipIf(!concerns(opaque))(promise, async () => run(opaque), itemTimeoutMs)
    }
  })
}
