import type { Endpoint } from './endpoint.js'
import { isObject, type JsonObject } from './read-json.js'

/** What a request says about its own size and kind. */
export interface BodyFacts {
  /** As the provider knows it; null: none named. */
  readonly model: string | null
  readonly isStream: boolean
  /** Output tokens that the request allows itself, for one choice; null: it names no maximum. */
  readonly outputMax: number | null
  readonly choices: number
  /** Input that is not in the body: files, URLs, stored conversations. Its tokens have nothing to do with the body's bytes. */
  readonly refersElsewhere: boolean
  /** The work goes on after the answer and reports its cost to nobody here. */
  readonly isBackground: boolean
}

export const NO_FACTS: BodyFacts = {
  model: null,
  isStream: false,
  outputMax: null,
  choices: 1,
  refersElsewhere: false,
  isBackground: false,
}

const ELSEWHERE =
  /"(?:image_url|file_id|file_url|file_uri|fileUri|previous_response_id|conversation|cachedContent|cached_content|prompt_id|vector_store_ids|document_url)"\s*:|"type"\s*:\s*"url"/

/** The facts of a JSON body at an endpoint. `text` is the same body as it was sent. */
export const readBodyFacts = (body: JsonObject, text: string, endpoint: Endpoint): BodyFacts => ({
  model: typeof body['model'] === 'string' ? bareModel(body['model']) : null,
  isStream: body['stream'] === true,
  outputMax: outputMax(body, endpoint),
  choices: choices(body),
  refersElsewhere: ELSEWHERE.test(text),
  isBackground: body['background'] === true,
})

/** A model name without the resource prefix that Google's APIs put before it. */
export const bareModel = (name: string): string => name.replace(/^models\//, '')

const outputMax = (body: JsonObject, { dialect, outputFields }: Endpoint): number | null => {
  const places = dialect === 'google' ? configsOf(body) : [body]
  // Two spellings of the same maximum: whichever the provider takes, the larger one covers it.
  let max: number | null = null
  for (const place of places) {
    for (const field of outputFields) {
      const value = place[field]
      if (isTokenCount(value)) max = Math.max(max ?? 0, value)
    }
  }
  return max
}

const choices = (body: JsonObject): number => {
  let max = 1
  const take = (value: unknown): void => {
    if (isTokenCount(value)) max = Math.max(max, value)
  }
  take(body['n'])
  take(body['best_of'])
  for (const config of configsOf(body)) {
    take(config['candidateCount'])
    take(config['candidate_count'])
  }
  return max
}

const configsOf = (body: JsonObject): readonly JsonObject[] =>
  [body['generationConfig'], body['generation_config']].filter(isObject)

const isTokenCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0
