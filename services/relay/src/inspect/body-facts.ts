import type { Endpoint } from './endpoint.js'
import type { Form } from './form.js'
import { NO_OTHERS, otherModels } from './other-models.js'
import { objectOf, scalarOf, type JsonObject } from './read-json.js'

/** What a request says about its own size and kind. */
export interface BodyFacts {
  /** As the provider knows it; null: none named. */
  readonly model: string | null
  /** What may run in its place; null: a model that the body does not name. */
  readonly otherModels: readonly (string | null)[]
  readonly isStream: boolean
  /** Output tokens that the request allows itself, for one choice; null: it names no maximum. */
  readonly outputMax: number | null
  readonly choices: number
  /** Input that is not in the body: files, URLs, stored conversations. Its tokens have nothing to do with the body's bytes. */
  readonly refersElsewhere: boolean
  /** The body is a form with files, whose bytes are no text; null: it is none. */
  readonly upload: Upload | null
  /** It asks to be served before others, at a higher price. */
  readonly isPriority: boolean
  /** The work goes on after the answer and reports its cost to nobody here. */
  readonly isBackground: boolean
}

export interface Upload {
  readonly files: number
  /** Bytes of what is text in it. */
  readonly textBytes: number
}

export const NO_FACTS: BodyFacts = {
  model: null,
  otherModels: NO_OTHERS,
  isStream: false,
  outputMax: null,
  choices: 1,
  refersElsewhere: false,
  upload: null,
  isPriority: false,
  isBackground: false,
}

/** The facts of a JSON body at an endpoint. */
export const readBodyFacts = (body: JsonObject, endpoint: Endpoint): BodyFacts => {
  const model = scalarOf(body, 'model')
  const configs = configsOf(body)
  return {
    model: typeof model === 'string' ? bareModel(model) : null,
    otherModels: otherModels(body),
    isStream: scalarOf(body, 'stream') === true,
    // Two spellings of the same maximum: whichever the provider takes, the larger one covers it.
    outputMax: largest(endpoint.dialect === 'google' ? configs : [body], endpoint.outputFields),
    choices: Math.max(largest([body], CHOICES) ?? 1, largest(configs, CANDIDATES) ?? 1),
    refersElsewhere: body.refersElsewhere,
    upload: null,
    // OpenAI's priority tier, Anthropic's fast mode.
    isPriority: scalarOf(body, 'service_tier') === PRIORITY || scalarOf(body, 'speed') === 'fast',
    isBackground: scalarOf(body, 'background') === true,
  }
}

/** The facts of an upload; undefined: nobody has read its form. */
export const uploadFacts = (form: Form | undefined): BodyFacts => {
  if (form === undefined) return { ...NO_FACTS, upload: { files: 1, textBytes: 0 } }
  const { fields, files, textBytes } = form
  const [model, choices] = [fields.get('model'), Number(fields.get('n'))]
  return {
    ...NO_FACTS,
    model: model === undefined || model === '' ? null : bareModel(model),
    isStream: fields.get('stream') === 'true',
    choices: isTokenCount(choices) ? choices : 1,
    upload: { files, textBytes },
  }
}

/** The word of OpenAI's tiers that costs more. */
export const PRIORITY = 'priority'
const CHOICES = ['n', 'best_of']
const CANDIDATES = ['candidateCount', 'candidate_count']

/** A model name without the resource prefix that Google's APIs put before it. */
export const bareModel = (name: string): string => name.replace(/^models\//, '')

/** The largest count of tokens in any of these fields; null: there is none. */
const largest = (places: readonly JsonObject[], names: readonly string[]): number | null => {
  let max: number | null = null
  for (const place of places) {
    for (const name of names) {
      const value = scalarOf(place, name)
      if (isTokenCount(value)) max = Math.max(max ?? 0, value)
    }
  }
  return max
}

const configsOf = (body: JsonObject): readonly JsonObject[] =>
  [objectOf(body, 'generationConfig'), objectOf(body, 'generation_config')].filter((one) => one !== undefined)

const isTokenCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0
