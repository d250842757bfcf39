import { TestEnvironment } from 'jest-environment-node'

/** Google's client looks for the dispatcher of Node's fetch on its global object, where Jest's sandbox has none. */
export default class SdkEnvironment extends TestEnvironment {
  async setup() {
    await super.setup()
    await fetch('data:,') // Node makes its dispatcher at the first fetch.
    for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
      if (symbol.description?.startsWith('undici.')) this.global[symbol] = globalThis[symbol]
    }
  }
}
