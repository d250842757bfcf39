import { defineConfig } from 'tsup'

// The contract is private and openapi-fetch is 6 kB: both are bundled, their types inlined. The vault stays a dependency, so that an app has one copy of the cryptography.
export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node20',
  // tsup's own `resolve` cannot read an exports map; a path leads to the sources, which are then inlined.
  dts: { resolve: true, compilerOptions: { paths: { '@1relay/contracts': ['../../contracts/src/index.ts'] } } },
  clean: true,
  metafile: true,
  splitting: false,
  external: ['@1relay/vault'],
  esbuildOptions: (options) => {
    options.conditions = ['@1relay/source']
  },
})
