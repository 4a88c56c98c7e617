/** Runs the steps of a connection test one after the other and words their outcome; the first that fails stops its direction. */
import type { VerificationStep } from '@cordboard/core/channel/channel'
import { detailOf, type Sentence } from '@cordboard/core/sentence'
import { toChannelError } from './errors.ts'
import type { EmailSettings } from './settings.ts'

export type Direction = VerificationStep['direction']
export type StepName = 'dns' | 'connect' | 'tls' | 'sign_in' | 'read' | 'send' | 'receive'

/** Ends a direction; its step is already recorded. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
}

/** What a step that succeeded found, in words and as a value. */
export type StepResult<T> = { found: Sentence; value: T }

export class VerificationSteps {
  readonly steps: VerificationStep[] = []
  readonly #settings: EmailSettings
  readonly #signal: AbortSignal
  readonly #onStep: (step: VerificationStep) => void

  constructor(settings: EmailSettings, signal: AbortSignal, onStep: (step: VerificationStep) => void = () => {}) {
    this.#settings = settings
    this.#signal = signal
    this.#onStep = onStep
  }

  /** Throws `StepFailed` when the step fails, and the signal's reason when it is aborted. */
  async run<T>(step: StepName, direction: Direction, work: () => Promise<StepResult<T>>): Promise<T> {
    const startedAt = performance.now()
    const record = (outcome: Pick<VerificationStep, 'ok' | 'detail' | 'sentence' | 'technical'>) => {
      const durationMs = Math.round(performance.now() - startedAt)
      const recorded = { step, direction, ...outcome, durationMs }
      this.steps.push(recorded)
      this.#onStep(recorded)
    }
    this.#signal.throwIfAborted()
    try {
      const { found, value } = await work()
      record({ ok: true, ...detailOf(found), technical: null })
      return value
    } catch (error) {
      this.#signal.throwIfAborted()
      const speaks = step === 'receive' || direction === 'receive' ? 'imap' : 'smtp'
      const { message, sentence, technical } = toChannelError(error, speaks, this.#settings)
      record({ ok: false, detail: message, sentence, technical })
      throw new StepFailed(message, { cause: error })
    }
  }
}
