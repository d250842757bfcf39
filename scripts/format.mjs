// Usage: npm run format
// Writes every file the way prettier wants it.
import { spawnSync } from 'node:child_process'

process.exit(
  spawnSync('prettier', ['--write', '--log-level=warn', ...process.argv.slice(2), '.'], { stdio: 'inherit' }).status ??
    1,
)
