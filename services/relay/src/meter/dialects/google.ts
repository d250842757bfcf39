import type { TokenCounts } from '@1relay/contracts'
import { count, fields, items, textBytesIn, textOf, type Dialect, type DialectReading } from './dialect.js'

const NOT_TEXT: ReadonlySet<string> = new Set(['role', 'mimeType', 'inlineData', 'thoughtSignature', 'fileData', 'id'])

/** generateContent of Gemini: one answer, events, or (streams without alt=sse) an array of answers. */
export const google: Dialect = {
  read: (value): DialectReading => {
    const answers = Array.isArray(value) ? items(value) : [value]
    let reading: DialectReading = { model: null, counts: null, isFinal: false, textBytes: 0 }
    for (const answer of answers) {
      const next = readAnswer(fields(answer))
      reading = {
        model: next.model ?? reading.model,
        counts: next.counts ?? reading.counts,
        isFinal: next.isFinal || reading.isFinal,
        textBytes: reading.textBytes + next.textBytes,
      }
    }
    return reading
  },

  errorEvent: ({ code, message }) =>
    `data: ${JSON.stringify({ error: { code: code === 'budget_exceeded' ? 402 : 401, message, status: code.toUpperCase() } })}\n\n`,
}

const readAnswer = (answer: Readonly<Record<string, unknown>>): DialectReading => {
  const usage = answer['usageMetadata']
  const candidates = items(answer['candidates'])
  return {
    model: textOf(answer['modelVersion']),
    counts: usage === undefined ? null : readCounts(usage),
    // Every event has counts so far; those beside a finish reason are the last ones.
    isFinal: usage !== undefined && candidates.some((candidate) => fields(candidate)['finishReason'] !== undefined),
    textBytes: candidates.reduce<number>((sum, one) => sum + textBytesIn(fields(one)['content'], NOT_TEXT), 0),
  }
}

/** promptTokenCount contains cached ones; candidatesTokenCount does not contain thoughts. */
const readCounts = (usage: unknown): Partial<TokenCounts> => {
  const of = fields(usage)
  const prompt = count(of['promptTokenCount']) ?? 0
  const cachedInput = Math.min(count(of['cachedContentTokenCount']) ?? 0, prompt)
  return {
    input: prompt - cachedInput + (count(of['toolUsePromptTokenCount']) ?? 0),
    cachedInput,
    output: count(of['candidatesTokenCount']) ?? 0,
    reasoning: count(of['thoughtsTokenCount']) ?? 0,
  }
}
