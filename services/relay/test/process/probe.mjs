// Runs inside a relay process under test and does what its parent says: write a heap snapshot to a file, write a diagnostic report,
// or throw where nobody catches.
import { setImmediate } from 'node:timers/promises'
import { writeHeapSnapshot } from 'node:v8'

// What a snapshot must show, or it shows nothing: a string past the length at which V8 cuts strings off by default.
globalThis.heapControl = `${'-'.repeat(5000)}${process.env.HEAP_CONTROL}`

const ROUNDS = 5

const snapshot = async (file) => {
  for (let round = 0; round < ROUNDS; round++) {
    globalThis.gc()
    await setImmediate()
  }
  writeHeapSnapshot(file)
  process.send(file)
}

process.on('message', ({ snapshotTo, reportTo, throws }) => {
  if (snapshotTo !== undefined) void snapshot(snapshotTo)
  if (reportTo !== undefined) process.send(process.report.writeReport(reportTo))
  if (throws !== undefined) fail(throws)
})

const fail = ({ message, properties }) => {
  throw Object.assign(new Error(message), properties)
}

// A test run that was killed leaves no relay behind.
process.on('disconnect', () => process.exit(1))
