// Usage: npm run check
// Generated code, format, layers, types and lint; runs all of them and names what failed.
import { runChecks } from './checks.mjs'
import { green, red, say } from './processes/terminal.mjs'

const failed = await runChecks()
say(failed.length === 0 ? green('\nAll checks passed.') : red(`\nFailed: ${failed.join(', ')}`))
process.exit(failed.length === 0 ? 0 : 1)
