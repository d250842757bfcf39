/**
 * Where 1Relay is and with what to ask it: from the environment, or from the file that `1relay login` wrote.
 *
 * It asks nobody and checks nothing against a server.
 *
 * Invariant: the file is readable by its owner alone, and a token that was stored for one origin is never sent to another one.
 */
export { forgetProfile, loadProfile, saveProfile } from './profile.file.js'
export { type Profile, readOrigin, readSettings, type Settings } from './settings.js'
