// Usage: npm run build
// Builds every project that has something to build; what did not change comes from Nx's cache.
import { runTarget } from './processes/nx.mjs'
import { showProblem, step } from './processes/terminal.mjs'

try {
  await step('build', () => runTarget('build'))
} catch (error) {
  showProblem(error)
  process.exit(1)
}
