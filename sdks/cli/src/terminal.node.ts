import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { read } from 'read'
import { CliProblem } from './problem.js'
import type { Terminal } from './terminal.js'

/** The terminal of this process. */
export const openTerminal = (): Terminal => ({
  isInteractive: process.stdin.isTTY && process.stderr.isTTY,
  write: (text) => void process.stdout.write(`${text}\n`),
  pipe: (chunks) => pipeline(Readable.from(chunks), process.stdout, { end: false }),
  tell: (text) => void process.stderr.write(`${text}\n`),
  ask: (question) => answered(read({ prompt: question, output: process.stderr })),
  askSecret: (question) => answered(read({ prompt: question, output: process.stderr, silent: true, replace: '' })),
  readInput,
  writeFile: (path, chunks) => pipeline(Readable.from(chunks), createWriteStream(path, { mode: 0o600 })),
})

const answered = async (answer: Promise<string>): Promise<string> => {
  try {
    return await answer
  } catch {
    throw new CliProblem('usage', 'Nothing was answered.')
  }
}

const readInput = async (maxBytes: number): Promise<Uint8Array> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxBytes) throw new CliProblem('usage', `What was piped in is longer than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  const whole = Buffer.concat(chunks)
  for (const chunk of chunks) chunk.fill(0)
  return whole
}
