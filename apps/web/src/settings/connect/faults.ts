import type { ApiError } from '../../api/error.ts'
import { i18n } from '@lingui/core'
import type { ChannelForm, Fault } from '../../channels/channel-form.ts'
import type { Translate } from '../../i18n/translate.ts'
import type { Test } from './test-progress.ts'

const prefix = 'settings.'

/** The setting a refusal is about, in the words of the server; nothing when it is about no setting. */
export function faultOf({ field, message }: Pick<ApiError, 'field' | 'message'>): Fault[] {
  return field?.startsWith(prefix) ? [{ field: field.slice(prefix.length), words: message }] : []
}

/** The settings the failed steps of a test are about. */
export function faultsOfTest(test: Test, form: Pick<ChannelForm, 'fieldOfStep'>, t: Translate): Fault[] {
  return test.steps.flatMap((step) => {
    const field = step.ok ? null : form.fieldOfStep(step)
    if (field === null) return []
    return [{ field, words: i18n.locale === 'en' ? step.detail : t(`testAdvice.${step.step}`) }]
  })
}
