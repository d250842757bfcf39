import { defineConfig } from 'tsup'

/** The page of the browser tests: everything in one file, from sources, with React's development build and its StrictMode. */
export default defineConfig({
  entry: { page: 'test/page.tsx' },
  format: ['esm'],
  platform: 'browser',
  target: 'es2022',
  noExternal: [/./],
  define: { 'process.env.NODE_ENV': '"development"' },
  esbuildOptions: (options) => {
    options.conditions = ['@1relay/source']
  },
})
