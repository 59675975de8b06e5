// Builds the page into dist/ under /app/, and serves it in development with the backend behind a proxy.
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { licences } from './licences.ts'

const backend = `http://127.0.0.1:${process.env.FIRESIDE_PORT ?? '8321'}`

/** Of KaTeX's fonts only the newest format: every browser that can show the page knows it. */
const woff2Only: Plugin = {
  name: 'woff2-only',
  enforce: 'pre',
  transform: (css, id) => (/katex.*\.css$/.test(id) ? css.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g, '') : undefined),
}

export default defineConfig({
  base: '/app/',
  plugins: [woff2Only, react(), tailwindcss(), licences()],
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': { target: backend, ws: true },
      '/health': backend,
      '/__enter': backend,
    },
  },
  build: {
    target: 'es2022',
    // Vite's polyfill of module preloading is an extra script that no engine of ours needs.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
})
