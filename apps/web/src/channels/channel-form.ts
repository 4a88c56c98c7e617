/** What the screens of settings ask of a channel: how its settings are typed, and which of them a failed test is about. */
import type { VerificationStep } from '@cordboard/api-contract/accounts'
import type { ComponentType } from 'react'
import type { TestSteps } from '../settings/connect/test-progress.ts'

/** Settings as the API takes and gives them; in what it gives, secrets that are set hold `null`. */
export type Settings = Record<string, unknown>

/** What is wrong with a setting: its dotted path, such as `imap.host`, and a sentence. */
export type Fault = { field: string; words: string }

export type SettingsFormProps = {
  /** The account's name at the desk; empty for a new one. */
  name: string
  /** `null` for a new account. */
  stored: Settings | null
  /** Whose stored secrets fill what is left out; `null` for a new account. */
  accountId: string | null
  /** Which of the channel's stages is open. */
  stage: number
  onStage: (stage: number) => void
  /** Found by the server or by the test; shown beside their fields until those change. */
  faults: readonly Fault[]
  /** The settings are complete, as far as the page can tell. */
  onReady: (typed: { name: string; settings: Settings }) => void
  /** They are complete, and an admin has to sign in at the provider with them before they work. */
  onSignIn: (typed: { name: string; settings: Settings }) => void
  /** What an app registered at the provider has to name; empty where the channel knows no such sign-in. */
  redirectUri: string
  /** On the way to the provider's pages. */
  busy: boolean
}

export type ChannelForm = {
  id: string
  /** Message ids of the stages a new account goes through before its test. An existing one is changed in the last of them. */
  stages: readonly string[]
  /** Loaded when it is first shown. */
  Form: ComponentType<SettingsFormProps>
  /** Message id of what its test does, and to whom. */
  testIntro: string
  /** The steps of its test, in their order, so that those still to come are shown as well. */
  testSteps: TestSteps
  /** The setting a failed step is mostly about. */
  fieldOfStep: (step: Pick<VerificationStep, 'step' | 'direction' | 'technical'>) => string | null
  /** Message id of a setting's label, by its dotted path; `null` for one the form does not show. */
  labelOf: (field: string) => string | null
  /** Whether these settings are renewed on the provider's pages and not here. */
  signsInAtProvider: (settings: Settings) => boolean
  /** Whom the account writes as. */
  /** Message id of what is known of providers' limits on sending. */
  limitHint?: string
  addressOf: (settings: Settings) => string | null
  /** What is worth reading of its settings: message ids and values. */
  factsOf: (settings: Settings) => { label: string; value: string }[]
}
