import { defineConfig } from 'vite'

// From source, so that the example runs without a build of the client before it.
export default defineConfig({
  resolve: { conditions: ['@1relay/source', 'module', 'browser', 'development|production'] },
})
