/** The Lua sources, read by whoever wires the relay: a file's place differs between sources, build and tests. */
export interface AdmissionScripts {
  /** What all of them use. */
  readonly common: string
  readonly admit: string
  readonly extend: string
  readonly settle: string
  /** Runs many calls of the three. */
  readonly batch: string
}

/** A script that can be called. */
export type ScriptName = Exclude<keyof AdmissionScripts, 'batch' | 'common'>

/** The one script that Redis gets. */
export const wholeScript = ({ common, admit, extend, settle, batch }: AdmissionScripts): string =>
  [common, ...Object.entries({ admit, extend, settle }).map(asFunction), batch].join('\n')

const asFunction = ([name, source]: [string, string]): string => `local function ${name}(call, payload)\n${source}\nend`
