import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'browser',
  target: 'es2022',
  dts: true,
  clean: true,
  metafile: true,
  minify: true,
  splitting: false,
  external: ['react', '@1relay/link-sdk'],
  // A hook runs in the browser's half of an app: frameworks with server components ask for this line.
  banner: { js: "'use client';" },
})
