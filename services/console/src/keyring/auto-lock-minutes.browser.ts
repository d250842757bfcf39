const KEY = '1relay.auto-lock-minutes'

export const DEFAULT_MINUTES = 10
export const MINUTES_TO_CHOOSE = [1, 5, 10, 30, 60] as const

/** After how many minutes without a sign of the person the vault is locked. A choice of this browser, nothing secret. */
export const AutoLockMinutes = {
  get: (): number => {
    const stored = Number(localStorage.getItem(KEY))
    return MINUTES_TO_CHOOSE.some((minutes) => minutes === stored) ? stored : DEFAULT_MINUTES
  },
  set: (minutes: number): void => localStorage.setItem(KEY, String(minutes)),
}
