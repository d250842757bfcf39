import { startSandbox } from './sandbox.http.js'

const port = Number(process.env['PORT'] ?? 4200)
const sandbox = await startSandbox({ port, host: process.env['HOST'] ?? '127.0.0.1' })
console.log(`The sandbox provider answers at ${sandbox.origin}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void sandbox.stop().finally(() => process.exit(0)))
