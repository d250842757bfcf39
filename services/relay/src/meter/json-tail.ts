import { inFewPieces } from './pieces.js'

/**
 * Keeps as much of an answer as metering needs, in bounded memory: all of it while it is small, its head (the model's name) and its
 * tail (the usage) when it is large.
 */
export class JsonWindow {
  private chunks: Buffer[] = []
  private bytes = 0
  private head: Buffer | undefined
  /** Bytes that were fed in all. */
  seenBytes = 0

  constructor(private readonly maxBytes = 256 * 1024) {}

  feed(chunk: Buffer): void {
    this.chunks.push(chunk)
    this.bytes += chunk.length
    this.seenBytes += chunk.length
    if (this.bytes <= 2 * this.maxBytes) {
      this.chunks = inFewPieces(this.chunks)
      return
    }
    const all = Buffer.concat(this.chunks)
    this.head ??= all.subarray(0, 4096)
    this.chunks = [Buffer.from(all.subarray(-this.maxBytes))]
    this.bytes = this.maxBytes
  }

  /** The answer's JSON, or as much of it as can be told from head and tail; undefined if there is nothing to read. */
  read(): unknown {
    const [only, ...more] = this.chunks
    const bytes = only !== undefined && more.length === 0 ? only : Buffer.concat(this.chunks)
    const text = bytes.toString('utf8')
    if (this.head === undefined) return parse(text)
    const head = this.head.toString('utf8')
    const usage = lastObject(text, '"usage"')
    const usageMetadata = lastObject(text, '"usageMetadata"')
    const model = lastString(text, '"model"') ?? lastString(head, '"model"')
    const tier = lastString(text, '"service_tier"') ?? lastString(head, '"service_tier"')
    const modelVersion = lastString(text, '"modelVersion"')
    return {
      ...(usage !== undefined && { usage }),
      ...(usageMetadata !== undefined && { usageMetadata }),
      ...(model !== undefined && { model }),
      ...(tier !== undefined && { service_tier: tier }),
      ...(modelVersion !== undefined && { modelVersion }),
    }
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The object behind the last `"key":`. Inside strings quotes are escaped, so generated text cannot look like a key. */
const lastObject = (text: string, key: string): unknown => {
  for (let at = text.lastIndexOf(key); at >= 0; at = text.lastIndexOf(key, at - 1)) {
    const start = text.indexOf('{', at + key.length)
    if (start < 0 || !/^\s*:\s*$/.test(text.slice(at + key.length, start))) continue
    for (let end = text.indexOf('}', start); end >= 0 && end - start < 4096; end = text.indexOf('}', end + 1)) {
      const value = parse(text.slice(start, end + 1))
      if (value !== undefined) return value
    }
    if (at === 0) break
  }
  return undefined
}

const lastString = (text: string, key: string): string | undefined => {
  const at = text.lastIndexOf(key)
  return at < 0 ? undefined : /^\s*:\s*"([^"\\]{1,200})"/.exec(text.slice(at + key.length, at + key.length + 220))?.[1]
}
