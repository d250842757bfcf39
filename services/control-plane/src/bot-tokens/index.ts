/**
 * Bot tokens: what a person issues to their own bots and agents. A view on grants of kind `bot`, with no storage of its own.
 *
 * Invariant: the browser makes id and seal half; of the auth half that is made here only the digest stays, and the stem is
 * shown once (protocol §2, §3).
 */
export { BotTokens, type BotToken } from './bot-tokens.service.js'
