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
  const places = dialect === 'google' ? [body['generationConfig'], body['generation_config']] : [body]
  const named = places.flatMap((place) =>
    isObject(place) ? outputFields.map((field) => place[field]).filter(isTokenCount) : [],
  )
  // Two spellings of the same maximum: whichever the provider takes, the larger one covers it.
  return named.length === 0 ? null : Math.max(...named)
}

const choices = (body: JsonObject): number => {
  const config = [body['generationConfig'], body['generation_config']].filter(isObject)
  const named = [body['n'], body['best_of'], ...config.flatMap((c) => [c['candidateCount'], c['candidate_count']])]
  return Math.max(1, ...named.filter(isTokenCount))
}

const isTokenCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0
