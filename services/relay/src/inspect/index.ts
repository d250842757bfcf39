/**
 * Reads what a request's body says when a grant's scope or budget needs to know: model, provider, maximum output, whether it
 * streams. It judges nothing (judge/) and prices nothing (meter/).
 *
 * Invariant: what is read here is what the upstream will read. A body that two parsers could read differently is refused, and
 * bytes are forwarded as received, except where the unified chat route cuts our own field out, and where a budget has to ask an
 * OpenAI stream for its usage (the answer's extra event is taken out again). Data-plane §1, §2.
 */
export { askForUsage, hidesUsage } from './ask-for-usage.js'
export { bareModel, NO_FACTS, PRIORITY, readBodyFacts, uploadFacts, type BodyFacts, type Upload } from './body-facts.js'
export { BodyRoom, type BodyPlace } from './body-room.js'
export { readChatTarget, type ChatTarget } from './chat.js'
export { readForm } from './form.js'
export { modelInPath, PLAIN_ENDPOINT, readEndpoint, type Endpoint } from './endpoint.js'
export { readModelTarget, type ModelTarget } from './model-target.js'
export { readBody, type BodyReading } from './read-body.http.js'
export { refersElsewhere } from './json-scan.js'
export { readJsonObject, type JsonObject, type JsonReading } from './read-json.js'
