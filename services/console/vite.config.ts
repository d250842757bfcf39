import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from '../../scripts/precompress.vite'
import { docs } from './docs.vite'

export default defineConfig({
  plugins: [react(), docs(), precompress()],
  // Workspace packages from their sources: the page is built from what is reviewed, and needs no earlier build.
  resolve: { conditions: ['@1relay/source', 'module', 'browser', 'production'] },
  build: {
    target: 'es2022',
    // The palette needs light-dark() as it stands: a lowered one cannot follow the switch between light and dark.
    cssTarget: ['chrome123', 'safari17.5', 'firefox120'],
    // The policy allows no data: fonts or styles, and an inlined asset would hide its size.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  worker: { format: 'es' },
})
