import type { TokenCounts } from '@1relay/contracts'
import { MEDIA, type MediaCounts, type Medium } from '../rates.js'
import {
  addPassed,
  audioTokensIn,
  count,
  fields,
  items,
  NONE_PASSED,
  textBytesIn,
  textOf,
  type Dialect,
  type DialectReading,
  type PassedMedia,
} from './dialect.js'

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
        media: next.media ?? reading.media,
        passedMedia: addPassed(reading.passedMedia ?? NONE_PASSED, next.passedMedia ?? NONE_PASSED),
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
    media: usage === undefined ? undefined : readMedia(usage),
    passedMedia: candidates.map(passedIn).reduce(addPassed, NONE_PASSED),
    // Every event has counts so far; those beside a finish reason are the last ones.
    isFinal: usage !== undefined && candidates.some((candidate) => fields(candidate)['finishReason'] !== undefined),
    textBytes: candidates.reduce<number>((sum, one) => sum + textBytesIn(fields(one)['content'], NOT_TEXT), 0),
  }
}

/** Tokens of each medium in one of the lists of a report. */
const tokensOf = (list: unknown, medium: Medium): number =>
  items(list).reduce<number>((sum, one) => {
    const { modality, tokenCount } = fields(one)
    return sum + (modality === medium.toUpperCase() ? (count(tokenCount) ?? 0) : 0)
  }, 0)

const readMedia = (usage: unknown): MediaCounts => {
  const of = fields(usage)
  const sides = (medium: Medium) => {
    const cachedInput = tokensOf(of['cacheTokensDetails'], medium)
    const taken = tokensOf(of['promptTokensDetails'], medium) + tokensOf(of['toolUsePromptTokensDetails'], medium)
    return {
      input: Math.max(0, taken - cachedInput),
      cachedInput,
      output: tokensOf(of['candidatesTokensDetails'], medium),
    }
  }
  return Object.fromEntries(MEDIA.map((medium) => [medium, sides(medium)]))
}

/** The largest pictures that Gemini makes have about so many. */
const PICTURE_TOKENS = 2048

const passedIn = (candidate: unknown): Partial<PassedMedia> => {
  let [audio, image] = [0, 0]
  for (const part of items(fields(fields(candidate)['content'])['parts'])) {
    const { mimeType, data } = fields(fields(part)['inlineData'])
    if (typeof mimeType === 'string' && mimeType.startsWith('image/')) image += PICTURE_TOKENS
    else audio += audioTokensIn(data)
  }
  return { audio, image }
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
