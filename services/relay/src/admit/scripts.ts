/** The Lua sources, read by whoever wires the relay: a file's place differs between sources, build and tests. */
export interface AdmissionScripts {
  readonly admit: string
  readonly extend: string
  readonly settle: string
}
