import { defineConfig } from 'tsup'

// The contract is private and openapi-fetch is 6 kB: both are bundled. What else it needs stays a dependency.
export default defineConfig({
  entry: ['src/main.ts'],
  format: ['esm'],
  platform: 'node',
  target: 'node20',
  clean: true,
  metafile: true,
  splitting: false,
  banner: { js: '#!/usr/bin/env node' },
  noExternal: ['openapi-fetch'],
  external: ['@1relay/vault', '@1relay/audit'],
  esbuildOptions: (options) => {
    options.conditions = ['@1relay/source']
  },
})
