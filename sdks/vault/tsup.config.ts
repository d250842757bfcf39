import { defineConfig } from 'tsup'

// hash-wasm and @hpke/core stay external (tsup's default for dependencies): the app's own bundler splits and deduplicates them.
export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  clean: true,
  metafile: true,
  splitting: false,
})
