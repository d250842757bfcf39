/**
 * Closes the books on a request: the hold becomes what was spent, holds of running requests grow and stay alive, what a dead
 * relay left behind is finished, and what a flushed store has lost is made good. Prices come in as amounts; nothing is computed here.
 *
 * Invariant: a hold is settled once, whatever is tried how often. Data-plane §1.9, §2.
 */
export { Cover, type CoverOptions, type Uncovered } from './cover.service.js'
export { Holds, type Growth, type HoldsOptions, type RunningHold } from './holds.service.js'
export { keepOpen, type KeepOpenOptions, type KeptOpen } from './keep-open.service.js'
export { Reaper, type ReaperOptions } from './reaper.service.js'
export { Recover, type RecoverOptions } from './recover.service.js'
export { Settle, type Pending, type SettleOptions } from './settle.service.js'
