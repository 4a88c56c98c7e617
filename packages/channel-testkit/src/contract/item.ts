import type { ChannelDefinition } from '@cordboard/core/channel/channel'
import { Stage, type ContractSubject } from './stage.ts'

/** One promise every channel keeps, named as behaviour. */
export type ContractItem = {
  name: string
  /** Whether the promise concerns this channel at all. */
  concerns(subject: ContractSubject<object>): boolean
  /** Throws when the promise is broken. */
  run(subject: ContractSubject<object>): Promise<void>
}

/** An item that plays on its own stage, which is checked for leaked secrets and broken rules of the host afterwards. */
export function item(
  name: string,
  act: (stage: Stage<object>) => Promise<void>,
  concerns: ContractItem['concerns'] = () => true,
): ContractItem {
  const run = async (subject: ContractSubject<object>) => {
    await using stage = await Stage.open(subject)
    await act(stage)
    stage.assertClean()
  }
  return { name, concerns, run }
}

/** An item about the static half only. */
export function staticItem(name: string, check: (definition: ChannelDefinition<object>) => void): ContractItem {
  return { name, concerns: () => true, run: async ({ definition }) => check(definition) }
}

/** Whether accounts of this channel are opened with a secret. */
export function hasCredentials({ credentials }: ContractSubject<object>): boolean {
  return credentials !== false
}
