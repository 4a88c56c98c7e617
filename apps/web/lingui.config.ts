import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'

export default defineConfig({
  locales: ['en', 'zh-CN'],
  sourceLocale: 'en',
  catalogs: [
    { path: '<rootDir>/src/i18n/locales/{locale}', include: ['src'] },
    { path: '<rootDir>/src/i18n/locales/settings/{locale}', include: ['src'] },
    { path: '<rootDir>/src/i18n/locales/sentences/{locale}', include: ['src'] },
  ],
  format: formatter({ explicitIdAsDefault: true, origins: false }),
})
