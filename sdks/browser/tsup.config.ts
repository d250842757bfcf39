import { defineConfig } from 'tsup'

/** One file without dependencies: of the vault package, what seals and what writes tokens is taken in, and nothing else. */
export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'browser',
  target: 'es2022',
  dts: { resolve: true },
  clean: true,
  metafile: true,
  minify: true,
  splitting: false,
  noExternal: [/^@1relay\/vault$/],
})
