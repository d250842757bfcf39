/** In which dialect a provider reports usage and streams. */
export type UsageDialect = 'openai' | 'anthropic' | 'google'

/** Where the provider expects the credential. */
export interface CredentialPlace {
  readonly header: string
  /** Written before the credential, with its space. */
  readonly scheme?: 'Bearer '
}

export interface Provider {
  /** The upstream identity that the AAD of a sealed credential names. Never changes once published. */
  readonly slug: string
  readonly name: string
  /** Null: the person names an origin of their own, which then is the upstream identity. */
  readonly origin: string | null
  readonly credential: CredentialPlace
  /** The OpenAI-shaped chat endpoint, for `POST /v1/proxy/chat/completions`. It takes the credential as a bearer, as OpenAI's does. */
  readonly chatPath: string
  /** The cheapest GET that a key is needed for: it shows whether the key works. */
  readonly checkPath: string
  /** What that GET needs besides the credential. */
  readonly checkHeaders?: Readonly<Record<string, string>>
  readonly dialect: UsageDialect
  /** Id of the provider in the price data set; null when it has none. */
  readonly priceId: string | null
  /** What a key looks like: a hint for people and detectors, never a reason to refuse. */
  readonly keyPattern: string
  /** Where a person makes a key. */
  readonly keyPage: string | null
}

/** Where OpenAI takes the credential, and so does every OpenAI-shaped endpoint. */
export const BEARER: CredentialPlace = { header: 'authorization', scheme: 'Bearer ' }

/** The catalogue. A new provider is one entry here and nothing else. */
export const PROVIDERS = [
  {
    slug: 'openai',
    name: 'OpenAI',
    origin: 'https://api.openai.com',
    credential: BEARER,
    chatPath: '/v1/chat/completions',
    checkPath: '/v1/models',
    dialect: 'openai',
    priceId: 'openai',
    keyPattern: '^sk-[A-Za-z0-9_-]{20,}$',
    keyPage: 'https://platform.openai.com/api-keys',
  },
  {
    slug: 'anthropic',
    name: 'Anthropic',
    origin: 'https://api.anthropic.com',
    credential: { header: 'x-api-key' },
    chatPath: '/v1/chat/completions',
    checkPath: '/v1/models',
    checkHeaders: { 'anthropic-version': '2023-06-01' },
    dialect: 'anthropic',
    priceId: 'anthropic',
    keyPattern: '^sk-ant-[A-Za-z0-9_-]{20,}$',
    keyPage: 'https://console.anthropic.com/settings/keys',
  },
  {
    slug: 'google',
    name: 'Google Gemini',
    origin: 'https://generativelanguage.googleapis.com',
    credential: { header: 'x-goog-api-key' },
    chatPath: '/v1beta/openai/chat/completions',
    checkPath: '/v1beta/models',
    dialect: 'google',
    priceId: 'google',
    keyPattern: '^AIza[A-Za-z0-9_-]{35}$',
    keyPage: 'https://aistudio.google.com/app/apikey',
  },
  {
    slug: 'groq',
    name: 'Groq',
    origin: 'https://api.groq.com',
    credential: BEARER,
    chatPath: '/openai/v1/chat/completions',
    checkPath: '/openai/v1/models',
    dialect: 'openai',
    priceId: 'groq',
    keyPattern: '^gsk_[A-Za-z0-9]{20,}$',
    keyPage: 'https://console.groq.com/keys',
  },
  {
    slug: 'mistral',
    name: 'Mistral',
    origin: 'https://api.mistral.ai',
    credential: BEARER,
    chatPath: '/v1/chat/completions',
    checkPath: '/v1/models',
    dialect: 'openai',
    priceId: 'mistral',
    keyPattern: '^[A-Za-z0-9]{32}$',
    keyPage: 'https://console.mistral.ai/api-keys',
  },
  {
    slug: 'openrouter',
    name: 'OpenRouter',
    origin: 'https://openrouter.ai',
    credential: BEARER,
    chatPath: '/api/v1/chat/completions',
    // Its list of models is public; this one is not.
    checkPath: '/api/v1/key',
    dialect: 'openai',
    priceId: 'openrouter',
    keyPattern: '^sk-or-[A-Za-z0-9_-]{20,}$',
    keyPage: 'https://openrouter.ai/settings/keys',
  },
  {
    slug: 'openai-compatible',
    name: 'OpenAI-compatible',
    origin: null,
    credential: BEARER,
    chatPath: '/v1/chat/completions',
    checkPath: '/v1/models',
    dialect: 'openai',
    priceId: null,
    keyPattern: '^.+$',
    keyPage: null,
  },
] as const satisfies readonly Provider[]

export type ProviderSlug = (typeof PROVIDERS)[number]['slug']

const bySlug: ReadonlyMap<string, Provider> = new Map(PROVIDERS.map((provider) => [provider.slug, provider]))

/** The catalogue entry of a slug, or undefined. */
export const findProvider = (slug: string): Provider | undefined => bySlug.get(slug)
