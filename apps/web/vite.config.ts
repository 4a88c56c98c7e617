import { lingui } from '@lingui/vite-plugin'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './compress.plugin.ts'
import { contractRoutes } from './contract-routes.plugin.ts'

const root = import.meta.dirname

export default defineConfig(({ command }) => {
  // Vite keeps a NODE_ENV it finds, so a test runner that builds would leave React's development build for `npm start` to serve.
  if (command === 'build') process.env['NODE_ENV'] = 'production'
  return {
    root,
    plugins: [
      react(),
      tailwindcss(),
      lingui({ cwd: root, failOnMissing: true, failOnCompileError: true }),
      contractRoutes(),
      compressed(),
    ],
    server: {
      // The API may run anywhere while developing; the browser sees one origin, as in production.
      proxy: { '/api': { target: process.env['CORDBOARD_API'] ?? 'http://127.0.0.1:4000' } },
    },
    build: {
      target: 'es2024',
      manifest: true,
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 2 },
              // What every visit needs anyway, in one file instead of a dozen small ones.
              { name: 'desk', tags: ['$initial'], test: /node_modules|\/src\/(?!main)/, priority: 1 },
              { name: 'tanstack', test: /node_modules[\\/]@tanstack[\\/]/, priority: 2 },
            ],
          },
        },
      },
    },
  }
})
