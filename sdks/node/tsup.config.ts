import { defineConfig } from 'tsup'

// The contract is private and openapi-fetch is 6 kB: both are bundled, their types inlined. The vault stays a dependency, so that an app has one copy of the cryptography.
export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node20',
  dts: { resolve: ['@1relay/contracts', 'openapi-fetch', 'openapi-typescript-helpers'] },
  clean: true,
  splitting: false,
  external: ['@1relay/vault'],
  esbuildOptions: (options) => {
    options.conditions = ['@1relay/source']
  },
})
