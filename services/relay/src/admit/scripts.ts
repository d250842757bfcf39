/** The Lua sources, read by whoever wires the relay: a file's place differs between sources, build and tests. */
export interface AdmissionScripts {
  readonly admit: string
  readonly extend: string
  readonly settle: string
  /** Runs many calls of the three. */
  readonly batch: string
}

/** A script that can be called. */
export type ScriptName = Exclude<keyof AdmissionScripts, 'batch'>

/** The one script that Redis gets. */
export const wholeScript = ({ admit, extend, settle, batch }: AdmissionScripts): string =>
  [...Object.entries({ admit, extend, settle }).map(asFunction), batch].join('\n')

const asFunction = ([name, source]: [string, string]): string => `local function ${name}(KEYS, ARGV)\n${source}\nend`
