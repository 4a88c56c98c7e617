import type { Translate } from '../../i18n/translate.ts'
import { showToast } from '../../ui/toast-store.ts'

export async function copyText(text: string, t: Translate): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    showToast({ text: t('action.copied') })
  } catch {
    showToast({ text: t('action.notCopied'), tone: 'danger' })
  }
}
