// Runs inside a relay process under test: writes a heap snapshot to the file that its parent names.
import { setImmediate } from 'node:timers/promises'
import { writeHeapSnapshot } from 'node:v8'

// What a snapshot must show, or it shows nothing: a string past the length at which V8 cuts strings off by default.
globalThis.heapControl = `${'-'.repeat(5000)}${process.env.HEAP_CONTROL}`

const ROUNDS = 5

process.on('message', async (file) => {
  for (let round = 0; round < ROUNDS; round++) {
    globalThis.gc()
    await setImmediate()
  }
  writeHeapSnapshot(file)
  process.send(file)
})
