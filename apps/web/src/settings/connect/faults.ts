import { i18n } from '@lingui/core'
import { ApiError, errorSentence } from '../../api/error.ts'
import type { ChannelForm, Fault } from '../../channels/channel-form.ts'
import { translated } from '../../i18n/sentence.ts'
import type { Translate } from '../../i18n/translate.ts'
import type { Test } from './test-progress.ts'

const prefix = 'settings.'

/** The setting a refusal is about, in the words of the server where it speaks the reader's language; nothing when it is about no setting. */
export function faultOf(
  { field, message }: Pick<ApiError, 'field' | 'message'>,
  { labelOf }: Pick<ChannelForm, 'labelOf'>,
  t: Translate,
): Fault[] {
  if (!field?.startsWith(prefix)) return []
  const setting = field.slice(prefix.length)
  const label = labelOf(setting)
  const ours = label === null ? t('error.invalid_settings') : t('connect.settingRefused', { setting: t(label) })
  return [{ field: setting, words: i18n.locale === 'en' ? message : ours }]
}

/** Why settings were not saved, for the reader; the setting is named where it is one of the form's. */
export function refusalOf(error: unknown, form: Pick<ChannelForm, 'labelOf'>, t: Translate): string {
  const [fault] = error instanceof ApiError ? faultOf(error, form, t) : []
  return fault?.words ?? errorSentence(error, t)
}

/** The settings the failed steps of a test are about. */
export function faultsOfTest(test: Test, form: Pick<ChannelForm, 'fieldOfStep'>, t: Translate): Fault[] {
  return test.steps.flatMap((step) => {
    const field = step.ok ? null : form.fieldOfStep(step)
    if (field === null) return []
    return [{ field, words: translated(step.sentence, t) ?? ownWords(step, t) }]
  })
}

function ownWords({ step, detail }: Test['steps'][number], t: Translate): string {
  return i18n.locale === 'en' ? detail : t(`testAdvice.${step}`)
}
